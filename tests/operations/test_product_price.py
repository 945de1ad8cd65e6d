"""Prices beside the list price: sensible, told apart, seen with their customer, and one step with the product."""

from dataclasses import replace
from datetime import date

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.money import E6, to_e6
from crm_desktop.core.viewer import APPROVE, PRODUCTS
from crm_desktop.operations.product import ProductDraft, create_product, product_draft, update_product
from crm_desktop.operations.product_price import PriceDraft, create_price, delete_prices, price_draft, update_price
from crm_desktop.queries.product_card import sales_of
from crm_desktop.queries.product_price import agreements_with, prices_of
from tests.builders import a_customer, a_product, a_user, an_order, an_order_line, entry, role
from tests.company import Company

TEN = to_e6("10")


def test_a_product_is_saved_with_its_prices_and_they_stand_in_the_order_in_which_they_are_asked(
    company: Company,
) -> None:
    with company.write() as work:
        customer = a_customer(work)
        rows = (
            PriceDraft(price_e6=TEN, from_quantity_e6=100 * E6),
            PriceDraft(level_id=entry("level", "B"), price_e6=TEN, currency="usd"),
            PriceDraft(customer_id=customer, price_e6=to_e6("9.125"), to_on=date(2030, 1, 1)),
        )
        product = create_product(work, ProductDraft("GTX Pro", prices=rows))
    with company.read() as reading:
        shown = prices_of(reading, product)
        assert [(each.customer_id, each.currency, each.from_quantity_e6) for each in shown] == [
            (customer, "CNY", 0),
            (None, "USD", 0),
            (None, "CNY", 100 * E6),
        ]
        loaded = product_draft(reading, product)
        assert [each.product for each in agreements_with(reading, customer)] == ["GTX Pro"]
    with company.write() as work:
        # Meanwhile somebody adds one: it stays, and only the row taken away goes.
        added = create_price(work, PriceDraft(product_id=product, price_e6=TEN))
        update_product(work, product, replace(loaded, prices=loaded.prices[:2]), loaded)
    with company.read() as reading:
        assert [each.id for each in prices_of(reading, product)] == [*(each.id for each in loaded.prices[:2]), added]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"price_e6": None}, "price_e6"),
        ({"price_e6": -1}, "price_e6"),
        ({"from_quantity_e6": -1}, "from_quantity_e6"),
        ({"currency": "gold"}, "currency"),
        ({"from_on": date(2026, 2, 1), "to_on": date(2026, 1, 1)}, "to_on"),
        ({"level_id": entry("stage", "won")}, "level_id"),
        ({"customer_id": "0" * 32}, "customer_id"),
        ({"product_id": None}, "product_id"),
    ],
)
def test_what_makes_no_price_is_refused(company: Company, values: dict[str, object], field: str) -> None:
    with company.write() as work:
        draft = PriceDraft(product_id=a_product(work), price_e6=TEN)
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_price(work, replace(draft, **values))  # type: ignore[arg-type]  # one wrong value each
    assert field in refused.value.fields


def test_a_price_is_for_a_customer_or_a_level_and_never_said_twice(company: Company) -> None:
    with company.write() as work:
        product, customer = a_product(work), a_customer(work)
        agreed = PriceDraft(product_id=product, customer_id=customer, price_e6=TEN)
        first = create_price(work, agreed)
        # From another day on, or from another quantity, it is another price.
        create_price(work, replace(agreed, from_on=date(2026, 12, 1)))
        create_price(work, replace(agreed, from_quantity_e6=E6))
    for draft in (replace(agreed, level_id=entry("level", "A")), replace(agreed, price_e6=2 * TEN)):
        with pytest.raises(Invalid), company.write() as work:
            create_price(work, draft)
    with company.read() as reading:
        loaded = product_draft(reading, product)
    with pytest.raises(Invalid) as refused, company.write() as work:
        update_product(work, product, replace(loaded, prices=(*loaded.prices, agreed)), loaded)
    assert str(refused.value.fields["prices"]).startswith("Price 4: There is a price for the same")
    with company.write() as work:
        update_price(work, first, replace(price_draft(work, first), price_e6=2 * TEN))
        assert price_draft(work, first).price_e6 == 2 * TEN
        assert delete_prices(work, [first]) == 1


def test_a_price_below_the_floor_is_agreed_by_who_may_approve_it(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Sam", login="sam", role_id=role("salesperson"))
        product = create_product(work, ProductDraft("Probe", floor_price_e6=TEN))
    sam = company.seen_by("sam")
    sam = replace(sam, viewer=replace(sam.viewer, rights=(sam.viewer.rights | {PRODUCTS}) - {APPROVE}))
    low = PriceDraft(product_id=product, price_e6=to_e6("9.99"))
    with pytest.raises(Invalid, match="below the floor price"), sam.write() as work:
        create_price(work, low)
    with sam.write() as work:
        create_price(work, replace(low, price_e6=TEN))
        create_price(work, replace(low, currency="USD"))
    with company.write() as work:
        made = create_price(work, replace(low, from_quantity_e6=100 * E6))
    with sam.write() as work:
        update_price(work, made, replace(price_draft(work, made), note="Known to the manager"))


def test_an_agreement_is_seen_by_who_sees_the_customer_and_prices_are_set_by_who_looks_after_them(
    company: Company,
) -> None:
    with company.write() as work:
        mine = a_user(work, "Ann", login="ann", role_id=role("salesperson"))
        a_user(work, "Ben", login="ben", role_id=role("salesperson"))
        product, customer = a_product(work), a_customer(work, owner_id=mine)
        create_price(work, PriceDraft(product_id=product, price_e6=TEN))
        create_price(work, PriceDraft(product_id=product, customer_id=customer, price_e6=TEN))
    counts = {}
    for login in ("ann", "ben"):
        with company.seen_by(login).read() as reading:
            counts[login] = len(prices_of(reading, product))
    assert counts == {"ann": 2, "ben": 1}
    with pytest.raises(NotAllowed), company.seen_by("ann").write() as work:
        create_price(work, PriceDraft(product_id=product, customer_id=customer, price_e6=0))


def test_who_bought_lately_is_told_as_far_as_one_sees_orders(company: Company) -> None:
    with company.write() as work:
        mine = a_user(work, "Ann", login="ann", role_id=role("salesperson"))
        product = a_product(work)
        for name, owner in (("Mine", mine), ("Theirs", a_user(work, "Ben", login="ben"))):
            customer = a_customer(work, name, owner_id=owner)
            line = an_order_line(product_id=product)
            an_order(work, customer_id=customer, owner_id=owner, lines=(line,))
    for login, seen in (("admin", {"Mine", "Theirs"}), ("ann", {"Mine"})):
        of = company if login == "admin" else company.seen_by(login)
        with of.read() as reading:
            assert {each.customer for each in sales_of(reading, product)} == seen
