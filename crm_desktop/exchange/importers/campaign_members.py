"""Members of campaigns: answers brought back from whoever called; who is no member yet becomes one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.models import Campaign, CampaignMember
from crm_desktop.operations import records
from crm_desktop.operations.campaign_member import MemberDraft, member_draft, update_member
from crm_desktop.queries.campaign_target import sort_out
from crm_desktop.storage.database import UnitOfWork

_WHO = ("customer_id", "contact_id")


class CampaignMemberImporter(RecordImporter):
    """Imports members of campaigns."""

    kind = "campaign_members"
    entity = CampaignMember
    plain = ("note",)
    choices = (("answer", "campaign_answer"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        # Campaign and whom a row names → its member; read once for each campaign.
        self._members: dict[tuple[str, str], str] = {}
        self._campaigns: set[str] = set()
        # Who was taken out of a campaign, and comes back as the same member.
        self._gone: set[str] = set()
        self._who: dict[str, str] = {}

    def match(self, row: Row) -> str | None:
        """By the campaign, and the contact or else the customer."""
        customer_id = self.link(row, "customer")
        about = {
            "campaign_id": self.link(row, "campaign"),
            "customer_id": customer_id,
            "contact_id": self.link(row, "contact", customer_id),
        }
        self._who = {name: value for name, value in about.items() if value}
        campaign_id = self._who.get("campaign_id")
        # Whoever takes part does so once: a file that only adds changes its members all the same.
        if campaign_id is None:
            return None
        self._read(campaign_id)
        ids = (self._who.get(name) for name in reversed(_WHO))
        found = (self._members.get((campaign_id, each)) for each in ids if each)
        return next((each for each in found if each), None)

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills; whom it names is settled by then."""
        given = self.columns(row)
        for name in ("answered_on", "reached_on"):
            if (day := self.past(row, name)) is not None:
                given[name] = day
        if row.get("owner") and (owner_id := self.link(row, "owner")):
            given["owner_id"] = owner_id
        return given if known else {**given, **self._who}

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """A new member names whom it is, and nobody joins who does not want to be reached."""
        if row.problems:
            return
        try:
            records.find_to_change(self.reading, Campaign, given["campaign_id"])
        except UserError as error:
            row.refuse("campaign", error.message)
            return
        kind = "contact" if given.get("contact_id") else "customer"
        if not (subject := given.get(f"{kind}_id")):
            row.refuse(None, Message("Name the customer or the contact who answered."))
        elif sort_out(self.reading, None, kind, [subject], self._channel(given["campaign_id"])).refused:
            row.refuse(kind, Message("“{value}” does not want to be reached so.", value=row.text(kind) or ""))

    def id_of_new(self, given: Mapping[str, Any]) -> str:
        """Added on another laptop too, it is one member."""
        return CampaignMember.id_of(given["campaign_id"], given.get("contact_id") or given["customer_id"])

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """One row; an answer means that it was reached."""
        answered = given.get("answered_on") or (self.reading.today if given.get("answer_id") else None)
        reached = given.get("reached_on") or answered
        own = {"owner_id": self.context.default_owner, "added_at": self.reading.now_ms}
        values = {**own, **given, "answered_on": answered, "reached_on": reached}
        add = self.batch.share if record_id in self._gone else self.batch.add
        add(CampaignMember, {"id": record_id, **values})
        for name in _WHO:
            if given.get(name):
                self._members[given["campaign_id"], given[name]] = record_id

    def draft(self, work: UnitOfWork, record_id: str) -> MemberDraft:
        """The member as known."""
        return member_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: MemberDraft, given: dict[str, Any], row: Row
    ) -> MemberDraft:
        """With what the row says of its answer."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: MemberDraft, before: MemberDraft) -> None:
        """The ordinary change."""
        update_member(work, record_id, draft, before)

    def _channel(self, campaign_id: str) -> str | None:
        statement = "SELECT channel FROM campaign WHERE id = ?"
        channel: str | None = self.reading.plain(statement, (campaign_id,))[0][0]
        return channel

    def _read(self, campaign_id: str) -> None:
        """Every member of a campaign, by its customer and by its contact, and who was one."""
        if campaign_id in self._campaigns:
            return
        self._campaigns.add(campaign_id)
        of = CampaignMember
        statement = select(of.id, of.deleted, of.customer_id, of.contact_id).where(of.campaign_id == campaign_id)
        for record_id, is_gone, *ids in self.reading.session.execute(statement):
            if is_gone:
                self._gone.add(record_id)
            for each in () if is_gone else ids:
                if each:
                    self._members.setdefault((campaign_id, each), record_id)
