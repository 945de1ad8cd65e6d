"""A repeating task in the window: its form, its deletion and a drag in the calendar ask how far they reach."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm_desktop.models import Task
from crm_desktop.operations.task import finish_tasks
from crm_desktop.operations.task_reach import delete_repeating
from crm_desktop.operations.task_series import ALL, SeriesDraft, create_series
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.pages.calendar import CalendarPage
from crm_desktop.ui.pages.tasks import TasksPage
from tests.ui.pages.office import Key, Office

MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def series(office: Office) -> str:
    rule = "FREQ=WEEKLY"
    with office.company.write() as work:
        return create_series(
            work, SeriesDraft("Call the lab", repeats=rule, starts_on=MONDAY, ends_on=MONDAY + WEEK * 3)
        )


def days(office: Office) -> dict[date, str]:
    with office.company.read() as reading:
        rows = reading.session.query(Task).filter(Task.deleted.is_(False))
        return {row.due_on: row.subject for row in sorted(rows, key=lambda row: row.due_on)}


def answer(office: Office, text: str) -> None:
    dialog = next(
        each for each in QApplication.topLevelWidgets() if isinstance(each, MessageDialog) and each.isVisible()
    )
    next(each for each in dialog.answers() if each.text() == text).click()


def test_the_form_changes_one_alone_unless_more_is_chosen(office: Office, series: str) -> None:
    page = office.open_page(TasksPage)
    page.show_record(Task.id_of(series, MONDAY + WEEK))
    page.edit()
    office.type("subject", "Visit the lab")
    office.save()
    assert list(days(office).values()).count("Visit the lab") == 1
    page.edit()
    office.pick(office.field("repeats"), "Every two weeks")
    office.save()
    office.pick(office.field("reach"), "This and following")
    office.type("subject", "Write to the lab")
    office.save()
    assert not office.has_dialog
    assert days(office) == {
        MONDAY: "Call the lab",
        MONDAY + WEEK: "Write to the lab",
        MONDAY + WEEK * 3: "Write to the lab",
    }


def test_deleting_one_asks_about_the_others(office: Office, series: str) -> None:
    page = office.open_page(TasksPage)
    page.show_record(Task.id_of(series, MONDAY + WEEK))
    page.actions_set.trigger("task.delete")
    answer(office, "This and following")
    assert list(days(office)) == [MONDAY]
    office.undo.undo()
    assert len(days(office)) == 4
    page.show_record(Task.id_of(series, MONDAY + WEEK))
    page.actions_set.trigger("task.delete")
    answer(office, "This one alone")
    assert len(days(office)) == 3


def test_what_was_done_opens_after_its_series_was_deleted(office: Office, series: str) -> None:
    first = Task.id_of(series, MONDAY)
    with office.company.write() as work:
        finish_tasks(work, [first])
        delete_repeating(work, Task.id_of(series, MONDAY + WEEK), ALL)
    page = office.open_page(TasksPage)
    page.show_record(first)
    page.edit()
    assert office.field("subject").value() == "Call the lab"


def test_moving_one_in_the_calendar_asks_about_the_others(office: Office, series: str) -> None:
    page: CalendarPage = office.open_page(CalendarPage)  # type: ignore[type-var]  # no list page
    page.view.go_to(MONDAY)
    page.view.current_id = Task.id_of(series, MONDAY)
    office.press(Key.Key_Right, CONTROL)
    assert MONDAY in days(office)
    answer(office, "All open")
    assert list(days(office)) == [MONDAY + WEEK * number + timedelta(days=1) for number in range(3)]
