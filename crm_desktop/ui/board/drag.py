"""Dragging cards: from the press that takes one to the drop, with the edges scrolling; Esc gives it up.

The mouse is followed here and not by Qt's drag and drop: cards never leave the window, and so the card can tilt, the
edges can scroll, and the page stays in charge of its keys.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.ui.board.card import Card
from crm_desktop.ui.board.card_painter import CardPainter
from crm_desktop.ui.board.ghost import Ghost
from crm_desktop.ui.board.kind import Place
from crm_desktop.ui.theme import Theme

_TICK_MS = 16


class Places(Protocol):
    """What the board tells a drag."""

    def stage_at(self, place: QPoint) -> Place | None:
        """The stage at a place of the board, marked as the target."""

    def scroll_towards(self, place: QPoint) -> bool:
        """Scroll if the place is at an edge; whether something moved."""


class CardDrag(QObject):
    """One drag at a time; `dropped` tells the ids and the stage, `changed` that a drag began or ended."""

    changed = Signal()
    dropped = Signal(object, object)

    def __init__(self, theme: Theme, painter: CardPainter, board: QWidget, places: Places) -> None:
        super().__init__(board)
        self._theme, self._painter, self._board, self._places = theme, painter, board, places
        self.ids: frozenset[str] = frozenset()
        self.card: Card | None = None
        self.order: Sequence[str] = ()
        self._origin: Place | None = None
        self._pressed_at: QPoint | None = None
        self._place = self._home = self._grip = QPoint()
        self._size = QSize()
        self._ghost: Ghost | None = None
        self._edges = QTimer(self, interval=_TICK_MS)
        self._edges.timeout.connect(self._on_tick)

    @property
    def is_on(self) -> bool:
        """Whether cards are being dragged."""
        return self._ghost is not None

    def press(
        self, place: QPoint, corner: QPoint, size: QSize, card: Card | None, ids: Sequence[str], origin: Place
    ) -> None:
        """A card was pressed at a place of the board; its corner and size are the card's there."""
        # A drag whose end another window got is given up now.
        self.cancel()
        self._pressed_at, self._home, self._grip = place, corner, place - corner
        self._size, self.card, self.order, self._origin = size, card, ids, origin

    def move(self, place: QPoint) -> None:
        """The mouse moved with its button down."""
        if self._pressed_at is None:
            return
        if self._ghost is None:
            if (place - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
                return
            self._begin()
        self._place = place
        if self._ghost is not None:
            self._ghost.follow(place, self._grip)
        self._places.stage_at(place)

    def release(self, place: QPoint) -> None:
        """The button was let go: the cards go to the stage there, or back."""
        if self._ghost is None:
            self._pressed_at = None
            return
        target, ids = self._places.stage_at(place), list(self.order)
        is_elsewhere = target is not None and (self._origin is None or target.id != self._origin.id or len(ids) > 1)
        self._end(None if is_elsewhere else self._home)
        if is_elsewhere:
            self.dropped.emit(ids, target)

    def cancel(self) -> bool:
        """Give the drag up; False when there was none."""
        was_on = self.is_on
        self._pressed_at = None
        if was_on:
            self._end(self._home)
        return was_on

    def _begin(self) -> None:
        self.ids = frozenset(self.order)
        self._ghost = Ghost(self._theme, self._painter, self.card, self._size, len(self.ids), self._board)
        self._edges.start()
        self.changed.emit()

    def _end(self, back_to: QPoint | None) -> None:
        self._edges.stop()
        ghost, self._ghost, self._pressed_at = self._ghost, None, None
        self.ids, self.card = frozenset(), None
        if ghost is not None:
            ghost.go(back_to)
        self.changed.emit()

    def _on_tick(self) -> None:
        if self._places.scroll_towards(self._place):
            self._places.stage_at(self._place)
