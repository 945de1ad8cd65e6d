"""What the detail side says of a product: what it costs whom, where it lies, and who bought it lately."""

from collections.abc import Iterable

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import from_e6
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.product_card import ProductCard, Sale
from crm_desktop.queries.product_price import PriceView
from crm_desktop.queries.stock import StockView
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.product_prices import count_text, price_line, price_text
from crm_desktop.ui.forms.product_parts import STOCK
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

FLOOR, COST = "product.floor_price_e6", "product.unit_cost_e6"


def describe(card: ProductCard, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    product = card.product
    return DetailContent(
        record_id=card.id,
        title=f"{product.code} · {product.name}",
        line=" · ".join(part for part in (product.category, product.model, product.grade) if part),
        chips=() if product.is_active else (Chip(tr("No longer offered"), Tone.WARNING, "circle-x"),),
        figures=_figures(card, context),
        tabs=(
            TabContent(
                "prices",
                N_("Prices"),
                groups=_prices(card.prices, context),
                nothing=N_("Everybody pays the list price."),
            ),
            TabContent(
                "stock",
                N_("Stock"),
                tuple(_place(each, card.product.unit, context) for each in card.stock),
                nothing=N_("Nothing was counted yet."),
            ),
            TabContent(
                "sales",
                N_("Sold lately"),
                tuple(_sale(each, context) for each in card.sales or ()),
                nothing=N_("Nobody ordered it yet.") if card.sales is not None else N_("Reading…"),
            ),
            TabContent("details", N_("Details"), sections=_facts(card, context)),
        ),
    )


def _figures(card: ProductCard, context: PageContext) -> tuple[Figure, ...]:
    product, hides = card.product, context.background.viewer.hides
    figures = [Figure(N_("List price"), Plain(price_text(product.list_price_e6, product.currency, context)))]
    if not hides(FLOOR):
        figures.append(Figure(N_("Floor price"), Plain(price_text(product.floor_price_e6, product.currency, context))))
    # Beside so short a figure there is room for no more than how long ago it was counted.
    said = formats.relative(card.counted_on, language(), context.today()) if card.counted_on else ""
    figures.append(Figure(N_("In stock"), Plain(count_text(card.in_stock_e6, product.unit)), Plain(said)))
    return tuple(figures)


def _prices(prices: Iterable[PriceView], context: PageContext) -> tuple[Group, ...]:
    def level(price: PriceView) -> str:
        return context.choices.name(price.level_id, language()) or formats.MISSING

    agreed = [price_line(each, each.customer or formats.MISSING, context) for each in prices if each.customer_id]
    tiers = [price_line(each, level(each), context) for each in prices if each.level_id and not each.customer_id]
    everybody = [
        price_line(each, tr("Everybody"), context) for each in prices if not each.customer_id and not each.level_id
    ]
    groups = ((N_("Agreements"), agreed), (N_("By level"), tiers), (N_("For everybody"), everybody))
    return tuple(Group(title, tuple(lines)) for title, lines in groups if lines)


def _place(place: StockView, unit: str | None, context: PageContext) -> Line:
    day = tr("counted {day}", day=formats.day(place.counted_on, language(), context.today()))
    said = " · ".join(part for part in (place.bin, day, place.note) if part)
    tone = Tone.BAD if place.quantity_e6 <= 0 else Tone.NEUTRAL
    return Line(STOCK, place.id, place.warehouse, said, count_text(place.quantity_e6, unit), tone)


def _sale(sale: Sale, context: PageContext) -> Line:
    """Who bought how many at which price, as far as amounts may be seen; it leads to the order."""
    terms, amount = count_text(sale.quantity_e6, sale.unit), ""
    if not context.background.viewer.hides(AMOUNT):
        amount = formats.money(sale.net_minor, sale.currency, symbol=True)
        terms += f" × {price_text(sale.unit_price_e6, sale.currency, context)}"
        if sale.discount_e6:
            terms += f" {formats.MINUS} {formats.percent_in_full(from_e6(sale.discount_e6))}"
    said = f"{formats.day(sale.ordered_on, language(), context.today())} · {terms} · {sale.number}"
    name = sale.customer or formats.MISSING
    return Line("sales_order", sale.order_id, name, said, amount)


def _facts(card: ProductCard, context: PageContext) -> tuple[Section, ...]:
    product, hides = card.product, context.background.viewer.hides

    def price(value: int | None) -> str:
        return "" if value is None else price_text(value, product.currency, context)

    tax = "" if product.tax_rate_e6 is None else formats.percent_in_full(from_e6(product.tax_rate_e6))
    costs = [Fact(N_("List price"), price(product.list_price_e6))]
    if not hides(FLOOR):
        costs.append(Fact(N_("Floor price"), price(product.floor_price_e6)))
    if not hides(COST):
        costs.append(Fact(N_("Unit cost"), price(product.unit_cost_e6)))
    costs += [Fact(N_("Currency"), product.currency or ""), Fact(N_("Tax rate"), tax)]
    return (
        Section(
            N_("Product"),
            (
                Fact(N_("Name"), product.name, Edit("name", required=True)),
                Fact(N_("Code"), product.code, Edit("code", required=True)),
                Fact(N_("Category"), product.category or "", Edit("category_id", Kind.CHOICE, "categories")),
                Fact(N_("Unit"), product.unit or "", Edit("unit")),
                Fact(N_("Model"), product.model or "", Edit("model")),
                Fact(N_("Grade or batch"), product.grade or "", Edit("grade")),
                Fact(N_("Offered"), tr("Yes") if product.is_active else tr("No")),
                Fact(N_("Key in the other system"), product.external_key or "", Edit("external_key")),
                Fact(N_("Note"), product.note or "", Edit("note", Kind.NOTE)),
            ),
        ),
        Section(N_("What it costs"), tuple(costs)),
    )
