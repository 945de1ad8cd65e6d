"""The views of the current tab, below the tabs of the side bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import tr
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import ring, rounded
from crm_desktop.ui.theme.tokens import Radius

_VIEW_HEIGHT, _EDGE, _SEEN = 28, 8, 5


@dataclass(frozen=True)
class ViewEntry:
    """A view of the current tab with the number of records it holds; saved ones have the icon of a `sign`.

    One with a `problem` cannot be chosen and says why.
    """

    key: str
    title: Text
    count: int | None = None
    sign: str = ""
    problem: str = ""


class ViewList(QListWidget):
    """The views of the current tab; one is current."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: tuple[ViewEntry, ...] = ()
        self.setObjectName("views")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(_ViewDelegate(theme, self))
        self.currentItemChanged.connect(self._on_current)
        theme.theme_changed.connect(self.viewport().update)

    def show_entries(self, entries: Sequence[ViewEntry], current: str) -> None:
        """Show the views of a tab."""
        self._entries = tuple(entries)
        self.blockSignals(True)
        self.clear()
        for entry in self._entries:
            item = QListWidgetItem(shown(entry.title))
            item.setData(Qt.ItemDataRole.UserRole, entry.key)
            item.setData(Qt.ItemDataRole.UserRole + 1, entry.count)
            item.setData(Qt.ItemDataRole.UserRole + 2, entry.sign)
            if entry.problem:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setToolTip(tr(entry.problem))
            else:
                item.setToolTip(shown(entry.title))
            self.addItem(item)
            if entry.key == current:
                self.setCurrentItem(item)
        self.blockSignals(False)
        self.viewport().update()

    def wished_height(self) -> int:
        """What is enough for the first views to be seen without scrolling."""
        return min(len(self._entries), _SEEN) * self._theme.px(_VIEW_HEIGHT)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))


class _ViewDelegate(QStyledItemDelegate):
    """A view: its title, and its count at the right edge."""

    def __init__(self, theme: Theme, views: ViewList) -> None:
        super().__init__(views)
        self._theme, self._views = theme, views

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(_VIEW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        box = QRectF(option.rect).adjusted(px(_EDGE), 1, -px(_EDGE), -1)
        is_current = index.row() == self._views.currentRow()
        mouse = self._views.viewport().mapFromGlobal(self._views.cursor().pos())
        hovered = index.row() == self._views.indexAt(mouse).row()
        if is_current or hovered:
            rounded(painter, box, Radius.FIELD, tokens.active if is_current else tokens.hover)
        if is_current and self._views.hasFocus():
            ring(painter, box, Radius.FIELD, tokens.accent_text)
        text = box.adjusted(px(12), 0, -px(10), 0)
        if sign := index.data(Qt.ItemDataRole.UserRole + 2):
            picture = theme.pixmap(sign, tokens.text3, 12, self._views.devicePixelRatioF())
            painter.drawPixmap(round(text.left()), round(text.center().y() - px(6)), picture)
            text.setLeft(text.left() + px(18))
        count = index.data(Qt.ItemDataRole.UserRole + 1)
        figure = "" if count is None else integer(count)
        small = theme.font(Role.SMALL, tabular=True)
        painter.setFont(small)
        painter.setPen(QColor(tokens.text3))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)
        font = theme.font(Role.BODY, 500 if is_current else 400)
        painter.setFont(font)
        can_be_chosen = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.setPen(QColor(tokens.text1 if is_current else tokens.text2 if can_be_chosen else tokens.text3))
        room = text.width() - theme.width_of(figure, small) - px(8)
        metrics = painter.fontMetrics()
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, round(room))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, title)
