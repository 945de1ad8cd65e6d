"""How long customers are their owners': the three clocks of their level, what exempts them, and in which words.

A customer goes back to the public pool on the day after the first of its clocks ran out: without contact, without a new
deal, without a won deal or order. Each clock begins anew with what it asks for, and when the customer got its owner.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.queries.customer_protection import ANY_DUE, DUE, DUE_SOON
from crm_desktop.storage.database import Reading

CONTACT, DEAL, ORDER = "contact", "deal", "order"
CLOCKS = (CONTACT, DEAL, ORDER)
# What each clock asks: the last day it began anew, of every customer at once.
_LAST = {
    CONTACT: "SELECT customer_id, max(happened_on) FROM interaction WHERE deleted = 0 AND customer_id {of}"
    " GROUP BY customer_id",
    DEAL: "SELECT customer_id, max(opened_on) FROM opportunity WHERE deleted = 0 AND customer_id {of}"
    " GROUP BY customer_id",
    ORDER: "SELECT customer_id, max(day) FROM (SELECT customer_id, max(closed_on) AS day FROM opportunity"
    " WHERE deleted = 0 AND outcome = 'won' AND customer_id {of} GROUP BY customer_id UNION ALL"
    " SELECT customer_id, max(ordered_on) FROM sales_order WHERE deleted = 0 AND customer_id {of}"
    " GROUP BY customer_id) GROUP BY customer_id",
}
_BUYING = (
    "SELECT DISTINCT customer_id FROM opportunity WHERE deleted = 0 AND outcome IN ('open', 'won') AND customer_id {of}"
)
_SINCE = (
    "SELECT record_id, max(from_on) FROM history_entry WHERE record_id {of} AND field = 'owner' AND deleted = 0"
    " GROUP BY record_id"
)
_ALL = "IS NOT NULL"
# More than these are looked at among all customers, each of their clocks by one walk through the whole index.
_SOME_AT_MOST = 5_000
_SOME = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class Rule:
    """What protects the customers of a level: days of each clock that counts."""

    days: Mapping[str, int]
    warn_days: int
    touch_days: int | None
    keeps_with_deals: bool


@dataclass(frozen=True)
class Standing:
    """How an owned customer stands: protected through `until`, because of the clock that runs out first.

    `since` is the day that clock began. Without a clock `until` is None: it stays its owner's for good. What is
    `locked_until` a day stays at least so long; `is_kept` says that its deals keep it.
    """

    customer_id: str
    name: str
    owner_id: str
    until: date | None
    clock: str | None
    since: date | None
    warn_days: int
    locked_until: date | None
    is_kept: bool

    def days_left(self, today: date) -> int | None:
        """Days until it goes back, today not counted; below 0 when it is overdue."""
        return None if self.until is None else (self.until - today).days

    def is_warned(self, today: date) -> bool:
        """Whether its owner should be told now."""
        left = self.days_left(today)
        return left is not None and left <= self.warn_days


def rules(reading: Reading) -> dict[str | None, Rule]:
    """The rule of every level that has one; that of None is for all others."""
    warned = reading.plain("SELECT value FROM parameter WHERE name = 'pool.warn_days'")
    warns = int(warned[0][0]) if warned and str(warned[0][0] or "").isdigit() else 7
    found = {}
    for level_id, *days, warn, touch, keeps in reading.plain(
        "SELECT level_id, contact_days, deal_days, order_days, warn_days, touch_days, keeps_with_deals"
        " FROM level_rule WHERE deleted = 0"
    ):
        counted = {clock: each for clock, each in zip(CLOCKS, days, strict=True) if each}
        found[level_id] = Rule(counted, warns if warn is None else warn, touch, bool(keeps))
    return found


def standing(reading: Reading, customer_id: str) -> Standing | None:
    """How one customer stands; None when it is nobody's."""
    return next(_standings(reading, rules(reading), [customer_id]), None)


def about_to_return(reading: Reading, owner_id: str) -> list[Standing]:
    """The customers of a person that will go back to the pool soon, the first of them first."""
    known = rules(reading)
    if not any(rule.days for rule in known.values()):
        return []
    soon = reading.today + timedelta(days=max(rule.warn_days for rule in known.values()))
    asked = {**reading.moment, "owner": owner_id, "soon": soon.isoformat()}
    due = [each for (each,) in reading.fetch(DUE_SOON, asked)]
    warned = [each for each in _standings(reading, known, due) if each.is_warned(reading.today)]
    return sorted(warned, key=lambda each: (each.until or date.max, each.name, each.customer_id))


def overdue(reading: Reading) -> Iterator[Standing]:
    """Every customer of the company whose protection has run out, whoever reads."""
    if not (due := [each for (each,) in reading.fetch(DUE, reading.moment)]):
        return
    asked = due if len(due) <= _SOME_AT_MOST else None
    yield from (
        each for each in _standings(reading, rules(reading), asked) if each.until and each.until < reading.today
    )


def is_any_overdue(reading: Reading) -> bool:
    """Whether the protection of any customer of the company has run out, whoever reads."""
    return bool(reading.fetch(ANY_DUE, reading.moment))


def words(of: Standing, today: date) -> str:
    """How a customer stands, in one sentence."""
    if of.until is None:
        return tr(_KEPT) if of.is_kept else tr(_UNLIMITED)
    left = of.days_left(today) or 0
    if of.locked_until is not None and of.locked_until >= of.until:
        return tr(_LOCKED, day=formats.day(of.until, language(), today))
    back = formats.day(of.until + timedelta(days=1), language(), today)
    return tr(_RAN_OUT[of.clock or CONTACT]) if left < 0 else tr(_RUNS_OUT[of.clock or CONTACT], day=back)


_KEPT = N_("Stays with its owner because of its deals")
_UNLIMITED = N_("Stays with its owner: nothing limits it")
_LOCKED = N_("Protected by hand until {day}")
_RUNS_OUT = {
    CONTACT: N_("Goes back to the public pool on {day} unless somebody speaks with them"),
    DEAL: N_("Goes back to the public pool on {day} unless a deal is opened"),
    ORDER: N_("Goes back to the public pool on {day} unless a deal is won or an order placed"),
}
_RAN_OUT = {
    CONTACT: N_("Goes back to the public pool: nobody spoke with them for too long"),
    DEAL: N_("Goes back to the public pool: no deal was opened for too long"),
    ORDER: N_("Goes back to the public pool: no deal was won and no order placed for too long"),
}


def _standings(reading: Reading, known: Mapping[str | None, Rule], ids: Iterable[str] | None) -> Iterator[Standing]:
    """How owned customers stand, some or all of them: one grouped question for each clock."""
    asked = None if ids is None else json.dumps(list(ids))
    where = "" if asked is None else f" AND id {_SOME}"
    customers = reading.plain(
        "SELECT id, name, owner_id, level_id, created_at, locked_until FROM customer"
        f" WHERE deleted = 0 AND owner_id IS NOT NULL{where}",
        () if asked is None else (asked,),
    )
    clocks = {clock for rule in known.values() for clock in rule.days}
    last = {clock: _of(reading, _LAST[clock], asked) for clock in clocks}
    keeps = clocks and any(rule.keeps_with_deals for rule in known.values())
    kept = {row[0] for row in _rows(reading, _BUYING, asked)} if keeps else set()
    since = _of(reading, _SINCE, asked) if clocks else {}
    shift = reading.moment["utc_offset"]
    default = known.get(None)
    for customer_id, name, owner_id, level_id, created_at, locked in customers:
        rule = known.get(level_id, default)
        held = date.fromisoformat(locked) if locked and locked >= reading.today.isoformat() else None
        if rule is None or not rule.days or (rule.keeps_with_deals and customer_id in kept):
            is_kept = rule is not None and bool(rule.days)
            yield Standing(customer_id, name, owner_id, None, None, None, 0, held, is_kept)
            continue
        begun = since.get(customer_id) or _day(created_at + shift)
        until, clock, base = min(_ends(rule, last, customer_id, begun))
        if held is not None and held > until:
            until = held
        yield Standing(customer_id, name, owner_id, until, clock, base, rule.warn_days, held, False)


def _ends(
    rule: Rule, last: Mapping[str, Mapping[str, str]], customer_id: str, begun: str
) -> Iterator[tuple[date, str, date]]:
    for clock, days in rule.days.items():
        base = date.fromisoformat(max(last[clock].get(customer_id) or begun, begun))
        yield base + timedelta(days=days), clock, base


def _of(reading: Reading, statement: str, asked: str | None) -> dict[str, str]:
    return dict(_rows(reading, statement, asked))


def _rows(reading: Reading, statement: str, asked: str | None) -> list[Any]:
    of = _ALL if asked is None else _SOME
    return reading.plain(statement.replace("{of}", of), () if asked is None else (asked,) * statement.count("{of}"))


def _day(shifted_ms: int) -> str:
    return (date(1970, 1, 1) + timedelta(milliseconds=shifted_ms)).isoformat()
