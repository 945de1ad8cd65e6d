"""The errors a person can do something about; every other exception is a bug and says so loudly."""

from collections.abc import Mapping

from crm_desktop.core.i18n import Message


class Problem(Exception):
    """Something a person should be told in a sentence."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class UserError(Problem):
    """What was asked cannot be done as asked; the message says what to do instead."""


class Invalid(UserError):
    """A draft with fields to mend: field name → what to do."""

    def __init__(self, fields: Mapping[str, Message]) -> None:
        super().__init__(next(iter(fields.values())))
        self.fields = dict(fields)
        # What it is made of again on the other side, when it travels between processes.
        self.args = (self.fields,)


class NotAllowed(UserError):
    """The acting user lacks the right."""


class NotFound(UserError):
    """The record does not exist, was deleted, or is not visible to this user."""


class Stale(UserError):
    """Someone changed the same fields since the form was loaded."""


class MachineError(Problem):
    """Disk, permission or file trouble: nothing of the data was changed."""


class Damaged(MachineError):
    """A company file that cannot be read as one."""
