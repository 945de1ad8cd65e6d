"""The page of shortcuts, made from the actions themselves."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import Action
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.key_hints import KeyCap
from crm_desktop.ui.widgets.labels import Label, section_heading

_ALWAYS: tuple[tuple[str, Text], ...] = (
    ("↑↓", N_("Move in the list")),
    ("Space", N_("Choose the current row")),
    ("Shift+↑↓", N_("Choose several rows")),
    ("Ctrl+A", N_("Choose every row")),
    ("F8", N_("Go to the next problem of a form")),
    ("Ctrl+S", N_("Save a form")),
    ("Esc", N_("Close, or clear the selection")),
)


def open_shortcuts(window: QWidget, theme: Theme, groups: Sequence[tuple[Text, Sequence[Action]]]) -> Dialog:
    """Open the page: each group of actions with its keys, then the keys of lists and forms."""
    dialog = Dialog(window, theme, N_("Keyboard shortcuts"), primary=N_("Done"), cancel=False, width=620)
    for title, actions in groups:
        keys: list[tuple[str, Text]] = [(each.shortcut, each.text) for each in actions if each.shortcut]
        if keys:
            _add_group(dialog, theme, title, keys)
    _add_group(dialog, theme, N_("In lists and forms"), _ALWAYS)
    dialog.submitted.connect(dialog.accept)
    dialog.open_panel()
    return dialog


def _add_group(dialog: Dialog, theme: Theme, title: Text, keys: Sequence[tuple[str, Text]]) -> None:
    dialog.body.addWidget(section_heading(theme, title))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(6))
    for number, (key, text) in enumerate(keys):
        row, side = divmod(number, 2)
        grid.addWidget(KeyCap(theme, key), row, side * 2)
        grid.addWidget(Label(theme, text, Role.BODY, colour="text2"), row, side * 2 + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    dialog.body.addLayout(grid)
