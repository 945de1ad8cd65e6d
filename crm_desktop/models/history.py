"""What was true from which business day on, and figures frozen with a period: the past as the business tells it."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, ref, titled

SUGGESTED = "suggested"
"""The field that says of a deal that it came from a suggestion; its value is the category."""


class HistoryEntry(Synced):
    """From `from_on` on, `field` of a record had `value`; of several on one day the latest `changed_at` counts.

    Kept for stage, owner, level and status; `checked` says that the data was confirmed then, `suggested`
    which category led to a deal, `limit` what another
    system said of the time limit of a case. The journal, in contrast, tells when something was *recorded*.
    """

    __tablename__ = "history_entry"
    __title__ = N_("History entry")
    __table_args__ = (
        Index(None, "record_id", "field", "deleted", "from_on"),
        Index(None, "record_kind", "field", "from_on"),
    )

    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))
    field: Mapped[str] = titled(N_("Field"))
    value: Mapped[str | None] = titled(N_("Value"))
    from_on: Mapped[date] = titled(N_("From"))
    changed_at: Mapped[int] = titled(N_("Recorded"))
    by_id: Mapped[str | None] = ref(N_("By"), "app_user")
    note: Mapped[str | None] = titled(N_("Note"))


# A row of `period_snapshot` that holds the manager's binder, by the language of its texts; others are in `commission`.
BINDER = "binder"
# One that holds what was forecast in a month; its period is that month.
FORECAST = "forecast"


class PeriodSnapshot(Synced):
    """Figures of a closed period, frozen by a named person and never rewritten; the payload is JSON, one value."""

    __tablename__ = "period_snapshot"
    __title__ = N_("Period snapshot")
    __undoable__ = False
    __sync_groups__ = (("payload", "locked_by_id", "locked_at"),)

    kind: Mapped[str] = titled(N_("Kind"))
    period: Mapped[str] = titled(N_("Period"), index=True)
    payload: Mapped[str] = titled(N_("Figures"))
    locked_by_id: Mapped[str | None] = ref(N_("Locked by"), "app_user")
    locked_at: Mapped[int | None] = titled(N_("Locked"))
