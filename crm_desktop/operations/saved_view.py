"""Saved views: keep what a list shows under a name, share it with the team, put them in order."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.text import fold
from crm_desktop.models import SavedView, User
from crm_desktop.operations import records
from crm_desktop.queries.saved_view import find_view
from crm_desktop.storage.database import UnitOfWork

LONGEST = 60


@dataclass(frozen=True)
class SavedViewDraft:
    """A view as its form edits it."""

    name: str = ""
    is_shared: bool = False


def save_view(
    work: UnitOfWork,
    kind: str,
    draft: SavedViewDraft,
    spec: ListSpec,
    columns: Mapping[str, Any] | None = None,
) -> str:
    """Keep what a list of a kind shows, as a view of the actor; returns its id."""
    name = _checked(work, kind, draft.name)
    mine = select(func.max(SavedView.position)).where(SavedView.kind == kind, SavedView.owner_id == _me(work))
    view = SavedView(
        id=work.new_id(),
        kind=kind,
        name=name,
        owner_id=_me(work),
        is_shared=draft.is_shared,
        specification=_written(spec, columns),
        position=(work.session.scalar(mine) or 0) + 1,
    )
    work.session.add(view)
    return view.id


def rename_view(work: UnitOfWork, view_id: str, draft: SavedViewDraft) -> None:
    """Give an own view another name, and share it with the team or no longer."""
    view = _own(work, view_id)
    name = _checked(work, view.kind, draft.name, view)
    records.apply(work, view, {"name": name, "is_shared": draft.is_shared})


def share_view(work: UnitOfWork, view_id: str, is_shared: bool) -> None:
    """Offer an own view to the team, or keep it to oneself again."""
    records.apply(work, _own(work, view_id), {"is_shared": is_shared})


def update_view(work: UnitOfWork, view_id: str, spec: ListSpec, columns: Mapping[str, Any] | None = None) -> None:
    """Let an own view show what the list shows now."""
    records.apply(work, _own(work, view_id), {"specification": _written(spec, columns)})


def move_view(work: UnitOfWork, view_id: str, step: int) -> None:
    """Put an own view further up or down among one's own."""
    view = _own(work, view_id)
    statement = select(SavedView).where(
        SavedView.kind == view.kind, SavedView.owner_id == view.owner_id, SavedView.deleted.is_(False)
    )
    mine = sorted(work.session.scalars(statement), key=lambda each: (each.position or 0, fold(each.name)))
    place = mine.index(view)
    mine.insert(max(0, min(len(mine) - 1, place + step)), mine.pop(place))
    _number(mine)


def delete_view(work: UnitOfWork, view_id: str) -> None:
    """Delete an own view; the records it shows are untouched."""
    _own(work, view_id).deleted = True


def _number(views: Sequence[SavedView]) -> None:
    for place, each in enumerate(views, 1):
        if each.position != place:
            each.position = place


def _me(work: UnitOfWork) -> str | None:
    return work.viewer.user_id or None


def _own(work: UnitOfWork, view_id: str) -> SavedView:
    view = find_view(work, view_id)
    if view is None:
        raise NotFound(Message("This view no longer exists, or it is not shared any more."))
    if view.owner_id != _me(work):
        owner = work.session.get(User, view.owner_id or "")
        name = owner.name if owner is not None else "—"
        raise NotAllowed(Message("This view belongs to {name}. Save it under a name of your own.", name=name))
    return view


def _checked(work: UnitOfWork, kind: str, name: str, current: SavedView | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise Invalid({"name": Message("Give the view a name of 1 to {most} characters.", most=LONGEST)})
    statement = select(SavedView).where(
        SavedView.kind == kind, SavedView.owner_id == _me(work), SavedView.deleted.is_(False)
    )
    if any(fold(each.name) == fold(name) and each is not current for each in work.session.scalars(statement)):
        said = Message("You have a view “{name}” already. Choose another name, or update that one.", name=name)
        raise Invalid({"name": said})
    return name


def _written(spec: ListSpec, columns: Mapping[str, Any] | None) -> str:
    said: dict[str, Any] = {**spec.to_json(), **({"columns": dict(columns)} if columns else {})}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
