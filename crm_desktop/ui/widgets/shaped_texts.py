"""Texts on one line that are painted again and again: shaped once, they are painted in a third of the time."""

from itertools import islice

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

Key = tuple[int, bool]
_WIDTHS_KEPT = 20_000
# A shaped text takes 3 KB; a large window shows some 300.
_SHAPES_KEPT = 1_000


class ShapedTexts:
    """Measures and paints texts in a few fonts, each font told by a key."""

    def __init__(self, fonts: dict[Key, QFont]) -> None:
        self._fonts = fonts
        self._metrics = {key: QFontMetricsF(font) for key, font in fonts.items()}
        self._widths: dict[tuple[str, Key], float] = {}
        self._elided: dict[tuple[str, Key, int], str] = {}
        self._shapes: dict[tuple[str, Key], tuple[QTextLayout, float]] = {}
        self._option = QTextOption()
        self._option.setTextDirection(Qt.LayoutDirection.LeftToRight)

    def width(self, text: str, font: Key) -> float:
        """How wide a text is."""
        width = self._widths.get((text, font))
        if width is None:
            if len(self._widths) > _WIDTHS_KEPT:
                self._widths.clear()
            width = self._widths[text, font] = self._metrics[font].horizontalAdvance(text)
        return width

    def fitted(self, text: str, font: Key, width: int) -> str:
        """As much of a text as fits, with an ellipsis if that is not all."""
        if self.width(text, font) <= width:
            return text
        key = (text, font, width)
        elided = self._elided.get(key)
        if elided is None:
            if len(self._elided) > _WIDTHS_KEPT:
                self._elided.clear()
            elided = self._metrics[font].elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
            self._elided[key] = elided
        return elided

    def prepare(self, text: str, font: Key) -> None:
        """Shape a text that is about to be painted; its width is known by that."""
        layout, _ = self._shape(text, font)
        self._widths[text, font] = layout.lineAt(0).naturalTextWidth() if text else 0

    def draw(self, painter: QPainter, at: QPointF, text: str, font: Key) -> None:
        """Paint a text from a point of its base line on, in the pen of the painter."""
        layout, ascent = self._shape(text, font)
        layout.draw(painter, QPointF(at.x(), at.y() - ascent))

    def _shape(self, text: str, font: Key) -> tuple[QTextLayout, float]:
        shape = self._shapes.get((text, font))
        if shape is None:
            if len(self._shapes) >= _SHAPES_KEPT:
                for key in list(islice(self._shapes, _SHAPES_KEPT // 2)):
                    del self._shapes[key]
            layout = QTextLayout(text, self._fonts[font])
            layout.setTextOption(self._option)
            layout.setCacheEnabled(True)
            layout.beginLayout()
            line = layout.createLine()
            layout.endLayout()
            shape = self._shapes[text, font] = (layout, line.ascent() if text else 0.0)
        return shape
