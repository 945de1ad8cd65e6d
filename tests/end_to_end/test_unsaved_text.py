"""What was typed and not saved outlives a kill of the program, by real processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QApplication

from crm_desktop.core import paths
from crm_desktop.core.clock import FixedClock, SystemClock
from crm_desktop.core.listing import ListSpec
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.doorbell import bell_name
from tests.builders import a_customer
from tests.company import Company
from tests.end_to_end import typist
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk, wait_until

Kill = Callable[[str], None]


@pytest.fixture
def kill_while_typing(company: Company) -> Kill:
    """Starts the program, types into a form, and kills it without a word."""

    def kill(form: str) -> None:
        command = [sys.executable, "-m", "tests.end_to_end.typist", str(company.database.path), form]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = process.stdout.readline()
            if said == "typed\n":
                texts = {
                    "edit": typist.EDITED,
                    "new": typist.NEW,
                    "activity": typist.ACTIVITY,
                    "place": typist.IN_PLACE,
                }[form]
                wait_until(lambda: all(is_kept(text) for text in texts.values()), "the texts to be kept")
            process.kill()
        QLocalServer.removeServer(bell_name(company.database.path))
        assert said == "typed\n"

    return kill


def kept() -> list[Path]:
    return list((paths.data_dir() / "unsaved").rglob("*.json"))


def is_kept(text: str) -> bool:
    return any(text in each.read_text(encoding="utf-8") for each in kept())


def go_on(driver: Driver, *, about: str) -> Any:
    """Continue with the text offered; returns its form."""
    offer = driver.panel
    assert offer.title == "You were writing"
    assert any(about in word for word in driver.words(offer))
    driver.click(offer, "Continue")
    driver.wait(lambda: any(getattr(each, "form", None) is not None for each in driver.panels), "the form")
    return driver.panel


def test_a_form_killed_while_typing_goes_on_and_meets_what_changed_meanwhile(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company, kill_while_typing: Kill
) -> None:
    with company.write() as work:
        customer_id = a_customer(work, "Haverton Medical", phone="+86 10 6552 1111", city="Beijing")
    kill_while_typing("edit")
    (file,) = kept()
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0
        assert file.parent.stat().st_mode & 0o077 == 0
    with company.read() as reading:
        before = customer_draft(reading, customer_id)
        position = reading.position
    with company.write() as work:
        update_customer(work, customer_id, replace(before, phone="+86 10 6552 2222", city="Tianjin"), before, position)
    with at_the_desk(qapp, tmp_path, clock, company.database.path) as driver:
        driver.wait_for_list()
        form = go_on(driver, about="Edit customer").form
        assert {name: form.field(name).value() for name in typist.EDITED} == typist.EDITED
        assert form.is_dirty()
        driver.press(Qt.Key.Key_S, CONTROL)
        driver.wait(lambda: form.field("phone").has_versions(), "both versions of the phone")
        form.field("phone")._on_version_picked(typist.EDITED["phone"])
        driver.press(Qt.Key.Key_S, CONTROL)
        driver.wait_until_closed()
        assert not kept()
    with company.read() as reading:
        now = customer_draft(reading, customer_id)
    assert (now.phone, now.note, now.city) == (*typist.EDITED.values(), "Tianjin")


def test_a_note_and_a_value_begun_in_their_places_go_on_in_forms_and_are_saved(
    qapp: QApplication, tmp_path: Path, company: Company, kill_while_typing: Kill
) -> None:
    with company.write() as work:
        customer_id = a_customer(work, "Haverton Medical", city="York")
    kill_while_typing("place")
    # The note carries the moment it was begun at: by the clock of whoever was killed, which is the real one.
    with at_the_desk(qapp, tmp_path, SystemClock(), company.database.path) as driver:
        driver.wait_for_list()
        assert " ".join(driver.words(driver.panel)).count("Haverton Medical") == 2
        go_on_and_save(driver)
        driver.window.actions_set.record("file.unsaved").handler()
        assert " ".join(driver.words(driver.panel)).count("Haverton Medical") == 1
        go_on_and_save(driver)
        assert not kept()
    with company.read() as reading:
        assert customer_draft(reading, customer_id).city == typist.IN_PLACE["city"]
        told = timeline(reading, customer_id=customer_id).items
    assert [each.title for each in told] == [typist.IN_PLACE["note"]]


def go_on_and_save(driver: Driver) -> None:
    """Continue with the newest text that was begun in its place, and save its form as it is."""
    form = go_on(driver, about="Haverton Medical").form
    name = "city" if "city" in form.names() else "subject"
    assert form.field(name).value() == {**typist.IN_PLACE, "subject": typist.IN_PLACE["note"]}[name]
    assert form.is_dirty()
    driver.press(Qt.Key.Key_S, CONTROL)
    driver.wait_until_closed()


def test_a_new_record_is_taken_up_even_where_a_field_held_no_value_yet(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company, kill_while_typing: Kill
) -> None:
    kill_while_typing("new")
    with at_the_desk(qapp, tmp_path, clock, company.database.path) as driver:
        driver.wait_for_list()
        form = go_on(driver, about="New customer").form
        assert form.field("name").value() == "Kinley Precision"
        assert form.field("employees").edit.text() == "12 or s"
        driver.type_into("employees", "12")
        driver.press(Qt.Key.Key_S, CONTROL)
        driver.wait_for_toast("“Kinley Precision” created")
    with company.read() as reading:
        assert [row.name for row in CUSTOMERS.first(reading, ListSpec(), 5)] == ["Kinley Precision"]


def test_the_text_of_a_record_that_is_gone_is_not_and_can_be_discarded(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company, kill_while_typing: Kill
) -> None:
    with company.write() as work:
        customer_id = a_customer(work)
    kill_while_typing("edit")
    with company.write() as work:
        delete_customers(work, [customer_id])
    with at_the_desk(qapp, tmp_path, clock, company.database.path) as driver:
        driver.wait_for_list()
        driver.click(driver.panel, "Continue")
        driver.wait(lambda: bool(messages()), "the message")
        (message,) = messages()
        assert typist.EDITED["note"] in message.details
        assert kept()
        next(each for each in message.answers() if each.text() == "Discard text").click()
        assert not kept()


def test_an_activity_is_offered_to_its_author_alone_and_what_is_discarded_is_gone(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company, kill_while_typing: Kill
) -> None:
    with company.write() as work:
        a_customer(work)
    kill_while_typing("activity")
    with at_the_desk(qapp, tmp_path, clock, company.database.path) as driver:
        driver.wait_for_list()
        offer = driver.panel
        driver.click(offer, "Discard")
        # Until the list closes a click can be taken back.
        assert kept()
        driver.press(Qt.Key.Key_Escape)
        driver.wait_until_closed()
        assert not kept()


def messages() -> list[MessageDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, MessageDialog) and each.isVisible()]
