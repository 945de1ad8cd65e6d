"""The channel on the page of customers: links and reports are entered there, seen at both ends, and mended."""

from datetime import date

from crm_desktop.operations.channel import SupplyDraft, create_supply
from crm_desktop.ui.forms.channel import LINK, opener
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.widgets.line_button import LineButton
from tests.builders import a_customer
from tests.ui.pages.office import Office, message_under


def lines(office: Office, page: CustomersPage) -> list[str]:
    """The rows of the details that lead somewhere."""
    page.detail.show_tab("details")
    office.words(page)
    return [each.accessibleName() for each in page.detail.findChildren(LineButton) if each.isVisible()]


def test_a_link_is_made_from_a_customer_and_seen_at_both_ends(office: Office) -> None:
    with office.company.write() as work:
        shop, wholesale = a_customer(work, "North shop"), a_customer(work, "Wholesale")
    page = office.open_page(CustomersPage)
    page.table.set_current(shop)
    page.actions_set.trigger("customer.supplier")
    office.save()
    assert office.field("supplier_id").error() == "Fill this in."
    office.pick(office.field("supplier_id"), "Wholesale")
    office.type("share_e6", "60")
    office.save()
    assert office.notebook.said == ["Supply link saved"]
    for customer, title, name in ((shop, "Supplied by", "Wholesale"), (wholesale, "Supplies", "North shop")):
        page.table.set_current(customer)
        (line,) = lines(office, page)
        assert (name in line, "60%" in line) == (True, True)
        assert title in office.words(page)


def test_a_circle_is_refused_in_the_form_and_a_link_can_be_deleted(office: Office) -> None:
    with office.company.write() as work:
        one, two = a_customer(work, "One"), a_customer(work, "Two")
        link = create_supply(work, SupplyDraft(one, two))
    page = office.open_page(CustomersPage)
    page.table.set_current(one)
    page.actions_set.trigger("customer.supplier")
    office.pick(office.field("supplier_id"), "Two")
    office.save()
    assert "Nothing may circle" in message_under(office.field("supplier_id"))
    office.dialog.reject()
    opener(LINK, office.context, office.window)(link)
    office.click(office.dialog, "Delete")
    assert lines(office, page) == []


def test_a_report_tells_what_left_the_chain(office: Office) -> None:
    with office.company.write() as work:
        shop = a_customer(work, "North shop")
    page = office.open_page(CustomersPage)
    page.table.set_current(shop)
    page.actions_set.trigger("customer.channel_report")
    office.field("from_on").set_value(date(2026, 10, 1))
    office.field("to_on").set_value(date(2026, 10, 31))
    office.save()
    assert message_under(office.field("quantity_e6")) == "Give a quantity, an amount, or what is left in stock."
    office.type("amount_minor", "1200")
    office.save()
    (line,) = lines(office, page)
    assert "¥1,200" in line
    assert "¥1,200" in office.words(page)
