"""The calendar on screen: a month, a week or a day; tasks are dragged to another time and drawn longer."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import language, tr
from crm_desktop.models.task import HIGH, URGENT
from crm_desktop.queries.calendar import CalendarItem
from crm_desktop.ui.calendar.places import (
    MONTH,
    STEP,
    WEEK,
    Grid,
    Placed,
    days_of,
    first_day,
    hours_shown,
    minute_of,
    place_items,
)
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Role, Tone
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.widgets.calendar import shifted

_CHIP, _HEAD, _GUTTER, _ALL_DAY, _EDGE, _START, _BAR = 20, 28, 48, 68, 6, 5, 3
# By key, what belongs to the whole day begins in the morning.
_MORNING, _MINUTE_MS = 9 * 60, 60_000
_ALL_DAY_ROWS, _NARROW = 7, 84
Planned = tuple[str, date, int | None, int | None]


class CalendarView(QWidget):
    """Shows items around its day. `moved` asks for (id, day, minute, length), `wanted` for a new task there."""

    moved = Signal(object)
    wanted = Signal(object)
    opened = Signal(object)
    turned = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self.span, self.day = MONTH, context.today()
        self.items: tuple[CalendarItem, ...] = ()
        self.current_id: str | None = None
        self._drag: tuple[Placed, QPointF, bool] | None = None
        self._at = QPointF()
        self.all_hours = False
        self._now: tuple[int, QElapsedTimer] | None = None
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._minute.timeout.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        context.theme.theme_changed.connect(self.update)

    @property
    def first(self) -> date:
        """The first day shown."""
        return first_day(self.span, self.day)

    @property
    def last(self) -> date:
        """The last day shown."""
        return self.first + timedelta(days=days_of(self.span) - 1)

    def tell_now(self, now_ms: int) -> None:
        """What time it is; from here on the view knows by itself."""
        since = QElapsedTimer()
        since.start()
        self._now = (now_ms, since)

    def now_ms(self) -> int | None:
        """The instant it is, as far as it was told."""
        return None if self._now is None else self._now[0] + self._now[1].elapsed()

    def show_all_hours(self, all_hours: bool) -> None:
        """Show the night too, or the usual hours."""
        self.all_hours = all_hours
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def show_items(self, items: Sequence[CalendarItem]) -> None:
        """Show what was read."""
        self.items = tuple(items)
        if self.current() is None:
            self.current_id = None
        self.update()

    def current(self) -> CalendarItem | None:
        """The chosen item."""
        return next((each for each in self.items if each.record_id == self.current_id), None)

    def go_to(self, day: date, span: str = "") -> None:
        """Show another day, perhaps with more or fewer days around it."""
        before = (self.span, self.first)
        self.day, self.span = day, span or self.span
        if before != (self.span, self.first):
            self.turned.emit()
        self.update()

    def turn(self, by: int) -> None:
        """Show the next month, week or day, or the one before."""
        self.go_to(shifted(self.day, by) if self.span == MONTH else self.day + timedelta(days=by * days_of(self.span)))

    def grid(self) -> Grid:
        """Where the days stand now."""
        px, is_month = self._theme.px, self.span == MONTH
        return Grid(
            self.span,
            self.first,
            days_of(self.span),
            7 if self.span in (MONTH, WEEK) else 1,
            0 if is_month else px(_GUTTER),
            px(_HEAD),
            0 if is_month else self._all_day(),
            self.width(),
            self.height(),
            *hours_shown(self.items, self._context, all_hours=self.all_hours),
        )

    def _all_day(self) -> int:
        """The room for what belongs to whole days: as much as the fullest needs, within limits."""
        counts = Counter(each.on for each in self.items if each.at is None)
        rows = min(_ALL_DAY_ROWS, max(counts.values(), default=0))
        return max(self._theme.px(_ALL_DAY), rows * (self._theme.px(_CHIP) + 2) + 8)

    def placed(self) -> tuple[list[Placed], dict[date, int]]:
        """Where the items stand now."""
        return place_items(self.grid(), self.items, self._context, self._theme.px(_CHIP))

    def _under(self, place: QPointF) -> Placed | None:
        return next((each for each in reversed(self.placed()[0]) if each.rect.contains(place)), None)

    # --- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found, place = self._under(event.position()), event.position()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.current_id = found.item.record_id if found else None
        if (day := self.grid().day_at(place)) is not None:
            self.day = day if self.span != MONTH or first_day(MONTH, day) == self.first else self.day
        if found is not None and found.item.is_movable:
            lengthens = self.span != MONTH and found.item.at is not None and found.rect.bottom() - place.y() < _EDGE
            self._drag = (found, place, lengthens)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = event.position()
        if self._drag is not None:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is not None and (event.position() - drag[1]).manhattanLength() > _START:
            planned = self._planned(drag, event.position())
            if planned is not None:
                self.moved.emit(planned)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        found, grid = self._under(event.position()), self.grid()
        if found is not None:
            self.opened.emit(found.item)
        elif (day := grid.day_at(event.position())) is not None:
            more = self.placed()[1].get(day)
            on_more = more and self.span == MONTH and event.position().y() > self._cell_of(day).bottom() - _CHIP - 4
            if on_more:
                self.go_to(day, "day")
            else:
                self.wanted.emit((day, grid.minute_at(event.position())))

    def _cell_of(self, day: date) -> QRectF:
        return self.grid().cell((day - self.first).days)

    def _planned(self, drag: tuple[Placed, QPointF, bool], place: QPointF) -> Planned | None:
        placed, start, lengthens = drag
        item, grid = placed.item, self.grid()
        begin = minute_of(item, self._context) if item.at is not None else None
        if lengthens and begin is not None:
            end = grid.minute_at(place)
            return None if end is None else (item.record_id, item.on, begin, max(STEP, end - begin))
        day = grid.day_at(place)
        if day is None:
            return None
        if self.span == MONTH:
            return item.record_id, day, begin, item.minutes
        return item.record_id, day, grid.minute_at(place - (start - placed.rect.topLeft())), item.minutes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, steps = event.key(), {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        item = self.current()
        if key in steps and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if item is not None and item.is_movable:
                longer = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.moved.emit(self._by_key(item, steps[Qt.Key(key)], longer=longer))
        elif key in steps:
            self.current_id = None
            self.go_to(self.day + timedelta(days=steps[Qt.Key(key)]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Space:
            self._next_of_day()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if item is not None:
                self.opened.emit(item)
            else:
                self.wanted.emit((self.day, None))
        else:
            super().keyPressEvent(event)

    def _by_key(self, item: CalendarItem, days: int, *, longer: bool) -> Planned:
        """Where an arrow takes an item: by days; among hours, up and down by time, or with Shift its length."""
        begin = minute_of(item, self._context) if item.at is not None else None
        if self.span == MONTH or abs(days) == 1:
            return item.record_id, item.on + timedelta(days=days), begin, item.minutes
        step = STEP if days > 0 else -STEP
        if begin is None:
            return item.record_id, item.on, _MORNING, item.minutes
        if longer:
            return item.record_id, item.on, begin, max(STEP, (item.minutes or 2 * STEP) + step)
        return item.record_id, item.on, max(0, min(24 * 60 - STEP, begin + step)), item.minutes

    def _next_of_day(self) -> None:
        ids = [each.record_id for each in self.items if each.on == self.day]
        if ids:
            at = ids.index(self.current_id) + 1 if self.current_id in ids else 0
            self.current_id = ids[at % len(ids)]
            self.update()

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        grid = self.grid()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
            for at in range(grid.days):
                self._paint_day(painter, grid, at)
            if self.span != MONTH:
                self._paint_hours(painter, grid)
            placed, hidden = self.placed()
            for each in placed:
                self._paint_item(painter, each.rect, each.item)
            if self.span != MONTH:
                self._paint_now(painter, grid)
            for day, count in hidden.items():
                self._paint_more(painter, grid, day, count)
            if self._drag is not None and (self._at - self._drag[1]).manhattanLength() > _START:
                ghost = QRectF(self._drag[0].rect)
                if self._drag[2]:
                    ghost.setBottom(max(ghost.top() + 8, self._at.y()))
                else:
                    ghost.translate(self._at - self._drag[1])
                painter.setOpacity(0.7)
                self._paint_item(painter, ghost, self._drag[0].item)

    def _paint_day(self, painter: QPainter, grid: Grid, at: int) -> None:
        t, px, cell = self._theme.tokens, self._theme.px, grid.cell(at)
        day, today = grid.first + timedelta(days=at), self._context.today()
        is_other = self.span == MONTH and day.month != self.day.month
        if is_other or day.weekday() > 4:
            painter.fillRect(cell, QColor(t.sunken))
        if day == self.day and self.hasFocus():
            painter.fillRect(cell, QColor(t.hover))
        painter.setPen(QColor(t.line))
        painter.drawLine(cell.topLeft(), cell.topRight())
        painter.drawLine(cell.topLeft(), cell.bottomLeft())
        if at < grid.columns:
            painter.setFont(self._theme.font(Role.SMALL, 500))
            painter.setPen(QColor(t.accent_text if day == today else t.text3))
            name = formats.day_near(day, language())
            words = name.split(" ")[0] if self.span == MONTH and " · " not in name else name
            if self.span == MONTH and " · " in name:
                words = name.split(" · ")[1]
            head = QRectF(cell.left() + px(8), 0, cell.width() - px(8), grid.head)
            painter.drawText(head, int(Qt.AlignmentFlag.AlignVCenter), words)
        if self.span == MONTH:
            painter.setFont(self._theme.font(Role.SMALL, 600 if day == today else 400, tabular=True))
            painter.setPen(QColor(t.accent_text if day == today else t.text3 if is_other else t.text1))
            painter.drawText(cell.adjusted(px(8), px(2), 0, 0), str(day.day))

    def _paint_hours(self, painter: QPainter, grid: Grid) -> None:
        t, px = self._theme.tokens, self._theme.px
        painter.setFont(self._theme.font(Role.TINY, tabular=True))
        for hour in range(grid.first_hour, grid.last_hour):
            y = grid.y_of(hour * 60)
            painter.setPen(QColor(t.line))
            painter.drawLine(QPointF(grid.gutter, y), QPointF(self.width(), y))
            painter.setPen(QColor(t.text3))
            painter.drawText(
                QRectF(0, y, grid.gutter - px(8), px(16)), int(Qt.AlignmentFlag.AlignRight), f"{hour:02d}:00"
            )

    def _paint_now(self, painter: QPainter, grid: Grid) -> None:
        """A line through today at this minute."""
        now_ms, at = self.now_ms(), (self._context.today() - grid.first).days
        if now_ms is None or not 0 <= at < grid.days:
            return
        now = moment_of(now_ms, self._context.zone)
        minute = now.hour * 60 + now.minute
        if not grid.first_hour * 60 <= minute <= grid.last_hour * 60:
            return
        cell, y, radius = grid.cell(at), grid.y_of(minute), self._theme.px(3)
        painter.save()
        painter.setPen(QPen(QColor(self._theme.tokens.bad), self._theme.px(1.5)))
        painter.drawLine(QPointF(cell.left(), y), QPointF(cell.right(), y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(self._theme.tokens.bad))
        painter.drawEllipse(QPointF(cell.left() + radius, y), radius, radius)
        painter.restore()

    def _paint_item(self, painter: QPainter, rect: QRectF, item: CalendarItem) -> None:
        t, px = self._theme.tokens, self._theme.px
        tone = {URGENT: Tone.BAD, HIGH: Tone.WARNING}.get(item.priority or "", Tone.NEUTRAL)
        is_open = item.is_movable
        if is_open and item.on < self._context.today():
            tone = Tone.BAD
        is_plain = not is_open or tone is Tone.NEUTRAL
        edge = t.accent_text if item.record_id == self.current_id else None
        rounded(painter, rect, px(4), (t.active if is_open else t.hover) if is_plain else t.tint(tone), edge)
        if is_open and is_plain:
            painter.fillRect(QRectF(rect.left(), rect.top() + 2, px(_BAR), rect.height() - 4), QColor(t.accent))
        painter.setFont(self._theme.font(Role.SMALL, 500 if is_open else 400))
        painter.setPen(QColor((t.text1 if is_open else t.text2) if is_plain else t.ink(tone)))
        time = f"{moment_of(item.at, self._context.zone):%H:%M}" if item.at is not None else ""
        done = "✓" if item.status == "done" else ""
        words = item.title + (f" · {item.customer}" if item.customer else "")
        # Where several share a column, the place tells the time.
        is_narrow = self.span != MONTH and rect.width() < px(_NARROW)
        lines = [" ".join(part for part in (done, "" if is_narrow else time, words) if part)]
        if time and rect.height() >= 2 * px(_CHIP):
            lines = [" ".join(part for part in (done, time) if part), words]
        room = rect.adjusted(px(_BAR + 4), 0, -px(4), 0)
        room.setHeight(min(room.height(), px(_CHIP)))
        for line in lines:
            shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
            room.translate(0, px(_CHIP - 3))

    def _paint_more(self, painter: QPainter, grid: Grid, day: date, count: int) -> None:
        px, cell = self._theme.px, grid.cell((day - grid.first).days)
        bottom = cell.bottom() if self.span == MONTH else cell.top() + grid.all_day
        painter.setFont(self._theme.font(Role.SMALL))
        painter.setPen(QColor(self._theme.tokens.text3))
        room = QRectF(cell.left() + px(8), bottom - px(_CHIP), cell.width() - px(8), px(_CHIP))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), tr("+{count} more", count=count))
