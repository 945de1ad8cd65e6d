"""How prices and stock are told in a line, on the detail side of a product and of a customer."""

from collections.abc import Iterable

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import from_e6
from crm_desktop.queries.product_price import PriceView
from crm_desktop.ui.detail_content import Group, Line
from crm_desktop.ui.forms.product_parts import PRICE
from crm_desktop.ui.page_context import PageContext

_CENTS = 2


def price_text(price_e6: int | None, currency: str | None, context: PageContext) -> str:
    """A price a unit with its sign."""
    return (
        formats.MISSING if price_e6 is None else formats.unit_price(price_e6, currency or context.currency, symbol=True)
    )


def count_text(quantity_e6: int | None, unit: str | None = None) -> str:
    """A quantity as people write it: "1,200 pcs"."""
    if quantity_e6 is None:
        return formats.MISSING
    return f"{formats.number(from_e6(quantity_e6))} {unit or ''}".strip()


def agreement_groups(prices: Iterable[PriceView], context: PageContext) -> tuple[Group, ...]:
    """What a customer pays for single products; each line leads to its form."""
    lines = tuple(price_line(each, each.product or formats.MISSING, context) for each in prices)
    return (Group(N_("Agreed prices"), lines),) if lines else ()


def price_line(price: PriceView, title: str, context: PageContext) -> Line:
    """For whom or what, from which quantity and on which days; one that does not hold today is quiet about it."""
    said = []
    if not price.holds_on(context.today()):
        said.append(tr("not now"))
    if price.from_quantity_e6 > 0:
        said.append(tr("from {quantity}", quantity=count_text(price.from_quantity_e6, price.unit)))
    said += [part for part in (_span(price), price.note) if part]
    return Line(PRICE, price.id, title, " · ".join(said), price_text(price.price_e6, price.currency, context))


def _span(price: PriceView) -> str:
    code = language()
    if price.from_on and price.to_on:
        return formats.period(price.from_on, price.to_on, code)
    if price.from_on:
        return tr("since {day}", day=formats.day_far(price.from_on, code))
    return tr("until {day}", day=formats.day_far(price.to_on, code)) if price.to_on else ""
