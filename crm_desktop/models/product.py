"""What is sold."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, ref, titled
from crm_desktop.models.search_fields import SearchFields


class ProductCategory(Synced):
    """A group of products, perhaps within another."""

    __tablename__ = "product_category"
    __title__ = N_("Product category")

    name: Mapped[str] = titled(N_("Name"))
    parent_id: Mapped[str | None] = ref(N_("Belongs to"), "product_category")
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))


class Product(Synced):
    """A product or service with its list price and cost a unit (millionths of the currency)."""

    __tablename__ = "product"
    __title__ = N_("Product")
    __search__ = SearchFields(
        kind="product",
        title="name",
        names=("name",),
        numbers=("code", "external_key"),
        words=("model", "grade", "note"),
    )
    __sync_groups__ = (("list_price_e6", "floor_price_e6", "unit_cost_e6", "currency"),)
    __table_args__ = (Index(None, "deleted", "name", "id"), Index(None, "external_key"))

    code: Mapped[str] = titled(N_("Code"))
    name: Mapped[str] = titled(N_("Name"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))
    category_id: Mapped[str | None] = ref(N_("Category"), "product_category")
    model: Mapped[str | None] = titled(N_("Model"))
    grade: Mapped[str | None] = titled(N_("Grade or batch"))
    unit: Mapped[str | None] = titled(N_("Unit"))
    list_price_e6: Mapped[int | None] = titled(N_("List price"))
    currency: Mapped[str | None] = titled(N_("Currency"))
    unit_cost_e6: Mapped[int | None] = titled(N_("Unit cost"))
    floor_price_e6: Mapped[int | None] = titled(N_("Floor price"))
    tax_rate_e6: Mapped[int | None] = titled(N_("Tax rate"))
    is_active: Mapped[bool] = titled(N_("Offered"), default=True)
    note: Mapped[str | None] = titled(N_("Note"))
