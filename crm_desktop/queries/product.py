"""Products as a user sees them: the price list, one product, the categories."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Product, ProductCategory
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.list_query import CHOICE, FLAG, NUMBER, TEXT, Field, ListQuery
from crm_desktop.queries.names import category_name
from crm_desktop.queries.stock import IN_STOCK
from crm_desktop.storage.database import Reading


class ProductRow(NamedTuple):
    """One line of the price list; prices and cost are millionths of the currency a unit, stock of the unit."""

    id: str
    code: str
    name: str
    category: str | None
    model: str | None
    grade: str | None
    unit: str | None
    list_price_e6: int | None
    floor_price_e6: int | None
    unit_cost_e6: int | None
    currency: str | None
    tax_rate_e6: int | None
    stock_e6: int | None
    is_active: bool


@dataclass(frozen=True)
class ProductDetails:
    """Everything about one product."""

    id: str
    code: str
    name: str
    external_key: str | None
    category_id: str | None
    category: str | None
    model: str | None
    grade: str | None
    unit: str | None
    list_price_e6: int | None
    floor_price_e6: int | None
    unit_cost_e6: int | None
    currency: str | None
    tax_rate_e6: int | None
    is_active: bool
    note: str | None


@dataclass(frozen=True)
class CategoryView:
    """A product category, and how many products are in it itself."""

    id: str
    name: str
    parent_id: str | None
    external_key: str | None
    products: int


_CATEGORY = category_name(Product.category_id)

PRODUCTS = ListQuery(
    kind="product",
    entity=Product,
    row=ProductRow,
    cells=cells(ProductRow, Product, {"category": _CATEGORY, "stock_e6": IN_STOCK}),
    fields=(
        Field("name", N_("Name"), TEXT, Product.name),
        Field("code", N_("Code"), TEXT, Product.code),
        Field(
            "category",
            N_("Category"),
            CHOICE,
            Product.category_id,
            choices="categories",
            order=_CATEGORY,
            within=ProductCategory.parent_id,
        ),
        Field("model", N_("Model"), TEXT, Product.model),
        Field("grade", N_("Grade or batch"), TEXT, Product.grade),
        Field("unit", N_("Unit"), TEXT, Product.unit),
        Field("list_price_e6", N_("List price"), NUMBER, Product.list_price_e6, millionths=True),
        Field("floor_price_e6", N_("Floor price"), NUMBER, Product.floor_price_e6, millionths=True),
        Field("unit_cost_e6", N_("Unit cost"), NUMBER, Product.unit_cost_e6, millionths=True),
        Field("tax_rate_e6", N_("Tax rate"), NUMBER, Product.tax_rate_e6, millionths=True, share=True),
        Field("stock_e6", N_("In stock"), NUMBER, IN_STOCK, millionths=True),
        Field("currency", N_("Currency"), CHOICE, Product.currency, choices="currencies"),
        Field("is_active", N_("Offered"), FLAG, Product.is_active),
    ),
    default_sorts=(Sort("name"),),
)


_SHOWN = cells(ProductDetails, Product, {"category": _CATEGORY})


def product_taxes(reading: Reading, ids: Iterable[str]) -> dict[str, int | None]:
    """The tax rates of products, by their ids."""
    statement = select(Product.id, Product.tax_rate_e6).where(Product.id.in_(sorted(ids)))
    return {row.id: row.tax_rate_e6 for row in reading.session.execute(statement)}


def product_details(reading: Reading, product_id: str) -> ProductDetails:
    """One product."""
    return ProductDetails(**one(reading, Product, product_id, _SHOWN))


def categories(reading: Reading) -> list[CategoryView]:
    """All product categories by name."""
    of = ProductCategory
    within = (Product.category_id == of.id, Product.deleted.is_(False))
    count = select(func.count()).select_from(Product).where(*within).correlate(of).scalar_subquery()
    statement = select(of.id, of.name, of.parent_id, of.external_key, count).where(of.deleted.is_(False))
    return [CategoryView(*row) for row in reading.session.execute(statement.order_by(of.name, of.id))]
