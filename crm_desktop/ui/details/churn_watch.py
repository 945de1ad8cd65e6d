"""What the detail side says of a customer who may be leaving: each detector in words, what was done and is at stake."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, tr_message
from crm_desktop.core.money import E6
from crm_desktop.models.insight import CHURN_LOST, CHURN_POSTPONED, CHURN_WARNED
from crm_desktop.queries.churn import SCORED, WON_BACK
from crm_desktop.queries.churn_watch import HIGH, WatchedDetails, WatchedRow, reasons
from crm_desktop.ui.detail_content import Chip, DetailContent, Fact, Group, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

_SIGNS = {
    SCORED: (Tone.NEUTRAL, "eye"),
    CHURN_WARNED: (Tone.WARNING, "triangle-alert"),
    CHURN_POSTPONED: (Tone.WARNING, "hourglass"),
    WON_BACK: (Tone.GOOD, "circle-check"),
    CHURN_LOST: (Tone.BAD, "trending-down"),
}


def state_sign(state: str) -> tuple[Tone, str]:
    """The colour and the icon of how far the work is."""
    return _SIGNS[state]


def ratio(row: WatchedRow) -> str:
    """How many times the usual gap the silence lasts."""
    return formats.MISSING if row.overdue_e6 is None else f"{row.overdue_e6 / E6:.1f}"


def why(row: WatchedRow, context: PageContext) -> str:
    """Why the customer may be leaving, in one line."""
    return " · ".join(tr_message(each) for each in reasons(row, context.today())) or formats.MISSING


def describe(details: WatchedDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    row = details.row
    name = context.choices.state("churn_state", row.state, language()) or row.state
    return DetailContent(
        record_id=row.id,
        title=row.name,
        line=tr("No. {number}", number=row.number) if row.number else "",
        owner=row.owner or "",
        chips=(Chip(name, *state_sign(row.state)),),
        figures=_figures(row, context),
        notice=_notice(row, context),
        tabs=(
            TabContent("why", N_("Why"), groups=_why(details, context), nothing=N_("No scores yet.")),
            TabContent(
                "measures",
                N_("Measures"),
                _measures(details, context),
                count=len(details.measures) or None,
                nothing=N_("Nothing was done yet to keep this customer."),
            ),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=(Line("customer", row.id, row.name, tr("Customer")),),
    )


def _notice(row: WatchedRow, context: PageContext) -> tuple[Tone, str, str] | None:
    said = [tr_message(each) for each in reasons(row, context.today())]
    return (Tone.WARNING, said[0], " · ".join(said[1:])) if said else None


def _figures(row: WatchedRow, context: PageContext) -> tuple[Figure, ...]:
    last = _day(row.last_on, context)
    late = Tone.BAD if (row.rhythm or 0) >= HIGH else Tone.NEUTRAL
    return (
        Figure(N_("Money at stake"), Plain(_money(row.stake_minor, context)), "", Tone.NEUTRAL),
        Figure(N_("Last order"), Plain(last)),
        Figure(N_("Overdue ratio"), Plain(ratio(row)), "", late),
    )


def _why(details: WatchedDetails, context: PageContext) -> tuple[Group, ...]:
    row = details.row
    if details.as_of is None or not row.orders:
        return ()
    scores = (
        (tr("By months"), row.classic, _paid(row, context)),
        (tr("By rhythm"), row.rhythm, tr("Usual gap {days} days", days=row.gap_days) if row.gap_days else ""),
        (tr("By chance"), row.alive, _chances(row)),
    )
    lines = [
        Line("", "", title, note, f"{points} / 100", Tone.BAD if points >= HIGH else Tone.NEUTRAL)
        for title, points, note in scores
        if points is not None
    ]
    if row.alive is None and details.without_model is not None:
        lines.append(Line("", "", tr("By chance"), tr_message(details.without_model)))
    made_of = tr("Scores of {day} · purchases: {n}", day=_day(details.as_of, context), n=row.orders)
    return (Group(Plain(made_of), tuple(lines)),)


def _paid(row: WatchedRow, context: PageContext) -> str:
    return tr("Last paid order {day}", day=_day(row.last_paid_on, context)) if row.last_paid_on else ""


def _chances(row: WatchedRow) -> str:
    if row.alive_e6 is None or row.silent_e6 is None:
        return ""
    alive, silent = (round(each / 10_000) for each in (row.alive_e6, row.silent_e6))
    return tr("Buys still {alive} %, silent for a year {silent} %", alive=alive, silent=silent)


def _measures(details: WatchedDetails, context: PageContext) -> tuple[Line, ...]:
    lines = []
    for n, each in enumerate(details.measures):
        is_due = n == 0 and bool(details.row.check_due)
        check = tr("Next check {day}", day=_day(each.next_check_on, context)) if each.next_check_on else ""
        said = " · ".join(part for part in (_day(each.taken_on, context), each.by) if part)
        lines.append(Line("", "", each.measure, said, check, Tone.WARNING if is_due else Tone.NEUTRAL))
    return tuple(lines)


def _facts(details: WatchedDetails, context: PageContext) -> tuple[Section, ...]:
    row, warning = details.row, details.warning
    sections = [
        Section(
            N_("Customer"),
            (
                Fact(N_("Purchases"), "" if row.orders is None else formats.integer(row.orders)),
                Fact(N_("Sales of twelve months"), _money(row.sales_minor, context)),
                Fact(N_("Lifetime value"), _money(row.lifetime_minor, context)),
                Fact(N_("Last paid order"), _day(row.last_paid_on, context)),
                Fact(N_("Owner"), row.owner or ""),
            ),
        )
    ]
    if warning is not None:
        reason = context.choices.name(warning.reason_id, language()) if warning.reason_id else ""
        facts = (
            Fact(N_("Warned"), _day(warning.warned_on, context)),
            Fact(N_("Won back"), _day(warning.won_back_on, context)),
            Fact(N_("Confirmed"), _day(warning.confirmed_on, context)),
            Fact(N_("Reason"), reason or ""),
            Fact(N_("Competitor"), warning.competitor or ""),
            Fact(N_("Note"), warning.note or ""),
        )
        sections.append(Section(N_("Churn warning"), facts))
    return tuple(sections)


def _money(minor: int | None, context: PageContext) -> str:
    return formats.money(minor, context.currency, symbol=True)


def _day(day: date | None, context: PageContext) -> str:
    return formats.day(day, language(), context.today()) if day else ""
