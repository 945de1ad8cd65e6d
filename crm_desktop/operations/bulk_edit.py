"""Many records changed or deleted in one step, each by the operation its form uses.

So rights, checks and history are those of a form. A record that may not be changed is left alone and named with the
reason. What a step would do is found out by the same operations on a reading, of which nothing is written.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.core.errors import NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import (
    Article,
    Campaign,
    CampaignMember,
    Contact,
    ContactRole,
    Contract,
    Customer,
    CustomRecord,
    CustomValue,
    Interaction,
    Lead,
    Opportunity,
    Order,
    Product,
    Quotation,
    Receipt,
    ServiceCase,
    SupplyLink,
    Survey,
    Synced,
    Tag,
    TagLink,
    Task,
)
from crm_desktop.models.customising import table_of_kind
from crm_desktop.models.dictionary import OPEN
from crm_desktop.operations import drafts, records
from crm_desktop.operations.article import ArticleDraft, delete_articles, update_article
from crm_desktop.operations.campaign import CampaignDraft, delete_campaigns, update_campaign
from crm_desktop.operations.campaign_member import MemberDraft, delete_members, update_member
from crm_desktop.operations.channel import SupplyDraft, delete_supplies, update_supply
from crm_desktop.operations.contact import ContactDraft, delete_contacts, update_contact
from crm_desktop.operations.contract import ContractDraft, delete_contracts, update_contract
from crm_desktop.operations.custom_field import set_custom_value
from crm_desktop.operations.customer import CustomerDraft, delete_customers, update_customer
from crm_desktop.operations.lead import LeadDraft, delete_leads, update_lead
from crm_desktop.operations.opportunity import OpportunityDraft, delete_opportunities, update_opportunity
from crm_desktop.operations.opt_out import opt_out_draft, set_opt_outs
from crm_desktop.operations.order import OrderDraft, delete_orders, update_order
from crm_desktop.operations.own_record import OwnRecordDraft, delete_own_records, update_own_record
from crm_desktop.operations.payment import ReceiptDraft, delete_receipts, update_receipt
from crm_desktop.operations.product import ProductDraft, delete_products, update_product
from crm_desktop.operations.quotation import QuotationDraft, delete_quotations, update_quotation
from crm_desktop.operations.service_case import ServiceCaseDraft, delete_service_cases, update_service_case
from crm_desktop.operations.service_steps import assign_case
from crm_desktop.operations.stage_moves import stage_of
from crm_desktop.operations.survey import SurveyDraft, delete_surveys, update_survey
from crm_desktop.operations.task import TaskDraft, delete_tasks, update_task
from crm_desktop.queries import rights
from crm_desktop.queries.custom_field import custom_values
from crm_desktop.queries.opt_out import REFUSALS
from crm_desktop.storage.database import Reading, UnitOfWork

# Values beside the fields of a draft: words to put on or take off, and the value of a custom field by its id.
# What somebody refuses is given by the names of `REFUSALS`.
ADD_TAGS, REMOVE_TAGS, CUSTOM = "tags.add", "tags.remove", "custom."
_AT_ONCE = 500

Report = Callable[[float, Message | None], None]


@dataclass(frozen=True)
class Change:
    """What is wanted of one record: fields of its draft, or those named above, with their new values."""

    record_id: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Left:
    """A record that is left alone, and why."""

    record_id: str
    name: str
    reason: Message


@dataclass(frozen=True)
class Outcome:
    """How many records change, how many are so already, and which are left alone."""

    changed: int = 0
    same: int = 0
    left: tuple[Left, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.changed + other.changed, self.same + other.same, self.left + other.left)


@dataclass(frozen=True)
class _Kind:
    """How records of a kind are changed and deleted; `assign` where handing over is more than a new owner."""

    entity: type[Synced]
    draft: type[Any]
    update: Callable[..., None]
    delete: Callable[[UnitOfWork, Iterable[str]], int]
    assign: Callable[..., None] | None = None


_KINDS: Mapping[str, _Kind] = {
    "customer": _Kind(Customer, CustomerDraft, update_customer, delete_customers),
    "contact": _Kind(Contact, ContactDraft, update_contact, delete_contacts),
    "opportunity": _Kind(Opportunity, OpportunityDraft, update_opportunity, delete_opportunities),
    "lead": _Kind(Lead, LeadDraft, update_lead, delete_leads),
    "service_case": _Kind(ServiceCase, ServiceCaseDraft, update_service_case, delete_service_cases, assign_case),
    "task": _Kind(Task, TaskDraft, update_task, delete_tasks),
    "campaign": _Kind(Campaign, CampaignDraft, update_campaign, delete_campaigns),
    "campaign_member": _Kind(CampaignMember, MemberDraft, update_member, delete_members),
    "sales_order": _Kind(Order, OrderDraft, update_order, delete_orders),
    "quotation": _Kind(Quotation, QuotationDraft, update_quotation, delete_quotations),
    "contract": _Kind(Contract, ContractDraft, update_contract, delete_contracts),
    "receipt": _Kind(Receipt, ReceiptDraft, update_receipt, delete_receipts),
    "article": _Kind(Article, ArticleDraft, update_article, delete_articles),
    "survey": _Kind(Survey, SurveyDraft, update_survey, delete_surveys),
    "product": _Kind(Product, ProductDraft, update_product, delete_products),
    "supply_link": _Kind(SupplyLink, SupplyDraft, update_supply, delete_supplies),
    "custom_record": _Kind(CustomRecord, OwnRecordDraft, update_own_record, delete_own_records),
}
# What belongs to a record and stays when it is deleted: the kind that is counted, and its column that names the record.
_BELONGING: Mapping[str, Sequence[tuple[str, Any, Any]]] = {
    "customer": (
        ("contact", Contact.id, ContactRole.customer_id),
        ("opportunity", Opportunity.id, Opportunity.customer_id),
        ("service_case", ServiceCase.id, ServiceCase.customer_id),
        ("sales_order", Order.id, Order.customer_id),
        ("interaction", Interaction.id, Interaction.customer_id),
        ("custom_record", CustomRecord.id, CustomRecord.customer_id),
    ),
    "contact": (("interaction", Interaction.id, Interaction.contact_id),),
    "opportunity": (("interaction", Interaction.id, Interaction.opportunity_id),),
    "service_case": (("interaction", Interaction.id, Interaction.case_id),),
    "lead": (("interaction", Interaction.id, Interaction.lead_id),),
}


def change_records(
    work: UnitOfWork,
    kind: str,
    changes: Sequence[Change],
    report: Report | None = None,
    position: int | None = None,
) -> Outcome:
    """Carry the changes out as far as they are allowed.

    With `position`, where the journal stood when the old values were shown, a record that someone else changed in the
    same fields since is left alone.
    """
    return _each(work, kind, changes, lambda one: _changed(work, kind, one, position), report)


def preview_changes(reading: Reading, kind: str, changes: Sequence[Change]) -> Outcome:
    """What `change_records` would do."""
    with _trial(reading) as trial:
        return _each(trial, kind, changes, lambda one: _changed(trial, kind, one, None), None)


def change_record(
    work: UnitOfWork, kind: str, record_id: str, values: Mapping[str, Any], position: int | None = None
) -> bool:
    """Change one record as its form would; returns whether anything differed."""
    return _changed(work, kind, Change(record_id, values), position)


def name_of(reading: Reading, kind: str, record_id: str) -> str:
    """What a record is called; empty when it is gone, or not the viewer's to see."""
    try:
        return _name(records.find(reading, _kind(kind).entity, record_id))
    except NotFound:
        return ""


def value_to_change(reading: Reading, kind: str, record_id: str, name: str) -> tuple[Any, str]:
    """What a field of a record is now, and the currency of its amounts; refused to who may not change the record."""
    record: Any = records.find_to_change(reading, _kind(kind).entity, record_id)
    if name.startswith(CUSTOM):
        own = next(each for each in custom_values(reading, kind, record_id) if CUSTOM + each.field.id == name)
        return own.value, own.field.currency or reading.currency
    return _value(record, name), getattr(record, "currency", None) or reading.currency


def _value(record: Any, name: str) -> Any:
    """What a column of a record holds; a refusal that nobody noted is none."""
    value = getattr(record, name)
    return bool(value) if name in REFUSALS else value


def delete_records(work: UnitOfWork, kind: str, ids: Sequence[str], report: Report | None = None) -> Outcome:
    """Delete the records as far as that is allowed."""
    return _each(work, kind, [Change(each, {}) for each in ids], lambda one: _deleted(work, kind, one), report)


def preview_delete(reading: Reading, kind: str, ids: Sequence[str]) -> Outcome:
    """What `delete_records` would do."""
    with _trial(reading) as trial:
        return _each(trial, kind, [Change(each, {}) for each in ids], lambda one: _deleted(trial, kind, one), None)


def belonging(reading: Reading, kind: str, ids: Sequence[str]) -> dict[str, int]:
    """How many records of other kinds the viewer sees belong to these; they stay when these are deleted."""
    asked = select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value)
    found = {}
    for other, counted, named in _BELONGING.get(kind, ()):
        record, link = counted.class_, named.class_
        statement = select(func.count(counted.distinct())).where(named.in_(asked), record.deleted.is_(False))
        if link is not record:
            statement = statement.join_from(record, link).where(link.deleted.is_(False))
        found[other] = int(reading.session.scalar(rights.seen(record, reading.viewer, statement)) or 0)
    return {other: count for other, count in found.items() if count}


def custom_value(reading: Reading, record_id: str, field_id: str) -> Any:
    """The value of a custom field as it is stored, None when there is none."""
    row = reading.session.get(CustomValue, CustomValue.id_of(record_id, field_id))
    if row is None or row.deleted:
        return None
    return row.int_value if row.text_value is None else row.text_value


def _kind(kind: str) -> _Kind:
    """How records of a kind are changed; those of all own kinds alike."""
    return _KINDS[table_of_kind(kind)]


class _Unwritten(Session):
    """Keeps what was changed to itself, however often it is told to write it."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Nothing."""


@contextmanager
def _trial(reading: Reading) -> Iterator[UnitOfWork]:
    """A unit of work that only looks like one: it reads what the reading does, and forgets its changes in the end."""
    with _Unwritten(reading.connection, autoflush=False, expire_on_commit=False) as session:
        yield UnitOfWork(
            session,
            reading.viewer,
            reading.today,
            reading.now_ms,
            reading.zone,
            reading.currency,
            reading.position,
            Message("{text}", text=""),
        )


def _each(
    work: UnitOfWork,
    kind: str,
    changes: Sequence[Change],
    carry_out: Callable[[Change], bool],
    report: Report | None,
) -> Outcome:
    changed = same = 0
    left: list[Left] = []
    for start in range(0, len(changes), _AT_ONCE):
        part = changes[start : start + _AT_ONCE]
        # Held while they are worked on: the session by itself forgets them, and would ask for each again.
        held = _held(work, _kind(kind).entity, [one.record_id for one in part])
        for one in part:
            try:
                if carry_out(one):
                    changed += 1
                else:
                    same += 1
            except UserError as error:
                left.append(Left(one.record_id, _name(held.get(one.record_id)), error.message))
        if report is not None:
            work.session.flush()
            report((start + len(part)) / len(changes), None)
    return Outcome(changed, same, tuple(left))


def _held(work: UnitOfWork, entity: type[Synced], ids: Sequence[str]) -> dict[str, Synced]:
    seen = rights.seen(entity, work.viewer, select(entity).where(entity.id.in_(ids)))
    return {each.id: each for each in work.session.scalars(seen)}


def _name(record: Synced | None) -> str:
    search = record.__search__ if record is not None else None
    return str(getattr(record, search.title, "") or "") if search is not None else ""


def _deleted(work: UnitOfWork, kind: str, one: Change) -> bool:
    with _as_a_whole(work, is_one=True):
        return bool(_kind(kind).delete(work, [one.record_id]))


def _changed(work: UnitOfWork, kind: str, one: Change, position: int | None) -> bool:
    of = _kind(kind)
    record = records.find(work, of.entity, one.record_id)
    before = _draft(work, of, record, one.values)
    after = replace(before, **_plain(of, before, one.values))
    custom = {name: value for name, value in one.values.items() if name.startswith(CUSTOM)}
    custom = {name: value for name, value in custom.items() if not _has(work, record.id, name, value)}
    refused = {name: value for name, value in one.values.items() if name in REFUSALS and value != _value(record, name)}
    if after == before and not custom and not refused:
        return False
    with _as_a_whole(work, is_one=len(one.values) == 1):
        _write(work, of, record, before, after, position)
        if refused:
            known = opt_out_draft(work, kind, record.id)
            set_opt_outs(work, kind, [record.id], replace(known, **refused), known)
        for name, value in custom.items():
            set_custom_value(work, kind, record.id, name.removeprefix(CUSTOM), value)
    return True


def _write(work: UnitOfWork, of: _Kind, record: Any, before: Any, after: Any, position: int | None) -> None:
    if of.assign is not None and after.owner_id != before.owner_id:
        of.assign(work, record.id, after.owner_id, position=position)
        before = replace(before, **{name: getattr(record, name) for name in ("owner_id", "status", "assigned_at")})
        after = replace(after, status=before.status, assigned_at=before.assigned_at)
    if of.entity is Opportunity and after.stage_id != before.stage_id:
        _check_move(work, record, after.stage_id)
    if after != before:
        # Nothing that is looked up for one record depends on what was just written to another, except numbers.
        quick = not hasattr(after, "number") or after.number == before.number
        with work.session.no_autoflush if quick else nullcontext():
            of.update(work, record.id, after, before, position)


def _check_move(work: UnitOfWork, deal: Opportunity, stage_id: str) -> None:
    """Nobody who changes many deals means to reopen one of them, or to take it to another pipeline."""
    if deal.outcome != OPEN:
        raise UserError(Message("This deal is closed. Reopen it before moving it."))
    if stage_of(work, stage_id).pipeline_id != deal.pipeline_id:
        raise UserError(Message("This stage belongs to another pipeline."))


def _as_a_whole(work: UnitOfWork, *, is_one: bool) -> AbstractContextManager[Any]:
    """All of a record's changes or none; a single one is refused before anything is written. A trial writes nothing."""
    return nullcontext() if is_one or not work.session.autoflush else work.session.begin_nested()


def _draft(work: UnitOfWork, of: _Kind, record: Any, values: Mapping[str, Any]) -> Any:
    """What a form would edit, without rows of other tables that nobody changes here: only what differs is written."""
    columns = of.entity.__table__.columns
    apart = {each.name: each.default for each in fields(of.draft) if each.name not in columns}
    if {ADD_TAGS, REMOVE_TAGS} & values.keys():
        apart["tags"] = _tags(work, record.id)
    if of.entity is Opportunity and record.probability_e6 == stage_of(work, record.stage_id).probability_e6:
        apart["probability_e6"] = None
    return drafts.loaded(of.draft, record, **apart)


def _plain(of: _Kind, before: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: _tidy(of, name, value) for name, value in values.items() if _is_plain(name)}
    if {ADD_TAGS, REMOVE_TAGS} & values.keys():
        removed = {Tag.id_of(name) for name in _words(values.get(REMOVE_TAGS))}
        kept = [name for name in before.tags if Tag.id_of(name) not in removed]
        known = {Tag.id_of(name) for name in kept}
        wanted["tags"] = (*kept, *(name for name in _words(values.get(ADD_TAGS)) if Tag.id_of(name) not in known))
    return wanted


def _is_plain(name: str) -> bool:
    """Whether it is a field of the draft."""
    return "." not in name and name not in REFUSALS


def _tidy(of: _Kind, name: str, value: Any) -> Any:
    """Text without blanks around it; empty text means nothing where a field may have nothing."""
    if not isinstance(value, str):
        return value
    default = next(each.default for each in fields(of.draft) if each.name == name)
    return value.strip() or (None if default is None else "")


def _words(names: Iterable[str] | None) -> list[str]:
    return [found for each in names or () if (found := each.strip())]


def _tags(work: UnitOfWork, record_id: str) -> tuple[str, ...]:
    statement = (
        select(Tag.name)
        .join(TagLink, TagLink.tag_id == Tag.id)
        .where(TagLink.record_id == record_id, TagLink.deleted.is_(False))
        .order_by(Tag.name)
    )
    return tuple(work.session.scalars(statement))


def _has(work: UnitOfWork, record_id: str, name: str, value: Any) -> bool:
    wanted = value.isoformat() if hasattr(value, "isoformat") else value
    wanted = "\n".join(wanted) if isinstance(wanted, tuple) else wanted
    wanted = int(wanted) if isinstance(wanted, bool) else wanted
    found: bool = custom_value(work, record_id, name.removeprefix(CUSTOM)) == (wanted or (0 if wanted == 0 else None))
    return found
