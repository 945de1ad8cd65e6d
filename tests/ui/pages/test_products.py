"""The page of products: offered, priced, counted and looked up by keys, by whoever may."""

from dataclasses import replace

from crm_desktop.core.money import E6, to_e6
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.operations.product import product_draft
from crm_desktop.operations.product_price import PriceDraft, create_price
from crm_desktop.operations.stock import StockDraft, count_stock
from crm_desktop.queries.product_price import prices_of
from crm_desktop.ui.actions import faults
from crm_desktop.ui.details.product import COST, FLOOR
from crm_desktop.ui.forms.product_parts import PRICE, opener
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.products import ProductsPage
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.widgets.choices import TabRow
from crm_desktop.ui.widgets.line_button import LineButton
from crm_desktop.ui.widgets.rows_field import RowsField
from tests.builders import a_customer, a_product, an_order, an_order_line
from tests.ui.pages.office import Key, Office


def opened(office: Office) -> ProductsPage:
    page = office.open_page(ProductsPage)
    page.table.setFocus()
    return page


def lines(office: Office, page: RecordPage, tab: str) -> list[str]:
    """The rows of a tab of the detail side."""
    page.detail.show_tab(tab)
    office.words(page)
    return [each.accessibleName() for each in page.detail.findChildren(LineButton) if each.isVisible()]


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(ProductsPage).actions_set.actions]) == []


def test_a_product_is_made_with_a_price_for_a_customer(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "Haverton Medical")
    page = opened(office)
    office.press(Key.Key_N)
    office.type("name", "GTX Pro")
    office.type("list_price_e6", "100")
    office.type("floor_price_e6", "120")
    prices = office.field("prices")
    assert isinstance(prices, RowsField)
    office.click(office.dialog, "Add a price")
    (row,) = prices.rows()
    office.pick(row["customer_id"], "Haverton")
    office.save()
    assert "above the list price" in str(office.field("floor_price_e6").error())
    office.type("floor_price_e6", "80")
    office.save()
    assert "Price 1: Give a price." in str(prices.error())
    row["price_e6"].setFocus()
    office.type_here("90.125")
    office.save()
    assert office.cells(page, "floor_price_e6") == ["80.00"]
    (line,) = lines(office, page, "prices")
    assert ("Haverton Medical" in line, "¥90.125" in line) == (True, True)


def test_stock_and_prices_are_entered_from_the_list_and_mended_where_they_stand(office: Office) -> None:
    with office.company.write() as work:
        product = a_product(work, unit="pcs")
    page = opened(office)
    page.table.set_current(product)
    office.press(Key.Key_C)
    office.type("warehouse", "East")
    office.type("quantity_e6", "12")
    office.save()
    assert office.cells(page, "stock_e6") == ["12"]
    assert "12 pcs" in lines(office, page, "stock")[0]
    page.table.setFocus()
    office.press(Key.Key_P)
    office.pick(office.field("level_id"), "A")
    office.type("price_e6", "9")
    office.save()
    (line,) = lines(office, page, "prices")
    assert "¥9.00" in line
    with office.company.read() as reading:
        (price,) = prices_of(reading, product)
    opener(PRICE, office.context, office.window)(price.id)
    office.click(office.dialog, "Delete")
    assert "Everybody pays the list price." in office.words(page)
    page.show_view("sold_out")
    assert office.rows(page) == []


def test_a_price_is_agreed_from_the_customer_and_stands_there(office: Office) -> None:
    with office.company.write() as work:
        a_product(work)
        customer = a_customer(work, "Haverton Medical")
    page = office.open_page(CustomersPage)
    page.table.set_current(customer)
    page.actions_set.trigger("customer.price")
    office.pick(office.field("product_id"), "GTX Pro")
    office.type("price_e6", "4000")
    office.save()
    page.detail.show_tab("details")
    assert "Agreed prices" in office.words(page)
    assert any("¥4,000.00" in each for each in lines(office, page, "details"))


def test_the_detail_side_opens_with_prices(office: Office) -> None:
    with office.company.write() as work:
        product = a_product(work)
    page = opened(office)
    page.table.set_current(product)
    office.words(page)
    tabs = page.detail.findChild(TabRow)
    assert isinstance(tabs, TabRow)
    assert tabs.current() == "prices"


def test_who_bought_it_lately_leads_to_the_order(office: Office) -> None:
    with office.company.write() as work:
        product, customer = a_product(work), a_customer(work, "Haverton Medical")
        order = an_order(work, customer_id=customer, lines=(an_order_line(product_id=product),))
    page = opened(office)
    page.table.set_current(product)
    page.detail.later.read_now()
    (line,) = lines(office, page, "sales")
    assert "Haverton Medical" in line
    next(each for each in page.detail.findChildren(LineButton) if each.isVisible()).click()
    assert office.notebook.opened == [("sales_order", order)]


def test_many_products_are_withdrawn_at_once_and_keep_their_prices(office: Office) -> None:
    from crm_desktop.operations.bulk_edit import Change, change_records

    with office.company.write() as work:
        product = a_product(work, list_price="10")
        count_stock(work, StockDraft(product, "East", None, E6))
        outcome = change_records(work, "product", [Change(product, {"is_active": False})])
    assert outcome.changed == 1
    page = opened(office)
    assert office.rows(page) == []
    page.show_view("withdrawn")
    assert office.cells(page, "list_price_e6") == ["10.00"]
    with office.company.read() as reading:
        assert product_draft(reading, product).list_price_e6 == to_e6("10")


def test_who_does_not_look_after_products_reads_why_and_sees_no_cost_kept_from_the_role(office: Office) -> None:
    with office.company.write() as work:
        product = a_product(work, unit_cost_e6=to_e6("7.77"), floor_price_e6=to_e6("8.88"))
        price = create_price(work, PriceDraft(product_id=product, price_e6=to_e6("9")))
    viewer = office.company.viewer
    limits = frozenset({(FLOOR, HIDDEN), (COST, HIDDEN)})
    office.background.viewer = replace(viewer, rights=viewer.rights - {"products"}, limits=limits)
    page = opened(office)
    page.table.set_current(product)
    assert {"floor_price_e6", "unit_cost_e6"}.isdisjoint(each.key for each in page.declaration.columns)
    page.detail.show_tab("details")
    assert not {"Floor price", "Unit cost"} & set(office.words(page))
    for key in (Key.Key_N, Key.Key_E, Key.Key_P, Key.Key_C):
        page.table.setFocus()
        office.press(key)
    opener(PRICE, office.context, office.window)(price)
    assert not office.has_dialog
    assert [each.startswith("Your role does not include products") for each in office.notebook.refused] == [True] * 5
