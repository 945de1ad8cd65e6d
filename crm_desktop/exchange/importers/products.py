"""Products: a row is a product, its category made when it is new."""

from dataclasses import replace
from typing import Any

from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.record import RecordImporter
from crm_desktop.models import Product
from crm_desktop.operations.product import ProductDraft, check_floor, product_draft, update_product
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import UnitOfWork

_PRICES = ("list_price", "floor_price", "unit_cost")


class ProductImporter(RecordImporter):
    """Imports products."""

    kind = "products"
    entity = Product
    unique = "code"
    is_flat = True
    plain = (
        "name",
        "code",
        "external_key",
        "model",
        "grade",
        "unit",
        "is_active",
        "note",
    )

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        if row.get("category"):
            given["category_id"] = self.links.named("categories", row.text("category") or "")
        if row.get("discontinued") is not None and row.get("is_active") is None:
            given["is_active"] = not row.get("discontinued")
        for field in _PRICES:
            if (price := self.price(row, field)) is not None:
                given[f"{field}_e6"] = price
                given["currency"] = self.currency(row, *_PRICES)
        problems = Problems()
        check_floor(problems, given.get("list_price_e6"), given.get("floor_price_e6"))
        for said in problems.found.values():
            row.refuse("floor_price", said)
        if (rate := self.share(row, "tax_rate")) is not None:
            given["tax_rate_e6"] = rate
        return given

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """One row."""
        self.batch.add(Product, {"id": record_id, "code": None, **given})

    def draft(self, work: UnitOfWork, record_id: str) -> ProductDraft:
        """The product as it is."""
        return product_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: ProductDraft, given: dict[str, Any], row: Row
    ) -> ProductDraft:
        """With what the row says."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: ProductDraft, before: ProductDraft) -> None:
        """The ordinary change."""
        update_product(work, record_id, draft, before)
