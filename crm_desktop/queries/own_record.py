"""The records of the kinds that a company added: one list a kind, and one record with what is known of it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Customer, CustomRecord, User
from crm_desktop.models.customising import OWN_RECORD, own_kind, own_kind_id
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import CHOICE, DATE, PERSON, TEXT, Field, ListQuery
from crm_desktop.queries.names import customer_name, user_name
from crm_desktop.queries.star import STARRED
from crm_desktop.storage.database import Reading

# So many are shown at their customer.
LISTED = 200


class OwnRecordRow(NamedTuple):
    """One line of the list."""

    id: str
    number: str | None
    name: str
    customer_id: str | None
    customer: str | None
    owner_id: str | None
    owner: str | None
    created_on: date
    note: str | None


@dataclass(frozen=True)
class OwnRecordDetails:
    """One record; what it holds besides are own fields."""

    id: str
    kind_id: str
    number: str | None
    name: str
    customer_id: str | None
    customer: str | None
    owner_id: str | None
    owner: str | None
    created_on: date
    note: str | None


class OfCustomer(NamedTuple):
    """A record as its customer shows it, with its kind."""

    kind: str
    id: str
    name: str
    number: str | None


_OWN = {"customer": customer_name(CustomRecord.customer_id), "owner": user_name(CustomRecord.owner_id)}
_SHOWN = cells(OwnRecordDetails, CustomRecord, _OWN)
_FIELDS = (
    Field("name", N_("Name"), TEXT, CustomRecord.name),
    Field("number", N_("Number"), TEXT, CustomRecord.number),
    Field(
        "customer",
        N_("Customer"),
        CHOICE,
        CustomRecord.customer_id,
        choices="customers",
        order=_OWN["customer"],
        along=Customer.name,
    ),
    Field("owner", N_("Owner"), PERSON, CustomRecord.owner_id, choices="users", order=_OWN["owner"], along=User.name),
    Field("created_on", N_("Created"), DATE, CustomRecord.created_on),
    Field("note", N_("Note"), TEXT, CustomRecord.note),
    STARRED,
)


@lru_cache(maxsize=64)
def own_records(kind: str) -> ListQuery[OwnRecordRow]:
    """The list of an own kind."""
    return ListQuery(
        kind=kind,
        entity=CustomRecord,
        row=OwnRecordRow,
        cells=cells(OwnRecordRow, CustomRecord, _OWN),
        fields=_FIELDS,
        default_sorts=(Sort("name"),),
        found_by=((CustomRecord.id, OWN_RECORD),),
        within=CustomRecord.kind_id == own_kind_id(kind),
    )


def own_record_details(reading: Reading, record_id: str) -> OwnRecordDetails:
    """One record, if the viewer may see it."""
    return OwnRecordDetails(**one(reading, CustomRecord, record_id, _SHOWN))


def records_of_customer(reading: Reading, customer_id: str) -> tuple[OfCustomer, ...]:
    """What the viewer sees of a customer's own records of all kinds, by name."""
    found = reading.fetch(_of_customer(reading.viewer), {"record": customer_id})
    return tuple(OfCustomer(own_kind(kind_id), *rest) for kind_id, *rest in found)


@lru_cache(maxsize=64)
def _of_customer(viewer: Viewer) -> Any:
    of = CustomRecord
    statement: Any = select(of.kind_id, of.id, of.name, of.number)
    mine = statement.where(of.customer_id == RECORD, of.deleted.is_(False)).order_by(of.name, of.id)
    return rights.seen(of, viewer, mine.limit(LISTED))
