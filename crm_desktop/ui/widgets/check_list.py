"""A list of things to tick and to put in order: columns, sorts, the values of a filter; by mouse and by keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import draw_check_box, rounded
from crm_desktop.ui.theme.tokens import Height, Radius

_ITEM = int(Qt.ItemDataRole.UserRole)
_BOX, _PAD, _GRIP = 16, 8, 14


@dataclass(frozen=True)
class CheckItem:
    """One row: whether it is ticked, its text, and a quieter text at the right edge.

    One with an icon has that in the place of its box, and is only put in order.
    """

    key: Any
    text: str
    is_checked: bool
    trail: str = ""
    icon: str = ""


class CheckList(QListWidget):
    """Rows with boxes. What a press means is said by who shows it; `moved` tells the keys in their new order."""

    pressed_key = Signal(object)
    moved = Signal(list)

    def __init__(self, theme: Theme, name: str, *, can_move: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.can_move = can_move
        self.setAccessibleName(name)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setItemDelegate(_Painter(theme, self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        if can_move:
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.itemClicked.connect(self._press)

    def show_items(self, items: Sequence[CheckItem]) -> None:
        """Show these rows; the current one stays so."""
        current, scrolled = self.current_key, self.verticalScrollBar().value()
        self.clear()
        for each in items:
            row = QListWidgetItem(each.text)
            row.setData(_ITEM, each)
            row.setData(
                int(Qt.ItemDataRole.AccessibleTextRole), " ".join(part for part in (each.text, each.trail) if part)
            )
            row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
            # What a screen reader asks for; a press goes through `pressed_key` all the same.
            if not each.icon:
                row.setCheckState(Qt.CheckState.Checked if each.is_checked else Qt.CheckState.Unchecked)
            self.addItem(row)
        keys = [each.key for each in items]
        if items:
            self.setCurrentRow(keys.index(current) if current in keys else 0)
        self.verticalScrollBar().setValue(scrolled)

    @property
    def current_key(self) -> Any:
        """The key of the current row, None in an empty list."""
        row = self.currentItem()
        return row.data(_ITEM).key if row is not None else None

    def shown_keys(self) -> list[Any]:
        """The keys in the order shown."""
        return [self.item(number).data(_ITEM).key for number in range(self.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space presses a row, Alt with an arrow moves it; Enter and Esc belong to what the list stands in."""
        key, row = event.key(), self.currentItem()
        if key == Qt.Key.Key_Space and row is not None:
            self._press(row)
        elif self.can_move and event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _STEPS:
            self._move_by(_STEPS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.moved.emit(self.shown_keys())

    def _press(self, row: QListWidgetItem) -> None:
        self.pressed_key.emit(row.data(_ITEM).key)

    def _move_by(self, step: int) -> None:
        keys, at = self.shown_keys(), self.currentRow()
        if 0 <= at + step < len(keys):
            keys.insert(at + step, keys.pop(at))
            self.moved.emit(keys)


_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class _Painter(QStyledItemDelegate):
    """Paints a row: box, text, quieter text and, where rows can be moved, the grip."""

    def __init__(self, theme: Theme, view: CheckList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(Height.ROW_COMPACT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, t, px, rect = self._theme, self._theme.tokens, self._theme.px, QRect(option.rect)
        item: CheckItem = index.data(_ITEM)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            is_current = bool(option.state & QStyle.StateFlag.State_Selected)
            rounded(painter, QRectF(rect), Radius.FIELD, t.selected if is_current else t.hover)
        side = px(_BOX)
        box = QRectF(rect.left() + px(_PAD), rect.top() + (rect.height() - side) // 2, side, side)
        state = Qt.CheckState.Checked if item.is_checked else Qt.CheckState.Unchecked
        if item.icon:
            picture = theme.pixmap(item.icon, t.text2, _BOX, painter.device().devicePixelRatioF())
            painter.drawPixmap(box.topLeft(), picture)
        else:
            draw_check_box(painter, box, state, t.accent, t.on_accent, t.field_edge)
        left, right = round(box.right()) + px(_PAD), rect.right() - px(_PAD)
        if self._view.can_move:
            right -= px(_GRIP)
            grip = theme.pixmap("grip-vertical", t.text3, _GRIP, painter.device().devicePixelRatioF())
            painter.drawPixmap(right, rect.top() + (rect.height() - px(_GRIP)) // 2, grip)
            right -= px(_PAD) // 2
        if item.trail:
            right -= self._write(painter, item.trail, rect, left, right, t.text3, at_right=True) + px(_PAD)
        self._write(painter, item.text, rect, left, right, t.text1)

    def _write(
        self, painter: QPainter, text: str, rect: QRect, left: int, right: int, colour: str, *, at_right: bool = False
    ) -> int:
        font = self._theme.font(Role.SMALL if at_right else Role.BODY, 400, tabular=at_right)
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, right - left))
        width = round(metrics.horizontalAdvance(text))
        painter.setFont(font)
        painter.setPen(QColor(colour))
        x = right - width if at_right else left
        painter.drawText(QPointF(x, rect.center().y() + metrics.capHeight() / 2), text)
        return width
