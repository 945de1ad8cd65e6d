"""The commission sheet of a person and month, to be checked line by line and signed; run by the worker process."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.commission_period import ADJUSTED, CLAWED_BACK, CORRECTED, EARNED
from crm_desktop.core.i18n import N_
from crm_desktop.core.money import E6, from_e6
from crm_desktop.core.months import last_day
from crm_desktop.core.viewer import Viewer
from crm_desktop.queries.commission import Statement, StatementLine, statement
from crm_desktop.reports.business_paper import (
    BusinessPaper,
    amount,
    height_of_sums,
    print_from,
    set_paper,
    signatures,
    sums,
    unheard,
)
from crm_desktop.reports.document import Composer
from crm_desktop.reports.sender import Sender
from crm_desktop.reports.sold_lines import in_capitals
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.tables import Table, TableColumn, set_table
from crm_desktop.storage.database import Reading

_LINES, _SHARE = 6, 5
# What a table leaves free below its last line.
_ROUND_ABOUT = 10.0
_KINDS = (
    (EARNED, N_("Earned")),
    (CLAWED_BACK, N_("Taken back with refunds")),
    (CORRECTED, N_("Corrected")),
    (ADJUSTED, N_("By hand")),
)


def print_commission(
    path: str, viewer: Viewer, of: tuple[str, str], language: str, progress: Callable[..., None] = unheard
) -> bytes:
    """Set the sheet of a (month, person) as PDF."""

    def printed(reading: Reading, sender: Sender) -> bytes:
        return set_commission(statement(reading, *of), sender, language)

    return print_from(path, viewer, printed, progress)


def set_commission(told: Statement, sender: Sender, language: str) -> bytes:
    """The pages of a statement."""
    speak = Speech(language)
    month = formats.month_of_year(int(told.period[:4]), int(told.period[5:]), language)
    state = speak.t(N_("Locked for good")) if told.is_locked else speak.t(N_("Not locked yet: it may still change"))
    parties, summed = (sender.name, told.name), _sums(told, speak)
    capitals = in_capitals(told.amount, told.currency, speak)

    def table(composer: Composer) -> None:
        below = height_of_sums(composer, summed, capitals, parties) + _ROUND_ABOUT
        set_table(composer, replace(_table(told, month, speak), below=below))

    paper = BusinessPaper(
        kind=speak.t(N_("Commission sheet")),
        name=speak.t(N_("Commission, {month}"), month=month),
        subject=told.name,
        sender=sender,
        recipient=[told.name],
        facts=[
            (speak.t(N_("Month")), month),
            (speak.t(N_("State")), state),
            (speak.t(N_("Entries")), formats.integer(len(told.lines))),
        ],
        made_on=last_day(told.period),
        blocks=(
            table,
            sums(summed, capitals, signed_by=parties),
            signatures(parties, speak),
        ),
        footer=state,
    )
    return set_paper(paper, speak)


def _table(told: Statement, month: str, speak: Speech) -> Table:
    columns = [
        TableColumn(speak.t(N_("Day"))),
        TableColumn(speak.t(N_("Earned with")), flexible=True, strong=True, most_lines=_LINES),
        TableColumn(speak.t(N_("Rule")), flexible=True, most_lines=_LINES),
        TableColumn(speak.t(N_("Basis")), numeric=True),
        TableColumn(speak.t(N_("Rate of it")), numeric=True),
        TableColumn(speak.t(N_("Share")), numeric=True),
        TableColumn(speak.t(N_("Amount, {currency}"), currency=told.currency), numeric=True),
    ]
    rows = [_row(each, told.currency, speak) for each in told.lines]
    rows.append(["", speak.t(N_("All together")), "", "", "", "", amount(told.amount, told.currency)])
    if all(each.entry.share_e6 in (0, E6) for each in told.lines):
        # Where everybody has the whole, names have the room.
        columns.pop(_SHARE)
        for row in rows:
            row.pop(_SHARE)
    *lines, total = (tuple(row) for row in rows)
    continued = speak.t(N_("{title}, continued"), title=f"{told.name} · {month}")
    return Table("", tuple(columns), tuple(lines), total, continued=continued)


def _row(line: StatementLine, currency: str, speak: Speech) -> list[str]:
    entry, names = line.entry, line.names
    parts = (names.receipt, names.deal, names.customer, names.product, names.reason)
    rule = " ".join(part for part in (names.rule, f"v{names.version}" if names.version else "") if part)
    by_hand = entry.kind == ADJUSTED
    return [
        formats.day_far(date.fromisoformat(entry.on_day), speak.language),
        " · ".join(" ".join(part.split()) for part in parts if part),
        rule,
        "" if by_hand else amount(entry.base, currency),
        "" if by_hand else formats.percent_in_full(from_e6(entry.rate_e6), 2),
        "" if by_hand else formats.percent_in_full(from_e6(entry.share_e6), 1),
        amount(entry.amount, currency),
    ]


def _sums(told: Statement, speak: Speech) -> list[tuple[str, str]]:
    """What each kind of line comes to, where there is any, and the whole."""
    found = []
    for kind, title in _KINDS:
        mine = [line.entry.amount for line in told.lines if line.entry.kind == kind]
        if mine:
            found.append((speak.t(title), amount(sum(mine), told.currency)))
    whole = formats.money(told.amount, told.currency, symbol=True, cents=True)
    return [*found, (speak.t(N_("Commission")), whole)]
