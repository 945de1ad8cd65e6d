"""Pages that read what they show by themselves: the day, the calendar, the review, the recycle bin, duplicates."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.ui.actions import ActionSet
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Retranslating
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.shrinking import Shrinking


class ReadingPage(Retranslating):
    """It reads when it is shown, a little after a change, and for whoever acts from now on; hidden it only takes note.

    Subclasses read in `read_again`, and name in `name_parts` what has no text of its own.
    """

    status_changed = Signal()

    def __init__(self, context: PageContext, settle_ms: int = 150) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self._is_stale = True
        self._settle = QTimer(self, singleShot=True, interval=settle_ms)
        self._settle.timeout.connect(self.read_again)
        context.viewer_changed.connect(self.read_again)
        context.theme.theme_changed.connect(self.update)

    def read_again(self) -> None:
        """Read what is shown now."""
        self._is_stale = False

    def read_soon(self, _changes: object = None) -> None:
        """Read again when changes come to rest, or when the page is looked at."""
        if self.isVisible():
            self._settle.start()
        else:
            self._is_stale = True

    def name_parts(self) -> None:
        """Name in the current language what assistive technology reads aloud."""

    def retranslate(self) -> None:
        """Read again in the current language."""
        self.name_parts()
        self._is_stale = True
        self.read_soon()

    def refuse(self, error: Exception) -> None:
        """Say why something could not be done."""
        self._context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._settle.isActive():
            self._settle.stop()
            self._is_stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read_again()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()


class PageTitle(QWidget):
    """The row at the top of such a page: its name, how many it shows, and its first commands at the right.

    The buttons stand from the least to the most important, and give up their words in this order.
    """

    def __init__(self, theme: Theme, title: str, buttons: Sequence[Button] = ()) -> None:
        super().__init__()
        px = theme.px
        self.setFixedHeight(px(Height.TITLE_BAR))
        self.count = Label(theme, Plain(""), Role.BODY, colour="text3")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(Space.XL), 0, px(Space.XL), 0)
        row.setSpacing(px(Space.S))
        row.addWidget(Label(theme, title, Role.TITLE))
        row.addWidget(self.count)
        row.addStretch(1)
        for each in buttons:
            row.addWidget(each)
        Shrinking(self, buttons)


def command_button(theme: Theme, actions: ActionSet, action_id: str, kind: Any, *, has_key: bool = True) -> Button:
    """A button of a command: it can be pressed when that is possible, or when there is a reason to be told."""
    record, qt = actions.record(action_id), actions.qt(action_id)
    button = Button(theme, record.text, kind=kind, icon=record.icon, key=record.shortcut if has_key else None)
    button.clicked.connect(lambda: actions.trigger(action_id))

    def follow() -> None:
        button.setEnabled(qt.isEnabled() or bool(record.reason()))

    actions.refreshed.connect(follow)
    # What nothing was read for yet cannot be pressed.
    follow()
    return button


class TwoSides(QSplitter):
    """A list and what it tells of its current line, with a line between them that can be moved.

    Where the right side would have less than `least` beside the least of the left one, it lies below it; `turned` says
    so, for what stands inside.
    """

    turned = Signal(bool)

    def __init__(self, left: QWidget, right: QWidget, shares: tuple[int, int], least: int = 0) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._left, self._shares, self._least = left, shares, least
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for place, (side, share) in enumerate(zip((left, right), shares, strict=True)):
            self.addWidget(side)
            self.setStretchFactor(place, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_below = self._least > 0 and self.width() < self._left.minimumWidth() + self._least
        if is_below != (self.orientation() is Qt.Orientation.Vertical):
            self.setOrientation(Qt.Orientation.Vertical if is_below else Qt.Orientation.Horizontal)
            self.turned.emit(is_below)
        super().resizeEvent(event)
