"""The arms of the SELECT behind a timeline: everything dated about a record, each kind with the same columns."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import BigInteger, Select, Text, bindparam, cast, func, literal, null, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.models import (
    Attachment,
    Contract,
    HistoryEntry,
    Interaction,
    Lead,
    LeadPlanItem,
    Opportunity,
    Order,
    OrderLine,
    Participant,
    Product,
    Receipt,
    Receivable,
    ServiceCase,
    Stage,
    Survey,
    SurveyResponse,
    Task,
)
from crm_desktop.models.dictionary import OPEN
from crm_desktop.models.task import DONE
from crm_desktop.queries.attachment import belonging
from crm_desktop.queries.names import contact_name, customer_name, name_of, order_number, user_name
from crm_desktop.queries.order import RECEIVED, TOTAL
from crm_desktop.queries.timeline_items import (
    ANSWERED,
    CASE,
    CASE_CLOSED,
    CLOSED,
    FILE,
    INTERACTION,
    LEAD,
    OPENED,
    ORDER,
    PLANNED,
    RECEIPT,
    STAGE,
    TASK,
)

COLUMNS = (
    "title",
    "choice_id",
    "state",
    "body",
    "amount_minor",
    "currency",
    "balance_minor",
    "author",
    "contact",
    "minutes",
    "place",
    "is_pinned",
    "size",
)


# Entries that are read from rows of other tables than those of the record they lead to.
_SHOWN_AS = {STAGE: Opportunity.__tablename__, LEAD: Lead.__tablename__}


def _part(kind: str, entity: Any, on: Any, at: Any = None, record_id: Any = None, **values: Any) -> Select[Any]:
    """An arm of the union: every arm has the same columns."""
    return select(
        literal(kind).label("kind"),
        literal(_SHOWN_AS.get(kind, entity.__tablename__)).label("record_kind"),
        (entity.id if record_id is None else record_id).label("record_id"),
        type_coerce(on, Text).label("on"),
        (literal(0) if at is None else at).label("at"),
        (literal(f"{kind}:").concat(entity.id)).label("key"),
        *(values.get(name, null()).label(name) for name in COLUMNS),
    ).where(entity.deleted.is_(False))


def interactions(*of: Any) -> Select[Any]:
    return _part(
        INTERACTION,
        Interaction,
        Interaction.happened_on,
        Interaction.happened_at,
        title=Interaction.subject,
        choice_id=Interaction.kind_id,
        body=Interaction.detail,
        author=user_name(Interaction.owner_id),
        contact=contact_name(Interaction.contact_id),
        minutes=Interaction.minutes,
        place=Interaction.place,
        is_pinned=type_coerce(Interaction.is_pinned, BigInteger),
    ).where(*of)


def _tasks(*of: Any) -> Select[Any]:
    """What was done; a task that an activity tells of is told by that."""
    return _part(
        TASK,
        Task,
        Task.done_on,
        func.coalesce(Task.done_at, 0),
        title=Task.subject,
        choice_id=Task.kind_id,
        state=Task.status,
        body=Task.result,
        author=user_name(Task.done_by_id),
        contact=contact_name(Task.contact_id),
        place=Task.place,
    ).where(*of, Task.status == DONE, Task.done_on.is_not(None), Task.interaction_id.is_(None))


def _deals(*of: Any) -> Iterator[Select[Any]]:
    """Opened, through which stages, and how it ended."""
    known = {
        "title": Opportunity.name,
        "amount_minor": Opportunity.amount_minor,
        "currency": Opportunity.currency,
        "author": user_name(Opportunity.owner_id),
    }
    yield _part(OPENED, Opportunity, Opportunity.opened_on, **known).where(*of, Opportunity.opened_on.is_not(None))
    ended = {"choice_id": Opportunity.reason_id, "state": Opportunity.outcome, "body": Opportunity.reason_note}
    closed = _part(CLOSED, Opportunity, Opportunity.closed_on, **known, **ended)
    yield closed.where(*of, Opportunity.outcome != OPEN, Opportunity.closed_on.is_not(None))
    yield _stages(known).where(*of)


def _stages(known: Mapping[str, Any]) -> Select[Any]:
    """Moves from one open stage to another; the first stage is the opening, the last the closing."""
    reached = {
        **known,
        "choice_id": HistoryEntry.value,
        "body": HistoryEntry.note,
        "author": user_name(HistoryEntry.by_id),
    }
    return (
        _part(STAGE, HistoryEntry, HistoryEntry.from_on, HistoryEntry.changed_at, HistoryEntry.record_id, **reached)
        .join(Opportunity, Opportunity.id == HistoryEntry.record_id)
        .join(Stage, Stage.id == HistoryEntry.value)
        .where(
            HistoryEntry.field == "stage",
            HistoryEntry.changed_at > Opportunity.created_at,
            Stage.outcome == OPEN,
            Opportunity.deleted.is_(False),
        )
    )


def _orders(*of: Any) -> Select[Any]:
    return _part(
        ORDER,
        Order,
        Order.ordered_on,
        title=Order.number,
        state=Order.status,
        body=_PRODUCTS,
        amount_minor=TOTAL,
        currency=Order.currency,
        author=user_name(Order.owner_id),
    ).where(*of)


_line = aliased(OrderLine)
_PRODUCTS = (
    select(
        func.aggregate_strings(func.coalesce(Product.name, _line.description), ", ").aggregate_order_by(_line.position)
    )
    .select_from(_line)
    .outerjoin(Product, Product.id == _line.product_id)
    .where(_line.order_id == Order.id, _line.deleted.is_(False))
    .correlate(Order)
    .scalar_subquery()
)


def _receipts(*of: Any) -> Select[Any]:
    return (
        _part(
            RECEIPT,
            Receipt,
            Receipt.paid_on,
            title=func.coalesce(order_number(Receipt.order_id), name_of(Contract, Receipt.contract_id, "number")),
            body=Receipt.note,
            amount_minor=Receipt.amount_minor,
            currency=Receipt.currency,
            balance_minor=func.coalesce(_order_balance(), _receivable_balance()),
        )
        .outerjoin(Order, Order.id == Receipt.order_id)
        .where(*of)
    )


def _order_balance() -> Any:
    balance = select(TOTAL - RECEIVED)
    return balance.where(Order.id == Receipt.order_id).correlate(Receipt).scalar_subquery()


def _receivable_balance() -> Any:
    # Payments planned in a contract also take what came in without one being named: its head tells what is open.
    other = aliased(Receipt)
    received = (
        select(func.coalesce(func.sum(other.amount_minor), 0))
        .where(other.receivable_id == Receivable.id, other.deleted.is_(False))
        .correlate(Receivable)
        .scalar_subquery()
    )
    balance = select(cast(Receivable.amount_minor - received, BigInteger))
    of_it = Receivable.id == Receipt.receivable_id, Receivable.contract_id.is_(None)
    return balance.where(*of_it).correlate(Receipt).scalar_subquery()


def _cases(*of: Any) -> Iterator[Select[Any]]:
    known = {"title": ServiceCase.subject, "choice_id": ServiceCase.kind_id, "state": ServiceCase.status}
    yield _part(
        CASE,
        ServiceCase,
        ServiceCase.opened_on,
        ServiceCase.opened_at,
        body=ServiceCase.request,
        author=user_name(ServiceCase.created_by_id),
        **known,
    ).where(*of)
    yield _part(
        CASE_CLOSED,
        ServiceCase,
        ServiceCase.closed_on,
        body=ServiceCase.result,
        author=user_name(ServiceCase.owner_id),
        **known,
    ).where(*of, ServiceCase.closed_on.is_not(None))


def _leads(*of: Any) -> Iterator[Select[Any]]:
    """The statuses of a lead, and the steps of its plan that were carried out."""
    reached = {
        "title": Lead.outline,
        "choice_id": Lead.reason_id,
        "state": HistoryEntry.value,
        "body": HistoryEntry.note,
        "author": user_name(HistoryEntry.by_id),
    }
    statuses = _part(LEAD, HistoryEntry, HistoryEntry.from_on, HistoryEntry.changed_at, Lead.id, **reached)
    yield statuses.join(Lead, Lead.id == HistoryEntry.record_id).where(*of, HistoryEntry.field == "status")
    carried_out = {"title": LeadPlanItem.item, "body": LeadPlanItem.result, "author": user_name(Lead.owner_id)}
    steps = _part(PLANNED, LeadPlanItem, LeadPlanItem.done_on, **carried_out)
    steps = steps.join(Lead, Lead.id == LeadPlanItem.lead_id)
    yield steps.where(*of, LeadPlanItem.done_on.is_not(None), LeadPlanItem.interaction_id.is_(None))


def _answered(of: Any, title: Any = None) -> Select[Any]:
    """What somebody answered to a survey."""
    return _part(
        ANSWERED,
        SurveyResponse,
        SurveyResponse.answered_on,
        title=name_of(Survey, SurveyResponse.survey_id) if title is None else title,
        state=SurveyResponse.channel,
        body=SurveyResponse.note,
        author=user_name(SurveyResponse.taken_by_id),
        contact=contact_name(SurveyResponse.contact_id),
    ).where(of)


def _files(of: Any) -> Select[Any]:
    """Files, on the company's day they were added."""
    local_ms = Attachment.added_at + bindparam("offset_ms", type_=BigInteger)
    return _part(
        FILE,
        Attachment,
        func.date(local_ms / 1000, "unixepoch"),
        Attachment.added_at,
        title=Attachment.name,
        body=Attachment.note,
        size=Attachment.size,
        author=user_name(Attachment.added_by_id),
    ).where(of)


def taking_part(contact: Any, scope: Any) -> Select[Any]:
    """Activities with somebody else in which a contact took part."""
    mine = (Participant.contact_id == contact, Participant.deleted.is_(False))
    attended = select(Participant.interaction_id).where(*mine)
    found = interactions(Interaction.id.in_(attended), Interaction.contact_id.is_distinct_from(contact))
    return found if scope is None else found.where(scope)


# Whatever belongs to a customer in scope is in scope itself; a contact or deal may have to do with others' records.
PARTS: dict[str, Callable[[Any, Callable[[Any], Any]], tuple[Select[Any], ...]]] = {
    "customer_id": lambda record, _: (
        interactions(Interaction.customer_id == record),
        _tasks(Task.customer_id == record),
        *_deals(Opportunity.customer_id == record),
        _orders(Order.customer_id == record),
        _receipts(Receipt.customer_id == record),
        *_cases(ServiceCase.customer_id == record),
        _answered(SurveyResponse.customer_id == record),
        _files(belonging("customer", record)),
    ),
    "contact_id": lambda record, naming: (
        interactions(naming(Interaction.contact_id)),
        _tasks(naming(Task.contact_id)),
        *_deals(naming(Opportunity.contact_id)),
        *_cases(naming(ServiceCase.contact_id)),
        _answered(naming(SurveyResponse.contact_id)),
        _files(belonging("contact", record)),
    ),
    "opportunity_id": lambda record, naming: (
        interactions(naming(Interaction.opportunity_id)),
        _tasks(naming(Task.opportunity_id)),
        *_deals(Opportunity.id == record),
        _orders(naming(Order.opportunity_id)),
        _receipts(naming(Order.opportunity_id)),
        _files(belonging("opportunity", record)),
    ),
    "case_id": lambda record, naming: (
        interactions(naming(Interaction.case_id)),
        _tasks(naming(Task.case_id)),
        *_cases(ServiceCase.id == record),
        _files(belonging("service_case", record)),
    ),
    "lead_id": lambda record, naming: (
        interactions(naming(Interaction.lead_id)),
        _tasks(naming(Task.lead_id)),
        *_leads(Lead.id == record),
        _files(belonging("lead", record)),
    ),
    "campaign_id": lambda record, naming: (
        interactions(naming(Interaction.campaign_id)),
        *_deals(naming(Opportunity.campaign_id)),
        _orders(naming(Order.campaign_id)),
        _files(belonging("campaign", record)),
    ),
    "custom_record_id": lambda record, _: (_files(belonging("custom_record", record)),),
    "survey_id": lambda _record, naming: (
        _answered(naming(SurveyResponse.survey_id), customer_name(SurveyResponse.customer_id)),
    ),
}
