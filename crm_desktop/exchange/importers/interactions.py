"""Interactions: what was said and done, with whom and when."""

from dataclasses import replace
from typing import Any

from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.record import RecordImporter
from crm_desktop.models import DictionaryEntry, Interaction
from crm_desktop.operations.interaction import (
    DAY_MINUTES,
    InteractionDraft,
    interaction_draft,
    update_interaction,
)
from crm_desktop.storage.database import UnitOfWork

_NOTE = DictionaryEntry.id_of("interaction_kind", "note")


class InteractionImporter(RecordImporter):
    """Imports interactions."""

    kind = "interactions"
    entity = Interaction
    plain = (
        "subject",
        "detail",
        "direction",
        "place",
        "next_step",
        "next_step_on",
        "external_key",
    )
    choices = (("kind", "interaction_kind"), ("result", "interaction_result"))

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        customer_id = self.link(row, "customer")
        about = {
            "customer_id": customer_id,
            "contact_id": self.link(row, "contact", customer_id),
            "opportunity_id": self.link(row, "opportunity"),
            "owner_id": self.link(row, "owner") if row.get("owner") else None,
        }
        given |= {name: value for name, value in about.items() if value}
        if row.get("happened_at") is not None:
            given["happened_at"] = self.past_instant(row, "happened_at")
        minutes = Message("Give the minutes as a whole number of 0 or more.")
        if (length := self.whole(row, "minutes", 0, DAY_MINUTES, minutes)) is not None:
            given["minutes"] = length
        if (cost := self.money(row, "cost")) is not None:
            given["cost_minor"], given["cost_currency"] = cost
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """It happened with somebody."""
        if (
            not row.problems
            and not row.warnings
            and not any(given.get(name) for name in ("customer_id", "contact_id", "opportunity_id"))
        ):
            row.refuse(None, Message("Name the customer or the contact it happened with."))

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """One row."""
        on = day_of(given["happened_at"], self.reading.zone)
        owner = {"owner_id": self.context.default_owner}
        self.batch.add(Interaction, {"id": record_id, "happened_on": on, "kind_id": _NOTE, **owner, **given})

    def draft(self, work: UnitOfWork, record_id: str) -> InteractionDraft:
        """The interaction as known."""
        return interaction_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: InteractionDraft, given: dict[str, Any], row: Row
    ) -> InteractionDraft:
        """With what the row says."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: InteractionDraft, before: InteractionDraft) -> None:
        """The ordinary change."""
        update_interaction(work, record_id, draft, before)
