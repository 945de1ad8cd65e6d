"""A small table of texts to be read: rows of one line under a quiet header, nothing to sort; one may be chosen."""

from collections.abc import Sequence
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
from crm_desktop.ui.widgets.room import fair_share

_PAD = 14
# What a column that takes the rest has at least, and by how many rows is told how wide the others must be.
_LEAST_REST, _LOOKED_AT = 130, 50
# A text is never cut to less than some letters between its edges.
_LEAST_TEXT = 72
_REST, _LEFT_OUT = 0, -1
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class TextColumn:
    """A column: its title, its width (0 takes what is left), and the token its texts are painted in.

    Where there is no room for all, the column that `yields` most is left out first: what it says stands elsewhere too.
    Numbers, at the right, and what `is_whole`, such as a day, are never cut.
    """

    title: Text
    width: int = 0
    colour: str = "text1"
    at_right: bool = False
    yields: int = 0
    is_whole: bool = False

    @property
    def keeps(self) -> bool:
        """Whether none of its texts may be cut."""
        return self.at_right or self.is_whole


class TextTableModel(QAbstractTableModel):
    """Rows of texts."""

    def __init__(self, columns: Sequence[TextColumn], edge: int = _PAD) -> None:
        super().__init__()
        self.columns, self._edge = list(columns), edge
        self._rows: Sequence[Sequence[str]] = ()
        self._totals = 0
        self.pale = ""

    def set_rows(self, columns: Sequence[TextColumn], rows: Sequence[Sequence[str]], totals: int) -> None:
        """Show other rows, and perhaps other columns."""
        self.beginResetModel()
        self.columns, self._rows, self._totals = list(columns), rows, totals
        self.endResetModel()

    def total_place(self, row: int) -> int | None:
        """Which of the sums a row is, from the first one below the rows it is the sum of; none for those."""
        place = row - (len(self._rows) - self._totals)
        return place if place >= 0 else None

    def pads(self, section: int) -> tuple[int, int]:
        """How far in the texts of a column stand at its left and right."""
        return _PAD if section else self._edge, _PAD if section < len(self.columns) - 1 else self._edge

    def texts(self, section: int, most: int) -> list[str]:
        """What a column says in the first rows, and in the sums of them."""
        looked_at = [*self._rows[:most], *self._rows[len(self._rows) - self._totals :]]
        return [row[section] for row in looked_at if section < len(row)]

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
    """The table; it scrolls across only when its columns have fixed widths. `edge`: how far in its texts begin."""

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[TextColumn],
        *,
        compact: bool = False,
        chooses: bool = False,
        edge: int = _PAD,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._lines = TextTableModel(columns, edge)
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

    def set_rows(
        self, rows: Sequence[Sequence[str]], columns: Sequence[TextColumn] | None = None, *, totals: int = 0
    ) -> None:
        """Show other rows; the last ones may be sums of those above."""
        self._lines.set_rows(columns or self._lines.columns, rows, totals)
        self._fit()

    def set_pale(self, text: str) -> None:
        """Paint the cells pale that say nothing but this."""
        self._lines.pale = text

    def wanted_width(self) -> int:
        """How wide it would have to be for every text to be seen whole."""
        return sum(map(self._needed, range(len(self._lines.columns))))

    def _fit(self) -> None:
        header = self.horizontalHeader()
        self._fitted = self._widths()
        for section, width in enumerate(self._fitted):
            header.setSectionHidden(section, width == _LEFT_OUT)
            is_rest = width == _REST
            mode = QHeaderView.ResizeMode.Stretch if is_rest else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(section, mode)
            if not is_rest and width != _LEFT_OUT:
                header.resizeSection(section, width)

    def _widths(self) -> list[int]:
        """What each column gets, or that it takes the rest or is left out.

        Where there is little room, first columns that yield are left out, then what a column does not need is taken
        from it, then from the widest texts, down to their first letters; then the table is scrolled across. Where there
        is much, a text longer than its column gets what others leave.
        """
        px, columns = self._theme.px, self._lines.columns
        needed = [self._needed(section) for section in range(len(columns))]
        widths = [
            max(px(column.width), need) if column.keeps and column.width else px(column.width)
            for column, need in zip(columns, needed, strict=True)
        ]
        # What takes the rest has some room in any case.
        least = [
            need if column.keeps else min(need, width or px(_LEAST_REST))
            for column, need, width in zip(columns, needed, widths, strict=True)
        ]
        if all(widths):
            return widths
        left_out, room = self._left_out(least), self.viewport().width()
        seen = [section for section in range(len(columns)) if section not in left_out]
        if sum(widths[section] or least[section] for section in seen) > room:
            widths = self._narrowed(widths, least, seen, room)
        else:
            widths = self._widened(widths, needed, seen, room)
        return [_LEFT_OUT if section in left_out else width for section, width in enumerate(widths)]

    def _left_out(self, least: list[int]) -> set[int]:
        """The columns there is no room for, the most yielding first."""
        yields, missing = [each.yields for each in self._lines.columns], sum(least) - self.viewport().width()
        left_out: set[int] = set()
        for level in sorted({*filter(None, yields)}, reverse=True):
            if missing > 0:
                together = {section for section, each in enumerate(yields) if each == level}
                missing -= sum(least[section] for section in together)
                left_out |= together
        return left_out

    def _narrowed(self, widths: list[int], least: list[int], seen: list[int], room: int) -> list[int]:
        """What the columns get when they have to do with so much room; that which takes the rest shares with texts."""
        columns = self._lines.columns
        texts = [section for section in seen if not columns[section].keeps]
        numbers = sum(least[section] for section in seen if section not in texts)
        titles = [self._title_width(section) for section in range(len(columns))]
        share = fair_share((least[section] for section in texts), room - numbers)
        # A title is not cut either.
        high = [section for section in texts if titles[section] > share]
        left = room - numbers - sum(titles[section] for section in high)
        share = fair_share((least[section] for section in texts if section not in high), left)
        most = max(share, self._theme.px(_LEAST_TEXT))
        gets = [
            max(titles[section], min(least[section], most))
            if section in texts
            else min(width or least[section], least[section])
            for section, width in enumerate(widths)
        ]
        is_enough = sum(gets[section] for section in seen) <= room
        return [_REST if is_enough and not width else get for width, get in zip(widths, gets, strict=True)]

    def _widened(self, widths: list[int], needed: list[int], seen: list[int], room: int) -> list[int]:
        """What the columns get when there is more room than they ask for: texts that are cut take of it in turn."""
        spare = room - sum(widths[section] or needed[section] for section in seen)
        for section in seen:
            if widths[section] and spare > 0:
                more = min(spare, max(0, needed[section] - widths[section]))
                widths[section] += more
                spare -= more
        return widths

    def _title_width(self, section: int) -> int:
        """How wide a column must be for its title."""
        words = self._theme.width_of(shown(self._lines.columns[section].title), self._theme.font(Role.SMALL, 500))
        return 2 + int(words) + sum(map(self._theme.px, self._lines.pads(section)))

    def _needed(self, section: int) -> int:
        """How wide a column must be for its title and its first rows."""
        said = [shown(self._lines.columns[section].title), *self._lines.texts(section, _LOOKED_AT)]
        weight = 400 if self._lines.total_place(self._lines.rowCount() - 1) is None else 600
        font = self._theme.font(Role.BODY, weight, tabular=self._lines.columns[section].at_right)
        pads = sum(map(self._theme.px, self._lines.pads(section)))
        return pads + 2 + int(max(self._theme.width_of(text, font) for text in said))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Only what is wider or narrower than before is fitted anew: a column that was drawn stays as it is.
        if self._widths() != self._fitted:
            self._fit()


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
                if not self.isSectionHidden(section):
                    left_pad, right_pad = map(self._theme.px, self._lines.pads(section))
                    inside = cell.adjusted(left_pad, 0, -right_pad, 0)
                    _paint_text(painter, inside, shown(column.title), column.at_right)


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: TextTableModel) -> None:
        super().__init__()
        self._theme, self._lines = theme, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t, column = self._theme.tokens, self._lines.columns[index.column()]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, QColor(t.selected if is_chosen else t.content))
        hairline(painter, option.rect, t.line)
        total = self._lines.total_place(index.row())
        if total == 0:
            # The ink rule above the sums.
            painter.fillRect(option.rect.left(), option.rect.top(), option.rect.width(), 1, QColor(t.text2))
        painter.setFont(self._theme.font(Role.BODY, 400 if total is None else 600, tabular=column.at_right))
        text = str(index.data()).replace("\n", " ")
        is_pale = bool(text) and text == self._lines.pale
        painter.setPen(QColor(t.text3 if is_pale else getattr(t, column.colour)))
        left_pad, right_pad = map(self._theme.px, self._lines.pads(index.column()))
        _paint_text(painter, option.rect.adjusted(left_pad, 0, -right_pad, 0), text, column.at_right)


def _paint_text(painter: QPainter, inside: QRect, text: str, at_right: bool) -> None:
    words = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
    across = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(inside, int(across | _MIDDLE), words)
