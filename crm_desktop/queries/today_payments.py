"""Which payments call for somebody today: what is due or overdue and not wholly paid, the oldest first."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import text

from crm_desktop.queries.debts import BY_OWNER
from crm_desktop.storage.database import Reading


class PaymentCall(NamedTuple):
    """What is open of a contract or an order, else of a customer, and since when; the kind says which record it is."""

    kind: str
    record_id: str
    title: str
    customer_id: str | None
    customer: str | None
    since: date
    open_minor: int
    currency: str


_CALLS = text(
    BY_OWNER.sql(
        """
SELECT CASE WHEN o.contract_id IS NOT NULL THEN 'contract' WHEN o.order_id IS NOT NULL THEN 'sales_order'
 ELSE 'customer' END, coalesce(o.contract_id, o.order_id, o.customer_id), coalesce(
  (SELECT number || ' ' || name FROM contract WHERE id = o.contract_id),
  (SELECT number FROM sales_order WHERE id = o.order_id), c.name), o.customer_id, c.name, min(o.due_on), sum(o.open),
 o.currency
FROM unpaid o LEFT JOIN customer c ON c.id = o.customer_id
WHERE o.open > 0 GROUP BY 1, 2, o.currency ORDER BY 6, 3"""
    )
)


def payment_calls(reading: Reading) -> Iterator[PaymentCall]:
    """What the viewer has to follow up: of the own contracts and orders, and of own customers beside both."""
    asked = {"of": reading.viewer.user_id, "until": reading.today.isoformat()}
    rows = reading.session.execute(_CALLS, asked)
    for kind, record_id, title, customer_id, customer, since, open_minor, currency in rows:
        yield PaymentCall(
            kind, record_id, title, customer_id, customer, date.fromisoformat(since), open_minor, currency
        )
