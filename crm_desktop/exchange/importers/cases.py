"""Service cases of another system, in whatever status they are."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.record import RecordImporter
from crm_desktop.models import ServiceCase, ServiceRound, ServiceWork
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, NEW, UNDER_WAY, agreeing
from crm_desktop.operations.service_case import ServiceCaseDraft, service_case_draft, update_service_case
from crm_desktop.operations.service_times import Times
from crm_desktop.operations.service_work import minutes_taken_over
from crm_desktop.storage.database import UnitOfWork

SUBJECT_AT_MOST = 80


class CaseImporter(RecordImporter):
    """Imports service cases."""

    kind = "cases"
    entity = ServiceCase
    plain = (
        "external_key",
        "subject",
        "status",
        "priority",
        "request",
        "handling",
        "closed_on",
        "due_on",
        "result",
    )
    choices = (("kind", "case_kind"), ("channel", "case_channel"))

    @cached_property
    def _times(self) -> Times:
        return Times(self.reading)

    def complete(self, row: Row) -> None:
        """A case without a subject is called by the beginning of its request."""
        request = (row.text("request") or "").strip().partition("\n")[0]
        if not row.get("subject") and request:
            row.values["subject"] = request[:SUBJECT_AT_MOST]

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        customer_id = self.link(row, "customer")
        links = {
            "customer_id": customer_id,
            "contact_id": self.link(row, "contact", customer_id),
            "product_id": self.link(row, "product"),
            "created_by_id": self.link(row, "created_by"),
            "owner_id": self.link(row, "owner"),
            "handled_by_id": self.link(row, "handled_by"),
        }
        given |= {name: value for name, value in links.items() if value}
        for field in ("opened_at", "handled_at"):
            if row.get(field) is not None:
                given[field] = self.past_instant(row, field)
        limits = {
            "satisfaction": (1, 5, Message("Choose a figure from 1 to 5.")),
            "minutes": (0, 10**6, Message("Give the minutes as a whole number of 0 or more.")),
            "rework_count": (0, 10**6, Message("Give a number of 0 or more.")),
        }
        for field, (low, high, reason) in limits.items():
            if (number := self.whole(row, field, low, high, reason)) is not None:
                given[field] = number
        self.past(row, "closed_on")
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """It is about something."""
        if not given.get("subject"):
            row.refuse(None, Message("{field} is missing.", field=Message(self.import_kind.field("subject").title)))

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The case with the history of its status."""
        opened_at = given.get("opened_at", self.reading.now_ms)
        opened_on = day_of(opened_at, self.reading.zone)
        status = agreeing(given.get("status") or _status(given), given.get("owner_id"))
        number = self.number_of("number", given.get("external_key"))
        columns: dict[str, Any] = {"number": number, **given, "status": status}
        if status == ARCHIVED:
            columns.setdefault("closed_on", self.reading.today)
        if columns.get("owner_id"):
            columns["assigned_at"] = opened_at
        columns = {"id": record_id, "opened_at": opened_at, "opened_on": opened_on, **columns}
        if status != ARCHIVED:
            columns = self._times.limits_of(columns) | columns
        self.batch.add(ServiceCase, columns)
        if columns.get("minutes"):
            self._take_over_minutes(ServiceCase(**columns))
        self.batch.history(ServiceCase, record_id, "owner", columns.get("owner_id"), opened_on)
        if status != NEW:
            self.batch.history(ServiceCase, record_id, "status", NEW, opened_on)
        self.batch.history(ServiceCase, record_id, "status", status, columns.get("closed_on") or opened_on)

    def _take_over_minutes(self, case: ServiceCase) -> None:
        key = ServiceWork.id_of(ServiceRound.id_of(case.id, 1))
        told = minutes_taken_over(case, self.reading.zone)
        self.batch.add(ServiceWork, {"id": key, "case_id": case.id, "created_at": self.reading.now_ms, **told})

    def draft(self, work: UnitOfWork, record_id: str) -> ServiceCaseDraft:
        """The case as known."""
        return service_case_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: ServiceCaseDraft, given: dict[str, Any], row: Row
    ) -> ServiceCaseDraft:
        """With what the row says; a case that is being handled is no further for being so there too."""
        after = replace(before, **given)
        if after.status == ASSIGNED and before.status in UNDER_WAY:
            after = replace(after, status=before.status)
        after = replace(after, status=agreeing(after.status, after.owner_id))
        return replace(after, closed_on=(after.closed_on or work.today) if after.status == ARCHIVED else None)

    def update(self, work: UnitOfWork, record_id: str, draft: ServiceCaseDraft, before: ServiceCaseDraft) -> None:
        """The ordinary change, free of the steps a case otherwise takes."""
        update_service_case(work, record_id, draft, before, imported=True)


def _status(given: dict[str, Any]) -> str:
    """The status that follows from what is known of a case."""
    if given.get("closed_on"):
        return ARCHIVED
    if given.get("handled_at"):
        return HANDLED
    return ASSIGNED if given.get("owner_id") else NEW
