"""Customers and contacts that may be the one being typed: the same name, or reached in the same way."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.core.text import compact, company_key, fold, has_chinese, phone_key
from crm_desktop.models import Contact, ContactPoint, ContactRole, Customer
from crm_desktop.queries import rights
from crm_desktop.queries.names import user_name
from crm_desktop.queries.search import search_ids
from crm_desktop.storage.database import Reading

NAME, PHONE, EMAIL = "name", "phone", "email"
_NOT_WORD = re.compile(r"[\W_]+")
_LOOKED_AT = 200
_LISTED = 5
# Shorter numbers are extensions, which many customers share.
_DIGITS_AT_LEAST = 6


@dataclass(frozen=True)
class Similar:
    """A customer or contact known already; `reason` is name or phone, of a contact also e-mail."""

    id: str
    number: str
    name: str
    owner: str | None
    reason: str


def similar_customers(reading: Reading, name: str, phone: str | None = None, but: str | None = None) -> list[Similar]:
    """Up to five customers the viewer sees that share the name or the phone; `but` is the one being edited."""
    found: dict[str, Similar] = {}
    key, dialled = _key(name), phone_key(phone or "")
    if key:
        for row in _candidates(reading, _searched(name), but):
            if key in (_key(row.name), _key(row.short_name or "")):
                found[row.id] = Similar(row.id, row.number, row.name, row.owner, NAME)
    if len(dialled) >= _DIGITS_AT_LEAST:
        for row in _candidates(reading, dialled, but):
            if phone_key(row.phone or "") == dialled and row.id not in found:
                found[row.id] = Similar(row.id, row.number, row.name, row.owner, PHONE)
    return list(found.values())[:_LISTED]


def similar_contacts(
    reading: Reading,
    name: str,
    customers: Iterable[str] = (),
    points: Iterable[tuple[str, str]] = (),
    but: str | None = None,
) -> list[Similar]:
    """Up to five contacts the viewer sees that are reached by one of the points (kind, value), or have the name at one
    of the customers; a name alone is shared by many people."""
    found: dict[str, Similar] = {}
    for kind, value in points:
        if kind in (PHONE, EMAIL) and (spelled := _spelled(kind, value)):
            for row in _people(reading, value, but):
                if (kind, spelled) in set(_points_of(reading, row.id)):
                    found.setdefault(row.id, Similar(row.id, "", row.name, row.owner, kind))
    places, key = set(customers), compact(name)
    if key and places:
        for row in _people(reading, name, but):
            roles = select(ContactRole.customer_id).where(
                ContactRole.contact_id == row.id, ContactRole.deleted.is_(False)
            )
            if compact(row.name) == key and not places.isdisjoint(reading.session.scalars(roles)):
                found.setdefault(row.id, Similar(row.id, "", row.name, row.owner, NAME))
    return list(found.values())[:_LISTED]


def _spelled(kind: str, value: str) -> str:
    """What two spellings of a number or an address have in common; nothing of a number that is too short."""
    if kind == PHONE:
        dialled = phone_key(value)
        return dialled if len(dialled) >= _DIGITS_AT_LEAST else ""
    return fold(value)


def _points_of(reading: Reading, contact_id: str) -> Iterator[tuple[str, str]]:
    points = select(ContactPoint.kind, ContactPoint.value).where(
        ContactPoint.contact_id == contact_id, ContactPoint.deleted.is_(False)
    )
    for kind, value in reading.session.execute(points):
        yield kind, _spelled(kind, value)


def _people(reading: Reading, typed: str, but: str | None) -> list[Any]:
    """What search finds for a text among contacts; the caller compares exactly."""
    statement = select(Contact.id, Contact.name, user_name(Contact.owner_id).label("owner")).where(
        Contact.id.in_(search_ids(typed, "contact", reading.viewer)),
        Contact.deleted.is_(False),
        Contact.id != (but or ""),
    )
    return list(reading.session.execute(rights.seen(Contact, reading.viewer, statement).limit(_LOOKED_AT)))


def _key(name: str) -> str:
    return compact(company_key(name))


def _searched(name: str) -> str:
    """What every spelling of a name has in common: of a Chinese one with brackets the part before them."""
    parts = _NOT_WORD.split(name.strip())
    return company_key(next((part for part in parts if part), "") if has_chinese(name) else name)


def _candidates(reading: Reading, typed: str, but: str | None) -> list[Any]:
    """What search finds for a text; the caller compares exactly."""
    columns = (Customer.id, Customer.number, Customer.name, Customer.short_name, Customer.phone)
    statement = select(*columns, user_name(Customer.owner_id).label("owner")).where(
        Customer.id.in_(search_ids(typed, "customer", reading.viewer)),
        Customer.deleted.is_(False),
        Customer.id != (but or ""),
    )
    scope = rights.visible(Customer, reading.viewer)
    return list(reading.session.execute((statement if scope is None else statement.where(scope)).limit(_LOOKED_AT)))
