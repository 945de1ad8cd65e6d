"""Where things stand in the calendar, and which day and time a place means; plain geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF

from crm_desktop.core.clock import moment_of
from crm_desktop.queries.calendar import CalendarItem
from crm_desktop.ui.page_context import PageContext

MONTH, WEEK, DAY = "month", "week", "day"
SPANS = (MONTH, WEEK, DAY)
FIRST_HOUR, LAST_HOUR = 7, 21
STEP = 15
# What has a time and no length is drawn as long as this.
_USUAL = 30


@dataclass(frozen=True)
class Placed:
    """An item and where it stands."""

    item: CalendarItem
    rect: QRectF


@dataclass(frozen=True)
class Grid:
    """The days shown and their places; `gutter` is for the hours, `head` for the names of days."""

    span: str
    first: date
    days: int
    columns: int
    gutter: float
    head: float
    all_day: float
    width: float
    height: float

    def cell(self, at: int) -> QRectF:
        """The place of a day, by its number from the first one."""
        rows = self.days // self.columns
        row, column = divmod(at, self.columns)
        width = (self.width - self.gutter) / self.columns
        height = (self.height - self.head) / rows
        return QRectF(self.gutter + column * width, self.head + row * height, width, height)

    def hours(self, at: int) -> QRectF:
        """The part of a day's place that has hours."""
        return self.cell(at).adjusted(0, self.all_day, 0, 0)

    def day_at(self, place: QPointF) -> date | None:
        """The day of a place."""
        found = next((at for at in range(self.days) if self.cell(at).contains(place)), None)
        return None if found is None else self.first + timedelta(days=found)

    def minute_at(self, place: QPointF) -> int | None:
        """The minute of the day that a place means; None for the whole day."""
        if self.span == MONTH:
            return None
        room = self.hours(0)
        if place.y() < room.top():
            return None
        share = (place.y() - room.top()) / room.height()
        minute = FIRST_HOUR * 60 + share * (LAST_HOUR - FIRST_HOUR) * 60
        return max(0, min(23 * 60 + 45, round(minute / STEP) * STEP))

    def y_of(self, minute: float) -> float:
        """Where a minute of the day stands."""
        room = self.hours(0)
        share = (minute - FIRST_HOUR * 60) / ((LAST_HOUR - FIRST_HOUR) * 60)
        return room.top() + max(0.0, min(1.0, share)) * room.height()


def first_day(span: str, day: date) -> date:
    """The first day shown: of the week, or of the week in which the month begins."""
    if span == DAY:
        return day
    start = day.replace(day=1) if span == MONTH else day
    return start - timedelta(days=start.weekday())


def days_of(span: str) -> int:
    """How many days are shown."""
    return {MONTH: 42, WEEK: 7, DAY: 1}[span]


def minute_of(item: CalendarItem, context: PageContext) -> int:
    """The minute of its day at which an item begins."""
    at = moment_of(item.at or 0, context.zone)
    return at.hour * 60 + at.minute


def place_items(
    grid: Grid, items: Sequence[CalendarItem], context: PageContext, chip: float
) -> tuple[list[Placed], dict[date, int]]:
    """Where each item stands; of days with too many, how many found no room."""
    placed: list[Placed] = []
    hidden: dict[date, int] = {}
    for at in range(grid.days):
        day = grid.first + timedelta(days=at)
        mine = [each for each in items if each.on == day]
        whole = mine if grid.span == MONTH else [each for each in mine if each.at is None]
        cell = grid.cell(at)
        room = cell.adjusted(2, chip + 4, -2, -2) if grid.span == MONTH else cell.adjusted(2, 2, -4, 0)
        height = room.height() if grid.span == MONTH else grid.all_day - 4
        fitting = max(1, int(height // (chip + 2)))
        shown = whole if len(whole) <= fitting else whole[: fitting - 1]
        for number, item in enumerate(shown):
            placed.append(Placed(item, QRectF(room.left(), room.top() + number * (chip + 2), room.width(), chip)))
        if len(whole) > len(shown):
            hidden[day] = len(whole) - len(shown)
        if grid.span != MONTH:
            placed += _timed(grid, at, [each for each in mine if each.at is not None], context, chip)
    return placed, hidden


def _timed(grid: Grid, at: int, items: Sequence[CalendarItem], context: PageContext, chip: float) -> list[Placed]:
    """Items with a time stand at it; those that overlap share the width."""
    spans = [
        (minute_of(each, context), minute_of(each, context) + max(_USUAL, each.minutes or 0), each) for each in items
    ]
    lanes: list[float] = []
    told: list[tuple[int, int, int, CalendarItem]] = []
    for begin, end, item in spans:
        lane = next((number for number, free in enumerate(lanes) if free <= begin), len(lanes))
        lanes[lane : lane + 1] = [end]
        told.append((lane, begin, end, item))
    room = grid.hours(at).adjusted(2, 0, -4, 0)
    width = room.width() / max(1, len(lanes))
    return [
        Placed(
            item,
            QRectF(
                room.left() + lane * width,
                grid.y_of(begin) + 1,
                width - 2,
                max(chip, grid.y_of(end) - grid.y_of(begin) - 2),
            ),
        )
        for lane, begin, end, item in told
    ]
