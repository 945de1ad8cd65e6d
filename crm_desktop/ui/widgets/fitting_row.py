"""A row of small things of which those without room are counted instead of cut."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_desktop.core.i18n import listed
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.labels import Label

_GAP = 8
# The last one, such as a long name, gives way to the first ones down to this part of the row.
_LAST_KEEPS = 0.25


class FittingRow(QWidget):
    """As many of the first as there is room for, "+2" for the rest, and the last ones always, the very last cut."""

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
        room = self.width() - self._least_of_last()
        count = next((n for n in range(len(self._first), 0, -1) if self._width_of(n) <= room), 0)
        # One that is too long for the row says more than a number.
        count = count or min(1, len(self._first))
        hidden = len(self._first) - count
        self._more.set_text(Plain(f"+{hidden}"))
        names = listed(each.accessibleName() for each in self._first[count:])
        self._more.setToolTip(names)
        self._more.setAccessibleName(names)
        shown = [*self._first[:count], *([self._more] if hidden else []), *self._last]
        for each in (*self._first, self._more, *self._last):
            each.setVisible(each in shown)
        left, cut = 0, max(0, self._width_of(count) - room)
        for each in shown:
            size = each.sizeHint()
            width = size.width() - (cut if count == 1 and each is self._first[0] else 0)
            width = max(0, min(width, self.width() - left))
            each.setGeometry(left, (self.height() - size.height()) // 2, width, size.height())
            left += width + self._theme.px(_GAP)

    def _least_of_last(self) -> int:
        """How much room the last ones take at least, with the gap before each."""
        gap = self._theme.px(_GAP)
        *others, widest = [each.sizeHint().width() for each in self._last] or [-gap]
        return sum(each + gap for each in others) + gap + min(widest, round(self.width() * _LAST_KEEPS))

    def _width_of(self, count: int) -> int:
        """How wide so many of the first are, with the number of the others."""
        gap = self._theme.px(_GAP)
        more = self._theme.px(24 + _GAP) if count < len(self._first) else 0
        return sum(each.sizeHint().width() + gap for each in self._first[:count]) - gap + more
