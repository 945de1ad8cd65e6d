"""How a page asks for what lies outside of it: another record, a new one, a list, an activity to log."""

from collections.abc import Mapping
from typing import Any, Protocol

from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import ListSpec

NOTHING_CHANGED = Message("Nothing changed: it was so already.")


class Navigator(Protocol):
    """Given to every page by the composition root. Kinds are table names: customer, contact, opportunity …"""

    def open(self, kind: str, record_id: str) -> None:
        """Show a record on its page."""

    def open_window(self, kind: str, record_id: str) -> None:
        """Show a record in a window of its own."""

    def new(self, kind: str, preset: Mapping[str, Any] | None = None) -> None:
        """Open the form of a new record, some of its fields filled in."""

    def log_activity(self, preset: Mapping[str, Any]) -> None:
        """Open the form of a new interaction."""

    def show_list(self, kind: str, spec: ListSpec) -> None:
        """Show a list narrowed by a specification: the records behind a figure."""

    def review(self, kind: str, record_id: str, item_id: str = "") -> None:
        """Show what is to be reviewed of a record, and one thing of it."""

    def say(self, text: Message) -> None:
        """Say something short that needs no answer."""

    def refuse(self, text: Message) -> None:
        """Say in short why something cannot be done; it looks like no success."""

    def did(self, text: Message) -> None:
        """Say what the step just written did, offering to undo it."""
