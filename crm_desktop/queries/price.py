"""What a product costs a customer on a day, where that price comes from, and what a seller should know beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, Text, bindparam, case, func, or_, select

from crm_desktop.core.money import E6
from crm_desktop.models import Customer, Product, ProductPrice, StockLevel
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.asked import RECORD
from crm_desktop.storage.database import Reading

AGREEMENT, LEVEL, LIST = "agreement", "level", "list"
_SOURCES = (AGREEMENT, LEVEL, LIST)


class Price(NamedTuple):
    """A price a unit in millionths, and whether it was agreed, is that of a level, or stands in the list."""

    price_e6: int
    source: str


class LineQuestion(NamedTuple):
    """What is sold in a line: how much of which product, to whom, in which currency, on which day (else today)."""

    product_id: str
    customer_id: str | None
    currency: str
    quantity_e6: int | None
    day: date | None


@dataclass(frozen=True)
class LineFacts:
    """What the form of a line says of its product; None is what is not known, or not for the viewer to see."""

    price: Price | None
    floor_e6: int | None
    stock_e6: int | None
    counted_on: date | None
    unit: str | None


_of = ProductPrice
_CUSTOMER: Any = bindparam("customer", type_=Text)
_DAY: Any = bindparam("day", type_=Date)
_LEVEL_OF = select(Customer.level_id).where(Customer.id == _CUSTOMER).scalar_subquery()
_RANK = case((_of.customer_id.is_not(None), 0), (_of.level_id.is_not(None), 1), else_=2)
_BEST: Any = (
    select(_of.price_e6, _RANK)
    .where(_of.product_id == RECORD, _of.deleted.is_(False), _of.currency == bindparam("currency", type_=Text))
    .where(or_(_of.customer_id.is_(None), _of.customer_id == _CUSTOMER))
    .where(or_(_of.customer_id.is_not(None), _of.level_id.is_(None), _of.level_id == _LEVEL_OF))
    .where(_of.from_quantity_e6 <= bindparam("quantity", type_=_of.from_quantity_e6.type))
    .where(or_(_of.from_on.is_(None), _of.from_on <= _DAY), or_(_of.to_on.is_(None), _of.to_on >= _DAY))
    .order_by(_RANK, _of.from_quantity_e6.desc(), _of.from_on.desc().nulls_last(), _of.id.desc())
    .limit(1)
)
_STOCK: Any = select(func.sum(StockLevel.quantity_e6), func.max(StockLevel.counted_on)).where(
    StockLevel.product_id == RECORD, StockLevel.deleted.is_(False)
)


def price_for(
    reading: Reading,
    product: Product,
    customer_id: str | None,
    currency: str,
    quantity_e6: int | None = None,
    day: date | None = None,
) -> Price | None:
    """What a customer, or somebody unknown, pays for so many of a product on a day (else today); None if nothing says.

    An agreement comes before the price of the customer's level, that before the list; of several the one for the
    largest quantity that is reached, then the one that holds since the latest day.
    """
    asked = {
        "record": product.id,
        "customer": customer_id,
        "currency": currency,
        "quantity": abs(E6 if quantity_e6 is None else quantity_e6),
        "day": day or reading.today,
    }
    for price_e6, rank in reading.fetch(_BEST, asked):
        return Price(price_e6, _SOURCES[rank])
    if product.list_price_e6 is None or product.currency not in (None, currency):
        return None
    return Price(product.list_price_e6, LIST)


def is_below(floor_e6: int | None, unit_price_e6: int, discount_e6: int) -> bool:
    """Whether a price less its discount lies below a floor, to the last millionth."""
    return floor_e6 is not None and unit_price_e6 * (E6 - discount_e6) < floor_e6 * E6


def line_facts(reading: Reading, questions: Iterable[LineQuestion]) -> dict[LineQuestion, LineFacts]:
    """What is to be said of each line while it is edited."""
    return {each: _facts(reading, each) for each in questions}


def _facts(reading: Reading, asked: LineQuestion) -> LineFacts:
    product = reading.session.get(Product, asked.product_id)
    if product is None:
        return LineFacts(None, None, None, None, None)
    price = price_for(reading, product, asked.customer_id, asked.currency, asked.quantity_e6, asked.day)
    ((stock, counted_on),) = reading.fetch(_STOCK, {"record": product.id})
    # To whoever is kept from amounts every price reads as 0, which says nothing of a floor.
    is_told = product.currency in (None, asked.currency) and not reading.viewer.hides(AMOUNT)
    floor = product.floor_price_e6 if is_told else None
    return LineFacts(price, floor, stock, counted_on, product.unit)
