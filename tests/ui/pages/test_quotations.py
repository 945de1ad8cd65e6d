"""The page of quotations: found by number, sent, accepted, declined and made anew by keys, and written to a file."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.listing import ListSpec
from crm_desktop.core.money import to_e6
from crm_desktop.exchange.list_export import ListExport, write_list
from crm_desktop.operations.floor_price import approve_prices
from crm_desktop.operations.quotation import (
    as_quotation_lines,
    create_quotation,
    empty_quotation,
    new_quotation,
    send_quotation,
)
from crm_desktop.queries.overview import view_counts
from crm_desktop.queries.quotation import QuotationRow, quotation_details, quotations_of
from crm_desktop.queries.today import PRICES, today
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.quotations import QuotationsPage
from crm_desktop.ui.widgets.fields import RowsField
from tests.builders import a_customer, a_line, a_product, a_user, an_opportunity, role
from tests.ui.pages.office import SHIFT, Key, Office


@pytest.fixture
def deal(office: Office) -> str:
    """A deal with a quotation that is still a draft."""
    with office.company.write() as work:
        made = an_opportunity(work, "Probes", customer_id=a_customer(work), lines=(a_line("100", "3"),))
        work.session.flush()
        create_quotation(work, new_quotation(work, made))
    return made


def quotations(office: Office, deal: str) -> list[QuotationRow]:
    with office.company.read() as reading:
        return list(quotations_of(reading, opportunity_id=deal))


def opened(office: Office, view: str) -> QuotationsPage:
    page = office.open_page(QuotationsPage)
    page.show_view(view)
    page.table.setFocus()
    return page


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(QuotationsPage).actions_set.actions]) == []


def test_a_quotation_is_sent_accepted_and_made_anew_by_keys(office: Office, deal: str) -> None:
    opened(office, "all")
    for key, status in ((Key.Key_D, "sent"), (Key.Key_W, "accepted")):
        office.press(key)
        assert [each.status for each in quotations(office, deal)] == [status]
    office.press(Key.Key_R)
    assert [each.name for each in quotations(office, deal)] == ["Q-00001/2", "Q-00001"]


def test_why_it_was_declined_is_asked_for(office: Office, deal: str) -> None:
    with office.company.write() as work:
        send_quotation(work, quotations(office, deal)[0].id)
    opened(office, "valid")
    office.press(Key.Key_X)
    office.field("reason").set_value("Too dear")
    office.save()
    assert quotations(office, deal)[0].status == "declined"


def test_what_was_sent_is_shown_with_the_keyboard_inside(office: Office, deal: str) -> None:
    with office.company.write() as work:
        send_quotation(work, quotations(office, deal)[0].id)
    opened(office, "valid")
    office.press(Key.Key_E)
    assert "Close" in office.buttons(office.dialog)
    # No field can be changed: the keys must neither act on the list behind, nor find no way out.
    office.press(Key.Key_X)
    office.press(Key.Key_Escape)
    assert not office.has_dialog


def test_one_is_made_that_belongs_to_no_deal(office: Office, deal: str) -> None:
    page = opened(office, "all")
    office.press(Key.Key_N)
    office.type("title", "Spare parts")
    office.save()
    assert sorted(row.title for row in office.rows(page)) == ["Probes", "Spare parts"]


def test_a_deal_brings_its_customer_and_lines_where_nothing_was_chosen(office: Office, deal: str) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Stands", customer_id=a_customer(work, "Northgate"), lines=(a_line("50"),))
        abroad = {"customer_id": a_customer(work, "Southgate"), "currency": "JPY"}
        other = an_opportunity(work, "Abroad", lines=(a_line("60"),), **abroad)
    office.open_page(QuotationsPage)
    office.press(Key.Key_N)
    office.type("title", "Our offer")
    for name, customer in (("Probes", "Haverton Medical"), ("Stands", "Northgate"), ("Abroad", "Southgate")):
        office.pick(office.field("opportunity_id"), name)
        assert office.text_of("customer_id") == customer
    office.save()
    with office.company.read() as reading:
        (made,) = quotations_of(reading, opportunity_id=other)
    assert (made.title, made.currency, made.total_minor) == ("Our offer", "JPY", 60)


def test_the_keyboard_walks_the_lines_both_ways_and_goes_to_the_cell_to_be_mended(office: Office) -> None:
    office.open_page(QuotationsPage)
    office.press(Key.Key_N)
    office.type("title", "Probes")
    lines = office.field("lines")
    assert isinstance(lines, RowsField)
    lines.setFocus()
    office.press(Key.Key_Space)
    assert walked(office, Key.Key_Tab, 7) == [
        *("Product", "Description", "Quantity", "Unit price", "Discount %"),  # the net is worked out
        *("Remove the row", "Add a line"),
    ]
    assert walked(office, Key.Key_Backtab, 4) == ["Tax rate", "Add a line", "Remove the row", "Discount %"]
    office.type_here("-1")
    office.save()
    assert office.has_dialog
    assert walked(office, Key.Key_Tab, 1) == ["Unit price"]


def walked(office: Office, key: Key, times: int) -> list[str]:
    """What has the keyboard before each press."""
    names = []
    for _press in range(times):
        focused = QApplication.focusWidget()
        names.append(focused.accessibleName() if focused else "")
        office.press(key)
    return names


def test_views_tell_what_holds_and_what_is_about_to_end(office: Office, deal: str) -> None:
    today = office.company.database.today()
    with office.company.write() as work:
        for days in (3, 40):
            draft = replace(new_quotation(work, deal), valid_until=today + timedelta(days=days))
            send_quotation(work, create_quotation(work, draft))
    with office.company.read() as reading:
        counts = view_counts(reading, "quotation")
    assert {name: counts[name] for name in ("valid", "expiring", "drafts", "accepted", "all")} == {
        "valid": 2,
        "expiring": 1,
        "drafts": 1,
        "accepted": 0,
        "all": 3,
    }


def test_the_list_is_written_to_a_file(office: Office, deal: str, tmp_path: Path) -> None:
    columns = (("number", "Number"), ("customer", "Customer"), ("net", "Net amount"), ("status", "Status"))
    target = tmp_path / "quotations.csv"
    with office.company.read() as reading:
        assert write_list(reading, ListExport("quotation", columns, ListSpec(), str(target), "en")) == 1
    assert "Q-00001,Haverton Medical,300,Draft" in target.read_text("utf-8-sig").replace("300.00", "300")


def offered(office: Office, page: QuotationsPage, quotation: str) -> set[str]:
    """The buttons beside a quotation."""
    with office.company.read() as reading:
        details = quotation_details(reading, quotation)
    return {each.text for each in page.detail._own_actions if each.offered(details)}


def test_prices_below_the_floor_are_asked_for_and_allowed_before_it_is_sent(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("administrator"))
        product = a_product(work, "Probe", "100", currency="CNY", floor_price_e6=to_e6(80))
        draft = replace(empty_quotation(work), title="Probes", customer_id=a_customer(work))
        lines = as_quotation_lines([a_line("79", product_id=product)])
        quotation = create_quotation(work, replace(draft, lines=lines))
    page = opened(office, "all")
    assert "Below the floor price: Probe" in office.words(page)
    office.press(Key.Key_D)
    assert office.notebook.refused[-1].startswith("Probe is offered below its floor price.")
    page.table.setFocus()
    office.press(Key.Key_D, SHIFT)
    office.type("reason", "A large hospital")
    office.save()
    assert "Ada Lin asked for the prices to be approved" in office.words(page)
    assert not offered(office, page, quotation) & {"Sent", "Approve…"}
    with office.company.seen_by("mei").read() as reading:
        assert [(each.record_id, each.clock, each.by) for each in today(reading).of(PRICES)] == [
            (quotation, "decide", "Ada Lin")
        ]
    with office.company.seen_by("mei").write() as work:
        approve_prices(work, quotation, "This once")
    with office.company.read() as reading:
        assert [each.clock for each in today(reading).of(PRICES)] == ["send"]
    page.table.setFocus()
    assert "Sent" in offered(office, page, quotation)
    office.press(Key.Key_D)
    with office.company.read() as reading:
        assert quotation_details(reading, quotation).row.status == "sent"
        assert not today(reading).of(PRICES)
