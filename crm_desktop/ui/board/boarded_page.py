"""A list page with a second face: the board. Both show the same list; view, filters, search and choice are shared.

The list stays where the current record lives (keys, menus and the detail side ask it); the board follows it and tells
it. While the board is shown the list's table is hidden, and its focus is the board's.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.ui.actions import Action
from crm_desktop.ui.background import Latest
from crm_desktop.ui.board.figures import Figures
from crm_desktop.ui.board.kind import BoardKind, Place
from crm_desktop.ui.board.switch import FaceSwitch
from crm_desktop.ui.board.tools import BoardTools, QuickFilters
from crm_desktop.ui.board.view import BoardView
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.record_table_model import State

KEY = "B"
# Below this width tools have no words.
_ROOMY = 900
Hints = tuple[tuple[str, str], ...]
_DRAG_HINTS: Hints = (("Esc", N_("Cancel the move")),)


class BoardedPage(RecordPage):
    """A page as a list or as a board; which one is remembered for each company and user."""

    board: BoardView | None = None
    is_board = False
    hints: Hints = ListPage.hints

    def __init__(
        self, context: PageContext, declaration: ListDeclaration, detail: DetailView, board_kind: BoardKind
    ) -> None:
        self.board_kind = board_kind
        self._read_board: Latest | None = None
        # The list and the pipeline whose whole board is shown.
        self._whole: tuple[ListSpec, str | None] | None = None
        super().__init__(context, declaration, detail)
        self._switch = FaceSwitch(context.theme, KEY)
        self._figures = Figures(context.theme)
        self._tools = BoardTools(context.theme, board_kind)
        self._quick = QuickFilters(context.theme, board_kind.quick)
        self._read_board = Latest(context.background, self)
        self._place_controls()
        self.table.records.state_changed.connect(self._follow_list)
        self.table.current_changed.connect(self._follow_current)
        context.viewer_changed.connect(self._restore_face)
        self._switch.chosen.connect(self.show_board)
        self._restore_face()

    # --- for subclasses

    def move_cards(self, ids: Sequence[str], place: Any) -> None:
        """Put records where their cards were dropped."""
        raise NotImplementedError

    @property
    def current_id(self) -> str | None:
        """The card that keys act on; the list may not know all its ids yet, and then stands elsewhere."""
        on_board = self.board.current_id if self.board is not None and self.is_board else None
        return on_board or self.table.current_id

    def row(self) -> Any:
        """The row of the current record, wherever it is shown."""
        return None if self.current_id is None else self.row_of(self.current_id)

    def row_of(self, record_id: str) -> Any:
        """The row of a record that is shown, on the board or in the list."""
        shown = self.board.row_of(record_id) if self.board is not None and self.is_board else None
        return shown or self.table.records.row_of(record_id)

    # --- the two faces

    def show_board(self, is_board: bool) -> None:
        """Show the board or the list, and remember which."""
        if is_board != self.is_board:
            self.memory.set("board", is_board or None)
            self._show_face(is_board)
            self.table.setFocus()

    def _restore_face(self) -> None:
        self._show_face(bool(self.memory.get("board", False)))

    def _show_face(self, is_board: bool) -> None:
        self.is_board = is_board
        if is_board and self.board is None:
            self.board = self._new_board()
        if self.board is not None:
            self.board.setVisible(is_board)
            self.table.setFocusProxy(self.board if is_board else None)  # type: ignore[arg-type]  # None takes it away
        self.table.setVisible(not is_board)
        self._sides.remember_as(f"{self.declaration.name}.board" if is_board else self.declaration.name, not is_board)
        self._switch.show_face(is_board)
        self.hints = self.board_kind.hints if is_board else ListPage.hints
        self._figures.setVisible(is_board)
        self._tools.setVisible(is_board)
        self._filter_row.density.setVisible(not is_board)
        self._filter_row.columns.setVisible(not is_board)
        self._show_quick()
        self._fit_tools()
        self._show_state()
        if is_board:
            self._follow_list()
        self.actions_set.refresh()
        self.status_changed.emit()

    def _new_board(self) -> BoardView:
        view = BoardView(self.context, self.board_kind, lambda: self.table.records.selection)
        view.current_changed.connect(self._on_board_current)
        view.choice_changed.connect(self.table.records.selection_changed)
        view.opened.connect(lambda _id: self.actions_set.trigger(self._open_action()))
        view.menu_requested.connect(self._open_menu)
        view.dropped.connect(self._on_dropped)
        view.add_requested.connect(lambda place: self.new(self.board_kind.preset(place)))
        view.drag_changed.connect(self._on_drag_changed)
        layout = self._list.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.table), view, 1)
        return view

    def _place_controls(self) -> None:
        self._title_row.add_figures(self._figures)
        self._title_row.add_switch(self._switch)
        self._filter_row.add_tools(self._tools)
        self._tools.pipeline_chosen.connect(self._choose_pipeline)
        self._tools.order_chosen.connect(self._order_by)
        self._tools.detail_wanted.connect(lambda: self._sides.show_detail(self.detail.isHidden()))
        self._quick.toggled.connect(self._toggle)
        self._quick.hide()
        self.filter_bar.installEventFilter(self)

    # --- reading

    def _follow_list(self) -> None:
        """Read the board whenever the list was read: it was given another specification, or records changed."""
        if not self.is_board or self._read_board is None or self.table.records.state is State.LOADING:
            return
        asked = (self.spec, self.memory.get("pipeline"))
        first = self.board_kind.first_part(asked[0])
        if asked == self._whole or first is None:
            self._read_whole(*asked)
        else:
            self._read_first(first, *asked)

    def _read_whole(self, spec: ListSpec, part: str | None) -> None:
        assert self._read_board is not None

        def show(found: Any) -> None:
            self._whole = (spec, part)
            self._on_board(found)

        self._read_board.read(lambda reading: self.board_kind.read(reading, spec, part), show)

    def _read_first(self, first: ListSpec, spec: ListSpec, part: str | None) -> None:
        """Another board begins with what is worth showing while the rest is read."""
        assert self._read_board is not None

        def show(found: Any) -> None:
            self._on_board(found, others_follow=True)
            self._read_whole(spec, part)

        self._read_board.read(lambda reading: self.board_kind.read(reading, first, part), show)

    def _on_board(self, found: Any, *, others_follow: bool = False) -> None:
        if found is None or self.board is None:
            return
        self._tools.show_pipelines(*self.board_kind.parts(found))
        self._tools.show_order(self.spec.sorts[0] if self.spec.sorts else self.board_kind.default_sort)
        if not self._has_left(self.board.current_id):
            self.board.current_id = self.table.current_id
        self.board.show_board(found, others_follow=others_follow)
        self._figures.show_figures(self.board_kind.figures(found))
        self._show_quick()
        self.status_changed.emit()

    # --- the current record, shared with the list

    def _on_board_current(self, record_id: object) -> None:
        if isinstance(record_id, str) and not self.table.set_current(record_id):
            # The list is still being read; it goes there when it knows all its ids.
            self._seeking.place_id = record_id

    def _follow_current(self, record_id: object) -> None:
        if not self.is_board or self.board is None or not isinstance(record_id, str):
            return
        if record_id == self.board.current_id:
            return
        if not self._has_left(self.board.current_id):
            self.board.set_current(record_id)

    def _has_left(self, record_id: str | None) -> bool:
        """Whether a record is no longer in the list; on the board its neighbour then takes its place."""
        records = self.table.records
        return record_id is not None and records.count_is_final and records.position_of(record_id) < 0

    # --- cards on their way

    def _on_dropped(self, ids: Sequence[str], place: Place) -> None:
        # Where something is asked first, the cards are where they were until then.
        if self.board is not None and self.board_kind.stays_away(place):
            self.board.hold(ids)
        self.move_cards(ids, place)

    def carry_out(
        self, step: Message, operation: Callable[[Any], Any], said: Message | Callable[[Any], Message]
    ) -> None:
        """Write one step; the board is read again also when nothing was left to change."""

        def done(result: Any) -> Message:
            self._follow_list()
            return said if isinstance(said, Message) else said(result)

        super().carry_out(step, operation, done)

    def refuse(self, error: Exception) -> None:
        super().refuse(error)
        if self.board is not None:
            self.board.hold(())

    # --- what the list page does, for both faces

    def _own_actions(self) -> list[Action]:
        own = Action(
            "list.board",
            N_("Board"),
            lambda: self.show_board(not self.is_board),
            N_("Change between list and board"),
            KEY,
            "square-kanban",
            checked=lambda: self.is_board,
        )
        of_cells = {f"{self.kind}.{name}" for name in ("edit_cell", "copy_cell", "paste")}
        others = (self._of_list(each) if each.id in of_cells else each for each in super()._own_actions())
        return [*others, own]

    def _of_list(self, action: Action) -> Action:
        """A command of the table's cells, which cards do not have."""
        return replace(action, enabled=lambda: not self.is_board and action.enabled())

    def _show_state(self) -> None:
        super()._show_state()
        if self.is_board and self.board is not None:
            self.board.lay_over(self._instead_of_rows(self.table.records.state))
            self._show_bottom()

    def _show_selection(self) -> None:
        super()._show_selection()
        if self.is_board and self.board is not None:
            self.board.show_choice()
            self._show_bottom()

    def _show_bottom(self) -> None:
        """The board says its sums itself; the bar at its foot is for what is chosen."""
        has_chosen = bool(self.table.records.selected_count())
        for each in (self._foot_line, self._bottom_bar):
            each.setVisible(has_chosen)

    def status_text(self) -> str:
        """What the status bar says: of a board its columns instead of rows, and what is being moved."""
        found = self.board.board if self.board is not None else None
        if not self.is_board or self.board is None or found is None or (total := self._numbers.total()) is None:
            return super().status_text()
        parts = [self.declaration.counted(total)]
        matching = self.table.records.record_count
        if matching != total and self.table.records.count_is_final:
            parts.append(tr("{number} match", number=integer(matching)))
        if len(self.board_kind.parts(found)[0]) > 1 and found.count != matching:
            parts.append(tr("{number} in this pipeline", number=integer(found.count)))
        parts.append(self.board_kind.told_columns(len(found.columns)))
        if self.board.drag.is_on:
            parts.append(self._moving())
        return " · ".join(parts)

    def _moving(self) -> str:
        assert self.board is not None
        drag = self.board.drag
        if len(drag.ids) > 1:
            return self.board_kind.told_moving(len(drag.ids))
        return tr("Moving “{name}”", name=drag.card.name if drag.card else "")

    def _on_drag_changed(self) -> None:
        assert self.board is not None
        self.hints = _DRAG_HINTS if self.board.drag.is_on else self.board_kind.hints
        self.status_changed.emit()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        super().retranslate()
        if self.board is not None:
            self.board.retranslate()
            if self.board.board is not None:
                self._on_board(self.board.board)

    # --- tools

    def _choose_pipeline(self, pipeline_id: str) -> None:
        self.memory.set("pipeline", pipeline_id)
        self._follow_list()

    def _order_by(self, sort: Sort) -> None:
        self.table.records.set_spec(self.spec.sorted_by(sort))
        self.table.records.sort_changed.emit()

    def _toggle(self, quick: Filter) -> None:
        """Put the filter among the list's, in place of one of the same field, or take it away."""
        kept = [one for one in self.filter_bar.filters() if one.field != quick.field]
        self.filter_bar.set_filters(kept if quick in self.spec.filters else [*kept, quick])
        self._on_filters_changed()

    def _show_quick(self) -> None:
        """On the board the quick filters stand behind the others; on the list they are not there."""
        layout = self.filter_bar.layout()
        assert layout is not None
        if self.is_board:
            self._quick.show_on(self.spec.filters)
            if self._quick.parent() is not self.filter_bar:
                layout.addWidget(self._quick)
            self._quick.fit(self._room_for_quick(), self.filter_bar.width())
        self._quick.setVisible(self.is_board)
        self.filter_bar.fit()

    def _room_for_quick(self) -> int:
        """What one line of the filters has left."""
        layout, gap = self.filter_bar.layout(), self.context.theme.px(Space.S)
        assert layout is not None
        items = (layout.itemAt(at) for at in range(layout.count()))
        taken = (each.sizeHint().width() + gap for each in items if each and each.widget() is not self._quick)
        return self.filter_bar.width() - sum(taken)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the tools when the filters were given another width, by the window or by the detail side."""
        is_other = isinstance(event, QResizeEvent) and event.size().width() != event.oldSize().width()
        if watched is self.filter_bar and is_other:
            QTimer.singleShot(0, self._quick, self._fit_tools)
        return super().eventFilter(watched, event)

    def _fit_tools(self) -> None:
        if self.is_board:
            self._tools.set_short(self._filter_row.width() < self.context.theme.px(_ROOMY))
            self._show_quick()
