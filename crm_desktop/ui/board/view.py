"""The board: columns side by side that scroll across, one current card, chosen cards, and a drag over all of them."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.board import keys
from crm_desktop.ui.board.card_list import CardList
from crm_desktop.ui.board.card_model import CardModel
from crm_desktop.ui.board.card_painter import GAP, HEIGHT, CardPainter, CardState
from crm_desktop.ui.board.choosing import Choosing
from crm_desktop.ui.board.column import Column
from crm_desktop.ui.board.drag import CardDrag
from crm_desktop.ui.board.drop_zones import HEIGHT as ZONES_HEIGHT
from crm_desktop.ui.board.drop_zones import DropZones
from crm_desktop.ui.board.kind import Board, BoardKind, Place
from crm_desktop.ui.list_bars import Ground
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.record_table_source import Selection

_LEAST_WIDTH, _MOST_WIDTH, _BETWEEN = 216, 300, 8
_EDGE, _STEP = 48, 18
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class BoardView(Ground):
    """Shows a `Board`; what is chosen is the list's own selection, so that both faces of a page agree."""

    current_changed = Signal(object)
    choice_changed = Signal()
    opened = Signal(str)
    menu_requested = Signal(QPoint)
    dropped = Signal(object, object)
    add_requested = Signal(object)
    drag_changed = Signal()

    def __init__(self, context: PageContext, kind: BoardKind, selection: Callable[[], Selection]) -> None:
        super().__init__(context.theme, "content")
        self._context, self.kind = context, kind
        self._chosen = Choosing(selection, self._on_chosen)
        self.painter = CardPainter(context.theme)
        self.columns: list[Column] = []
        self.board: Board | None = None
        self.current_id: str | None = None
        self._cover: QWidget | None = None
        self._held: frozenset[str] = frozenset()
        self._ground = Ground(context.theme, "content")
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._ground)
        self._zones = DropZones(context.theme, self)
        self.drag = CardDrag(context.theme, self.painter, self, self)
        self.drag.changed.connect(self._on_drag_changed)
        self.drag.dropped.connect(self.dropped)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        context.theme.theme_changed.connect(self._restyle)
        self.retranslate()

    # --- for the page

    def show_board(self, board: Board, *, others_follow: bool = False) -> None:
        """Show this state of the board; scroll positions and the current card survive.

        When others follow, the current card may be among those: no other becomes current in its place.
        """
        place = self._place_of_current()
        stages = [each.stage.id for each in board.columns]
        is_known = [each.column.stage.id for each in self.columns if each.column] == stages
        self.board, self._held = board, frozenset()
        if not is_known:
            self._rebuild(len(stages))
        heads = [self.kind.head_of(each, self.kind.name_of(each.stage)) for each in board.columns]
        leaves_room = any(each.warning for each in heads)
        for column, data, head in zip(self.columns, board.columns, heads, strict=True):
            scrolled = column.list.verticalScrollBar().value() if is_known else 0
            column.list.cards.show(data.ids, data.cards)
            column.show_column(data, head, leaves_room=leaves_room)
            column.list.doItemsLayout()
            column.list.verticalScrollBar().setValue(scrolled)
        self._lay_out()
        if not (others_follow and self.current_id and self._find(self.current_id) is None):
            self._keep_current(place)

    def set_current(self, record_id: str | None) -> bool:
        """Make a card current and scroll it into sight; False when it is not on the board."""
        found = self._find(record_id) if record_id else None
        if found is None:
            return False
        column, position = found
        self._adopt(column, position)
        return True

    def row_of(self, record_id: str | None) -> Any:
        """The row of a card that is near what is seen."""
        found = self._find(record_id) if record_id else None
        card = found[0].list.cards.card(found[1]) if found else None
        return card.row if card is not None else None

    def hold(self, ids: Iterable[str]) -> None:
        """Leave holes where these cards were until the board is shown anew: they are on their way elsewhere."""
        self._held = frozenset(ids)
        self.show_choice()

    def lay_over(self, cover: QWidget | None) -> None:
        """Show something in place of the columns; None shows them again."""
        if self._cover is not None:
            self._cover.hide()
            self._cover.deleteLater()
        self._cover = cover
        self._scroll.setVisible(cover is None)
        if cover is not None:
            cover.setParent(self)
            cover.setGeometry(self.rect())
            cover.show()

    def show_choice(self) -> None:
        """Show which cards are chosen."""
        for column in self.columns:
            column.list.viewport().update()

    def place_of(self, record_id: str) -> str:
        """The id of the place a card stands in; nothing where it is not on the board."""
        found = self._find(record_id)
        return str(found[0].column.stage.id) if found and found[0].column else ""

    def tell_again(self) -> None:
        """Have cards and heads say anew what they say, because time went by."""
        for column in self.columns:
            column.list.cards.retranslate()
        self.show_choice()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self.setAccessibleName(tr(N_("Board")))
        if self.board is not None:
            self.show_board(self.board)
        for column in self.columns:
            column.list.cards.retranslate()

    # --- where things are

    def _find(self, record_id: str) -> tuple[Column, int] | None:
        for column in self.columns:
            if (position := column.list.cards.position_of(record_id)) >= 0:
                return column, position
        return None

    def _place_of_current(self) -> tuple[str, int] | None:
        """The stage and place of the current card."""
        found = self._find(self.current_id) if self.current_id else None
        return (found[0].column.stage.id, found[1]) if found and found[0].column else None

    def _keep_current(self, place: tuple[str, int] | None) -> None:
        """After a change: the same card, else the one now in its place, else the first there is."""
        if self.current_id and (found := self._find(self.current_id)) is not None:
            # One that stayed where it was does not pull the column back to it.
            stayed = found[0].column is not None and (found[0].column.stage.id, found[1]) == place
            self._adopt(*found, scrolls=not stayed)
            return
        stage_id, position = place or ("", 0)
        filled = [each for each in self.columns if each.list.cards.rowCount()]
        column = next((each for each in filled if each.column and each.column.stage.id == stage_id), None)
        if column is None and filled:
            column, position = filled[0], 0
        if column is not None:
            self._adopt(column, min(position, column.list.cards.rowCount() - 1))
        elif self.current_id is not None:
            self.current_id = None

    def _adopt(self, column: Column, position: int, *, scrolls: bool = True) -> None:
        record_id = column.list.cards.id_at(position)
        old, self.current_id = self.current_id, record_id
        column.list.go_to(position, scrolls=scrolls)
        if scrolls:
            self._reveal(column)
        for each in (old, record_id):
            for other in self.columns if each else ():
                other.list.update_card(each or "")
        if self._has_focus() and not column.list.hasFocus():
            column.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if old != record_id:
            self.current_changed.emit(record_id)

    def _has_focus(self) -> bool:
        return self.hasFocus() or any(each.list.hasFocus() for each in self.columns)

    def _reveal(self, column: Column) -> None:
        bar, width = self._scroll.horizontalScrollBar(), self._scroll.viewport().width()
        margin = self._context.theme.px(Space.L)
        left, right = column.x() - margin, column.x() + column.width() + margin
        if left < bar.value():
            bar.setValue(left)
        elif right > bar.value() + width:
            bar.setValue(right - width)

    # --- building and room

    def _rebuild(self, count: int) -> None:
        self.drag.cancel()
        for column in self.columns:
            column.hide()
            column.deleteLater()
        self.columns = [self._new_column() for _ in range(count)]

    def _new_column(self) -> Column:
        context = self._context
        model = CardModel(context.background, self.kind.cards, self.kind.card_of, context.theme.px(HEIGHT + GAP), self)
        cards = CardList(context.theme, self.painter, model, self._state_of)
        model.setParent(cards)
        column = Column(context.theme, self.kind, cards, self._ground, context.background.against_writing)
        cards.pressed_card.connect(lambda record_id, event: self._on_pressed(column, record_id, event))
        cards.drag_moved.connect(lambda place: self.drag.move(self.mapFromGlobal(place)))
        cards.released.connect(lambda place: self.drag.release(self.mapFromGlobal(place)))
        cards.opened_card.connect(self.opened)
        cards.menu_requested.connect(self.menu_requested)
        cards.key_pressed.connect(lambda event: self._on_key(column, event))
        cards.focused.connect(lambda: self._on_focused(column))
        column.add_requested.connect(lambda: self.add_requested.emit(column.column.stage if column.column else None))
        column.show()
        return column

    def _state_of(self, record_id: str) -> CardState:
        is_dragged = record_id in self.drag.ids or record_id in self._held
        return CardState(record_id == self.current_id, record_id in self._chosen, False, is_dragged)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll.setGeometry(self.rect())
        height = self._context.theme.px(ZONES_HEIGHT)
        self._zones.setGeometry(0, self.height() - height, self.width(), height)
        if self._cover is not None:
            self._cover.setGeometry(self.rect())
        self._lay_out()

    def _lay_out(self) -> None:
        """Columns as wide as there is room for, between limits; beyond that the board scrolls across."""
        px, count = self._context.theme.px, len(self.columns)
        margin, between = px(Space.L), px(_BETWEEN)
        room = self.width() - 2 * margin - between * max(0, count - 1)
        width = min(px(_MOST_WIDTH), max(px(_LEAST_WIDTH), room // max(1, count)))
        whole = 2 * margin + count * width + between * max(0, count - 1)
        bar = self._scroll.horizontalScrollBar().sizeHint().height() if whole > self.width() else 0
        height = self.height() - bar
        self._ground.resize(max(whole, self.width()), height)
        for at, column in enumerate(self.columns):
            column.setGeometry(margin + at * (width + between), 0, width, height - (0 if bar else px(Space.S)))

    def _restyle(self) -> None:
        self.painter.restyle()
        self._lay_out()
        self.show_choice()

    # --- mouse

    def _on_pressed(self, column: Column, record_id: str, event: QMouseEvent) -> None:
        cards, modifiers = column.list, event.modifiers()
        position = cards.cards.position_of(record_id)
        if event.button() is Qt.MouseButton.LeftButton and modifiers & CONTROL:
            self._chosen.toggle(record_id, position)
        elif event.button() is Qt.MouseButton.LeftButton and modifiers & SHIFT:
            self._chosen.reach(cards.cards, self.current_id, position)
        else:
            self._chosen.let_go()
        # What one presses does not move away under the mouse.
        self._adopt(column, position, scrolls=False)
        if event.button() is Qt.MouseButton.LeftButton and not modifiers & (CONTROL | SHIFT) and column.column:
            self._take(column, record_id, column.column.stage, event.globalPosition().toPoint())

    def _take(self, column: Column, record_id: str, stage: Place, place: QPoint) -> None:
        """Be ready to drag: the chosen cards when this is one of them, else this card alone."""
        cards = column.list
        position = cards.cards.position_of(record_id)
        ids = self._chosen.among(each.list.cards for each in self.columns) if record_id in self._chosen else [record_id]
        rect = cards.card_rect(position)
        corner = self.mapFromGlobal(cards.viewport().mapToGlobal(rect.topLeft()))
        self.drag.press(self.mapFromGlobal(place), corner, rect.size(), cards.cards.card(position), ids, stage)

    # --- a drag

    def stage_at(self, place: QPoint) -> Any:
        """Where one would drop at a place of the board; says so there. Nothing where that is not possible."""
        zone = self._zones.stage_at(self._zones.mapFrom(self, place))
        over = None if zone is not None else self._column_at(place)
        if over is not None and not self._may_drop(over.column.stage if over.column else None):
            over = None
        for column in self.columns:
            column.set_drop(self._drop_text(column) if column is over else "")
        if zone is not None:
            return zone
        return over.column.stage if over is not None and over.column is not None else None

    def _may_drop(self, place: Any) -> bool:
        """Whether all cards on their way may be put there; where they came from they always may."""
        if place is None:
            return False
        homes = ((self.place_of(each), self.row_of(each)) for each in self.drag.order)
        return all(home == place.id or self.kind.may_drop(home, row, place) for home, row in homes)

    def scroll_towards(self, place: QPoint) -> bool:
        """Scroll across near the left and right edge, and the column under the mouse near its top and foot."""
        edge, step = self._context.theme.px(_EDGE), self._context.theme.px(_STEP)
        bar, before = self._scroll.horizontalScrollBar(), self._scroll.horizontalScrollBar().value()
        bar.setValue(before + step * _direction(place.x(), self.width(), edge))
        moved = bar.value() != before
        if (column := self._column_at(place)) is not None:
            cards = column.list
            y = cards.mapFrom(self, place).y()
            upright, was = cards.verticalScrollBar(), cards.verticalScrollBar().value()
            upright.setValue(was + step * _direction(y, cards.height(), edge))
            moved = moved or upright.value() != was
        return moved

    def _column_at(self, place: QPoint) -> Column | None:
        if not self.rect().contains(place):
            return None
        inside = self._ground.mapFrom(self, place)
        found = (each for each in self.columns if each.geometry().contains(inside))
        return next(found, None)

    def _drop_text(self, column: Column) -> str:
        stage = column.column.stage if column.column else None
        is_home = (
            self.drag.card is not None and stage is not None and self.kind.place_of(self.drag.card.row) == stage.id
        )
        if stage is None or (is_home and len(self.drag.ids) == 1):
            return ""
        return self.kind.told_drop(stage, self.kind.name_of(stage))

    def _on_drag_changed(self) -> None:
        shown = {each.column.stage.id for each in self.columns if each.column}
        zones = self.kind.zones(self.board) if self.board is not None and self.drag.is_on else ()
        self._zones.offer([each for each in zones if each.place.id not in shown and self._may_drop(each.place)])
        for column in self.columns:
            column.set_drop("")
        for record_id in self.drag.order:
            for column in self.columns:
                column.list.update_card(record_id)
        self.setCursor(Qt.CursorShape.ClosedHandCursor if self.drag.is_on else Qt.CursorShape.ArrowCursor)
        self.drag_changed.emit()

    # --- keys

    def _on_chosen(self) -> None:
        self.show_choice()
        self.choice_changed.emit()

    def _on_key(self, column: Column, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.drag.cancel():
            return
        if event.key() == Qt.Key.Key_Space and self.current_id:
            self._chosen.toggle(self.current_id, column.list.currentIndex().row())
        elif event.key() == Qt.Key.Key_A and event.modifiers() == CONTROL:
            self._chosen.everything()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & CONTROL:
            if self.current_id:
                self.opened.emit(self.current_id)
        elif (target := keys.target(event, self.columns, column)) is not None:
            self._go(column, *target, extends=bool(event.modifiers() & SHIFT))
        else:
            event.ignore()

    def _go(self, home: Column, column: Column, position: int, *, extends: bool) -> None:
        if extends and column is home:
            self._chosen.reach(column.list.cards, self.current_id, position)
        else:
            self._chosen.let_go()
        self._adopt(column, position)

    def _on_focused(self, column: Column) -> None:
        """The keyboard came to a column: its own card becomes the current one."""
        if column.list.cards.rowCount() and not (
            self.current_id and column.list.cards.position_of(self.current_id) >= 0
        ):
            self._adopt(column, max(0, column.list.currentIndex().row()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        found = self._find(self.current_id) if self.current_id else None
        if found is not None:
            found[0].list.setFocus(event.reason())

    def sizeHint(self) -> QSize:
        return QSize(self._context.theme.px(_LEAST_WIDTH), self._context.theme.px(HEIGHT))


def _direction(at: int, length: int, edge: int) -> int:
    return -1 if at < edge else 1 if at > length - edge else 0
