"""What the detail side says of a customer's money: the balance and its ages, the credit, and what is not paid yet."""

from collections.abc import Callable
from functools import partial

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.queries.balance import Balance
from crm_desktop.queries.customer_account import CustomerAccount, OpenOf
from crm_desktop.ui.detail_content import Fact, Group, Line, Section
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone


def account_groups(account: CustomerAccount | None, context: PageContext) -> tuple[Group, ...]:
    """What is open of contracts and orders, the oldest due first; each leads to its record."""
    if account is None or not account.open:
        return ()
    return (Group(N_("Not paid yet"), tuple(_line(each, context) for each in account.open)),)


def account_sections(account: CustomerAccount | None, context: PageContext) -> tuple[Section, ...]:
    """What is owed, came in and is left in each currency, by age, and what of the credit is used."""
    if account is None:
        return ()
    facts = [Fact(Plain(title), _sums(account, read)) for title, read in _parts(account)]
    return (Section(N_("Balance and ages"), (*facts, *_credit(account, context))),)


def _parts(account: CustomerAccount) -> list[tuple[str, Callable[[Balance], int]]]:
    """The amounts told of a balance; ages of which nothing is open are left out."""
    if not account.balance.parts:
        return []
    parts: list[tuple[str, Callable[[Balance], int]]] = [
        (tr("Owed in all"), lambda each: each.owed_minor),
        (tr("Received"), lambda each: each.received_minor),
        (tr("Left to be paid"), lambda each: each.balance_minor),
    ]
    for place, title in enumerate(_ages(account.days)):
        if any(each.bands[place] for each in account.balance.parts):
            parts.append((title, partial(_band, place)))
    if any(each.credit_minor for each in account.balance.parts):
        parts.append((tr("Paid beyond what is owed"), lambda each: each.credit_minor))
    return parts


def _band(place: int, balance: Balance) -> int:
    return balance.bands[place]


def _ages(days: tuple[int, ...]) -> list[str]:
    starts = (1, *(day + 1 for day in days[:-1]))
    late = [tr("{first} to {last} days late", first=first, last=last) for first, last in zip(starts, days, strict=True)]
    return [tr("Not due yet"), *late, tr("More than {days} days late", days=days[-1])]


def _sums(account: CustomerAccount, read: Callable[[Balance], int]) -> str:
    return " · ".join(formats.money(read(each), each.currency, symbol=True) for each in account.balance.parts)


def _credit(account: CustomerAccount, context: PageContext) -> tuple[Fact, ...]:
    """How much of the limit is used, where there is one and a rate for all that is owed."""
    total = account.balance.total
    if account.limit_minor is None or total is None:
        return ()
    used, limit = (
        formats.money(each, context.currency, symbol=True) for each in (total.balance_minor, account.limit_minor)
    )
    return (Fact(N_("Credit used"), tr("{used} of {limit}", used=used, limit=limit)),)


def _line(one: OpenOf, context: PageContext) -> Line:
    today = context.today()
    late = (today - one.since).days if one.since else 0
    due = tr("due {day}", day=formats.day(one.since, language(), today)) if one.since else ""
    note = trn("1 day overdue", "{count} days overdue", late) if late > 0 else due
    amount = formats.money(one.open_minor, one.currency, symbol=True)
    title = one.title or tr("Beside contracts and orders")
    return Line(one.kind, one.record_id, title, note, amount, Tone.BAD if late > 0 else Tone.NEUTRAL)
