"""What stands for a state at a glance: status chips, level badges, tags and initials. Each also draws in delegates."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.ui.texts import Plain, Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import Mark, draw_mark, rounded
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.buttons import IconButton

Sign = Mark | str | None  # a drawn status shape, the name of an icon, or nothing
_SIGN, _SIGN_LEFT, _SIGN_GAP, _SIDE = 14, 6, 5, 8


def chip_width(theme: Theme, text: str, sign: Sign = None) -> int:
    """How wide a chip with this text is."""
    start = theme.px(_SIGN_LEFT + _SIGN + _SIGN_GAP) if sign else theme.px(_SIDE)
    return start + round(theme.width_of(text, theme.font(Role.SMALL, 500)) + 0.5) + theme.px(_SIDE)


def draw_chip(painter: QPainter, theme: Theme, rect: QRectF, text: str, tone: Tone, sign: Sign = None) -> None:
    """A status chip filling a rectangle: shape, word and colour."""
    ink = theme.tokens.ink(tone)
    rounded(painter, rect, Radius.CHIP, theme.tokens.tint(tone))
    left = rect.left() + theme.px(_SIDE)
    if sign:
        side = theme.px(_SIGN)
        box = QRectF(rect.left() + theme.px(_SIGN_LEFT), rect.center().y() - side / 2, side, side)
        draw_sign(painter, theme, box, sign, ink)
        left = box.right() + theme.px(_SIGN_GAP)
    painter.save()
    painter.setFont(theme.font(Role.SMALL, 500))
    painter.setPen(QColor(ink))
    words = QRectF(left, rect.top(), rect.right() - left, rect.height())
    painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


def draw_sign(painter: QPainter, theme: Theme, rect: QRectF, sign: Mark | str, ink: str) -> None:
    """A status shape or an icon filling a square of 12 to 16 pixels."""
    if isinstance(sign, Mark):
        draw_mark(painter, sign, rect, ink)
        return
    ratio = painter.device().devicePixelRatioF()
    size = round(rect.width() / theme.text_scale)
    painter.drawPixmap(rect.topLeft(), theme.pixmap(sign, ink, size, ratio))


def draw_badge(painter: QPainter, theme: Theme, rect: QRectF, text: str, *, filled: bool) -> None:
    """A level badge filling a square: filled for the highest level, outlined for the others."""
    tokens = theme.tokens
    rounded(painter, rect, Radius.CHIP, tokens.badge if filled else None, None if filled else tokens.field_edge)
    painter.save()
    painter.setFont(theme.font(Role.TINY, 600))
    painter.setPen(QColor(tokens.on_badge if filled else tokens.text2))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()


def initials(name: str) -> str:
    """One Chinese character, or up to two Latin letters, for a person's name."""
    words = name.split()
    if not words:
        return "?"
    if ord(words[0][0]) >= 0x2E80:
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def draw_avatar(painter: QPainter, theme: Theme, rect: QRectF, name: str) -> None:
    """A circle with initials filling a square."""
    tokens = theme.tokens
    rounded(painter, rect, rect.width() / 2, tokens.active)
    painter.save()
    font = QFont(theme.font(Role.TINY, 600))
    font.setPixelSize(max(1, round(rect.width() * 0.48)))
    painter.setFont(font)
    painter.setPen(QColor(tokens.text2))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), initials(name))
    painter.restore()


class StatusChip(Retranslating):
    """A status as shape, word and colour."""

    def __init__(
        self, theme: Theme, text: Text, tone: Tone = Tone.NEUTRAL, sign: Sign = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._text, self._tone, self._sign = theme, text, tone, sign
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self.updateGeometry)
        self.retranslate()

    def retranslate(self) -> None:
        """Show the word in the current language."""
        self.setAccessibleName(shown(self._text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._theme, shown(self._text), self._sign), self._theme.px(Height.CHIP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, text = QPainter(self), shown(self._text)
        if (missing := self.sizeHint().width() - self.width()) > 0:
            metrics = QFontMetrics(self._theme.font(Role.SMALL, 500))
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, metrics.horizontalAdvance(text) - missing)
        draw_chip(painter, self._theme, QRectF(self.rect()), text, self._tone, self._sign)
        painter.end()


class LevelBadge(QWidget):
    """A level of one letter; the highest is filled."""

    def __init__(self, theme: Theme, text: str, *, filled: bool, size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._text, self._filled, self._size = theme, text, filled, size
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self._size), self._theme.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_badge(painter, self._theme, QRectF(self.rect()), self._text, filled=self._filled)
        painter.end()


class Avatar(QWidget):
    """A person's initials in a circle."""

    def __init__(self, theme: Theme, name: str, *, size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._name, self._size = theme, name, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Stand for another person."""
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self._size), self._theme.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_avatar(painter, self._theme, QRectF(self.rect()), self._name)
        painter.end()


class TagChip(QWidget):
    """A tag, optionally with a cross that takes it away."""

    removed = Signal(str)

    def __init__(self, theme: Theme, text: str, *, removable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag = text
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(StatusChip(theme, Plain(text)))
        if removable:
            cross = IconButton(theme, "x", Message("Remove {tag}", tag=text), height=Height.CHIP)
            cross.clicked.connect(self._on_removed)
            row.addWidget(cross)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _on_removed(self) -> None:
        self.removed.emit(self.tag)
