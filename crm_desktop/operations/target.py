"""Targets of persons, set while their months are open; what was reached is frozen some days after a month ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import derived_id
from crm_desktop.core.months import is_month, last_day, month_after, month_of
from crm_desktop.core.viewer import COMMISSION
from crm_desktop.models import PeriodSnapshot, Target, User
from crm_desktop.models.commission import METRICS, TARGETS
from crm_desktop.operations import amounts, parameter
from crm_desktop.operations.references import known
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.target import figures_of, payload_of, snapshot_of
from crm_desktop.storage.database import Reading, UnitOfWork

# Months that nobody opened the file for are frozen all the same, at most so many at once.
_AT_MOST = 24


@dataclass(frozen=True)
class TargetDraft:
    """What a person is to reach in a month, in the currency of the company; without an amount there is no target."""

    user_id: str
    month: str
    metric: str
    amount_minor: int | None


def set_targets(work: UnitOfWork, drafts: Sequence[TargetDraft]) -> int:
    """Set targets or take them away, in one step; returns how many changed."""
    rights.require(work.viewer, COMMISSION)
    for draft in drafts:
        _check(work, draft)
    return sum(_set(work, draft) for draft in drafts)


def freeze_months(work: UnitOfWork) -> int:
    """Write down for good what months with targets came to, once they are over for some days; returns how many."""
    months, days = due_months(work), parameter.integer(work, parameter.TARGET_DAYS)
    for month in months:
        payload = payload_of(figures_of(work, month), work.currency)
        # Laptops that know the same write the same row; where they differ, the ids alone decide which counts.
        row = derived_id("period_snapshot", TARGETS, month, payload)
        locked_at = instant_of(last_day(month) + timedelta(days=days), work.zone, 0)
        work.session.add(PeriodSnapshot(id=row, kind=TARGETS, period=month, payload=payload, locked_at=locked_at))
    return len(months)


def due_months(reading: Reading) -> list[str]:
    """The months with targets that are over for long enough and not frozen, the oldest first."""
    days = parameter.integer(reading, parameter.TARGET_DAYS)
    last = month_after(month_of(reading.today), -1)
    if (reading.today - last_day(last)).days < days:
        last = month_after(last, -1)
    frozen = select(PeriodSnapshot.period).where(PeriodSnapshot.kind == TARGETS, PeriodSnapshot.deleted.is_(False))
    statement = (
        select(Target.month)
        .where(Target.deleted.is_(False), Target.month <= last, Target.month.not_in(frozen))
        .distinct()
        .order_by(Target.month)
        .limit(_AT_MOST)
    )
    return list(reading.session.scalars(statement))


def _check(work: UnitOfWork, draft: TargetDraft) -> None:
    if not is_month(draft.month):
        raise Invalid({"month": Message("Write the month as in 2026-11.")})
    problems = Problems()
    problems.one_of("metric", draft.metric, METRICS)
    user = known(work, User, draft.user_id)
    if user is None or user.deleted:
        problems.add("user_id", Message("This person is no longer in the company."))
    amounts.check_amount(problems, "amount_minor", draft.amount_minor)
    if snapshot_of(work, draft.month) is not None:
        problems.add("month", Message("The figures of {month} are frozen; its targets stay.", month=draft.month))
    problems.refuse()


def _set(work: UnitOfWork, draft: TargetDraft) -> bool:
    target_id = Target.id_of(draft.user_id, draft.month, draft.metric)
    found = work.session.get(Target, target_id)
    if draft.amount_minor is None:
        if found is None or found.deleted:
            return False
        found.deleted = True
        return True
    wanted = {"amount_minor": draft.amount_minor, "currency": work.currency, "deleted": False}
    if found is None:
        plain = {"user_id": draft.user_id, "month": draft.month, "metric": draft.metric}
        work.session.add(Target(id=target_id, **plain, **wanted))
        work.session.flush()
        return True
    changed = any(getattr(found, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(found, name, value)
    return changed
