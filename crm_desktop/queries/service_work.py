"""Time spent on cases and what they cost beside it, as a user sees them: each entry, and both in all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, bindparam, func, select

from crm_desktop.core.ids import is_derived
from crm_desktop.core.money import rounded_part, to_minor
from crm_desktop.models import ServiceWork
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import user_name
from crm_desktop.storage.database import Reading

HOUR_COST = "service.hour_cost"
_AT_ONCE = 500


@dataclass(frozen=True)
class WorkEntry:
    """Minutes that somebody spent on a case on a day, and what it cost beside them."""

    id: str
    user_id: str | None
    user: str | None
    worked_on: date
    minutes: int
    cost_minor: int | None
    cost_currency: str | None
    note: str | None

    @property
    def is_of_a_round(self) -> bool:
        """Whether it was noted with what was done in a round, and is corrected there."""
        return is_derived(self.id)


@dataclass(frozen=True)
class Spent:
    """Minutes in all, and the costs in each currency, by its code."""

    minutes: int = 0
    costs: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.minutes or self.costs)


_OF_CASE = (
    select(
        ServiceWork.id,
        ServiceWork.user_id,
        user_name(ServiceWork.user_id),
        ServiceWork.worked_on,
        ServiceWork.minutes,
        ServiceWork.cost_minor,
        ServiceWork.cost_currency,
        ServiceWork.note,
    )
    .where(ServiceWork.case_id == RECORD, ServiceWork.deleted.is_(False))
    .order_by(ServiceWork.worked_on.desc(), ServiceWork.created_at.desc(), ServiceWork.id)
)
_BY_CASE = (
    select(
        ServiceWork.case_id,
        ServiceWork.cost_currency,
        func.sum(ServiceWork.minutes),
        func.sum(ServiceWork.cost_minor),
    )
    .where(
        ServiceWork.case_id.in_(bindparam("cases", type_=Text, expanding=True)),
        ServiceWork.deleted.is_(False),
    )
    .group_by(ServiceWork.case_id, ServiceWork.cost_currency)
)


def work_on_case(reading: Reading, case_id: str) -> tuple[WorkEntry, ...]:
    """What was entered of a case, the newest day first; whoever asks has made sure that the viewer sees the case."""
    return tuple(WorkEntry(*row) for row in reading.fetch(_OF_CASE, {"record": case_id}))


def spent(entries: Iterable[WorkEntry]) -> Spent:
    """All of some entries together."""
    return _summed((each.minutes, each.cost_minor or 0, each.cost_currency) for each in entries)


def spent_on(reading: Reading, case_ids: Iterable[str]) -> dict[str, Spent]:
    """What was spent on each of some cases, of those that anything was spent on."""
    wanted = list(case_ids)
    found: dict[str, list[tuple[int, int, str | None]]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        asked = {"cases": wanted[start : start + _AT_ONCE]}
        for case_id, currency, minutes, cost in reading.session.execute(_BY_CASE, asked):
            found.setdefault(case_id, []).append((minutes, cost or 0, currency))
    return {case_id: _summed(rows) for case_id, rows in found.items()}


def summed(parts: Iterable[Spent]) -> Spent:
    """Several of them together."""
    whole = list(parts)
    minutes = sum(each.minutes for each in whole)
    costs = _summed((0, cost, currency) for each in whole for currency, cost in each.costs).costs
    return Spent(minutes, costs)


def hour_cost(reading: Reading) -> int:
    """What an hour of service costs, in minor units of the company's currency; 0 while nobody said."""
    stored = reading.plain("SELECT value FROM parameter WHERE name = ? AND deleted = 0", (HOUR_COST,))
    return to_minor(int(stored[0][0] or 0), reading.currency) if stored else 0


def time_cost(minutes: int, hour_minor: int) -> int:
    """What minutes cost at so much an hour, rounded half-up once."""
    return rounded_part(minutes, hour_minor, 60)


def _summed(rows: Iterable[tuple[int, int, str | None]]) -> Spent:
    minutes, costs = 0, dict[str, int]()
    for spent_minutes, cost, currency in rows:
        minutes += spent_minutes
        if currency and cost:
            costs[currency] = costs.get(currency, 0) + cost
    return Spent(minutes, tuple(sorted(costs.items())))
