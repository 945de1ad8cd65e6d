"""Arranging a list: its columns, sorts, quick filters and groups, from the header's menu and by keyboard."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.listing import DAY, MONTH, QUARTER, WEEK, YEAR, AnyOf, Filter, Grouping, Sort
from crm_desktop.ui.actions import Action
from crm_desktop.ui.background import Background, Latest
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.filter_bar import FilterBar
from crm_desktop.ui.widgets.filter_chip import FilterChip
from crm_desktop.ui.widgets.filter_field import FilterField
from crm_desktop.ui.widgets.record_table import RecordTable
from crm_desktop.ui.widgets.record_table_cells import Column
from crm_desktop.ui.widgets.record_table_source import ListSource

if TYPE_CHECKING:  # what opens over a list is loaded when it is first wanted, not at the start
    from crm_desktop.ui.widgets.list_popup import ListPopup

STEPS = ((DAY, N_("day")), (WEEK, N_("week")), (MONTH, N_("month")), (QUARTER, N_("quarter")), (YEAR, N_("year")))


class ListArranging(QObject):
    """Menus and popups of one list's header; `grouped` tells what the list is to be grouped by."""

    grouped = Signal(object)

    def __init__(
        self, theme: Theme, background: Background, source: ListSource, table: RecordTable, filters: FilterBar
    ) -> None:
        super().__init__(table)
        self._theme, self._source, self._table, self._filters = theme, source, table, filters
        self._values = Latest(background, self)
        self._popup: Any = None
        table.columns_header.columns_menu_requested.connect(self._open_header_menu)
        filters.values_wanted.connect(self.filter_by_values)
        # Where popups open below that belong to no column.
        self.anchor: QWidget = table.columns_header

    def actions(self) -> list[Action]:
        """The commands of this list, for menus, keys and the palette."""
        return [
            Action(
                "list.columns",
                N_("Columns"),
                self.choose_columns,
                N_("Choose, order and freeze the columns of this list"),
                "Ctrl+Shift+K",
                "columns-3",
            ),
            Action(
                "list.sort",
                N_("Sort by"),
                self.choose_sorts,
                N_("Sort this list by one or several columns"),
                "Ctrl+Shift+O",
                "arrow-down",
            ),
            Action(
                "list.quick_filter",
                N_("Filter a column"),
                self.choose_column_to_filter,
                N_("Tick the values of a column that the list is to show"),
                "Ctrl+Shift+L",
                "list-checks",
            ),
            Action(
                "list.group",
                N_("Group by"),
                self.choose_grouping,
                N_("Put the records of this list in groups with totals"),
                "Ctrl+Shift+G",
                "layers",
            ),
        ]

    # --- columns and sorts

    def choose_columns(self) -> None:
        """Offer all columns."""
        from crm_desktop.ui.widgets.column_chooser import ColumnChooser

        self._open(ColumnChooser(self._theme, self.anchor, self._table.columns), at_list=True)

    def choose_sorts(self) -> None:
        """Offer what the list can be sorted by."""
        from crm_desktop.ui.widgets.sort_popup import SortPopup

        popup = SortPopup(self._theme, self.anchor, self._table.records, self._table.columns.every())
        self._open(popup, at_list=True)

    def _open_header_menu(self, place: QPoint, section: int) -> None:
        menu = _menu(self._table)
        if section > 0:
            self.fill_header_menu(menu, section)
        else:
            menu.addAction(tr(N_("Columns")), self.choose_columns)
            menu.addAction(tr(N_("Sort by")), self.choose_sorts)
        menu.popup(place)

    def fill_header_menu(self, menu: QMenu, section: int) -> None:
        """What can be done with one column."""
        column, columns = self._table.records.columns[section - 1], self._table.columns
        if column.is_sortable:
            self._add_sorts(menu, column)
        field = self._filters.field(column.filter_key)
        if field is not None and field.is_offered:
            menu.addAction(tr(N_("Filter this column…")), partial(self.filter_by_values, field.key, None))
        if field is not None and field.is_groupable:
            self._add_groups(menu, field)
        menu.addSeparator()
        is_edge = [each.key for each in columns.chosen()[: columns.frozen]][-1:] == [column.key]
        freeze = N_("Freeze nothing") if is_edge else N_("Freeze up to here")
        menu.addAction(tr(freeze), partial(columns.freeze_up_to, None if is_edge else column.key))
        menu.addAction(tr(N_("Fit the width")), partial(self._table.fit_column, section))
        menu.addAction(tr(N_("Hide this column")), partial(columns.show, column.key, False))
        menu.addSeparator()
        menu.addAction(tr(N_("Columns…")), self.choose_columns)

    def _add_sorts(self, menu: QMenu, column: Column) -> None:
        records = self._table.records
        sorts = records.spec.sorts
        own = next((sort for sort in sorts if sort.field == column.key), None)
        for text, descending in ((N_("Sort ascending"), False), (N_("Sort descending"), True)):
            action = menu.addAction(tr(text), partial(records.set_sorts, (Sort(column.key, descending),)))
            action.setCheckable(True)
            action.setChecked(own is not None and own.descending is descending)
        if sorts and own is None:
            menu.addAction(tr(N_("Add to the sort")), partial(records.sort_by, column.key, add=True))
        elif own is not None:
            rest = [sort for sort in sorts if sort is not own]
            menu.addAction(tr(N_("Do not sort by this")), partial(records.set_sorts, rest))
        menu.addSeparator()

    # --- groups

    def choose_grouping(self) -> None:
        """Offer what the list can be grouped by."""
        menu = _menu(self._table)
        now = self._table.records.spec.grouping
        _tick(menu.addAction(tr(N_("No groups")), partial(self.grouped.emit, None)), now is None)
        for field in self._filters.offered():
            if field.is_groupable:
                self._add_field(menu, field, now)
        if now is not None:
            menu.addSeparator()
            turned = Grouping(now.field, now.step, not now.descending)
            menu.addAction(tr(N_("Turn the order of groups")), partial(self.grouped.emit, turned))
            menu.addAction(tr(N_("Fold all groups")), partial(self._table.records.fold_all, True))
            menu.addAction(tr(N_("Unfold all groups")), partial(self._table.records.fold_all, False))
        menu.popup(self.anchor.mapToGlobal(QPoint(0, self.anchor.height() + 2)), menu.actions()[0])

    def _add_field(self, menu: QMenu, field: FilterField, now: Grouping | None) -> None:
        is_now = now is not None and now.field == field.key
        if field.type != "date":
            _tick(menu.addAction(_plain(tr(field.title)), partial(self.grouped.emit, Grouping(field.key))), is_now)
            return
        steps = menu.addMenu(_plain(tr(field.title)))
        for step, name in STEPS:
            wanted = partial(self.grouped.emit, Grouping(field.key, step))
            _tick(steps.addAction(tr(name), wanted), is_now and now is not None and now.step == step)

    def _add_groups(self, menu: QMenu, field: FilterField) -> None:
        now = self._table.records.spec.grouping
        if now is not None and now.field == field.key:
            menu.addAction(tr(N_("No groups")), partial(self.grouped.emit, None))
        elif field.type == "date":
            steps = menu.addMenu(tr(N_("Group by this column")))
            for step, name in STEPS:
                steps.addAction(tr(name), partial(self.grouped.emit, Grouping(field.key, step)))
        else:
            menu.addAction(tr(N_("Group by this column")), partial(self.grouped.emit, Grouping(field.key)))

    # --- quick filters

    def choose_column_to_filter(self) -> None:
        """Offer the columns shown, then the values of the one taken."""
        menu = _menu(self._table)
        for column in self._table.columns.chosen():
            field = self._filters.field(column.filter_key)
            if field is not None and field.is_offered:
                act = partial(self.filter_by_values, field.key, None)
                _tick(menu.addAction(_plain(column.heading()), act), self._filters.filter_by(field.key) is not None)
        if menu.actions():
            menu.popup(self.anchor.mapToGlobal(QPoint(0, self.anchor.height() + 2)), menu.actions()[0])

    def filter_by_values(self, key: str, chip: QWidget | None = None) -> None:
        """Offer the values of a field, with how often the list has them; limits where there are none to tick."""
        field = self._filters.field(key)
        if field is None:
            return
        # Asked for at a chip, that chip is changed: it may be one of several alternatives.
        at_chip = chip if isinstance(chip, FilterChip) else None
        one = at_chip.filter if at_chip is not None else self._filters.filter_by(key)
        if not field.has_values and field.type in ("number", "money", "decimal", "share"):
            self._type_limits(field)
            return
        if not field.has_values and field.type != "date":
            self._filters.begin(key)
            return
        anchor = chip if chip is not None else self._table.columns_header
        read = partial(self._read_values, key, one) if field.has_values else None
        from crm_desktop.ui.widgets.filter_values_popup import FilterValuesPopup

        popup = FilterValuesPopup(self._theme, anchor, field, one, read)
        put = partial(self._filters.put, key) if at_chip is None else partial(self._filters.put_at, at_chip)
        popup.taken.connect(put)
        popup.range_wanted.connect(partial(self._type_limits, field))
        self._open(popup, 0 if chip is not None else self._left_of(key))

    def _type_limits(self, field: FilterField) -> None:
        from crm_desktop.ui.widgets.filter_limits import FilterLimits

        one = self._filters.filter_by(field.key)
        popup = FilterLimits(self._theme, self._table.columns_header, field, one, self._filters.today)
        popup.taken.connect(partial(self._filters.put, field.key))
        self._popup = popup
        popup.open(self._left_of(field.key))

    def _read_values(self, key: str, now: Filter | None, words: str, then: Callable[[Sequence[Any]], None]) -> None:
        from crm_desktop.ui.widgets.filter_values_popup import MOST

        spec = self._table.records.spec
        # What narrows by alternatives to this filter narrows the values no more than the filter itself.
        kept = (each for each in spec.filters if not (isinstance(each, AnyOf) and now in each.filters))
        spec = replace(spec, filters=tuple(kept))
        self._values.read(lambda reading: self._source.values(reading, spec, key, MOST + 1, words), then)

    def _left_of(self, key: str) -> int:
        """Where the column of a field begins."""
        places, columns = self._table.columns_header.places, self._table.records.columns
        sections = {each.filter_key: section for section, each in enumerate(columns, 1)}
        section = sections.get(key, 0)
        if section in places.shown():
            self._table.show_column(section)
        return places.left_of(section) if section in places.shown() else 0

    def _open(self, popup: "ListPopup", across: int = 0, *, at_list: bool = False) -> None:
        self._popup = popup
        popup.closed.connect(self._table.setFocus)
        # A late answer for it is dropped with it: nothing is left behind but the window's own widgets.
        popup.closed.connect(self._values.cancel)
        popup.closed.connect(popup.deleteLater)
        popup.open_here(across, at_list=at_list)


def _menu(owner: QWidget) -> QMenu:
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _tick(action: QAction, ticked: bool) -> None:
    action.setCheckable(True)
    action.setChecked(ticked)


def _plain(text: str) -> str:
    return text.replace("&", "&&")
