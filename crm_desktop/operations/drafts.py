"""The way from a record to the draft a form edits."""

from dataclasses import fields
from typing import Any, TypeVar

from crm_desktop.models import Synced

Draft = TypeVar("Draft")


def loaded(kind: type[Draft], record: Synced, **others: Any) -> Draft:
    """A draft with the values of a record; `others` are given instead of read, such as its rows of another table."""
    names = [each.name for each in fields(kind) if each.name not in others]  # type: ignore[arg-type]  # a dataclass
    return kind(**{name: getattr(record, name) for name in names}, **others)
