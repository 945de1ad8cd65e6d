"""A small table of texts to be read: rows of one line under a quiet header, nothing to sort; one may be chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline
from crm_desktop.ui.theme.tokens import Height

_PAD = 14
# What a column that takes the rest has at least, and by how many rows is told how wide the others must be.
_LEAST_REST, _LOOKED_AT = 130, 50
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class TextColumn:
    """A column: its title, its width (0 takes what is left), and the token its texts are painted in."""

    title: Text
    width: int = 0
    colour: str = "text1"
    at_right: bool = False


class TextTableModel(QAbstractTableModel):
    """Rows of texts."""

    def __init__(self, columns: Sequence[TextColumn]) -> None:
        super().__init__()
        self.columns = list(columns)
        self._rows: Sequence[Sequence[str]] = ()

    def set_rows(self, columns: Sequence[TextColumn], rows: Sequence[Sequence[str]]) -> None:
        """Show other rows, and perhaps other columns."""
        self.beginResetModel()
        self.columns, self._rows = list(columns), rows
        self.endResetModel()

    def texts(self, section: int, most: int) -> list[str]:
        """What a column says in the first rows."""
        return [row[section] for row in self._rows[:most] if section < len(row)]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role in (_DISPLAY, Qt.ItemDataRole.ToolTipRole):
            row = self._rows[index.row()]
            return row[index.column()] if index.column() < len(row) else ""
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY and orientation is Qt.Orientation.Horizontal and section < len(self.columns):
            return shown(self.columns[section].title)
        return None


class TextTable(QTableView):
    """The table; it scrolls across only when its columns have fixed widths."""

    def __init__(
        self, theme: Theme, columns: Sequence[TextColumn], *, compact: bool = False, chooses: bool = False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._lines = TextTableModel(columns)
        self.setModel(self._lines)
        self.setItemDelegate(_LineDelegate(theme, self._lines))
        self.setHorizontalHeader(_Header(theme, self._lines))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(Height.ROW_COMPACT if compact else Height.ROW))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.SingleSelection if chooses else modes.NoSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self._fitted: list[int] = []
        self._fit()

    def set_rows(self, rows: Sequence[Sequence[str]], columns: Sequence[TextColumn] | None = None) -> None:
        """Show other rows."""
        self._lines.set_rows(columns or self._lines.columns, rows)
        self._fit()

    def _fit(self) -> None:
        header = self.horizontalHeader()
        self._fitted = self._widths()
        for section, (column, width) in enumerate(zip(self._lines.columns, self._fitted, strict=True)):
            fixed = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(section, fixed)
            if column.width:
                header.resizeSection(section, width)

    def _widths(self) -> list[int]:
        """What each column gets; 0 takes the rest.

        Where there is little room, first what a column does not need is taken from it, then from the widest ones.
        """
        px, columns = self._theme.px, self._lines.columns
        widths = [px(column.width) for column in columns]
        last = (section for section, column in enumerate(columns) if not column.width)
        rest = sum(min(px(_LEAST_REST), self._needed(section)) for section in last)
        room = self.viewport().width() - rest
        if not rest or sum(widths) <= room:
            return widths
        needed = [min(width, self._needed(section)) for section, width in enumerate(widths)]
        most = max(_fair_share(filter(None, needed), room), self.horizontalHeader().minimumSectionSize())
        return [min(each, most) for each in needed]

    def _needed(self, section: int) -> int:
        """How wide a column must be for its title and its first rows."""
        said = [shown(self._lines.columns[section].title), *self._lines.texts(section, _LOOKED_AT)]
        font = self._theme.font(Role.BODY, tabular=self._lines.columns[section].at_right)
        return 2 * self._theme.px(_PAD) + 2 + int(max(self._theme.width_of(text, font) for text in said))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Only what is wider or narrower than before is fitted anew: a column that was drawn stays as it is.
        if self._widths() != self._fitted:
            self._fit()


def _fair_share(wanted: Iterable[int], room: int) -> int:
    """What the widest ones get when all that want less have what they want."""
    left = sorted(wanted)
    while left and left[0] <= room // len(left):
        room -= left.pop(0)
    return room // len(left) if left else room


class _Header(QHeaderView):
    def __init__(self, theme: Theme, model: TextTableModel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._lines = theme, model
        self.setFixedHeight(theme.px(Height.HEADER))
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(theme.px(40))

    def paintEvent(self, event: object) -> None:
        """Paint the ground across the whole width, so that nothing is left after the last column."""
        t, rect = self._theme.tokens, self.viewport().rect()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(rect, QColor(t.sunken))
            hairline(painter, rect, t.strong_line)
            painter.setFont(self._theme.font(Role.SMALL, 500))
            painter.setPen(QColor(t.text2))
            for section, column in enumerate(self._lines.columns):
                left, width = self.sectionViewportPosition(section), self.sectionSize(section)
                cell = QRect(left, 0, width, rect.height())
                _paint_text(painter, cell, shown(column.title), self._theme.px(_PAD), column.at_right)


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: TextTableModel) -> None:
        super().__init__()
        self._theme, self._lines = theme, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t, column = self._theme.tokens, self._lines.columns[index.column()]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, QColor(t.selected if is_chosen else t.content))
        hairline(painter, option.rect, t.line)
        painter.setFont(self._theme.font(Role.BODY, tabular=column.at_right))
        painter.setPen(QColor(getattr(t, column.colour)))
        text = str(index.data()).replace("\n", " ")
        _paint_text(painter, option.rect, text, self._theme.px(_PAD), column.at_right)


def _paint_text(painter: QPainter, rect: QRect, text: str, pad: int, at_right: bool) -> None:
    inside = rect.adjusted(pad, 0, -pad, 0)
    words = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
    across = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(inside, int(across | _MIDDLE), words)
