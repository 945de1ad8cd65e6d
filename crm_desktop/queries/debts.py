"""The SQL of debts: what is owed, what of it is open once receipts have filled it, and what came in.

Receipts fill what they name first, then the oldest due of the same contract or order in the same currency, else of the
customer. Sums up to a payment are asked of covering indexes, row by row: a third of what window functions take.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_NOBODY = "AND 0"


@dataclass(frozen=True)
class Among:
    """Whose debts: conditions that narrow contracts (k), orders (s), what is owed beside both (r), and receipts (p)."""

    contract: str = ""
    order: str = ""
    beside: str = ""
    receipt: str = ""

    def sql(self, select: str) -> str:
        """A statement that reads of `owed` or `came`."""
        told: Mapping[str, str] = vars(self)
        return f"WITH {_OWED.format(**told)}, {_CAME.format(**told)} {select}"


# A plan of payments: what came in (`came`), what falls due before a payment (`before`), what is named of it (`taken`),
# and what is named of it and later ones (`kept`), which the money that names nothing leaves alone.
_PLAN = """
 SELECT {customer} AS customer_id, r.contract_id AS contract_id, NULL AS order_id, r.id AS receivable_id,
        r.due_on AS due_on, r.amount_minor AS amount, r.currency AS currency, r.id AS id,
        (SELECT coalesce(sum(p.amount_minor), 0) FROM receipt p WHERE {paid}) AS came,
        (SELECT coalesce(sum(max(e.amount_minor, 0)), 0) FROM receivable e
          WHERE {same} AND (e.due_on, e.id) < (r.due_on, r.id)) AS before,
        iif({named}, {taken_r}, 0) AS taken,
        iif({named}, (SELECT sum({taken_e}) FROM receivable e WHERE {same} AND (e.due_on, e.id) >= (r.due_on, r.id)), 0)
        AS kept
"""
_TAKEN = (
    "max(0, min({0}.amount_minor, (SELECT coalesce(sum(p.amount_minor), 0) FROM receipt p"
    " WHERE p.receivable_id = {0}.id AND {1})))"
)


def _plan(customer: str, paid: str, same: str) -> str:
    """The columns of a plan; `paid` are receipts (p), `same` payments (e) of the same account as a payment (r)."""
    taken = {f"taken_{name}": _TAKEN.format(name, paid) for name in "re"}
    named = "coalesce(r.contract_id, r.customer_id) IN named"
    return _PLAN.format(customer=customer, paid=paid, same=same, named=named, **taken)


_OF_CONTRACT = _plan(
    "k.customer_id",
    "p.contract_id = r.contract_id AND p.deleted = 0 AND p.currency = r.currency",
    "e.contract_id = r.contract_id AND e.deleted = 0 AND e.currency = r.currency",
)
_BESIDE = _plan(
    "r.customer_id",
    "p.customer_id = r.customer_id AND p.deleted = 0 AND p.currency = r.currency"
    " AND +p.contract_id IS NULL AND +p.order_id IS NULL",
    "e.customer_id = r.customer_id AND e.deleted = 0 AND e.currency = r.currency"
    " AND +e.contract_id IS NULL AND +e.order_id IS NULL",
)
# Whose receipts name payments: few do, and of the others it is not asked which.
_NAMED = """
named AS MATERIALIZED (
 SELECT DISTINCT coalesce(p.contract_id, p.customer_id) FROM receipt p
  WHERE p.receivable_id IS NOT NULL AND p.deleted = 0 {receipt}
)"""
_OWED = f"""{_NAMED},
part AS (
{_OF_CONTRACT}
   FROM contract k CROSS JOIN receivable r
  WHERE r.contract_id = k.id AND r.deleted = 0 AND k.deleted = 0 AND k.stage IN ('signed', 'completed') {{contract}}
 UNION ALL
 SELECT s.customer_id, NULL, s.id, NULL, coalesce(s.due_on, s.ordered_on),
        (SELECT coalesce(sum(l.net_minor), 0) FROM order_line l WHERE l.order_id = s.id AND l.deleted = 0)
        + s.freight_minor + s.tax_minor, s.currency, s.id,
        (SELECT coalesce(sum(p.amount_minor), 0) FROM receipt p
          WHERE p.order_id = s.id AND p.deleted = 0 AND p.currency = s.currency AND +p.contract_id IS NULL), 0, 0, 0
   FROM sales_order s
  WHERE s.deleted = 0 AND +s.contract_id IS NULL AND s.status <> 'cancelled' {{order}}
 UNION ALL
{_BESIDE}
   FROM receivable r WHERE r.deleted = 0 AND +r.contract_id IS NULL AND +r.order_id IS NULL {{beside}}
), owed AS (
 SELECT customer_id, contract_id, order_id, receivable_id, due_on, amount, currency, id,
        amount - taken - max(0, min(amount - taken, came - before - kept)) AS open
   FROM part
)"""
_CAME = """
came AS (
 SELECT k.customer_id AS customer_id, p.currency AS currency, p.amount AS amount
   FROM (SELECT p.contract_id, p.currency, sum(p.amount_minor) AS amount FROM receipt p
          WHERE p.deleted = 0 AND p.contract_id IS NOT NULL {receipt} GROUP BY p.contract_id, p.deleted, p.currency) p
   CROSS JOIN contract k WHERE k.id = p.contract_id
 UNION ALL
 SELECT coalesce(s.customer_id, p.customer_id), p.currency, p.amount_minor
   FROM receipt p LEFT JOIN sales_order s ON s.id = p.order_id
  WHERE p.deleted = 0 AND p.contract_id IS NULL {receipt}
)"""

FIRM = Among()
BY_CUSTOMER = Among(
    "AND k.customer_id = :of",
    "AND s.customer_id = :of",
    "AND r.customer_id = :of",
    "AND (p.contract_id IN (SELECT id FROM contract WHERE customer_id = :of)"
    " OR p.order_id IN (SELECT id FROM sales_order WHERE customer_id = :of)"
    " OR p.customer_id = :of AND p.contract_id IS NULL AND p.order_id IS NULL)",
)
BY_CONTRACT = Among("AND k.id = :of", _NOBODY, _NOBODY, "AND p.contract_id = :of")
BY_ORDER = Among(_NOBODY, "AND s.id = :of", _NOBODY, "AND p.order_id = :of")
# Nearly everything is of no contract: no index is to be walked for that (+).
# What somebody has to see to by a day: of the own contracts, orders, and customers beside both.
BY_OWNER = Among(
    "AND k.owner_id = :of AND r.due_on <= :until",
    "AND s.owner_id = :of AND s.payment_state <> 'paid' AND coalesce(s.due_on, s.ordered_on) <= :until",
    "AND r.due_on <= :until AND r.customer_id IN (SELECT id FROM customer WHERE owner_id = :of)",
    "AND (p.contract_id IN (SELECT id FROM contract WHERE owner_id = :of)"
    " OR +p.contract_id IS NULL AND p.customer_id IN (SELECT id FROM customer WHERE owner_id = :of))",
)
