"""Which contracts call for somebody today: those to decide on, to be signed, and to be renewed before they end."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from crm_desktop.core.clock import day_of
from crm_desktop.core.viewer import APPROVE
from crm_desktop.models import Approval, Contract
from crm_desktop.models.contract import PENDING, SUBMITTED
from crm_desktop.queries import rights
from crm_desktop.queries.names import customer_name, user_name
from crm_desktop.storage.database import Reading

TO_APPROVE, TO_SIGN, SENT_BACK, TO_RENEW, HAS_ENDED = "approve", "sign", "sent_back", "renew", "ended"
WARNING_DAYS = 60
_MOST = 50
# Longer after its end nobody is reminded any more.
_AFTER_DAYS = 60


class ContractCall(NamedTuple):
    """A contract, why it calls, and the day that this is about; `by` asked or decided."""

    record_id: str
    title: str
    customer_id: str | None
    customer: str | None
    why: str
    on: date
    by: str | None = None


def contract_calls(reading: Reading) -> Iterator[ContractCall]:
    """What the viewer has to look at of contracts: decisions first, then by day."""
    yield from _to_approve(reading)
    yield from _of_mine(reading)
    yield from _ending(reading)


def _to_approve(reading: Reading) -> Iterator[ContractCall]:
    """What others asked; whoever may not approve what is their own is not told of it."""
    viewer = reading.viewer
    if not viewer.may(APPROVE):
        return
    own = reading.plain("SELECT value FROM parameter WHERE name = 'contract.approves_own' AND deleted = 0")
    statement: Any = (
        select(
            Contract.id,
            Contract.number + " " + Contract.name,
            Contract.customer_id,
            customer_name(Contract.customer_id),
            Approval.asked_at,
            user_name(Approval.asked_by_id),
        )
        .join(Approval, Approval.record_id == Contract.id)
        .where(Approval.deleted.is_(False), Approval.decision == PENDING)
        .where(Contract.deleted.is_(False), Contract.stage == SUBMITTED)
        .order_by(Approval.asked_at, Approval.id)
        .limit(_MOST)
    )
    if not own or own[0][0] != "1":
        statement = statement.where(Approval.asked_by_id.is_distinct_from(viewer.user_id))
    for record_id, title, customer_id, customer, asked_at, by in reading.session.execute(
        rights.seen(Contract, viewer, statement, few=True)
    ):
        yield ContractCall(record_id, title, customer_id, customer, TO_APPROVE, day_of(asked_at, reading.zone), by)


_MINE = """
SELECT r.id, r.number || ' ' || r.name, r.customer_id, (SELECT name FROM customer WHERE id = r.customer_id), r.stage,
    a.decided_at, (SELECT name FROM app_user WHERE id = a.decided_by_id)
FROM contract r JOIN approval a ON a.id = (
    SELECT o.id FROM approval o WHERE o.record_id = r.id AND o.deleted = 0 ORDER BY o.asked_at DESC, o.id DESC LIMIT 1)
WHERE r.owner_id = ? AND r.deleted = 0 AND (r.stage = 'approved' AND a.decision = 'granted'
    OR r.stage = 'draft' AND a.decision = 'rejected')
ORDER BY a.decided_at
"""
_ENDING = """
SELECT r.id, r.number || ' ' || r.name, r.customer_id, (SELECT name FROM customer WHERE id = r.customer_id), r.ends_on
FROM contract r
WHERE r.owner_id = ?1 AND r.deleted = 0 AND r.stage = 'signed' AND r.ends_on >= ?2
    AND coalesce(r.remind_on, date(r.ends_on, '-' || ?4 || ' days')) <= ?3
    AND NOT EXISTS (SELECT 1 FROM contract n WHERE n.predecessor_id = r.id AND n.deleted = 0)
ORDER BY r.ends_on, r.number
"""


def _of_mine(reading: Reading) -> Iterator[ContractCall]:
    """What was decided of the viewer's own, and waits to be signed or mended."""
    for record_id, title, customer_id, customer, stage, at, by in reading.plain(_MINE, (reading.viewer.user_id,)):
        why = TO_SIGN if stage == "approved" else SENT_BACK
        yield ContractCall(record_id, title, customer_id, customer, why, day_of(at, reading.zone), by)


def _ending(reading: Reading) -> Iterator[ContractCall]:
    """The viewer's own that end soon, or ended lately, and that nothing follows yet."""
    first = (reading.today - timedelta(days=_AFTER_DAYS)).isoformat()
    asked = (reading.viewer.user_id, first, reading.today.isoformat(), warning_days(reading))
    for record_id, title, customer_id, customer, ends_on in reading.plain(_ENDING, asked):
        on = date.fromisoformat(ends_on)
        why = HAS_ENDED if on < reading.today else TO_RENEW
        yield ContractCall(record_id, title, customer_id, customer, why, on)


def warning_days(reading: Reading) -> int:
    """So many days before its end the owner of a contract is told."""
    found = reading.plain("SELECT value FROM parameter WHERE name = 'contract.renewal_days' AND deleted = 0")
    text = str(found[0][0] or "") if found else ""
    return int(text) if text.isascii() and text.isdigit() else WARNING_DAYS
