"""A statement of commission as it is shown: its table, and the sentence that explains one line of it."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.commission_period import ADJUSTED, CLAWED_BACK, CORRECTED, EARNED
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import E6, from_e6
from crm_desktop.queries.commission import Overview, Statement, StatementLine
from crm_desktop.ui.widgets.text_table import TextColumn

KINDS = {
    EARNED: N_("Earned"),
    CLAWED_BACK: N_("Taken back"),
    CORRECTED: N_("Corrected"),
    ADJUSTED: N_("By hand"),
}
# What yields is said again below the table, of the current line.
COLUMNS = (
    TextColumn(N_("Day"), 118, "text2", is_whole=True),
    TextColumn(N_("Kind"), 176, yields=1),
    TextColumn(N_("Contract or order"), 130),
    TextColumn(N_("Customer")),
    TextColumn(N_("Product"), 110, "text2", yields=4),
    TextColumn(N_("Rule"), 120, "text2", yields=3),
    TextColumn(N_("Basis"), 104, "text2", at_right=True, yields=2),
    TextColumn(N_("Rate of it"), 84, "text2", at_right=True, yields=2),
    TextColumn(N_("Share"), 76, "text2", at_right=True, yields=2),
    TextColumn(N_("Amount"), 104, at_right=True),
)
_SHARE = [column.title for column in COLUMNS].index(N_("Share"))


def table(statement: Statement) -> tuple[list[tuple[str, ...]], list[TextColumn]]:
    """The lines as texts, and their columns: shares only where somebody has less than the whole."""
    cents = formats.has_cents((each.entry.amount for each in statement.lines), statement.currency)
    bases = formats.has_cents((each.entry.base for each in statement.lines), statement.currency)
    rows = [_row(each, statement.currency, cents, bases) for each in statement.lines]
    if all(each.entry.share_e6 in (0, E6) for each in statement.lines):
        left = [place for place in range(len(COLUMNS)) if place != _SHARE]
        return [tuple(row[place] for place in left) for row in rows], [COLUMNS[place] for place in left]
    return rows, list(COLUMNS)


def month_name(period: str) -> str:
    """A month (YYYY-MM) as people say it."""
    return formats.month_of_year(int(period[:4]), int(period[5:]), language())


def explained(line: StatementLine, currency: str) -> str:
    """How the amount of a line came about: receipt → contract or order → rule → basis × rate × share."""
    entry, names = line.entry, line.names
    amount = formats.money(entry.amount, currency, symbol=True)
    if entry.kind == ADJUSTED:
        return tr("By hand, {amount}: {reason}", amount=amount, reason=names.reason or "")
    received = formats.money(names.received, names.currency or currency, symbol=True)
    worked = tr(
        "{basis} × {rate} × {share} = {amount}",
        basis=formats.money(entry.base, currency, symbol=True),
        rate=formats.percent_in_full(from_e6(entry.rate_e6)),
        share=formats.percent_in_full(from_e6(entry.share_e6)),
        amount=amount,
    )
    if entry.kind == CORRECTED:
        worked = tr("{amount}, the difference to what locked months say of it", amount=amount)
    source = tr("Received on {day}: {amount}", day=_day(line), amount=received)
    rule = tr("{rule}, version {version}", rule=names.rule or "", version=names.version or "")
    late = tr("too late for a locked month") if line.is_late and entry.kind != CORRECTED else ""
    parts = (source, names.deal or "", names.product or "", rule if names.rule else "", worked, late)
    return " → ".join(filter(None, parts))


def state(statement: Statement, on: str) -> str:
    """Whether a statement stays as it is, and since when; `on` is the day of the lock in words."""
    if not statement.is_locked:
        return tr("Open: worked out anew whenever something changes")
    if statement.locked_by:
        return tr("Locked on {day} by {name}", day=on, name=statement.locked_by)
    return tr("Locked on {day}", day=on)


def left_out(shown: Overview) -> str:
    """What could not be worked out, and what to do about it."""
    told = []
    if shown.without_rate:
        told.append(tr("Receipts in a currency without a rate of their day: {count}.", count=shown.without_rate))
    if shown.without_cost:
        told.append(
            tr("Contracts and orders whose margin is unknown, for want of a cost: {count}.", count=shown.without_cost)
        )
    return " ".join(told)


def _row(line: StatementLine, currency: str, cents: bool, bases: bool) -> tuple[str, ...]:
    entry, names = line.entry, line.names
    has_rate = bool(entry.rate_e6)
    return (
        _day(line),
        " · ".join(filter(None, (tr(KINDS[entry.kind]), names.receipt))),
        names.deal or formats.MISSING,
        names.customer or names.reason or formats.MISSING,
        names.product or formats.MISSING,
        names.rule or formats.MISSING,
        formats.money(entry.base, currency, cents=bases) if has_rate else formats.MISSING,
        formats.percent_in_full(from_e6(entry.rate_e6)) if has_rate else formats.MISSING,
        formats.percent_in_full(from_e6(entry.share_e6)) if has_rate else formats.MISSING,
        formats.money(entry.amount, currency, cents=cents),
    )


def _day(line: StatementLine) -> str:
    return formats.day_far(date.fromisoformat(line.entry.on_day), language())
