"""What is remembered of one list on this device: its view, filters, order, place and columns.

Each company file has its own memory, because another one has neither its people nor its levels; and each of its users,
because two people at one computer work differently.
"""

from collections.abc import Callable
from typing import Any

from crm_desktop.core.preferences import Preferences


class ListMemory:
    """Values of one list by name, those of whoever acts now."""

    def __init__(self, preferences: Preferences, name: str, company: str, who: Callable[[], Any]) -> None:
        self._preferences, self._who = preferences, who
        self._name = ".".join(part for part in ("list", name, company) if part)

    @property
    def prefix(self) -> str:
        """What the names of all values begin with."""
        user_id = getattr(self._who(), "user_id", None)
        return f"{self._name}.{user_id}" if user_id else self._name

    def get(self, name: str, default: Any = None) -> Any:
        """A value, or the default."""
        return self._preferences.get(f"{self.prefix}.{name}", default)

    def set(self, name: str, value: Any) -> None:
        """Remember a value; None forgets it."""
        self._preferences.set(f"{self.prefix}.{name}", value)
