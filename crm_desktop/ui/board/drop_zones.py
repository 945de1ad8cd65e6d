"""Where a dragged deal is won or lost when the board shows no column of such deals: two places at its foot."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crm_desktop.models.dictionary import WON
from crm_desktop.queries.stages import StageView
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius, Space

HEIGHT = 72


class DropZones(QWidget):
    """One place for each closing stage; shown only while something is dragged."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zones: list[tuple[StageView, str]] = []
        self._over: StageView | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def offer(self, zones: Sequence[tuple[StageView, str]]) -> None:
        """Show a place for each of these stages, by its name."""
        self._zones, self._over = list(zones), None
        self.setVisible(bool(self._zones))
        self.raise_()

    def stage_at(self, place: QPoint) -> StageView | None:
        """The stage one would drop on, and marks its place."""
        inside = self.isVisible() and self.rect().contains(place)
        at = next((at for at in range(len(self._zones)) if self._rect(at).contains(place)), None) if inside else None
        over = self._zones[at][0] if at is not None else None
        if over is not self._over:
            self._over = over
            self.update()
        return over

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.content))
            for at, (stage, name) in enumerate(self._zones):
                self._paint_zone(painter, self._rect(at), stage, name)

    def _rect(self, at: int) -> QRectF:
        px = self._theme.px
        gap = px(Space.S)
        width = (self.width() - 2 * px(Space.L) - gap * (len(self._zones) - 1)) / max(1, len(self._zones))
        return QRectF(px(Space.L) + at * (width + gap), gap, width, self.height() - 2 * gap)

    def _paint_zone(self, painter: QPainter, rect: QRectF, stage: StageView, name: str) -> None:
        theme, px = self._theme, self._theme.px
        is_won = stage.outcome == WON
        tone, icon = (Tone.GOOD, "circle-check") if is_won else (Tone.BAD, "circle-x")
        ink, is_over = theme.tokens.ink(tone), stage is self._over
        rounded(painter, rect, Radius.FIELD, theme.tokens.tint(tone))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(QColor(ink), 2 if is_over else 1, Qt.PenStyle.SolidLine if is_over else Qt.PenStyle.DashLine)
        )
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Radius.FIELD, Radius.FIELD)
        font = theme.font(Role.BODY, 600)
        width = theme.width_of(name, font) + px(16 + 8)
        left = rect.center().x() - width / 2
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(round(left), round(rect.center().y() - px(8)), theme.pixmap(icon, ink, 16, ratio))
        painter.setFont(font)
        words = QRectF(left + px(16 + 8), rect.top(), width, rect.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()
