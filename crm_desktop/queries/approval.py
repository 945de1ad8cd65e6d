"""What was asked to be allowed of a record, by whom, and what was decided."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.models import Approval
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import user_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class ApprovalView:
    """What was asked, by whom, and what became of it; `amount_minor` is that of the content as it was then."""

    id: str
    asked_by_id: str | None
    asked_by: str | None
    asked_at: int
    note: str | None
    decision: str
    decided_by: str | None
    decided_at: int | None
    answer: str | None
    amount_minor: int | None


_APPROVALS: Any = (
    select(
        Approval.id,
        Approval.asked_by_id,
        user_name(Approval.asked_by_id),
        Approval.asked_at,
        Approval.note,
        Approval.decision,
        user_name(Approval.decided_by_id),
        Approval.decided_at,
        Approval.answer,
        Approval.content,
    )
    .where(Approval.record_id == RECORD, Approval.deleted.is_(False))
    .order_by(Approval.asked_at.desc(), Approval.id.desc())
)


def approvals_of(reading: Reading, record_id: str) -> tuple[ApprovalView, ...]:
    """All that was asked of a record, the newest first."""
    return tuple(_approval(each) for each in reading.fetch(_APPROVALS, {"record": record_id}))


def _approval(row: Any) -> ApprovalView:
    values = (*row[:-1], _amount_in(row[-1]))
    return ApprovalView(*values)


def _amount_in(content: str) -> int | None:
    try:
        amount = json.loads(content).get("amount_minor")
    except (ValueError, AttributeError):  # written by another program
        return None
    return amount if isinstance(amount, int) else None
