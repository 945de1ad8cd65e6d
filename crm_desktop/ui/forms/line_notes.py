"""What stands below a line while it is edited: where its price comes from, the floor, and what is in stock."""

from typing import NamedTuple

from crm_desktop.core import formats
from crm_desktop.core.i18n import language, tr
from crm_desktop.core.money import from_e6
from crm_desktop.queries.price import AGREEMENT, LEVEL, LineFacts, Price, is_below
from crm_desktop.ui.texts import Plain


class LineNote(NamedTuple):
    """The words, and whether the price is to be looked at."""

    text: Plain
    warns: bool


def note_of_line(facts: LineFacts, price_e6: int | None, discount_e6: int | None, currency: str) -> LineNote:
    """Of a line with a price and a discount: "Agreed price ¥4,500.00 · floor ¥4,000.00 · 12 pcs in stock"."""
    is_low = price_e6 is not None and is_below(facts.floor_e6, price_e6, discount_e6 or 0)
    parts = [_source(facts.price, currency)] if facts.price else []
    if facts.floor_e6 is not None:
        floor = _shown(facts.floor_e6, currency)
        parts.append(tr("below the floor of {price}", price=floor) if is_low else tr("floor {price}", price=floor))
    if facts.stock_e6 is not None:
        parts.append(_stock(facts))
    return LineNote(Plain(" · ".join(parts)), is_low)


def _source(price: Price, currency: str) -> str:
    shown = _shown(price.price_e6, currency)
    if price.source == AGREEMENT:
        return tr("Agreed price {price}", price=shown)
    if price.source == LEVEL:
        return tr("Price of the level {price}", price=shown)
    return tr("List price {price}", price=shown)


def _stock(facts: LineFacts) -> str:
    """How many there were when they were counted last."""
    quantity = f"{formats.number(from_e6(facts.stock_e6 or 0))} {facts.unit or ''}".strip()
    if facts.counted_on is None:
        return tr("{quantity} in stock", quantity=quantity)
    return tr("{quantity} in stock on {day}", quantity=quantity, day=formats.day_far(facts.counted_on, language()))


def _shown(price_e6: int, currency: str) -> str:
    return formats.unit_price(price_e6, currency, symbol=True)
