"""C1, the profile: how much is known, how fresh it is, what to ask next, and how bills are paid."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Text, and_, func, select, type_coerce

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.insight.figure import Figure, mean, part
from crm_desktop.insight.paying import Came, Due, Paid, mean_days_late, settled
from crm_desktop.insight.ten.panel import COUNT, DAYS, NAME, NO_RECORDS, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.models import Contract, Customer, Order, OrderLine, Receipt, Receivable
from crm_desktop.models.contract import IN_FORCE
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries import rights
from crm_desktop.queries.balance import credit_limit, exposure
from crm_desktop.queries.completeness import COMPLETENESS, completeness
from crm_desktop.queries.data_age import data_age, known_at
from crm_desktop.queries.money import RatesByDay

_YEAR_MS = 365 * 86_400_000
# The least share paid in time of the grades 5 to 2, in percent.
_GRADES = ((95, 5), (85, 4), (70, 3), (50, 2))


def profile(asked: Asked) -> Panel:
    """What is known, and how bills are paid."""
    known = _of_one(asked) if asked.customer_id else _of_all(asked)
    return Panel("profile", TITLES["profile"], (*known, *_paying(asked)))


def _of_one(asked: Asked) -> tuple[Line, ...]:
    reading, of = asked.reading, str(asked.customer_id)
    found, age = completeness(reading, of), data_age(reading, Customer, of)
    percent = Figure.total(Fraction(found.percent or 0, 100), 1, asked.as_of)
    lines = [
        Line("completeness", N_("Profile complete"), SHARE, percent, _COMPLETE),
        *(
            Line(f"ask_{place}", N_("Ask next"), NAME, Figure.total(place, 1, asked.as_of), words=Message(each))
            for place, each in enumerate(found.ask_next, 1)
        ),
    ]
    if age is not None:
        days = Figure.total(age.days, 1, asked.as_of)
        lines.insert(1, Line("data_age", N_("Age of data"), DAYS, days, _AGE))
    return tuple(lines)


def _of_all(asked: Asked) -> tuple[Line, ...]:
    statement: Any = select(COMPLETENESS, known_at(Customer)).where(Customer.deleted.is_(False))
    if asked.owners is not None:
        statement = statement.where(Customer.owner_id.in_(sorted(asked.owners)))
    rows = asked.reading.session.execute(
        rights.seen(Customer, asked.reading.viewer, statement), asked.reading.moment
    ).all()
    since = _instant(asked.as_of) - _YEAR_MS
    filled = [(Fraction(percent or 0), at >= since) for percent, at in rows]
    whole = sum(each for each, _ in filled)
    share = Fraction(sum(each for each, is_fresh in filled if is_fresh), whole) if whole else None
    return (
        Line(
            "completeness",
            N_("Profile complete"),
            SHARE,
            mean([each / 100 for each, _ in filled], asked.as_of),
            _COMPLETE,
            "customer",
            ListSpec(),
        ),
        Line(
            "freshness",
            N_("Data fresh"),
            SHARE,
            Figure.of(share, len(filled), asked.as_of),
            N_("Of what is known, the part that was changed or confirmed in the last twelve months."),
            "customer",
            ListSpec(),
        ),
    )


def _instant(day: date) -> int:
    return (day.toordinal() - date(1970, 1, 1).toordinal() + 1) * 86_400_000


def _paying(asked: Asked) -> tuple[Line, ...]:
    """What fell due in the period: how much of it was paid in time, and how late it was."""
    paid = payments(asked)
    on_time = part(sum(each.is_in_time() for each, _ in paid), len(paid), asked.as_of)
    late = mean_days_late(paid, asked.as_of)
    last = asked.as_of.isoformat()
    spec = asked.of_customer(
        Filter("due_on", "between", (asked.period.first.isoformat(), last)), Filter("status", "is_not", CANCELLED)
    )
    lines = [
        Line("on_time", N_("Paid in time"), SHARE, on_time, _ON_TIME, "sales_order", spec),
        Line(
            "days_late",
            N_("Days late"),
            DAYS,
            Figure.of(late, len(paid), asked.as_of),
            _LATE,
            "sales_order",
            spec,
        ),
    ]
    if asked.customer_id:
        lines += _credit(asked, on_time)
    return tuple(lines)


def payments(asked: Asked) -> list[tuple[Paid, int]]:
    """What fell due in the period of orders without a contract, by plans of contracts, and beside both.

    Each with its amount in the company's currency, 0 where no rate converts it: it counts, but weighs nothing.
    """
    rates = RatesByDay(asked.reading)
    found = [*_of_orders(asked), *_of_plans(asked)]
    return [(paid, rates.convert(paid.amount, currency, paid.due_on.isoformat()) or 0) for paid, currency in found]


def _of_orders(asked: Asked) -> Iterator[tuple[Paid, str]]:
    due, paid = type_coerce(Order.due_on, Text), type_coerce(Order.paid_on, Text)
    lines = func.coalesce(func.sum(OrderLine.net_minor), 0)
    statement: Any = (
        select(due, paid, lines + Order.freight_minor + Order.tax_minor, Order.currency)
        .outerjoin(OrderLine, (OrderLine.order_id == Order.id) & OrderLine.deleted.is_(False))
        .where(
            Order.deleted.is_(False),
            Order.status != CANCELLED,
            Order.contract_id.is_(None),
            due.between(asked.period.first.isoformat(), asked.as_of.isoformat()),
        )
        .group_by(Order.id)
    )
    for on, paid_on, amount, currency in asked.rows(statement, Order, Order.customer_id):
        if amount > 0:
            settled_on = date.fromisoformat(paid_on) if paid_on and paid_on <= asked.as_of.isoformat() else None
            yield Paid(date.fromisoformat(on), amount, settled_on), currency


def _of_plans(asked: Asked) -> Iterator[tuple[Paid, str]]:
    """By contract, and by customer for what falls due beside contracts and orders; receipts up to the last day."""
    due, came = type_coerce(Receivable.due_on, Text), type_coerce(Receipt.paid_on, Text)
    for entity, whose, joined, alone in (
        (Contract, Contract.customer_id, "contract_id", Contract.stage.in_(IN_FORCE)),
        (Customer, Customer.id, "customer_id", and_(Receivable.contract_id.is_(None), Receivable.order_id.is_(None))),
    ):
        key = getattr(Receivable, joined)
        planned: Any = (
            select(key, Receivable.currency, Receivable.id, due, Receivable.amount_minor)
            .join(entity, entity.id == key)
            .where(Receivable.deleted.is_(False), entity.deleted.is_(False), alone, due <= asked.as_of.isoformat())
        )
        accounts: dict[tuple[str, str], list[Due]] = defaultdict(list)
        for account, currency, name, on, amount in asked.rows(planned, entity, whose):
            accounts[account, currency].append(Due(name, date.fromisoformat(on), amount))
        if not accounts:
            continue
        of = getattr(Receipt, joined)
        beside = () if entity is Contract else (Receipt.contract_id.is_(None), Receipt.order_id.is_(None))
        received = select(of, Receipt.currency, Receipt.receivable_id, came, Receipt.amount_minor).where(
            Receipt.deleted.is_(False), of.is_not(None), *beside, came <= asked.as_of.isoformat()
        )
        if asked.customer_id:
            received = received.where(of.in_(sorted({account for account, _ in accounts})))
        money: dict[tuple[str, str], list[Came]] = defaultdict(list)
        for account, currency, names, on, amount in asked.reading.session.execute(received):
            if (account, currency) in accounts:
                money[account, currency].append(Came(date.fromisoformat(on), amount, names))
        for (account, currency), dues in accounts.items():
            for each in settled(dues, money[account, currency]):
                if each.due_on >= asked.period.first and each.amount > 0:
                    yield each, currency


def _credit(asked: Asked, on_time: Figure) -> tuple[Line, ...]:
    of = str(asked.customer_id)
    if not asked.shows_money:
        return (Line("exposure", N_("Used of the credit limit"), SHARE, asked.no_amounts()),)
    limit = credit_limit(asked.reading, of)
    owed = exposure(asked.reading, of) if limit else 0
    used = Figure.total(Fraction(owed, limit), 1, asked.as_of) if limit else Figure.missing(NO_RECORDS, asked.as_of)
    grade = Figure.missing(on_time.reason or NO_RECORDS, asked.as_of)
    if on_time.value is not None:
        grade = Figure.total(credit_grade(on_time.value, used.value), on_time.n, asked.as_of)
    return (
        Line("exposure", N_("Used of the credit limit"), SHARE, used, N_("What is open ÷ the credit limit.")),
        Line("grade", N_("Suggested credit grade"), COUNT, grade, N_("From what was paid in time and what is open.")),
    )


def credit_grade(on_time: Fraction, used: Fraction | None) -> int:
    """5 for whoever pays in time and uses less than half of the limit; a grade less at each step, and beyond it."""
    grade = next((grade for least, grade in _GRADES if on_time * 100 >= least), 1)
    if used is not None and used >= Fraction(1, 2):
        grade = min(grade, 4)
    return max(1, grade - (used is not None and used > 1))


_ON_TIME = N_("Payments whole on or before the day they were due ÷ payments due in the period.")
_LATE = N_("Days that payments due in the period were or are late, weighed by amount; 0 for those paid in time.")
_AGE = N_("Days since data was changed or confirmed.")
_COMPLETE = N_("The weight of what is filled in ÷ the weight of what is expected of this kind and level.")
