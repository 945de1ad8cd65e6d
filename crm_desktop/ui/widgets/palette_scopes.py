"""The scopes of the palette: a row of chips with counts of which one is current, and the token of a customer within."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_desktop.core.i18n import tr
from crm_desktop.ui.texts import Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.key_hints import CAP_HEIGHT, cap_width, draw_key_cap

_CHIP, _PADDING, _GAP = 24, 9, 6
_TOKEN_AT_MOST = 220
# Where nothing was found, the word alone says so, paler.
NOTHING = "0"


class ScopeChips(Retranslating):
    """Exclusive chips: (key, word) pairs, each with how much was found in it. Tab in the field beside moves on."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, scopes: Sequence[tuple[str, Text]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._scopes = theme, list(scopes)
        self._counts: Mapping[str, str] = {}
        self._current = 0
        self._hovered = -1
        self.setMouseTracking(True)
        # What is below is the whole window: it need not be painted for a figure.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFixedHeight(theme.px(_CHIP) + 2 * theme.px(8))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self.update)
        self.retranslate()

    def current(self) -> str:
        """The key of the current chip."""
        return self._scopes[self._current][0]

    def set_current(self, key: str) -> None:
        """Make a chip current by its key."""
        keys = [each for each, _ in self._scopes]
        if key in keys and keys.index(key) != self._current:
            self._current = keys.index(key)
            self._say()
            self.chosen.emit(key)

    def step(self, by: int) -> None:
        """Make a chip further on current, without end."""
        self.set_current(self._scopes[(self._current + by) % len(self._scopes)][0])

    def set_counts(self, counts: Mapping[str, str]) -> None:
        """Show how much was found in each scope."""
        if counts != self._counts:
            self._counts = dict(counts)
            self._say()

    def words(self) -> list[str]:
        """What the chips say."""
        return [self._words(number) for number in range(len(self._scopes))]

    def retranslate(self) -> None:
        """Show the words in the current language."""
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(max(box.right() for box in self._boxes()), self.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event)
        if number >= 0:
            self.set_current(self._scopes[number][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), self._theme.tokens
        painter.fillRect(self.rect(), QColor(t.content))
        for number, box in enumerate(self._boxes()):
            if box.isEmpty():
                continue
            current = number == self._current
            fill = t.active if current else t.hover if number == self._hovered else None
            edge = None if current else t.strong_line
            rounded(painter, QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), Radius.FIELD, fill, edge)
            painter.setFont(self._theme.font(Role.SMALL, 600 if current else 500))
            is_empty = self._counts.get(self._scopes[number][0]) == NOTHING
            painter.setPen(QColor(t.text1 if current else t.text3 if is_empty else t.text2))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._words(number))
        self._paint_key(painter)
        painter.end()

    def _paint_key(self, painter: QPainter) -> None:
        """The key that moves on, with what it does as far as there is room."""
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        room = self.width() - max(box.right() for box in self._boxes()) - px(_PADDING)
        width, height = cap_width(theme, "Tab"), px(CAP_HEIGHT)
        if room < width:
            return
        box = QRectF(self.width() - width, (self.height() - height) / 2, width, height)
        draw_key_cap(painter, theme, box, "Tab", t.text2, QColor(t.strong_line), t.content)
        hint, font = tr("Next kind"), theme.font(Role.SMALL)
        if room >= width + px(8) + theme.width_of(hint, font):
            painter.setFont(font)
            painter.setPen(QColor(t.text2))
            place = QRectF(0, 0, box.left() - px(8), self.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), hint)

    def _words(self, number: int) -> str:
        key, text = self._scopes[number]
        count = self._counts.get(key)
        return shown(text) if count in (None, NOTHING) else f"{shown(text)} {count}"

    def _boxes(self) -> list[QRect]:
        px, left, found = self._theme.px, 0, []
        font = self._theme.font(Role.SMALL, 600)
        widths = [
            round(self._theme.width_of(self._words(number), font) + 0.5) + 2 * px(_PADDING)
            for number in range(len(self._scopes))
        ]
        fits = sum(widths) + px(_GAP) * (len(widths) - 1) <= self.width()
        for number, width in enumerate(widths):
            # Without room for all, those in which nothing was found are left out.
            is_empty = self._counts.get(self._scopes[number][0]) == NOTHING and number != self._current
            width = width if fits or not is_empty else 0
            found.append(QRect(left, (self.height() - px(_CHIP)) // 2, width, px(_CHIP)))
            left += width + px(_GAP) if width else 0
        # Where all do not fit, those before the current one make room for it.
        beyond = max(0, found[self._current].right() + 1 - self.width())
        return [box.translated(-beyond, 0) for box in found]

    def _at(self, event: QMouseEvent) -> int:
        place = event.position().toPoint()
        return next((number for number, box in enumerate(self._boxes()) if box.contains(place)), -1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()

    def _say(self) -> None:
        self.setAccessibleName(", ".join(self.words()))
        self.setAccessibleDescription(self._words(self._current))
        self.update()


class ScopeToken(QWidget):
    """The customer within whom is searched, before the field; a click leaves."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._name = theme, ""
        self.setFixedHeight(theme.px(26))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.theme_changed.connect(self.update)
        self.hide()

    def show_name(self, name: str) -> None:
        """Say within whom; an empty name hides it."""
        self._name = name
        self.setAccessibleName(tr("Within {name}", name=name) if name else "")
        self.setToolTip(self.accessibleName())
        words = round(self._theme.width_of(name, self._theme.font(Role.BODY, 500)) + 1)
        self.setFixedWidth(min(self._theme.px(_TOKEN_AT_MOST), words + self._theme.px(34)))
        self.setVisible(bool(name))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        rounded(painter, QRectF(self.rect()), Radius.FIELD, t.selected)
        painter.setFont(self._theme.font(Role.BODY, 500))
        painter.setPen(QColor(t.text1))
        room = self.rect().adjusted(px(8), 0, -px(24), 0)
        words = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
        cross = self._theme.pixmap("x", t.text2, 14, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - px(20), (self.height() - px(14)) // 2, cross)
        painter.end()
