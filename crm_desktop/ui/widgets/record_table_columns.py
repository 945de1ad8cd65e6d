"""The columns of a record table as the user arranges them: which, in which order and how wide; all remembered."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QTableView

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.record_table_cells import Column, Kind
from crm_desktop.ui.widgets.record_table_header import RecordTableHeader
from crm_desktop.ui.widgets.record_table_model import RecordTableModel
from crm_desktop.ui.widgets.record_table_widths import fitted_widths

CHECK_WIDTH = 36


class RecordTableColumns:
    """Fits the columns of one table into its room and gives its header and menus what they do."""

    def __init__(
        self,
        table: QTableView,
        header: RecordTableHeader,
        model: RecordTableModel,
        theme: Theme,
        preferences: Preferences,
        name: str,
    ) -> None:
        self._table, self._header, self._model, self._theme = table, header, model, theme
        self._preferences, self._name = preferences, name
        self._is_fitting = False
        self._dragged: dict[str, int] = {}
        self._hidden: set[str] = set()
        header.sectionClicked.connect(self._on_clicked)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self._remember)
        header.columns_menu_requested.connect(self._show_menu)
        model.sort_changed.connect(self.fit)
        self._restore()

    def chosen(self) -> list[Column]:
        """The columns chosen, in their order, also those a narrow list has no room for: for export and print."""
        sections = (self._header.logicalIndex(place) for place in range(1, self._header.count()))
        columns = (self._column(section) for section in sections)
        return [each for each in columns if each.key not in self._hidden]

    def show(self, section: int, shown: bool) -> None:
        """Show or hide a column."""
        key = self._column(section).key
        self._hidden = self._hidden - {key} if shown else self._hidden | {key}
        self.fit()
        self._remember()

    def reset(self) -> None:
        """Go back to the columns as declared."""
        for section in range(1, self._header.count()):
            self._header.moveSection(self._header.visualIndex(section), section)
        self._preferences.set(self._name, None)
        self._restore()

    def fit(self) -> None:
        """Fit the columns chosen into the room there is."""
        columns = [each for each in self._model.columns if each.key not in self._hidden]
        sections = {each.key: section for section, each in enumerate(self._model.columns, 1)}
        wished = {each.key: self._wished(each, sections[each.key]) for each in columns}
        least = {each.key: self._least(each, sections[each.key], wished[each.key]) for each in columns}
        room = self._table.viewport().width() - self._theme.px(CHECK_WIDTH)
        widths = fitted_widths(columns, wished, least, room, self._dragged)
        self._is_fitting = True
        self._table.setColumnWidth(0, self._theme.px(CHECK_WIDTH))
        for key, section in sections.items():
            self._table.setColumnHidden(section, key not in widths)
            if key in widths:
                self._table.setColumnWidth(section, widths[key])
        self._is_fitting = False

    def fill_menu(self, menu: QMenu) -> None:
        """Add a tick for each column, moves for the current order, and the way back."""
        for place in range(1, self._header.count()):
            section = self._header.logicalIndex(place)
            column = self._column(section)
            action = menu.addAction(self._entry(column, section))
            action.setCheckable(True)
            action.setChecked(column.key not in self._hidden)
            action.setEnabled(section != 1)
            action.toggled.connect(lambda shown, section=section: self.show(section, shown))
        menu.addSeparator()
        self._add_submenu(menu, tr(N_("Sort by")), self._sort)
        self._add_submenu(menu, tr(N_("Move to the left")), self._move_left)
        menu.addAction(tr(N_("Reset columns")), self.reset)

    # --- widths

    def _wished(self, column: Column, section: int) -> int:
        """As wide as the user drew it, else as declared, and never so narrow that its heading is cut."""
        declared = max(self._theme.px(column.width), self._header.width_needed(section))
        return self._dragged.get(column.key, declared)

    def _least(self, column: Column, section: int, wished: int) -> int:
        least = max(self._theme.px(column.min_width), self._header.width_needed(section))
        if column.stretches:
            return least
        return min(wished, least) if column.kind is Kind.TEXT else wished

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if not self._is_fitting and section > 0:
            self._dragged[self._column(section).key] = new
            self.fit()
            self._remember()

    # --- header and menu

    def _column(self, section: int) -> Column:
        return self._model.columns[section - 1]

    def _entry(self, column: Column, section: int) -> str:
        """The heading; a column that is chosen but not seen says why."""
        if column.key in self._hidden or not self._header.isSectionHidden(section):
            return column.heading()
        return tr(N_("{column} · no room"), column=column.heading())

    def _on_clicked(self, section: int) -> None:
        if section > 0 and self._column(section).is_sortable:
            add = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._model.sort_by(self._column(section).key, add=add)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(place)

    def _add_submenu(self, menu: QMenu, title: str, act: Callable[[int], None]) -> None:
        """Give the keyboard what the mouse does on the header."""
        submenu = menu.addMenu(title)
        for section, column in enumerate(self._model.columns, 1):
            if not self._header.isSectionHidden(section):
                submenu.addAction(column.heading()).triggered.connect(partial(_act_on, act, section))

    def _sort(self, section: int) -> None:
        self._model.sort_by(self._column(section).key)

    def _move_left(self, section: int) -> None:
        place = self._header.visualIndex(section)
        if place > 1:
            self._header.moveSection(place, place - 1)

    # --- remembering

    def _remember(self) -> None:
        order = [self._column(self._header.logicalIndex(place)).key for place in range(1, self._header.count())]
        hidden = [key for key in order if key in self._hidden]
        self._preferences.set(self._name, {"order": order, "widths": dict(self._dragged), "hidden": hidden})

    def _restore(self) -> None:
        kept: Any = self._preferences.get(self._name)
        kept = kept if isinstance(kept, dict) else {}
        keys = [column.key for column in self._model.columns]
        self._dragged = {key: int(width) for key, width in kept.get("widths", {}).items() if key in keys}
        self._hidden = {each.key for each in self._model.columns if each.is_hidden}
        if "hidden" in kept:
            self._hidden = {key for key in kept["hidden"] if key in keys}
        self._put_in_order([key for key in kept.get("order", []) if key in keys], keys)
        self.fit()

    def _put_in_order(self, order: Sequence[str], keys: Sequence[str]) -> None:
        self._header.blockSignals(True)
        for place, key in enumerate(order, 1):
            self._header.moveSection(self._header.visualIndex(keys.index(key) + 1), place)
        self._header.blockSignals(False)


def _act_on(act: Callable[[int], None], section: int, _checked: bool = False) -> None:
    act(section)
