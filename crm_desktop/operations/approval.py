"""Asking to be allowed something, with the content as it is then, and deciding on it."""

import json
from typing import Any

from sqlalchemy import Select, select

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import APPROVE
from crm_desktop.models import Approval, Synced
from crm_desktop.models.contract import GRANTED, PENDING, REJECTED, WITHDRAWN
from crm_desktop.queries import rights
from crm_desktop.queries.approval import may_decide
from crm_desktop.storage.database import Reading, UnitOfWork


def ask(work: UnitOfWork, record: Synced, subject: str, content: dict[str, Any], note: str | None = None) -> str:
    """Ask for a record to be allowed as it stands; returns the id of what was asked."""
    if pending(work, record.id, subject) is not None:
        raise UserError(Message("This waits for a decision already."))
    asked = Approval(
        id=work.new_id(),
        record_kind=record.__tablename__,
        record_id=record.id,
        subject=subject,
        content=written(content),
        asked_by_id=work.viewer.user_id or None,
        asked_at=work.now_ms,
        note=(note or "").strip() or None,
        decision=PENDING,
    )
    work.session.add(asked)
    work.session.flush()
    return asked.id


def grant(work: UnitOfWork, record: Synced, subject: str, answer: str | None = None) -> Approval:
    """Allow what was asked of a record."""
    return _decide(work, record, subject, GRANTED, answer)


def reject(work: UnitOfWork, record: Synced, subject: str, answer: str | None) -> Approval:
    """Refuse what was asked of a record, and say why."""
    if not (answer or "").strip():
        raise Invalid({"reason": Message("Write down why it is not approved.")})
    return _decide(work, record, subject, REJECTED, answer)


def withdraw(work: UnitOfWork, record: Synced, subject: str) -> None:
    """What was asked, on whatever laptop, is asked no more; what was decided stays in the records."""
    for asked in work.session.scalars(_pending(record.id, subject)).all():
        _write(work, asked, WITHDRAWN, None)


def pending(reading: Reading, record_id: str, subject: str) -> Approval | None:
    """What waits for a decision on a record; of two that two laptops asked, the later one."""
    return reading.session.scalars(_pending(record_id, subject)).first()


def granted_content(reading: Reading, record_id: str, subject: str) -> str | None:
    """What was allowed last of a record, as it was then."""
    allowed = Approval.decision == GRANTED
    mine = (Approval.record_id == record_id, Approval.subject == subject, allowed, Approval.deleted.is_(False))
    newest = select(Approval.content).where(*mine).order_by(Approval.decided_at.desc(), Approval.id.desc())
    return reading.session.scalars(newest).first()


def written(content: dict[str, Any]) -> str:
    """Content as it is kept: the same values are always the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _decide(work: UnitOfWork, record: Synced, subject: str, decision: str, answer: str | None) -> Approval:
    rights.require(work.viewer, APPROVE)
    asked = pending(work, record.id, subject)
    if asked is None:
        raise UserError(Message("Nothing waits for a decision here any more."))
    if not may_decide(work, asked.asked_by_id):
        raise NotAllowed(Message("You asked for this yourself. Somebody else has to decide on it."))
    _write(work, asked, decision, answer)
    work.session.flush()
    # What another laptop had asked before is answered with it.
    withdraw(work, record, subject)
    return asked


def _pending(record_id: str, subject: str) -> Select[Approval]:
    waits = (Approval.decision == PENDING, Approval.deleted.is_(False))
    of = select(Approval).where(Approval.record_id == record_id, Approval.subject == subject, *waits)
    return of.order_by(Approval.asked_at.desc(), Approval.id.desc())


def _write(work: UnitOfWork, asked: Approval, decision: str, answer: str | None) -> None:
    asked.decision, asked.decided_by_id, asked.decided_at = decision, work.viewer.user_id or None, work.now_ms
    asked.answer = (answer or "").strip() or None
