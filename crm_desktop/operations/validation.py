"""Checks of a draft, field by field, each with a sentence that says what to do."""

import re
from datetime import date
from typing import Any

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import digits

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
# No telephone has fewer: 110, 911.
_DIGITS_AT_LEAST = 3
# An earlier day is a slip of the keys; the oldest companies were founded before.
_FIRST_YEAR = 1600
# Whatever is planned, agreed or sold happens in these; days are reckoned with far beyond them.
_YEARS = range(1900, 2200)


class Problems:
    """Collects what is wrong with a draft and refuses it as a whole."""

    def __init__(self) -> None:
        self.found: dict[str, Message] = {}

    def add(self, name: str, message: Message) -> None:
        """Note a problem; the first one of a field stays."""
        self.found.setdefault(name, message)

    def require(self, name: str, value: Any, message: Message) -> None:
        """Something must be given."""
        if value is None or (isinstance(value, str) and not value.strip()):
            self.add(name, message)

    def within(self, name: str, value: int | None, low: int, high: int, message: Message) -> None:
        """A number, if given, must lie in a range."""
        if value is not None and not low <= value <= high:
            self.add(name, message)

    def at_most(self, name: str, value: str | None, most: int) -> None:
        """A text, if given, must not be longer."""
        if value and len(value.strip()) > most:
            self.add(name, Message("Write {most} characters at most.", most=most))

    def one_of(self, name: str, value: str | None, allowed: tuple[str, ...]) -> None:
        """A state must be one the program knows."""
        if value not in allowed:
            self.add(name, Message("Choose one of the offered values."))

    def email(self, name: str, value: str | None) -> None:
        """An e-mail address, if given, must look like one."""
        if value and value.strip() and not _EMAIL.fullmatch(value.strip()):
            self.add(name, Message("This is not an e-mail address. Write it like name@example.com."))

    def phone(self, name: str, value: str | None) -> None:
        """A telephone number, if given, must have digits; how it is punctuated is people's own affair."""
        if value and value.strip() and len(digits(value)) < _DIGITS_AT_LEAST:
            self.add(name, Message("This is not a phone number. Write its digits."))

    def not_after(self, name: str, value: date | None, today: date) -> None:
        """A day of the past, if given, must not lie ahead."""
        if value is not None and value > today:
            self.add(name, Message("Choose today or an earlier day."))
        elif value is not None and value.year < _FIRST_YEAR:
            self.add(name, Message("Nothing happened on that day. Check the year."))

    def year_meant(self, name: str, value: date | None, was: date | None = None) -> None:
        """A day, if it is given anew, lies in a year that somebody can mean."""
        if value is not None and value != was and value.year not in _YEARS:
            self.add(name, Message("This year is hardly meant. Choose a day nearer to today."))

    def refuse(self) -> None:
        """Raise `Invalid` when anything was found."""
        if self.found:
            raise Invalid(self.found)
