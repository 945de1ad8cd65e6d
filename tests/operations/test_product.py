"""Products and categories are offered, changed and deleted with their rules kept."""

from dataclasses import replace
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.money import to_e6
from crm_desktop.models import ProductCategory
from crm_desktop.operations.product import (
    CategoryDraft,
    ProductDraft,
    category_draft,
    create_category,
    create_product,
    delete_categories,
    delete_products,
    product_draft,
    update_category,
    update_product,
)
from crm_desktop.queries.product import PRODUCTS, categories, product_details
from tests.builders import a_product, a_user, role
from tests.company import Company


def test_a_product_gets_code_and_currency_of_the_company(company: Company) -> None:
    with company.write() as work:
        series = create_category(work, CategoryDraft("GTX"))
        product = a_product(work, category_id=series)
    with company.read() as reading:
        seen = product_details(reading, product)
        (row,) = PRODUCTS.first(reading, ListSpec(), 10)
    assert (seen.code, seen.currency, seen.list_price_e6, seen.category) == ("P-0001", "CNY", to_e6("4821.5"), "GTX")
    assert (row.name, row.category, row.is_active) == ("GTX Pro", "GTX", True)


def test_what_makes_no_product_is_refused(company: Company) -> None:
    draft = ProductDraft(
        " ", list_price_e6=-1, unit_cost_e6=-1, tax_rate_e6=1_000_001, currency="rmb", category_id="0" * 32
    )
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_product(work, draft)
    names = {"name", "list_price_e6", "unit_cost_e6", "tax_rate_e6", "currency", "category_id"}
    assert set(refused.value.fields) == names


def test_a_code_belongs_to_one_product(company: Company) -> None:
    with company.write() as work:
        first = a_product(work, code="GTX-1")
        second = a_product(work, "GTX Basic", code="GTX-2")
    with pytest.raises(Invalid) as refused, company.write() as work:
        update_product(work, second, replace(product_draft(work, second), code=" GTX-1 "))
    assert set(refused.value.fields) == {"code"}
    with company.write() as work:
        update_product(work, first, replace(product_draft(work, first), name="GTX Pro 2", is_active=False))
        delete_products(work, [second])
    with company.read() as reading:
        assert [row.name for row in PRODUCTS.first(reading, ListSpec(), 10)] == ["GTX Pro 2"]


def test_generated_codes_pass_over_taken_ones(company: Company) -> None:
    with company.write() as work:
        a_product(work, code="P-0001")
        product = a_product(work, "GTX Basic")
    with company.read() as reading:
        assert product_details(reading, product).code == "P-0002"


def test_categories_form_a_tree_without_circles(company: Company) -> None:
    with company.write() as work:
        top = create_category(work, CategoryDraft("Screens"))
        below = create_category(work, CategoryDraft("Surgical", top))
    for category, draft in ((top, CategoryDraft("Screens", below)), (top, CategoryDraft("Screens", top))):
        with pytest.raises(Invalid) as refused, company.write() as work:
            update_category(work, category, draft)
        assert set(refused.value.fields) == {"parent_id"}
    with company.write() as work:
        update_category(work, below, replace(category_draft(work, below), name="Theatre"))
    with company.read() as reading:
        assert [(each.name, each.parent_id) for each in categories(reading)] == [("Screens", None), ("Theatre", top)]


def test_a_category_is_named_once_at_its_place(company: Company) -> None:
    with company.write() as work:
        top = create_category(work, CategoryDraft("Screens"))
        create_category(work, CategoryDraft("screens", top))
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_category(work, CategoryDraft("SCREENS"))
    assert set(refused.value.fields) == {"name"}
    with company.write() as work:
        assert delete_categories(work, [top]) == 1


def test_products_and_prices_are_changed_only_by_who_has_the_right(company: Company) -> None:
    with company.write() as work:
        for code in ("salesperson", "service", "executive", "manager"):
            a_user(work, code, login=code, role_id=role(code))
        made, category = a_product(work), create_category(work, CategoryDraft("GTX"))
    for code in ("salesperson", "service", "executive"):
        for step in (
            lambda work: create_product(work, ProductDraft("Free")),
            lambda work: update_product(work, made, replace(product_draft(work, made), list_price_e6=0)),
            lambda work: delete_products(work, [made]),
            lambda work: create_category(work, CategoryDraft("Free")),
            lambda work: update_category(work, category, CategoryDraft("Free")),
            lambda work: delete_categories(work, [category]),
        ):
            with pytest.raises(NotAllowed), company.seen_by(code).write() as work:
                step(work)
    with company.seen_by("manager").write() as work:
        update_product(work, made, replace(product_draft(work, made), list_price_e6=to_e6("10")))
        assert product_draft(work, made).list_price_e6 == to_e6("10")


def test_a_category_finds_and_counts_what_lies_in_those_below_it(company: Company) -> None:
    with company.write() as work:
        top = create_category(work, CategoryDraft("Screens"))
        series = create_category(work, CategoryDraft("GTX", parent_id=top))
        inner = create_category(work, CategoryDraft("GTX mini", parent_id=series))
        other = create_category(work, CategoryDraft("Cables"))
        for name, category in (("A", top), ("B", series), ("C", inner), ("D", other), ("E", None)):
            a_product(work, name, category_id=category)

    def found(operator: str, value: Any) -> str:
        spec = ListSpec((Filter("category", operator, value),))
        names = "".join(row.name for row in PRODUCTS.first(reading, spec, 9))
        assert len(names) == PRODUCTS.count(reading, spec)
        return names

    with company.read() as reading:
        assert [found("is", each) for each in (top, series, inner, other)] == ["ABC", "BC", "C", "D"]
        assert (found("in", (series, other)), found("in", (inner, None)), found("in", ())) == ("BCD", "CE", "")
        assert (found("is_not", series), found("is", None)) == ("ADE", "E")
        told = {each.value: each.count for each in PRODUCTS.values(reading, ListSpec(), "category", 9)}
        assert told == {top: 3, series: 2, inner: 1, other: 1, None: 1}
        words = PRODUCTS.values(reading, ListSpec(), "category", 9, "gtx")
        assert [(each.value, each.count) for each in words] == [(series, 2), (inner, 1)]
    with company.write() as work:
        # As two laptops can, together.
        work.session.get_one(ProductCategory, top).parent_id = inner
    with company.read() as reading:
        assert found("is", inner) == "ABC"
