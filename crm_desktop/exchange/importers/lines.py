"""Product lines as rows: what they are worth, and what their product says where the file says nothing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm_desktop.core.money import E6, line_net, minor_digits
from crm_desktop.models import Product
from crm_desktop.operations.product_lines import LineDraft
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Priced:
    """What a product costs and is worth a unit."""

    list_price_e6: int | None = None
    unit_cost_e6: int | None = None
    unit: str | None = None
    tax_rate_e6: int | None = None


class PriceBook:
    """The prices of all products; read once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._products: dict[str, tuple[str | None, Priced]] | None = None

    def of(self, product_id: str | None, currency: str) -> Priced:
        """What is known of a product; its price and cost only in its own currency."""
        if self._products is None:
            self._products = dict(self._read())
        own, priced = self._products.get(product_id or "", (None, Priced()))
        return priced if own in (None, currency) else Priced(unit=priced.unit, tax_rate_e6=priced.tax_rate_e6)

    def _read(self) -> list[tuple[str, tuple[str | None, Priced]]]:
        of = Product
        rows = self._reading.session.execute(
            select(of.id, of.currency, of.list_price_e6, of.unit_cost_e6, of.unit, of.tax_rate_e6)
        )
        return [
            (product_id, (currency, Priced(price, cost, unit, tax_rate)))
            for product_id, currency, price, cost, unit, tax_rate in rows
        ]


def price_of(amount_minor: int, quantity_e6: int, currency: str) -> int:
    """The price a unit that makes up an amount."""
    return round(Decimal(amount_minor).scaleb(-minor_digits(currency)) * E6 * E6 / quantity_e6)


def net(line: LineDraft, currency: str) -> int:
    """A line's net amount in minor units."""
    return line_net(line.quantity_e6 or 0, line.unit_price_e6 or 0, line.discount_e6 or 0, currency)


def columns(line: LineDraft, currency: str) -> dict[str, Any]:
    """A line as the columns of its row."""
    return {
        "product_id": line.product_id,
        "description": line.description,
        "quantity_e6": line.quantity_e6,
        "unit_price_e6": line.unit_price_e6,
        "discount_e6": line.discount_e6 or 0,
        "unit_cost_e6": line.unit_cost_e6,
        "net_minor": net(line, currency),
    }
