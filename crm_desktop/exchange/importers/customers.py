"""Customers, each perhaps with its main contact, its last contact and its yearly purchases in the same row."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, select

from crm_desktop.core.clock import instant_of
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import derived_id
from crm_desktop.exchange.import_links import key_of
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers import refusals
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.models import (
    Contact,
    ContactPoint,
    ContactRole,
    Customer,
    CustomerDemand,
    DictionaryEntry,
    Interaction,
    Synced,
    TagLink,
)
from crm_desktop.models.contact import EMAIL, PHONE
from crm_desktop.models.customer import NORMAL
from crm_desktop.operations import records
from crm_desktop.operations.contact import ContactDraft, PointDraft, RoleDraft, create_contact
from crm_desktop.operations.customer import PERSON, CustomerDraft, customer_draft, plain_change, update_customer
from crm_desktop.queries.opt_out import REFUSALS
from crm_desktop.storage.database import UnitOfWork

_MONEY = ("registered_capital", "annual_turnover", "credit_limit")
_COLUMNS = tuple(field.name for field in fields(CustomerDraft) if field.name not in (*PERSON, "tags"))
_NOTE = DictionaryEntry.id_of("interaction_kind", "note")


class CustomerImporter(RecordImporter):
    """Imports customers; a parent may stand anywhere in the file."""

    kind = "customers"
    entity = Customer
    unique = "number"
    plain = (
        "name",
        "short_name",
        "number",
        "external_key",
        "kind",
        "status",
        "country",
        "province",
        "city",
        "district",
        "address",
        "postcode",
        "phone",
        "fax",
        "email",
        "website",
        "tax_number",
        "national_tax_number",
        "licence_number",
        "legal_person",
        "bank",
        "bank_account",
        "note",
    )
    choices = (
        ("level", "level"),
        ("region", "region"),
        ("industry", "industry"),
        ("source", "source"),
        ("lifecycle", "lifecycle"),
        ("size", "size"),
    )

    named_by = ("parent", "name", "external_key", "number", "short_name")
    is_flat = True
    beside = ("tags", "contact_name", "last_contact_on", "annual_demand", *REFUSALS)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._in_file: set[str] = set()
        # Most files hold only what is a column as it stands.
        simple = {*self.plain, *dict(self.choices)} - {"country"}
        self._says_more = bool(context.mapping.fields.keys() - simple)

    def announce(self, row: Row) -> None:
        """Which customers stand in the file."""
        self._in_file.update(self._names(row))

    def waits(self, row: Row) -> bool:
        """For a parent company that comes later."""
        named = key_of(row.text("parent") or "")
        if not named or named not in self._in_file or named in self._names(row):
            return False
        return self.links.find("customers", named) is None

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        if not self._says_more:
            return given if known else {**given, "owner_id": self.context.default_owner}
        if row.get("country"):
            self.links.country(str(row.get("country")), "country")
        for field in ("satisfaction", "credit"):
            if (stars := self.whole(row, field, 1, 5, Message("Choose 1 to 5 stars."))) is not None:
                given[field] = stars
        if (people := self.whole(row, "employees", 0, 10**8, Message("Give a number of 0 or more."))) is not None:
            given["employees"] = people
        latest = self.reading.today.year
        if (year := self.whole(row, "founded_year", 1000, latest, Message("Give a year such as 1998."))) is not None:
            given["founded_year"] = year
        for field in _MONEY:
            if (money := self.money(row, field)) is not None:
                given[f"{field}_minor"], given[f"{field}_currency"] = money
        above = row.text("parent")
        if above and key_of(above) not in self._names(row) and (parent := self.link(row, "parent")):
            given["parent_id"] = parent
        if row.get("owner") or known is None:
            given["owner_id"] = self.owner(row)
        if row.get("tags"):
            given["tags"] = row.get("tags")
        self.past(row, "last_contact_on")
        self.past(row, "created_on")
        return given

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The customer with its history, tags, contact and what else the row tells."""
        created_on = row.get("created_on")
        created_at = instant_of(created_on, self.reading.zone) if created_on else self.reading.now_ms
        columns = {"id": record_id, "created_at": created_at, "number": None, **given}
        columns.pop("tags", None)
        self.batch.add(Customer, columns)
        for field, value in (
            ("level", given.get("level_id")),
            ("owner", given.get("owner_id")),
            ("status", given.get("status", NORMAL)),
        ):
            self.batch.history(Customer, record_id, field, value, created_on)
        if not self._says_more:
            return
        columns.update(refusals.refused(row))
        for name in given.get("tags", ()):
            tag_id = self.links.tag(name)
            link = {"id": TagLink.id_of(tag_id, record_id), "tag_id": tag_id}
            self.batch.add(TagLink, {**link, "record_kind": "customer", "record_id": record_id})
        self._add_contact(record_id, given.get("owner_id"), row)
        if row.get("last_contact_on"):
            self.batch.add(Interaction, self._last_contact(record_id, row))
        if demand := self._demand(record_id, row):
            self.batch.add(CustomerDemand, demand)

    def draft(self, work: UnitOfWork, record_id: str) -> CustomerDraft:
        """The customer as known."""
        return customer_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: CustomerDraft, given: dict[str, Any], row: Row
    ) -> CustomerDraft:
        """With what the row says; its tags are added to those there are."""
        tags = dict.fromkeys((*before.tags, *given.get("tags", ())))
        known = {name.casefold() for name in before.tags}
        new = [name for name in tags if name in before.tags or name.casefold() not in known]
        return replace(before, **{**given, "tags": tuple(new)})

    def update(self, work: UnitOfWork, record_id: str, draft: CustomerDraft, before: CustomerDraft) -> None:
        """The ordinary change."""
        update_customer(work, record_id, draft, before)

    def plain_change(self, stored: RowMapping, given: dict[str, Any]) -> dict[str, Any] | None:
        """An address, a telephone number and the like, without reading the customer alone."""
        before = CustomerDraft(**{name: stored[name] for name in _COLUMNS})
        return plain_change(self.reading, before, replace(before, **given))

    def after_change(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        """A contact, contact day or yearly demand that was not known yet."""
        added = refusals.note(work, Customer, record_id, row)
        if row.get("last_contact_on"):
            added = _bring(work, Interaction, self._last_contact(record_id, row)) or added
        if demand := self._demand(record_id, row):
            added = _bring(work, CustomerDemand, demand, ("amount_minor", "currency")) or added
        if row.get("contact_name") and not self._has_contact(work, record_id, row.text("contact_name") or ""):
            points = [PointDraft(kind, value) for kind, value in self._points(row)]
            role = RoleDraft(record_id, row.text("contact_title"), is_main=True)
            owner_id = self.context.default_owner
            create_contact(
                work,
                ContactDraft(
                    row.text("contact_name") or "", owner_id=owner_id, customers=(role,), points=tuple(points)
                ),
            )
            added = True
        return added

    def _add_contact(self, customer_id: str, owner_id: str | None, row: Row) -> None:
        name = row.text("contact_name")
        if not name:
            return
        contact = {"name": name, "job_title": row.text("contact_title"), "owner_id": owner_id}
        contact_id = derived_id("contact of import", customer_id, name)
        self.batch.add(Contact, {"id": contact_id, "created_at": self.reading.now_ms, **contact})
        self.batch.history(Contact, contact_id, "owner", owner_id, None)
        role = {"contact_id": contact_id, "customer_id": customer_id, "job_title": row.text("contact_title")}
        self.batch.add(ContactRole, {**role, "is_main": True})
        for position, (kind, value) in enumerate(self._points(row)):
            self.batch.add(ContactPoint, {"contact_id": contact_id, "kind": kind, "value": value, "position": position})

    def _points(self, row: Row) -> list[tuple[str, str]]:
        phones = [(PHONE, value) for value in row.get("contact_phone") or ()]
        return [*phones, *((EMAIL, value) for value in row.get("contact_email") or ())]

    def _has_contact(self, work: UnitOfWork, customer_id: str, name: str) -> bool:
        statement = select(Contact.name).join(ContactRole, ContactRole.contact_id == Contact.id)
        statement = statement.where(ContactRole.customer_id == customer_id, Contact.deleted.is_(False))
        return key_of(name) in {key_of(known) for known in work.session.scalars(statement)}

    def _last_contact(self, customer_id: str, row: Row) -> dict[str, Any]:
        """The day of a last contact is kept as what it was: an interaction, named like the column."""
        on: date = row.get("last_contact_on")
        return {
            "id": derived_id("last contact", customer_id, on.isoformat()),
            "customer_id": customer_id,
            "kind_id": _NOTE,
            "happened_on": on,
            "happened_at": instant_of(on, self.reading.zone),
            "subject": row.columns["last_contact_on"],
        }

    def _demand(self, customer_id: str, row: Row) -> dict[str, Any] | None:
        money = self.money(row, "annual_demand")
        if money is None:
            return None
        year = self.reading.today.year
        return {
            "id": derived_id("customer_demand", customer_id, str(year)),
            "customer_id": customer_id,
            "year": year,
            "amount_minor": money[0],
            "currency": money[1],
        }

    def _names(self, row: Row) -> list[str]:
        return [key for field in self.named_by[1:] for key in self.key_values(field, row)]


def _bring(work: UnitOfWork, entity: type[Synced], row: dict[str, Any], follows: tuple[str, ...] = ()) -> bool:
    """Add a row with a derived id, which may be there already, perhaps deleted by an undo.

    Of one that lives only the columns of `follows` are brought up to date; returns whether anything changed.
    """
    known = work.session.get(entity, row["id"])
    if known is None:
        work.session.add(entity(**row))
        return True
    wanted = {**row, "deleted": False} if known.deleted else {name: row[name] for name in follows}
    return bool(records.apply(work, known, wanted))
