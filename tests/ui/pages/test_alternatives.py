"""Filters joined by “or” as a salesperson makes them: a second condition that widens what the first one narrows."""

from crm_desktop.core.i18n import CHINESE, set_language
from crm_desktop.core.listing import AnyOf, Filter
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.widgets.filter_chip import FilterChip
from tests.builders import a_customer, entry
from tests.ui.pages.office import Key, Office

A, B = entry("level", "A"), entry("level", "B")


def some_customers(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "Haverton Medical", level_id=A, city="Harborough")
        a_customer(work, "York Screens", level_id=B, city="York")
        a_customer(work, "Elsewhere Ltd", level_id=B, city="Leeds")


def chips(page: CustomersPage) -> list[FilterChip]:
    shown = [each for each in page.filter_bar.findChildren(FilterChip) if each.isVisible()]
    return sorted(shown, key=lambda chip: (chip.y(), chip.x()))


def names(office: Office, page: CustomersPage) -> list[str]:
    return [row.name for row in office.rows(page)]


def level_or_city(office: Office) -> CustomersPage:
    """The list of level A or of York, made with keys alone."""
    some_customers(office)
    page = office.open_page(CustomersPage)
    office.press(Key.Key_F)
    office.choose("Level")
    office.choose("A · Strategic partner")
    chips(page)[0].setFocus()
    office.press(Key.Key_O)
    office.choose("City")
    office.type_here("York")
    office.press(Key.Key_Return)
    return page


def test_an_alternative_widens_the_list(office: Office) -> None:
    page = level_or_city(office)
    assert names(office, page) == ["Haverton Medical", "York Screens"]
    assert page.spec.filters == (AnyOf((Filter("level", "in", (A,)), Filter("city", "contains", "York"))),)
    assert page.filter_bar.describe() == "Level in A · Strategic partner or City contains York"
    assert chips(page)[1].accessibleName() == "or City contains York"


def test_a_filter_after_alternatives_narrows_them(office: Office) -> None:
    page = level_or_city(office)
    page.table.setFocus()
    office.press(Key.Key_F)
    office.choose("Level")
    office.choose("B · Partner")
    assert names(office, page) == ["York Screens"]
    assert page.filter_bar.describe() == "Level in A · Strategic partner or City contains York; Level in B · Partner"


def test_without_its_first_condition_the_alternative_stands_alone(office: Office) -> None:
    page = level_or_city(office)
    chips(page)[0].setFocus()
    office.press(Key.Key_Delete)
    assert names(office, page) == ["York Screens"]
    # The key of the chip is not the key that deletes customers.
    assert office.notebook.said == []
    assert page.spec.filters == (Filter("city", "contains", "York"),)
    assert not chips(page)[0].is_alternative


def test_alternatives_are_remembered_and_speak_chinese(office: Office) -> None:
    page = level_or_city(office)
    again = CustomersPage(office.context)
    assert again.spec.filters == page.spec.filters
    set_language(CHINESE)
    page.retranslate()
    assert page.filter_bar.describe() == "等级 属于 A · 战略合作伙伴 或 城市 包含 York"
