"""Bringing deleted records back, together with what belongs to them and was deleted in the same step."""

import json
from collections.abc import Iterable

from sqlalchemy import func, select, update

from crm_desktop.core.errors import NotAllowed, NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import DELETE
from crm_desktop.models import ENTITY_OF, Deletion
from crm_desktop.operations.stage_moves import stand_again
from crm_desktop.operations.undo_limits import limits_kept
from crm_desktop.queries import rights
from crm_desktop.queries.recycle_links import Ids, coming_along, deleted_with
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import UnitOfWork

_DELETION = (
    "SELECT c.origin, c.seq FROM sync_change c JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq"
    " JOIN sync_replica r ON r.n = t.origin"
    " WHERE c.row_id = ? AND c.tbl = ? AND c.op <> 'i' AND json_extract(c.data, '$.deleted[1]') = 1"
    " ORDER BY t.hlc DESC, r.id DESC LIMIT 1"
)


def restore_records(work: UnitOfWork, kind: str, ids: Iterable[str], *, whole_steps: bool = False) -> int:
    """Bring records back with what belongs to them, or with all that the same steps deleted; returns how many in all.

    What the actor may not change, what was brought back and what was deleted anew since stays as it is.
    """
    rights.require(work.viewer, DELETE)
    steps: dict[tuple[int, int], set[str]] = {}
    for record_id in dict.fromkeys(ids):
        steps.setdefault(_deletion_of(work, kind, record_id), set()).add(record_id)
    work.session.flush()
    count = 0
    for step, chosen in steps.items():
        together = deleted_with(work, *step)
        wanted = together if whole_steps else coming_along(work, together, {kind: chosen})
        with limits_kept(work, wanted):
            count += _restore(work, wanted)
        work.session.expire_all()
        stand_again(work, wanted.get("opportunity", ()))
    work.session.expire_all()
    return count


def restore_mixed(work: UnitOfWork, chosen: Iterable[tuple[str, str]], *, whole_steps: bool = False) -> int:
    """As `restore_records`, for records of several kinds, each (kind, id)."""
    by_kind: dict[str, list[str]] = {}
    for kind, record_id in chosen:
        by_kind.setdefault(kind, []).append(record_id)
    count = 0
    for kind, ids in by_kind.items():
        # What came back with a record before it is no longer to be looked for.
        entity = ENTITY_OF[kind]
        asked = select(func.json_each(json.dumps(ids)).table_valued("value").c.value)
        back = select(entity.id).where(entity.id.in_(asked), entity.deleted.is_(False))
        done = set(work.session.scalars(back)) if count else set()
        count += restore_records(work, kind, [each for each in ids if each not in done], whole_steps=whole_steps)
    return count


def _deletion_of(work: UnitOfWork, kind: str, record_id: str) -> tuple[int, int]:
    entity = ENTITY_OF[kind]
    record = work.session.get(entity, record_id)
    found = work.connection.exec_driver_sql(_DELETION, (record_id, kind)).first()
    if record is None or not record.deleted or found is None:
        raise NotFound(Message("This record is not in the recycle bin."))
    scope = rights.changeable(entity, work.viewer)
    if scope is not None and work.session.scalar(select(entity.id).where(entity.id == record_id, scope)) is None:
        raise NotAllowed(Message("This record belongs to someone else. Ask its owner or your manager to change it."))
    return int(found[0]), int(found[1])


def _restore(work: UnitOfWork, wanted: Ids) -> int:
    count = 0
    for table, ids in wanted.items():
        entity = ENTITY_OF[table]
        together = select(func.json_each(json.dumps(sorted(ids))).table_valued("value").c.value)
        back = update(table_of(entity)).where(entity.deleted.is_(True), entity.id.in_(together))
        scope = rights.changeable(entity, work.viewer)
        back = back if scope is None else back.where(scope)
        count += work.connection.execute(back.values(deleted=False)).rowcount
        spent = update(table_of(Deletion)).where(Deletion.deleted.is_(False), Deletion.record_id.in_(together))
        work.connection.execute(spent.values(deleted=True))
    return count
