"""Customers who may be leaving: the warnings, how far the work on each is, and whom the rule of the months finds.

A warning whose customer placed an order since that is paid is *won back*. Nothing of it is stored: an order that is
undone, cancelled or not paid after all takes it back.
"""

import json
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from crm_desktop.core import months
from crm_desktop.models import ChurnCase
from crm_desktop.models.insight import CHURN_LOST, CHURN_POSTPONED
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading

MONTHS, DEFAULT_MONTHS = "churn.months", 6
# From which overdue ratio, and below which chance to still buy, in percent each, the rule warns too; 0 = not at all.
RHYTHM, ALIVE = "churn.rhythm_percent", "churn.alive_percent"
# What no case holds: a paid order came since, or only the scores tell of the customer.
WON_BACK, SCORED = "won_back", "scored"

COUNTS = "o.deleted = 0 AND o.payment_state = 'paid' AND o.status <> 'cancelled'"
_LAST = f"""(SELECT o.ordered_on FROM sales_order o WHERE o.customer_id = c.id AND {COUNTS}
 ORDER BY o.ordered_on DESC LIMIT 1)"""
# A warning that was taken back by undo stays so until the customer orders again, as a return to the pool does.
_SILENT = f"""
SELECT id, owner_id, last_on FROM (SELECT c.id, c.owner_id, {_LAST} AS last_on FROM customer c
 WHERE c.deleted = 0 AND c.status = 'normal') AS found
WHERE last_on <= ? AND NOT EXISTS
 (SELECT 1 FROM churn_case k WHERE k.customer_id = found.id AND coalesce(k.last_order_on, k.warned_on) >= last_on)
ORDER BY id LIMIT ?
"""
# Whoever is warned of already, by whichever detector, is not again until a paid order came.
_SCORED = """
SELECT s.customer_id, c.owner_id, s.last_on, t.as_of FROM score_state t CROSS JOIN customer_score s
JOIN customer c ON c.id = s.customer_id AND c.deleted = 0 AND c.status = 'normal'
WHERE (?1 > 0 AND s.overdue_e6 >= ?1 * 10000 OR ?2 > 0 AND s.alive_e6 < ?2 * 10000) AND NOT EXISTS
 (SELECT 1 FROM churn_case k WHERE k.customer_id = s.customer_id
  AND coalesce(k.last_order_on, k.warned_on) >= coalesce(s.last_paid_on, s.last_on))
ORDER BY s.customer_id LIMIT ?3
"""
_BACK = f"""
SELECT k.id FROM churn_case k JOIN customer c ON c.id = k.customer_id
WHERE k.deleted = 0 AND k.status = '{CHURN_LOST}' AND c.deleted = 0 AND c.status = 'lost' AND EXISTS
 (SELECT 1 FROM sales_order o WHERE o.customer_id = c.id AND {COUNTS}
  AND o.ordered_on > coalesce(k.last_order_on, k.warned_on))
ORDER BY k.id LIMIT ?
"""
_CASES = f"""
SELECT k.id, k.customer_id, c.name, c.number, u.name, k.status, k.warned_on, k.last_order_on,
 (SELECT o.ordered_on FROM sales_order o WHERE o.customer_id = k.customer_id AND {COUNTS}
  AND o.ordered_on > coalesce(k.last_order_on, k.warned_on) ORDER BY o.ordered_on LIMIT 1),
 (SELECT m.next_check_on FROM churn_measure m WHERE m.churn_case_id = k.id AND m.deleted = 0
  ORDER BY m.taken_on DESC, m.id DESC LIMIT 1),
 (SELECT m.measure FROM churn_measure m WHERE m.churn_case_id = k.id AND m.deleted = 0
  ORDER BY m.taken_on DESC, m.id DESC LIMIT 1),
 (SELECT count(*) FROM churn_measure m WHERE m.churn_case_id = k.id AND m.deleted = 0),
 k.confirmed_on, k.reason_id, k.competitor, k.note
FROM churn_case k JOIN customer c ON c.id = k.customer_id LEFT JOIN app_user u ON u.id = c.owner_id
WHERE k.deleted = 0 AND c.deleted = 0 AND k.id IN (SELECT value FROM json_each(?))
ORDER BY k.warned_on DESC, k.id
"""
_NEWEST = """SELECT k.id FROM churn_case k WHERE k.customer_id = ? AND k.deleted = 0
 AND EXISTS (SELECT 1 FROM customer c WHERE c.id = k.customer_id AND c.deleted = 0)
 ORDER BY k.warned_on DESC, k.id LIMIT 1"""


_CHECKS = f"""
SELECT k.customer_id, c.name, m.next_check_on, m.measure FROM customer c CROSS JOIN churn_case k
CROSS JOIN churn_measure m
WHERE c.owner_id = ?1 AND c.deleted = 0 AND k.customer_id = c.id AND k.deleted = 0 AND k.status = '{CHURN_POSTPONED}'
 AND m.id = (SELECT n.id FROM churn_measure n WHERE n.churn_case_id = k.id AND n.deleted = 0
  ORDER BY n.taken_on DESC, n.id DESC LIMIT 1) AND m.next_check_on <= ?2
 AND NOT EXISTS (SELECT 1 FROM sales_order o WHERE o.customer_id = c.id AND {COUNTS}
  AND o.ordered_on > coalesce(k.last_order_on, k.warned_on))
ORDER BY m.next_check_on, c.name LIMIT ?3
"""


class Silent(NamedTuple):
    """A customer who bought, and has not for too long; `warned_on` is the first day on which that is so."""

    customer_id: str
    owner_id: str | None
    last_order_on: date
    warned_on: date


class Warned(NamedTuple):
    """A warning with how far it is: `state` is that of the case, or won back since an order of `won_back_on`."""

    id: str
    customer_id: str
    customer: str
    number: str | None
    owner: str | None
    state: str
    warned_on: date
    last_order_on: date | None
    won_back_on: date | None
    next_check_on: date | None
    measure: str | None
    measures: int
    confirmed_on: date | None
    reason_id: str | None
    competitor: str | None
    note: str | None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to be done for the customer."""
        return self.state not in (WON_BACK, CHURN_LOST)


def silent(reading: Reading, count: int, most: int) -> list[Silent]:
    """Customers who bought before, have no paid order of so many months, and are not warned of yet, at most `most`."""
    limit = months_later(reading.today, -count)
    found = []
    for customer_id, owner_id, last_on in reading.plain(_SILENT, (limit.isoformat(), most)):
        last = date.fromisoformat(last_on)
        found.append(Silent(customer_id, owner_id, last, months_later(last, count)))
    return found


def scored(reading: Reading, rhythm: int, alive: int, most: int) -> list[Silent]:
    """Customers later than so many percent of their own rhythm, or with less than such a chance to still buy.

    As the scores of this file say, of the day they are of; those warned of already are left out, at most `most`.
    """
    return [
        Silent(customer_id, owner_id, date.fromisoformat(last_on), date.fromisoformat(as_of))
        for customer_id, owner_id, last_on, as_of in reading.plain(_SCORED, (rhythm, alive, most))
    ]


def last_scored(reading: Reading, customer_id: str) -> date | None:
    """The last purchase of a customer whom the scores know."""
    rows = reading.plain("SELECT last_on FROM customer_score WHERE customer_id = ?", (customer_id,))
    return _day(rows[0][0]) if rows else None


class Check(NamedTuple):
    """A customer whose loss was put off by a measure until a day on which somebody looks whether it helped."""

    customer_id: str
    name: str
    on: date
    measure: str


def checks_due(reading: Reading, owner_id: str, most: int) -> list[Check]:
    """The checks due today or before with customers of one owner, the oldest first."""
    rows = reading.plain(_CHECKS, (owner_id, reading.today.isoformat(), most))
    return [Check(customer, name, date.fromisoformat(on), measure) for customer, name, on, measure in rows]


def back(reading: Reading, most: int) -> list[str]:
    """The confirmed losses of customers who count as lost, and have placed an order since that is paid."""
    return [each for (each,) in reading.plain(_BACK, (most,))]


def months_later(day: date, count: int) -> date:
    """The same day of another month, or its last where it has no such day."""
    last = months.last_day(months.month_after(months.month_of(day), count))
    return last.replace(day=min(day.day, last.day))


def warned(reading: Reading, customer_id: str | None = None) -> list[Warned]:
    """The warnings that the viewer sees, of one customer only when given; the newest first."""
    seen = rights.seen(ChurnCase, reading.viewer, select(ChurnCase.id).where(ChurnCase.deleted.is_(False)))
    if customer_id is not None:
        seen = seen.where(ChurnCase.customer_id == customer_id)
    return _told(reading, list(reading.session.scalars(seen)))


def told(reading: Reading, case_id: str) -> Warned:
    """One warning, if the viewer sees it."""
    rights.must_see(reading, ChurnCase, case_id)
    return _told(reading, [case_id])[0]


def newest(reading: Reading, customer_id: str) -> Warned | None:
    """The newest warning of a customer whom the viewer sees."""
    rows = reading.plain(_NEWEST, (customer_id,))
    return _told(reading, [rows[0][0]])[0] if rows else None


def _told(reading: Reading, ids: list[str]) -> list[Warned]:
    found = []
    for row in reading.plain(_CASES, (json.dumps(ids),)):
        case_id, customer_id, name, number, owner, status, *days = row[:10]
        measure, measures, confirmed_on, reason_id, rival, note = row[10:]
        warned_on, last_on, won_on, check_on = map(_day, days)
        state = status if won_on is None else WON_BACK
        found.append(
            Warned(
                case_id,
                customer_id,
                name,
                number,
                owner,
                state,
                warned_on or date.min,
                last_on,
                won_on,
                check_on,
                measure,
                measures,
                _day(confirmed_on),
                reason_id,
                rival,
                note,
            )
        )
    return found


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
