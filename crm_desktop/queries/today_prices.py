"""Which quotations call for somebody today because of prices below the floor: those to decide on, and those decided."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from crm_desktop.core.clock import day_of
from crm_desktop.core.viewer import APPROVE
from crm_desktop.models import Approval, Quotation
from crm_desktop.models.contract import GRANTED, PENDING
from crm_desktop.models.quotation import DRAFT, SENT
from crm_desktop.queries import rights
from crm_desktop.queries.floor_price import SUBJECT
from crm_desktop.queries.names import customer_name, user_name
from crm_desktop.storage.database import Reading

TO_DECIDE, TO_SEND, NOT_ALLOWED = "decide", "send", "not_allowed"
_MOST = 50


class PriceCall(NamedTuple):
    """A quotation, why its prices call, and since when; `by` asked or decided."""

    record_id: str
    title: str
    customer_id: str | None
    customer: str | None
    why: str
    on: date
    by: str | None


def price_calls(reading: Reading) -> Iterator[PriceCall]:
    """What the viewer has to look at of prices below the floor: decisions first."""
    yield from _to_decide(reading)
    yield from _of_mine(reading)


def _to_decide(reading: Reading) -> Iterator[PriceCall]:
    """What others asked; whoever may not approve what is their own is not told of it."""
    viewer = reading.viewer
    if not viewer.may(APPROVE):
        return
    own = reading.plain("SELECT value FROM parameter WHERE name = 'contract.approves_own' AND deleted = 0")
    of = Quotation
    called = (of.id, of.number + " " + of.title, of.customer_id, customer_name(of.customer_id))
    statement: Any = (
        select(*called, Approval.asked_at, user_name(Approval.asked_by_id))
        .join(Approval, Approval.record_id == of.id)
        .where(Approval.deleted.is_(False), Approval.decision == PENDING, Approval.subject == SUBJECT)
        .where(of.deleted.is_(False), of.status.in_((DRAFT, SENT)))
        .order_by(Approval.asked_at, Approval.id)
        .limit(_MOST)
    )
    if not own or own[0][0] != "1":
        statement = statement.where(Approval.asked_by_id.is_distinct_from(viewer.user_id))
    found = reading.session.execute(rights.seen(of, viewer, statement, few=True))
    for record_id, title, customer_id, customer, asked_at, by in found:
        yield PriceCall(record_id, title, customer_id, customer, TO_DECIDE, day_of(asked_at, reading.zone), by)


_MINE = """
SELECT r.id, r.number || ' ' || r.title, r.customer_id, (SELECT name FROM customer WHERE id = r.customer_id),
    a.decision, a.decided_at, (SELECT name FROM app_user WHERE id = a.decided_by_id)
FROM quotation r JOIN approval a ON a.id = (
    SELECT o.id FROM approval o WHERE o.record_id = r.id AND o.subject = ?2 AND o.deleted = 0
    ORDER BY o.asked_at DESC, o.id DESC LIMIT 1)
WHERE r.owner_id = ?1 AND r.deleted = 0 AND r.status = 'draft' AND a.decision IN ('granted', 'rejected')
ORDER BY a.decided_at
"""


def _of_mine(reading: Reading) -> Iterator[PriceCall]:
    """What was decided of the viewer's own drafts, which can be sent now or changed."""
    found = reading.plain(_MINE, (reading.viewer.user_id, SUBJECT))
    for record_id, title, customer_id, customer, decision, at, by in found:
        why = TO_SEND if decision == GRANTED else NOT_ALLOWED
        yield PriceCall(record_id, title, customer_id, customer, why, day_of(at, reading.zone), by)
