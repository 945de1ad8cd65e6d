"""How service is run: time limits, who gets which cases, when customers are visited again, and days that differ."""

from datetime import date

from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled

ASSIGN, VISIT = "assign", "visit"
DOES = (ASSIGN, VISIT)


class ServiceLimit(Synced):
    """In how many working minutes cases are answered first and solved; of several that suit, the most exact counts."""

    __tablename__ = "service_limit"
    __title__ = N_("Time limit of service")
    __sync_groups__ = (("respond_minutes", "solve_minutes"),)

    priority: Mapped[str | None] = titled(N_("Priority"))
    level_id: Mapped[str | None] = ref(N_("Level"), "dictionary_entry")
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    respond_minutes: Mapped[int | None] = titled(N_("First answer within, in working minutes"))
    solve_minutes: Mapped[int | None] = titled(N_("Solution within, in working minutes"))

    @staticmethod
    def id_of(priority: str | None, level_id: str | None, kind_id: str | None) -> str:
        """The id of the limit of cases like these; set on two laptops, it is one."""
        return derived_id("service_limit", priority or "", level_id or "", kind_id or "")


class ServiceRule(Synced):
    """What happens to cases by themselves: a new one is assigned, or one that was archived has its customer visited.

    What is empty suits every case. A rule that assigns names a person, or a team of whom the one with the fewest open
    cases gets it; one that visits says after how many days. Rules are tried in the order of their positions.
    """

    __tablename__ = "service_rule"
    __title__ = N_("Rule of service")

    does: Mapped[str] = titled(N_("What it does"), default=ASSIGN)
    position: Mapped[int] = titled(N_("Position"), default=0)
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    priority: Mapped[str | None] = titled(N_("Priority"))
    region_id: Mapped[str | None] = ref(N_("Region"), "dictionary_entry")
    level_id: Mapped[str | None] = ref(N_("Level"), "dictionary_entry")
    user_id: Mapped[str | None] = ref(N_("User"), "app_user")
    team_id: Mapped[str | None] = ref(N_("Team"), "team")
    after_days: Mapped[int | None] = titled(N_("Days"))


class ClosingDay(Synced):
    """A day on which the office is closed though it would be open, or open (`is_worked`) though it would be closed."""

    __tablename__ = "closing_day"
    __title__ = N_("Closing day")

    day: Mapped[date] = titled(N_("Day"))
    is_worked: Mapped[bool] = titled(N_("Worked"), default=False)
    title: Mapped[str | None] = titled(N_("Title"))

    @staticmethod
    def id_of(day: date) -> str:
        """The id of what differs on a day."""
        return derived_id("closing_day", day.isoformat())
