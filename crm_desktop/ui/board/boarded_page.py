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
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models.dictionary import OPEN
from crm_desktop.queries.board import Board, board
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.stages import StageView
from crm_desktop.ui.actions import Action
from crm_desktop.ui.background import Latest
from crm_desktop.ui.board.column import written
from crm_desktop.ui.board.figures import Figures
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
_HINTS: Hints = (
    ("←→", N_("Column")),
    ("↑↓", N_("Card")),
    ("Ctrl+←→", N_("Change stage")),
    ("Enter", N_("Open")),
    ("Space", N_("Select")),
)
_DRAG_HINTS: Hints = (("Esc", N_("Cancel the move")),)


class BoardedPage(RecordPage):
    """A page of deals as a list or as a board; which one is remembered for each company and user."""

    board: BoardView | None = None
    is_board = False
    hints: Hints = ListPage.hints

    def __init__(self, context: PageContext, declaration: ListDeclaration, detail: DetailView) -> None:
        self._read_board: Latest | None = None
        # The list and the pipeline whose whole board is shown.
        self._whole: tuple[ListSpec, str | None] | None = None
        super().__init__(context, declaration, detail)
        self._switch = FaceSwitch(context.theme, KEY)
        self._figures = Figures(context.theme)
        self._tools = BoardTools(context.theme)
        self._quick = QuickFilters(context.theme)
        self._read_board = Latest(context.background, self)
        self._place_controls()
        self.table.records.state_changed.connect(self._follow_list)
        self.table.current_changed.connect(self._follow_current)
        context.viewer_changed.connect(self._restore_face)
        self._switch.chosen.connect(self.show_board)
        self._restore_face()

    # --- for subclasses

    def move_cards(self, ids: Sequence[str], stage: StageView) -> None:
        """Put deals into a stage they were dropped on."""
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
        self.hints = _HINTS if is_board else ListPage.hints
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
        view = BoardView(self.context, lambda: self.table.records.selection)
        view.current_changed.connect(self._on_board_current)
        view.choice_changed.connect(self.table.records.selection_changed)
        view.opened.connect(lambda _id: self.actions_set.trigger(self._open_action()))
        view.menu_requested.connect(self._open_menu)
        view.dropped.connect(self._on_dropped)
        view.add_requested.connect(lambda stage: self.new({"pipeline_id": stage.pipeline_id, "stage_id": stage.id}))
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
        if asked == self._whole or _is_about_outcome(asked[0]):
            self._read_whole(*asked)
        else:
            self._read_open(*asked)

    def _read_whole(self, spec: ListSpec, pipeline_id: str | None) -> None:
        assert self._read_board is not None

        def show(found: Board | None) -> None:
            self._whole = (spec, pipeline_id)
            self._on_board(found)

        self._read_board.read(lambda reading: board(reading, spec, pipeline_id), show)

    def _read_open(self, spec: ListSpec, pipeline_id: str | None) -> None:
        """Another board begins with its open stages: nine of ten deals are closed, and take five times as long."""
        assert self._read_board is not None
        first = spec.where(Filter("outcome", "is", OPEN))

        def show(found: Board | None) -> None:
            self._on_board(found, others_follow=True)
            self._read_whole(spec, pipeline_id)

        self._read_board.read(lambda reading: board(reading, first, pipeline_id), show)

    def _on_board(self, found: Board | None, *, others_follow: bool = False) -> None:
        if found is None or self.board is None:
            return
        names = self.context.choices
        known = sorted((found.pipeline, *found.others), key=lambda each: each.id)
        self._tools.show_pipelines(
            [(each.id, names.name(each.id, language()) or each.code) for each in known], found.pipeline.id
        )
        self._tools.show_order((self.spec.sorts or OPPORTUNITIES.default_sorts)[0])
        if not self._has_left(self.board.current_id):
            self.board.current_id = self.table.current_id
        self.board.show_board(found, others_follow=others_follow)
        self._show_figures(found)
        self._show_quick()
        self.status_changed.emit()

    def _show_figures(self, found: Board) -> None:
        currency, open_columns = self.context.currency, found.open_columns
        if found.won_minor is None:
            self._figures.show_figures(())
            return
        self._figures.show_figures(
            (
                (tr("Open total"), written(sum(each.amount_minor or 0 for each in open_columns), currency)),
                (tr("Weighted"), written(sum(each.weighted_minor or 0 for each in open_columns), currency)),
                (tr("Won this month"), written(found.won_minor, currency)),
            )
        )

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

    def _on_dropped(self, ids: Sequence[str], stage: StageView) -> None:
        # A closing stage asks first; until then the cards are where they were.
        if self.board is not None and stage.outcome == OPEN:
            self.board.hold(ids)
        self.move_cards(ids, stage)

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
        """What the status bar says: of a board its stages instead of rows, and what is being moved."""
        found = self.board.board if self.board is not None else None
        if not self.is_board or self.board is None or found is None or (total := self._numbers.total()) is None:
            return super().status_text()
        parts = [self.declaration.counted(total)]
        matching = self.table.records.record_count
        if matching != total and self.table.records.count_is_final:
            parts.append(tr("{number} match", number=integer(matching)))
        if found.others and found.count != matching:
            parts.append(tr("{number} in this pipeline", number=integer(found.count)))
        parts.append(trn("{count} stage", "{count} stages", len(found.columns)))
        if self.board.drag.is_on:
            parts.append(self._moving())
        return " · ".join(parts)

    def _moving(self) -> str:
        assert self.board is not None
        drag = self.board.drag
        if len(drag.ids) > 1:
            return trn("Moving {count} deal", "Moving {count} deals", len(drag.ids))
        return tr("Moving “{name}”", name=drag.card.name if drag.card else "")

    def _on_drag_changed(self) -> None:
        assert self.board is not None
        self.hints = _DRAG_HINTS if self.board.drag.is_on else _HINTS
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


def _is_about_outcome(spec: ListSpec) -> bool:
    """Whether a list says by itself which of open, won and lost deals it holds."""
    return any(isinstance(one, Filter) and one.field == "outcome" for one in spec.filters)
