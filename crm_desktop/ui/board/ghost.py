"""What follows the mouse while cards are dragged: the card itself, tilted, with a shadow, and how many go with it."""

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.board.card import Card
from crm_desktop.ui.board.card_painter import CardPainter, CardState
from crm_desktop.ui.theme import Role, Theme, motion
from crm_desktop.ui.theme.shapes import rounded, shadow
from crm_desktop.ui.theme.tokens import Radius

TILT = 1.6
_REACH, _BADGE = 18, 22


class Ghost(QWidget):
    """A picture of the card, drawn once; moving it costs only what it uncovers."""

    def __init__(
        self, theme: Theme, painter: CardPainter, card: Card | None, size: QSize, count: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture = self._draw(painter, card, size, count)
        self.resize(size.width() + 2 * _REACH, size.height() + 2 * _REACH)
        self._flight: QPropertyAnimation | None = None

    def follow(self, place: QPoint, grip: QPoint) -> None:
        """Be where the mouse is, held where the card was taken."""
        self.move(place - grip - QPoint(_REACH, _REACH))
        self.show()
        self.raise_()

    def go(self, back_to: QPoint | None = None) -> None:
        """Vanish; after a drag that was given up by flying back to where the card was taken."""
        duration = motion.duration(motion.CARD_MS)
        if back_to is None or not duration or not self.isVisible():
            self.hide()
            self.deleteLater()
            return
        self._flight = QPropertyAnimation(self, b"pos", self)
        self._flight.setDuration(duration)
        self._flight.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._flight.setEndValue(back_to - QPoint(_REACH, _REACH))
        self._flight.finished.connect(self.deleteLater)
        self._flight.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)

    def _draw(self, cards: CardPainter, card: Card | None, size: QSize, count: int) -> QPixmap:
        ratio = self.devicePixelRatioF()
        whole = QSize(size.width() + 2 * _REACH, size.height() + 2 * _REACH)
        picture = QPixmap(whole * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        rect = QRectF(_REACH, _REACH, size.width(), size.height())
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(rect.center())
            painter.rotate(TILT)
            painter.translate(-rect.center())
            shadow(painter, rect, Radius.FIELD, reach=12)
            if count > 1:
                tokens = self._theme.tokens
                rounded(painter, rect.translated(4, 4), Radius.FIELD, tokens.content, tokens.strong_line)
            if card is not None:
                cards.draw(painter, rect, card, CardState())
            if count > 1:
                self._paint_count(painter, rect, count)
        return picture

    def _paint_count(self, painter: QPainter, rect: QRectF, count: int) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        font = self._theme.font(Role.TINY, 600)
        text = str(count)
        side = px(_BADGE)
        width = max(side, round(self._theme.width_of(text, font)) + px(12))
        box = QRectF(rect.right() - width + 6, rect.top() - 8, width, side)
        rounded(painter, box, side / 2, tokens.accent)
        painter.setFont(font)
        painter.setPen(QColor(tokens.on_accent))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
