"""Versions side by side: split by lines where there is room, else one below the other."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.formats import MISSING
from crm_desktop.core.i18n import N_
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline, vertical_line
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.field import Icon
from crm_desktop.ui.widgets.labels import Label

_NARROWEST, _GAP = 150, 24


class Column(QWidget):
    """One version: whose it is, the value, and what can be done with it. `told` takes the value's place."""

    def __init__(
        self,
        theme: Theme,
        head: Text,
        value: str | None,
        *,
        is_shown: bool = False,
        is_past: bool = False,
        buttons: Sequence[Button] = (),
        told: QWidget | None = None,
    ) -> None:
        super().__init__()
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(Label(theme, head, Role.SMALL, weight=500, colour="text2", wrap=True))
        ink = "text2" if is_past else "text1"
        weight = 400 if is_past else 500
        column.addWidget(told or Label(theme, Plain(value or MISSING), Role.BODY, weight=weight, colour=ink, wrap=True))
        if is_shown:
            column.addLayout(_shown_now(theme))
        column.addStretch(1)
        self.buttons = tuple(buttons)
        if buttons:
            row = QHBoxLayout()
            row.setContentsMargins(0, px(4), 0, 0)
            row.setSpacing(px(8))
            for each in buttons:
                row.addWidget(each)
            row.addStretch(1)
            column.addLayout(row)


def _shown_now(theme: Theme) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(5))
    icon = Icon(theme, 14)
    icon.set_icon("eye", "text3")
    row.addWidget(icon)
    row.addWidget(Label(theme, N_("shown now"), Role.SMALL, colour="text3"))
    row.addStretch(1)
    return row


class Wrapped(QWidget):
    """Parts in a row, or below each other where the row finds no room."""

    def __init__(self, theme: Theme, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts = tuple(parts)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(Space.S))
        for each in parts:
            self._box.addWidget(each, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = sum(each.sizeHint().width() + self._box.spacing() for each in self._parts)
        fits = self.width() >= wanted
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)


class Columns(QWidget):
    """Columns of equal width, with lines between them."""

    def __init__(self, theme: Theme, columns: Sequence[QWidget]) -> None:
        super().__init__()
        self._theme, self._columns = theme, tuple(columns)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(_GAP))
        for each in columns:
            self._box.addWidget(each, 1)

    def minimumSizeHint(self) -> QSize:
        """Where there is no room for them side by side, there is room for one."""
        widest = max((each.minimumSizeHint().width() for each in self._columns), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px, count = self._theme.px, len(self._columns)
        widest = max((each.minimumSizeHint().width() for each in self._columns), default=0)
        fits = self.width() >= count * max(px(_NARROWEST), widest) + (count - 1) * px(_GAP)
        wanted = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self._box.direction() is not wanted:
            self._box.setDirection(wanted)
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, half = QPainter(self), self._theme.tokens, self._theme.px(_GAP) // 2
        is_row = self._box.direction() is QBoxLayout.Direction.LeftToRight
        for each in self._columns[1:]:
            if is_row:
                vertical_line(painter, each.x() - half, 0, self.height(), t.line)
            else:
                hairline(painter, QRect(0, each.y() - half, self.width(), 1), t.line)
        painter.end()
