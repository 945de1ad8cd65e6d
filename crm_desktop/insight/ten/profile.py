"""C1, the profile: how much is known, how fresh it is, what to ask next, and how bills are paid."""

from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.insight.figure import Figure, part
from crm_desktop.insight.paying import mean_days_late
from crm_desktop.insight.ten.panel import COUNT, DAYS, NAME, NO_RECORDS, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.models import Customer
from crm_desktop.queries import rights
from crm_desktop.queries.balance import credit_limit, exposure
from crm_desktop.queries.completeness import COMPLETENESS, completeness
from crm_desktop.queries.data_age import data_age, known_at

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
    filled = [(percent or 0, at >= since) for percent, at in rows]
    whole = sum(each for each, _ in filled)
    known = Figure.of(Fraction(whole, 100 * len(filled)) if filled else None, len(filled), asked.as_of)
    share = Fraction(sum(each for each, is_fresh in filled if is_fresh), whole) if whole else None
    return (
        Line(
            "completeness",
            N_("Profile complete"),
            SHARE,
            known,
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
    due = [each for each in asked.payments if asked.period.first <= each.paid.due_on]
    paid = [(each.paid, each.worth) for each in due]
    on_time = part(sum(each.is_in_time() for each, _ in paid), len(paid), asked.as_of)
    late = Figure.of(mean_days_late(paid, asked.as_of), len(paid), asked.as_of)
    behind = [(each.kind, each.record_id) for each in due if each.paid.days_late(asked.as_of)]
    orders = dict.fromkeys(record for kind, record in behind if kind == "sales_order")
    contracts = dict.fromkeys(record for kind, record in behind if kind == "contract")
    lines = [
        Line("on_time", N_("Paid in time"), SHARE, on_time, _ON_TIME),
        Line("days_late", N_("Days late"), DAYS, late, _LATE),
        asked.listed("late_orders", N_("Orders paid late"), orders, _LATE_ORDERS, "sales_order"),
    ]
    if contracts:
        lines.append(asked.listed("late_contracts", N_("Contracts paid late"), contracts, _LATE_PLANS, "contract"))
    if asked.customer_id:
        lines += _credit(asked, on_time)
    return tuple(lines)


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
_LATE_ORDERS = N_("Orders without a contract that fell due in the period and were not paid by then.")
_LATE_PLANS = N_("Contracts of which a payment fell due in the period and did not come in by then.")
_LATE = N_("Days that payments due in the period were or are late, weighed by amount; 0 for those paid in time.")
_AGE = N_("Days since data was changed or confirmed.")
_COMPLETE = N_("The weight of what is filled in ÷ the weight of what is expected of this kind and level.")
