"""A row of small things of which those without room are counted instead of cut."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.labels import Label

_GAP = 8


class FittingRow(QWidget):
    """As many of the first as there is room for, "+2" for the rest, and the last ones always."""

    def __init__(self, theme: Theme, first: Sequence[QWidget], last: Sequence[QWidget]) -> None:
        super().__init__()
        self._theme, self._first, self._last = theme, list(first), list(last)
        self._more = Label(theme, Plain(""), Role.SMALL, colour="text3")
        for each in (*self._first, self._more, *self._last):
            each.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(Height.CHIP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        count = len(self._first)
        while count and self._width_with(count) > self.width():
            count -= 1
        hidden = len(self._first) - count
        self._more.set_text(Plain(f"+{hidden}"))
        names = ", ".join(each.accessibleName() for each in self._first[count:])
        self._more.setToolTip(names)
        self._more.setAccessibleName(names)
        shown = [*self._first[:count], *([self._more] if hidden else []), *self._last]
        left = 0
        for each in (*self._first, self._more, *self._last):
            each.setVisible(each in shown)
        for each in shown:
            size = each.sizeHint()
            width = min(size.width(), max(0, self.width() - left))
            each.setGeometry(left, (self.height() - size.height()) // 2, width, size.height())
            left += width + self._theme.px(_GAP)

    def _width_with(self, count: int) -> int:
        shown = [*self._first[:count], *self._last]
        more = self._theme.px(24 + _GAP) if count < len(self._first) else 0
        gap = self._theme.px(_GAP)
        return sum(each.sizeHint().width() + gap for each in shown) - gap + more
