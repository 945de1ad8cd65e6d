"""What a product costs for whom, and how much of it is in stock."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled


class ProductPrice(Synced):
    """A price of a product for a customer (an agreement), a level, or all, from a quantity on, in a span of days.

    `price_e6` is a unit's price in millionths of the currency. An agreement comes before a level, a level before the
    list; of several the one with the largest `from_quantity_e6` that is reached, then the latest `from_on`.
    """

    __tablename__ = "product_price"
    __title__ = N_("Price")
    __sync_groups__ = (("price_e6", "currency"), ("from_on", "to_on"))
    __table_args__ = (Index(None, "product_id", "deleted"), Index(None, "customer_id"))

    product_id: Mapped[str] = ref(N_("Product"), "product")
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    level_id: Mapped[str | None] = ref(N_("Level"), "dictionary_entry")
    from_quantity_e6: Mapped[int] = titled(N_("From quantity"), default=0)
    price_e6: Mapped[int] = titled(N_("Unit price"))
    currency: Mapped[str] = titled(N_("Currency"))
    from_on: Mapped[date | None] = titled(N_("From"))
    to_on: Mapped[date | None] = titled(N_("To"))
    note: Mapped[str | None] = titled(N_("Note"))


class StockLevel(Synced):
    """How much of a product lies at a place of a warehouse, as counted or reported on a day."""

    __tablename__ = "stock_level"
    __title__ = N_("Stock")
    __sync_groups__ = (("quantity_e6", "counted_on"),)
    __table_args__ = (Index(None, "product_id", "deleted"),)

    product_id: Mapped[str] = ref(N_("Product"), "product")
    warehouse: Mapped[str] = titled(N_("Warehouse"))
    bin: Mapped[str | None] = titled(N_("Bin"))
    quantity_e6: Mapped[int] = titled(N_("Quantity"))
    counted_on: Mapped[date] = titled(N_("Counted"))
    note: Mapped[str | None] = titled(N_("Note"))

    @staticmethod
    def id_of(product_id: str, warehouse: str, place: str | None) -> str:
        """One row a product, warehouse and place: two laptops that count the same place meet in it."""
        return derived_id("stock_level", product_id, warehouse, place or "")
