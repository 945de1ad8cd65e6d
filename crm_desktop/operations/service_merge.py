"""Cases that are one: what was said, planned, spent and filed with the others goes to the one that is kept."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Attachment, CaseArticle, Comment, Interaction, Rating, ServiceCase, ServiceWork, Task
from crm_desktop.models.service_case import ARCHIVED, WAITING
from crm_desktop.operations import records
from crm_desktop.operations.references import leads_to
from crm_desktop.operations.service_steps import end_waiting
from crm_desktop.storage.database import UnitOfWork

# Rounds and waiting times stay with the case whose time they tell.
_GOES_OVER: tuple[tuple[Any, str], ...] = (
    (Interaction, "case_id"),
    (Task, "case_id"),
    (Rating, "case_id"),
    (ServiceWork, "case_id"),
    (CaseArticle, "case_id"),
    (Attachment, "record_id"),
    (Comment, "record_id"),
)


def merge_cases(work: UnitOfWork, kept_id: str, ids: Iterable[str]) -> int:
    """Merge open cases into another open one, which goes on; they are archived and name it. Returns how many."""
    kept = records.find_to_change(work, ServiceCase, kept_id)
    others = [records.find_to_change(work, ServiceCase, each) for each in dict.fromkeys(ids) if each != kept_id]
    if not others:
        raise UserError(Message("Choose at least two cases that are about the same."))
    for case in (kept, *others):
        if not case.is_open:
            raise UserError(Message("Case {number} is archived. Only open cases are merged.", number=case.number))
    known = {case.customer_id for case in (kept, *others) if case.customer_id}
    if len(known) > 1:
        raise UserError(Message("These cases are of several customers. Only cases of one customer are merged."))
    for other in others:
        _merge(work, kept, other)
    kept.customer_id = kept.customer_id or next(iter(known), None)
    return len(others)


def _merge(work: UnitOfWork, kept: ServiceCase, other: ServiceCase) -> None:
    work.session.flush()
    if leads_to(work, ServiceCase.parent_id, kept.id, other.id):
        # The kept case takes the place of the whole that it was part of.
        kept.parent_id = (
            other.parent_id if not leads_to(work, ServiceCase.parent_id, other.parent_id, kept.id) else None
        )
        work.session.flush()
    for entity, column in (*_GOES_OVER, (ServiceCase, "parent_id")):
        of = getattr(entity, column)
        work.session.execute(
            update(entity)
            .where(of == other.id, entity.deleted.is_(False), entity.id != kept.id)
            .values({column: kept.id})
            .execution_options(synchronize_session="fetch")
        )
    other.merged_into_id, other.parent_id = kept.id, None
    if other.status == WAITING:
        end_waiting(work, other)
    other.status, other.closed_on = ARCHIVED, work.today
    records.note_history(work, other, "status", ARCHIVED, note=f"→ {kept.number}")
