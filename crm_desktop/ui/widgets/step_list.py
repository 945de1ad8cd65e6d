"""Steps as a list of two lines each: what was done and when, then by whom and where; more come as it is scrolled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline, rounded
from crm_desktop.ui.theme.tokens import Radius, Space

_ROW, _PAD, _BAR, _GAP, _SIGN = 52, 14, 3, 8, 6
_DISPLAY, _ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class StepRow:
    """One step: its key, its title, when, the grey line below, and a sign such as “undone”, which strikes it out."""

    key: str
    title: str
    when: str
    note: str
    sign: str = ""


def placed(theme: Theme, row: StepRow, width: int) -> tuple[str, str]:
    """The moment beside the title, and the line below; the moment must not take the place of what was done."""
    if theme.width_of(row.when, _moment_font(theme)) * 2 <= width:
        return row.when, row.note
    return "", " · ".join(filter(None, (row.when, row.note)))


def _moment_font(theme: Theme) -> QFont:
    return theme.font(Role.SMALL, tabular=True)


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[StepRow] = []
        self.has_more = False
        self.wants_more: Any = None

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _ACCESSIBLE) or not index.isValid():
            return None
        row = self.rows[index.row()]
        return row.title if role == _DISPLAY else ", ".join(filter(None, (row.title, row.sign, row.when, row.note)))

    def canFetchMore(self, parent: _Index) -> bool:
        return self.has_more and not parent.isValid()

    def fetchMore(self, _parent: _Index) -> None:
        self.has_more = False
        self.wants_more()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self.rows, self.has_more = [], False
        self.endResetModel()

    def append(self, rows: Sequence[StepRow]) -> None:
        """Show more at the end."""
        if rows:
            self.beginInsertRows(_ROOT, len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()


class StepList(QListView):
    """The list; the first step is current as soon as there is one."""

    chosen = Signal(str)
    more_wanted = Signal()

    def __init__(self, theme: Theme, *, many: bool = False) -> None:
        super().__init__()
        self._theme = theme
        if many:
            self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._steps = _Model()
        self._steps.wants_more = self.more_wanted.emit
        self.setModel(self._steps)
        self.setItemDelegate(_Painter(theme))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._on_current)
        theme.theme_changed.connect(self.scheduleDelayedItemsLayout)

    def clear(self) -> None:
        """Show nothing."""
        self._steps.clear()

    def add(self, rows: Sequence[StepRow], *, has_more: bool) -> None:
        """Show more steps at the end; `more_wanted` is sent when the end comes into sight and there are more."""
        is_first = not self._steps.rows
        self._steps.append(rows)
        self._steps.has_more = has_more
        if is_first and rows:
            self.setCurrentIndex(self._steps.index(0))

    def rows(self) -> Sequence[StepRow]:
        """The steps shown."""
        return self._steps.rows

    def current(self) -> str | None:
        """The key of the current step."""
        index = self.currentIndex()
        return self._steps.rows[index.row()].key if index.isValid() else None

    def chosen_keys(self) -> list[str]:
        """The keys of the steps that are chosen, from the first on."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._steps.rows[place].key for place in places]

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._steps.rows[index.row()].key)


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self._theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        t, px, rect = self._theme.tokens, self._theme.px, option.rect
        model = index.model()
        assert isinstance(model, _Model)
        row = model.rows[index.row()]
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(rect, QColor(t.selected if is_current else t.hover if is_hovered else t.content))
        hairline(painter, rect, t.line)
        if is_current:
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), QColor(t.accent_text))
        inside = rect.adjusted(px(Space.XXL), px(7), -px(_PAD), -px(7))
        upper = QRect(inside.left(), inside.top(), inside.width(), self._theme.line(Role.BODY))
        lower = QRect(inside.left(), upper.bottom() + 1, inside.width(), self._theme.line(Role.SMALL))
        when, note = placed(self._theme, row, upper.width())
        if when:
            upper.setRight(upper.right() - self._right(painter, upper, when) - px(_GAP))
        self._left(painter, upper, row.title, t.text3 if row.sign else t.text1, Role.BODY, 500)
        if row.sign:
            lower.setRight(lower.right() - self._sign(painter, lower, row.sign) - px(_GAP))
        self._left(painter, lower, note, t.text3, Role.SMALL, 400)

    def _left(self, painter: QPainter, rect: QRect, text: str, colour: str, role: Role, weight: int) -> None:
        painter.setFont(self._theme.font(role, weight))
        painter.setPen(QColor(colour))
        words = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)

    def _right(self, painter: QPainter, rect: QRect, text: str) -> int:
        painter.setFont(_moment_font(self._theme))
        painter.setPen(QColor(self._theme.tokens.text3))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        return round(self._theme.width_of(text, painter.font()) + 1)

    def _sign(self, painter: QPainter, rect: QRect, text: str) -> int:
        font, px = self._theme.font(Role.SMALL, 500), self._theme.px
        width = round(self._theme.width_of(text, font)) + 2 * px(_SIGN)
        box = QRect(rect.right() - width + 1, rect.top(), width, rect.height())
        rounded(painter, box.toRectF(), Radius.CHIP, self._theme.tokens.active)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.tokens.text2))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
        return width
