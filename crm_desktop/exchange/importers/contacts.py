"""Contacts: people with their ways to be reached, at a customer."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from crm_desktop.core import text
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_links import key_of
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers import refusals
from crm_desktop.exchange.importers.names import complete_name
from crm_desktop.exchange.importers.record import RecordImporter
from crm_desktop.models import Contact, ContactPoint, ContactRole
from crm_desktop.models.contact import EMAIL, MESSENGER, PHONE, WEB
from crm_desktop.operations.contact import ContactDraft, PointDraft, RoleDraft, contact_draft, update_contact
from crm_desktop.storage.database import UnitOfWork

# Field of the file → kind and use of the way to reach someone, the first one first.
POINTS = {
    "mobile": (PHONE, "mobile"),
    "phone": (PHONE, "office"),
    "home_phone": (PHONE, "home"),
    "fax": (PHONE, "fax"),
    "email": (EMAIL, None),
    "email2": (EMAIL, "other"),
    "messenger": (MESSENGER, None),
    "website": (WEB, None),
}
_PLACE = ("address", "district", "city", "province", "postcode", "country")
_KEYS = {"email": EMAIL, "mobile": PHONE, "phone": PHONE}


class ContactImporter(RecordImporter):
    """Imports contacts."""

    kind = "contacts"
    entity = Contact
    plain = (
        "name",
        "external_key",
        "salutation",
        "sex",
        "born_on",
        "job_title",
        "department",
        "note",
    )

    def complete(self, row: Row) -> None:
        """The name from its parts; the place, which contacts have no column for, goes into the note."""
        complete_name(row)
        if not row.get("name"):
            row.refuse(None, Message("{field} is missing.", field=Message(self.import_kind.field("name").title)))
        place = ", ".join(dict.fromkeys(value for field in _PLACE if (value := row.text(field))))
        if place and place not in (row.text("note") or ""):
            row.values["note"] = "\n".join(part for part in (row.text("note"), place) if part)

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills, with `points` and `customers`."""
        given = self.columns(row)
        self.past(row, "born_on")
        customer_id = self.link(row, "customer")
        if row.get("owner") or known is None:
            given["owner_id"] = self.owner(row)
        if customer_id:
            buying_role = row.text("buying_role")
            given["customers"] = (
                RoleDraft(
                    customer_id,
                    row.text("job_title"),
                    self.links.choice("buying_role", buying_role, "buying_role") if buying_role else None,
                    bool(row.get("is_main")),
                ),
            )
        given["points"] = tuple(self._points(row))
        return given

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The contact with its place at the customer and its numbers."""
        columns = {name: value for name, value in given.items() if name not in ("customers", "points")}
        self.batch.add(
            Contact, {"id": record_id, "created_at": self.reading.now_ms, **columns, **refusals.refused(row)}
        )
        self.batch.history(Contact, record_id, "owner", given.get("owner_id"), None)
        for role in given.get("customers", ()):
            self.batch.add(
                ContactRole,
                {
                    "contact_id": record_id,
                    "customer_id": role.customer_id,
                    "job_title": role.job_title,
                    "buying_role_id": role.buying_role_id,
                    "is_main": role.is_main,
                },
            )
            self.links.announce_person(role.customer_id, given["name"], record_id)
        for position, point in enumerate(given["points"]):
            self.batch.add(
                ContactPoint,
                {
                    "contact_id": record_id,
                    "kind": point.kind,
                    "label": point.label,
                    "value": point.value,
                    "position": position,
                },
            )

    def draft(self, work: UnitOfWork, record_id: str) -> ContactDraft:
        """The contact as known."""
        return contact_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: ContactDraft, given: dict[str, Any], row: Row
    ) -> ContactDraft:
        """With what the row says; numbers and customers are added to those there are."""
        known = {_point_key(point.kind, point.value) for point in before.points}
        new = [point for point in given["points"] if _point_key(point.kind, point.value) not in known]
        customers = before.customers
        for role in given.get("customers", ()):
            customers = _with_role(customers, role)
        return replace(before, **{**given, "points": (*before.points, *new), "customers": customers})

    def update(self, work: UnitOfWork, record_id: str, draft: ContactDraft, before: ContactDraft) -> None:
        """The ordinary change."""
        update_contact(work, record_id, draft, before)

    def after_change(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        """What somebody refuses besides what was known."""
        return refusals.note(work, Contact, record_id, row)

    def known_keys(self, key: str) -> list[tuple[str, str]]:
        """E-mail addresses and numbers of contacts tell them apart too."""
        if key not in _KEYS:
            return super().known_keys(key)
        statement = (
            select(ContactPoint.value, ContactPoint.contact_id)
            .join(Contact, Contact.id == ContactPoint.contact_id)
            .where(ContactPoint.kind == _KEYS[key], ContactPoint.deleted.is_(False), Contact.deleted.is_(False))
        )
        visible = {record_id for _, record_id in self.column_values("id")}
        rows = self.reading.session.execute(statement)
        return [(_point_key(_KEYS[key], value), contact) for value, contact in rows if contact in visible]

    def key_values(self, key: str, row: Row) -> list[str]:
        """Numbers are compared by their digits."""
        if key in _KEYS:
            return [_point_key(_KEYS[key], value) for value in row.get(key) or ()]
        return super().key_values(key, row)

    def _points(self, row: Row) -> list[PointDraft]:
        found: dict[str, PointDraft] = {}
        for field, (kind, label) in POINTS.items():
            value = row.get(field)
            for each in value if isinstance(value, tuple) else (value,):
                if each:
                    found.setdefault(_point_key(kind, str(each)), PointDraft(kind, str(each), label))
        return list(found.values())


def _point_key(kind: str, value: str) -> str:
    return f"{kind}:{text.phone_key(value) if kind == PHONE else key_of(value)}"


def _with_role(customers: tuple[RoleDraft, ...], role: RoleDraft) -> tuple[RoleDraft, ...]:
    """The contact's customers with one of them as the file says; what the file leaves open stays."""
    for place, known in enumerate(customers):
        if known.customer_id == role.customer_id:
            merged = replace(
                known,
                job_title=role.job_title or known.job_title,
                buying_role_id=role.buying_role_id or known.buying_role_id,
                is_main=role.is_main or known.is_main,
            )
            return (*customers[:place], merged, *customers[place + 1 :])
    return (*customers, role)
