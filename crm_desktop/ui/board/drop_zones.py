"""Where a dragged card may end when the board shows no column of it, such as won and lost: places at its foot."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.board.kind import Zone
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius, Space

HEIGHT = 72


class DropZones(QWidget):
    """One for each place that no column is shown of; shown only while something is dragged."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zones: list[Zone] = []
        self._over: Zone | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def offer(self, zones: Sequence[Zone]) -> None:
        """Show these."""
        self._zones, self._over = list(zones), None
        self.setVisible(bool(self._zones))
        self.raise_()

    def stage_at(self, place: QPoint) -> Any:
        """The place one would drop on, and marks it."""
        inside = self.isVisible() and self.rect().contains(place)
        at = next((at for at in range(len(self._zones)) if self._rect(at).contains(place)), None) if inside else None
        over = self._zones[at] if at is not None else None
        if over is not self._over:
            self._over = over
            self.update()
        return over.place if over is not None else None

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.content))
            for at, zone in enumerate(self._zones):
                self._paint_zone(painter, self._rect(at), zone)

    def _rect(self, at: int) -> QRectF:
        px = self._theme.px
        gap = px(Space.S)
        width = (self.width() - 2 * px(Space.L) - gap * (len(self._zones) - 1)) / max(1, len(self._zones))
        return QRectF(px(Space.L) + at * (width + gap), gap, width, self.height() - 2 * gap)

    def _paint_zone(self, painter: QPainter, rect: QRectF, zone: Zone) -> None:
        theme, px = self._theme, self._theme.px
        name, ink, is_over = zone.name, theme.tokens.ink(zone.tone), zone is self._over
        rounded(painter, rect, Radius.FIELD, theme.tokens.tint(zone.tone))
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
        painter.drawPixmap(round(left), round(rect.center().y() - px(8)), theme.pixmap(zone.icon, ink, 16, ratio))
        painter.setFont(font)
        words = QRectF(left + px(16 + 8), rect.top(), width, rect.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()
