"""A customer's statement of account: what fell due, what came in, what is left and since when; for both to sign."""

from collections.abc import Callable
from datetime import date
from functools import partial

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import Viewer
from crm_desktop.queries.account import BESIDE, CONTRACT, ORDER, RECEIPT, REFUND, Account, AccountStatement, Entry
from crm_desktop.queries.account import account_statement as read_account
from crm_desktop.queries.balance import band_days
from crm_desktop.reports.business_paper import (
    Block,
    BusinessPaper,
    amount,
    print_from,
    set_paper,
    signatures,
    sums,
    titled_table,
    unheard,
)
from crm_desktop.reports.sender import Sender
from crm_desktop.reports.sold_lines import in_capitals
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.tables import Table, TableColumn
from crm_desktop.storage.database import Reading

_LINES = 4
_KINDS = {
    CONTRACT: N_("Contract"),
    ORDER: N_("Order"),
    BESIDE: N_("Other"),
    RECEIPT: N_("Received"),
    REFUND: N_("Given back"),
}


def print_account(
    path: str,
    viewer: Viewer,
    of: tuple[str, date, date],
    language: str,
    progress: Callable[..., None] = unheard,
) -> bytes:
    """Set the statement of a (customer, first day, last day) as PDF."""

    def printed(reading: Reading, sender: Sender) -> bytes:
        return set_account(read_account(reading, *of), band_days(reading), sender, language)

    return print_from(path, viewer, printed, progress)


def set_account(told: AccountStatement, bands: tuple[int, ...], sender: Sender, language: str) -> bytes:
    """The pages of a statement; `bands` are the days after which an age of debts ends."""
    speak = Speech(language)
    title = speak.t(N_("Statement of account"))
    days = formats.period(told.first, told.last, language)
    parties = (sender.name, told.customer)
    blocks = [block for each in told.accounts for block in _account(each, told, bands, parties, speak)]
    paper = BusinessPaper(
        kind=title,
        name=title,
        subject=days,
        sender=sender,
        recipient=[part for part in (told.customer, told.address.written(language)) if part],
        facts=[
            (speak.t(N_("Date")), formats.day_far(told.last, language)),
            *(("", each) for each in sender.reached.split(" · ")),
        ],
        made_on=told.last,
        blocks=(
            *(blocks or [sums([(speak.t(N_("Balance")), formats.MISSING)])]),
            signatures(parties, speak),
        ),
        footer=days,
    )
    return set_paper(paper, speak)


def _account(
    account: Account, told: AccountStatement, bands: tuple[int, ...], parties: tuple[str, ...], speak: Speech
) -> list[Block]:
    code, shown = account.currency, partial(amount, currency=account.currency)
    last = formats.day_far(told.last, speak.language)
    later = sum(each.amount_minor for each in account.later)
    balance = formats.money(account.closing_minor, code, symbol=True, cents=True)
    closing = [(speak.t(N_("Balance on {day}"), day=last), balance)]
    if later:
        closing.insert(0, (speak.t(N_("Falls due later")), shown(later)))
    signed_by = () if account.balance.overdue_minor else parties
    blocks = [
        titled_table(code if len(told.accounts) > 1 else "", _entries(account, told, speak)),
        sums(closing, in_capitals(account.closing_minor, code, speak), signed_by=signed_by),
    ]
    if account.balance.overdue_minor:
        blocks.append(titled_table(speak.t(N_("What is overdue, by age")), _ages(account, bands, speak)))
    return blocks


def _entries(account: Account, told: AccountStatement, speak: Speech) -> Table:
    code, language = account.currency, speak.language
    columns = (
        TableColumn(speak.t(N_("Day"))),
        TableColumn(speak.t(N_("What for")), flexible=True, strong=True, most_lines=_LINES),
        TableColumn(speak.t(N_("Due, {currency}"), currency=code), numeric=True),
        TableColumn(speak.t(N_("Received, {currency}"), currency=code), numeric=True),
        TableColumn(speak.t(N_("Balance, {currency}"), currency=code), numeric=True),
    )
    left = account.opening_minor
    rows = [(formats.day_far(told.first, language), speak.t(N_("Brought forward")), "", "", amount(left, code))]
    for each in account.entries:
        left += each.amount_minor
        is_due = each.kind not in (RECEIPT, REFUND)
        shown = amount(each.amount_minor if is_due else -each.amount_minor, code)
        cells = (shown, "") if is_due else ("", shown)
        rows.append((formats.day_far(each.on, language), _what(each, speak), *cells, amount(left, code)))
    fell = sum(each.amount_minor for each in account.entries if each.kind not in (RECEIPT, REFUND))
    came = account.opening_minor + fell - left
    total = ("", speak.t(N_("All together")), amount(fell, code), amount(came, code), amount(left, code))
    title = speak.t(N_("{title}, continued"), title=told.customer)
    return Table("", columns, tuple(rows), total, continued=title)


def _what(entry: Entry, speak: Speech) -> str:
    kind = speak.t(_KINDS[entry.kind])
    said = " ".join(part for part in (kind, entry.number) if part)
    return " · ".join(part for part in (said, " ".join(entry.title.split())) if part)


def _ages(account: Account, bands: tuple[int, ...], speak: Speech) -> Table:
    """A column an age: what is not due stands apart, because it is no debt yet."""
    starts = (1, *(day + 1 for day in bands))
    ends = (*bands, None)
    headings = [
        speak.t(N_("{first} to {last} days"), first=first, last=last)
        if last is not None
        else speak.t(N_("{first} days and more"), first=first)
        for first, last in zip(starts, ends, strict=True)
    ]
    sums_of = (*account.balance.bands[1:], account.balance.overdue_minor)
    columns = tuple(TableColumn(each, numeric=True) for each in (*headings, speak.t(N_("All together"))))
    cells = tuple(amount(each, account.currency) for each in sums_of)
    return Table("", (TableColumn("", flexible=True), *columns), ((account.currency, *cells),))
