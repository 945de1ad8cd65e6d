"""Locking a month of commission, and amounts given or taken by hand. What is locked is never written again."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from crm_desktop.core.commission_period import Entry, by_person, total
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.months import is_month, last_day
from crm_desktop.core.viewer import COMMISSION, Viewer
from crm_desktop.models import CommissionAdjustment, CommissionEntry, PeriodSnapshot, User
from crm_desktop.models import commission as kept
from crm_desktop.operations import amounts, records
from crm_desktop.operations.references import lives
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.commission import work_out
from crm_desktop.queries.commission_locks import locked_through
from crm_desktop.queries.commission_names import names_of
from crm_desktop.queries.money import AMOUNT_LIMIT
from crm_desktop.storage.database import Database, Reading, UnitOfWork

_LONGEST = 400


@dataclass(frozen=True)
class LockPreview:
    """What locking a month would write down for good."""

    period: str
    people: int
    lines: int
    amount: int
    without_rate: int = 0
    without_cost: int = 0


@dataclass(frozen=True)
class AdjustmentDraft:
    """An amount given to a person, or taken (negative), and why."""

    user_id: str | None = None
    on_day: date | None = None
    amount_minor: int | None = None
    currency: str | None = None
    reason: str | None = None


def preview_lock(reading: Reading, period: str) -> LockPreview:
    """What `lock_month` would lock; refused where that would be."""
    period = month_named(period)
    worked, entries = _to_lock(reading, period)
    return LockPreview(
        period,
        len(by_person(entries)),
        len(entries),
        total(entries),
        len(worked.without_rate),
        len(worked.without_cost),
    )


def preview_in_file(path: str, viewer: Viewer, period: str) -> LockPreview:
    """`preview_lock` for the worker process."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return preview_lock(reading, period)
    finally:
        database.close()


def lock_month(work: UnitOfWork, period: str) -> str:
    """Write down for good what everybody gets in a month; returns the id of the lock."""
    period = month_named(period)
    work.session.flush()
    _worked, entries = _to_lock(work, period)
    return write_lock(work, period, entries, work.new_id, work.now_ms, work.viewer.user_id or None)


def write_lock(
    work: UnitOfWork, period: str, entries: list[Entry], ids: Callable[[], str], at_ms: int, by_id: str | None
) -> str:
    """Write a lock with its lines, which whoever calls has checked; returns its id."""
    snapshot_id = ids()
    payload = {
        "currency": work.currency,
        "total": total(entries),
        "lines": len(entries),
        "people": dict(sorted(by_person(entries).items())),
    }
    lock = {
        "id": snapshot_id,
        "kind": kept.COMMISSION,
        "period": period,
        "payload": json.dumps(payload, sort_keys=True),
    }
    work.insert_rows(PeriodSnapshot, [{**lock, "locked_by_id": by_id, "locked_at": at_ms}])
    if entries:
        work.insert_rows(CommissionEntry, list(_rows(work, snapshot_id, entries, ids)))
    return snapshot_id


def create_adjustment(work: UnitOfWork, draft: AdjustmentDraft) -> str:
    """Give or take an amount by hand; it counts in the month of its day, or in the first open one."""
    rights.require(work.viewer, COMMISSION)
    draft = replace(draft, currency=draft.currency or work.currency, on_day=draft.on_day or work.today)
    _check(work, draft)
    adjustment_id = work.new_id()
    values = records.values_of(draft)
    by = {"by_id": work.viewer.user_id or None, "made_at": work.now_ms}
    work.session.add(CommissionAdjustment(id=adjustment_id, **values, **by))
    return adjustment_id


def delete_adjustments(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Take amounts given by hand back; one that a locked month paid is taken off the first open one."""
    rights.require(work.viewer, COMMISSION)
    return records.delete(work, CommissionAdjustment, ids)


def refuse_locked(reading: Reading, problems: Problems, name: str, day: date | None) -> None:
    """Note a problem when a day lies in a month whose commission is locked."""
    last = locked_through(reading)
    if day is not None and last is not None and day.isoformat()[:7] <= last:
        problems.add(name, Message("Commission is locked up to {month}. Choose a day after that.", month=last))


def month_named(text: str) -> str:
    """A month as somebody writes it (2026-05), checked."""
    if not is_month(text.strip()):
        raise UserError(Message("Write the month as in 2026-11."))
    return text.strip()


def _to_lock(reading: Reading, period: str) -> Any:
    rights.require(reading.viewer, COMMISSION)
    if last_day(period) >= reading.today:
        raise UserError(Message("{month} is not over yet. Lock it when the next month has begun.", month=period))
    last = locked_through(reading)
    if last is not None and period <= last:
        raise UserError(
            Message("Commission is locked up to {month} already. Corrections count in the next open month.", month=last)
        )
    worked = work_out(reading, last_day(period))
    earlier = worked.earliest
    if earlier is not None and earlier < period:
        raise UserError(Message("Lock {month} first: months are locked one after the other.", month=earlier))
    return worked, worked.entries_of(period)


def _rows(work: UnitOfWork, snapshot_id: str, entries: list[Entry], ids: Callable[[], str]) -> Iterable[dict[str, Any]]:
    """The lines as they are kept, in the order of each person's statement."""
    placed = sorted(entries, key=lambda each: (each.user_id, each.on_day, each.key))
    for position, (each, names) in enumerate(zip(placed, names_of(work, placed), strict=True), 1):
        yield {
            "id": ids(),
            "snapshot_id": snapshot_id,
            "period": each.period,
            "user_id": each.user_id,
            "position": position,
            "kind": each.kind,
            "source_key": each.key,
            "receipt_id": each.receipt_id,
            "adjustment_id": each.adjustment_id,
            "contract_id": each.deal_id if names.deal_kind == "contract" else None,
            "order_id": each.deal_id if names.deal_kind == "sales_order" else None,
            "customer_id": names.customer_id,
            "product_id": each.product_id,
            "rule_id": each.rule_id,
            "on_day": date.fromisoformat(each.on_day),
            "part_minor": each.part,
            "base_minor": each.base,
            "rate_e6": each.rate_e6,
            "share_e6": each.share_e6,
            "amount_minor": each.amount,
            "currency": work.currency,
        }


def _check(work: UnitOfWork, draft: AdjustmentDraft) -> None:
    problems = Problems()
    if not draft.user_id or not lives(work, User, draft.user_id):
        problems.add("user_id", Message("Choose whose commission it is."))
    problems.require("amount_minor", draft.amount_minor or None, Message("Give the amount, negative to take it off."))
    limit = Message("Give an amount without extra digits.")
    problems.within("amount_minor", draft.amount_minor, -AMOUNT_LIMIT, AMOUNT_LIMIT, limit)
    problems.require("reason", draft.reason, Message("Write the reason: it stands on the statement."))
    problems.at_most("reason", draft.reason, _LONGEST)
    problems.not_after("on_day", draft.on_day, work.today)
    amounts.check_currency(problems, "currency", draft.currency)
    refuse_locked(work, problems, "on_day", draft.on_day)
    problems.refuse()
