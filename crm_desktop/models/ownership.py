"""Who may work with a customer: claims, protection by level, sharing of single records, hand-overs, deletions."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled

CLAIM, ASSIGN, RELEASE, RETURN = "claim", "assign", "release", "return"
CLAIM_KINDS = (CLAIM, ASSIGN, RELEASE, RETURN)


class Claim(Synced):
    """One step in who owns a customer; rows are only added, so that two offline claims are both known.

    `kind`: claimed from the pool, assigned by somebody, released by its owner, or returned by a rule. Of claims that
    did not know of each other the one with the earlier `contacted_at` (the first contact its claimant had registered)
    holds, then the earlier `at`, then the lower id.
    """

    __tablename__ = "claim"
    __title__ = N_("Claim")
    __undoable__ = True
    __table_args__ = (Index(None, "customer_id", "at"), Index(None, "user_id", "kind", "on_day"))

    customer_id: Mapped[str] = ref(N_("Customer"), "customer")
    kind: Mapped[str] = titled(N_("Kind"))
    user_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    previous_id: Mapped[str | None] = ref(N_("Owner before"), "app_user")
    at: Mapped[int] = titled(N_("Time"))
    on_day: Mapped[date] = titled(N_("Day"))
    contacted_at: Mapped[int | None] = titled(N_("First contact registered"))
    reason_id: Mapped[str | None] = ref(N_("Reason"), "dictionary_entry")
    note: Mapped[str | None] = titled(N_("Reason in words"))
    by_id: Mapped[str | None] = ref(N_("By"), "app_user")

    @staticmethod
    def returned(customer_id: str, owner_id: str, since: date) -> str:
        """The id of a return by rule: every laptop that finds the same customer idle writes the same row."""
        return derived_id("claim", customer_id, owner_id, since.isoformat())


class LevelRule(Synced):
    """How customers of a level are protected: days until they go back to the pool, each None when it does not count.

    Without contact, without a new deal, without a won deal or order; `warn_days` before, their owner is told;
    `touch_days` without contact put a customer on the page of the day. The row of no level is that of all others.
    """

    __tablename__ = "level_rule"
    __title__ = N_("Protection of a level")

    level_id: Mapped[str | None] = ref(N_("Level"), "dictionary_entry")
    contact_days: Mapped[int | None] = titled(N_("Days without contact"))
    deal_days: Mapped[int | None] = titled(N_("Days without a new deal"))
    order_days: Mapped[int | None] = titled(N_("Days without a won deal or order"))
    warn_days: Mapped[int | None] = titled(N_("Warn this many days before"))
    touch_days: Mapped[int | None] = titled(N_("Contact at least every so many days"))
    keeps_with_deals: Mapped[bool] = titled(N_("Keep customers with open or won deals"), default=True)

    @staticmethod
    def id_of(level_id: str | None) -> str:
        """The id of a level's rule."""
        return derived_id("level_rule", level_id or "")


class RecordShare(Synced):
    """A record that its owner lets another user see or change, until a day."""

    __tablename__ = "record_share"
    __title__ = N_("Shared record")
    __sync_groups__ = (("may_write", "until_on"),)
    __table_args__ = (
        Index("ix_record_share_with", "user_id", "deleted", "record_kind", "until_on", "may_write", "record_id"),
        Index(None, "record_id"),
    )

    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))
    user_id: Mapped[str] = ref(N_("Shared with"), "app_user")
    may_write: Mapped[bool] = titled(N_("May change it"), default=False)
    until_on: Mapped[date | None] = titled(N_("Until"))
    note: Mapped[str | None] = titled(N_("Note"))
    by_id: Mapped[str | None] = ref(N_("Shared by"), "app_user")
    shared_at: Mapped[int] = titled(N_("Shared at"))

    @staticmethod
    def id_of(record_id: str, user_id: str) -> str:
        """The id of this record's share with this user."""
        return derived_id("record_share", record_id, user_id)


class HandOver(Synced):
    """What one person handed to another: the protocol (JSON) is what was handed over, as it is printed and signed."""

    __tablename__ = "hand_over"
    __title__ = N_("Hand-over")

    from_id: Mapped[str] = ref(N_("From"), "app_user")
    to_id: Mapped[str | None] = ref(N_("To"), "app_user")
    handed_on: Mapped[date] = titled(N_("Day"))
    reason: Mapped[str | None] = titled(N_("Reason"))
    note: Mapped[str | None] = titled(N_("Note"))
    protocol: Mapped[str] = titled(N_("Protocol"))
    by_id: Mapped[str | None] = ref(N_("By"), "app_user")
    made_at: Mapped[int] = titled(N_("Made at"))


class Deletion(Synced):
    """Why a record was deleted, where somebody said so; who and when stand in the journal."""

    __tablename__ = "deletion"
    __title__ = N_("Reason of a deletion")
    __table_args__ = (Index(None, "record_id", "at"),)

    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))
    reason: Mapped[str] = titled(N_("Reason"))
    from_place: Mapped[str | None] = titled(N_("From where"))
    by_id: Mapped[str | None] = ref(N_("By"), "app_user")
    at: Mapped[int] = titled(N_("Time"))
