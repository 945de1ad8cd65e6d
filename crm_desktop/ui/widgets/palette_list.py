"""The results of the palette: groups of two-line rows with their matching parts marked, in one painted list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.key_hints import cap_width, draw_key_cap, key_text

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY, _ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_HEADING, _RESULT, _BAR, _UNDERLINE = 28, 44, 3, 2

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class PaletteRow:
    """A heading, or something that can be chosen: `key` says what, `spans` are the matching parts of the title.

    `spoken` are the syllables a name was found by, each with how many of its letters were typed; `right` stands at the
    right edge; `leads` asks for a place above all others.
    """

    title: str
    key: Any = None
    icon: str = ""
    note: str = ""
    shortcut: str = ""
    spans: Spans = ()
    note_spans: Spans = ()
    spoken: Sequence[tuple[str, int]] = ()
    right: str = ""
    leads: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether it only names the rows below it."""
        return self.key is None


class _Model(QAbstractListModel):
    """The rows as they were given."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[PaletteRow] = ()

    def show(self, rows: Sequence[PaletteRow]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _ACCESSIBLE) or not index.isValid():
            return None
        row = self.rows[index.row()]
        said = (row.title, row.note, row.right)
        return row.title if role == _DISPLAY else ", ".join(part for part in said if part)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.rows[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class PaletteList(QListView):
    """Shows rows; the one that Enter chooses is current, moved by `step` while the keyboard stays in the field."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = _Model(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(theme, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        # A key typed paints these rows and not the window below them, which takes three times as long.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.entered.connect(self._on_entered)
        self.clicked.connect(lambda index: self.chosen.emit(self.row_of(index).key))
        theme.theme_changed.connect(self.scheduleDelayedItemsLayout)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(self._theme.tokens.content))
        painter.end()
        super().paintEvent(event)

    def show_rows(self, rows: Sequence[PaletteRow], current: int | None = 1) -> None:
        """Show these rows; the first below the first heading becomes current, or none."""
        self._rows.show(rows)
        if current is not None:
            self._set_current(current)
        else:
            self.scrollToTop()

    def rows(self) -> Sequence[PaletteRow]:
        """The rows shown."""
        return self._rows.rows

    def current_key(self) -> Any:
        """What the current row stands for, None when there is none."""
        index = self.currentIndex()
        return self.row_of(index).key if index.isValid() else None

    def step(self, by: int) -> None:
        """Make another row current, over headings, without end."""
        possible = [number for number, row in enumerate(self._rows.rows) if not row.is_heading]
        if possible:
            at = self.currentIndex().row()
            here = possible.index(at) if at in possible else min(0, -by)
            self._set_current(possible[(here + by) % len(possible)])

    def row_of(self, index: _Index) -> PaletteRow:
        """The row behind an index."""
        return self._rows.rows[index.row()]

    def _on_entered(self, index: QModelIndex) -> None:
        if not self.row_of(index).is_heading:
            self.setCurrentIndex(index)

    def _set_current(self, number: int) -> None:
        index = self._rows.index(number)
        self.setCurrentIndex(index)
        if number == 1:
            self.scrollToTop()  # with the heading of the first group
        elif index.isValid():
            self.scrollTo(index)


class _Painter(QStyledItemDelegate):
    """Measures and paints the rows."""

    def __init__(self, theme: Theme, view: PaletteList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = _HEADING if self._view.row_of(index).is_heading else _RESULT
        return QSize(self._theme.px(120), self._theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row, px, rect = self._view.row_of(index), self._theme.px, QRect(option.rect)
        painter.save()
        if row.is_heading:
            painter.setFont(self._theme.font(Role.SMALL, 500))
            painter.setPen(QColor(self._theme.tokens.text2))
            painter.drawText(rect.adjusted(px(12), px(4), 0, 0), int(Qt.AlignmentFlag.AlignVCenter), row.title)
        else:
            self._paint_result(painter, rect, row, is_current=index.row() == self._view.currentIndex().row())
        painter.restore()

    def _paint_result(self, painter: QPainter, rect: QRect, row: PaletteRow, *, is_current: bool) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        if is_current:
            rounded(painter, QRectF(rect), Radius.FIELD, t.selected)
            bar = QRectF(rect.left(), rect.top() + px(6), _BAR, rect.height() - px(12))
            rounded(painter, bar, 1, t.accent)
        icon = theme.pixmap(row.icon, t.text2, 16, painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left() + px(14), rect.center().y() - px(8) + 1, icon)
        right = self._paint_right(painter, rect, row, is_current=is_current)
        line = theme.line(Role.BODY)
        top = rect.center().y() - (line if row.note else line // 2)
        words = QRect(rect.left() + px(42), top, right - rect.left() - px(54), line)
        width = self._paint_marked(painter, words, row.title, row.spans, theme.font(Role.BODY, 500), t.text1)
        if row.spoken and width < words.width():
            self._paint_spoken(painter, words.adjusted(width + px(10), 0, 0, 0), row.spoken)
        if row.note:
            below = words.translated(0, line)
            self._paint_marked(painter, below, row.note, row.note_spans, theme.font(Role.SMALL), t.text2)

    def _paint_right(self, painter: QPainter, rect: QRect, row: PaletteRow, *, is_current: bool) -> int:
        """The return mark of the current row, the keys of a command, the fact at the edge; returns where they begin."""
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        right = rect.right() - px(14)
        if is_current:
            icon = theme.pixmap("corner-down-left", t.accent_text, 14, painter.device().devicePixelRatioF())
            right -= px(14)
            painter.drawPixmap(right, rect.center().y() - px(7) + 1, icon)
            right -= px(8)
        if row.right:
            painter.setFont(theme.font(Role.BODY, tabular=True))
            painter.setPen(QColor(t.text2))
            width = round(theme.width_of(row.right, theme.font(Role.BODY, tabular=True)) + 1)
            right -= width
            place = QRect(right, rect.top(), width, rect.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), row.right)
        if row.shortcut:
            text = key_text(row.shortcut)
            width, height = cap_width(theme, text), px(18)
            right -= width
            box = QRectF(right, rect.center().y() + 1 - height / 2, width, height)
            draw_key_cap(painter, theme, box, text, t.text2, QColor(t.strong_line), t.content)
        return right

    def _paint_marked(self, painter: QPainter, room: QRect, text: str, spans: Spans, font: QFont, colour: str) -> int:
        """A text cut to its room, its matching parts in the accent colour and underlined; returns how wide it is."""
        accent = QColor(self._theme.tokens.accent_text)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        kept = len(shown) if shown == text else len(shown) - 1
        painter.setPen(QColor(colour))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
        for start, end in spans:
            if start >= kept:
                continue
            left = room.left() + metrics.horizontalAdvance(shown[:start])
            width = metrics.horizontalAdvance(shown[: min(end, kept)]) - (left - room.left())
            part = QRect(left, room.top(), width, room.height())
            # The same text again through a window over the part: letters keep the places they have in the whole.
            painter.save()
            painter.setClipRect(part)
            painter.setPen(accent)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
            painter.fillRect(part.left(), part.bottom() + 1 - _UNDERLINE, part.width(), _UNDERLINE, accent)
            painter.restore()
        return metrics.horizontalAdvance(shown)

    def _paint_spoken(self, painter: QPainter, room: QRect, spoken: Sequence[tuple[str, int]]) -> None:
        """The syllables a name was found by, the letters that were typed heavy; as many as there is room for."""
        theme, t = self._theme, self._theme.tokens
        typed_font, rest_font = theme.font(Role.SMALL, 600), theme.font(Role.SMALL)
        left = float(room.left())
        for syllable, typed in spoken:
            parts = ((syllable[:typed], typed_font, t.accent_text), (f"{syllable[typed:]} ", rest_font, t.text2))
            width = sum(theme.width_of(text, font) for text, font, _ in parts)
            if left + width > room.right():
                return
            for text, font, colour in parts:
                painter.setFont(font)
                painter.setPen(QColor(colour))
                place = QRectF(left, room.top(), room.right() - left, room.height())
                painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
                left += theme.width_of(text, font)
