"""The two shipped families, and a font for each role of a text."""

import logging
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from crm_desktop.ui.theme.tokens import FAMILIES, TYPE, Role

_log = logging.getLogger(__name__)


def register_fonts(folder: Path) -> list[str]:
    """Make the shipped fonts known to Qt; returns the families found. Without them the system's fonts serve."""
    families: set[str] = set()
    for path in sorted(folder.glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            _log.info("font not readable: %s", path.name)
            continue
        families.update(QFontDatabase.applicationFontFamilies(number))
    return sorted(families)


@lru_cache(maxsize=256)
def font_of(pixel_size: int, weight: int, tabular: bool = False) -> QFont:
    """The family list at a pixel size and weight. Static files also register as families of their own, so that the
    weight must be asked for by number and never by a name such as "Inter Medium"."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(pixel_size)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def role_font(role: Role, scale: float, weight: int | None = None, tabular: bool = False) -> QFont:
    """The font of a role at a text scale; a fresh copy, because fonts are changed by their users."""
    size, _line, usual = TYPE[role]
    return QFont(font_of(max(1, round(size * scale)), weight or usual, tabular))
