"""Prices beside the list price as a user sees them: those of a product, and what was agreed with a customer."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Customer, DictionaryEntry, Product, ProductPrice
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells
from crm_desktop.queries.names import customer_name, name_of, product_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class PriceView:
    """A price a unit (millionths of its currency); without a customer and a level it is one for all."""

    id: str
    product_id: str
    product: str | None
    unit: str | None
    customer_id: str | None
    customer: str | None
    level_id: str | None
    from_quantity_e6: int
    price_e6: int
    currency: str
    from_on: date | None
    to_on: date | None
    note: str | None

    def holds_on(self, day: date) -> bool:
        """Whether it is asked on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or self.to_on >= day)


_SHOWN = cells(
    PriceView,
    ProductPrice,
    {
        "product": product_name(ProductPrice.product_id),
        "unit": name_of(Product, ProductPrice.product_id, "unit"),
        "customer": customer_name(ProductPrice.customer_id),
    },
)


def prices_of(reading: Reading, product_id: str) -> tuple[PriceView, ...]:
    """The prices of a product that the viewer may see: agreements, levels, those for all; each from the least on."""
    return _read(reading, "product_id", product_id)


def agreements_with(reading: Reading, customer_id: str) -> tuple[PriceView, ...]:
    """What was agreed with a customer, by product."""
    rights.must_see(reading, Customer, customer_id)
    return _read(reading, "customer_id", customer_id)


def _read(reading: Reading, column: str, record_id: str) -> tuple[PriceView, ...]:
    return tuple(PriceView(*row) for row in reading.fetch(_prices(column, reading.viewer), {"record": record_id}))


@lru_cache(maxsize=64)
def _prices(column: str, viewer: Viewer) -> Select[Any]:
    """Put together once, because that takes longer than asking."""
    of, product = ProductPrice, Product
    level = select(DictionaryEntry.position).where(DictionaryEntry.id == of.level_id).scalar_subquery()
    statement = (
        select(*_SHOWN.values())
        .join(product, product.id == of.product_id)
        .where(getattr(of, column) == RECORD, of.deleted.is_(False), product.deleted.is_(False))
        .order_by(
            *(of.customer_id.is_(None), of.level_id.is_(None), level, _SHOWN["customer"], product.name),
            *(of.product_id, of.from_quantity_e6, of.from_on.desc(), of.id),
        )
    )
    return rights.seen(of, viewer, statement)
