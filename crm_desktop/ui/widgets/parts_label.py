"""A line of several figures of which those without room are left out whole: a figure that is cut is a wrong figure."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from crm_desktop.ui.widgets.labels import Label

SEPARATOR = " · "


class PartsLabel(Label):
    """Parts joined by a middle dot; the last ones leave first, and a tool tip says all of them."""

    def fitting_text(self) -> str:
        """The parts there is room for; the first one is cut where not even that fits."""
        parts, metrics = self.text().split(SEPARATOR), self.fontMetrics()
        while len(parts) > 1 and metrics.horizontalAdvance(SEPARATOR.join(parts)) > self.width():
            parts.pop()
        return metrics.elidedText(SEPARATOR.join(parts), Qt.TextElideMode.ElideRight, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(QColor(getattr(self._theme.tokens, self._colour)))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), self.fitting_text())
