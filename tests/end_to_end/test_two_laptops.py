"""Two people, two laptops, a day without a network: both change one customer, one deletes what the other works at; then
they meet over a stick, review, and agree."""

import shutil
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.review import review_count
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from crm_desktop.sync.pairwise import merge_files
from crm_desktop.sync.replica import Replica
from tests.builders import a_customer, a_user, role
from tests.company import found_company
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk

Key = Qt.Key


def _found(path: Path, clock: FixedClock) -> tuple[str, str]:
    """A company of two people with two customers."""
    database = found_company(path, clock)
    with database.read(SYSTEM) as reading:
        ada = viewer_of(reading)
    with database.write(Message("Found"), ada) as work:
        a_user(work, "Grace Lin", login="grace", role_id=role("administrator"))
        ids = a_customer(work, "Haverton Medical", phone="0571 2041 0000"), a_customer(work, "Yarrow Trading")
    database.close()
    return ids


def _copy_for_another_laptop(path: Path, to: Path, clock: FixedClock) -> None:
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("VACUUM INTO ?", (str(to),))
    connection.close()
    other = Database.open(to, clock)
    Replica(other).rehome()
    other.close()


def _edit(at: Driver, customer: str, **values: str) -> None:
    """Open a customer's form by its key, type, save."""
    at.wait_for_list()
    at.page.show_record(customer)
    at.wait_for_detail(customer)
    at.page.table.setFocus()
    at.press(Key.Key_E)
    for name, text in values.items():
        at.panel.form.field(name)
        at.type_into(name, text)
    at.press(Key.Key_S, CONTROL)
    at.wait_until_closed()


def _meet_over_a_stick(path: Path, other: Path, stick: Path, clock: FixedClock) -> None:
    """Each takes in a copy of the other's file."""
    for into, source in ((path, other), (other, path)):
        shutil.copyfile(source, stick)
        database = Database.open(into, clock)
        merge_files(database, stick)
        database.close()


def test_two_people_offline_for_a_day_meet_review_and_agree(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    mine, theirs, stick = tmp_path / "ada.crm", tmp_path / "grace.crm", tmp_path / "stick.crm"
    haverton, yarrow = _found(mine, clock)
    _copy_for_another_laptop(mine, theirs, clock)
    with at_the_desk(qapp, tmp_path / "a", clock, mine, "ada") as ada:
        _edit(ada, haverton, phone="0571 2041 1111")
        _edit(ada, yarrow, phone="0571 2041 3333")
    with at_the_desk(qapp, tmp_path / "b", clock, theirs, "grace") as grace:
        _edit(grace, haverton, phone="0571 2041 2222")
        grace.page.show_record(yarrow)
        grace.wait_for_detail(yarrow)
        grace.page.table.setFocus()
        grace.press(Key.Key_Delete)
        grace.wait_for_toast("deleted")
    _meet_over_a_stick(mine, theirs, stick, clock)
    with at_the_desk(qapp, tmp_path / "a", clock, mine, "ada") as ada:
        session = ada.desk.session
        assert session is not None
        tabs = ada.window.side_bar.tabs
        ada.wait(lambda: session.review.count == 2, "both customers to be reviewed")
        assert tabs.isTabVisible(5)
        ada.go(6)
        page = ada.page
        ada.wait(lambda: len(page.list.records()) == 2, "the list of the review")
        for customer, word, done in (
            (haverton, "Take this", "“Phone” decided"),
            (yarrow, "Keep the record", "Kept, for all laptops"),
        ):
            page.show_record("customer", customer)
            ada.wait_for_button(page.view, word)
            ada.click(page.view, word)
            ada.wait_for_toast(done)
        ada.wait(lambda: session.review.count == 0, "nothing to be left")
        ada.window.show_page("customers")
        ada.wait(lambda: not tabs.isTabVisible(5), "the tab to go")
    _meet_over_a_stick(mine, theirs, stick, clock)
    phones = set()
    for path in (mine, theirs):
        database = Database.open(path, clock)
        with database.read(SYSTEM) as reading:
            assert review_count(reading) == 0
            rows = reading.plain("SELECT id, phone, deleted FROM customer ORDER BY id")
            phones.add(tuple(rows))
        database.close()
    (agreed,) = phones
    assert {record_id: deleted for record_id, _, deleted in agreed} == {haverton: 0, yarrow: 0}
