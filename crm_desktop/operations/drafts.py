"""The way from records to drafts: what a form edits, and what another record already says."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from crm_desktop.models import Synced

Draft = TypeVar("Draft")


def loaded(kind: type[Draft], record: Synced, **others: Any) -> Draft:
    """A draft with the values of a record; `others` are given instead of read, such as its rows of another table."""
    names = [each.name for each in fields(kind) if each.name not in others]  # type: ignore[arg-type]  # a dataclass
    return kind(**{name: getattr(record, name) for name in names}, **others)


def filled(draft: Draft, source: Synced, names: Iterable[str]) -> Draft:
    """The draft with values of another record where it says nothing itself."""
    missing = {name: getattr(source, name) for name in names if not getattr(draft, name)}
    return replace(draft, **missing)  # type: ignore[type-var]  # drafts are dataclasses
