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
    first_hour: int = FIRST_HOUR
    last_hour: int = LAST_HOUR

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
        minute = self.first_hour * 60 + share * (self.last_hour - self.first_hour) * 60
        return max(0, min(23 * 60 + 45, round(minute / STEP) * STEP))

    def y_of(self, minute: float) -> float:
        """Where a minute of the day stands."""
        room = self.hours(0)
        share = (minute - self.first_hour * 60) / ((self.last_hour - self.first_hour) * 60)
        return room.top() + max(0.0, min(1.0, share)) * room.height()

    def minutes_of(self, height: float) -> float:
        """How many minutes so much height stands for."""
        return height * (self.last_hour - self.first_hour) * 60 / max(1.0, self.hours(0).height())


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


def hours_shown(items: Sequence[CalendarItem], context: PageContext, *, all_hours: bool) -> tuple[int, int]:
    """The usual hours, and more where something lies outside of them, or where all are wanted."""
    if all_hours:
        return 0, 24
    first, last = FIRST_HOUR, LAST_HOUR
    for item in items:
        if item.at is not None:
            begin = minute_of(item, context)
            first = min(first, begin // 60)
            last = max(last, min(24, -(-(begin + max(_USUAL, item.minutes or 0)) // 60)))
    return first, last


def _timed(grid: Grid, at: int, items: Sequence[CalendarItem], context: PageContext, chip: float) -> list[Placed]:
    """Items with a time stand at it; those that overlap, as they are drawn, share the width."""
    least = max(float(_USUAL), grid.minutes_of(chip + 2))
    spans = []
    for each in items:
        # Late in the evening something short is drawn a little earlier, so that all of it is seen.
        begin = min(float(minute_of(each, context)), grid.last_hour * 60 - least)
        spans.append((begin, begin + max(least, each.minutes or 0), each))
    spans.sort(key=lambda span: (span[0], -span[1]))
    placed: list[Placed] = []
    cluster: list[tuple[int, float, float, CalendarItem]] = []
    lanes: list[float] = []
    room = grid.hours(at).adjusted(2, 0, -4, 0)
    for begin, end, item in spans:
        if cluster and begin >= max(lanes):
            placed += _side_by_side(grid, room, cluster, len(lanes))
            cluster, lanes = [], []
        lane = next((number for number, free in enumerate(lanes) if free <= begin), len(lanes))
        lanes[lane : lane + 1] = [end]
        cluster.append((lane, begin, end, item))
    return placed + _side_by_side(grid, room, cluster, len(lanes))


def _side_by_side(
    grid: Grid, room: QRectF, cluster: Sequence[tuple[int, float, float, CalendarItem]], lanes: int
) -> list[Placed]:
    width = room.width() / max(1, lanes)
    return [
        Placed(
            item,
            QRectF(room.left() + lane * width, grid.y_of(begin) + 1, width - 2, grid.y_of(end) - grid.y_of(begin) - 2),
        )
        for lane, begin, end, item in cluster
    ]
