"""A list and its detail side: beside each other when there is room, in a narrow window one over the other."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.list_bars import Ground
from crm_desktop.ui.texts import Retranslating
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Width

_OVERLAY_BELOW = 1180


class DetailSide(Retranslating):
    """The side beside a list: shows one record, or that none is chosen."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        # Calls what reads a record, at once or later: a list has its detail side wait until itself is painted.
        self.reads_when: Callable[[Callable[[], object]], object] = lambda read: read()

    def show_record(self, record_id: str | None) -> None:
        """Show a record; None when there is none to show."""
        raise NotImplementedError


class SideBySide(QWidget):
    """Places the two; whether the detail side is wanted is remembered for each list, its width for all."""

    def __init__(self, theme: Theme, preferences: Preferences, name: str, left: QWidget, detail: DetailSide) -> None:
        super().__init__()
        self._theme, self._preferences, self._detail = theme, preferences, detail
        self._wanted_key = f"list.{name}.detail"
        self.is_wanted = bool(preferences.get(self._wanted_key, True))
        self.is_over = False
        self._is_narrow = False
        self._is_offered = True
        self._drawn_width: int | None = preferences.get("list.detail_width")
        detail.setMinimumWidth(theme.px(Width.DETAIL_MIN))
        detail.setBackgroundRole(QPalette.ColorRole.Base)
        detail.setAutoFillBackground(True)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(detail)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._splitter.splitterMoved.connect(self._on_drawn)
        self._edge = Ground(theme, "strong_line", self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)

    def show_detail(self, shown: bool) -> None:
        """Show the detail side or give the list its room."""
        self.is_over = shown and self._is_narrow
        # Over the list it comes and goes; only beside the list it is a choice worth remembering.
        if not self._is_narrow:
            self.is_wanted = shown
            self._preferences.set(self._wanted_key, shown)
        self._place()

    def remember_as(self, name: str, is_wanted: bool) -> None:
        """From now on remember under another name whether the detail side is wanted; until told it is, or not."""
        key = f"list.{name}.detail"
        if key != self._wanted_key:
            self._wanted_key = key
            self.is_wanted, self.is_over = bool(self._preferences.get(key, is_wanted)), False
            self._place()

    def offer_detail(self, offered: bool) -> None:
        """Leave the detail side out as long as there is nothing it could show."""
        if offered != self._is_offered:
            self._is_offered = offered
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        is_narrow = self.width() < self._theme.px(_OVERLAY_BELOW - Width.SIDE_BAR)
        if is_narrow != self._is_narrow:
            self._is_narrow, self.is_over = is_narrow, False
            if is_narrow:
                self._detail.setParent(self)
            else:
                self._splitter.addWidget(self._detail)
        self._detail.setVisible(self._is_offered and (self.is_over if is_narrow else self.is_wanted))
        if is_narrow:
            self._lay_over()
        else:
            width = self._width_beside()
            self._splitter.setSizes([self.width() - width - self._splitter.handleWidth(), width])
        self._edge.setVisible(self._is_offered and self.is_over)

    def _lay_over(self) -> None:
        width = min(self._theme.px(Width.DETAIL), self.width())
        self._detail.setGeometry(self.width() - width, 0, width, self.height())
        self._edge.setGeometry(self._detail.x() - 1, 0, 1, self.height())
        self._detail.raise_()
        self._edge.raise_()

    def _width_beside(self) -> int:
        """As the user drew it; else the detail side gives way to a list that would become tight, as far as it can."""
        if self._drawn_width is not None:
            return int(self._drawn_width)
        px = self._theme.px
        return min(px(Width.DETAIL), max(px(Width.DETAIL_MIN), self.width() - px(Width.LIST)))

    def _on_drawn(self) -> None:
        self._drawn_width = self._detail.width()
        self._preferences.set("list.detail_width", self._drawn_width)
