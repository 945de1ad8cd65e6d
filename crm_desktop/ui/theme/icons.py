"""Lucide icons in any colour and size, sharp on every screen."""

import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

STROKE = 1.75


class Icons:
    """Reads the SVG files once and keeps every rendered pixmap by name, size, colour, stroke and ratio."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, int, str, float, float, bool], QPixmap] = {}

    def pixmap(
        self,
        name: str,
        size: int,
        colour: str,
        ratio: float = 1.0,
        stroke: float = STROKE,
        *,
        filled: bool = False,
    ) -> QPixmap:
        """The icon as a pixmap of `size` logical pixels; `filled` also fills its outline."""
        key = (name, size, colour, stroke, ratio, filled)
        if key not in self._pixmaps:
            source = self._source(name).replace("currentColor", QColor(colour).name())
            source = re.sub(r'stroke-width="[^"]*"', f'stroke-width="{stroke}"', source)
            if filled:
                source = source.replace('fill="none"', f'fill="{QColor(colour).name()}"')
            self._pixmaps[key] = _render(source, size, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, size: int, colour: str, disabled: str | None = None) -> QIcon:
        """The icon for menus and actions, which pick the ratio themselves."""
        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, size, colour, ratio))
            if disabled:
                icon.addPixmap(self.pixmap(name, size, disabled, ratio), QIcon.Mode.Disabled)
        return icon

    def clear(self) -> None:
        """Forget the rendered pixmaps, after a change of theme."""
        self._pixmaps.clear()

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return self._sources[name]


def _render(source: str, size: int, ratio: float) -> QPixmap:
    pixels = max(1, round(size * ratio))
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
