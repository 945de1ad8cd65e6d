"""Opens the form of a new task over any window."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.ui.page_context import PageContext


def plan_task(context: PageContext, owner: QWidget, about: Mapping[str, Any]) -> None:
    """Ask what is to be done, about some record, such as `customer_id`."""
    # Loaded when somebody plans something: it is no part of the start.
    from crm_desktop.ui.forms.task import load_new, open_task_form

    context.background.read(
        owner,
        lambda reading: load_new(reading, about),
        lambda loaded: open_task_form(context, owner.window(), None, loaded, lambda _id: None),
    )
