"""The frame of every list page: title and actions, filters, table, totals or selection, and the detail side.

A page declares what its list is (`ListDeclaration`) and gives the frame a detail widget; the frame does the rest:
views, filters, search, columns, selection, remembering, refreshing when records change, and the empty states.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from shiboken6 import isValid

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.listing import Grouping, ListSpec
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.actions import Action, ActionSet, fill_from_window
from crm_desktop.ui.background import Background
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.day_watch import DayWatch
from crm_desktop.ui.field_limits import without_hidden
from crm_desktop.ui.first_paint import FirstPaint
from crm_desktop.ui.list_actions import list_actions
from crm_desktop.ui.list_arranging import ListArranging
from crm_desktop.ui.list_bars import BottomBar, FilterRow, Ground, TitleRow
from crm_desktop.ui.list_declaration import ListDeclaration, View
from crm_desktop.ui.list_empty import not_readable, nothing_matches, nothing_yet
from crm_desktop.ui.list_group_names import group_name
from crm_desktop.ui.list_memory import ListMemory
from crm_desktop.ui.list_numbers import ListNumbers
from crm_desktop.ui.list_seeking import Seeking
from crm_desktop.ui.list_typing import ListTyping
from crm_desktop.ui.list_views import ListViews
from crm_desktop.ui.list_words import NARROWED_HINTS, empty_hints, in_words, status
from crm_desktop.ui.side_bar import NARROW_BELOW
from crm_desktop.ui.side_by_side import DetailSide, SideBySide
from crm_desktop.ui.side_views import ViewEntry
from crm_desktop.ui.texts import Retranslating
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.filter_bar import FilterBar
from crm_desktop.ui.widgets.labels import Rule
from crm_desktop.ui.widgets.record_table import RecordTable
from crm_desktop.ui.widgets.record_table_model import State

# Whatever a list shows may have a star, or be shared with somebody.
_EVERYWHERE = frozenset({"star", "record_share", "opportunity_share"})


class ListPage(Retranslating):
    """A list with its detail side; see the module's sentence."""

    status_changed = Signal()
    views_changed = Signal()
    missed = Signal()
    hints: tuple[tuple[str, str], ...] = (
        ("↑↓", N_("Move")),
        ("Space", N_("Select")),
        ("Enter", N_("Open")),
        ("E", N_("Edit")),
        ("?", N_("All keys")),
    )

    def __init__(
        self,
        theme: Theme,
        background: Background,
        feed: ChangeFeed,
        preferences: Preferences,
        declaration: ListDeclaration,
        today: Callable[[], date],
        detail: DetailSide,
        company: str = "",
    ) -> None:
        """`company` names the file whose views are remembered: another one has neither its people nor its levels."""
        super().__init__()
        self._theme, self._background, self._preferences = theme, background, preferences
        self.memory = ListMemory(preferences, declaration.name, company, lambda: background.viewer)
        # With what the present viewer is kept from, which the next one may not be.
        self._declared = declaration
        self.declaration = declaration = without_hidden(declaration, background.viewer)
        self.detail = detail
        self._views = ListViews(declaration, background, self, self._on_counts)
        self.table = RecordTable(
            theme, background, declaration.query, declaration.columns, preferences, self.memory.prefix
        )
        self._seeking = Seeking(self.table, self._widen_for)
        self.first_paint = FirstPaint(self.table)
        detail.reads_when = self.first_paint.then
        self.filter_bar = FilterBar(theme, declaration.filters, today)
        self.arranging = ListArranging(theme, background, declaration.query, self.table, self.filter_bar)
        self.actions_set = ActionSet(self, self._own_actions(), lambda: background.against_writing)
        self._title_row = TitleRow(theme, declaration, self.actions_set)
        self._filter_row = FilterRow(theme, declaration, self.actions_set, self.filter_bar)
        self._bottom_bar = BottomBar(theme, declaration, self.actions_set)
        self.search = self._filter_row.search
        self.typing = ListTyping(self.search, self.table, self._wanted, self._on_typing_rests)
        self._numbers = ListNumbers(self.table, self._views, self._title_row, self._bottom_bar, self._in_words)
        self._numbers.shown.connect(self.status_changed)
        self._build()
        self._connect()
        DayWatch(self, today).day_changed.connect(self._on_new_day)
        feed.subscribe(self, declaration.reads | _EVERYWHERE, lambda _changes: self.refresh())
        self._restore()
        self.retranslate()

    # --- for the window and for pages

    @property
    def current_id(self) -> str | None:
        """The record that keys act on."""
        return self.table.current_id

    @property
    def selected_or_current(self) -> list[str]:
        """The chosen records, or the current one when none is chosen."""
        chosen = self.table.records.selected_ids()
        return chosen or ([self.current_id] if self.current_id else [])

    @property
    def has_chosen(self) -> bool:
        """Whether there is anything to act on; asked often, so it never lists the ids."""
        return bool(self.table.records.selected_count()) or self.current_id is not None

    def against_editing(self) -> str:
        """Why the current record cannot be changed, in a marked text; nothing when it can."""
        return self._background.against_writing

    @property
    def list_side(self) -> QWidget:
        """The part of the page beside the detail side."""
        return self._list

    @property
    def spec(self) -> ListSpec:
        """What the list shows."""
        return self.table.records.spec

    def views(self) -> list[ViewEntry]:
        """The views with their counts."""
        return self._views.entries()

    def set_saved_views(self, views: Sequence[View]) -> None:
        """Offer these beside the ready ones; the one where the page was left is taken up again, once."""
        offered = self._views
        is_news, offered.saved = list(views) != list(offered.saved), views
        is_at_start, offered.is_left_to_find = offered.is_left_to_find, False
        left = offered.find(self.memory.view) if is_at_start else None
        now = offered.find(offered.current.key)
        if left is not None and left is not now:
            offered.current = left
            if self.memory.get("filters") is None:
                self.show_view(left.key)
        elif now is not None:
            offered.current = now
        elif offered.current.key:
            self.show_view("")
        self.actions_set.refresh()
        if is_news:
            self.first_paint.then(offered.read_counts)
            self.views_changed.emit()

    @property
    def is_left_at_saved_view(self) -> bool:
        """Whether the view where the list was left is still to be found among the saved ones."""
        return self._views.is_left_to_find

    def view_spec(self) -> View:
        """What the list shows now, as a view."""
        return replace(self._views.current, spec=self.spec, columns=self.table.columns.arrangement())

    @property
    def current_view(self) -> str:
        """The key of the view shown."""
        return self._views.current.key

    def choose_view(self) -> None:
        """Offer the views of this list."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_views_menu(menu)
        anchor = self._title_row.view if self._title_row.view.isVisible() else self._title_row
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)), menu.actions()[0])

    def fill_views_menu(self, menu: QMenu) -> None:
        """Append all views with their counts, the current one ticked."""
        self._views.fill_menu(menu, self.show_view)

    def _name_view(self) -> None:
        self._title_row.view.setVisible(self.window().width() < self._theme.px(NARROW_BELOW))
        self._title_row.name_view(self._views.current.title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_view()

    def show_view(self, key: str) -> None:
        """Show one of the views."""
        left, view = self._views.current, self._views.find(key) or self._views.first
        self._views.current, self._views.is_left_to_find = view, False
        self.filter_bar.set_filters(view.spec.filters)
        self.search.setText(view.spec.search)
        if view.spec.sorts or (left.spec.sorts and left.spec.sorts == self.spec.sorts):
            # An order that belongs to a view comes and goes with it.
            self.memory.set("sorts", None)
        grouping, was_views_own = self.spec.grouping, self.spec.grouping == left.spec.grouping
        if view.spec.grouping is not None or was_views_own:
            grouping = view.spec.grouping
        if view.columns is not None:
            self.table.columns.arrange(view.columns)
        self._apply(grouping)
        self._remember()
        self.actions_set.refresh()

    def show_spec(self, spec: ListSpec) -> None:
        """Show the list of a specification from elsewhere: the records behind a figure."""
        same = next((view for view in self._views.every() if view.spec == spec), View("", "", spec))
        self._views.current, self._views.is_left_to_find = same, False
        self.filter_bar.set_filters(spec.filters)
        self.search.setText(spec.search)
        self.table.records.set_spec(spec)
        self.views_changed.emit()

    def show_record(self, record_id: str) -> None:
        """Make a record current, widening the list when it is not in it, and show its detail side.

        What the detail side shows is always the current record of the list: keys act on the latter. A form that is
        saved may have outlived its page: that of an own kind is made anew when the kind is called otherwise.
        """
        if not isValid(self):
            return
        self._sides.show_detail(True)
        self._seeking.go_to(record_id)

    def stay_at(self, record_id: str) -> None:
        """Make a record that was changed current again; one that left the list by the change stays out of it."""
        if not isValid(self):
            return
        self.table.set_current(record_id)

    def _widen_for(self, record_id: str) -> None:
        """Go to a record in the whole list; one that is not even there cannot be shown."""
        if self.spec.filters or self.spec.search:
            self._seeking.keep_to(record_id)
            self.show_spec(ListSpec())
        else:
            self._on_current(self.table.current_id)
            self.missed.emit()

    def declare(self, declaration: ListDeclaration) -> None:
        """Take over other columns and filters; what is shown of the list stays."""
        self._declared, declaration = declaration, without_hidden(declaration, self._background.viewer)
        self.declaration, grouping = declaration, self.spec.grouping
        self.filter_bar.take_fields(declaration.filters)
        self.table.take_columns(declaration.columns)
        is_known = grouping is None or self.filter_bar.field(grouping.field) is not None
        if is_known and self.filter_bar.filters() == self.spec.filters:
            self.refresh()
        else:
            # What it was narrowed or grouped by is gone.
            self._apply(grouping if is_known else None)
            self._views.read_counts()

    def refresh(self) -> None:
        """Read the list and the counts of the views again."""
        self.table.records.refresh()
        self._views.read_counts()

    def words(self) -> str:
        """What the list shows as a sentence: its view, filters, search and order; for print."""
        return in_words(self.declaration, self._views.current, self.spec, self.filter_bar.describe())

    def status_text(self) -> str:
        """What the status bar says of this page: what the view holds, what of it matches, and the rows in sight."""
        return status(self.declaration.counted, self._numbers.total(), self.table)

    def keys_now(self) -> tuple[tuple[str, str], ...]:
        """The keys that do something now, for the status bar: none that act on a record where there is none."""
        if self.table.records.state is not State.EMPTY:
            return self.hints
        if (self.spec.filters or self.spec.search) and not self.is_blank:
            return NARROWED_HINTS
        return empty_hints(self.declaration)

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self._filter_row.retranslate()
        self.filter_bar.retranslate()
        self.table.retranslate()
        self.table.setAccessibleName(tr(self.declaration.title))
        self.actions_set.refresh()
        self._numbers.show()
        self._show_selection()
        self.views_changed.emit()

    # --- building

    def _own_actions(self) -> list[Action]:
        return [*self.declaration.actions, *list_actions(self), *self.arranging.actions()]

    def _build(self) -> None:
        self._list = Ground(self._theme, "content")
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._foot_line = Rule(self._theme, strong=True)
        column.addWidget(self._title_row)
        column.addWidget(self._filter_row)
        column.addWidget(self.table, 1)
        column.addWidget(self._foot_line)
        column.addWidget(self._bottom_bar)
        self._sides = SideBySide(self._theme, self._preferences, self.declaration.name, self._list, self.detail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._sides)

    def _connect(self) -> None:
        records = self.table.records
        records.state_changed.connect(self._show_state)
        records.selection_changed.connect(self._show_selection)
        for changed in (records.sort_changed, records.fold_changed):
            changed.connect(self._remember)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda record_id: self.actions_set.trigger(self._open_action()))
        self.table.menu_requested.connect(self._open_menu)
        self.table.range_changed.connect(lambda _first, _last: self.status_changed.emit())
        self.filter_bar.changed.connect(self._on_filters_changed)
        self.detail.closed.connect(self.close_detail)
        self._filter_row.density.clicked.connect(lambda: self.table.set_compact(not self.table.is_compact))
        self._filter_row.columns.clicked.connect(self.arranging.choose_columns)
        self.arranging.anchor = self._filter_row.columns
        self.arranging.grouped.connect(self._group)
        records.name_group, records.name_totals = self._name_group, self.declaration.totals
        self._title_row.view.clicked.connect(self.choose_view)
        self.views_changed.connect(self._name_view)
        self._bottom_bar.cleared.connect(lambda: self.table.records.select_everything(False))

    # --- what is shown

    def _apply(self, grouping: Grouping | None) -> None:
        self.table.records.set_spec(self._wanted(grouping))
        self.views_changed.emit()

    def _wanted(self, grouping: Grouping | None) -> ListSpec:
        sorts = self.memory.sorts(self._views.current)
        return ListSpec(self.filter_bar.filters(), sorts, self.search.text().strip(), grouping)

    def _group(self, grouping: object) -> None:
        self.table.records.set_spec(self.spec.grouped_by(grouping if isinstance(grouping, Grouping) else None))
        self._remember()

    def _name_group(self, group: Any) -> str:
        grouping = self.spec.grouping
        return group_name(self.filter_bar.field(grouping.field) if grouping else None, grouping, group)

    def _on_filters_changed(self) -> None:
        self._apply(self.spec.grouping)
        self._remember()

    def _on_typing_rests(self, is_shown: bool) -> None:
        if is_shown:
            self.views_changed.emit()
            self._on_current(self.current_id)
            self._remember()
        else:
            self._on_filters_changed()

    def clear_filters(self) -> None:
        """Show the whole list."""
        self.search.clear()
        self.filter_bar.set_filters(())
        self._on_filters_changed()

    def go_to_search(self) -> None:
        """Take the keyboard to the search."""
        self.search.setFocus()
        self.search.selectAll()

    def _show_state(self) -> None:
        """Show the rows, or in their place what is to be said; without any record there is nothing to filter or sum."""
        state = self.table.records.state
        is_blank = self.is_blank
        self.table.lay_over(self._instead_of_rows(state))
        for each in (self._filter_row, self._foot_line, self._bottom_bar):
            each.setVisible(not is_blank)
        self._sides.offer_detail(not is_blank)
        self.actions_set.refresh()
        if state is State.EMPTY:
            self.detail.show_record(None)

    def _instead_of_rows(self, state: State) -> EmptyState | None:
        if state is State.FAILED:
            return not_readable(self._theme, self.table.records.refresh)
        if state is not State.EMPTY or (everything := self._views.everything()) is None:
            return None
        if everything == 0:
            return nothing_yet(self._theme, self.declaration, self.actions_set)
        return nothing_matches(self._theme, self.filter_bar.describe(), self.spec.search, self.clear_filters)

    @property
    def is_blank(self) -> bool:
        """Whether there are no records at all."""
        return self.table.records.state is State.EMPTY and self._views.everything() == 0

    def _show_selection(self) -> None:
        self._numbers.show_selection()
        self.actions_set.refresh()

    def _in_words(self, sums: dict[str, int]) -> str:
        # A list that is declared anew may have other sums.
        return self.declaration.totals(sums)

    def _on_current(self, record_id: object) -> None:
        if self.table.records.is_brief or not self._seeking.arrives_at(record_id):
            return
        self.detail.show_record(record_id if isinstance(record_id, str) else None)
        self.actions_set.refresh()

    def _on_counts(self) -> None:
        if self.table.records.state is State.EMPTY:
            self._show_state()
        self._numbers.show()
        self.views_changed.emit()

    # --- menus, detail side, keys

    def _open_action(self) -> str:
        return "list.open"

    def toggle_detail(self) -> None:
        """Show or hide the detail side."""
        self._sides.show_detail(not self._sides.is_wanted)

    def open_current(self) -> None:
        """Take the keyboard to the detail side."""
        self._sides.show_detail(True)
        self.detail.setFocus()

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_set.fill_menu(menu, self.declaration.menu)
        fill_from_window(menu, self, self.declaration.of_window)
        menu.popup(place)

    def close_detail(self) -> None:
        """Hide the detail side and give the list the room."""
        self._sides.show_detail(False)
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._sides.is_over:
            self.close_detail()
        elif event.key() == Qt.Key.Key_Escape and self.table.records.selected_count():
            self.table.records.select_everything(False)
        elif event.key() == Qt.Key.Key_Escape and self.search.hasFocus():
            self.search.clear()
            self.typing.take()
        else:
            super().keyPressEvent(event)

    # --- remembering

    def _remember(self) -> None:
        shown = replace(self.spec, filters=self.filter_bar.filters())
        self.memory.keep(self._views.current, shown, self.table.records.folded)

    def remember_place(self) -> None:
        """Keep which record is current, for the next start."""
        # A list left before it was read still has the place it was to go to.
        self.memory.set("current", self._seeking.place_id or self.table.current_id)

    def act_for_viewer(self) -> None:
        """Show the list as whoever acts now left it; for the same one only read it again, as far as he may see it."""
        self._heed_limits()
        if self.table.columns.name == f"{self.memory.prefix}.columns":
            self.refresh()
            return
        # What the user before had saved is nobody else's; the own views are being read.
        self._views.current, self._views.saved = self._views.first, ()
        self.search.clear()
        self.table.remember_as(self.memory.prefix)
        self._restore()
        self.views_changed.emit()

    def _heed_limits(self) -> None:
        """Have the columns and filters that the viewer is not kept from."""
        allowed = without_hidden(self._declared, self._background.viewer)
        if _keys(allowed) != _keys(self.declaration):
            self.declare(self._declared)

    def _on_new_day(self) -> None:
        self.table.tell_again()
        self.refresh()

    def _restore(self) -> None:
        memory, views = self.memory, self._views
        views.current = view = views.find(memory.view) or views.current
        views.is_left_to_find = bool(memory.view) and memory.view != view.key
        self.filter_bar.set_filters(memory.filters(view))
        self._seeking.place_id = memory.get("current")
        folded = memory.folded
        self._apply(memory.grouping(view))
        self.table.records.fold_only(folded)
        self.first_paint.then(views.read_counts)


def _keys(declaration: ListDeclaration) -> tuple[list[str], list[str]]:
    """What tells the columns and filters of one viewer from those of another."""
    return [each.key for each in declaration.columns], [each.key for each in declaration.filters]
