"""Who acts: what another program changes about the acting user counts at once, in a window that is open."""

import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Role
from crm_desktop.operations.user import update_user, user_draft
from crm_desktop.queries.viewer import viewer_of
from tests.builders import a_customer, a_user
from tests.company import found_company
from tests.end_to_end.desk import at_the_desk


def test_another_role_counts_at_once(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "team.crm"
    other = found_company(path, clock)
    with other.read(SYSTEM) as reading:
        administrator = viewer_of(reading)
    with other.write(Message("Found"), administrator) as work:
        grace = a_user(work, "Grace Lin", login="grace")
        a_customer(work, "Haverton")
    with at_the_desk(qapp, tmp_path, clock) as driver:
        driver.desk.open(path, "grace")
        driver.wait(lambda: driver.desk.session is not None, "the company")
        session = driver.desk.session
        assert session is not None
        driver.wait_for_list()
        assert driver.page.table.records.rowCount() == 0
        with other.write(Message("Promote"), administrator) as work:
            update_user(work, grace, replace(user_draft(work, grace), role_id=Role.id_of("administrator")))
        session.feed.look_for_foreign_changes()
        driver.wait(lambda: session.background.viewer.role == "administrator", "the new role")
        driver.wait(lambda: driver.page.table.records.rowCount() == 1, "everybody's customers")
    other.close()


def test_whoever_acted_is_remembered_however_the_file_is_named(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "team.crm"
    company = found_company(path, clock)
    with company.read(SYSTEM) as reading:
        administrator = viewer_of(reading)
    with company.write(Message("Found"), administrator) as work:
        a_user(work, "Grace Lin", login="grace")
    company.close()
    monkeypatch.chdir(tmp_path)
    with at_the_desk(qapp, tmp_path, clock, Path("team.crm")) as driver:
        session = driver.desk.session
        assert session is not None
        with session.database.read(SYSTEM) as reading:
            session.user.act_as(viewer_of(reading, "grace"))
    with at_the_desk(qapp, tmp_path, clock) as driver:
        assert driver.desk.session is not None
        assert driver.desk.session.background.viewer.login == "grace"


def test_another_user_is_picked_by_typing(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "team.crm"
    company = found_company(path, clock)
    with company.read(SYSTEM) as reading:
        administrator = viewer_of(reading)
    with company.write(Message("Found"), administrator) as work:
        for number in range(30):
            a_user(work, f"Grace Lin {number}", login=f"grace{number}")
    company.close()
    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        session = driver.desk.session
        assert session is not None
        driver.turn_to(driver.window)
        driver.wait(lambda: bool(session.context.choices.lists.get("users")), "the users")
        driver.window.side_bar.company.setFocus()
        driver.press(Qt.Key.Key_Space)
        QTest.keyClicks(QApplication.focusWidget() or driver.window, "lin 17")
        driver.press(Qt.Key.Key_Return)
        driver.wait(lambda: session.background.viewer.login == "grace17", "the other user")


def test_a_note_begun_is_kept_or_given_up_before_another_user_acts(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "team.crm"
    company = found_company(path, clock)
    with company.read(SYSTEM) as reading:
        administrator = viewer_of(reading)
    with company.write(Message("Found"), administrator) as work:
        a_user(work, "Grace Lin", login="grace")
        a_customer(work, "Haverton")
    company.close()
    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        session = driver.desk.session
        assert session is not None
        driver.turn_to(driver.window)
        driver.wait_for_list()
        driver.wait(lambda: bool(session.context.choices.lists.get("users")), "the users")
        driver.page.detail.write_note()
        QTest.keyClicks(driver.page.detail.timeline.note, "Half a")
        driver.window.side_bar.company.setFocus()
        driver.press(Qt.Key.Key_Space)
        QTest.keyClicks(QApplication.focusWidget() or driver.window, "Grace")
        driver.press(Qt.Key.Key_Return)
        driver.wait_for_toast("The note is not saved yet")
        assert session.background.viewer == administrator
        assert driver.page.detail.timeline.note.text() == "Half a"
        QTest.keyClick(driver.page.detail.timeline.note, Qt.Key.Key_Escape)


def test_another_user_acts_only_when_everything_is_written_and_not_when_it_is_refused(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "team.crm"
    company = found_company(path, clock)
    with company.read(SYSTEM) as reading:
        administrator = viewer_of(reading)
    with company.write(Message("Found"), administrator) as work:
        a_user(work, "Grace Lin", login="grace")
    with company.read(SYSTEM) as reading:
        grace = viewer_of(reading, "grace")
    company.close()
    told: list[str] = []

    def refuse(_work: object) -> None:
        raise UserError(Message("Somebody was quicker"))

    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        session = driver.desk.session
        assert session is not None
        for operation, login in ((refuse, administrator.login), (lambda _work: None, "grace")):
            gate = threading.Event()
            session.background.write(Message("Wait"), lambda _work, gate=gate: gate.wait(5))
            session.background.write(
                Message("Change"), operation, lambda _done: told.append("grace"), lambda _error: told.append("ada")
            )
            session.user.act_as(grace)
            assert session.background.viewer == administrator
            gate.set()
            driver.wait(partial(_is_told, told, login), "the answer")
            assert session.background.viewer.login == login
    assert told == ["ada", "grace"]


def _is_told(told: list[str], who: str) -> bool:
    return who in told
