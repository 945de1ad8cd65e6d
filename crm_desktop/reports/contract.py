"""A contract on paper: parties, days, what was agreed at which price, when it is paid; run by the worker process."""

from collections.abc import Callable
from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import Viewer
from crm_desktop.queries.contract_details import ContractDetails, contract_details
from crm_desktop.reports.business_paper import (
    Block,
    BusinessPaper,
    amount,
    paragraph,
    print_from,
    set_paper,
    signatures,
    titled_table,
    unheard,
)
from crm_desktop.reports.sender import Sender
from crm_desktop.reports.sold_lines import lines_table, tax_rows, to_pay
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.tables import Table, TableColumn
from crm_desktop.storage.database import Reading

_PAYMENT_LINES = 4


def print_contract(
    path: str, viewer: Viewer, contract_id: str, language: str, progress: Callable[..., None] = unheard
) -> bytes:
    """Set the summary of a contract as PDF."""

    def printed(reading: Reading, sender: Sender) -> bytes:
        contract = contract_details(reading, contract_id)
        written = day_of(contract.created_at, reading.zone)
        return set_contract(contract, sender, language, contract.signed_on or written)

    return print_from(path, viewer, printed, progress)


def set_contract(contract: ContractDetails, sender: Sender, language: str, made_on: date) -> bytes:
    """The pages of a contract, dated by the day it was signed or written down."""
    speak = Speech(language)
    name = speak.t(N_("Contract {number}"), number=contract.number)
    ours, theirs = contract.our_party or sender.name, contract.their_party or contract.customer or ""
    paper = BusinessPaper(
        kind=speak.t(N_("Contract")),
        name=name,
        subject=contract.name,
        sender=sender,
        recipient=[part for part in (theirs, contract.contact) if part],
        facts=_facts(contract, sender, speak),
        made_on=made_on,
        blocks=(
            *_agreed(contract, name, speak),
            _plan(contract, speak),
            paragraph(speak.t(N_("Terms")), contract.terms),
            signatures((_signed(ours, contract.signed_by_us), _signed(theirs, contract.signed_by_them)), speak),
        ),
    )
    return set_paper(paper, speak)


def _facts(contract: ContractDetails, sender: Sender, speak: Speech) -> list[tuple[str, str]]:
    code = speak.language
    days = ((N_("Signed"), contract.signed_on), (N_("Starts"), contract.starts_on), (N_("Ends"), contract.ends_on))
    told = [(speak.t(title), formats.day_far(on, code) if on else "") for title, on in days]
    before = contract.predecessor.number if contract.predecessor else ""
    reached = [("", each) for each in sender.reached.split(" · ")]
    return [
        *told,
        (speak.t(N_("Follows")), before),
        (speak.t(N_("Your contact")), contract.owner or ""),
        *reached,
    ]


def _agreed(contract: ContractDetails, name: str, speak: Speech) -> tuple[Block, ...]:
    """The lines with taxes and the total; without lines the total alone."""
    currency, total = contract.currency, contract.amount_minor
    if not contract.lines:
        return (to_pay((), total, currency, speak),)
    net = sum(line.net_minor for line in contract.lines)
    agreed = speak.t(N_("What is agreed"))
    return (
        lines_table(contract.lines, net, currency, agreed, name, speak),
        to_pay(tax_rows(dict(contract.taxes), currency, speak), total, currency, speak),
    )


def _plan(contract: ContractDetails, speak: Speech) -> Block:
    """When how much of it is to be paid, for what."""
    columns = (
        TableColumn(speak.t(N_("Due date"))),
        TableColumn(speak.t(N_("What for")), flexible=True, most_lines=_PAYMENT_LINES),
        TableColumn(speak.t(N_("Amount, {currency}"), currency=contract.currency), numeric=True),
    )
    rows = tuple(
        (formats.day_far(each.due_on, speak.language), each.title or "", amount(each.amount_minor, contract.currency))
        for each in contract.plan
    )
    total = ("", speak.t(N_("All together")), amount(contract.amount_minor, contract.currency))
    title = speak.t(N_("Payments"))
    said = speak.t(N_("{title}, continued"), title=title)
    return titled_table(title, Table("", columns, rows, total, continued=said))


def _signed(party: str, person: str | None) -> str:
    return " · ".join(part for part in (party, person) if part)
