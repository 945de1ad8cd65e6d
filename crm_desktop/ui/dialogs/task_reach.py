"""What a change of a repeating task is to reach: this one, this and all following, or all."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Text

# As in `operations.task_series`, which loads the library for rules.
ONE, FOLLOWING, ALL = "one", "following", "all"
REACH_NAMES: tuple[tuple[str, str], ...] = (
    (ONE, N_("This one alone")),
    (FOLLOWING, N_("This and following")),
    (ALL, N_("All open")),
)


def ask_reach(context: PageContext, window: QWidget, heading: Text, then: Callable[[str], None]) -> None:
    """Ask how far a change reaches; Esc leaves everything as it is."""
    from crm_desktop.ui.dialogs.message import MessageDialog

    lines = (N_("This task repeats. What was done stays in any case."),)
    dialog = MessageDialog(window, context.theme, heading, lines, icon="refresh-cw", colour="text2")
    for reach, name in REACH_NAMES:
        dialog.add_answer(name, partial(then, reach), primary=reach == ONE)
    dialog.open()
