"""Campaigns from files, known again by their name; their members come by a file of their own."""

from dataclasses import replace
from typing import Any

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.operated import OperatedImporter
from crm_desktop.models import Campaign
from crm_desktop.operations.campaign import (
    CampaignDraft,
    campaign_draft,
    check_campaign,
    create_campaign,
    update_campaign,
)
from crm_desktop.storage.database import UnitOfWork


class CampaignImporter(OperatedImporter):
    """Imports campaigns."""

    kind = "campaigns"
    entity = Campaign
    plain = ("name", "channel", "status", "starts_on", "ends_on", "goal", "note")
    choices = (("kind", "campaign_kind"),)

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills; both costs are in one currency."""
        given = self.columns(row)
        if owner := self.link(row, "owner"):
            given["owner_id"] = owner
        for name in ("planned_cost", "cost"):
            if (money := self.money(row, name)) is None:
                continue
            if given.setdefault("currency", money[1]) != money[1]:
                row.refuse(name, Message("Give both costs of a campaign in one currency."))
            given[f"{name}_minor"] = money[0]
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """While the file is only being looked at: what its form would refuse."""
        if row.problems or self.context.work is not None:
            return
        try:
            # A kind that this row names first is made with it.
            check_campaign(self.reading, replace(CampaignDraft(**given), kind_id=None))
        except Problem as error:
            row.refuse_error(error, self.columns_of_errors(row))

    def make(self, work: UnitOfWork, record_id: str, given: dict[str, Any], row: Row) -> None:
        """As its form would."""
        create_campaign(work, CampaignDraft(**{"status": None, **given}), campaign_id=record_id)

    def draft(self, work: UnitOfWork, record_id: str) -> CampaignDraft:
        """The campaign as known."""
        return campaign_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: CampaignDraft, given: dict[str, Any], row: Row
    ) -> CampaignDraft:
        """With what the row says."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: CampaignDraft, before: CampaignDraft) -> None:
        """The ordinary change."""
        update_campaign(work, record_id, draft, before)
