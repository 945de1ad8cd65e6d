"""The product lines of deals, quotations, contracts and orders: checked, priced where nobody did, rounded once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6, line_net, share_of
from crm_desktop.models import OpportunityLine, OrderLine, Product
from crm_desktop.operations import parts, references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.money import AMOUNT_LIMIT
from crm_desktop.queries.price import price_for
from crm_desktop.storage.database import Reading, UnitOfWork

QUANTITY_LIMIT = 10**9 * E6


@dataclass(frozen=True)
class LineDraft:
    """A product with quantity, price a unit and discount in millionths; without a price that of whoever buys."""

    id: str | None = None
    product_id: str | None = None
    description: str | None = None
    quantity_e6: int | None = E6
    unit_price_e6: int | None = None
    discount_e6: int | None = 0
    unit_cost_e6: int | None = None


@dataclass(frozen=True)
class TaxedLineDraft(LineDraft):
    """A line of a quotation, a contract or an order, which also knows its unit and tax rate."""

    unit: str | None = None
    tax_rate_e6: int | None = None


Line = TypeVar("Line", bound=LineDraft)
LineEntity = type[OpportunityLine] | type[OrderLine]


def priced(
    reading: Reading,
    problems: Problems,
    lines: Sequence[Line],
    currency: str,
    customer_id: str | None = None,
    day: date | None = None,
) -> tuple[Line, ...]:
    """The lines with what products say where nothing was given; notes what cannot be a line.

    Prices are those for a customer on a day, or today.
    """
    full = []
    for number, line in enumerate(lines, 1):
        filled = _filled(reading, line, currency, customer_id, day)
        _check(problems, number, filled, currency)
        full.append(filled)
    return tuple(full)


def as_taxed(lines: Iterable[LineDraft]) -> tuple[TaxedLineDraft, ...]:
    """Lines of the editor or of a deal, which know no tax, as those that do."""
    known = [each.name for each in fields(LineDraft)]
    return tuple(
        line if isinstance(line, TaxedLineDraft) else TaxedLineDraft(**{name: getattr(line, name) for name in known})
        for line in lines
    )


def rated(lines: Iterable[TaxedLineDraft], rate_e6: int | None) -> tuple[TaxedLineDraft, ...]:
    """The lines with the rate of the whole where neither they nor their products say one."""
    return tuple(replace(line, tax_rate_e6=rate_e6) if line.tax_rate_e6 is None else line for line in lines)


def amounts_of(line: TaxedLineDraft, currency: str) -> dict[str, int]:
    """What follows from a priced line: its net amount, and the tax on it, each rounded half-up once."""
    amount = net(line, currency)
    return {"net_minor": amount, "tax_minor": share_of(amount, line.tax_rate_e6 or 0)}


def total(lines: Sequence[LineDraft], currency: str) -> int:
    """The sum of the lines' net amounts, each rounded half-up once."""
    return sum(net(line, currency) for line in lines)


def net(line: LineDraft, currency: str) -> int:
    """A priced line's net amount in minor units."""
    return line_net(line.quantity_e6 or 0, line.unit_price_e6 or 0, line.discount_e6 or 0, currency)


def add(
    work: UnitOfWork, entity: LineEntity, owner: Mapping[str, str], lines: Sequence[LineDraft], currency: str
) -> None:
    """Write the priced lines of a new record, which `owner` names as in `parts`."""
    parts.add_parts(work, entity, owner, lines, lambda line: {"net_minor": net(line, currency)})


def write(
    work: UnitOfWork,
    entity: LineEntity,
    owner: Mapping[str, str],
    lines: Sequence[LineDraft],
    loaded: Sequence[LineDraft] | None,
    currency: str,
    position: int | None = None,
) -> bool:
    """Make priced lines those of a record; returns whether anything changed."""
    return parts.write_parts(
        work, entity, owner, lines, loaded, position, lambda line: {"net_minor": net(line, currency)}
    )


def recompute(work: UnitOfWork, entity: LineEntity, owner: Mapping[str, str], currency: str) -> None:
    """Round every line again after the currency, and with it the minor unit, changed."""
    for row in parts.living_parts(work, entity, owner):
        row.net_minor = line_net(row.quantity_e6, row.unit_price_e6, row.discount_e6, currency)


def _filled(reading: Reading, line: Line, currency: str, customer_id: str | None, day: date | None) -> Line:
    """Gaps filled from the product, prices and cost only in their own currency; a product that is gone becomes ""."""
    line = replace(line, discount_e6=line.discount_e6 or 0)
    if line.product_id is None:
        return line
    product = references.known(reading, Product, line.product_id)
    # A line written long ago keeps its product although it is no longer offered.
    if product is None or (product.deleted and line.id is None):
        return replace(line, product_id="")
    known: dict[str, Any] = {"unit": product.unit, "tax_rate_e6": product.tax_rate_e6}
    if product.currency in (None, currency):
        known["unit_cost_e6"] = product.unit_cost_e6
    if line.unit_price_e6 is None:
        price = price_for(reading, product, customer_id, currency, line.quantity_e6, day)
        known["unit_price_e6"] = price.price_e6 if price else None
    names = {each.name for each in fields(line)} & known.keys()
    return replace(line, **{name: known[name] for name in names if getattr(line, name) is None})


def _check(problems: Problems, number: int, line: LineDraft, currency: str) -> None:
    if line.product_id is None and not (line.description or "").strip():
        problems.add("lines", Message("Line {number}: choose a product or describe what is sold.", number=number))
    if line.product_id == "":
        problems.add("lines", Message("Line {number}: this product no longer exists. Choose another.", number=number))
    if not line.quantity_e6:
        problems.add("lines", Message("Line {number}: give a quantity other than 0.", number=number))
    elif abs(line.quantity_e6) > QUANTITY_LIMIT:
        problems.add("lines", Message("Line {number}: this quantity is too large. Check its digits.", number=number))
    if line.unit_price_e6 is None:
        problems.add("lines", Message("Line {number}: give a price in {currency}.", number=number, currency=currency))
    elif line.unit_price_e6 < 0:
        problems.add("lines", Message("Line {number}: the price must not be below 0.", number=number))
    if not 0 <= (line.discount_e6 or 0) <= E6:
        problems.add("lines", Message("Line {number}: the discount must lie between 0 and 100 %.", number=number))
    if isinstance(line, TaxedLineDraft) and not 0 <= (line.tax_rate_e6 or 0) <= E6:
        problems.add("lines", Message("Line {number}: the tax must lie between 0 and 100 %.", number=number))
    if abs(net(line, currency)) > AMOUNT_LIMIT:
        problems.add("lines", Message("Line {number}: this amount is too large. Check the price.", number=number))
