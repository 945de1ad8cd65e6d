"""A record in a window of its own: in step with the data, its own keys and words, never closed over typing."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.app.record_windows import RecordWindows
from crm_desktop.core.i18n import Message
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.ui.actions import faults
from crm_desktop.ui.background import Background
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.status_bar import StatusBar
from crm_desktop.ui.widgets.inline_editor import InlineEditor
from crm_desktop.ui.worker import Report
from tests.builders import a_customer
from tests.ui.pages.conftest import office as office
from tests.ui.pages.office import Key, Office


@pytest.fixture
def windows(office: Office) -> Iterator[RecordWindows]:
    windows = RecordWindows(office.context, lambda _window: office.undo.actions(), office.undo.undo)
    yield windows
    windows.close_all()


def test_a_record_is_shown_in_one_window_in_step_with_the_data(office: Office, windows: RecordWindows) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
    windows.open("customer", customer)
    windows.open("customer", customer)
    (window,) = windows.windows
    assert window.windowTitle() == "Haverton Medical"

    def rename(work: UnitOfWork) -> None:
        update_customer(work, customer, replace(customer_draft(work, customer), name="Haverton Group"))

    office.background.write(Message("Rename"), rename)
    assert window.windowTitle() == "Haverton Group"
    assert faults([window.actions_set.actions]) == []
    window.actions_set.trigger("record.close")
    assert windows.windows == []


def test_progress_shows_in_the_window_where_one_waits(qtbot: QtBot, office: Office, windows: RecordWindows) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
    windows.open("customer", customer)
    (window,) = windows.windows
    (bar,) = window.findChildren(StatusBar)
    assert not bar.isVisible()
    told: list[tuple[bool, str]] = []

    def job(report: Report) -> None:
        report(0.5, Message("Adding “a.pdf”"))
        told.append((bar.isVisible(), bar.text()))

    office.background.call_with_progress(window, job, lambda _none: None, None, None, title=Message("Adding files…"))
    assert told == [(True, "Adding “a.pdf”")]
    assert not bar.isVisible()


def test_a_record_deleted_elsewhere_is_said_in_its_window(office: Office, windows: RecordWindows) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
    windows.open("customer", customer)
    (window,) = windows.windows
    office.background.write(Message("Delete"), lambda work: delete_customers(work, [customer]))
    words = [each.text() for each in window.detail.findChildren(QLabel) if each.isVisible()]
    assert words == ["This record was deleted, or your role does not show it."]


def test_a_window_does_not_close_over_a_note(office: Office, windows: RecordWindows) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
    windows.open("customer", customer)
    (window,) = windows.windows
    window.detail.write_note()
    QTest.keyClicks(window.detail.timeline.note, "Half a")
    assert not windows.close_all()
    QTest.keyClick(window.detail.timeline.note, Key.Key_Return)
    assert windows.close_all()


def _complains(editor: InlineEditor) -> bool:
    return bool(editor.field.error())


def test_a_window_stays_until_its_value_is_written_and_with_one_that_is_refused(qtbot: QtBot, office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        a_customer(work, "Other", number="C-7")
    threaded = Background(office.company.database, office.errors.append, office.company.viewer)
    office.context.background = threaded
    windows = RecordWindows(office.context, lambda _window: [], office.undo.undo)
    windows.open("customer", customer)
    (window,) = windows.windows
    qtbot.waitUntil(lambda: window.windowTitle() == "Haverton Medical")
    for typed in ("C-7", "C-8"):
        if not window.detail.findChildren(InlineEditor):
            window.detail.edit_value("number")
            qtbot.waitUntil(lambda: bool(window.detail.findChildren(InlineEditor)))
        (editor,) = window.detail.findChildren(InlineEditor)
        line = editor.findChild(QLineEdit)
        assert line is not None
        line.setText(typed)
        assert not window.close(), "what was typed is on its way"
        if typed == "C-7":
            qtbot.waitUntil(partial(_complains, editor))
            assert windows.windows == [window]
    qtbot.waitUntil(lambda: not windows.windows)
    threaded.close()
    with office.company.read() as reading:
        assert customer_details(reading, customer).number == "C-8"


def test_the_page_opens_windows_by_key_and_by_the_middle_button(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
    page = office.open_page(CustomersPage)
    page.actions_set.trigger("detail.window")
    place = page.table.visualRect(page.table.records.index(0, 1)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.MiddleButton, pos=place)
    assert office.notebook.windows == [("customer", customer)] * 2
