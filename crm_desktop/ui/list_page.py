"""The frame of every list page: title and actions, filters, table, totals or selection, and the detail side.

A page declares what its list is (`ListDeclaration`) and gives the frame a detail widget; the frame does the rest:
views, filters, search, columns, selection, remembering, refreshing when records change, and the empty states.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Background
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.side_bar import ViewEntry
from crm_desktop.ui.texts import Plain, Retranslating, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space, Width
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.filter_bar import FilterBar, FilterField
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.record_table import RecordTable
from crm_desktop.ui.widgets.record_table_cells import Column
from crm_desktop.ui.widgets.record_table_model import State
from crm_desktop.ui.widgets.record_table_source import ListSource

_SEARCH_AFTER_MS = 180
_OVERLAY_BELOW = 1180


class DetailSide(Retranslating):
    """The side beside a list: shows one record, or that none is chosen."""

    closed = Signal()

    def show_record(self, record_id: str | None) -> None:
        """Show a record; None when there is none to show."""
        raise NotImplementedError


@dataclass(frozen=True)
class View:
    """A named list at the side bar: its filters and order."""

    key: str
    title: str
    spec: ListSpec = field(default_factory=ListSpec)


@dataclass(frozen=True)
class ListDeclaration:
    """What a page's list is.

    `reads` names the tables whose changes concern it, `counted` words how many there are, `totals` the sums.
    """

    name: str
    title: str
    query: ListSource
    columns: Sequence[Column]
    filters: Sequence[FilterField]
    views: Sequence[View]
    reads: frozenset[str]
    counted: Callable[[int], str]
    totals: Callable[[dict[str, int]], str]
    empty_title: str
    empty_body: str
    actions: Sequence[Action] = ()
    primary: str = ""
    secondary: str = ""
    selection_actions: Sequence[str] = ()
    menu: Sequence[str | None] = ()
    tools: Sequence[str] = ()


class ListPage(Retranslating):
    """A list with its detail side; see the module's sentence."""

    status_changed = Signal()
    views_changed = Signal()
    hints = (
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
        self._kept = f"list.{declaration.name}{f'.{company}' if company else ''}"
        self._theme, self._background, self._preferences = theme, background, preferences
        self.declaration = declaration
        self.detail = detail
        self._view = declaration.views[0]
        self._counts: dict[str, int] = {}
        self._detail_wanted = True
        self._detail_is_over = False
        self._is_narrow = False
        self._drawn_width: int | None = preferences.get("list.detail_width")
        self._wanted_id: str | None = None
        self._place_id: str | None = None
        self.table = RecordTable(
            theme, background, declaration.query, declaration.columns, preferences, declaration.name
        )
        self.filter_bar = FilterBar(theme, declaration.filters, today)
        self.search = QLineEdit()
        self.actions_set = ActionSet(self, self._own_actions())
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._build()
        self._connect()
        feed.subscribe(self, declaration.reads, lambda _changes: self.refresh())
        self._restore()
        self.retranslate()

    # --- for the window and for pages

    @property
    def selected_or_current(self) -> list[str]:
        """The chosen records, or the current one when none is chosen."""
        chosen = self.table.records.selected_ids()
        return chosen or ([self.table.current_id] if self.table.current_id else [])

    @property
    def has_chosen(self) -> bool:
        """Whether there is anything to act on; asked often, so it never lists the ids."""
        return bool(self.table.records.selected_count()) or self.table.current_id is not None

    @property
    def spec(self) -> ListSpec:
        """What the list shows."""
        return self.table.records.spec

    def views(self) -> list[ViewEntry]:
        """The views with their counts."""
        return [ViewEntry(v.key, v.title, self._counts.get(v.key)) for v in self.declaration.views]

    @property
    def current_view(self) -> str:
        """The key of the view shown."""
        return self._view.key

    def show_view(self, key: str) -> None:
        """Show one of the views."""
        self._view = next((view for view in self.declaration.views if view.key == key), self.declaration.views[0])
        self.filter_bar.set_filters(self._view.spec.filters)
        self.search.clear()
        self._apply()
        self._remember()

    def show_spec(self, spec: ListSpec) -> None:
        """Show the list of a specification from elsewhere: the records behind a figure."""
        self._view = View("", "", spec)
        self.filter_bar.set_filters(spec.filters)
        self.search.setText(spec.search)
        self.table.records.set_spec(spec)
        self.views_changed.emit()

    def show_record(self, record_id: str) -> None:
        """Make a record current, widening the list when it is not in it, and show its detail side."""
        self._set_detail_shown(True)
        self._wanted_id = record_id
        if not self.table.set_current(record_id) and self.table.records.state is State.READY:
            self.detail.show_record(record_id)
            self._wanted_id = record_id

    def refresh(self) -> None:
        """Read the list and the counts of the views again."""
        self.table.records.refresh()
        self._read_counts()

    def words(self) -> str:
        """What the list shows as a sentence: its view, filters, search and order; for print."""
        search = tr("search “{text}”", text=self.spec.search) if self.spec.search else ""
        titles = {column.key: tr(column.title) for column in self.declaration.columns}
        sorts = ", ".join(titles[sort.field] for sort in self.spec.sorts if sort.field in titles)
        order = tr("sorted by {columns}", columns=sorts) if sorts else ""
        return " · ".join(part for part in (shown(self._view.title), self.filter_bar.describe(), search, order) if part)

    def status_text(self) -> str:
        """What the status bar says of this page: what the view holds, what of it matches, and the rows in sight."""
        found, records = self.table.records.rowCount(), self.table.records
        total = self._total()
        parts = [self.declaration.counted(total).replace(str(total), integer(total), 1)]
        if found != total and records.count_is_final:
            parts.append(tr("{number} match", number=integer(found)))
        first, last = self.table.rows_in_sight()
        if last >= first:
            parts.append(tr("rows {first}–{last}", first=integer(first + 1), last=integer(last + 1)))
        return " · ".join(parts)

    def _total(self) -> int:
        """How many records the view holds without further filters; what is found, until that is known."""
        return self._counts.get(self._view.key, self.table.records.rowCount())

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self.search.setPlaceholderText(tr("Search this list"))
        self.search.setAccessibleName(tr("Search this list"))
        self.filter_bar.retranslate()
        self.table.retranslate()
        self.actions_set.refresh()
        self._show_numbers()
        self._show_selection()
        self.views_changed.emit()

    # --- building

    def _own_actions(self) -> list[Action]:
        own = [
            Action("list.filter", N_("Add filter"), self.filter_bar.choose_field, N_("Narrow the list"), "F", "funnel"),
            Action(
                "list.search", N_("Search this list"), self._focus_search, N_("Find in this list"), "Ctrl+F", "search"
            ),
            Action("list.clear", N_("Clear filters"), self._clear, N_("Show the whole list"), "Ctrl+Shift+F"),
            Action("list.open", N_("Show details"), self._open_current, N_("Open the detail side"), "Ctrl+Return"),
        ]
        return [*self.declaration.actions, *own]

    def _build(self) -> None:
        theme, px = self._theme, self._theme.px
        self._count = Label(theme, Plain(""), Role.BODY, colour="text3", tabular=True)
        left = _Ground(theme, "content")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title_row())
        column.addWidget(self._filter_row())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._empty = QWidget()
        self._empty_column = QVBoxLayout(self._empty)
        self._stack.addWidget(self._empty)
        column.addWidget(self._stack, 1)
        column.addWidget(Rule(theme, strong=True))
        column.addWidget(self._bottom_bar())
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self.detail.setMinimumWidth(px(Width.DETAIL_MIN))
        self.detail.setBackgroundRole(QPalette.ColorRole.Base)
        self.detail.setAutoFillBackground(True)
        self._detail_edge = _Ground(theme, "strong_line")
        self._detail_edge.setParent(self)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)

    def _title_row(self) -> QWidget:
        px = self._theme.px
        bar = QWidget()
        bar.setFixedHeight(px(Height.TITLE_BAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(Space.XL), 0, px(Space.L), 0)
        row.setSpacing(px(Space.S))
        row.addWidget(Label(self._theme, self.declaration.title, Role.TITLE))
        row.addWidget(self._count)
        row.addStretch(1)
        for action_id, kind in ((self.declaration.secondary, "secondary"), (self.declaration.primary, "primary")):
            if action_id:
                row.addWidget(self._button(action_id, primary=kind == "primary"))
        return bar

    def _filter_row(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        bar = QWidget()
        row = QHBoxLayout(bar)
        # Chips that find no room wrap, and the row grows.
        edge = px((Height.FILTER_BAR - Height.FILTER_CHIP) // 2)
        row.setContentsMargins(px(Space.L), edge, px(Space.L), edge)
        row.setSpacing(px(Space.S))
        row.addWidget(self.filter_bar, 1, Qt.AlignmentFlag.AlignTop)
        self.search.setFixedHeight(px(Height.FILTER_CHIP))
        self.search.setMinimumWidth(px(100))
        self.search.setMaximumWidth(px(160))
        self.search.setClearButtonEnabled(True)
        row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)
        self._density = IconButton(theme, "list", N_("Row height"), height=Height.FILTER_CHIP)
        self._density.clicked.connect(lambda: self.table.set_compact(not self.table.is_compact))
        self._columns = IconButton(theme, "columns-3", N_("Columns"), height=Height.FILTER_CHIP)
        self._columns.clicked.connect(self._choose_columns)
        row.addWidget(self._density, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._columns, 0, Qt.AlignmentFlag.AlignTop)
        self._tools = {each: self._tool(each) for each in self.declaration.tools}
        for tool in self._tools.values():
            row.addWidget(tool, 0, Qt.AlignmentFlag.AlignTop)
        return bar

    def _tool(self, action_id: str) -> IconButton:
        record = self.actions_set.record(action_id)
        button = IconButton(self._theme, record.icon, record.text, key=record.shortcut, height=Height.FILTER_CHIP)
        button.clicked.connect(lambda: self.actions_set.trigger(action_id))
        return button

    def _bottom_bar(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        bar = _Ground(theme, "sunken")
        bar.setFixedHeight(px(Height.SELECTION_BAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(Space.L), 0, px(Space.L), 0)
        row.setSpacing(px(Space.M))
        self._chosen = Label(theme, Plain(""), Role.BODY, weight=600)
        self._sums = Label(theme, Plain(""), Role.BODY, colour="text2", tabular=True)
        row.addWidget(self._chosen)
        row.addWidget(self._sums)
        self._selection_buttons = [self._button(each, primary=False) for each in self.declaration.selection_actions]
        for button in self._selection_buttons:
            row.addWidget(button)
        row.addStretch(1)
        self._unselect = Button(theme, N_("Clear"), kind="quiet", key="Esc", height=Height.BUTTON_BAR)
        self._unselect.clicked.connect(lambda: self.table.records.select_everything(False))
        row.addWidget(self._unselect)
        return bar

    def _button(self, action_id: str, *, primary: bool) -> Button:
        record = self.actions_set.record(action_id)
        kind = "primary" if primary else "secondary"
        button = Button(
            self._theme,
            record.text,
            kind="primary" if kind == "primary" else "secondary",
            icon=record.icon or None,
            key=record.shortcut if primary else None,
        )
        button.clicked.connect(lambda: self.actions_set.trigger(action_id))
        return button

    def _connect(self) -> None:
        records = self.table.records
        records.state_changed.connect(self._show_state)
        records.count_changed.connect(self._show_numbers)
        records.totals_changed.connect(self._on_totals)
        records.replaced.connect(self._take_wanted)
        records.count_changed.connect(self._take_wanted)
        records.selection_changed.connect(self._show_selection)
        records.sort_changed.connect(self._remember)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda record_id: self.actions_set.trigger(self._open_action()))
        self.table.menu_requested.connect(self._open_menu)
        self.table.range_changed.connect(lambda _first, _last: self.status_changed.emit())
        self.filter_bar.changed.connect(self._on_filters_changed)
        self.detail.closed.connect(self.close_detail)
        self.search.textEdited.connect(lambda _text: self._search_timer.start())
        self.search.returnPressed.connect(self._on_search_taken)
        self._search_timer.timeout.connect(self._on_filters_changed)

    # --- what is shown

    def _apply(self) -> None:
        spec = ListSpec(self.filter_bar.filters(), self._sorts(), self.search.text().strip())
        self.table.records.set_spec(spec)
        self.views_changed.emit()

    def _sorts(self) -> Any:
        stored = ListSpec.from_json({"sorts": self._preferences.get(f"{self._kept}.sorts", [])})
        return stored.sorts or self._view.spec.sorts

    def _on_filters_changed(self) -> None:
        self._apply()
        self._remember()

    def _on_search_taken(self) -> None:
        self._search_timer.stop()
        self._apply()
        self.table.setFocus()

    def _clear(self) -> None:
        self.search.clear()
        self.filter_bar.set_filters(())
        self._on_filters_changed()

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _show_state(self) -> None:
        state = self.table.records.state
        if state in (State.READY, State.LOADING):
            self._stack.setCurrentWidget(self.table)
            return
        while self._empty_column.count():
            item = self._empty_column.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._empty_column.addWidget(self._failed_state() if state is State.FAILED else self._empty_state())
        self._stack.setCurrentWidget(self._empty)
        if state is State.EMPTY:
            self.detail.show_record(None)

    def _empty_state(self) -> EmptyState:
        if self.spec.filters or self.spec.search:
            clear = Button(self._theme, N_("Clear filters"), kind="secondary")
            clear.clicked.connect(self._clear)
            words = self.filter_bar.describe() or f"“{self.spec.search}”"
            body = Message(N_("Nothing matches {filters}."), filters=words)
            return EmptyState(self._theme, N_("No matches"), body, secondary=clear, filtered=True)
        primary = self._button(self.declaration.primary, primary=True) if self.declaration.primary else None
        secondary = self._button(self.declaration.secondary, primary=False) if self.declaration.secondary else None
        title, body_text = self.declaration.empty_title, self.declaration.empty_body
        return EmptyState(self._theme, title, body_text, primary=primary, secondary=secondary)

    def _failed_state(self) -> EmptyState:
        again = Button(self._theme, N_("Try again"), kind="secondary")
        again.clicked.connect(self.table.records.refresh)
        body = N_("The list could not be read. Your data is safe; try again.")
        return EmptyState(self._theme, N_("Could not read the list"), body, secondary=again, filtered=True)

    def _show_numbers(self) -> None:
        records = self.table.records
        self._count.set_text(Plain(integer(self._total())))
        if not records.selected_count():
            self._sums.set_text(Plain(self.declaration.totals(records.totals) if records.totals else ""))
        self.status_changed.emit()

    def _show_selection(self) -> None:
        count = self.table.records.selected_count()
        self._chosen.setVisible(bool(count))
        self._unselect.setVisible(bool(count))
        for button in self._selection_buttons:
            button.setVisible(bool(count))
        self.actions_set.refresh()
        for action_id, tool in self._tools.items():
            tool.setEnabled(self.actions_set.record(action_id).enabled())
        if count:
            self._chosen.set_text(Plain(trn("{count} selected", "{count} selected", count)))
            self._read_selection_totals()
        else:
            self._show_numbers()

    def _on_totals(self) -> None:
        """A refresh summed up the list again: what is chosen may have changed with it."""
        self._show_numbers()
        if self.table.records.selected_count():
            self._read_selection_totals()

    def _read_selection_totals(self) -> None:
        def show(sums: dict[str, int] | None) -> None:
            if self.table.records.selected_count():
                self._sums.set_text(Plain(self.declaration.totals(sums or {})))

        self.table.records.read_selection_totals(show)

    def _on_current(self, record_id: object) -> None:
        if self._wanted_id is not None and record_id != self._wanted_id:
            return
        self._wanted_id = None
        self.detail.show_record(record_id if isinstance(record_id, str) else None)
        self.actions_set.refresh()

    def _take_wanted(self) -> None:
        """Go to the record asked for while the list was read, else to the one where the window was left."""
        wanted = self._wanted_id or self._place_id
        if wanted is None or not (self.table.set_current(wanted) or self.table.records.count_is_final):
            return
        asked_for, self._wanted_id, self._place_id = self._wanted_id, None, None
        if asked_for is not None and self.table.current_id != asked_for:
            self.detail.show_record(asked_for)

    def _read_counts(self) -> None:
        views = self.declaration.views

        def query(reading: Any) -> dict[str, int]:
            return {view.key: self.declaration.query.count(reading, view.spec) for view in views}

        self._background.read(self, query, self._on_counts)

    def _on_counts(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._show_numbers()
        self.views_changed.emit()

    # --- menus, detail side, keys

    def _open_action(self) -> str:
        return "list.open"

    def _open_current(self) -> None:
        self._set_detail_shown(True)
        self.detail.setFocus()

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_set.fill_menu(menu, self.declaration.menu)
        menu.popup(place)

    def _choose_columns(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.table.columns.fill_menu(menu)
        toggle = QAction(tr("Detail side"), menu, checkable=True, checked=self._detail_wanted)
        toggle.toggled.connect(self._set_detail_shown)
        menu.addSeparator()
        menu.addAction(toggle)
        menu.popup(self._columns.mapToGlobal(QPoint(0, self._columns.height() + 2)))

    def _set_detail_shown(self, shown: bool) -> None:
        self._detail_is_over = shown and self._is_narrow
        # Over the list it comes and goes; only beside the list it is a choice worth remembering.
        if not self._is_narrow:
            self._detail_wanted = shown
            self._preferences.set(f"list.{self.declaration.name}.detail", shown)
        self._place_detail()

    def _place_detail(self) -> None:
        """Beside the list when there is room; in a narrow window over it, once asked for."""
        is_narrow = self.width() < self._theme.px(_OVERLAY_BELOW - Width.SIDE_BAR)
        if is_narrow != self._is_narrow:
            self._is_narrow, self._detail_is_over = is_narrow, False
            if is_narrow:
                self.detail.setParent(self)
            else:
                self._splitter.addWidget(self.detail)
        self.detail.setVisible(self._detail_is_over if is_narrow else self._detail_wanted)
        if is_narrow:
            width = min(self._theme.px(Width.DETAIL), self.width())
            self.detail.setGeometry(self.width() - width, 0, width, self.height())
            self._detail_edge.setGeometry(self.detail.x() - 1, 0, 1, self.height())
            self.detail.raise_()
            self._detail_edge.raise_()
        else:
            width = self._detail_width()
            self._splitter.setSizes([self.width() - width - self._splitter.handleWidth(), width])
        self._detail_edge.setVisible(self._detail_is_over)

    def _detail_width(self) -> int:
        """As the user drew it; else the detail side gives way to a list that would become tight, as far as it can."""
        if self._drawn_width is not None:
            return int(self._drawn_width)
        px = self._theme.px
        return min(px(Width.DETAIL), max(px(Width.DETAIL_MIN), self.width() - px(Width.LIST)))

    def _on_splitter_moved(self) -> None:
        self._drawn_width = self.detail.width()
        self._preferences.set("list.detail_width", self._drawn_width)

    def close_detail(self) -> None:
        """Hide the detail side and give the list the room."""
        self._set_detail_shown(False)
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_detail()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._detail_is_over:
            self.close_detail()
        elif event.key() == Qt.Key.Key_Escape and self.table.records.selected_count():
            self.table.records.select_everything(False)
        elif event.key() == Qt.Key.Key_Escape and self.search.hasFocus():
            self.search.clear()
            self._on_search_taken()
        else:
            super().keyPressEvent(event)

    # --- remembering

    def _remember(self) -> None:
        name, filters = self._kept, ListSpec(self.filter_bar.filters()).to_json()["filters"]
        # What the view says by itself stays the view's: “this month” means another month next time.
        is_views_own = filters == ListSpec(self._view.spec.filters).to_json()["filters"]
        spec = self.table.records.spec.to_json()
        self._preferences.set(f"{name}.view", self._view.key)
        self._preferences.set(f"{name}.sorts", spec["sorts"] or None)
        self._preferences.set(f"{name}.filters", None if is_views_own else filters)

    def remember_place(self) -> None:
        """Keep which record is current, for the next start."""
        self._preferences.set(f"{self._kept}.current", self.table.current_id)

    def _restore(self) -> None:
        name = self._kept
        self._detail_wanted = bool(self._preferences.get(f"list.{self.declaration.name}.detail", True))
        key = self._preferences.get(f"{name}.view", "")
        self._view = next((view for view in self.declaration.views if view.key == key), self._view)
        stored = self._preferences.get(f"{name}.filters")
        filters: Sequence[Filter] = (
            self._view.spec.filters if stored is None else ListSpec.from_json({"filters": stored}).filters
        )
        self.filter_bar.set_filters(filters)
        self._place_id = self._preferences.get(f"{name}.current")
        self._apply()
        self._read_counts()


class _Ground(QWidget):
    """A part of the page on its own ground; `colour` names a token."""

    def __init__(self, theme: Theme, colour: str) -> None:
        super().__init__()
        self._theme, self._colour = theme, colour
        theme.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(getattr(self._theme.tokens, self._colour)))
        painter.end()
