"""What a day begins with: what is due, late, new to me and about to be lost; whom nobody spoke with; birthdays.

Everything here is the viewer's own, found by indexes that begin with the owner or with the day; at 100,000 customers it
takes under 60 ms.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.clock import day_of
from crm_desktop.models import Task
from crm_desktop.queries import protection
from crm_desktop.queries.churn import checks_due
from crm_desktop.queries.churn_signal import at_risk
from crm_desktop.queries.mentions import mentions
from crm_desktop.queries.service_warning import case_calls
from crm_desktop.queries.today_contracts import contract_calls
from crm_desktop.queries.today_payments import payment_calls
from crm_desktop.queries.today_prices import price_calls
from crm_desktop.storage.database import Reading

OVERDUE, DUE, NEW, STEPS, CONTRACTS = "overdue", "due", "new", "steps", "contracts"
LEAVING, QUIET, BIRTHDAYS, MENTIONS, PRICES = "leaving", "quiet", "birthdays", "mentions", "prices"
PAYMENTS, CASES, CHECKS, AT_RISK = "payments", "cases", "checks", "at_risk"
SECTIONS = (
    *(MENTIONS, CASES, OVERDUE, DUE, NEW, CONTRACTS, PRICES, PAYMENTS, STEPS, CHECKS, AT_RISK, LEAVING, QUIET),
    BIRTHDAYS,
)
# So many of each are listed; nobody does more in a day.
LISTED = 50
NEW_DAYS, STEP_DAYS, BIRTHDAY_DAYS = 7, 60, 6
# Whom to speak with again, where no rule of the level says it.
TOUCH_DAYS = 60
_OLDEST = 110


@dataclass(frozen=True)
class TodayItem:
    """A line of the day: the record it leads to, the day it is about, and what is known beside it.

    `days` is how long nobody spoke with a customer; `clock` which clock of its protection runs out, or why a contract,
    a price or a case calls; `complaints` and `low_scores` why it may leave; `of` how many there are in all where not
    all were read.
    """

    section: str
    kind: str
    record_id: str
    title: str
    on: date
    at: int | None = None
    minutes: int | None = None
    customer_id: str | None = None
    customer: str | None = None
    contact_id: str | None = None
    priority: str | None = None
    kind_id: str | None = None
    by: str | None = None
    days: int = 0
    clock: str | None = None
    of: int = 0
    amount_minor: int | None = None
    currency: str | None = None
    complaints: int = 0
    low_scores: int = 0


@dataclass(frozen=True)
class Today:
    """The lines of the day in their order, and how many each section has in all."""

    items: tuple[TodayItem, ...]
    counts: dict[str, int]

    def of(self, section: str) -> tuple[TodayItem, ...]:
        """The lines of one section."""
        return tuple(each for each in self.items if each.section == section)


def today(reading: Reading, sections: Sequence[str] = SECTIONS) -> Today:
    """What the viewer should look at today."""
    items: list[TodayItem] = []
    counts: dict[str, int] = {}
    if reading.viewer.user_id:
        for section in sections:
            found = list(_READ[section](reading))
            counts[section] = max(len(found), found[0].of if found else 0)
            items += found[:LISTED]
    return Today(tuple(items), counts)


_CUSTOMER = "(SELECT name FROM customer WHERE id = r.customer_id)"
_NAMED = "(SELECT name FROM app_user WHERE id = r.{column})"
_TASK = (
    "SELECT r.id, r.subject, r.due_on, r.due_at, r.minutes, r.customer_id, " + _CUSTOMER + ", r.contact_id,"
    " r.priority, r.kind_id, " + _NAMED.format(column="assigned_by_id") + ", r.assigned_at, r.assigned_by_id"
    " FROM task r WHERE r.owner_id = ?1 AND r.deleted = 0 AND r.status = 'open'"
)
_BY_URGENCY = (
    " ORDER BY r.due_on, r.due_at IS NULL, r.due_at,"
    " CASE r.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, r.id"
)


def _tasks(reading: Reading, section: str, condition: str) -> Iterator[TodayItem]:
    me, day = reading.viewer.user_id, reading.today.isoformat()
    for row in reading.plain(f"{_TASK} AND {condition}{_BY_URGENCY}", (me, day)):
        record_id, subject, due_on, *rest = row
        yield TodayItem(section, "task", record_id, subject, date.fromisoformat(due_on), *rest[:8])


def _overdue(reading: Reading) -> Iterator[TodayItem]:
    return _tasks(reading, OVERDUE, "r.due_on < ?2")


def _due(reading: Reading) -> Iterator[TodayItem]:
    return _tasks(reading, DUE, "r.due_on = ?2")


def _new(reading: Reading) -> Iterator[TodayItem]:
    """What others gave to the viewer lately and that is not listed as due: tasks, leads and cases."""
    me = reading.viewer.user_id
    since = reading.now_ms - NEW_DAYS * 86_400_000
    condition = f"r.due_on > ?2 AND r.assigned_at >= {since} AND r.assigned_by_id <> ?1"
    yield from _tasks(reading, NEW, condition)
    for record_id, title, at, customer, by in reading.plain(
        "SELECT r.id, r.customer_name, r.assigned_at, r.outline, " + _NAMED.format(column="assigned_by_id") +
        " FROM lead r WHERE r.deleted = 0 AND r.owner_id = ? AND r.status = 'assigned' AND r.assigned_at >= ?"
        " AND r.assigned_by_id <> ?1 ORDER BY r.assigned_at DESC",
        (me, since),
    ):  # fmt: skip
        yield TodayItem(NEW, "lead", record_id, title, _day(reading, at), customer=customer, by=by)
    for record_id, title, at, customer_id, customer, by in reading.plain(
        f"SELECT r.id, r.subject, r.assigned_at, r.customer_id, {_CUSTOMER}, {_NAMED.format(column='assigned_by_id')}"
        " FROM service_case r WHERE r.deleted = 0 AND r.owner_id = ? AND r.status = 'assigned' AND r.assigned_at >= ?"
        " AND r.assigned_by_id <> ?1 ORDER BY r.assigned_at DESC",
        (me, since),
    ):
        day = _day(reading, at)
        yield TodayItem(NEW, "service_case", record_id, title, day, customer_id=customer_id, customer=customer, by=by)


def _mentions(reading: Reading) -> Iterator[TodayItem]:
    """Comments that call for the viewer."""
    for each in mentions(reading):
        yield TodayItem(
            MENTIONS,
            "comment",
            each.id,
            " ".join(each.body.split()),
            _day(reading, each.written_at),
            each.written_at,
            customer_id=each.customer_id,
            customer=each.customer or each.subject,
            contact_id=each.contact_id,
            by=each.author,
        )


_LATER = (
    "SELECT 1 FROM interaction o WHERE o.customer_id = r.customer_id AND o.deleted = 0"
    " AND o.happened_at > r.happened_at"
)


def _steps(reading: Reading) -> Iterator[TodayItem]:
    """Next steps of deals, activities and leads whose day has come; what is planned as a task is listed as that."""
    me, last = reading.viewer.user_id, reading.today.isoformat()
    first = (reading.today - timedelta(days=STEP_DAYS)).isoformat()
    found = []
    for row in reading.plain(
        f"SELECT r.id, r.next_step, r.next_step_on, r.customer_id, {_CUSTOMER}, r.contact_id FROM opportunity r"
        " WHERE r.deleted = 0 AND r.next_step_on BETWEEN ? AND ? AND r.owner_id = ? AND r.outcome = 'open'"
        " AND r.next_step IS NOT NULL",
        (first, last, me),
    ):
        found.append(_step("opportunity", row))
    for row in reading.plain(
        f"SELECT r.id, r.next_step, r.next_step_on, r.customer_id, {_CUSTOMER}, r.contact_id FROM interaction r"
        " WHERE r.deleted = 0 AND r.next_step_on >= ? AND r.next_step_on <= ? AND r.owner_id = ?"
        " AND r.next_step IS NOT NULL"
        f" AND NOT EXISTS ({_LATER})",
        (first, last, me),
    ):
        found.append(_step("interaction", row))
    for row in reading.plain(
        "SELECT p.id, p.item, p.due_on, NULL, r.customer_name, NULL"
        " FROM lead r JOIN lead_plan_item p ON p.lead_id = r.id"
        " WHERE r.deleted = 0 AND r.owner_id = ?3 AND r.status = 'assigned' AND p.deleted = 0"
        " AND p.due_on BETWEEN ?1 AND ?2 AND p.done_on IS NULL AND p.result IS NULL",
        (first, last, me),
    ):
        found.append(_step("lead_plan_item", row))
    planned = {Task.id_of_step(each.record_id) for each in found if each.kind == "interaction"}
    known = {
        each
        for (each,) in reading.plain(
            "SELECT id FROM task WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(planned)),)
        )
    }
    yield from sorted(
        (each for each in found if Task.id_of_step(each.record_id) not in known),
        key=lambda each: (each.on, each.title, each.record_id),
    )


def _step(kind: str, row: Sequence[Any]) -> TodayItem:
    record_id, title, on, customer_id, customer, contact_id = row
    return TodayItem(
        STEPS,
        kind,
        record_id,
        title,
        date.fromisoformat(on),
        customer_id=customer_id,
        customer=customer,
        contact_id=contact_id,
    )


def _contracts(reading: Reading) -> Iterator[TodayItem]:
    """Contracts to decide on, to sign, and to renew; `clock` tells which of them it is."""
    for each in contract_calls(reading):
        yield TodayItem(
            CONTRACTS,
            "contract",
            each.record_id,
            each.title,
            each.on,
            customer_id=each.customer_id,
            customer=each.customer,
            by=each.by,
            clock=each.why,
        )


def cases(reading: Reading) -> Iterator[tuple[TodayItem, int]]:
    """Cases near or past a time limit, each with since when; `clock` tells which, `at` when it passes."""
    for each in case_calls(reading):
        item = TodayItem(
            CASES,
            "service_case",
            each.record_id,
            each.title,
            _day(reading, each.limit_at),
            each.limit_at,
            customer_id=each.customer_id,
            customer=each.customer,
            by=each.by,
            clock=each.why,
        )
        yield item, each.called_at


def _cases(reading: Reading) -> Iterator[TodayItem]:
    return (item for item, _called_at in cases(reading))


def _prices(reading: Reading) -> Iterator[TodayItem]:
    """Quotations with prices below the floor, to decide on or decided; `clock` tells which."""
    for each in price_calls(reading):
        yield TodayItem(
            PRICES,
            "quotation",
            each.record_id,
            each.title,
            each.on,
            customer_id=each.customer_id,
            customer=each.customer,
            by=each.by,
            clock=each.why,
        )


def _payments(reading: Reading) -> Iterator[TodayItem]:
    """What is due of contracts and orders and not paid; `on` is the oldest day missed."""
    for each in payment_calls(reading):
        yield TodayItem(
            PAYMENTS,
            each.kind,
            each.record_id,
            each.title,
            each.since,
            customer_id=each.customer_id,
            customer=each.customer,
            amount_minor=each.open_minor,
            currency=each.currency,
        )


def _leaving(reading: Reading) -> Iterator[TodayItem]:
    """Customers who go back to the public pool soon."""
    for each in protection.about_to_return(reading, reading.viewer.user_id):
        if each.until is not None:
            left = each.days_left(reading.today) or 0
            yield TodayItem(
                LEAVING,
                "customer",
                each.customer_id,
                each.name,
                each.until,
                customer_id=each.customer_id,
                days=left,
                clock=each.clock,
            )


def _checks(reading: Reading) -> Iterator[TodayItem]:
    """Customers whose loss was put off until today: did the measure help?"""
    for each in checks_due(reading, reading.viewer.user_id, LISTED):
        yield TodayItem(
            CHECKS, "churn", each.customer_id, each.name, each.on, customer_id=each.customer_id, by=each.measure
        )


def _at_risk(reading: Reading) -> Iterator[TodayItem]:
    """Customers whom complaints and low scores give reason to worry about."""
    for customer_id, name, complaints, low_scores, since in at_risk(reading, reading.viewer.user_id):
        yield TodayItem(
            AT_RISK,
            "customer",
            customer_id,
            name,
            since,
            customer_id=customer_id,
            complaints=complaints,
            low_scores=low_scores,
        )


# Whoever has very many customers has very many of these: the last contact is asked once, and only the first are read.
_QUIET = f"""
WITH rule(level, days) AS MATERIALIZED (SELECT key, value FROM json_each(?3)),
known AS MATERIALIZED (
    SELECT c.id, c.name, c.level_id, coalesce(
        (SELECT i.happened_on FROM interaction i WHERE i.customer_id = c.id AND i.deleted = 0
            ORDER BY i.happened_at DESC LIMIT 1),
        date((c.created_at + ?2) / 1000, 'unixepoch')) AS last,
        coalesce((SELECT days FROM rule WHERE level = c.level_id), ?4) AS days
    FROM customer c
    WHERE c.deleted = 0 AND c.owner_id = ?1 AND c.status = 'normal'
)
SELECT id, name, level_id, last, count(*) OVER () FROM known
WHERE days > 0 AND last < date(?5, '-' || days || ' days')
    AND NOT EXISTS (SELECT 1 FROM task t WHERE t.customer_id = known.id AND t.deleted = 0 AND t.status = 'open')
ORDER BY last, name, id LIMIT {LISTED}
"""


def _quiet(reading: Reading) -> Iterator[TodayItem]:
    """Customers nobody spoke with for as long as the rule of their level says, the longest first."""
    rules = protection.rules(reading)
    days = {level: rule.touch_days or 0 for level, rule in rules.items() if level and rule.touch_days is not None}
    others = rules.get(None)
    usual = others.touch_days if others is not None and others.touch_days is not None else touch_days(reading)
    asked = (
        reading.viewer.user_id,
        reading.moment["utc_offset"],
        json.dumps(days),
        usual,
        reading.today.isoformat(),
    )
    for record_id, name, level_id, last, count in reading.plain(_QUIET, asked):
        on = date.fromisoformat(last)
        yield TodayItem(
            QUIET,
            "customer",
            record_id,
            name,
            on,
            customer_id=record_id,
            kind_id=level_id,
            days=(reading.today - on).days,
            of=count,
        )


def touch_days(reading: Reading) -> int:
    """After how many days without contact a customer is listed, where no rule of its level says it."""
    found = reading.plain("SELECT value FROM parameter WHERE name = 'today.touch_days' AND deleted = 0")
    text = str(found[0][0] or "") if found else ""
    return int(text) if text.isascii() and text.isdigit() else TOUCH_DAYS


_BORN = """
SELECT p.id, p.name, p.born_on, r.customer_id, (SELECT name FROM customer WHERE id = r.customer_id)
FROM json_each(?2) week CROSS JOIN contact p
    ON p.deleted = 0 AND p.born_on BETWEEN json_extract(week.value, '$[0]') AND json_extract(week.value, '$[1]')
    LEFT JOIN contact_role r ON r.id = (
        SELECT o.id FROM contact_role o JOIN customer c ON c.id = o.customer_id AND c.deleted = 0
        WHERE o.contact_id = p.id AND o.deleted = 0 AND o.to_on IS NULL AND c.owner_id = ?1 LIMIT 1)
WHERE r.id IS NOT NULL OR p.owner_id = ?1
"""
# Private persons who are customers themselves.
_BORN_CUSTOMERS = """
SELECT c.id, c.name, p.born_on
FROM json_each(?2) week CROSS JOIN person_profile p
    ON p.deleted = 0 AND p.born_on BETWEEN json_extract(week.value, '$[0]') AND json_extract(week.value, '$[1]')
    JOIN customer c ON c.id = p.customer_id AND c.deleted = 0
WHERE c.owner_id = ?1 AND c.kind = 'consumer'
"""


def _birthdays(reading: Reading) -> Iterator[TodayItem]:
    """Contacts and private customers of the viewer whose birthday is today or within a week."""
    first, last = reading.today, reading.today + timedelta(days=BIRTHDAY_DAYS)
    weeks = [[f"{year}-{begin}", f"{year}-{end}"] for year, begin, end in _weeks(first, last)]
    asked = (reading.viewer.user_id, json.dumps(weeks))
    found = []
    for record_id, name, born_on, customer_id, customer in reading.plain(_BORN, asked):
        on, years = _next_birthday(born_on, first)
        whose = {"customer_id": customer_id, "customer": customer, "contact_id": record_id}
        found.append(TodayItem(BIRTHDAYS, "contact", record_id, name, on, days=years, **whose))
    for record_id, name, born_on in reading.plain(_BORN_CUSTOMERS, asked):
        on, years = _next_birthday(born_on, first)
        found.append(TodayItem(BIRTHDAYS, "customer", record_id, name, on, days=years, customer_id=record_id))
    yield from sorted((each for each in found if each.on <= last), key=lambda each: (each.on, each.title))


def _next_birthday(born_on: str, first: date) -> tuple[date, int]:
    """The first birthday from a day on, and how old somebody gets then."""
    born = date.fromisoformat(born_on)
    on = next(day for day in (_birthday(born, first.year), _birthday(born, first.year + 1)) if day >= first)
    return on, on.year - born.year


def _weeks(first: date, last: date) -> Iterator[tuple[int, str, str]]:
    """The days of a span in every year somebody may be born in; a leap day counts as the last of February."""
    end = f"{last:%m-%d}" if (last.month, last.day) != (2, 28) else "02-29"
    for year in range(first.year - _OLDEST, first.year + 1):
        if first.year == last.year:
            yield year, f"{first:%m-%d}", end
        else:
            yield year, f"{first:%m-%d}", "12-31"
            yield year, "01-01", end


def _birthday(born: date, year: int) -> date:
    return born.replace(year=year) if (born.month, born.day) != (2, 29) else date(year, 3, 1) - timedelta(days=1)


def _day(reading: Reading, instant: int) -> date:
    return day_of(instant, reading.zone)


_READ = {
    MENTIONS: _mentions,
    CASES: _cases,
    OVERDUE: _overdue,
    DUE: _due,
    NEW: _new,
    CONTRACTS: _contracts,
    PAYMENTS: _payments,
    PRICES: _prices,
    STEPS: _steps,
    CHECKS: _checks,
    AT_RISK: _at_risk,
    LEAVING: _leaving,
    QUIET: _quiet,
    BIRTHDAYS: _birthdays,
}
