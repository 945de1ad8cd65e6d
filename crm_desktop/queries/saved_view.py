"""The views of lists that people saved: everyone's own, and those their owners share with the team."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, or_, select

from crm_desktop.core.listing import AnyOf, ListSpec
from crm_desktop.models import SavedView, User
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class SavedViewRow:
    """A view as the side bar offers it; `columns` is how the list arranges its columns, None when it does not say."""

    id: str
    kind: str
    name: str
    owner_id: str | None
    owner: str | None
    is_shared: bool
    is_mine: bool
    position: int
    spec: ListSpec = field(default_factory=ListSpec)
    columns: Mapping[str, Any] | None = None
    is_understood: bool = True


def saved_views(reading: Reading, kind: str, query: ListQuery[Any] | None = None) -> list[SavedViewRow]:
    """What the viewer may choose from: own views in their order, then shared ones of others by name.

    What a shared view shows is narrowed by the viewer's own rights, like any list. With the list they are views of it
    is found out which of them this version of the program understands.
    """
    me = reading.viewer.user_id
    named: Any = select(SavedView, User.name).outerjoin(User, User.id == SavedView.owner_id)
    rows = reading.session.execute(_open_to(me, named).where(SavedView.kind == kind))
    found = [_row(view, owner, me) for view, owner in rows]
    if query is not None:
        found = [replace(row, is_understood=is_understood(reading, query, row.spec)) for row in found]
    return sorted(found, key=lambda row: (not row.is_mine, row.position if row.is_mine else 0, row.name.casefold()))


def find_view(reading: Reading, view_id: str) -> SavedView | None:
    """A view the viewer may choose."""
    statement = _open_to(reading.viewer.user_id, select(SavedView)).where(SavedView.id == view_id)
    view: SavedView | None = reading.session.scalar(statement)
    return view


def _open_to(user_id: str, statement: Select[Any]) -> Select[Any]:
    own = SavedView.owner_id == user_id if user_id else SavedView.owner_id.is_(None)
    return statement.where(SavedView.deleted.is_(False), or_(own, SavedView.is_shared.is_(True)))


def _row(view: SavedView, owner: str | None, me: str) -> SavedViewRow:
    said = _specification(view.specification)
    return SavedViewRow(
        view.id,
        view.kind,
        view.name,
        view.owner_id,
        owner,
        view.is_shared,
        (view.owner_id or "") == me,
        view.position or 0,
        _spec(said),
        said.get("columns"),
    )


def _specification(text: str) -> dict[str, Any]:
    """What was saved; a newer program may have saved what this one does not understand."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def is_understood(reading: Reading, query: ListQuery[Any], spec: ListSpec) -> bool:
    """Whether a list can be shown so; a newer program may know fields, operators and values that this one does not."""
    conditions = [each for one in spec.filters for each in (one.filters if isinstance(one, AnyOf) else (one,))]
    named = {each.field for each in conditions} | ({spec.grouping.field} if spec.grouping else set())
    if not named <= {field.key for field in query.fields}:
        return False
    try:
        query.count(reading, spec)
    except (LookupError, TypeError, ValueError, StopIteration):
        return False
    return True


def _spec(said: Mapping[str, Any]) -> ListSpec:
    try:
        return ListSpec.from_json(said)
    except (TypeError, ValueError, KeyError):
        return ListSpec()
