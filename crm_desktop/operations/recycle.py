"""The recycle bin: why something was deleted, and taking away for good what nobody wants back."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import ENTITY_OF, Deletion
from crm_desktop.operations.erase import erase_record
from crm_desktop.queries import rights
from crm_desktop.queries.recycle import BinFilter, bin_kinds, recycled
from crm_desktop.storage.database import UnitOfWork

LONGEST = 200
_AT_ONCE = 500
_DAY_MS = 86_400_000
Report = Callable[[float, Message | None], None]


def note_reason(work: UnitOfWork, kind: str, ids: Iterable[str], reason: str, place: str = "") -> None:
    """Remember why records are deleted in this step, and from where; nothing when nobody said."""
    if not (words := reason.strip()[:LONGEST]):
        return
    for record_id in ids:
        work.session.add(
            Deletion(
                id=work.new_id(),
                record_kind=kind,
                record_id=record_id,
                reason=words,
                from_place=place.strip() or None,
                by_id=work.viewer.user_id or None,
                at=work.now_ms,
            )
        )


def note_reason_of_deleted(work: UnitOfWork, kind: str, ids: Sequence[str], reason: str, place: str = "") -> None:
    """As `note_reason`, for those of the records that this step really deleted."""
    if reason.strip():
        work.session.flush()
        entity = ENTITY_OF[kind]
        for start in range(0, len(ids), _AT_ONCE):
            some = entity.id.in_(ids[start : start + _AT_ONCE])
            deleted = work.session.scalars(select(entity.id).where(some, entity.deleted.is_(True)))
            note_reason(work, kind, deleted, reason, place)


def purge(work: UnitOfWork, chosen: Sequence[tuple[str, str]], report: Report | None = None) -> int:
    """Take deleted records, each (kind, id), away for good on every laptop; returns how many. It cannot be undone."""
    rights.require(work.viewer, ADMINISTER)
    work.session.flush()
    for done, (kind, record_id) in enumerate(chosen):
        if kind not in bin_kinds() or not work.plain(
            f"SELECT 1 FROM {kind} WHERE id = ? AND deleted = 1", (record_id,)
        ):
            raise UserError(Message("Only what lies in the recycle bin can be erased. Delete it first."))
        erase_record(work, kind, record_id)
        if report is not None and done % 50 == 0:
            report(done / len(chosen), None)
    work.session.expire_all()
    return len(chosen)


def empty_bin(work: UnitOfWork, days: int, report: Report | None = None) -> int:
    """Take away for good what was deleted at least so many days ago; returns how many records."""
    rights.require(work.viewer, ADMINISTER)
    if days < 0:
        raise UserError(Message("Give a number of days, 0 or more."))
    wanted = BinFilter(before_ms=work.now_ms - days * _DAY_MS + (1 if days == 0 else 0))
    found: list[tuple[str, str]] = []
    rows = recycled(work, limit=_AT_ONCE, wanted=wanted)
    while rows:
        found += [(row.kind, row.id) for row in rows]
        rows = recycled(work, limit=_AT_ONCE, wanted=wanted, after=rows[-1].cursor)
    return purge(work, found, report)


def _lies_in_bin(work: UnitOfWork, kind: str, record_id: str) -> bool:
    statement = f"SELECT 1 FROM {kind} WHERE id = ? AND deleted = 1"
    return kind in bin_kinds() and bool(work.plain(statement, (record_id,)))
