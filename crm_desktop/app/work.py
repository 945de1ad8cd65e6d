"""The two commands of every page: write down what happened, plan what is to be done; about the record one looks at."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import EDIT, Action
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.navigation import WindowNavigator


def work_actions(window: Callable[[], MainWindow], navigator: WindowNavigator) -> list[Action]:
    """Log an activity, plan a task."""

    def log() -> None:
        navigator.log_activity(_about(window()))

    def plan() -> None:
        about = {name: value for name, value in _about(window()).items() if name != "task_id"}
        navigator.plan_task(about)

    return [
        Action(
            "work.log",
            N_("Log activity…"),
            log,
            N_("Write down a visit, call or message, from wherever you are"),
            "Ctrl+L",
            "message-square",
            menu=EDIT,
            starts_group=True,
            writes=True,
        ),
        Action(
            "work.task",
            N_("Plan a task…"),
            plan,
            N_("Write down what is to be done, from wherever you are"),
            "Ctrl+T",
            "square-check",
            menu=EDIT,
            writes=True,
        ),
    ]


def _about(window: MainWindow) -> Mapping[str, Any]:
    """What the page shown is about: its current record."""
    page = window.page(window.current_page)
    found: Mapping[str, Any] = page.about_current() if hasattr(page, "about_current") else {}
    return found
