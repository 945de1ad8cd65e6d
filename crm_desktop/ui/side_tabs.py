"""The tabs of the program, at the left edge of the window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import tr
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import ring, rounded
from crm_desktop.ui.theme.tokens import Radius, Width

_TAB_HEIGHT, _GOOD_TAB, _LEAST_TAB, _EDGE = 32, 28, 20, 8
_ANY = 1_000_000


@dataclass(frozen=True)
class TabSpec:
    """A tab: its key, its marked title and its icon."""

    key: str
    title: str
    icon: str


class SideTabs(QTabBar):
    """The tabs of the program, one below the other; to assistive technology an ordinary list of tabs."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, tabs: Sequence[TabSpec]) -> None:
        super().__init__()
        self._theme, self._tabs = theme, tuple(tabs)
        self._counts: dict[str, int] = {}
        self._is_narrow = False
        self._height, self._room = theme.px(_TAB_HEIGHT), _ANY
        # Those that somebody wants; of them those are shown that there is room for.
        self._wanted = {tab.key for tab in self._tabs}
        self.setShape(QTabBar.Shape.RoundedWest)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        for _ in self._tabs:
            self.addTab("")
        self.retranslate()
        self.currentChanged.connect(self._on_changed)
        theme.theme_changed.connect(self.update)

    def retranslate(self) -> None:
        """Name the tabs in the current language."""
        for number, tab in enumerate(self._tabs):
            self.setTabToolTip(number, tr(tab.title) if self._is_narrow else "")
            self.setAccessibleTabName(number, tr(tab.title))
        self.update()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """The figures at the right edge: what waits there."""
        self._counts = dict(counts)
        self.update()

    def key_at(self, place: QPoint) -> str:
        """The key of the tab at a place of the bar; empty where there is none."""
        number = self.tabAt(place)
        return self._tabs[number].key if number >= 0 else ""

    def show_tab(self, key: str, shown: bool) -> None:
        """Have a tab or not; one that is not there takes no room."""
        if (key in self._wanted) != shown:
            self._wanted ^= {key}
            self._arrange()

    def left_out(self) -> list[str]:
        """The keys of the tabs that there is no room for."""
        return [tab.key for number, tab in self._those_wanted() if not self.isTabVisible(number)]

    def replace_some(self, before: Sequence[str], now: Sequence[TabSpec], behind: str) -> None:
        """Have other tabs in the place of those of some keys, behind the tab of a key."""
        for key in before:
            number = [tab.key for tab in self._tabs].index(key)
            self._tabs = (*self._tabs[:number], *self._tabs[number + 1 :])
            self.removeTab(number)
        place = [tab.key for tab in self._tabs].index(behind) + 1
        for number, tab in enumerate(now, start=place):
            self._tabs = (*self._tabs[:number], tab, *self._tabs[number:])
            self._wanted.add(tab.key)
            self.insertTab(number, "")
        self.retranslate()
        self._arrange()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icons alone."""
        self._is_narrow = narrow
        self.retranslate()
        self.updateGeometry()

    def set_current(self, key: str) -> None:
        """Make a tab the current one."""
        self.setCurrentIndex([tab.key for tab in self._tabs].index(key))
        self._arrange()

    def tabSizeHint(self, index: int) -> QSize:
        width = Width.SIDE_BAR_ICONS if self._is_narrow else Width.SIDE_BAR
        return QSize(self._theme.px(width), self._height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:
        one = self.tabSizeHint(0)
        return QSize(one.width(), one.height() * self._shown_count())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def fit(self, room: int, wished: int = 0) -> None:
        """Stand closer together where large letters in a low window leave so little room, or others wish for some.

        Of those that find none even then, the last ones are left out.
        """
        px, count = self._theme.px, max(1, len(self._those_wanted()))
        height = min(px(_TAB_HEIGHT), max(px(_GOOD_TAB), (room - wished) // count))
        height = max(px(_LEAST_TAB), min(height, room // count))
        if (height, room) != (self._height, self._room):
            self._height, self._room = height, room
            self._arrange()
            self.updateGeometry()

    def _those_wanted(self) -> list[tuple[int, TabSpec]]:
        return [each for each in enumerate(self._tabs) if each[1].key in self._wanted]

    def _arrange(self) -> None:
        """Show the tabs there is room for, the current one always."""
        wanted = [number for number, _tab in self._those_wanted()]
        shown = wanted[: max(1, self._room // self._height)]
        if self.currentIndex() in wanted and self.currentIndex() not in shown:
            shown[-1] = self.currentIndex()
        for number in range(self.count()):
            # Told what a tab is already, Qt forgets that another one still has to be given its place.
            if self.isTabVisible(number) != (number in shown):
                self.setTabVisible(number, number in shown)
                self.updateGeometry()

    def _shown_count(self) -> int:
        return sum(self.isTabVisible(number) for number in range(self.count()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        hovered = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        shown = (each for each in enumerate(self._tabs) if self.isTabVisible(each[0]))
        for number, tab in shown:
            self._paint_tab(painter, tab, QRectF(self.tabRect(number)), number, number == hovered)
        painter.end()

    def _paint_tab(self, painter: QPainter, tab: TabSpec, rect: QRectF, number: int, hovered: bool) -> None:
        theme, tokens = self._theme, self._theme.tokens
        px = theme.px
        box = rect.adjusted(px(_EDGE), 1, -px(_EDGE), -1)
        current = number == self.currentIndex()
        if current or hovered:
            rounded(painter, box, Radius.FIELD, tokens.active if current else tokens.hover)
        if current and self.hasFocus():
            ring(painter, box, Radius.FIELD, tokens.accent_text)
        ink = tokens.text1 if current else tokens.text2
        icon = theme.pixmap(tab.icon, ink, 16, self.devicePixelRatioF())
        left = box.left() + (px(10) if not self._is_narrow else (box.width() - px(16)) / 2)
        painter.drawPixmap(round(left), round(box.center().y() - px(16) / 2), icon)
        if self._is_narrow:
            return
        painter.setFont(theme.font(Role.BODY, 600 if current else 500))
        painter.setPen(QColor(ink))
        text = box.adjusted(px(36), 0, -px(10), 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, tr(tab.title))
        if count := self._counts.get(tab.key):
            painter.setFont(theme.font(Role.TINY, tabular=True))
            painter.setPen(QColor(tokens.text3))
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, integer(count))

    def mouseMoveEvent(self, event: object) -> None:
        super().mouseMoveEvent(event)  # type: ignore[arg-type]  # only passed on
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _on_changed(self, number: int) -> None:
        self._arrange()
        if 0 <= number < len(self._tabs):
            self.chosen.emit(self._tabs[number].key)
