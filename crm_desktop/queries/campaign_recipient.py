"""The members of a campaign as letters and call lists name them, with their whole address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models import Contact, Customer, User
from crm_desktop.queries import rights
from crm_desktop.queries.campaign_member import MEMBERS, MemberRow
from crm_desktop.storage.database import Reading

_AT_ONCE = 400


@dataclass(frozen=True)
class Recipient:
    """A member with what letters say of it; texts that are not known are empty."""

    row: MemberRow
    number: str = ""
    postcode: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    keeper: str = ""
    salutation: str = ""
    job_title: str = ""

    @property
    def company(self) -> str:
        """The customer or the lead."""
        return self.row.name or ""

    @property
    def contact(self) -> str:
        """The person."""
        return self.row.contact or ""


def willing(spec: ListSpec, campaign_id: str) -> ListSpec:
    """The members of a campaign that a list shows, without whoever does not want to be reached."""
    mine = Filter("campaign", "is", campaign_id)
    others = tuple(each for each in spec.filters if each.field != "campaign")
    return ListSpec((*others, mine, Filter("is_refused", "is", False)), search=spec.search)


def refusing(reading: Reading, spec: ListSpec, campaign_id: str) -> int:
    """How many of these members do not want to be reached."""
    asked = willing(spec, campaign_id)
    return MEMBERS.count(reading, ListSpec((*asked.filters[:-1], Filter("is_refused", "is", True)), search=spec.search))


def recipients(
    reading: Reading, spec: ListSpec, campaign_id: str, only: Sequence[str] = (), most: int = 0
) -> Iterator[Recipient]:
    """Whom a campaign may reach, by caller and name."""
    ids = list(unpack(MEMBERS.ids(reading, willing(spec, campaign_id).sorted_by(Sort("owner"), Sort("name")))))
    if only:
        chosen = set(only)
        ids = [each for each in ids if each in chosen]
    ids = ids[:most] if most else ids
    for start in range(0, len(ids), _AT_ONCE):
        rows = MEMBERS.rows(reading, ids[start : start + _AT_ONCE])
        customers, contacts = _customers(reading, rows), _contacts(reading, rows)
        for row in rows:
            said = {**customers.get(row.customer_id or "", {}), **contacts.get(row.contact_id or "", {})}
            yield Recipient(row, **{name: value or "" for name, value in said.items()})


def _customers(reading: Reading, rows: Sequence[MemberRow]) -> dict[str, dict[str, Any]]:
    ids = {row.customer_id for row in rows if row.customer_id}
    names = ("number", "postcode", "country", "province", "city", "district", "address")
    statement: Any = (
        select(Customer.id, *(getattr(Customer, name) for name in names), User.name)
        .outerjoin(User, User.id == Customer.owner_id)
        .where(Customer.id.in_(ids))
    )
    found = reading.session.execute(rights.seen(Customer, reading.viewer, statement))
    return {row[0]: dict(zip((*names, "keeper"), row[1:], strict=True)) for row in found}


def _contacts(reading: Reading, rows: Sequence[MemberRow]) -> dict[str, dict[str, Any]]:
    ids = {row.contact_id for row in rows if row.contact_id}
    statement = select(Contact.id, Contact.salutation, Contact.job_title).where(Contact.id.in_(ids))
    return {row[0]: {"salutation": row[1], "job_title": row[2]} for row in reading.session.execute(statement)}
