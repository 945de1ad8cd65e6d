"""The columns of a record table as the user arranges them: which, in which order, how wide, how many frozen.

As declared, columns of little weight leave a narrow list. Once the user has chosen columns or drawn a width, none of
them leaves any more: the table scrolls sideways.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QTableView

from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.record_table_cells import Column, Kind
from crm_desktop.ui.widgets.record_table_header import RecordTableHeader
from crm_desktop.ui.widgets.record_table_model import RecordTableModel
from crm_desktop.ui.widgets.record_table_needs import ColumnNeeds
from crm_desktop.ui.widgets.record_table_painter import CHECK_WIDTH
from crm_desktop.ui.widgets.record_table_widths import ROOMY, fitted_widths

_FROZEN = 1
# Kinds that need no more room than their longest words.
_WORDS = (Kind.TEXT, Kind.STATUS)


class RecordTableColumns:
    """Fits the columns of one table into its room and remembers how they are arranged."""

    def __init__(
        self,
        table: QTableView,
        header: RecordTableHeader,
        model: RecordTableModel,
        theme: Theme,
        preferences: Preferences,
        name: str,
        needs: ColumnNeeds,
    ) -> None:
        self._needs = needs
        self._table, self._header, self._model, self._theme = table, header, model, theme
        self._preferences, self._name = preferences, name
        self._is_fitting = False
        self._dragged: dict[str, int] = {}
        self._hidden: set[str] = set()
        # Called when other columns are shown.
        self.arranged: Callable[[], None] = lambda: None
        header.sectionResized.connect(self._on_resized)
        header.grip.clicked.connect(self._on_clicked)
        header.sectionMoved.connect(self._remember)
        header.grip.moved.connect(self.move)
        header.grip.resized.connect(self._remember)
        model.sort_changed.connect(self.fit)
        self.restore()

    # --- what there is

    @property
    def name(self) -> str:
        """Under which the arrangement is remembered."""
        return self._name

    @property
    def frozen(self) -> int:
        """How many columns do not scroll."""
        return self._header.places.frozen

    def every(self) -> list[Column]:
        """All columns in their order, also hidden ones."""
        return [self._column(self._header.logicalIndex(place)) for place in range(1, self._header.count())]

    def chosen(self) -> list[Column]:
        """The columns chosen, in their order, also those a narrow list has no room for: for export and print."""
        return [each for each in self.every() if each.key not in self._hidden]

    def without_room(self) -> set[str]:
        """The keys of columns that are chosen but not seen."""
        shown = {self._column(each).key for each in self._header.places.shown() if each > 0}
        return {each.key for each in self.chosen()} - shown

    @property
    def may_leave(self) -> bool:
        """Whether columns leave a narrow list: only while they stand as declared."""
        return not self._dragged and self._hidden == self._hidden_at_first()

    # --- arranging

    def show(self, key: str, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if not shown and [each.key for each in self.chosen()] == [key]:
            return
        if not shown and key in [each.key for each in self.chosen()[: self.frozen]]:
            self._header.places.frozen -= 1
        self._hidden = self._hidden - {key} if shown else self._hidden | {key}
        self._settle()

    def put_in_order(self, keys: Sequence[str]) -> None:
        """Show the columns in this order."""
        every = [column.key for column in self._model.columns]
        self._header.blockSignals(True)
        for place, key in enumerate(keys, 1):
            self._header.moveSection(self._header.visualIndex(every.index(key) + 1), place)
        self._header.blockSignals(False)
        self._settle()

    def move(self, section: int, gap: int) -> None:
        """Put a column before the shown section of a number; moved across the frozen edge it moves that edge."""
        shown = self._header.places.shown()
        was_frozen, is_frozen = (place <= self.frozen for place in (shown.index(section), gap))
        moving, rest = self._column(section).key, [each for each in shown if each not in (0, section)]
        before = next((self._column(each).key for each in shown[gap:] if each != section), None)
        keys = [each.key for each in self.every() if each.key != moving]
        keys.insert(keys.index(before) if before else len(keys), moving)
        if was_frozen != is_frozen and rest:
            self._header.places.frozen += 1 if is_frozen else -1
        self.put_in_order(keys)

    def freeze_up_to(self, key: str | None) -> None:
        """Freeze the columns up to and with this one, or none."""
        keys = [each.key for each in self.chosen()]
        self._header.places.frozen = keys.index(key) + 1 if key in keys else 0
        self._settle()

    def fit_to_texts(self, section: int, widest: int) -> None:
        """Make a column as wide as its heading and a text of this width need."""
        self._header.resizeSection(section, max(self._header.width_needed(section), widest))

    def reset(self) -> None:
        """Go back to the columns as declared."""
        self._preferences.set(self._name, None)
        self.restore()

    def fit(self) -> None:
        """Fit the columns chosen into the room there is."""
        columns = [each for each in self._model.columns if each.key not in self._hidden]
        sections = {each.key: section for section, each in enumerate(self._model.columns, 1)}
        wished = {each.key: self._wished(each, sections[each.key]) for each in columns}
        least = {each.key: self._least(each, sections[each.key], wished[each.key]) for each in columns}
        room = self._table.viewport().width() - self._theme.px(CHECK_WIDTH)
        roomy = {each.key: self._roomy(each) for each in columns}
        widths = fitted_widths(columns, wished, least, room, self._dragged, roomy=roomy, may_leave=self.may_leave)
        self._is_fitting = True
        self._table.setColumnWidth(0, self._theme.px(CHECK_WIDTH))
        for key, section in sections.items():
            self._table.setColumnHidden(section, key not in widths)
            if key in widths:
                self._table.setColumnWidth(section, widths[key])
        self._is_fitting = False

    # --- widths

    def _wished(self, column: Column, section: int) -> int:
        """As wide as the user drew it, else as declared or as its texts need; no amount, date or heading is cut."""
        figures = self._needs.of_figures(column)
        if column.key in self._dragged:
            return max(self._dragged[column.key], figures)
        width = max(self._enough(column, column.width), self._header.width_needed(section), figures)
        # A state is wider than declared before it is cut, unless the company gave it a very long name.
        needed = self._needs.of(column) if column.kind is Kind.STATUS else None
        return max(width, min(needed or 0, self._theme.px(ROOMY * column.width)))

    def _enough(self, column: Column, declared: float) -> int:
        """A declared width, or less where the texts that were loaded need less."""
        needed = self._needs.of(column) if column.kind in _WORDS and not column.stretches else None
        width = self._theme.px(declared)
        return width if needed is None else min(width, needed)

    def _roomy(self, column: Column) -> int:
        """How wide a list with plenty of room makes the column at most."""
        return self._enough(column, ROOMY * column.width)

    def _least(self, column: Column, section: int, wished: int) -> int:
        if column.key in self._dragged:
            return wished
        least = max(self._enough(column, column.min_width), self._header.width_needed(section))
        if column.stretches:
            return least
        return min(wished, least) if column.kind is Kind.TEXT else wished

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if not self._is_fitting and section > 0:
            self._dragged[self._column(section).key] = new
            self.fit()
            if not self._header.grip.is_resizing:
                self._remember()

    # --- header

    def _column(self, section: int) -> Column:
        return self._model.columns[section - 1]

    def _on_clicked(self, section: int, add: bool) -> None:
        if section == 0:
            self._header.choose_all()
        elif self._column(section).is_sortable:
            self._model.sort_by(self._column(section).key, add=add)

    def _settle(self) -> None:
        self._hide()
        self.fit()
        self._header.viewport().update()
        self._table.viewport().update()
        self._remember()
        self.arranged()

    def _hide(self) -> None:
        if self._model.hide(frozenset(self._hidden)):
            self._needs.learn()

    # --- remembering

    def remember_as(self, name: str) -> None:
        """Remember under another name from now on, and show what is remembered there."""
        self._name = name
        self.restore()

    def _hidden_at_first(self) -> set[str]:
        return {each.key for each in self._model.columns if each.is_hidden}

    def arrangement(self) -> dict[str, Any]:
        """How the columns are arranged, to be kept as JSON."""
        order = [each.key for each in self.every()]
        hidden = [key for key in order if key in self._hidden]
        return {"order": order, "widths": dict(self._dragged), "hidden": hidden, "frozen": self.frozen}

    def arrange(self, kept: Mapping[str, Any]) -> None:
        """Arrange the columns like an arrangement, and remember it."""
        self._take_over(kept)
        self._remember()

    def _remember(self) -> None:
        self._preferences.set(self._name, self.arrangement())

    def restore(self) -> None:
        """Arrange the columns as remembered, else as declared."""
        kept: Any = self._preferences.get(self._name)
        self._take_over(kept if isinstance(kept, dict) else {})

    def _take_over(self, kept: Mapping[str, Any]) -> None:
        keys = [column.key for column in self._model.columns]
        self._dragged = {key: int(width) for key, width in kept.get("widths", {}).items() if key in keys}
        self._hidden = self._hidden_at_first()
        if "hidden" in kept:
            # A column that came since stands as declared.
            since = self._hidden - set(kept.get("order", keys))
            self._hidden = {key for key in kept["hidden"] if key in keys} | since
        self._header.places.frozen = int(kept.get("frozen", _FROZEN))
        order = [key for key in kept.get("order", []) if key in keys]
        self._header.blockSignals(True)
        for place, key in enumerate([*order, *(key for key in keys if key not in order)], 1):
            self._header.moveSection(self._header.visualIndex(keys.index(key) + 1), place)
        self._header.blockSignals(False)
        self._hide()
        self.fit()
        self._table.viewport().update()
        self.arranged()
