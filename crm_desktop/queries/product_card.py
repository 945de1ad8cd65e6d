"""A product with everything around it: its prices, where it lies, and who bought it lately."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Order, OrderLine
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells
from crm_desktop.queries.names import customer_name
from crm_desktop.queries.product import ProductDetails, product_details
from crm_desktop.queries.product_price import PriceView, prices_of
from crm_desktop.queries.stock import StockView, stock_of
from crm_desktop.storage.database import Reading

_LATELY = 8


@dataclass(frozen=True)
class Sale:
    """A line of an order."""

    order_id: str
    number: str
    ordered_on: date
    customer_id: str | None
    customer: str | None
    quantity_e6: int
    unit: str | None
    unit_price_e6: int
    discount_e6: int
    net_minor: int
    currency: str


@dataclass(frozen=True)
class ProductCard:
    """A product, its prices, where it lies, and the newest lines of orders with it, None until they are read."""

    id: str
    product: ProductDetails
    prices: tuple[PriceView, ...]
    stock: tuple[StockView, ...]
    sales: tuple[Sale, ...] | None = None

    @property
    def in_stock_e6(self) -> int | None:
        """How much there is everywhere; None where nothing was counted."""
        return sum(each.quantity_e6 for each in self.stock) if self.stock else None

    @property
    def counted_on(self) -> date | None:
        """When something of it was counted last."""
        return max((each.counted_on for each in self.stock), default=None)


def product_card(reading: Reading, product_id: str) -> ProductCard:
    """Everything about one product but its sales: to find the newest of 15,000 takes 0.1 s."""
    return ProductCard(
        product_id,
        product_details(reading, product_id),
        prices_of(reading, product_id),
        stock_of(reading, product_id),
    )


def with_sales(card: ProductCard, sales: tuple[Sale, ...]) -> ProductCard:
    """The card once it is known who bought lately."""
    return replace(card, sales=sales)


def sales_of(reading: Reading, product_id: str) -> tuple[Sale, ...]:
    """The newest lines of orders with a product that the viewer may see, a few."""
    return tuple(Sale(*row) for row in reading.fetch(_sales(reading.viewer), {"record": product_id}))


@lru_cache(maxsize=64)
def _sales(viewer: Viewer) -> Select[Any]:
    shown = {
        **{name: getattr(Order, name) for name in ("number", "ordered_on", "customer_id", "currency")},
        "order_id": Order.id,
        "customer": customer_name(Order.customer_id),
    }
    statement = (
        select(*cells(Sale, OrderLine, shown).values())
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            OrderLine.product_id == RECORD,
            OrderLine.deleted.is_(False),
            Order.deleted.is_(False),
            Order.status != CANCELLED,
        )
        .order_by(Order.ordered_on.desc(), Order.id.desc(), OrderLine.position)
        .limit(_LATELY)
    )
    return rights.seen(Order, viewer, statement, few=True)
