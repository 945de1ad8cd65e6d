"""The theme in use: built once by `app`, applied to the application, and handed to every widget."""

from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from crm_desktop.core import paths
from crm_desktop.ui.theme import motion
from crm_desktop.ui.theme.arrows import write_arrows
from crm_desktop.ui.theme.fonts import register_fonts, role_font
from crm_desktop.ui.theme.icons import STROKE, Icons
from crm_desktop.ui.theme.palette import palette_of
from crm_desktop.ui.theme.qss import style_sheet
from crm_desktop.ui.theme.tokens import DARK, LIGHT, TYPE, Role, Tokens

Mode = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = get_args(Mode)
SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)


class Theme(QObject):
    """Tokens, fonts and icons in the chosen mode and text size.

    Widgets keep a reference, read `tokens` when they paint, and connect `theme_changed` when they hold fonts or sizes.
    """

    theme_changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = "system", text_scale: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self._mode: Mode = mode
        self._scale = text_scale
        self._icons = Icons(paths.resources() / "icons")
        register_fonts(paths.resources() / "fonts")
        self._tokens = self._wanted()
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._tokens

    @property
    def mode(self) -> Mode:
        """What the user chose: system, light or dark."""
        return self._mode

    @property
    def text_scale(self) -> float:
        """How much larger than usual texts and controls are, 1.0 to 2.0."""
        return self._scale

    def apply(self) -> None:
        """Give the application its style, palette, font and style sheet, in the order that restyles widgets once."""
        if not self._app.styleSheet():
            # Once: under a style sheet it would restyle every widget, which the sheet does again.
            self._app.setStyle("Fusion")
            motion.calm(self._app)
        self._app.setPalette(palette_of(self._tokens))
        if self._app.font() != (font := self.font(Role.BODY)):
            self._app.setFont(font)
        arrows = write_arrows(self._tokens, self.px(16), paths.cache_dir() / "theme", self._icons)
        # Emptied first, it reaches each widget twice. Put in the place of another, it reaches a widget once more for
        # each that it lies in: nine times.
        self._app.setStyleSheet("")
        self._app.setStyleSheet(style_sheet(self._tokens, self.px, arrows))

    def set_mode(self, mode: Mode) -> None:
        """Change between system, light and dark while running."""
        self._mode = mode
        self._refresh()

    def set_text_scale(self, scale: float) -> None:
        """Change the size of all texts and controls while running."""
        scale = min(2.0, max(1.0, scale))
        if scale != self._scale:
            self._scale = scale
            self._refresh(force=True)

    def px(self, pixels: float) -> int:
        """A length of the design at the chosen text size."""
        return round(pixels * self._scale)

    def font(self, role: Role = Role.BODY, weight: int | None = None, *, tabular: bool = False) -> QFont:
        """The font of a role; `tabular` for columns of numbers only, because it widens the hyphen."""
        return role_font(role, self._scale, weight, tabular)

    def line(self, role: Role) -> int:
        """The fixed line height of a role; never ask a size hint, Chinese would move the layout."""
        return self.px(TYPE[role][1])

    def width_of(self, text: str, font: QFont) -> float:
        """How wide a text is."""
        return QFontMetricsF(font).horizontalAdvance(text)

    def pixmap(
        self,
        name: str,
        colour: str | None = None,
        size: int = 16,
        ratio: float = 1.0,
        stroke: float = STROKE,
        *,
        filled: bool = False,
    ) -> QPixmap:
        """A lucide icon in a colour (text 2 when none is given) at a device ratio, scaled with the text."""
        return self._icons.pixmap(name, self.px(size), colour or self._tokens.text2, ratio, stroke, filled=filled)

    def icon(self, name: str, colour: str | None = None, size: int = 16) -> QIcon:
        """A lucide icon for menus and actions."""
        return self._icons.icon(name, self.px(size), colour or self._tokens.text2, self._tokens.text3)

    def _wanted(self) -> Tokens:
        if self._mode == "system":
            return DARK if self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._mode == "dark" else LIGHT

    def _on_system_scheme_changed(self) -> None:
        if self._mode == "system":
            self._refresh()

    def _refresh(self, *, force: bool = False) -> None:
        wanted = self._wanted()
        if wanted is self._tokens and not force:
            return
        self._tokens = wanted
        self._icons.clear()
        self.apply()
        self.theme_changed.emit()
