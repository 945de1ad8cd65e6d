"""Customers: take on, change, hand over, delete."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Customer, DictionaryEntry, PersonProfile, User
from crm_desktop.models.contract import SIGNED
from crm_desktop.models.customer import COMPANY, CONSUMER, KINDS, LOST, NORMAL
from crm_desktop.operations import (
    amounts,
    claims,
    drafts,
    field_limits,
    field_rules,
    numbering,
    ownership,
    records,
    tag,
)
from crm_desktop.operations.references import check_choice, check_references, leads_to
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.balance import owing
from crm_desktop.queries.tag import tags_of
from crm_desktop.storage.database import Reading, UnitOfWork

STATUSES = (NORMAL, LOST)
STARS = 5
PERSON = (
    "sex",
    "born_on",
    "education",
    "occupation",
    "income_band",
    "family",
    "interests",
    "decision_style",
)
_CHOICES = {
    "level_id": "level",
    "region_id": "region",
    "industry_id": "industry",
    "source_id": "source",
    "lifecycle_id": "lifecycle",
    "size_id": "size",
}
# Amounts with a currency of their own.
_MONEY = ("registered_capital", "annual_turnover", "credit_limit")
_HISTORY = {"level_id": "level", "status": "status"}
_REFERENCES = {"parent_id": Customer, "owner_id": User, **dict.fromkeys(_CHOICES, DictionaryEntry)}
# What is not simply written: it has a history or rows of its own.
_APART = ("owner_id", *PERSON)


@dataclass(frozen=True)
class CustomerDraft:
    """A customer as a form edits it. No number means the next one; the fields from `sex` on are a consumer's."""

    name: str = ""
    number: str | None = None
    short_name: str | None = None
    external_key: str | None = None
    kind: str = COMPANY
    parent_id: str | None = None
    owner_id: str | None = None
    level_id: str | None = None
    region_id: str | None = None
    industry_id: str | None = None
    source_id: str | None = None
    lifecycle_id: str | None = None
    size_id: str | None = None
    status: str = NORMAL
    satisfaction: int | None = None
    credit: int | None = None
    country: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    postcode: str | None = None
    address: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None
    website: str | None = None
    licence_number: str | None = None
    legal_person: str | None = None
    registered_capital_minor: int | None = None
    registered_capital_currency: str | None = None
    annual_turnover_minor: int | None = None
    annual_turnover_currency: str | None = None
    employees: int | None = None
    founded_year: int | None = None
    bank: str | None = None
    bank_account: str | None = None
    tax_number: str | None = None
    national_tax_number: str | None = None
    credit_limit_minor: int | None = None
    credit_limit_currency: str | None = None
    invoice_title: str | None = None
    preferred_channel: str | None = None
    note: str | None = None
    sex: str | None = None
    born_on: date | None = None
    education: str | None = None
    occupation: str | None = None
    income_band: str | None = None
    family: str | None = None
    interests: str | None = None
    decision_style: str | None = None
    tags: tuple[str, ...] = ()


def new_customer(reading: Reading, kind: str = COMPANY) -> CustomerDraft:
    """The draft a form for a new customer starts with."""
    return CustomerDraft(kind=kind, owner_id=reading.viewer.user_id or None)


def customer_draft(reading: Reading, customer_id: str) -> CustomerDraft:
    """What a form edits of a customer."""
    customer = records.find(reading, Customer, customer_id)
    profile = reading.session.get(PersonProfile, PersonProfile.id_of(customer_id))
    person = {name: getattr(profile, name, None) for name in PERSON}
    return drafts.loaded(CustomerDraft, customer, **person, tags=tags_of(reading, customer_id))


def create_customer(work: UnitOfWork, draft: CustomerDraft, *, pooled: bool = False, taken_over: bool = False) -> str:
    """Take on a customer; returns its id. Without an owner it is the actor's, or when `pooled` nobody's.

    What is `taken_over` stood on another record already, whoever sees it.
    """
    if not taken_over:
        field_limits.refuse_new(work, "customer", draft)
        field_rules.check_new(work, "customer", draft)
    draft = _completed(work, draft)
    _check(work, draft)
    values, customer_id = _values(draft), work.new_id()
    values["number"] = values["number"] or numbering.free_number(work, Customer)
    owner_id = ownership.first_owner(work, draft.owner_id)
    values["owner_id"] = draft.owner_id if pooled else owner_id
    if values["owner_id"]:
        claims.check_room(work, values["owner_id"])
    work.insert_row(Customer, {"id": customer_id, **values, "created_at": work.now_ms})
    for field, value in (("level", draft.level_id), ("owner", values["owner_id"]), ("status", draft.status)):
        if value:
            records.note_first(work, Customer, customer_id, field, value)
    _set_profile(work, customer_id, draft, None, None)
    tag.set_tags(work, "customer", customer_id, draft.tags, ())
    return customer_id


def update_customer(
    work: UnitOfWork,
    customer_id: str,
    draft: CustomerDraft,
    loaded: CustomerDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a customer; only what differs from `loaded` is written."""
    customer = records.find_to_change(work, Customer, customer_id)
    draft, loaded = field_limits.completed(work, customer, draft, loaded)
    field_rules.check_change(work, customer, draft)
    draft = _completed(work, draft)
    _check(work, draft, customer)
    before = loaded or customer_draft(work, customer_id)
    values = {**_values(draft), "number": draft.number or customer.number}
    changed = records.apply(work, customer, values, _values(before), position)
    for column in changed & _HISTORY.keys():
        records.note_history(work, customer, _HISTORY[column], values[column])
    if draft.owner_id != before.owner_id:
        ownership.hand_over(work, customer, draft.owner_id, position=position)
    _set_profile(work, customer_id, draft, before, position)
    tag.set_tags(work, "customer", customer_id, draft.tags, before.tags)


def plain_change(reading: Reading, before: CustomerDraft, after: CustomerDraft) -> dict[str, Any] | None:
    """The columns `update_customer` would write, refused as there; None when more follows from them than that.

    An import changes thousands of customers in this way, at a thirtieth of the cost: `records.write_columns`.
    """
    after = _completed(reading, after)
    was = _values(before)
    changed = {name: value for name, value in _values(after).items() if value != was[name]}
    if changed.keys() & {*_REFERENCES, *_HISTORY, "number"} or any(
        getattr(before, name) != getattr(after, name) for name in (*_APART, "tags")
    ):
        return None
    problems = Problems()
    _check_values(problems, after, reading.today, before)
    problems.refuse()
    return changed


def assign_customers(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Hand several customers over, to nobody for the public pool; returns how many changed hands."""
    found = records.find_all_to_change(work, Customer, ids)
    return sum(ownership.hand_over(work, customer, owner_id) for customer in found)


def delete_customers(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete customers; what belongs to them stays and comes back with them.

    One with a contract in force stays, and one that owes money: what it owes could not be paid any more.
    """
    ids = list(ids)
    bound = (
        "SELECT c.name, k.number FROM json_each(?) j JOIN contract k ON k.customer_id = j.value JOIN customer c"
        " ON c.id = k.customer_id WHERE k.deleted = 0 AND k.stage = ? ORDER BY k.number LIMIT 1"
    )
    for name, number in work.plain(bound, (json.dumps(ids), SIGNED)):
        raise UserError(
            Message("{name} has contract {number} in force. Complete or end it first.", name=name, number=number)
        )
    for name in owing(work, ids):
        raise UserError(
            Message("{name} owes money. Note what was paid, or cancel what is not owed, before you delete.", name=name)
        )
    return records.delete(work, Customer, ids)


def _values(draft: CustomerDraft) -> dict[str, Any]:
    return {name: value for name, value in records.values_of(draft).items() if name not in _APART}


def _completed(work: Reading, draft: CustomerDraft) -> CustomerDraft:
    """Amounts carry a currency, the company's when none was chosen; without an amount there is none."""
    currencies: dict[str, Any] = {
        f"{name}_currency": (
            None if getattr(draft, f"{name}_minor") is None else getattr(draft, f"{name}_currency") or work.currency
        )
        for name in _MONEY
    }
    return replace(draft, **currencies)


def _set_profile(
    work: UnitOfWork, customer_id: str, draft: CustomerDraft, before: CustomerDraft | None, position: int | None
) -> None:
    """What is known of a private person; firms have no such row, and one that became a firm keeps what was known."""
    if draft.kind != CONSUMER:
        return
    values = {name: value for name, value in records.values_of(draft).items() if name in PERSON}
    profile = work.session.get(PersonProfile, PersonProfile.id_of(customer_id))
    if profile is None:
        if any(value is not None for value in values.values()):
            work.session.add(PersonProfile(id=PersonProfile.id_of(customer_id), customer_id=customer_id, **values))
        return
    # Undoing its creation marked the row deleted; writing into it brings it back.
    profile.deleted = False
    records.apply(work, profile, values, records.values_of(before) if before else None, position)


def _check(work: UnitOfWork, draft: CustomerDraft, current: Customer | None = None) -> None:
    problems = Problems()
    _check_values(problems, draft, work.today, current)
    for name, kind in _CHOICES.items():
        check_choice(work, problems, name, getattr(draft, name), kind)
    check_references(work, problems, draft, _REFERENCES, current)
    numbering.check_number(work, problems, Customer, draft.number, current)
    if current is not None and leads_to(work, Customer.parent_id, draft.parent_id, current.id):
        problems.add(
            "parent_id", Message("This company belongs to {name} itself. Choose another parent.", name=current.name)
        )
    problems.refuse()


def _check_values(
    problems: Problems, draft: CustomerDraft, today: date, current: Customer | CustomerDraft | None
) -> None:
    """What can be said of a customer without looking at any other record."""
    problems.require("name", draft.name, Message("Write the name of the customer."))
    problems.one_of("kind", draft.kind, KINDS)
    problems.one_of("status", draft.status, STATUSES)
    for name in ("satisfaction", "credit"):
        problems.within(name, getattr(draft, name), 1, STARS, Message("Choose 1 to 5 stars."))
    problems.within("employees", draft.employees, 0, 10**8, Message("Give a number of 0 or more."))
    problems.within("founded_year", draft.founded_year, 1000, today.year, Message("Give a year such as 1998."))
    problems.not_after("born_on", draft.born_on, today)
    # What an import brought in and nobody touched is not judged again.
    for name, check in (("email", problems.email), ("phone", problems.phone), ("fax", problems.phone)):
        if current is None or getattr(draft, name) != getattr(current, name):
            check(name, getattr(draft, name))
    for name in _MONEY:
        amounts.check_amount(problems, f"{name}_minor", getattr(draft, f"{name}_minor"))
        amounts.check_currency(problems, f"{name}_currency", getattr(draft, f"{name}_currency"))
