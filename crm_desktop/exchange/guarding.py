"""Cells that a spreadsheet would run as a formula: guarded by an apostrophe when written, unguarded when read."""

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
# Numbers, dates and telephone numbers begin with a sign and do no harm.
_HARMLESS = re.compile(r"[+-][\d\s.,:()/%-]*")


def guarded(value: str) -> str:
    """The value as it is safe in a CSV file that Excel may open."""
    if value[:1] not in "'=+-@\t\r" or not _DANGEROUS.match(value) or _HARMLESS.fullmatch(value):
        return value
    return "'" + value


def unguarded(value: str) -> str:
    """The value that was guarded, or the value itself."""
    return value[1:] if value.startswith("'") and _GUARDED.match(value) else value
