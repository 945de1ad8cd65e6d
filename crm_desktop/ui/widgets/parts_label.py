"""A line of several figures of which those without room are left out whole: a figure that is cut is a wrong figure."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent

from crm_desktop.ui.widgets.labels import Label

SEPARATOR = " · "


def fitting_parts(text: str, metrics: QFontMetrics, width: int) -> str:
    """The parts there is room for; of one that is a name alone, its beginning."""
    parts = text.split(SEPARATOR)
    while len(parts) > 1 and metrics.horizontalAdvance(SEPARATOR.join(parts)) > width:
        parts.pop()
    return metrics.elidedText(SEPARATOR.join(parts), Qt.TextElideMode.ElideRight, width)


class PartsLabel(Label):
    """Parts joined by a middle dot; the last ones leave first, and a tool tip says all of them."""

    def fitting_text(self) -> str:
        """The parts there is room for; where not even the first has any, the tool tip alone says them."""
        first, metrics = self.text().split(SEPARATOR)[0], self.fontMetrics()
        if metrics.horizontalAdvance(first) > self.width():
            return ""
        return fitting_parts(self.text(), metrics, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(QColor(getattr(self._theme.tokens, self._colour)))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), self.fitting_text())
