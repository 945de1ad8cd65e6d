"""Where the arrow keys lead on the board: along a column, and across to the card at the same height."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from crm_desktop.ui.board.column import Column

_Key = Qt.Key
_OTHER = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def target(event: QKeyEvent, columns: Sequence[Column], column: Column) -> tuple[Column, int] | None:
    """The column and position a key leads to from the current card of a column; None for any other key."""
    if event.modifiers() & _OTHER:
        return None
    if event.key() in (_Key.Key_Left, _Key.Key_Right):
        return _across(columns, column, -1 if event.key() == _Key.Key_Left else 1)
    return _along(event.key(), column)


def _along(key: int, column: Column) -> tuple[Column, int] | None:
    now, last = column.list.currentIndex().row(), column.list.cards.rowCount() - 1
    page = max(1, column.list.viewport().height() // column.list.pitch)
    steps = {
        _Key.Key_Up: now - 1,
        _Key.Key_Down: now + 1,
        _Key.Key_PageUp: now - page,
        _Key.Key_PageDown: now + page,
        _Key.Key_Home: 0,
        _Key.Key_End: last,
    }
    wanted = next((position for each, position in steps.items() if each == key), None)
    return None if wanted is None or last < 0 else (column, min(max(0, wanted), last))


def _across(columns: Sequence[Column], column: Column, step: int) -> tuple[Column, int]:
    """The nearest column that holds cards, and its card at the height of the current one."""
    now = max(0, column.list.currentIndex().row())
    at = columns.index(column) + step
    while 0 <= at < len(columns):
        other = columns[at].list
        if other.cards.rowCount():
            height = column.list.card_rect(now).center().y() + other.verticalScrollBar().value()
            first, last = other.in_sight()
            return columns[at], min(max(height // other.pitch, first), max(first, last))
        at += step
    return column, now
