"""What the detail side says of time spent on a case and what it cost: each entry, and both in all."""

from collections.abc import Sequence

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.queries.service_work import Spent, WorkEntry, spent, time_cost
from crm_desktop.ui.detail_content import Fact, Group, Line, Section, TabContent
from crm_desktop.ui.forms.service_work import WORK
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.service_words import worked

_EXCERPT = 200


def work_tab(entries: Sequence[WorkEntry], hour_minor: int, context: PageContext, *, is_open: bool) -> TabContent:
    """Both in all, then each entry, the newest first; of an open case one entered by hand leads to its form."""
    whole = spent(entries)
    facts = (
        Fact(N_("Time spent"), time_text(whole)),
        *_worth(whole, hour_minor, context),
        Fact(N_("Cost"), cost_text(whole)),
    )
    lines = tuple(_line(each, context, leads=is_open and not each.is_of_a_round) for each in entries)
    return TabContent(
        "work",
        N_("Time and cost"),
        sections=(Section(N_("In all"), facts),) if whole else (),
        groups=(Group(N_("Entries"), lines),) if lines else (),
        count=len(entries) or None,
        nothing=N_("No time and no cost yet. Press T to note some."),
    )


def time_text(whole: Spent) -> str:
    """Minutes as people say them; nothing when there are none."""
    return worked(whole.minutes) if whole.minutes else ""


def cost_text(whole: Spent) -> str:
    """The costs in each currency."""
    return " · ".join(formats.money(cost, currency, symbol=True) for currency, cost in whole.costs)


def _worth(whole: Spent, hour_minor: int, context: PageContext) -> tuple[Fact, ...]:
    """What the time costs, where the settings say what an hour does."""
    if not hour_minor or not whole.minutes:
        return ()
    hour, worth = (
        formats.money(each, context.currency, symbol=True)
        for each in (hour_minor, time_cost(whole.minutes, hour_minor))
    )
    return (Fact(N_("Cost of the time"), tr("{worth}, at {hour} an hour", worth=worth, hour=hour)),)


def _line(entry: WorkEntry, context: PageContext, *, leads: bool) -> Line:
    day = formats.day(entry.worked_on, language(), context.today())
    said = tr("with the handling") if entry.is_of_a_round else " ".join((entry.note or "").split())[:_EXCERPT]
    one = spent((entry,))
    kind, key = (WORK, entry.id) if leads else ("", "")
    right = " · ".join(part for part in (time_text(one), cost_text(one)) if part)
    return Line(kind, key, entry.user or formats.MISSING, " · ".join(part for part in (day, said) if part), right)
