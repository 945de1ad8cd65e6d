"""A salesperson sees and changes what is theirs: in the window, and by `--as` on the command line."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.cli import main
from crm_desktop.core.clock import FixedClock
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.operations.undo_step import next_steps
from tests.builders import a_contact, a_customer, a_user, an_opportunity, role
from tests.company import Company
from tests.end_to_end.desk import Driver, at_the_desk

Key = Qt.Key


class Two:
    """Grace and Tom, and what belongs to whom."""

    def __init__(self, company: Company) -> None:
        self.path = company.database.path
        with company.write() as work:
            sells = role("salesperson")
            grace = a_user(work, "Grace Lin", login="grace", role_id=sells)
            tom = a_user(work, "Tom Reyes", login="tom", role_id=sells)
            self.hers = a_customer(work, "Haverton Medical", owner_id=grace)
            self.his = a_customer(work, "Kinley Precision", owner_id=tom)
            self.nobodys = a_customer(work, "Northgate Clinic", pooled=True)
            a_contact(work, "Dana Holt", self.hers, owner_id=grace)
            a_contact(work, "Ben Osei", self.his, owner_id=tom)
            for owner, customer, amount in ((grace, self.hers, 7_000_00), (tom, self.his, 500_00)):
                deal = an_opportunity(work, owner_id=owner, customer_id=customer, amount_minor=amount, currency="CNY")
                close_won(work, deal)
        with company.seen_by("grace").write("Grace's own step") as work:
            a_customer(work, "Grace's second")
        company.database.close()


@pytest.fixture
def two(company: Company) -> Two:
    return Two(company)


@pytest.fixture
def driver(qapp: QApplication, tmp_path: Path, clock: FixedClock, two: Two) -> Iterator[Driver]:
    """The window of Tom."""
    with at_the_desk(qapp, tmp_path, clock, two.path, login="tom") as driver:
        driver.turn_to(driver.window)
        driver.wait_for_list()
        driver.page.show_view("all")
        yield driver


def names(driver: Driver) -> list[str]:
    """The first column of the list, as far as it is read."""
    records = driver.page.table.records
    rows = [records.row_of(records.id_at(at)) for at in range(records.rowCount())]
    return [row.name for row in rows if row is not None]


def test_lists_and_their_counts_hold_ones_own_and_what_is_nobodys(driver: Driver) -> None:
    driver.wait(lambda: names(driver) == ["Kinley Precision", "Northgate Clinic"], "Tom's customers")
    driver.wait(lambda: "2 customers" in driver.page.status_text(), "their number")
    driver.go("contacts")
    driver.page.show_view("all")
    driver.wait(lambda: names(driver) == ["Ben Osei"], "Tom's contacts")
    driver.go("opportunities")
    driver.page.show_view("all")
    driver.wait(lambda: driver.page.table.records.rowCount() == 1, "Tom's deals")


def test_a_record_of_someone_else_is_not_shown(driver: Driver, two: Two) -> None:
    driver.wait_for_detail()
    assert driver.desk.session is not None
    driver.desk.session.navigator.open("customer", two.hers)
    driver.wait_for_toast("This record was deleted, or your role does not show it.")
    assert not any("Haverton" in each for each in driver.words(driver.page.detail))
    assert driver.page.detail.record_id == driver.page.table.current_id != two.hers


def test_steps_of_others_cannot_be_undone(driver: Driver) -> None:
    assert driver.desk.session is not None
    background = driver.desk.session.background
    found: list[object] = []
    background.read(driver.window, next_steps, found.append)
    driver.wait(lambda: bool(found), "the steps")
    assert not driver.window.actions_set.record("edit.undo").enabled()
    driver.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    driver.page.table.setFocus()
    driver.press(Key.Key_N)
    driver.type_into("name", "Tom's new one")
    driver.press(Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    driver.wait_until_closed()
    driver.undo()
    assert driver.window.toast.text() == "Undone: New customer"
    driver.wait(lambda: not driver.window.actions_set.record("edit.undo").enabled(), "nothing of Tom's to undo")


def test_the_report_of_a_salesperson_counts_their_own_deals(driver: Driver) -> None:
    driver.go("reports")
    driver.wait_for_report()
    report = driver.page._shown.report
    assert [report.figure(name).value for name in ("deals_won", "won_revenue")] == [1, 500_00]


def test_nothing_of_another_users_report_or_record_stays_on_screen(driver: Driver, two: Two) -> None:
    driver.page.show_record(two.his)
    driver.wait_for_detail(two.his)
    customers = driver.page
    driver.go("reports")
    driver.wait_for_report()
    page, session = driver.page, driver.desk.session
    assert session is not None
    assert page.board.figures["won_revenue"].accessibleName()
    session.user.act_as(replace(session.background.viewer, user_id="0" * 32, rights=frozenset(), readable=frozenset()))
    assert not page.board.figures["won_revenue"].accessibleName()
    assert any("Your role does not include reports" in text for text in driver.words(page))
    driver.wait(lambda: customers.detail.record_id != two.his, "Tom's customer to go")


def test_another_user_of_the_window_sees_theirs_at_once(driver: Driver) -> None:
    assert driver.desk.session is not None
    driver.desk.session.user.choose()
    QTest.keyClicks(QApplication.focusWidget() or driver.window, "grace lin")
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: "Haverton Medical" in names(driver), "Grace's customers")
    assert "Kinley Precision" not in names(driver)
    driver.wait(lambda: driver.window.actions_set.record("edit.undo").enabled(), "Grace's own step")


def test_the_command_line_as_a_salesperson(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out, data = str(two.path), tmp_path / "out.csv", tmp_path / "report.json"
    assert main(["export", path, "customers", str(out), "--as", "tom"]) == 0
    exported = out.read_text(encoding="utf-8-sig")
    assert "Kinley" in exported
    assert "Haverton" not in exported
    days = ["--from", "2026-01-01", "--to", "2026-12-31"]
    pdf = ["--out", str(tmp_path / "r.pdf"), "--data", str(data)]
    assert main(["report", path, "management", *days, *pdf, "--as", "tom"]) == 0
    figures = {each["name"]: each["value"] for each in json.loads(data.read_text(encoding="utf-8"))["figures"]}
    assert figures["deals_won"] == 1
    capsys.readouterr()
    main(["search", path, "Haverton", "--json", "--as", "tom"])
    assert "Haverton Medical" not in capsys.readouterr().out
    assert main(["history", path, "customers", two.hers, "--as", "tom"]) == 1
    said = capsys.readouterr()
    assert "Haverton" not in said.out + said.err
    assert "Traceback" not in said.err
    assert main(["export", path, "customers", str(out), "--as", "nobody"]) == 1
    assert "There is no user “nobody” in this company." in capsys.readouterr().err
