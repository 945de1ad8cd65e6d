"""What was asked to be allowed of a record, by whom, and what was decided."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.core.viewer import APPROVE
from crm_desktop.models import Approval
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import user_name
from crm_desktop.storage.database import Reading

# The parameter by which whoever may approve may also approve what they asked for themselves.
APPROVES_OWN = "contract.approves_own"


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
    may_decide: bool


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
    rows = reading.fetch(_APPROVALS, {"record": record_id})
    return tuple(_approval(row, may_decide(reading, row[1])) for row in rows)


def _approval(row: Any, may_be_decided: bool) -> ApprovalView:
    values = (*row[:-1], _amount_in(row[-1]), may_be_decided)
    return ApprovalView(*values)


def may_decide(reading: Reading, asked_by_id: str | None) -> bool:
    """Whether the viewer may decide on what somebody asked; on one's own only where the company lets one."""
    is_own = bool(reading.viewer.user_id) and asked_by_id == reading.viewer.user_id
    return reading.viewer.may(APPROVE) and (not is_own or _decides_own(reading))


def _decides_own(reading: Reading) -> bool:
    stored = reading.plain("SELECT value FROM parameter WHERE name = ? AND deleted = 0", (APPROVES_OWN,))
    return bool(stored) and stored[0][0] == "1"


def _amount_in(content: str) -> int | None:
    try:
        amount = json.loads(content).get("amount_minor")
    except (ValueError, AttributeError):  # written by another program
        return None
    return amount if isinstance(amount, int) else None
