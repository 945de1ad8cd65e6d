"""A cell that cannot be what its column is meant to hold."""

from crm_desktop.core.errors import UserError


class BadValue(UserError):
    """The message says why; the importer adds line, column and value."""
