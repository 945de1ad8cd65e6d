"""An agreement comes before a level's price, that before the list; lines without a price take their customer's."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from crm_desktop.core.money import E6, to_e6
from crm_desktop.models import Product, ProductPrice, StockLevel
from crm_desktop.operations.contract import ContractDraft, as_contract_lines, contract_draft, create_contract
from crm_desktop.operations.opportunity import opportunity_draft
from crm_desktop.operations.order import order_draft
from crm_desktop.operations.quotation import QuotationDraft, as_quotation_lines, create_quotation, quotation_draft
from crm_desktop.queries.price import AGREEMENT, LEVEL, LIST, LineQuestion, Price, line_facts, price_for
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_line, a_product, an_opportunity, an_order, an_order_line, entry
from tests.company import Company

LEVELS = (entry("level", "A"), entry("level", "B"))
DAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Row:
    """A price as the brute force knows it."""

    product_id: str
    price_e6: int
    customer_id: str | None = None
    level_id: str | None = None
    from_quantity_e6: int = 0
    currency: str = "CNY"
    from_on: date | None = None
    to_on: date | None = None


def a_price(work: UnitOfWork, row: Row) -> None:
    work.session.add(ProductPrice(id=work.new_id(), **asdict(row)))


def the_price(
    rows: list[Row], product: str, customer: str | None, level: str | None, currency: str, pieces: int, day: date
) -> Price | None:
    """The rule, said once more as plainly as can be."""
    holding = [
        row
        for row in rows
        if row.product_id == product
        and row.currency == currency
        and row.from_quantity_e6 <= pieces * E6
        and (row.from_on or date.min) <= day <= (row.to_on or date.max)
    ]
    agreed = [row for row in holding if row.customer_id and row.customer_id == customer]
    of_level = [row for row in holding if row.level_id and row.level_id == level]
    for_all = [row for row in holding if not row.customer_id and not row.level_id]
    for source, found in ((AGREEMENT, agreed), (LEVEL, of_level), (LIST, for_all)):
        if found:
            best = max(found, key=lambda row: (row.from_quantity_e6, row.from_on or date.min))
            return Price(best.price_e6, source)
    return Price(to_e6("4821.50"), LIST) if currency == "CNY" else None


def test_the_price_is_that_of_the_rule_for_whoever_buys(company: Company) -> None:
    luck = Random(75)
    days = [None, *(DAY + timedelta(days) for days in (-40, -10, 0, 10))]
    with company.write() as work:
        customers = {a_customer(work, f"Customer {level}", level_id=level): level for level in (*LEVELS, None)}
        products = [a_product(work, name, currency="CNY") for name in ("Probe", "Screen")]
        rows: dict[tuple[Any, ...], Row] = {}
        for price in range(1, 161):
            customer = luck.choice([None, None, *customers])
            row = Row(
                luck.choice(products),
                price * E6,
                customer,
                None if customer else luck.choice([None, *LEVELS]),
                luck.choice([0, 5, 20]) * E6,
                luck.choice(["CNY", "CNY", "USD"]),
                luck.choice(days),
                luck.choice([None, None, DAY - timedelta(1), DAY + timedelta(20)]),
            )
            # Of two alike in all that the rule asks nothing says which holds.
            rows[row.product_id, customer, row.level_id, row.from_quantity_e6, row.currency, row.from_on] = row
        for row in rows.values():
            a_price(work, row)
    asked = 0
    with company.read() as reading:
        for customer, level in (*customers.items(), (None, None)):
            for product_id in products:
                product = reading.session.get(Product, product_id)
                assert product is not None
                for currency in ("CNY", "USD", "EUR"):
                    for pieces in (1, 5, 19, 100):
                        for day in (DAY - timedelta(30), DAY, DAY + timedelta(15)):
                            found = price_for(reading, product, customer, currency, pieces * E6, day)
                            given = (product_id, customer, level, currency, pieces, day)
                            assert found == the_price(list(rows.values()), *given), given
                            asked += 1
    assert asked == 288


def test_lines_without_a_price_take_that_of_their_customer_and_day(company: Company) -> None:
    """The agreement holds from the tenth of November on; from five pieces on it is lower."""
    began = date(2026, 11, 10)
    with company.write() as work:
        customer, product = a_customer(work), a_product(work)
        a_price(work, Row(product, to_e6(4500), customer, from_on=began))
        a_price(work, Row(product, to_e6(4200), customer, from_quantity_e6=5 * E6, from_on=began))
        lines = (a_line(None, product_id=product), a_line(None, "5", product_id=product))
        deal = an_opportunity(work, customer_id=customer, lines=lines)
        mine: dict[str, Any] = {"customer_id": customer, "lines": as_quotation_lines(lines)}
        quotation = create_quotation(work, QuotationDraft("Screens", **mine))
        agreement: dict[str, Any] = {"lines": as_contract_lines(lines), "starts_on": began}
        contract = create_contract(work, ContractDraft("Screens", **{**mine, **agreement}))
        earlier = an_order(work, **{**mine, "lines": (an_order_line(None, product_id=product),)}, ordered_on=began)
        before = an_order(
            work, customer_id=customer, lines=(an_order_line(None, product_id=product),), ordered_on=date(2026, 11, 9)
        )
    with company.read() as reading:
        prices = {
            "deal": [line.unit_price_e6 for line in opportunity_draft(reading, deal).lines],
            "quotation": [line.unit_price_e6 for line in quotation_draft(reading, quotation).lines],
            "contract": [line.unit_price_e6 for line in contract_draft(reading, contract).lines],
            "order": [line.unit_price_e6 for line in order_draft(reading, earlier).lines],
            "before it": [line.unit_price_e6 for line in order_draft(reading, before).lines],
        }
    agreed = [to_e6(4500), to_e6(4200)]
    assert prices == {
        "deal": agreed,
        "quotation": agreed,
        "contract": agreed,
        "order": agreed[:1],
        "before it": [to_e6("4821.50")],
    }


def test_a_form_is_told_where_a_price_comes_from_the_floor_and_the_stock(company: Company) -> None:
    counted = DAY - timedelta(3)
    with company.write() as work:
        product = a_product(work, currency="CNY", floor_price_e6=to_e6(4000), unit="pcs")
        a_price(work, Row(product, to_e6(600), currency="USD"))
        for place, pieces, day in (("North", 7, counted), ("South", 5, counted - timedelta(9))):
            values = {"product_id": product, "warehouse": place, "quantity_e6": pieces * E6, "counted_on": day}
            work.session.add(StockLevel(id=StockLevel.id_of(product, place, None), **values))
    here, abroad = (LineQuestion(product, None, currency, None, None) for currency in ("CNY", "USD"))
    with company.read() as reading:
        found = line_facts(reading, [here, abroad])
    assert asdict(found[here]) == {
        "price": Price(to_e6("4821.50"), LIST),
        "floor_e6": to_e6(4000),
        "stock_e6": 12 * E6,
        "counted_on": counted,
        "unit": "pcs",
    }
    # A floor in one currency says nothing of a price in another.
    assert (found[abroad].price, found[abroad].floor_e6) == (Price(to_e6(600), LIST), None)
