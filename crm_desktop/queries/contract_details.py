"""One contract with its lines, its plan of payments, its shares, and what was asked and decided about it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Text, select, text

from crm_desktop.models import (
    Campaign,
    Contract,
    ContractLine,
    ContractShare,
    Opportunity,
)
from crm_desktop.models.base import Day
from crm_desktop.models.contract import GRANTED, IN_FORCE, PENDING
from crm_desktop.queries import debts, rights
from crm_desktop.queries.approval import ApprovalView, approvals_of
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.contract import HAS_ENDED, IS_OVERDUE, NEXT_DUE, OPEN, RECEIVED, ContractBrief, neighbours_of
from crm_desktop.queries.invoice import InvoiceBrief, invoices_of
from crm_desktop.queries.names import contact_name, customer_name, name_of, product_name, user_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class ContractLineView:
    """A line as it was agreed."""

    product: str | None
    description: str | None
    unit: str | None
    quantity_e6: int
    unit_price_e6: int
    discount_e6: int
    net_minor: int
    tax_rate_e6: int | None
    tax_minor: int


@dataclass(frozen=True)
class PaymentView:
    """A payment of the plan: how much of it came in, when what was received fills the oldest first."""

    id: str
    due_on: date
    title: str | None
    amount_minor: int
    received_minor: int
    is_overdue: bool


@dataclass(frozen=True)
class ContractShareView:
    """A colleague's part in the commission of it."""

    user_id: str
    name: str | None
    share_e6: int
    from_on: date | None
    to_on: date | None
    part: str | None


@dataclass(frozen=True)
class ContractDetails:
    """Everything about one contract."""

    id: str
    number: str
    name: str
    external_key: str | None
    customer_id: str | None
    customer: str | None
    contact_id: str | None
    contact: str | None
    opportunity_id: str | None
    opportunity: str | None
    quotation_id: str | None
    predecessor_id: str | None
    campaign: str | None
    owner_id: str | None
    owner: str | None
    kind_id: str | None
    stage: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    remind_on: date | None
    closed_on: date | None
    close_reason: str | None
    our_party: str | None
    their_party: str | None
    signed_by_us: str | None
    signed_by_them: str | None
    currency: str
    amount_minor: int
    received_minor: int
    open_minor: int | None
    next_due_on: date | None
    is_overdue: bool
    has_ended: bool
    terms: str | None
    note: str | None
    created_at: int
    lines: tuple[ContractLineView, ...]
    plan: tuple[PaymentView, ...]
    shares: tuple[ContractShareView, ...]
    approvals: tuple[ApprovalView, ...]
    predecessor: ContractBrief | None
    successors: tuple[ContractBrief, ...]
    invoices: tuple[InvoiceBrief, ...]

    @property
    def pending(self) -> ApprovalView | None:
        """What waits for a decision."""
        return next((each for each in self.approvals if each.decision == PENDING), None)

    @property
    def granted(self) -> ApprovalView | None:
        """What was approved last."""
        return next((each for each in self.approvals if each.decision == GRANTED), None)

    @property
    def taxes(self) -> tuple[tuple[int, int], ...]:
        """(rate, tax) for every rate there is."""
        found: dict[int, int] = {}
        for line in self.lines:
            if line.tax_rate_e6:
                found[line.tax_rate_e6] = found.get(line.tax_rate_e6, 0) + line.tax_minor
        return tuple(sorted(found.items()))


_OWN = {
    "customer": customer_name(Contract.customer_id),
    "contact": contact_name(Contract.contact_id),
    "opportunity": name_of(Opportunity, Contract.opportunity_id),
    "campaign": name_of(Campaign, Contract.campaign_id),
    "owner": user_name(Contract.owner_id),
    "received_minor": RECEIVED,
    "open_minor": OPEN,
    "next_due_on": NEXT_DUE,
    "is_overdue": IS_OVERDUE,
    "has_ended": HAS_ENDED,
}
_ROWS = ("lines", "plan", "shares", "approvals", "predecessor", "successors", "invoices")
_SHOWN = cells(ContractDetails, Contract, _OWN, without=_ROWS)


def next_payment(reading: Reading, contract_id: str) -> tuple[int | None, str]:
    """What is left of the payment of its plan that is due next, or of all of it without a plan; and its currency."""
    details = contract_details(reading, contract_id)
    left = (each.amount_minor - each.received_minor for each in details.plan)
    return next((each for each in left if each > 0), details.open_minor), details.currency


def _of_contract(view: type[Any], entity: Any, own: dict[str, Any], order: Any) -> Any:
    mine = (entity.contract_id == RECORD, entity.deleted.is_(False))
    return select(*cells(view, entity, own).values()).where(*mine).order_by(order, entity.id)


_LINES = _of_contract(
    ContractLineView, ContractLine, {"product": product_name(ContractLine.product_id)}, ContractLine.position
)
_SHARES = _of_contract(
    ContractShareView, ContractShare, {"name": user_name(ContractShare.user_id)}, ContractShare.share_e6.desc()
)
_PLAN = text(
    f"SELECT r.id, r.due_on, r.title, r.amount_minor, {debts.OPEN_OF_CONTRACT} AS open FROM receivable r"
    " WHERE r.contract_id = :record AND r.deleted = 0 ORDER BY r.due_on, r.id"
).columns(id=Text, due_on=Day, title=Text, amount_minor=BigInteger, open=BigInteger)


def contract_details(reading: Reading, contract_id: str) -> ContractDetails:
    """One contract, if the viewer may see it."""
    row = one(reading, Contract, contract_id, _SHOWN)
    contract = reading.session.get(Contract, contract_id)
    assert contract is not None
    asked = {"record": contract_id}
    predecessor, successors = neighbours_of(reading, contract)
    return ContractDetails(
        **row,
        lines=tuple(ContractLineView(*each) for each in reading.fetch(_LINES, asked)),
        plan=_plan(reading, asked, is_owed=row["stage"] in IN_FORCE),
        shares=tuple(ContractShareView(*each) for each in reading.fetch(_SHARES, asked)),
        approvals=approvals_of(reading, contract_id),
        predecessor=predecessor,
        successors=successors,
        invoices=invoices_of(reading, contract_id=contract_id),
    )


def contract_stage(reading: Reading, contract_id: str) -> str:
    """Where a contract stands."""
    return rights.find(reading, Contract, contract_id).stage


def _plan(reading: Reading, asked: dict[str, Any], *, is_owed: bool) -> tuple[PaymentView, ...]:
    """The payments, with what came in of each."""
    return tuple(
        PaymentView(key, due_on, title, amount, amount - left, is_owed and left > 0 and due_on < reading.today)
        for key, due_on, title, amount, left in reading.fetch(_PLAN, asked)
    )
