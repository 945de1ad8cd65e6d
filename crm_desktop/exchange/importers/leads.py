"""Leads from a list of addresses or another system: nobody's, or assigned already."""

from dataclasses import replace
from typing import Any

from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers import refusals
from crm_desktop.exchange.importers.record import RecordImporter
from crm_desktop.models import Lead
from crm_desktop.models.lead import ASSIGNED, UNASSIGNED
from crm_desktop.operations.lead import NAME_AT_MOST, LeadDraft, lead_draft, update_lead
from crm_desktop.storage.database import UnitOfWork

_OUTLINE_AT_MOST = 80


class LeadImporter(RecordImporter):
    """Imports leads."""

    kind = "leads"
    entity = Lead
    plain = ("number", "customer_name", "outline", "contact_name", "phone", "email", "description")
    choices = (("source", "source"),)
    unique = "number"

    def complete(self, row: Row) -> None:
        """A lead without an outline is about the beginning of its description, or about its company."""
        if not row.get("outline"):
            told = (row.text("description") or "").strip().partition("\n")[0] or row.text("customer_name") or ""
            row.values["outline"] = told[:_OUTLINE_AT_MOST]

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        if len(given.get("customer_name") or "") > NAME_AT_MOST:
            row.refuse("customer_name", Message("Write {most} characters at most.", most=NAME_AT_MOST))
        if (chance := self.share(row, "probability")) is not None:
            given["probability_e6"] = chance
        links = {"created_by_id": self.link(row, "created_by"), "owner_id": self.link(row, "owner")}
        given |= {name: value for name, value in links.items() if value}
        if row.get("created_at") is not None:
            given["created_at"] = self.past_instant(row, "created_at")
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """It is about somebody; to assign it takes the right."""
        if not given.get("customer_name"):
            title = Message(self.import_kind.field("customer_name").title)
            row.refuse(None, Message("{field} is missing.", field=title))
        if given.get("owner_id") and not self.reading.viewer.may(ASSIGN):
            row.refuse("owner", Message("Only a manager assigns leads. Leave this column out."))

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The lead with the history of its status."""
        created_at, owner_id = given.get("created_at", self.reading.now_ms), given.get("owner_id")
        on, status = day_of(created_at, self.reading.zone), ASSIGNED if owner_id else UNASSIGNED
        me = self.reading.viewer.user_id or None
        columns: dict[str, Any] = {"number": None, "created_by_id": me, **given, "created_at": created_at}
        if owner_id:
            columns |= {"assigned_at": self.reading.now_ms, "assigned_by_id": me}
        self.batch.add(Lead, {"id": record_id, **columns, "status": status, **refusals.refused(row)})
        self.batch.history(Lead, record_id, "status", status, on)
        self.batch.history(Lead, record_id, "owner", owner_id, on)

    def draft(self, work: UnitOfWork, record_id: str) -> LeadDraft:
        """The lead as known."""
        return lead_draft(work, record_id)

    def merged(self, work: UnitOfWork, record_id: str, before: LeadDraft, given: dict[str, Any], row: Row) -> LeadDraft:
        """With what the row says of what a form edits; whom a known lead is assigned to is decided by hand."""
        return replace(before, **{name: value for name, value in given.items() if hasattr(before, name)})

    def update(self, work: UnitOfWork, record_id: str, draft: LeadDraft, before: LeadDraft) -> None:
        """The ordinary change."""
        update_lead(work, record_id, draft, before)

    def after_change(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        """What somebody refuses besides what was known."""
        return refusals.note(work, Lead, record_id, row)
