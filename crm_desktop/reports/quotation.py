"""A quotation on paper: who offers what to whom, at which prices, until when; run by the worker process."""

from collections.abc import Callable

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import Viewer
from crm_desktop.models.quotation import DRAFT
from crm_desktop.queries.quotation import QuotationDetails, quotation_details
from crm_desktop.reports.business_paper import (
    Block,
    BusinessPaper,
    paragraph,
    print_from,
    set_paper,
    set_text,
    signatures,
    unheard,
)
from crm_desktop.reports.document import Composer
from crm_desktop.reports.sender import Sender
from crm_desktop.reports.sold_lines import lines_table, tax_rows, to_pay
from crm_desktop.reports.speech import Speech


def print_quotation(
    path: str, viewer: Viewer, quotation_id: str, language: str, progress: Callable[..., None] = unheard
) -> bytes:
    """Set a quotation as PDF."""
    return print_from(
        path,
        viewer,
        lambda reading, sender: set_quotation(quotation_details(reading, quotation_id), sender, language),
        progress,
    )


def set_quotation(details: QuotationDetails, sender: Sender, language: str) -> bytes:
    """The pages of a quotation; one whose prices are not allowed yet says that it must not go out."""
    speak, row = Speech(language), details.row
    offered = speak.t(N_("What is offered"))
    until = speak.t(N_("Valid until {day}"), day=formats.day_far(row.valid_until, language)) if row.valid_until else ""
    address = details.customer_address.written(language)
    paper = BusinessPaper(
        kind=speak.t(N_("Quotation")),
        name=speak.t(N_("Quotation {number}"), number=row.name),
        subject=row.title,
        sender=sender,
        recipient=[part for part in (details.customer, details.contact, address) if part],
        facts=_facts(details, sender, speak),
        made_on=row.quoted_on,
        blocks=(
            _introduced(details.introduction),
            lines_table(details.lines, details.net_minor, row.currency, offered, row.title, speak),
            to_pay(tax_rows(dict(details.taxes), row.currency, speak), row.total_minor, row.currency, speak),
            paragraph(speak.t(N_("Terms")), details.terms),
            signatures((sender.name, details.customer or ""), speak),
        ),
        footer=until,
        mark=speak.t(N_("Draft, not approved yet")) if _is_to_be_allowed(details) else "",
    )
    return set_paper(paper, speak)


def _is_to_be_allowed(details: QuotationDetails) -> bool:
    """Whether its prices wait for a decision; who may not see floors knows of it once somebody asked."""
    return details.row.status == DRAFT and (details.floor.needs_approval or details.floor.pending is not None)


def _introduced(text: str | None) -> Block:
    """What is said before the lines."""

    def block(composer: Composer) -> None:
        if text:
            set_text(composer, text)

    return block


def _facts(details: QuotationDetails, sender: Sender, speak: Speech) -> list[tuple[str, str]]:
    row, code = details.row, speak.language
    return [
        (speak.t(N_("Date")), formats.day_far(row.quoted_on, code)),
        (speak.t(N_("Valid until")), formats.day_far(row.valid_until, code) if row.valid_until else ""),
        (speak.t(N_("Your contact")), details.owner or ""),
        *(("", each) for each in (*details.owner_reached.split(" · "), *sender.reached.split(" · "))),
    ]
