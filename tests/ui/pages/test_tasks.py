"""Tasks from the plan to what came of them, by keyboard."""

from datetime import date, timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from crm_desktop.core.clock import instant_of
from crm_desktop.core.i18n import set_language
from crm_desktop.models import Task
from crm_desktop.operations.task import finish_tasks
from crm_desktop.queries.task import TaskDetails, task_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.tasks import TasksPage
from crm_desktop.ui.widgets.time_field import minute_of
from crm_desktop.ui.widgets.typed import NotUnderstoodError
from tests.builders import a_customer, a_task, a_user, entry
from tests.ui.pages.office import Key, Office

TODAY = date(2026, 11, 21)


def details_of(office: Office, task_id: str) -> TaskDetails:
    with office.company.read() as reading:
        return task_details(reading, task_id)


def test_a_task_is_planned_by_keyboard_alone(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "Haverton Medical")
    page = office.open_page(TasksPage)
    office.press(Key.Key_N)
    office.type("subject", "Call about the offer")
    office.type("due_on", "+3")
    office.type("at", "2:30 pm")
    office.pick(office.field("kind_id"), "Call")
    office.pick(office.field("remind"), "15 minutes")
    office.pick(office.field("customer_id"), "Haver")
    office.save()
    assert not office.has_dialog
    assert office.notebook.said == ["“Call about the offer” planned"]
    (row,) = office.rows(page)
    details = details_of(office, row.id)
    at = instant_of(TODAY + timedelta(days=3), office.context.zone, 14, 30)
    assert (details.due_on, details.due_at, details.remind_at) == (TODAY + timedelta(days=3), at, at - 900_000)
    assert (details.customer, details.owner, details.kind_id) == (
        "Haverton Medical",
        "Ada Lin",
        entry("interaction_kind", "call"),
    )
    office.undo.undo()
    assert office.rows(page) == []


def test_a_task_reminds_at_a_moment_of_its_own_which_its_form_keeps(office: Office) -> None:
    page = office.open_page(TasksPage)
    office.press(Key.Key_N)
    assert office.field("remind_day").isHidden() or not office.field("remind_day").isVisible()
    office.type("subject", "Bring the papers")
    office.type("due_on", "+3")
    office.pick(office.field("remind"), "At another time")
    assert office.field("remind_day").isVisible()
    office.type("remind_day", "+1")
    office.type("remind_minute", "16:40")
    office.save()
    (row,) = office.rows(page)
    at = instant_of(TODAY + timedelta(days=1), office.context.zone, 16, 40)
    assert details_of(office, row.id).remind_at == at
    page.actions_set.trigger("task.edit")
    office.type("subject", "Bring all papers")
    office.save()
    details = details_of(office, row.id)
    assert (details.subject, details.remind_at) == ("Bring all papers", at)


def test_a_task_needs_a_subject_and_a_day_and_a_time_that_is_one(office: Office) -> None:
    office.open_page(TasksPage)
    office.press(Key.Key_N)
    office.type("due_on", "-1")
    office.type("subject", "Call")
    office.save()
    assert office.field("due_on").error() is not None
    office.type("due_on", "+1")
    office.type("at", "25:00")
    office.save()
    assert office.field("at").error() is not None
    assert office.has_dialog


def test_one_key_does_puts_off_drops_and_takes_up_again(office: Office) -> None:
    with office.company.write() as work:
        task = a_task(work, "Call back")
    page = office.open_page(TasksPage)
    assert office.buttons(page.detail)[:3] == ["Done", "Done with result", "Put off"]
    office.press(Key.Key_O)
    office.choose("Tomorrow")
    assert details_of(office, task).due_on == TODAY + timedelta(days=1)
    office.press(Key.Key_O)
    office.choose("Another day…")
    office.type("due_on", "+9")
    office.save()
    assert details_of(office, task).due_on == TODAY + timedelta(days=9)
    page.table.setFocus()
    page.show_view("all")
    office.press(Key.Key_D)
    assert details_of(office, task).status == "done"
    office.press(Key.Key_U)
    office.press(Key.Key_X)
    assert details_of(office, task).status == "dropped"
    assert office.notebook.said[-3:] == ["1 task done", "1 task is open again", "1 task dropped"]
    for _ in range(3):
        office.undo.undo()
    assert details_of(office, task).status == "open"


def test_what_came_of_it_is_logged_from_the_task(office: Office) -> None:
    with office.company.write() as work:
        task = a_task(work)
    office.open_page(TasksPage)
    office.press(Key.Key_L)
    assert office.notebook.logged == [{"task_id": task}]


def test_the_views_part_what_is_open_and_what_is_done(office: Office) -> None:
    with office.company.write() as work:
        a_task(work, "Late", due_on=TODAY)
        a_task(work, "Of somebody", owner_id=a_user(work, "Mei"))
        finish_tasks(work, [a_task(work, "Ready")])
        work.session.query(Task).filter(Task.subject == "Late").one().due_on = TODAY - timedelta(days=4)
    page = office.open_page(TasksPage)
    QAbstractItemModelTester(page.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert office.cells(page, "due_on") == ["4 d late"]
    assert any(each.startswith("Overdue for 4") for each in office.words(page))
    page.show_view("given")
    assert office.cells(page, "subject") == ["Of somebody"]
    page.show_view("done")
    assert office.cells(page, "subject") == ["Ready"]
    set_language("zh_CN")
    page.retranslate()
    assert office.cells(page, "status") == ["完成"]


def test_commands_have_help_and_keys_of_their_own(office: Office) -> None:
    assert faults([office.open_page(TasksPage).actions_set.actions]) == []


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("14:30", 870),
        ("1430", 870),
        ("9", 540),
        ("9.15", 555),
        ("2 pm", 840),
        ("12am", 0),
        ("下午3点半", 930),
        ("9点", 540),
    ],
)
def test_times_are_understood_as_people_write_them(typed: str, minute: int) -> None:
    assert minute_of(typed) == minute


@pytest.mark.parametrize("typed", ["25:00", "9:75", "13 pm", "noon", "123456"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(NotUnderstoodError):
        minute_of(typed)


def test_a_task_repeats_until_one_stops_it(office: Office) -> None:
    page = office.open_page(TasksPage)
    office.press(Key.Key_N)
    office.type("subject", "Report")
    office.pick(office.field("repeats"), "Every two weeks")
    office.type("ends_on", "+30")
    office.save()
    assert not office.has_dialog
    rows = office.rows(page)
    assert [(row.due_on - TODAY).days for row in rows] == [0, 14, 28]
    page.table.set_current(rows[1].id)
    page.stop()
    assert [row.due_on for row in office.rows(page)] == [TODAY]
    assert office.notebook.said[-1] == "2 tasks taken away"
