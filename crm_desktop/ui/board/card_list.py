"""The cards of one column on screen: only those in sight are painted, and a press tells the board what was meant."""

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from crm_desktop.ui.board.card_model import CardModel
from crm_desktop.ui.board.card_painter import GAP, HEIGHT, CardPainter, CardState
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import rounded

SIDE = 8
StateOf = Callable[[str], CardState]


class CardList(QListView):
    """A column's cards. Keys, presses and drags are the board's: they reach beyond one column."""

    pressed_card = Signal(str, object)
    drag_moved = Signal(QPoint)
    released = Signal(QPoint)
    opened_card = Signal(str)
    menu_requested = Signal(QPoint)
    key_pressed = Signal(QKeyEvent)
    focused = Signal()
    scrolled = Signal()

    def __init__(self, theme: Theme, painter: CardPainter, cards: CardModel, state_of: StateOf) -> None:
        super().__init__()
        self._theme, self._painter, self._state_of = theme, painter, state_of
        self.cards = cards
        self._hovered = -1
        self.setModel(cards)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ThinBar(theme))
        self.verticalScrollBar().setSingleStep(self.pitch // 2)
        self.setMouseTracking(True)
        self.setAutoScroll(False)
        self.setMinimumSize(0, 0)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        cards.arrived.connect(self._on_arrived)

    @property
    def pitch(self) -> int:
        """From the top of one card to the top of the next."""
        return self._theme.px(HEIGHT + GAP)

    def height_of_all(self) -> int:
        """How high the column would have to be to show every card."""
        return min(self.cards.rowCount() * self.pitch, 1 << 23)

    def card_rect(self, position: int) -> QRect:
        """Where a card lies in the viewport."""
        px = self._theme.px
        top = position * self.pitch - self.verticalScrollBar().value()
        return QRect(px(SIDE), top, self.width() - 2 * px(SIDE), px(HEIGHT))

    def position_at(self, place: QPoint) -> int:
        """The card at a place of the viewport, or -1."""
        position = (place.y() + self.verticalScrollBar().value()) // self.pitch
        inside = 0 <= position < self.cards.rowCount() and self.card_rect(position).contains(place)
        return position if inside else -1

    def in_sight(self) -> tuple[int, int]:
        """The first and last card of which anything is seen; the last is before the first where there is none."""
        top, bottom = self.verticalScrollBar().value(), self.verticalScrollBar().value() + self.viewport().height()
        return max(0, top // self.pitch), min(self.cards.rowCount(), -(-bottom // self.pitch)) - 1

    def below(self) -> int:
        """How many cards lie below what is seen, counting those of which most does."""
        bottom = self.verticalScrollBar().value() + self.viewport().height()
        return max(0, self.cards.rowCount() - (bottom + self.pitch // 2) // self.pitch)

    def go_to(self, position: int, *, scrolls: bool = True) -> None:
        """Make a card the list's own current one, which screen readers follow, and scroll it into sight."""
        index = self.cards.index(position, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if scrolls:
            self._scroll_to(position)

    def _scroll_to(self, position: int) -> None:
        rect, height = self.card_rect(position), self.viewport().height()
        bar = self.verticalScrollBar()
        if rect.top() < 0 or rect.height() > height:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() + self._theme.px(GAP) > height:
            bar.setValue(bar.value() + rect.bottom() + self._theme.px(GAP) - height)

    def update_card(self, record_id: str) -> None:
        """Paint one card anew."""
        if (position := self.cards.position_of(record_id)) >= 0:
            self.viewport().update(self.card_rect(position).adjusted(-2, -2, 2, 2))

    def ensure(self) -> None:
        """Have the cards in sight read."""
        first, last = self.in_sight()
        if last >= first:
            self.cards.ensure(first, last + 1)

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards that are exposed."""
        exposed, scrolled = event.rect(), self.verticalScrollBar().value()
        first = max(0, (scrolled + exposed.top()) // self.pitch)
        last = min((scrolled + exposed.bottom()) // self.pitch, self.cards.rowCount() - 1)
        with QPainter(self.viewport()) as painter:
            painter.fillRect(exposed, QColor(self._theme.tokens.window))
            for position in range(first, last + 1):
                state = self._state_of(self.cards.id_at(position) or "")
                if position == self._hovered and not state.is_dragged:
                    state = CardState(state.is_current, state.is_chosen, True)
                self._painter.paint(painter, QRectF(self.card_rect(position)), self.cards.card(position), state)

    # --- mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        position = self.position_at(event.position().toPoint())
        if position >= 0 and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self.pressed_card.emit(self.cards.id_at(position) or "", event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.drag_moved.emit(event.globalPosition().toPoint())
        else:
            self._hover(self.position_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.released.emit(event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        position = self.position_at(event.position().toPoint())
        if position >= 0:
            self.opened_card.emit(self.cards.id_at(position) or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Across, and with Shift, the wheel turns the board and not the column."""
        turn = event.angleDelta()
        if abs(turn.x()) > abs(turn.y()) or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        place = self.card_rect(max(0, self.currentIndex().row())).bottomLeft() if by_key else event.pos()
        if by_key or self.position_at(place) >= 0:
            self.menu_requested.emit(self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.key_pressed.emit(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.focused.emit()

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters are the page's keys."""

    def _hover(self, position: int) -> None:
        if position != self._hovered:
            old, self._hovered = self._hovered, position
            for each in (old, position):
                if each >= 0:
                    self.viewport().update(self.card_rect(each))

    # --- room

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where Qt, menus and screen readers believe the card to be."""
        return self.card_rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        position = self.position_at(point)
        return self.cards.index(position, 0) if position >= 0 else QModelIndex()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ensure()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ensure()

    def _on_scrolled(self) -> None:
        self.ensure()
        self.scrolled.emit()

    def _on_arrived(self) -> None:
        self.viewport().update()
        self.scrolled.emit()


class ThinBar(QScrollBar):
    """A scroll bar that fits beside the cards: a handle without a groove."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(SIDE), self._theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_ScrollBar
        handle = self.style().subControlRect(control, option, QStyle.SubControl.SC_ScrollBarSlider, self)
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.window))
            is_held = self.isSliderDown() or self.underMouse()
            fill = tokens.field_edge if is_held else tokens.strong_line
            rounded(painter, QRectF(2, handle.top(), self.width() - 4, handle.height()), (self.width() - 4) / 2, fill)
