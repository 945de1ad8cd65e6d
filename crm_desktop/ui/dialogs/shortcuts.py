"""The page of shortcuts: keys of the window and of the page, made from the actions, then those of lists and forms."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.key_hints import KeyCap
from crm_desktop.ui.widgets.labels import Label, section_heading

Keys = Sequence[tuple[str, Text]]
# The width of a window in which two keys with their words stand beside each other.
_TWO_PAIRS = 700

# What the lists have by themselves, then what their pages add: a page of records says the latter in its own words.
_LISTS: Keys = (
    ("↑↓", N_("Move in the list")),
    ("Enter", N_("Open")),
    ("Space", N_("Choose the current row")),
    ("Shift+↑↓", N_("Choose several rows")),
    ("Ctrl+A", N_("Choose every row")),
    ("Shift+F10", N_("Open the menu of the current row")),
    ("F", N_("Add filter")),
    ("Ctrl+F", N_("Search this list")),
    ("Ctrl+Shift+F", N_("Clear filters")),
    ("N", N_("New record")),
    ("E", N_("Edit")),
    ("L", N_("Log activity")),
    ("Del", N_("Delete")),
    ("Ctrl+Shift+I", N_("Import")),
    ("Ctrl+Shift+E", N_("Export this list")),
)
_FORMS: Keys = (
    ("Ctrl+S", N_("Save a form")),
    ("F8", N_("Go to the next problem of a form")),
    ("F7", N_("Take over an answer")),
    ("Tab", N_("Next field")),
    ("Esc", N_("Close, or clear the selection")),
)


def open_shortcuts(window: QWidget, theme: Theme, everywhere: Sequence[Action], page: QWidget) -> Dialog:
    """Open the page of keys; `page` is asked for its actions and, where it has no list, for its other keys."""
    dialog = Dialog(window, theme, N_("Keyboard shortcuts"), primary=N_("Done"), cancel=False, width=760)
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(6))
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    pairs = 2 if window.width() >= theme.px(_TWO_PAIRS) else 1
    for title, keys in _groups(everywhere, page):
        _add_group(grid, theme, title, keys, pairs)
    dialog.body.addLayout(grid)
    dialog.submitted.connect(dialog.accept)
    dialog.open_panel()
    return dialog


def _groups(everywhere: Sequence[Action], page: QWidget) -> list[tuple[Text, Keys]]:
    own, is_list = getattr(page, "actions_set", None), hasattr(page, "table")
    here = _keys_of(own.actions) if isinstance(own, ActionSet) else []
    said = {key for key, _ in here}
    # A board's keys are not those of a list.
    if not is_list or getattr(page, "is_board", False):
        here = [*(hint for hint in getattr(page, "hints", ()) if hint[0] not in said), *here]
    lists = [each for each in _LISTS if not (is_list and each[0] in said)]
    groups: list[tuple[Text, Keys]] = [
        (N_("Everywhere"), _keys_of(everywhere)),
        (N_("On this page"), here),
        (N_("In lists"), lists),
        (N_("In forms"), _FORMS),
    ]
    return [group for group in groups if group[1]]


def _keys_of(actions: Iterable[Action]) -> list[tuple[str, Text]]:
    return [(each.shortcut, each.text) for each in actions if each.shortcut]


def _add_group(grid: QGridLayout, theme: Theme, title: Text, keys: Keys, pairs: int) -> None:
    """All groups share one grid, so that their keys stand in line."""
    first = grid.rowCount()
    grid.setRowMinimumHeight(first, theme.px(28))
    grid.addWidget(section_heading(theme, title), first, 0, 1, 4, Qt.AlignmentFlag.AlignBottom)
    for number, (key, text) in enumerate(keys):
        row, side = divmod(number, pairs)
        grid.addWidget(KeyCap(theme, key), first + 1 + row, side * 2, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(Label(theme, text, Role.BODY, colour="text2"), first + 1 + row, side * 2 + 1)
