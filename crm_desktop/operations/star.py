"""Stars: what somebody marked as important, for themselves alone to come back to."""

from collections.abc import Iterable

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import ENTITY_OF, Star
from crm_desktop.models.customising import table_of_kind
from crm_desktop.queries import rights
from crm_desktop.storage.database import UnitOfWork


def toggle_stars(work: UnitOfWork, kind: str, ids: Iterable[str]) -> bool:
    """Star records one sees, or take the stars away when all of them have one; returns whether they have one now."""
    user_id, wanted = work.viewer.user_id, list(dict.fromkeys(ids))
    if not user_id:
        raise UserError(Message("Choose who you are before you mark something."))
    for record_id in wanted:
        rights.must_see(work, ENTITY_OF[kind], record_id)
    rows = {each: work.session.get(Star, Star.id_of(user_id, each)) for each in wanted}
    has_all = all(row is not None and not row.deleted for row in rows.values())
    for record_id, row in rows.items():
        if row is not None:
            row.deleted = has_all
        else:
            values = {"user_id": user_id, "record_id": record_id, "created_at": work.now_ms}
            kept = Star(id=Star.id_of(user_id, record_id), record_kind=table_of_kind(kind), **values)
            work.session.add(kept)
    return not has_all
