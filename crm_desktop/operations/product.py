"""Products and their categories: what is offered, at which price and cost. Changing them takes a right of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import PRODUCTS
from crm_desktop.models import Product, ProductCategory
from crm_desktop.operations import amounts, drafts, field_limits, field_rules, numbering, records
from crm_desktop.operations.product_price import PriceDraft, check_prices, read_prices, write_prices
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork


@dataclass(frozen=True)
class ProductDraft:
    """A product as a form edits it; without a code it gets the next number, without a currency the company's."""

    name: str = ""
    code: str | None = None
    external_key: str | None = None
    category_id: str | None = None
    model: str | None = None
    grade: str | None = None
    unit: str | None = None
    list_price_e6: int | None = None
    floor_price_e6: int | None = None
    currency: str | None = None
    unit_cost_e6: int | None = None
    tax_rate_e6: int | None = None
    is_active: bool = True
    note: str | None = None
    prices: tuple[PriceDraft, ...] = ()


@dataclass(frozen=True)
class CategoryDraft:
    """A product category, perhaps within another."""

    name: str = ""
    parent_id: str | None = None
    external_key: str | None = None


def product_draft(reading: Reading, product_id: str) -> ProductDraft:
    """What a form edits of a product."""
    product = records.find(reading, Product, product_id)
    return drafts.loaded(ProductDraft, product, prices=read_prices(reading, product_id))


def create_product(work: UnitOfWork, draft: ProductDraft) -> str:
    """Offer a new product; returns its id."""
    rights.require(work.viewer, PRODUCTS)
    field_limits.refuse_new(work, "product", draft)
    draft, product_id = _completed(work, draft), work.new_id()
    prices = _checked(work, draft, product_id)
    field_rules.check_new(work, "product", draft)
    values = records.values_of(draft)
    values["code"] = values["code"] or numbering.free_number(work, Product, "code")
    work.session.add(Product(id=product_id, **values))
    write_prices(work, product_id, prices)
    return product_id


def update_product(
    work: UnitOfWork,
    product_id: str,
    draft: ProductDraft,
    loaded: ProductDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a product; lines already written keep their prices, and without `loaded` no price is taken away."""
    rights.require(work.viewer, PRODUCTS)
    product = records.find_to_change(work, Product, product_id)
    draft, loaded = field_limits.completed(work, product, draft, loaded)
    draft = _completed(work, draft)
    before = loaded.prices if loaded else ()
    prices = _checked(work, draft, product_id, before)
    field_rules.check_change(work, product, draft)
    values = records.values_of(draft)
    values["code"] = values["code"] or product.code
    records.apply(work, product, values, records.values_of(loaded) if loaded else None, position)
    write_prices(work, product_id, prices, before, position)


def delete_products(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete products; deals and orders keep their lines."""
    rights.require(work.viewer, PRODUCTS)
    return records.delete(work, Product, ids)


def category_draft(reading: Reading, category_id: str) -> CategoryDraft:
    """What a form edits of a category."""
    return drafts.loaded(CategoryDraft, records.find(reading, ProductCategory, category_id))


def create_category(work: UnitOfWork, draft: CategoryDraft) -> str:
    """Add a product category; returns its id."""
    rights.require(work.viewer, PRODUCTS)
    _check_category(work, draft)
    category = ProductCategory(id=work.new_id(), **records.values_of(draft))
    work.session.add(category)
    return category.id


def update_category(
    work: UnitOfWork,
    category_id: str,
    draft: CategoryDraft,
    loaded: CategoryDraft | None = None,
    position: int | None = None,
) -> None:
    """Rename or move a product category."""
    rights.require(work.viewer, PRODUCTS)
    category = records.find_to_change(work, ProductCategory, category_id)
    _check_category(work, draft, category_id)
    loaded_values = records.values_of(loaded) if loaded else None
    records.apply(work, category, records.values_of(draft), loaded_values, position)


def delete_categories(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete product categories; their products stay, without a category in lists."""
    rights.require(work.viewer, PRODUCTS)
    return records.delete(work, ProductCategory, ids)


def _completed(work: UnitOfWork, draft: ProductDraft) -> ProductDraft:
    prices = (draft.list_price_e6, draft.floor_price_e6, draft.unit_cost_e6)
    has_money = any(price is not None for price in prices)
    return replace(draft, currency=work.currency) if has_money and not draft.currency else draft


def _checked(
    work: UnitOfWork, draft: ProductDraft, product_id: str, before: tuple[PriceDraft, ...] = ()
) -> tuple[PriceDraft, ...]:
    """The prices with what they leave out; refuses what cannot be offered so."""
    problems = Problems()
    _check(work, problems, draft, product_id)
    currency = draft.currency or work.currency
    prices = check_prices(work, problems, product_id, draft.prices, before, currency)
    problems.refuse()
    return prices


def check_floor(problems: Problems, list_price_e6: int | None, floor_price_e6: int | None) -> None:
    """The floor lies at most at the list price, where there is one."""
    if list_price_e6 is not None and floor_price_e6 is not None and list_price_e6 < floor_price_e6:
        problems.add("floor_price_e6", Message("The floor lies above the list price. Lower it, or raise the price."))


def _check(work: UnitOfWork, problems: Problems, draft: ProductDraft, product_id: str) -> None:
    problems.require("name", draft.name, Message("Write the name of the product."))
    for name in ("list_price_e6", "floor_price_e6", "unit_cost_e6"):
        amounts.check_price(problems, name, getattr(draft, name))
    check_floor(problems, draft.list_price_e6, draft.floor_price_e6)
    amounts.check_share(problems, "tax_rate_e6", draft.tax_rate_e6)
    amounts.check_currency(problems, "currency", draft.currency)
    if draft.category_id and not _lives(work, draft.category_id):
        problems.add("category_id", Message("This category no longer exists. Choose another."))
    if draft.code and draft.code.strip():
        same = select(Product.id).where(Product.code == draft.code.strip(), Product.deleted.is_(False))
        if work.session.scalar(same.where(Product.id != product_id).limit(1)):
            problems.add("code", Message("Another product has this code. Choose a different one."))


def _check_category(work: UnitOfWork, draft: CategoryDraft, category_id: str | None = None) -> None:
    problems = Problems()
    problems.require("name", draft.name, Message("Write the name of the category."))
    same = select(ProductCategory.id).where(
        func.lower(ProductCategory.name) == draft.name.strip().lower(),
        ProductCategory.parent_id.is_(draft.parent_id),
        ProductCategory.deleted.is_(False),
        ProductCategory.id != (category_id or ""),
    )
    if work.session.scalar(same.limit(1)):
        problems.add("name", Message("There is such a category already. Choose another name."))
    _check_parent(work, problems, draft.parent_id, category_id)
    problems.refuse()


def _check_parent(work: UnitOfWork, problems: Problems, parent_id: str | None, category_id: str | None) -> None:
    if parent_id and not _lives(work, parent_id):
        problems.add("parent_id", Message("This category no longer exists. Choose another."))
    above, seen = parent_id, set[str]()
    while above and above not in seen:
        if above == category_id:
            problems.add("parent_id", Message("A category cannot belong to itself. Choose another."))
        seen.add(above)
        parent = work.session.get(ProductCategory, above)
        above = parent.parent_id if parent else None


def _lives(work: UnitOfWork, category_id: str) -> bool:
    category = work.session.get(ProductCategory, category_id)
    return category is not None and not category.deleted
