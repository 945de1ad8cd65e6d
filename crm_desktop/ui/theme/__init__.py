"""The look: tokens, fonts, icons and the one style sheet, gathered in a `Theme` that is passed to every widget."""

from crm_desktop.ui.theme.theme import MODES, Theme
from crm_desktop.ui.theme.tokens import DARK, LIGHT, Role, Tokens, Tone

__all__ = ["DARK", "LIGHT", "MODES", "Role", "Theme", "Tokens", "Tone"]
