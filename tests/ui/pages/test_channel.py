"""The channel on its own page and on that of customers: links and reports entered, seen at both ends, and mended."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.exchange.list_export import ListExport, write_list
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.channel import ReportDraft, SupplyDraft, create_report, create_supply
from crm_desktop.queries.overview import view_counts
from crm_desktop.ui.actions import faults
from crm_desktop.ui.forms.channel import LINK, opener
from crm_desktop.ui.pages.channel import ChannelPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.widgets.line_button import LineButton
from tests.builders import a_customer
from tests.ui.pages.office import Key, Office, message_under


def lines(office: Office, page: CustomersPage) -> list[str]:
    """The rows of the details that lead somewhere."""
    page.detail.show_tab("details")
    page.detail.later.read_now()
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


def test_the_channel_of_a_customer_comes_after_the_rest_of_it(office: Office) -> None:
    with office.company.write() as work:
        shop = a_customer(work, "North shop")
        create_supply(work, SupplyDraft(a_customer(work, "Wholesale"), shop))
    page = office.open_page(CustomersPage)
    page.table.set_current(shop)
    page.detail.show_tab("details")
    assert "Supplied by" not in office.words(page)
    page.detail.later.read_now()
    assert "Supplied by" in office.words(page)


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


def a_channel(office: Office) -> dict[str, str]:
    """A distributor that supplies a shop, of which both reported; the shop supplies a kiosk from next year on."""
    with office.company.write() as work:
        made = {name: a_customer(work, name) for name in ("Wholesale", "Shop", "Kiosk")}
        made["link"] = create_supply(work, SupplyDraft(made["Wholesale"], made["Shop"], share_e6=600_000))
        create_supply(work, SupplyDraft(made["Shop"], made["Kiosk"], from_on=date(2027, 1, 1)))
        may = (date(2026, 5, 1), date(2026, 5, 31))
        create_report(work, ReportDraft(made["Wholesale"], made["Shop"], None, *may, amount_minor=345_600))
        create_report(work, ReportDraft(made["Shop"], None, None, *may, amount_minor=78_900))
    return made


def opened(office: Office) -> ChannelPage:
    page = office.open_page(ChannelPage)
    page.show_view("all")
    page.table.setFocus()
    return page


def test_the_page_tells_who_supplies_whom_and_what_went_over_it(office: Office) -> None:
    made = a_channel(office)
    page = opened(office)
    assert faults([page.actions_set.actions]) == []
    told = [office.cells(page, key) for key in ("supplier", "buyer", "state", "share_e6", "passed", "sold_on")]
    assert told == [
        ["Shop", "Wholesale"],
        ["Kiosk", "Shop"],
        ["From later on", "Supplies now"],
        ["—", "60%"],
        ["—", "3,456"],
        ["—", "789"],
    ]
    page.table.set_current(made["link"])
    page.detail.later.read_now()
    for tab, word in (("chain", "Channel, 12 months"), ("reports", "Passed on by Wholesale"), ("details", "60%")):
        page.detail.show_tab(tab)
        assert word in office.words(page)
    with office.company.read() as reading:
        assert view_counts(reading, "supply_link") == {"now": 1, "silent": 0, "mine": 2, "ended": 0, "all": 2}


def test_a_link_is_made_reported_ended_and_undone_by_keys(office: Office) -> None:
    made = a_channel(office)
    page = opened(office)
    office.press(Key.Key_N)
    office.pick(office.field("supplier_id"), "Kiosk")
    office.pick(office.field("buyer_id"), "Wholesale")
    office.field("from_on").set_value(date(2027, 2, 1))
    office.save()
    assert "Nothing may circle" in message_under(office.field("supplier_id"))
    office.dialog.reject()
    page.table.set_current(made["link"])
    office.press(Key.Key_R)
    assert office.field("reporter_id").value() == made["Shop"]
    office.dialog.reject()
    office.press(Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert (office.field("reporter_id").value(), office.field("buyer_id").value()) == (made["Wholesale"], made["Shop"])
    office.dialog.reject()
    office.press(Key.Key_X)
    assert office.notebook.done == ["1 link ended"]
    row = page.row()
    assert row is not None
    assert row.to_on == office.context.today()
    office.press(Key.Key_O)
    assert office.notebook.opened == [("customer", made["Shop"])]
    office.press(Key.Key_E)
    office.field("to_on").set_value(None)
    office.save()
    row = page.row()
    assert row is not None
    assert row.to_on is None


def test_the_channel_leaves_as_a_file_without_what_a_role_is_kept_from(office: Office, tmp_path: Path) -> None:
    a_channel(office)

    def written(name: str) -> str:
        target = tmp_path / name
        page = opened(office)
        columns = tuple((each.key, each.title) for each in page.declaration.columns)
        wanted = ListExport("supply_link", columns, ListSpec(), str(target), "en")
        with office.company.database.read(office.background.viewer) as reading:
            write_list(reading, wanted)
        return target.read_text("utf-8-sig")

    assert "3456" in written("all.csv")
    office.background.viewer = replace(office.company.viewer, limits=frozenset({(AMOUNT, HIDDEN)}))
    assert "3456" not in written("less.csv")
    page = opened(office)
    told: set[Any] = {each.key for each in page.declaration.columns}
    assert not told & {"passed", "sold_on", "sold_in"}
    assert "¥" not in " ".join((*office.words(page), page.declaration.totals({})))
