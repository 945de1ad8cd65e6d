"""A month to pick a day from, by mouse or keyboard; weeks begin on Monday."""

from calendar import monthrange
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.core.formats import month_of_year
from crm_desktop.core.i18n import CHINESE, language
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded

_CELL, _HEAD = 30, 30
_WEEKDAYS = {"en": ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), CHINESE: tuple("一二三四五六日")}


def shifted(day: date, months: int) -> date:
    """The same day some months on, or the month's last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9998:
        return day
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Calendar(QWidget):
    """Shows the month of its day; arrows move the day, Page Up and Down the month, Enter picks."""

    picked = Signal(object)
    given_up = Signal()

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__()
        self._theme, self._today, self._day = theme, today, today
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_day(self, day: date) -> None:
        """Show a day in its month."""
        self._day = day
        self.setAccessibleName(day.isoformat())
        self.update()

    def day(self) -> date:
        """The day marked now."""
        return self._day

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(7 * px(_CELL), px(_HEAD) + 7 * px(_CELL))

    def move_by(self, event: QKeyEvent) -> bool:
        """Handle a key the field hands on; says whether it was used."""
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in days:
            self.set_day(self._day + timedelta(days[key]))
        elif key in months:
            self.set_day(shifted(self._day, months[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(self._day)
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = self._arrow_at(event.position())
        if step:
            self.set_day(shifted(self._day, step))
        elif (day := self._day_at(event.position())) is not None:
            self.picked.emit(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        centre = int(Qt.AlignmentFlag.AlignCenter)
        painter.setFont(self._theme.font(Role.BODY, 600))
        painter.setPen(QColor(t.text1))
        head = QRectF(0, 0, self.width(), px(_HEAD))
        painter.drawText(head, centre, month_of_year(self._day.year, self._day.month, language()))
        for name, left in (("chevron-left", px(7)), ("chevron-right", self.width() - px(23))):
            painter.drawPixmap(left, px(7), self._theme.pixmap(name, ratio=self.devicePixelRatioF()))
        painter.setFont(self._theme.font(Role.SMALL))
        painter.setPen(QColor(t.text3))
        for number, name in enumerate(_WEEKDAYS.get(language(), _WEEKDAYS["en"])):
            painter.drawText(QRectF(number * px(_CELL), px(_HEAD), px(_CELL), px(_CELL)), centre, name)
        under = self._day_at(QPointF(self.mapFromGlobal(self.cursor().pos())))
        for number in range(42):
            self._paint_day(painter, self._first() + timedelta(number), number, under)
        painter.end()

    def _paint_day(self, painter: QPainter, day: date, number: int, under: date | None) -> None:
        t, px = self._theme.tokens, self._theme.px
        cell = QRectF((number % 7) * px(_CELL), px(_HEAD) + (number // 7 + 1) * px(_CELL), px(_CELL), px(_CELL))
        box = cell.adjusted(1, 1, -1, -1)
        ink = t.text1 if day.month == self._day.month else t.text3
        if day == self._day:
            rounded(painter, box, 6, t.accent)
            ink = t.on_accent
        elif day == under:
            rounded(painter, box, 6, t.hover)
        if day == self._today and day != self._day:
            rounded(painter, box, 6, None, t.accent_text)
        painter.setFont(self._theme.font(Role.BODY, 600 if day == self._today else 400))
        painter.setPen(QColor(ink))
        painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), str(day.day))

    def _first(self) -> date:
        start = self._day.replace(day=1)
        return start - timedelta(start.weekday())

    def _arrow_at(self, at: QPointF) -> int:
        if at.y() > self._theme.px(_HEAD):
            return 0
        return -1 if at.x() < self._theme.px(34) else 1 if at.x() > self.width() - self._theme.px(34) else 0

    def _day_at(self, at: QPointF) -> date | None:
        px = self._theme.px
        column, row = int(at.x() // px(_CELL)), int((at.y() - px(_HEAD)) // px(_CELL)) - 1
        if not (0 <= column < 7 and 0 <= row < 6) or at.x() < 0:
            return None
        return self._first() + timedelta(row * 7 + column)
