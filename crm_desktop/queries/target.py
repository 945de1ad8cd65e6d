"""Targets beside what was reached: sales and receipts of each person in a month.

Sales are the net amounts of orders placed and of contracts signed in the month; an order under a contract counts with
that. Receipts are what came in less what was given back, with tax. Each belongs to who owned the order or contract on
that day and who had a share in it, parted as commission is; what is given back counts as on the day of what it gives
back. Amounts are in the currency of the company; what has no rate that day is left out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from crm_desktop.core.commission import parted, people_on
from crm_desktop.core.months import days_of
from crm_desktop.models import (
    Contract,
    ContractLine,
    ContractShare,
    Customer,
    HistoryEntry,
    OpportunityShare,
    Order,
    OrderLine,
    PeriodSnapshot,
    Receipt,
    Target,
    User,
)
from crm_desktop.models.commission import METRICS, RECEIPTS, SALES, TARGETS
from crm_desktop.models.contract import IN_FORCE
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries import rights
from crm_desktop.queries.commission_source import shares_of
from crm_desktop.queries.money import in_base
from crm_desktop.storage.database import Reading

_FIRST, _LAST = bindparam("first", type_=Text), bindparam("last", type_=Text)


@dataclass(frozen=True)
class Attainment:
    """A person's target in a month and what was reached of it, in minor units; `count` records make it up."""

    user_id: str
    person: str
    metric: str
    target_minor: int | None
    actual_minor: int
    count: int

    @property
    def ratio_e6(self) -> int | None:
        """What was reached of the target, in millionths; None without a target."""
        return self.actual_minor * 1_000_000 // self.target_minor if self.target_minor else None


@dataclass(frozen=True)
class MonthOfTargets:
    """All persons of a month; `frozen_at` when its figures were written down for good, and never changed since."""

    month: str
    frozen_at: int | None
    rows: tuple[Attainment, ...]

    def total(self, metric: str) -> tuple[int, int]:
        """(target, reached) of all together."""
        mine = [row for row in self.rows if row.metric == metric]
        return sum(row.target_minor or 0 for row in mine), sum(row.actual_minor for row in mine)


Figures = dict[tuple[str, str], tuple[int | None, int, int]]


def month_of_targets(reading: Reading, month: str) -> MonthOfTargets:
    """The persons in sight with their targets and what they reached, as it was frozen or as it is now."""
    rights.require_amounts(reading.viewer)
    frozen = snapshot_of(reading, month)
    figures = frozen[1] if frozen else figures_of(reading, month)
    names = {row.id: row.name for row in reading.session.execute(select(User.id, User.name))}
    rows = [
        Attainment(user_id, names.get(user_id, ""), metric, *told)
        for (user_id, metric), told in figures.items()
        if user_id and reading.viewer.reads(user_id)
    ]
    rows.sort(key=lambda row: (row.person, row.user_id, METRICS.index(row.metric)))
    return MonthOfTargets(month, frozen[0] if frozen else None, tuple(rows))


def figures_of(reading: Reading, month: str) -> Figures:
    """(person, metric) → (target, reached, number of records) as the tables say it now, of everybody."""
    first, last = days_of(month)
    days = {"first": first.isoformat(), "last": last.isoformat()}
    reached = {
        (user, metric): told
        for metric, statement in ((SALES, _sales()), (RECEIPTS, _receipts()))
        for user, told in _reached(reading, statement, days).items()
    }
    targets = targets_of(reading, month)
    found = {key: (targets.get(key), *reached.get(key, (0, 0))) for key in {*reached, *targets}}
    return dict(sorted(found.items()))


def targets_of(reading: Reading, month: str) -> dict[tuple[str, str], int]:
    """(person, metric) → target of a month, in the currency of the company by the rate of its first day."""
    first, _ = days_of(month)
    amount = in_base(Target.amount_minor, Target.currency, first)
    statement = select(Target.user_id, Target.metric, amount).where(Target.month == month, Target.deleted.is_(False))
    return {(user, metric): int(worth) for user, metric, worth in reading.session.execute(statement) if worth}


def snapshot_of(reading: Reading, month: str) -> tuple[int, Figures] | None:
    """When a month was frozen and what it said; of several laptops' the one written first."""
    snapshot = PeriodSnapshot
    found = reading.session.execute(
        select(snapshot.locked_at, snapshot.payload)
        .where(snapshot.kind == TARGETS, snapshot.period == month, snapshot.deleted.is_(False))
        .order_by(snapshot.locked_at, snapshot.id)
        .limit(1)
    ).first()
    return (found[0] or 0, figures_in(found[1])) if found else None


def payload_of(figures: Mapping[tuple[str, str], tuple[int | None, int, int]], currency: str) -> str:
    """Figures as they are kept."""
    rows = [[user, metric, *told] for (user, metric), told in figures.items()]
    return json.dumps({"currency": currency, "rows": rows}, separators=(",", ":"))


def figures_in(payload: str) -> Figures:
    """What a snapshot holds."""
    return {
        (user, metric): (target, actual, count) for user, metric, target, actual, count in json.loads(payload)["rows"]
    }


def _reached(reading: Reading, statement: Select[Any], days: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Person → (amount, number of records): what is shared is parted record by record, the rest comes summed."""
    found: dict[str, tuple[int, int]] = {}

    def add(user_id: str, amount: int, count: int) -> None:
        known = found.get(user_id, (0, 0))
        found[user_id] = (known[0] + amount, known[1] + count)

    rows = reading.session.execute(statement, days).all()
    shares = shares_of(reading, {row.deal for row in rows if row.deal is not None})
    for row in rows:
        if row.deal is not None and row.amount is not None:
            people = people_on(row.person or None, shares.get(row.deal, ()), row.day)
            for (user_id, _), part in zip(people, parted(int(row.amount), people), strict=True):
                add(user_id, part, 1)
        elif row.person:
            add(row.person, int(row.amount or 0), row.count_of)
    return found


@lru_cache(maxsize=1)
def _sales() -> Select[Any]:
    return _by_person(_orders(), _contracts())


@lru_cache(maxsize=1)
def _receipts() -> Select[Any]:
    receipt, given_back = Receipt, aliased(Receipt)
    of_record = func.coalesce(receipt.contract_id, receipt.order_id)
    owner = case(
        (receipt.contract_id.isnot(None), _named(Contract, receipt.contract_id)),
        (receipt.order_id.isnot(None), _named(Order, receipt.order_id)),
        else_=_named(Customer, receipt.customer_id),
    )
    deal = select(Order.opportunity_id).where(Order.id == receipt.order_id).correlate(receipt).scalar_subquery()
    in_team = receipt.contract_id.is_(None) & _has_team(deal)
    day: Any = func.coalesce(given_back.paid_on, receipt.paid_on)
    return _by_person(
        select(
            _owner_on(func.coalesce(of_record, receipt.customer_id), day, owner).label("person"),
            in_base(receipt.amount_minor, receipt.currency, day).label("amount"),
            *_shared(receipt.id, day, _has_shares(receipt.contract_id) | in_team, of_record),
        )
        .outerjoin(given_back, given_back.id == receipt.refunds_id)
        .where(receipt.deleted.is_(False), *_within(receipt.paid_on))
    )


def _orders() -> Select[Any]:
    net = (
        select(func.coalesce(func.sum(OrderLine.net_minor), 0))
        .where(OrderLine.order_id == Order.id, OrderLine.deleted.is_(False))
        .correlate(Order)
        .scalar_subquery()
    )
    return select(
        _owner_on(Order.id, Order.ordered_on, Order.owner_id).label("person"),
        in_base(net, Order.currency, Order.ordered_on).label("amount"),
        *_shared(Order.id, Order.ordered_on, _has_team(Order.opportunity_id), Order.id),
    ).where(
        Order.deleted.is_(False), Order.status != CANCELLED, Order.contract_id.is_(None), *_within(Order.ordered_on)
    )


def _contracts() -> Select[Any]:
    tax = (
        select(func.coalesce(func.sum(ContractLine.tax_minor), 0))
        .where(ContractLine.contract_id == Contract.id, ContractLine.deleted.is_(False))
        .correlate(Contract)
        .scalar_subquery()
    )
    signed: Any = Contract.signed_on
    return select(
        _owner_on(Contract.id, signed, Contract.owner_id).label("person"),
        in_base(Contract.amount_minor - tax, Contract.currency, signed).label("amount"),
        *_shared(Contract.id, signed, _has_shares(Contract.id), Contract.id),
    ).where(Contract.deleted.is_(False), Contract.stage.in_(IN_FORCE), *_within(signed))


def _by_person(*parts: Select[Any]) -> Select[Any]:
    found = union_all(*parts).subquery()
    amount, count = func.sum(found.c.amount).label("amount"), func.count(found.c.amount).label("count_of")
    # What is shared comes record by record, since each is parted to the cent by itself.
    return select(found.c.person, amount, count, found.c.deal, found.c.day).group_by(
        found.c.person, found.c.record, found.c.deal, found.c.day
    )


def _shared(record: Any, day: Any, is_shared: Any, deal: Any) -> tuple[Any, ...]:
    """The record, the contract or order whose shares part it, and the day; empty where nobody has a share."""
    told = (record, deal, type_coerce(day, Text))
    named = zip(("record", "deal", "day"), told, strict=True)
    return tuple(case((is_shared, value), else_=null()).label(name) for name, value in named)


def _has_shares(contract_id: Any) -> Any:
    share = aliased(ContractShare)
    return exists().where(share.contract_id == contract_id, share.deleted.is_(False))


def _has_team(opportunity_id: Any) -> Any:
    share = aliased(OpportunityShare)
    return exists().where(share.opportunity_id == opportunity_id, share.deleted.is_(False))


def _within(day: Any) -> tuple[ColumnElement[bool], ...]:
    told = type_coerce(day, Text)
    return told >= _FIRST, told <= _LAST


def _named(entity: Any, record_id: Any) -> Any:
    there = aliased(entity)
    return select(there.owner_id).where(there.id == record_id).correlate_except(there).scalar_subquery()


def _owner_on(record_id: Any, day: Any, now: Any) -> Any:
    """Who owned a record on a day, by its history; before it begins, who owned it first, and without one who does now.

    The same as `core.commission_rule.value_on` says of it.
    """
    entry = aliased(HistoryEntry)
    held = (
        select(func.coalesce(entry.value, literal("")))
        .where(entry.record_id == record_id, entry.field == "owner", entry.deleted.is_(False))
        .limit(1)
        .correlate_except(entry)
    )
    told = held.where(type_coerce(entry.from_on, Text) <= type_coerce(day, Text)).order_by(
        entry.from_on.desc(), entry.changed_at.desc(), entry.id.desc()
    )
    # Of several on one day the one recorded last, as above.
    first = held.order_by(entry.from_on, entry.changed_at.desc(), entry.id.desc())
    return func.coalesce(told.scalar_subquery(), first.scalar_subquery(), now)
