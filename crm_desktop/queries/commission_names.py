"""What the lines of a statement are called: receipt, contract or order, customer, product, rule."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.core.commission_period import Entry
from crm_desktop.storage.database import Reading

_DEALS = """
SELECT id, 'contract', number, name, customer_id FROM contract WHERE id IN (SELECT value FROM json_each(?1))
UNION ALL
SELECT id, 'sales_order', number, '', customer_id FROM sales_order WHERE id IN (SELECT value FROM json_each(?1))
"""


@dataclass(frozen=True)
class Names:
    """Names of what a line was made of; the kind of its deal is a table."""

    receipt: str | None = None
    deal_kind: str | None = None
    deal: str | None = None
    deal_name: str | None = None
    customer_id: str | None = None
    customer: str | None = None
    product: str | None = None
    rule: str | None = None
    version: int | None = None
    reason: str | None = None
    received: int | None = None
    currency: str | None = None


def names_of(reading: Reading, entries: Sequence[Entry]) -> list[Names]:
    """The names of each line."""
    receipts = _by_id(
        reading, "SELECT id, number, amount_minor, currency FROM receipt", (each.receipt_id for each in entries)
    )
    ids = json.dumps(sorted({each.deal_id for each in entries if each.deal_id}))
    deals = {row[0]: row[1:] for row in reading.plain(_DEALS, (ids,))}
    customers = _by_id(reading, "SELECT id, name FROM customer", (deal[3] for deal in deals.values()))
    products = _by_id(reading, "SELECT id, name FROM product", (each.product_id for each in entries))
    rules = _by_id(reading, "SELECT id, name, version FROM commission_rule", (each.rule_id for each in entries))
    given = _by_id(reading, "SELECT id, reason FROM commission_adjustment", (each.adjustment_id for each in entries))
    found = []
    for each in entries:
        number, amount, currency = receipts.get(each.receipt_id, (None, None, None))
        kind, deal, deal_name, customer_id = deals.get(each.deal_id, (None, None, None, None))
        rule, version = rules.get(each.rule_id, (None, None))
        (customer,), (product,) = customers.get(customer_id, (None,)), products.get(each.product_id, (None,))
        (reason,) = given.get(each.adjustment_id, (None,))
        found.append(
            Names(
                number, kind, deal, deal_name, customer_id, customer, product, rule, version, reason, amount, currency
            )
        )
    return found


def _by_id(reading: Reading, statement: str, ids: Iterable[str | None]) -> dict[str | None, Any]:
    wanted = json.dumps(sorted({each for each in ids if each}))
    rows = reading.plain(f"{statement} WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    return {row[0]: row[1:] for row in rows}
