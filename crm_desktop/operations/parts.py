"""The rows that belong to one record, such as the phone numbers of a contact: made what a form edited them to be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import select

from crm_desktop.core.errors import Stale
from crm_desktop.core.i18n import Message
from crm_desktop.models import Synced
from crm_desktop.operations import drafts, records
from crm_desktop.storage.database import Reading, UnitOfWork


class Part(Protocol):
    """A row of a draft: a dataclass with the columns of its table, and the id of the row it was read from."""

    @property
    def id(self) -> str | None:
        """None while the row is new."""
        ...


Computed = Callable[[Any], Mapping[str, Any]]
PartDraft = TypeVar("PartDraft", bound=Part)


def read_parts(
    reading: Reading, entity: type[Synced], owner: Mapping[str, str], draft: type[PartDraft]
) -> tuple[PartDraft, ...]:
    """The rows of a record as a form edits them; `owner` is the column that names the record, with its id."""
    return tuple(drafts.loaded(draft, row) for row in living_parts(reading, entity, owner))


def add_parts(
    work: UnitOfWork,
    entity: type[Synced],
    owner: Mapping[str, str],
    parts: Sequence[Part],
    computed: Computed = lambda part: {},
) -> None:
    """Write the rows of a new record. `computed` gives the columns that follow from a row's others."""
    for place, part in enumerate(parts):
        values = {**_values(part), **computed(part)}
        work.session.add(entity(id=work.new_id(), position=place, **owner, **values))


def write_parts(
    work: UnitOfWork,
    entity: type[Synced],
    owner: Mapping[str, str],
    parts: Sequence[Part],
    loaded: Sequence[Part] | None = None,
    position: int | None = None,
    computed: Computed = lambda part: {},
) -> bool:
    """Make the rows of a record these, in this order; returns whether anything changed.

    With `loaded`, rows someone else added meanwhile stay. `computed` gives the columns that follow from a row's others.
    """
    kept = {row.id: row for row in living_parts(work, entity, owner)}
    before = {
        part.id: {"position": place, **_values(part), **computed(part)}
        for place, part in enumerate(loaded or ())
        if part.id
    }
    changed = False
    for place, part in enumerate(parts):
        values = {"position": place, **_values(part), **computed(part)}
        row = kept.get(part.id or "")
        was = before.get(part.id or "")
        if row is not None:
            changed |= bool(records.apply(work, row, values, was, position))
        elif was is None:
            work.session.add(entity(id=work.new_id(), **owner, **values))
            changed = True
        elif {**was, "position": place} != values:
            raise Stale(Message("Someone else removed a line you were editing. Look at the lines and save again."))
    gone = (before if loaded is not None else kept).keys() - {part.id for part in parts}
    for row_id in gone & kept.keys():
        kept[row_id or ""].deleted = True
        changed = True
    return changed


def living_parts(reading: Reading, entity: type[Synced], owner: Mapping[str, str]) -> list[Any]:
    """The rows of a record in their order."""
    columns: Any = entity
    mine = [getattr(columns, name) == value for name, value in owner.items()]
    statement = select(columns).where(*mine, entity.deleted.is_(False))
    return list(reading.session.scalars(statement.order_by(columns.position, entity.id)))


def _values(part: Part) -> dict[str, Any]:
    return {name: value for name, value in records.values_of(part).items() if name != "id"}
