"""The SQL of debts: what is owed, what of it is open once receipts have filled it, and what came in.

Receipts fill what they name first, then the oldest due of the same contract or order in the same currency, else of the
customer: `OPEN_OF_CONTRACT`, `OPEN_BESIDE` and `OPEN_OF_ORDER` are the one place that says so. Sums up to a payment are
asked of covering indexes, row by row: a third of what window functions take.

A contract that ended early is owed no more; what came in for it stays paid for what fell due until its end, and only
what is beyond that is credit. Where another contract took its place, all that came in goes on to count for that one.
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
        """A statement that reads of `owed`, of `came`, or of `unpaid`, which has what is `open` of what is owed."""
        # Most money may be of no contract: only for all of it is that to be looked for by an index.
        told: Mapping[str, str] = {**vars(self), "alone": "+" if self.receipt else ""}
        return f"WITH {_OWED.format(**told)}, {_UNPAID.format(**told)}, {_CAME.format(**told)} {select}"


# What is open of a payment (r), of what came in for its account, what falls due before it, and, where any receipt of
# the account names a payment, what is named of it (`taken`) and of it and later ones (`kept`): the money that names
# nothing leaves that alone. Few accounts have such receipts, which lie in an index of their own.
_OPEN = "iif({named}, {left} - max(0, min({left}, {came} - {before} - {kept})), {whole})"
_WHOLE = "r.amount_minor - max(0, min(r.amount_minor, {came} - {before}))"
_CAME_IN = "(SELECT coalesce(sum(p.amount_minor), 0) FROM receipt p WHERE {paid})"
_BEFORE = (
    "(SELECT coalesce(sum(max(e.amount_minor, 0)), 0) FROM receivable e"
    " WHERE {same} AND (e.due_on, e.id) < (r.due_on, r.id))"
)
_TAKEN = (
    "max(0, min({0}.amount_minor, (SELECT coalesce(sum(p.amount_minor), 0) FROM receipt p"
    " WHERE {names} AND p.receivable_id = {0}.id)))"
)
_KEPT = "(SELECT sum({taken}) FROM receivable e WHERE {same} AND (e.due_on, e.id) >= (r.due_on, r.id))"


def _open(paid: str, names: str, same: str) -> str:
    """What is open; `paid` are receipts (p) and `same` payments (e) of the account, `names` receipts that name some."""
    came, before = _CAME_IN.format(paid=paid), _BEFORE.format(same=same)
    return _OPEN.format(
        named=f"EXISTS (SELECT 1 FROM receipt p WHERE {names} AND p.receivable_id > '')",
        left=f"(r.amount_minor - {_TAKEN.format('r', names=names)})",
        came=came,
        before=before,
        kept=_KEPT.format(taken=_TAKEN.format("e", names=names), same=same),
        whole=_WHOLE.format(came=came, before=before),
    )


# No other index is to be used for what names a payment (+).
OPEN_OF_CONTRACT = _open(
    "p.contract_id = r.contract_id AND p.deleted = 0 AND p.currency = r.currency",
    "p.contract_id = r.contract_id AND +p.deleted = 0 AND +p.currency = r.currency",
    "e.contract_id = r.contract_id AND e.deleted = 0 AND e.currency = r.currency",
)
_PAID_BESIDE = (
    "p.customer_id = r.customer_id AND p.deleted = 0 AND p.currency = r.currency"
    " AND p.contract_id IS NULL AND +p.order_id IS NULL"
)
OPEN_BESIDE = _open(
    _PAID_BESIDE,
    _PAID_BESIDE,
    "e.customer_id = r.customer_id AND e.deleted = 0 AND e.currency = r.currency"
    " AND e.contract_id IS NULL AND +e.order_id IS NULL",
)
TOTAL_OF_ORDER = (
    "((SELECT coalesce(sum(l.net_minor), 0) FROM order_line l WHERE l.order_id = s.id AND l.deleted = 0)"
    " + s.freight_minor + s.tax_minor)"
)
_CAME_FOR_ORDER = _CAME_IN.format(
    paid="p.order_id = s.id AND p.deleted = 0 AND p.currency = s.currency AND +p.contract_id IS NULL"
)
OPEN_OF_ORDER = f"({TOTAL_OF_ORDER} - max(0, min({TOTAL_OF_ORDER}, {_CAME_FOR_ORDER})))"
# Whether all of a plan came in, so that nothing of it is open: most are, and the money of one is summed up once instead
# of payment by payment. One in another currency than the contract's, or below 0, counts as never paid here.
_PLANNED = (
    "(SELECT coalesce(sum(iif(e.currency = {0}.currency AND e.amount_minor >= 0, e.amount_minor, 9e99)), 0)"
    " FROM receivable e WHERE e.contract_id = {0}.id AND e.deleted = 0)"
)


def is_unpaid(contract: str) -> str:
    """Whether anything of the plan of a contract may be open."""
    paid = f"p.contract_id = {contract}.id AND p.deleted = 0 AND p.currency = {contract}.currency"
    return f"{_CAME_IN.format(paid=paid)} < {_PLANNED.format(contract)}"


# Whether anything of the account of a payment (r) may be open, its contract in its currency: asked of these alone.
IS_UNPAID = (
    f"{_CAME_IN.format(paid='p.contract_id = r.contract_id AND p.deleted = 0 AND p.currency = r.currency')} <"
    " (SELECT sum(iif(e.amount_minor >= 0, e.amount_minor, 9e99)) FROM receivable e"
    " WHERE e.contract_id = r.contract_id AND e.deleted = 0 AND e.currency = r.currency)"
)


def next_due(contract: str) -> str:
    """The first day on which something of the plan of a contract is open."""
    first = f"SELECT min(r.due_on) FROM receivable r WHERE r.contract_id = {contract}.id AND r.deleted = 0"
    return f"iif({is_unpaid(contract)}, ({first} AND {OPEN_OF_CONTRACT} > 0), NULL)"


_IN_FORCE = "r.contract_id = k.id AND r.deleted = 0 AND k.deleted = 0 AND k.stage IN ('signed', 'completed')"
# The rows of what falls due of contracts, of orders without one, and of customers beside both.
_OF_CONTRACT = """
 SELECT k.customer_id AS customer_id, r.contract_id AS contract_id, NULL AS order_id, r.id AS receivable_id,
        r.due_on AS due_on, r.amount_minor AS amount, r.currency AS currency, r.id AS id, {open} AS open
   FROM contract k CROSS JOIN receivable r WHERE {which} {{contract}}"""
_OF_ORDER = f"""
 SELECT s.customer_id, NULL, s.id, NULL, coalesce(s.due_on, s.ordered_on), {TOTAL_OF_ORDER}, s.currency, s.id, {{open}}
   FROM sales_order s WHERE s.deleted = 0 AND +s.contract_id IS NULL AND s.status <> 'cancelled' {{{{order}}}}"""
_BESIDE = """
 SELECT r.customer_id, NULL, NULL, r.id, r.due_on, r.amount_minor, r.currency, r.id, {open}
   FROM receivable r
  WHERE r.deleted = 0 AND r.contract_id IS NULL AND +r.order_id IS NULL {{beside}}"""
# Of a contract that ended early what fell due until then and is paid. Another took its place unless it began after it.
_ENDED = """r.contract_id = k.id AND r.deleted = 0 AND k.deleted = 0 AND k.stage = 'terminated'
    AND r.due_on <= coalesce(k.closed_on, r.due_on) AND NOT EXISTS (
     SELECT 1 FROM contract n WHERE n.predecessor_id = k.id AND n.deleted = 0
      AND n.stage IN ('signed', 'completed', 'terminated') AND coalesce(n.starts_on <= k.ends_on, 1))"""
_OWED = f"""
owed AS (
{_OF_CONTRACT.format(open="NULL", which=_IN_FORCE)}
 UNION ALL
 SELECT customer_id, contract_id, NULL, receivable_id, due_on, amount - open, currency, id, NULL
   FROM ({_OF_CONTRACT.format(open=OPEN_OF_CONTRACT, which=_ENDED)}) WHERE amount > open
 UNION ALL{_OF_ORDER.format(open="NULL")}
 UNION ALL{_BESIDE.format(open="NULL")}
)"""
# Put down once: what reads it sums up what is open five times over, and SQLite would work it out each time.
_UNPAID = f"""
unpaid AS MATERIALIZED (
{_OF_CONTRACT.format(open=OPEN_OF_CONTRACT, which=f"{_IN_FORCE} AND {is_unpaid('k')}")}
 UNION ALL{_OF_ORDER.format(open=OPEN_OF_ORDER)}
 UNION ALL{_BESIDE.format(open=OPEN_BESIDE)}
)"""
# Of the index alone (+), whose order is that of the groups: nothing is sorted.
_CAME = """
came AS (
 SELECT k.customer_id AS customer_id, p.currency AS currency, p.amount AS amount
   FROM (SELECT p.contract_id, p.currency, sum(p.amount_minor) AS amount FROM receipt p
          WHERE +p.deleted = 0 AND p.contract_id IS NOT NULL {receipt} GROUP BY p.contract_id, p.deleted, p.currency) p
   CROSS JOIN contract k WHERE k.id = p.contract_id
 UNION ALL
 SELECT coalesce(s.customer_id, p.customer_id), p.currency, p.amount_minor
   FROM receipt p LEFT JOIN sales_order s ON s.id = p.order_id
  WHERE p.deleted = 0 AND {alone}p.contract_id IS NULL {receipt}
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
