"""Handing everything of one person to others in one step, with a protocol of what went to whom."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import ASSIGN as MAY_ASSIGN
from crm_desktop.models import ENTITY_OF, Contract, ContractShare, HandOver, User
from crm_desktop.models.ownership import ASSIGN
from crm_desktop.operations import contract_shares, ownership, records
from crm_desktop.operations.claims import WHY_AT_MOST, Why
from crm_desktop.operations.contract import assign_contracts
from crm_desktop.operations.lead import assign_lead
from crm_desktop.operations.references import not_at_work
from crm_desktop.operations.service_steps import assign_cases
from crm_desktop.operations.task import assign_tasks
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

# Kind → (which of somebody's go along, what they are called in the protocol, the customer they follow). What is
# closed stays with who did it, so that nobody's figures change.
_GOES: dict[str, tuple[str, str, str]] = {
    "customer": ("1", "number || ' ' || name", "id"),
    "contact": (
        "1",
        "name",
        "(SELECT p.customer_id FROM contact_role p WHERE p.contact_id = r.id AND p.deleted = 0"
        " ORDER BY p.is_main DESC, p.id LIMIT 1)",
    ),
    "opportunity": (
        "outcome = 'open'",
        "number || ' ' || name || ' · ' || (SELECT s.name_en FROM stage s WHERE s.id = r.stage_id)",
        "customer_id",
    ),
    "lead": ("status = 'assigned'", "number || ' ' || customer_name", "customer_id"),
    "task": ("status = 'open'", "subject", "customer_id"),
    "service_case": (
        "status IN ('new', 'assigned', 'in_progress', 'waiting')",
        "number || ' ' || subject",
        "customer_id",
    ),
    "sales_order": ("status <> 'cancelled' AND payment_state <> 'paid'", "number", "customer_id"),
    "custom_record": ("1", "name", "customer_id"),
    "contract": ("stage IN ('draft', 'submitted', 'approved', 'signed')", "number || ' ' || name", "customer_id"),
    "contract_share": (
        "coalesce(to_on, '9999') >= company_today() AND EXISTS (SELECT 1 FROM contract k WHERE k.id = r.contract_id"
        " AND k.deleted = 0 AND k.stage IN ('draft', 'submitted', 'approved', 'signed'))",
        "(SELECT k.number || ' ' || k.name FROM contract k WHERE k.id = r.contract_id)"
        " || ' · ' || printf('%g', share_e6 / 10000.0) || ' %'",
        "(SELECT k.customer_id FROM contract k WHERE k.id = r.contract_id)",
    ),
    "quotation": ("status IN ('draft', 'sent')", "number || ' ' || title", "customer_id"),
    "article": ("status <> 'withdrawn'", "number || ' ' || title", "NULL"),
    # What may still be paid, corrected or voided; receipts are nobody's own and follow their customer.
    "invoice": (
        "status = 'issued'"
        " AND coalesce((SELECT k.stage = 'signed' FROM contract k WHERE k.id = r.contract_id), 1)"
        " AND coalesce((SELECT s.status <> 'cancelled' AND s.payment_state <> 'paid' FROM sales_order s"
        " WHERE s.id = r.order_id), 1)",
        "number || coalesce(' ' || heading, '')",
        "customer_id",
    ),
}
KINDS = tuple(_GOES)
_WHOSE = {"contract_share": "user_id"}
# With what a change of owner means beyond the owner.
_OWN_WAY: dict[str, Callable[[UnitOfWork, str, str], object]] = {
    "lead": assign_lead,
    "task": lambda work, record_id, to_id: assign_tasks(work, [record_id], to_id),
    "contract": lambda work, record_id, to_id: assign_contracts(work, [record_id], to_id),
    "service_case": lambda work, record_id, to_id: assign_cases(work, [record_id], to_id),
    "contract_share": lambda work, record_id, to_id: _pass_share_on(work, record_id, to_id),
}


@dataclass(frozen=True)
class HandOverDraft:
    """From whom, to whom, and which kinds go along; several people get the customers in turn."""

    from_id: str | None = None
    to_ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = KINDS
    reason: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Going:
    """A record that goes along: its name in the protocol, and the customer it follows."""

    kind: str
    record_id: str
    name: str
    customer_id: str | None


@dataclass
class _Protocol:
    """What went to whom, as it is printed."""

    lines: list[dict[str, str]] = field(default_factory=list)

    def add(self, of: Going, to: str) -> None:
        self.lines.append({"kind": of.kind, "id": of.record_id, "name": of.name, "to": to})


def going(reading: Reading, from_id: str, kinds: Iterable[str]) -> list[Going]:
    """Everything of a person that would go along, customers first."""
    wanted = set(kinds)
    found = []
    for kind in (each for each in KINDS if each in wanted):
        which, name, customer = _GOES[kind]
        rows = reading.plain(
            f"SELECT r.id, {name}, {customer} FROM {kind} r WHERE r.{_WHOSE.get(kind, 'owner_id')} = ?"
            f" AND r.deleted = 0 AND {which}"
            " ORDER BY 2, 1",
            (from_id,),
        )
        found += [Going(kind, record_id, called or "", follows) for record_id, called, follows in rows]
    return found


def counts(reading: Reading, from_id: str) -> dict[str, int]:
    """How many of each kind would go along."""
    found = dict.fromkeys(KINDS, 0)
    for each in going(reading, from_id, KINDS):
        found[each.kind] += 1
    return found


def checked(reading: Reading, draft: HandOverDraft) -> tuple[str, tuple[str, ...]]:
    """Who gives and who takes, or the reason why nothing may go along."""
    if not draft.from_id or reading.session.get(User, draft.from_id) is None:
        raise Invalid({"from_id": Message("Choose whose records are handed over.")})
    if not (reading.viewer.may(MAY_ASSIGN) or draft.from_id == reading.viewer.user_id):
        raise NotAllowed(Message("This belongs to someone else. Ask its owner or a manager to hand it over."))
    to_ids = tuple(dict.fromkeys(each for each in draft.to_ids if each))
    if not to_ids or draft.from_id in to_ids:
        raise Invalid({"to_ids": Message("Choose somebody else who takes them over.")})
    for each in to_ids:
        if problem := not_at_work(reading, each):
            raise Invalid({"to_ids": problem})
    if not draft.kinds or not set(draft.kinds) <= set(KINDS):
        raise Invalid({"kinds": Message("Choose what goes along.")})
    problems = Problems()
    problems.at_most("reason", draft.reason, WHY_AT_MOST)
    problems.refuse()
    return draft.from_id, to_ids


def hand_everything_over(work: UnitOfWork, draft: HandOverDraft) -> str:
    """Give what a person has to others; returns the id of the hand-over with its protocol."""
    from_id, to_ids = checked(work, draft)
    receivers = _receivers(from_id, to_ids, going(work, from_id, draft.kinds))
    protocol, why = _Protocol(), Why((draft.reason or "").strip() or None, kind=ASSIGN)
    for of, to_id in receivers:
        protocol.add(of, to_id)
        if of.kind in _OWN_WAY:
            _OWN_WAY[of.kind](work, of.record_id, to_id)
        else:
            record = records.find_to_change(work, ENTITY_OF[of.kind], of.record_id)
            ownership.hand_over(work, record, to_id, why=why)
        work.session.flush()
    if not protocol.lines:
        raise Invalid({"kinds": Message("There is nothing to hand over.")})
    row = HandOver(
        id=work.new_id(),
        from_id=from_id,
        to_id=to_ids[0] if len(to_ids) == 1 else None,
        handed_on=work.today,
        reason=why.note,
        note=(draft.note or "").strip() or None,
        protocol=json.dumps({"to": list(to_ids), "lines": protocol.lines}, ensure_ascii=False),
        by_id=work.viewer.user_id or None,
        made_at=work.now_ms,
    )
    work.session.add(row)
    return row.id


def _pass_share_on(work: UnitOfWork, share_id: str, to_id: str) -> None:
    """From today on what comes in for a contract of others earns the successor what it earned before."""
    share = work.session.get_one(ContractShare, share_id)
    owner_id = work.session.get_one(Contract, share.contract_id).owner_id
    # Whoever owns the contract has what is nobody else's.
    contract_shares.pass_on(work, share.contract_id, share.user_id, None if to_id == owner_id else to_id, work.today)


def _receivers(from_id: str, to_ids: tuple[str, ...], found: list[Going]) -> list[tuple[Going, str]]:
    """Who gets what: customers in turn, everything else to whoever gets its customer, or else the first."""
    turn = 0
    of_customer: dict[str, str] = {}
    given = []
    for each in found:
        if each.kind == "customer":
            of_customer[each.record_id] = to_ids[turn % len(to_ids)]
            turn += 1
        given.append((each, of_customer.get(each.customer_id or "", to_ids[0])))
    return [(each, to_id) for each, to_id in given if to_id != from_id]


TITLES: dict[str, str] = {
    "customer": N_("Customers"),
    "contact": N_("Contacts"),
    "opportunity": N_("Open deals with their stage"),
    "lead": N_("Leads with their plans"),
    "task": N_("Open tasks"),
    "service_case": N_("Open service cases"),
    "sales_order": N_("Orders not yet paid"),
    "custom_record": N_("Records of own kinds"),
    "quotation": N_("Open quotations"),
    "contract": N_("Contracts not yet closed"),
    "contract_share": N_("Shares of others' contracts"),
    "invoice": N_("Invoices of open business"),
    "article": N_("Articles of the answers library"),
}


def receives(protocol: str) -> dict[str, Any]:
    """A kept protocol as data: to whom, and its lines."""
    found: dict[str, Any] = json.loads(protocol)
    return found
