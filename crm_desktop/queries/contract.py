"""Contracts as a user sees them: the list, those of a customer or a deal, and what is still open of each."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Text, func, literal_column, or_, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Campaign, Contract, ContractLine, Customer, Opportunity, Receipt, Receivable, User
from crm_desktop.models.base import Day, Flag
from crm_desktop.models.contract import IN_FORCE, SIGNED
from crm_desktop.queries import debts, rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells
from crm_desktop.queries.list_field import these
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, MONEY, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import contact_name, customer_name, name_of, user_name
from crm_desktop.storage.database import Reading


class ContractRow(NamedTuple):
    """One line of the list; `open_minor` is what is not received yet of a contract in force."""

    id: str
    number: str
    name: str
    customer_id: str | None
    customer: str | None
    opportunity_id: str | None
    opportunity: str | None
    contact_id: str | None
    contact: str | None
    stage: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    remind_on: date | None
    amount_minor: int
    currency: str
    received_minor: int
    open_minor: int | None
    next_due_on: date | None
    is_overdue: bool
    has_ended: bool
    is_renewed: bool
    owner_id: str | None
    owner: str | None
    kind_id: str | None
    closed_on: date | None


@dataclass(frozen=True)
class ContractBrief:
    """A contract beside its customer, its deal or another contract."""

    id: str
    number: str
    name: str
    stage: str
    starts_on: date | None
    ends_on: date | None
    signed_on: date | None
    currency: str
    amount_minor: int
    received_minor: int
    has_ended: bool

    @property
    def open_minor(self) -> int | None:
        """What is still to come in, once it is in force."""
        return self.amount_minor - self.received_minor if self.stage in IN_FORCE else None


_receipt, _next = aliased(Receipt), aliased(Contract)
RECEIVED: Any = (
    select(func.coalesce(func.sum(_receipt.amount_minor), 0))
    .where(_receipt.contract_id == Contract.id, _receipt.deleted.is_(False))
    .correlate(Contract)
    .scalar_subquery()
)
_IS_IN_FORCE: Any = Contract.stage.in_(IN_FORCE)
OPEN: Any = func.iif(_IS_IN_FORCE, Contract.amount_minor - RECEIVED, None)
# The first day on which something of the plan is open, as balances have it.
NEXT_DUE: Any = func.iif(Contract.stage == SIGNED, literal_column(debts.next_due("contract"), Day), None, type_=Day)
IS_OVERDUE: Any = type_coerce(func.coalesce(type_coerce(NEXT_DUE, Text) < TODAY, 0), Flag)
HAS_ENDED: Any = type_coerce(func.coalesce(type_coerce(Contract.ends_on, Text) < TODAY, 0), Flag)
IS_RENEWED: Any = type_coerce(
    select(_next.id).where(_next.predecessor_id == Contract.id, _next.deleted.is_(False)).correlate(Contract).exists(),
    Flag,
)
# The days of all plans in order; of a contract some are no more its next payment, or more than one day is told.
_DUE_DAYS: Any = select(Receivable.contract_id.label("record"), Receivable.due_on.label("value")).where(
    Receivable.deleted.is_(False), Receivable.contract_id.is_not(None)
)
_OWN = {
    "customer": customer_name(Contract.customer_id),
    "opportunity": name_of(Opportunity, Contract.opportunity_id),
    "contact": contact_name(Contract.contact_id),
    "owner": user_name(Contract.owner_id),
    "received_minor": RECEIVED,
    "open_minor": OPEN,
    "next_due_on": NEXT_DUE,
    "is_overdue": IS_OVERDUE,
    "has_ended": HAS_ENDED,
    "is_renewed": IS_RENEWED,
}


def _of_customer(key: str, title: str, column: str) -> Field:
    value = name_of(Customer, Contract.customer_id, column)
    return Field(key, title, CHOICE, value, choices=key, is_sortable=False)


CONTRACTS = ListQuery(
    kind="contract",
    entity=Contract,
    row=ContractRow,
    cells=cells(ContractRow, Contract, _OWN),
    fields=(
        these(Contract),
        Field("number", N_("Number"), TEXT, Contract.number),
        Field("name", N_("Name"), TEXT, Contract.name),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            Contract.customer_id,
            choices="customers",
            order=_OWN["customer"],
            along=Customer.name,
        ),
        Field(
            "opportunity",
            N_("Opportunity"),
            CHOICE,
            Contract.opportunity_id,
            choices="opportunities",
            order=_OWN["opportunity"],
        ),
        Field("contact", N_("Contact"), TEXT, _OWN["contact"]),
        Field("stage", N_("Stage"), CHOICE, Contract.stage, choices="contract_stage"),
        Field("kind", N_("Kind"), CHOICE, Contract.kind_id, choices="contract_kind"),
        Field("signed_on", N_("Signed"), DATE, Contract.signed_on),
        Field("starts_on", N_("Starts"), DATE, Contract.starts_on),
        Field("ends_on", N_("Ends"), DATE, Contract.ends_on, is_due=True),
        Field("remind_on", N_("Remind of renewal"), DATE, Contract.remind_on, is_due=True),
        Field("amount", N_("Amount"), MONEY, Contract.amount_minor),
        Field("received", N_("Received"), MONEY, RECEIVED),
        Field("open", N_("Outstanding"), MONEY, OPEN),
        Field("next_due_on", N_("Next payment"), DATE, NEXT_DUE, is_due=True, told=_DUE_DAYS),
        Field("is_overdue", N_("Payment overdue"), FLAG, IS_OVERDUE),
        Field("has_ended", N_("Ended"), FLAG, HAS_ENDED),
        Field("is_renewed", N_("Renewed"), FLAG, IS_RENEWED),
        Field("currency", N_("Currency"), CHOICE, Contract.currency, choices="currencies"),
        Field("owner", N_("Owner"), PERSON, Contract.owner_id, choices="users", order=_OWN["owner"], along=User.name),
        Field(
            "team", N_("Team"), CHOICE, name_of(User, Contract.owner_id, "team_id"), choices="teams", is_sortable=False
        ),
        Field(
            "campaign",
            N_("Campaign"),
            CHOICE,
            Contract.campaign_id,
            choices="campaigns",
            order=name_of(Campaign, Contract.campaign_id),
        ),
        Field("closed_on", N_("Closed"), DATE, Contract.closed_on),
        Field(
            "product",
            N_("Product"),
            CHOICE,
            ContractLine.product_id,
            choices="products",
            is_sortable=False,
            through=ContractLine.contract_id,
        ),
        _of_customer("industry", N_("Industry"), "industry_id"),
        _of_customer("region", N_("Region of the customer"), "region_id"),
    ),
    default_sorts=(Sort("signed_on", descending=True), Sort("number", descending=True)),
    totals={
        "amount_minor": in_base(Contract.amount_minor, Contract.currency, func.coalesce(Contract.signed_on, TODAY)),
        "open_minor": in_base(func.coalesce(OPEN, 0), Contract.currency, func.coalesce(Contract.signed_on, TODAY)),
    },
)

_BRIEF = cells(ContractBrief, Contract, {"received_minor": RECEIVED, "has_ended": HAS_ENDED})


def contracts_of(reading: Reading, *, opportunity_id: str = "", customer_id: str = "") -> tuple[ContractBrief, ...]:
    """The contracts of a deal, or of a customer, that the viewer may see; drafts and the newest first."""
    of = "opportunity_id" if opportunity_id else "customer_id"
    asked = {"record": opportunity_id or customer_id, "today": reading.today.isoformat()}
    return tuple(ContractBrief(*row) for row in reading.fetch(_newest(of, reading.viewer), asked))


def neighbours_of(reading: Reading, contract: Contract) -> tuple[ContractBrief | None, tuple[ContractBrief, ...]]:
    """The contract that this one renews or changes, and those that renew or change this one."""
    before, after = Contract.id == contract.predecessor_id, Contract.predecessor_id == contract.id
    statement = select(*_BRIEF.values(), Contract.predecessor_id).where(or_(before, after), Contract.deleted.is_(False))
    ordered = rights.seen(Contract, reading.viewer, statement.order_by(Contract.starts_on, Contract.number))
    found = reading.session.execute(ordered, {"today": reading.today.isoformat()}).all()
    first, following = None, []
    for *row, predecessor_id in found:
        if predecessor_id == contract.id:
            following.append(ContractBrief(*row))
        else:
            first = ContractBrief(*row)
    return first, tuple(following)


@lru_cache(maxsize=64)
def _newest(of: str, viewer: Viewer) -> Any:
    """The contracts that name a record in a column; put together once, because that takes longer than asking."""
    mine = (getattr(Contract, of) == RECORD, Contract.deleted.is_(False))
    order = (Contract.signed_on.is_not(None), Contract.signed_on.desc(), Contract.number.desc())
    return rights.seen(Contract, viewer, select(*_BRIEF.values()).where(*mine).order_by(*order))
