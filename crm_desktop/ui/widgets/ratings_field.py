"""How something was expected and felt, item by item: digits fill it in one after the other, without the mouse."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.stars_field import Stars

_COLUMNS = (("expected", N_("Expected")), ("perceived", N_("Felt")))


class Rated(Protocol):
    """What was said of one item."""

    @property
    def item_id(self) -> str:
        """The item."""

    @property
    def expected(self) -> int | None:
        """What was expected."""

    @property
    def perceived(self) -> int | None:
        """What was felt."""


class _Cell(Stars):
    """Stars that hand the keyboard on when a digit was pressed."""

    filled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.text() and event.text() in "012345":
            self.filled.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # The dialog follows the Tab key alone, not a digit that goes on to the next.
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self)


class RatingsField(Field):
    """A row for each item, with stars for what was expected and what was felt; `make` builds a rating of a row."""

    def __init__(
        self, theme: Theme, label: Text, items: Sequence[tuple[str, Text]], make: Callable[[str, Any, Any], Rated]
    ) -> None:
        self._items, self._make = tuple(items), make
        self.cells: dict[tuple[str, str], _Cell] = {}
        super().__init__(theme, label, help_text=N_("1 to 5 for each; a digit goes on to the next."))
        self._quiet = False
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(len(_COLUMNS) + 1, 1)
        for number, (_name, title) in enumerate(_COLUMNS, 1):
            grid.addWidget(Label(theme, title, Role.SMALL, colour="text3"), 0, number)
        for row, (item_id, words) in enumerate(self._items, 1):
            grid.addWidget(Label(theme, words, Role.BODY), row, 0)
            for number, (name, _title) in enumerate(_COLUMNS, 1):
                cell = _Cell(theme)
                cell.valueChanged.connect(self._on_changed)
                self.cells[item_id, name] = cell
                grid.addWidget(cell, row, number)
        stops = list(self.cells.values())
        for cell, following in pairwise(stops):
            cell.filled.connect(lambda following=following: following.setFocus(Qt.FocusReason.TabFocusReason))
        self._put(body)
        if stops:
            self.setFocusProxy(stops[0])
        self.retranslate()

    def value(self) -> tuple[Rated, ...]:
        """The ratings of the items of which something was said."""
        rated = ((item_id, self._of(item_id, "expected"), self._of(item_id, "perceived")) for item_id, _ in self._items)
        return tuple(self._make(*each) for each in rated if any(each[1:]))

    def set_value(self, value: Iterable[Rated] | None) -> None:
        """Show these ratings."""
        self._quiet = True
        known = {each.item_id: each for each in value or ()}
        for (item_id, name), cell in self.cells.items():
            cell.setValue((getattr(known[item_id], name) or 0) if item_id in known else 0)
        self._quiet = False

    def tab_stops(self) -> list[QWidget]:
        """Every cell, row by row."""
        return list(self.cells.values())

    def retranslate(self) -> None:
        """Name the cells in the current language, for who hears them."""
        super().retranslate()
        titles = dict(_COLUMNS)
        for item_id, words in self._items:
            for name in titles:
                self.cells[item_id, name].setAccessibleName(f"{shown(words)}, {shown(titles[name])}")

    def _of(self, item_id: str, name: str) -> int | None:
        return self.cells[item_id, name].value() or None

    def _on_changed(self) -> None:
        if not self._quiet:
            self.changed.emit()
