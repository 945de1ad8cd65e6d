"""Bringing deleted records back, together with everything deleted in the same step."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from crm_desktop.core.errors import NotAllowed, NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import DELETE
from crm_desktop.models import ENTITY_OF
from crm_desktop.queries import rights
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.database import UnitOfWork

_DELETION = (
    "SELECT c.origin, c.seq FROM sync_change c JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq"
    " JOIN sync_replica r ON r.n = t.origin"
    " WHERE c.row_id = ? AND c.tbl = ? AND c.op <> 'i' AND json_extract(c.data, '$.deleted[1]') = 1"
    " ORDER BY t.hlc DESC, r.id DESC LIMIT 1"
)
_DELETED_TOGETHER = (
    "SELECT tbl, json_group_array(row_id) FROM sync_change WHERE origin = ? AND seq = ? AND op <> 'i'"
    " AND json_extract(data, '$.deleted[1]') = 1 GROUP BY tbl"
)


def restore_records(work: UnitOfWork, kind: str, ids: Iterable[str]) -> int:
    """Bring records back with all the actor may change that was deleted by the same steps; returns how many in all."""
    rights.require(work.viewer, DELETE)
    count = 0
    for step in dict.fromkeys(_deletion_of(work, kind, record_id) for record_id in ids):
        count += _restore_step(work, *step)
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


def _restore_step(work: UnitOfWork, origin: int, seq: int) -> int:
    """Whatever was brought back or deleted anew since stays as it is."""
    work.session.flush()
    tables = work.connection.exec_driver_sql(_DELETED_TOGETHER, (origin, seq)).all()
    count = 0
    for table, ids in tables:
        if (entity := ENTITY_OF.get(table)) is not None:
            together = select(func.json_each(ids).table_valued("value").c.value)
            back = update(table_of(entity)).where(entity.deleted.is_(True), entity.id.in_(together))
            scope = rights.changeable(entity, work.viewer)
            back = back if scope is None else back.where(scope)
            count += work.connection.execute(back.values(deleted=False)).rowcount
    work.session.expire_all()
    return count
