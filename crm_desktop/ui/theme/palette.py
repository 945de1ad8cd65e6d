"""The tokens as a full Qt palette, for everything Qt paints itself."""

from PySide6.QtGui import QColor, QPalette

from crm_desktop.ui.theme.tokens import Tokens


def palette_of(tokens: Tokens) -> QPalette:
    """A palette with every role set, so that no colour of the platform shines through."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text1,
        role.Base: tokens.content,
        role.AlternateBase: tokens.sunken,
        role.Text: tokens.text1,
        role.PlaceholderText: tokens.text3,
        role.Button: tokens.content,
        role.ButtonText: tokens.text1,
        role.BrightText: tokens.on_accent,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent_text,
        role.LinkVisited: tokens.accent_text,
        role.ToolTipBase: tokens.toast,
        role.ToolTipText: tokens.on_toast,
        role.Light: tokens.content,
        role.Midlight: tokens.hover,
        role.Mid: tokens.strong_line,
        role.Dark: tokens.field_edge,
        role.Shadow: tokens.strong_line,
        role.Accent: tokens.accent,
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.text3))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens.strong_line))
    return palette
