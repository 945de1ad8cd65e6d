"""What stands beside a record found: whose it is, at which customer, how far it got, what it is worth."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, case, func, null, select, text, type_coerce
from sqlalchemy.dialects import sqlite

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import (
    ENTITY_OF,
    Article,
    Attachment,
    Campaign,
    Contact,
    ContactRole,
    Contract,
    Customer,
    CustomRecord,
    Interaction,
    Invoice,
    Lead,
    Opportunity,
    Order,
    Product,
    Quotation,
    Receipt,
    ServiceCase,
    Survey,
    Task,
)
from crm_desktop.queries import rights
from crm_desktop.queries.attachment import NAME_COLUMNS
from crm_desktop.queries.contact import FIRST_PHONE, JOB_TITLE
from crm_desktop.queries.customer import WON_MINOR
from crm_desktop.queries.names import customer_name, name_of
from crm_desktop.queries.order import TOTAL
from crm_desktop.queries.search_hits import SearchHit
from crm_desktop.storage.database import Reading

Key = tuple[str, str]


@dataclass(frozen=True)
class Facts:
    """What is known beside the title. `choice_id` is the level, stage or kind; `words` a job title, a place, a record.

    The amount is in minor units of `currency`, of the company's where that is None; `on` is an ISO date.
    """

    customer_id: str | None = None
    customer: str | None = None
    owner_id: str | None = None
    choice_id: str | None = None
    state: str | None = None
    words: str | None = None
    phone: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    on: str | None = None


_NAMES = tuple(Facts.__dataclass_fields__)


def facts_of(reading: Reading, hits: Iterable[SearchHit]) -> dict[Key, Facts]:
    """What stands beside each hit; kinds of which nothing is told are left out."""
    ids: dict[str, list[str]] = {}
    for hit in hits:
        ids.setdefault(hit.kind, []).append(hit.id)
    found: dict[Key, Facts] = {}
    for kind, listed in ids.items():
        if kind in _TOLD:
            for record, *values in reading.plain(_facts_sql(kind, reading.viewer), (json.dumps(listed),)):
                found[kind, record] = Facts(*values)
    return found


@lru_cache(maxsize=128)
def _facts_sql(kind: str, viewer: Viewer) -> str:
    """Kept as text: putting it together for every key typed would take ten times as long as running it."""
    entity: Any = ENTITY_OF[kind]
    told = _TOLD[kind](viewer)
    columns = (told.get(name, null()).label(name) for name in _NAMES)
    statement = select(entity.id, *columns).where(entity.id.in_(text("SELECT value FROM json_each(?)")))
    return str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def _customer(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Customer.id,
        "owner_id": Customer.owner_id,
        "choice_id": Customer.level_id,
        "words": Customer.city,
        "amount_minor": WON_MINOR,
    }


def _contact(viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": _place(viewer, Customer.id),
        "customer": _place(viewer, Customer.name),
        "words": JOB_TITLE,
        "phone": FIRST_PHONE,
    }


def _opportunity(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Opportunity.customer_id,
        "customer": customer_name(Opportunity.customer_id),
        "owner_id": Opportunity.owner_id,
        "choice_id": Opportunity.stage_id,
        "state": Opportunity.outcome,
        "amount_minor": Opportunity.amount_minor,
        "currency": Opportunity.currency,
    }


def _service_case(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": ServiceCase.customer_id,
        "customer": customer_name(ServiceCase.customer_id),
        "owner_id": ServiceCase.owner_id,
        "choice_id": ServiceCase.kind_id,
        "state": ServiceCase.status,
        "words": ServiceCase.number,
        "on": type_coerce(ServiceCase.opened_on, Text),
    }


def _lead(_viewer: Viewer) -> Mapping[str, Any]:
    return {"owner_id": Lead.owner_id, "state": Lead.status, "words": Lead.outline, "phone": Lead.phone}


def _order(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Order.customer_id,
        "customer": customer_name(Order.customer_id),
        "owner_id": Order.owner_id,
        "state": Order.status,
        "amount_minor": TOTAL,
        "currency": Order.currency,
        "on": type_coerce(Order.ordered_on, Text),
    }


def _interaction(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Interaction.customer_id,
        "customer": customer_name(Interaction.customer_id),
        "owner_id": Interaction.owner_id,
        "choice_id": Interaction.kind_id,
        "on": type_coerce(Interaction.happened_on, Text),
    }


def _task(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Task.customer_id,
        "customer": customer_name(Task.customer_id),
        "owner_id": Task.owner_id,
        "choice_id": Task.kind_id,
        "state": Task.status,
        "on": type_coerce(Task.due_on, Text),
    }


def _campaign(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "owner_id": Campaign.owner_id,
        "choice_id": Campaign.kind_id,
        "state": Campaign.status,
        "on": type_coerce(Campaign.starts_on, Text),
    }


def _attachment(_viewer: Viewer) -> Mapping[str, Any]:
    """Of a file the record it is kept with."""
    names = {kind: name_of(ENTITY_OF[kind], Attachment.record_id, name) for kind, name in NAME_COLUMNS.items()}
    return {
        "customer_id": case((Attachment.record_kind == Customer.__tablename__, Attachment.record_id)),
        "customer": case((Attachment.record_kind == Customer.__tablename__, names[Customer.__tablename__])),
        "words": case(names, value=Attachment.record_kind),
        "on": func.date(Attachment.added_at / 1000, "unixepoch"),
    }


def _place(viewer: Viewer, column: Any) -> Any:
    """Of the contact's most important customer among those the viewer may see."""
    places: Any = (
        select(column)
        .join(ContactRole, ContactRole.customer_id == Customer.id)
        .where(
            ContactRole.contact_id == Contact.id,
            ContactRole.deleted.is_(False),
            ContactRole.to_on.is_(None),
            Customer.deleted.is_(False),
        )
        .order_by(ContactRole.is_main.desc(), ContactRole.position, ContactRole.id)
    )
    return rights.seen(Customer, viewer, places).limit(1).correlate(Contact).scalar_subquery()


def _quotation(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Quotation.customer_id,
        "customer": customer_name(Quotation.customer_id),
        "owner_id": Quotation.owner_id,
        "words": Quotation.number,
        "state": Quotation.status,
        "on": type_coerce(Quotation.quoted_on, Text),
    }


def _contract(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Contract.customer_id,
        "customer": customer_name(Contract.customer_id),
        "owner_id": Contract.owner_id,
        "words": Contract.number,
        "state": Contract.stage,
        "amount_minor": Contract.amount_minor,
        "currency": Contract.currency,
    }


def _receipt(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Receipt.customer_id,
        "customer": customer_name(Receipt.customer_id),
        "amount_minor": Receipt.amount_minor,
        "currency": Receipt.currency,
        "on": type_coerce(Receipt.paid_on, Text),
    }


def _invoice(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": Invoice.customer_id,
        "customer": customer_name(Invoice.customer_id),
        "owner_id": Invoice.owner_id,
        "state": Invoice.status,
        "amount_minor": Invoice.amount_minor,
        "currency": Invoice.currency,
        "on": type_coerce(Invoice.issued_on, Text),
    }


def _product(_viewer: Viewer) -> Mapping[str, Any]:
    return {"words": Product.code}


def _article(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "owner_id": Article.owner_id,
        "choice_id": Article.kind_id,
        "state": Article.status,
        "words": Article.number,
    }


def _survey(_viewer: Viewer) -> Mapping[str, Any]:
    return {"owner_id": Survey.owner_id, "on": type_coerce(Survey.starts_on, Text)}


def _own_record(_viewer: Viewer) -> Mapping[str, Any]:
    return {
        "customer_id": CustomRecord.customer_id,
        "customer": customer_name(CustomRecord.customer_id),
        "owner_id": CustomRecord.owner_id,
        "choice_id": CustomRecord.kind_id,
        "words": CustomRecord.number,
    }


_TOLD: Mapping[str, Callable[[Viewer], Mapping[str, Any]]] = {
    "customer": _customer,
    "contact": _contact,
    "opportunity": _opportunity,
    "service_case": _service_case,
    "lead": _lead,
    "sales_order": _order,
    "interaction": _interaction,
    "task": _task,
    "campaign": _campaign,
    "quotation": _quotation,
    "contract": _contract,
    "receipt": _receipt,
    "invoice": _invoice,
    "product": _product,
    "survey": _survey,
    "article": _article,
    "attachment": _attachment,
    "custom_record": _own_record,
}
