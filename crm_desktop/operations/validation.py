"""Checks of a draft, field by field, each with a sentence that says what to do."""

from typing import Any

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message


class Problems:
    """Collects what is wrong with a draft and refuses it as a whole."""

    def __init__(self) -> None:
        self._found: dict[str, Message] = {}

    def add(self, name: str, message: Message) -> None:
        """Note a problem; the first one of a field stays."""
        self._found.setdefault(name, message)

    def require(self, name: str, value: Any, message: Message) -> None:
        """Something must be given."""
        if value is None or (isinstance(value, str) and not value.strip()):
            self.add(name, message)

    def within(self, name: str, value: int | None, low: int, high: int, message: Message) -> None:
        """A number, if given, must lie in a range."""
        if value is not None and not low <= value <= high:
            self.add(name, message)

    def one_of(self, name: str, value: str | None, allowed: tuple[str, ...]) -> None:
        """A state must be one the program knows."""
        if value not in allowed:
            self.add(name, Message("Choose one of the offered values."))

    def refuse(self) -> None:
        """Raise `Invalid` when anything was found."""
        if self._found:
            raise Invalid(self._found)
