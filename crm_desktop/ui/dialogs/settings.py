"""Settings of this device: language, colours and text size, taking effect at once."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, language
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.welcome import LANGUAGE_NAMES
from crm_desktop.ui.widgets.choices import Segmented
from crm_desktop.ui.widgets.labels import section_heading

MODES = (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))
SCALES = tuple((f"{percent / 100}", Plain(f"{percent}%")) for percent in (100, 125, 150, 175, 200))


def open_settings(
    window: QWidget,
    theme: Theme,
    preferences: Preferences,
    set_language: Callable[[str], None],
    set_text_size: Callable[[float], None],
    *,
    at_text_size: bool = False,
    more: Sequence[tuple[Text, QWidget]] = (),
) -> Dialog:
    """Open the settings, on request at the text size; each choice takes effect at once and is remembered."""
    dialog = Dialog(
        window, theme, N_("Settings"), context=N_("On this device"), primary=N_("Done"), cancel=False, width=520
    )
    languages = Segmented(theme, LANGUAGE_NAMES)
    languages.set_value(language())
    languages.changed.connect(lambda: set_language(languages.value()))
    modes = Segmented(theme, MODES)
    modes.set_value(theme.mode)

    modes.changed.connect(lambda: choose_mode(theme, preferences, modes.value()))
    scales = Segmented(theme, SCALES)
    scales.set_value(f"{theme.text_scale}")
    scales.changed.connect(lambda: set_text_size(float(scales.value())))
    usual: tuple[tuple[Text, QWidget], ...] = (
        (N_("Language"), languages),
        (N_("Colours"), modes),
        (N_("Text size"), scales),
    )
    for heading, choice in (*usual, *more):
        dialog.body.addWidget(section_heading(theme, heading))
        dialog.body.addWidget(choice)
    dialog.submitted.connect(dialog.accept)
    dialog.open_panel()
    if at_text_size:
        scales.take_focus()
    return dialog


def choose_mode(theme: Theme, preferences: Preferences, mode: str) -> None:
    """Show other colours from now on, and remember it."""
    theme.set_mode("light" if mode == "light" else "dark" if mode == "dark" else "system")
    preferences.set("theme", mode)
