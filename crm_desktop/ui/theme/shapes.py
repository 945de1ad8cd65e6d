"""Small drawings shared by controls and delegates: status marks, boxes, hairlines, focus rings and shadows."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF


class Mark(StrEnum):
    """The shape of a status; it must read without its colour."""

    HIGH = "high"
    MID = "mid"
    LOW = "low"
    POOL = "pool"
    DRAFT = "draft"


def rounded(painter: QPainter, rect: QRectF, radius: float, fill: str | None, edge: str | None = None) -> None:
    """A rounded box with an edge of one pixel inside its rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if edge:
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(QColor(edge), 1) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def hairline(painter: QPainter, rect: QRect, colour: str) -> None:
    """A line of one device pixel along the bottom of a rectangle, without antialiasing: no seams at 150 %."""
    _filled(painter, QRectF(rect.left(), rect.bottom() + 1 - _pixel(painter), rect.width(), _pixel(painter)), colour)


def vertical_line(painter: QPainter, x: float, top: float, bottom: float, colour: str) -> None:
    """A vertical line of one device pixel."""
    _filled(painter, QRectF(x, top, _pixel(painter), bottom - top), colour)


def ring(painter: QPainter, rect: QRectF, radius: float, colour: str, width: float = 2) -> None:
    """The focus ring, two pixels wide inside its rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), width))
    inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)
    painter.restore()


def shadow(painter: QPainter, rect: QRectF, radius: float, reach: int = 16, drop: int = 4, strength: int = 46) -> None:
    """A soft shadow around a rectangle, drawn as rings that grow fainter."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(reach, 0, -1):
        share = (1 - step / (reach + 1)) ** 2
        painter.setBrush(QColor(0, 0, 0, max(1, round(strength * share / 3))))
        painter.drawRoundedRect(rect.adjusted(-step, -step + drop, step, step + drop), radius + step, radius + step)
    painter.restore()


def draw_mark(painter: QPainter, mark: Mark, rect: QRectF, colour: str) -> None:
    """One status shape filling a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor(colour)
    if mark is Mark.HIGH:
        _triangle(painter, rect, ink)
    elif mark is Mark.MID:
        _half_diamond(painter, rect, ink)
    else:
        inset = rect.width() * 0.12
        pen = QPen(ink, rect.width() * (0.12 if mark is Mark.LOW else 0.09))
        if mark in (Mark.POOL, Mark.DRAFT):
            pen.setDashPattern([3.0, 2.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            inset = rect.width() * 0.06
        else:
            inset = rect.width() * 0.16
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
    painter.restore()


def draw_tick(painter: QPainter, rect: QRectF, colour: str, width: float = 2) -> None:
    """A tick filling the middle of a square."""
    _stroke(painter, rect, colour, width, [(0.22, 0.52), (0.42, 0.72), (0.79, 0.30)])


def draw_dash(painter: QPainter, rect: QRectF, colour: str, width: float = 2) -> None:
    """The mark of a box that is partly checked."""
    _stroke(painter, rect, colour, width, [(0.24, 0.5), (0.76, 0.5)])


def draw_check_box(painter: QPainter, rect: QRectF, state: Qt.CheckState, fill: str, on_fill: str, edge: str) -> None:
    """A check box of the table and of forms."""
    if state is Qt.CheckState.Unchecked:
        rounded(painter, rect, 4, None, edge)
        return
    rounded(painter, rect, 4, fill)
    (draw_tick if state is Qt.CheckState.Checked else draw_dash)(painter, rect, on_fill)


def _triangle(painter: QPainter, rect: QRectF, ink: QColor) -> None:
    path = QPainterPath()
    points = [(0.5, 0.08), (0.98, 0.92), (0.02, 0.92)]
    path.addPolygon(QPolygonF([_at(rect, x, y) for x, y in points]))
    path.closeSubpath()
    painter.setPen(QPen(ink, 1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.fillPath(path, QBrush(ink))
    painter.drawPath(path)


def _half_diamond(painter: QPainter, rect: QRectF, ink: QColor) -> None:
    left = QPolygonF([_at(rect, 0.5, 0.02), _at(rect, 0.02, 0.5), _at(rect, 0.5, 0.98)])
    outline = QPolygonF([_at(rect, *p) for p in ((0.5, 0.02), (0.02, 0.5), (0.5, 0.98), (0.98, 0.5))])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(left)
    painter.setPen(QPen(ink, 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(outline)


def _stroke(painter: QPainter, rect: QRectF, colour: str, width: float, points: list[tuple[float, float]]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([_at(rect, x, y) for x, y in points]))
    painter.restore()


def _at(rect: QRectF, x: float, y: float) -> QPointF:
    return QPointF(rect.left() + rect.width() * x, rect.top() + rect.height() * y)


def _pixel(painter: QPainter) -> float:
    ratio = painter.device().devicePixelRatioF()
    return max(1.0, round(ratio)) / ratio


def _filled(painter: QPainter, rect: QRectF, colour: str) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(rect, QColor(colour))
    painter.restore()
