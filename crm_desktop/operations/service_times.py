"""The time limits of a case: when they pass, and how many working minutes its steps took.

What it waited for others counts for nothing: the customer, a supplier, and the customer's word on what was done.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import select

from crm_desktop.core.clock import day_of
from crm_desktop.core.working_time import WorkingTime
from crm_desktop.models import Customer, ServiceCase, ServiceLimit
from crm_desktop.models.service_case import NORMAL
from crm_desktop.operations import parameter
from crm_desktop.queries.working_calendar import working_time
from crm_desktop.storage.database import Reading


class Times:
    """Tells and keeps the times of cases in one step."""

    def __init__(self, work: Reading) -> None:
        self._work = work

    @cached_property
    def _limits(self) -> list[ServiceLimit]:
        return list(self._work.session.scalars(select(ServiceLimit).where(ServiceLimit.deleted.is_(False))))

    @cached_property
    def _working(self) -> WorkingTime:
        return working_time(self._work)

    def set_limits(self, case: ServiceCase) -> None:
        """Work out anew when the limits of a case pass; a case that no limit is for has the day it had."""
        was = case.respond_by, case.solve_by
        limit = self._limit_for(case)
        respond, solve = (limit.respond_minutes, limit.solve_minutes) if limit else (None, None)
        case.respond_by = self._working.after(case.opened_at, respond) if respond else None
        case.solve_by = self._working.after(case.opened_at, solve + (case.waited_minutes or 0)) if solve else None
        if case.solve_by is not None:
            case.due_on = day_of(case.solve_by, self._work.zone)
        if any(_is_put_off(*each) for each in zip(was, (case.respond_by, case.solve_by), strict=True)):
            # What was warned of is no longer near; the rules mark the case again when it is.
            case.warned_at = case.escalated_at = None

    def limits_of(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """The limits of a case that comes in as columns, as such."""
        case = ServiceCase(**{"priority": NORMAL, **columns})
        self.set_limits(case)
        return {name: getattr(case, name) for name in ("respond_by", "solve_by", "due_on")}

    def respond(self, case: ServiceCase, at_ms: int | None = None) -> None:
        """Note that the customer was answered for the first time."""
        if case.responded_at is None:
            case.responded_at = self._work.now_ms if at_ms is None else at_ms
            case.response_minutes = self._working.minutes_between(case.opened_at, case.responded_at)

    def wait(self, case: ServiceCase, since_ms: int) -> int:
        """Count what a case waited until now; returns the working minutes."""
        waited = self._working.minutes_between(since_ms, self._work.now_ms)
        case.waited_minutes = (case.waited_minutes or 0) + waited
        self.set_limits(case)
        return waited

    def solve(self, case: ServiceCase) -> None:
        """Note how long it took until a case was handled."""
        took = self._working.minutes_between(case.opened_at, self._work.now_ms)
        case.solution_minutes = max(0, took - (case.waited_minutes or 0))

    def _limit_for(self, case: ServiceCase) -> ServiceLimit | None:
        """The limit of cases like this one: of those that suit, the one that says most, by priority, then level."""
        suiting = [
            each
            for each in self._limits
            if each.priority in (None, case.priority)
            and each.kind_id in (None, case.kind_id)
            and (each.level_id is None or each.level_id == self._level_of(case))
        ]
        return max(suiting, key=_exactness, default=None)

    def _level_of(self, case: ServiceCase) -> str | None:
        level = select(Customer.level_id).where(Customer.id == case.customer_id)
        return self._work.session.scalar(level) if case.customer_id else None


def default_due(reading: Reading) -> int:
    """After how many days a case is due that no limit is for."""
    return parameter.integer(reading, parameter.CASE_DAYS)


def _is_put_off(before: int | None, now: int | None) -> bool:
    return before is not None and (now is None or now > before)


def _exactness(limit: ServiceLimit) -> tuple[int, bool, bool, bool]:
    said = (limit.priority is not None, limit.level_id is not None, limit.kind_id is not None)
    return sum(said), *said
