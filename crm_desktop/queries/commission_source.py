"""What commission is worked out from, read in bulk: contracts and orders with their lines, shares and owners by day.

All of it is read from the tables themselves, whatever the viewer's role is kept from: a commission made of half the
figures would be a wrong one. What of it is shown is up to `queries.commission`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm_desktop.core.commission import Deal, Line, Paid, Share
from crm_desktop.core.commission_period import Adjustment
from crm_desktop.core.commission_rule import MARGIN, Dated, Groups, Rule
from crm_desktop.core.money import line_net
from crm_desktop.queries.money import RatesByDay
from crm_desktop.storage.database import Reading

# Most of what there is counts, so that tables are read as they lie: by an index each row would be looked up.
_RECEIPTS = """
SELECT r.id, coalesce(r.contract_id, r.order_id), r.paid_on, r.amount_minor, r.refunds_id, o.paid_on, r.currency
FROM main.receipt r NOT INDEXED LEFT JOIN main.receipt o ON o.id = r.refunds_id
WHERE r.deleted = 0 AND r.paid_on <= ? AND coalesce(o.paid_on, r.paid_on) >= ?
    AND coalesce(r.contract_id, r.order_id) IS NOT NULL
"""
_CONTRACTS = """
SELECT c.id, c.amount_minor, c.owner_id, c.customer_id FROM main.contract c NOT INDEXED WHERE c.deleted = 0
"""
_ORDERS = """
SELECT o.id, o.freight_minor, o.tax_minor, o.owner_id, o.customer_id FROM main.sales_order o NOT INDEXED
WHERE o.deleted = 0
"""
_CONTRACT_LINES = """
SELECT l.contract_id, l.id, l.product_id, l.net_minor, l.tax_minor FROM main.contract_line l NOT INDEXED
WHERE l.deleted = 0 ORDER BY l.position, l.id
"""
_ORDER_LINES = """
SELECT l.order_id, l.id, l.product_id, l.net_minor, 0 FROM main.order_line l NOT INDEXED
WHERE l.deleted = 0 ORDER BY l.position, l.id
"""
_COST = """coalesce(l.unit_cost_e6, CASE WHEN p.currency IS NULL OR p.currency = d.currency THEN p.unit_cost_e6 END)"""
_COSTS = f"""
SELECT l.id, l.quantity_e6, {_COST} cost, d.currency
FROM main.contract_line l JOIN main.contract d ON d.id = l.contract_id LEFT JOIN main.product p ON p.id = l.product_id
WHERE l.deleted = 0 AND cost IS NOT NULL
UNION ALL
SELECT l.id, l.quantity_e6, {_COST} cost, d.currency
FROM main.order_line l JOIN main.sales_order d ON d.id = l.order_id LEFT JOIN main.product p ON p.id = l.product_id
WHERE l.deleted = 0 AND cost IS NOT NULL
"""
_CONTRACT_SHARES = """
SELECT contract_id, user_id, share_e6, from_on, to_on FROM main.contract_share WHERE deleted = 0 {only} ORDER BY id
"""
_ORDER_SHARES = """
SELECT o.id, s.user_id, s.share_e6, NULL, NULL FROM main.opportunity_share s
JOIN main.sales_order o ON o.opportunity_id = s.opportunity_id WHERE s.deleted = 0 {only} ORDER BY s.id
"""
# Of records that changed hands once, history says nothing that the record does not say itself.
_DATED = """
SELECT record_id, from_on, value FROM main.history_entry
WHERE record_kind = ? AND field = ? AND deleted = 0 AND record_id IN (
    SELECT record_id FROM main.history_entry WHERE record_kind = ? AND field = ? AND deleted = 0
    GROUP BY record_id HAVING count(*) > 1)
ORDER BY record_id, from_on, changed_at, id
"""
_RULES = """
SELECT id, series_id, from_on, to_on, basis, rate_e6, tiers, tier_scope, product_id, category_id, level_id, user_id,
    team_id, priority, deleted
FROM main.commission_rule
"""
_NEVER = "9999-12-31"
Dates = dict[str, list[tuple[str, str | None]]]


@dataclass
class Source:
    """All that commission is worked out from; `without_rate` are receipts in a currency that has no rate."""

    rules: list[Rule]
    groups: Groups
    receipts: list[Paid] = field(default_factory=list)
    deals: dict[str, Deal] = field(default_factory=dict)
    adjustments: list[Adjustment] = field(default_factory=list)
    without_rate: list[str] = field(default_factory=list)


def read_source(reading: Reading, until: date, rules: Iterable[Rule] | None = None, since: str = "") -> Source:
    """What counts up to a day: by these rules instead of the company's, and of receipts since a day, where given."""
    known = read_rules(reading) if rules is None else list(rules)
    source = Source(known, _groups(reading))
    rates = RatesByDay(reading)
    _read_adjustments(reading, source, rates, until)
    # What came in before any rule began earned nothing.
    begin = max(since, min((each.from_on for each in known if not each.deleted or rules is None), default=_NEVER))
    _read_receipts(reading, source, rates, until.isoformat(), begin)
    if source.receipts:
        source.deals = _deals(reading, source.receipts, known)
    return source


def read_rules(reading: Reading) -> list[Rule]:
    """Every version of every rule, deleted ones too, since they may have earned something."""
    return [Rule._make((*row[:6], tiers_of(row[6]), *row[7:14], bool(row[14]))) for row in reading.plain(_RULES)]


def shares_of(reading: Reading, deals: Iterable[str]) -> dict[str, list[Share]]:
    """Contract or order → the shares in it, whatever their days."""
    ids = (json.dumps(sorted(deals)),)
    of_contracts = _CONTRACT_SHARES.format(only="AND contract_id IN (SELECT value FROM json_each(?))")
    of_orders = _ORDER_SHARES.format(only="AND o.id IN (SELECT value FROM json_each(?))")
    return _grouped(reading, of_contracts, _share, ids) | _grouped(reading, of_orders, _share, ids)


def tiers_of(text: str | None) -> tuple[tuple[int, int], ...]:
    """The tiers of a rule as they are kept: [[from_minor, rate_e6], …]."""
    return tuple((int(limit), int(rate)) for limit, rate in json.loads(text)) if text else ()


def _read_adjustments(reading: Reading, source: Source, rates: RatesByDay, until: date) -> None:
    statement = (
        "SELECT id, user_id, on_day, amount_minor, currency FROM main.commission_adjustment"
        " WHERE deleted = 0 AND on_day <= ? ORDER BY on_day, id"
    )
    for row_id, user_id, on, amount, currency in reading.plain(statement, (until.isoformat(),)):
        own = rates.convert(amount, currency, on)
        if own is None:
            source.without_rate.append(row_id)
        else:
            source.adjustments.append(Adjustment(row_id, user_id, on, own))


def _read_receipts(reading: Reading, source: Source, rates: RatesByDay, until: str, begin: str) -> None:
    base, add, made = reading.currency, source.receipts.append, Paid._make
    for row in reading.each(_RECEIPTS, (until, begin)):
        paid = made(row[:6])
        if row[6] != base:
            own = rates.convert(paid.amount, row[6], paid.since or paid.on)
            if own is None:
                source.without_rate.append(row[0])
                continue
            paid = paid._replace(amount=own)
        add(paid)


def _deals(reading: Reading, receipts: Iterable[Paid], rules: Iterable[Rule]) -> dict[str, Deal]:
    wanted = {each.deal_id for each in receipts}
    levels = _levels(reading) if any(each.level_id for each in rules) else {}
    # Costs are read only where something is earned by them.
    costs = _costs(reading) if any(each.basis == MARGIN for each in rules) else {}
    return _contracts(reading, wanted, costs, levels) | _orders(reading, wanted, costs, levels)


def _costs(reading: Reading) -> dict[str, int]:
    return {
        line_id: line_net(quantity, unit_cost, 0, currency)
        for line_id, quantity, unit_cost, currency in reading.each(_COSTS)
    }


def _contracts(reading: Reading, wanted: AbstractSet[str], costs: Mapping[str, int], levels: Dates) -> dict[str, Deal]:
    lines, taxes = _lines(reading, _CONTRACT_LINES, wanted, costs)
    owners, shares = (
        _Owners(_dated(reading, "contract", "owner")),
        _grouped(reading, _CONTRACT_SHARES.format(only=""), _share),
    )
    found = {}
    for deal_id, amount, owner_id, customer_id in reading.each(_CONTRACTS):
        if deal_id in wanted:
            sold, tax = lines.get(deal_id) or (Line("", None, amount),), taxes.get(deal_id, 0)
            gross, held = sum([each.net for each in sold]) + tax, owners.of(deal_id, owner_id)
            found[deal_id] = Deal(deal_id, gross, tax, sold, held, shares.get(deal_id, ()), levels.get(customer_id, ()))
    return found


def _orders(reading: Reading, wanted: AbstractSet[str], costs: Mapping[str, int], levels: Dates) -> dict[str, Deal]:
    lines, _ = _lines(reading, _ORDER_LINES, wanted, costs)
    owners, shares = (
        _Owners(_dated(reading, "sales_order", "owner")),
        _grouped(reading, _ORDER_SHARES.format(only=""), _share),
    )
    found = {}
    for deal_id, freight, tax, owner_id, customer_id in reading.each(_ORDERS):
        if deal_id in wanted:
            sold, held = lines.get(deal_id, ()), owners.of(deal_id, owner_id)
            gross = sum([each.net for each in sold]) + freight + tax
            found[deal_id] = Deal(deal_id, gross, tax, sold, held, shares.get(deal_id, ()), levels.get(customer_id, ()))
    return found


def _lines(
    reading: Reading, statement: str, wanted: AbstractSet[str], costs: Mapping[str, int]
) -> tuple[dict[str, tuple[Line, ...]], dict[str, int]]:
    """What was sold by contract or order, and its tax."""
    found: dict[str, tuple[Line, ...]] = {}
    taxes: dict[str, int] = {}
    for deal_id, line_id, product_id, net, tax in reading.each(statement):
        if deal_id in wanted:
            line = Line(line_id, product_id, net, costs.get(line_id))
            found[deal_id] = (*found[deal_id], line) if deal_id in found else (line,)
            if tax:
                taxes[deal_id] = taxes.get(deal_id, 0) + tax
    return found, taxes


class _Owners:
    """Whose records were when; most were always one person's, who is kept once."""

    def __init__(self, changed: Dates) -> None:
        self._changed = changed
        self._always: dict[str | None, Dated] = {None: ()}

    def of(self, record_id: str, now: str | None) -> Dated:
        """Whose a record was, and is."""
        if record_id in self._changed:
            return self._changed[record_id]
        if now not in self._always:
            self._always[now] = (("", now),)
        return self._always[now]


def _share(row: Any) -> Share:
    return Share(*row[1:])


def _grouped(
    reading: Reading, statement: str, made: Callable[[Any], Any], values: tuple[str, ...] = ()
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in reading.each(statement, values):
        found.setdefault(row[0], []).append(made(row))
    return found


def _dated(reading: Reading, kind: str, name: str) -> Dates:
    """Record → what a field held from which day on; of several on one day the last one recorded."""
    found: Dates = {}
    for record_id, from_on, value in reading.plain(_DATED, (kind, name, kind, name)):
        held = found.setdefault(record_id, [])
        if held and held[-1][0] == from_on:
            held.pop()
        held.append((from_on, value))
    return found


def _levels(reading: Reading) -> Dates:
    now = reading.plain("SELECT id, level_id FROM main.customer WHERE level_id IS NOT NULL")
    return {customer_id: [("", level_id)] for customer_id, level_id in now} | _dated(reading, "customer", "level")


def _groups(reading: Reading) -> Groups:
    categories = dict(reading.plain("SELECT id, parent_id FROM main.product_category"))
    teams = dict(reading.plain("SELECT id, parent_id FROM main.team"))
    products = reading.plain("SELECT id, category_id FROM main.product WHERE category_id IS NOT NULL")
    people = reading.plain("SELECT id, team_id FROM main.app_user WHERE team_id IS NOT NULL")
    return Groups(
        {product: _upward(categories, category) for product, category in products},
        {user: _upward(teams, team) for user, team in people},
    )


def _upward(parents: Mapping[str, str | None], start: str) -> frozenset[str]:
    """Itself and all above it; a circle, as two laptops can make one, ends where it began."""
    found: set[str] = set()
    at: str | None = start
    while at is not None and at not in found:
        found.add(at)
        at = parents.get(at)
    return frozenset(found)
