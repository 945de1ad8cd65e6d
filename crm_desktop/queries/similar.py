"""Customers that may be the one being typed: the same name but for its legal form, or the same telephone."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.core.text import compact, company_key, has_chinese, phone_key
from crm_desktop.models import Customer
from crm_desktop.queries import rights
from crm_desktop.queries.names import user_name
from crm_desktop.queries.search import search_ids
from crm_desktop.storage.database import Reading

NAME, PHONE = "name", "phone"
_NOT_WORD = re.compile(r"[\W_]+")
_LOOKED_AT = 200
_LISTED = 5
# Shorter numbers are extensions, which many customers share.
_DIGITS_AT_LEAST = 6


@dataclass(frozen=True)
class SimilarCustomer:
    """A customer known already; `reason` is name or phone."""

    id: str
    number: str
    name: str
    owner: str | None
    reason: str


def similar_customers(
    reading: Reading, name: str, phone: str | None = None, but: str | None = None
) -> list[SimilarCustomer]:
    """Up to five customers the viewer sees that share the name or the phone; `but` is the one being edited."""
    found: dict[str, SimilarCustomer] = {}
    key, dialled = _key(name), phone_key(phone or "")
    if key:
        for row in _candidates(reading, _searched(name), but):
            if key in (_key(row.name), _key(row.short_name or "")):
                found[row.id] = SimilarCustomer(row.id, row.number, row.name, row.owner, NAME)
    if len(dialled) >= _DIGITS_AT_LEAST:
        for row in _candidates(reading, dialled, but):
            if phone_key(row.phone or "") == dialled and row.id not in found:
                found[row.id] = SimilarCustomer(row.id, row.number, row.name, row.owner, PHONE)
    return list(found.values())[:_LISTED]


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
