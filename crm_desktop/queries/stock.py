"""Stock as a user sees it: how much of a product lies where, and when that was counted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm_desktop.models import Product, StockLevel
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.cells import cells
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class StockView:
    """What was counted at a place, in millionths of the product's unit."""

    id: str
    warehouse: str
    bin: str | None
    quantity_e6: int
    counted_on: date
    note: str | None


# Of a product in a list: None where nothing was ever counted, which is not the same as nothing left.
IN_STOCK: Any = (
    select(func.sum(StockLevel.quantity_e6))
    .where(StockLevel.product_id == Product.id, StockLevel.deleted.is_(False))
    .correlate(Product)
    .scalar_subquery()
)
_OF_PRODUCT = (
    select(*cells(StockView, StockLevel).values())
    .where(StockLevel.product_id == RECORD, StockLevel.deleted.is_(False))
    .order_by(StockLevel.warehouse, StockLevel.bin, StockLevel.id)
)


def stock_of(reading: Reading, product_id: str) -> tuple[StockView, ...]:
    """Where a product lies."""
    return tuple(StockView(*row) for row in reading.fetch(_OF_PRODUCT, {"record": product_id}))
