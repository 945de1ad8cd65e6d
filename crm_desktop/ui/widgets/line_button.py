"""A row of one line that can be pressed: a name, a quiet note, and a figure at the right edge."""

from typing import Protocol

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import hairline, ring, rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.marks import draw_avatar
from crm_desktop.ui.widgets.parts_label import SEPARATOR, fitting_parts

_HEIGHT, _FOOT_HEIGHT = 34, 25
_SIDE, _GAP, _AVATAR = 20, 10, 20
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class Pressable(Protocol):
    """What a row shows."""

    @property
    def title(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def right(self) -> str: ...
    @property
    def tone(self) -> Tone: ...
    @property
    def leads_somewhere(self) -> bool: ...


class LineButton(QPushButton):
    """A row of a tab, ruled below; or of a foot, closer together. With a `label` the name is a person's."""

    def __init__(self, theme: Theme, line: Pressable, *, is_foot: bool = False, label: Text = "") -> None:
        super().__init__()
        self._theme, self._line, self._is_foot, self._label = theme, line, is_foot, label
        self._tool: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        parts = (shown(label) if label else "", line.title, line.note, line.right)
        self.setAccessibleName(" ".join(part for part in parts if part))
        self.setToolTip(" · ".join(part for part in (line.title, line.note) if part))
        self.setAutoDefault(False)
        if line.leads_somewhere:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def hold(self, tool: QWidget, inset: int) -> None:
        """Show a small button at the right edge, whose picture stands `inset` pixels inside it."""
        self._tool = tool
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, self._theme.px(_SIDE - inset), 0)
        row.addStretch(1)
        row.addWidget(tool)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(_FOOT_HEIGHT if self._is_foot else _HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, px = self._theme.tokens, self._theme.px
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(px(10), 1, -px(10), -1)
        if self.underMouse() and self._line.leads_somewhere:
            rounded(painter, box, Radius.FIELD, t.hover)
        if self.hasFocus():
            ring(painter, box, Radius.FIELD, t.accent_text)
        room = self.rect().adjusted(px(_SIDE), 0, -px(_SIDE), 0)
        if not self._is_foot:
            hairline(painter, room, t.line)
        if self._tool is not None:
            room.setRight(self._tool.x() - px(_GAP))
        if self._label:
            self._paint_person(painter, room)
        else:
            self._paint_line(painter, room)
        painter.end()

    def _paint_line(self, painter: QPainter, room: QRect) -> None:
        line, theme, t = self._line, self._theme, self._theme.tokens
        gap = theme.px(_GAP)
        figure = theme.font(Role.BODY, 600, tabular=True)
        ink = t.text1 if line.tone is Tone.NEUTRAL else t.ink(line.tone)
        taken = self._paint(painter, room, line.right, figure, ink, Qt.AlignmentFlag.AlignRight)
        left = room.adjusted(0, 0, -(taken + gap if taken else 0), 0)
        name = theme.font(Role.BODY, 500)
        # The note gives way first, but never below half of the row: a figure in it is not cut.
        wanted = round(theme.width_of(line.title, name)) + gap
        note_room = max(left.width() - wanted, left.width() // 2) if line.note else 0
        beside = QRect(left.right() - note_room + 1, left.top(), note_room, left.height())
        taken = self._paint(painter, beside, line.note, theme.font(Role.SMALL), t.text3, Qt.AlignmentFlag.AlignRight)
        words = left.adjusted(0, 0, -(taken + gap if taken else 0), 0)
        self._paint(painter, words, line.title, name, t.text1, Qt.AlignmentFlag.AlignLeft)

    def _paint_person(self, painter: QPainter, room: QRect) -> None:
        """ "Main contact", initials in a circle, the name and how they are reached."""
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        small = theme.font(Role.SMALL, 600)
        left = room.left() + self._paint(painter, room, shown(self._label), small, t.text2, Qt.AlignmentFlag.AlignLeft)
        side = px(_AVATAR)
        circle = QRectF(left + px(14), room.center().y() - side / 2 + 0.5, side, side)
        draw_avatar(painter, theme, circle, self._line.title)
        words = QRect(
            round(circle.right()) + px(6), room.top(), room.right() - round(circle.right()) - px(6), room.height()
        )
        text = SEPARATOR.join(part for part in (self._line.title, self._line.note) if part)
        text = fitting_parts(text, QFontMetrics(theme.font(Role.BODY)), words.width())
        self._paint(painter, words, text, theme.font(Role.BODY), t.text1, Qt.AlignmentFlag.AlignLeft)

    def _paint(self, painter: QPainter, room: QRect, text: str, font: QFont, ink: str, side: Qt.AlignmentFlag) -> int:
        """Draw a text, cut where there is no room; returns how much it took."""
        if not text or room.width() <= 0:
            return 0
        painter.setFont(font)
        painter.setPen(QColor(ink))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(_MIDDLE | side), cut)
        return painter.fontMetrics().horizontalAdvance(cut)
