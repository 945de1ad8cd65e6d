"""A whole campaign by keys: filled from a list, called, answered, a deal won by it, and what came back for its cost."""

from pathlib import Path
from shutil import copy

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.operations.opportunity import OpportunityDraft, create_opportunity
from crm_desktop.operations.opt_out import opt_out
from crm_desktop.operations.order import OrderDraft, create_order, order_from_opportunity
from crm_desktop.queries.campaign import campaign_details
from crm_desktop.queries.campaign_member import MemberRow
from crm_desktop.queries.viewer import viewer_of
from tests.builders import a_customer, an_order_line, entry
from tests.company import NOW, found_company
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk

Key = Qt.Key


@pytest.fixture
def file(tmp_path: Path, clock: FixedClock) -> Path:
    """A company with seven customers, one of whom wants no calls."""
    assert clock.now_ms() == FixedClock.at(NOW).now_ms()
    path = tmp_path / "east.crm"
    database = found_company(path, clock)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading, "ada")
    with database.write(Message("Customers"), viewer) as work:
        ids = [a_customer(work, name, phone="021 5555 0101") for name in "ABCDEFG"]
        opt_out(work, Customer, ids[-1])
    database.close()
    return Path(copy(path, tmp_path / "round.crm"))


def test_a_campaign_from_the_list_to_its_return(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path
) -> None:
    with at_the_desk(qapp, tmp_path, clock, file) as driver:
        driver.turn_to(driver.window)
        driver.go("customers")
        driver.wait_for_list()
        _fill(driver)
        _answer(driver)
        session = driver.desk.session
        assert session is not None
        database, viewer = session.database, session.background.viewer
        campaign = driver.page.campaign_id
        # Five of them buy.
        with database.write(Message("Deals"), viewer) as work:
            ids = [row.customer_id for row in _members(driver)][:5]
            for customer in ids:
                deal = create_opportunity(
                    work, OpportunityDraft(name="Probes", customer_id=customer, campaign_id=campaign)
                )
                work.session.flush()
                draft = order_from_opportunity(work, deal)
                create_order(work, OrderDraft(**{**vars(draft), "lines": (an_order_line("300"),)}))
        with database.read(viewer) as reading:
            details = campaign_details(reading, campaign)
        assert (details.led.members, details.led.answered, details.led.leads) == (6, 2, 1)
        assert (details.led.orders, details.led.revenue_minor) == (5, 150_000)
        assert details.return_e6 == 500_000
        driver.window.show_page("campaigns")
        driver.wait(lambda: "Return on cost" in driver.words(driver.page.detail), "what came back")
        driver.wait(lambda: "50%" in driver.words(driver.page.detail), "fifty per cent")


def _members(driver: Driver) -> list[MemberRow]:
    records = driver.page.table.records
    return [records.row_of(records.id_at(row)) for row in range(records.rowCount())]


def _fill(driver: Driver) -> None:
    """All customers join a new campaign, besides the one who wants no calls; then its cost is written down."""
    driver.page.actions_set.trigger("customer.campaign")
    form = driver.panel
    driver.type_into("name", "Autumn round")
    driver.wait(lambda: "6 will join" in driver.words(form), "who joins")
    assert "1 does not want it" in driver.words(form)
    driver.press(Key.Key_S, CONTROL)
    driver.wait_for_toast("6 members added")
    driver.wait(lambda: driver.window.current_page == "campaigns", "the campaign")
    driver.wait_for_detail()
    driver.page.table.setFocus()
    driver.press(Key.Key_E)
    driver.type_into("cost_minor", "1000")
    driver.press(Key.Key_S, CONTROL)
    driver.wait_until_closed()


def _answer(driver: Driver) -> None:
    """Two keys for an answer; another makes a lead."""
    driver.page.table.setFocus()
    driver.press(Key.Key_M)
    driver.wait(lambda: driver.window.current_page == "members", "its members")
    driver.wait(lambda: driver.page.table.records.rowCount() == 6, "six members")
    driver.wait_for_detail()
    driver.page.table.setFocus()
    driver.press(Key.Key_R)
    driver.wait(lambda: QApplication.activePopupWidget() is not None, "the answers")
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Key.Key_2)
    driver.wait_for_toast("Interested: 1")
    driver.page.table.setFocus()
    driver.page.actions_set.trigger("campaign_member.answer_in_full")
    for name, value in (("answer_id", entry("campaign_answer", "ordered")), ("makes_lead", True)):
        field = driver.panel.form.field(name)
        field.set_value(value)
        field.changed.emit()
    driver.panel.submit()
    driver.wait_for_toast("Answer noted")
