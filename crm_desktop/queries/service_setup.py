"""How service is set up, as its settings list it: time limits, rules, and the days that are not worked as usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, select

from crm_desktop.models import ClosingDay, ServiceLimit, ServiceRule
from crm_desktop.models.service_case import PRIORITIES
from crm_desktop.queries.working_calendar import HOLIDAYS, public_holidays
from crm_desktop.storage.database import Reading

# Days past are of no interest any more, those of the year after next are not yet fixed.
_YEARS_SHOWN = 2
_COUNTRY = "SELECT value FROM parameter WHERE name = ? AND deleted = 0"


class LimitRow(NamedTuple):
    """A time limit: whom it is for, where nothing is everybody, and its working minutes."""

    id: str
    priority: str | None
    level_id: str | None
    kind_id: str | None
    respond_minutes: int | None
    solve_minutes: int | None


class ServiceRuleRow(NamedTuple):
    """A rule: what it does, to which cases, and for whom or after how many days."""

    id: str
    does: str
    kind_id: str | None
    priority: str | None
    region_id: str | None
    level_id: str | None
    user_id: str | None
    team_id: str | None
    after_days: int | None


class DayRow(NamedTuple):
    """A day that differs: by the company's own word (`own_id`), or as a public holiday; or a weekend day worked."""

    day: date
    title: str
    is_worked: bool
    own_id: str | None


@dataclass(frozen=True)
class Days:
    """The days from today on that differ, and the country whose public holidays are kept."""

    country: str
    days: tuple[DayRow, ...]


def service_limits(reading: Reading) -> list[LimitRow]:
    """Every limit, those that say least first, then by priority from the most urgent on."""
    limit = ServiceLimit
    said = limit.priority.is_not(None).op("+")(limit.level_id.is_not(None)).op("+")(limit.kind_id.is_not(None))
    place = case({state: at for at, state in enumerate(reversed(PRIORITIES))}, value=limit.priority)
    columns = (limit.id, limit.priority, limit.level_id, limit.kind_id, limit.respond_minutes, limit.solve_minutes)
    asked = select(*columns).where(limit.deleted.is_(False)).order_by(said, place, limit.level_id, limit.kind_id)
    return [LimitRow(*row) for row in reading.session.execute(asked)]


def service_rules(reading: Reading) -> list[ServiceRuleRow]:
    """Every rule, in the order they are tried."""
    columns = [getattr(ServiceRule, name) for name in ServiceRuleRow._fields]
    asked = select(*columns).where(ServiceRule.deleted.is_(False)).order_by(ServiceRule.position, ServiceRule.id)
    return [ServiceRuleRow(*row) for row in reading.session.execute(asked)]


def days_that_differ(reading: Reading, language: str) -> Days:
    """From today on: the company's own days, and what the public holidays of its country leave beside them."""
    own = {
        each.day: DayRow(each.day, each.title or "", each.is_worked, each.id)
        for each in reading.session.scalars(
            select(ClosingDay).where(ClosingDay.deleted.is_(False), ClosingDay.day >= reading.today)
        )
    }
    kept = reading.plain(_COUNTRY, (HOLIDAYS,))
    country = str(kept[0][0] or "") if kept else ""
    for each in _public(country, language, reading.today):
        own.setdefault(each.day, each)
    return Days(country, tuple(sorted(own.values())))


def _public(country: str, language: str, first: date) -> Sequence[DayRow]:
    calendar = public_holidays(country, language)
    if calendar is None:
        return ()
    found = []
    for year in range(first.year, first.year + _YEARS_SHOWN):
        # A year is taken up when it is asked about.
        _ = date(year, 1, 1) in calendar
    for day in {*calendar, *calendar.weekend_workdays}:
        if day >= first:
            found.append(DayRow(day, calendar.get(day) or "", day in calendar.weekend_workdays, None))
    return found
