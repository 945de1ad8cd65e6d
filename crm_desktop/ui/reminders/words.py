"""How reminders and the overview of a day are said in a notification, a toast and the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm_desktop.core import formats
from crm_desktop.core.i18n import language, listed, tr, trn
from crm_desktop.queries.reminders import Overview, Reminder
from crm_desktop.queries.today import BIRTHDAYS, CASES, DUE, LEAVING, OVERDUE, STEPS, TodayItem
from crm_desktop.ui.details.task import time_words
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.today.words import note_of, right_of

# A notification shows few lines; the rest is behind it.
_NAMED = 3
_FIGURES: dict[str, Callable[[int], str]] = {
    CASES: lambda count: trn("{count} case near or past its limit", "{count} cases near or past their limits", count),
    DUE: lambda count: trn("{count} due today", "{count} due today", count),
    OVERDUE: lambda count: trn("{count} overdue", "{count} overdue", count),
    STEPS: lambda count: trn("{count} next step", "{count} next steps", count),
    LEAVING: lambda count: trn(
        "{count} customer soon in the public pool", "{count} customers soon in the public pool", count
    ),
    BIRTHDAYS: lambda count: trn("{count} birthday", "{count} birthdays", count),
}


@dataclass(frozen=True)
class Notice:
    """What is told at once: a title and a few lines."""

    title: str
    body: str


def notice(fresh: Sequence[Reminder], day: Overview | None, context: PageContext) -> Notice | None:
    """One notice for all there is to tell: reminders that came or were missed, and the overview of the day."""
    has_day = day is not None and day.has_any
    if not fresh:
        return Notice(tr("Your day"), "\n".join(day_lines(day, context))) if day is not None and has_day else None
    lines = [reminder_line(each.item, context) for each in fresh[:_NAMED]]
    if len(fresh) > _NAMED:
        lines.append(tr("… and {count} more", count=len(fresh) - _NAMED))
    if len(fresh) == 1:
        title = fresh[0].item.title
        lines = [_beside(fresh[0].item, context)]
    else:
        title = trn("{count} reminder", "{count} reminders", len(fresh))
    if day is not None and has_day:
        lines.append(day_line(day))
    return Notice(title, "\n".join(each for each in lines if each))


def reminder_line(item: TodayItem, context: PageContext) -> str:
    """A reminder among others: when, what, with whom."""
    beside = _beside(item, context)
    return f"{item.title} · {beside}" if beside else item.title


def _beside(item: TodayItem, context: PageContext) -> str:
    if item.kind == "service_case":
        return " · ".join(part for part in (note_of(item, context), right_of(item, context)[0]) if part)
    return " · ".join(part for part in (due_words(item, context), item.customer) if part)


def due_words(item: TodayItem, context: PageContext) -> str:
    """The day of a task and its time."""
    today = context.today()
    day = tr("today") if item.on == today else formats.day(item.on, language(), today)
    return " ".join(part for part in (day, time_words(item.at, item.minutes, context)) if part)


def day_line(day: Overview) -> str:
    """The day in one line of figures."""
    found = ((say, day.counts.get(section, 0)) for section, say in _FIGURES.items())
    return " · ".join(say(count) for say, count in found if count)


def day_lines(day: Overview | None, context: PageContext) -> list[str]:
    """The day in a few lines: the figures, who is about to leave, whose birthday it is."""
    if day is None or not day.has_any:
        return []
    lines = [day_line(day)]
    if day.leaving:
        lines.append(tr("Soon in the public pool: {names}", names=_names(day.leaving)))
    today = context.today()
    for item in day.birthdays[:_NAMED]:
        on = tr("today") if item.on == today else formats.day(item.on, language(), today)
        lines.append(tr("Birthday of {name}, {day}", name=item.title, day=on))
    return lines


def _names(items: Sequence[TodayItem]) -> str:
    names = listed(each.title for each in items[:_NAMED])
    return f"{names} …" if len(items) > _NAMED else names
