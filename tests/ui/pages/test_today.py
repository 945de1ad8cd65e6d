"""The page of the day: what stands there, and what one key does with it."""

from datetime import date, timedelta

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import set_language
from crm_desktop.models import Task
from crm_desktop.queries.task import task_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.today import TodayPage
from crm_desktop.ui.today.day_list import Heading
from tests.builders import a_customer, a_task, an_opportunity, an_order
from tests.ui.pages.office import Key, Office

TODAY = date(2026, 11, 21)


def a_page(office: Office) -> TodayPage:
    page: TodayPage = office.open_page(TodayPage)  # type: ignore[type-var]  # it has a list of its own
    return page


def status(office: Office, task: str) -> str:
    with office.company.read() as reading:
        return task_details(reading, task).status


def test_lines_stand_under_their_headings_and_keys_lead_over_those(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        late = a_task(work, "Send the papers", customer_id=customer)
        work.session.get_one(Task, late).due_on = TODAY - timedelta(days=2)
        due = a_task(work, "Call back", customer_id=customer)
        deal = an_opportunity(work, customer_id=customer, next_step="Ask for the order", next_step_on=TODAY)
    page = a_page(office)
    found = [page.list.line(row) for row in range(6)]
    assert [each.section if isinstance(each, Heading) else each.record_id for each in found] == [
        "overdue",
        late,
        "due",
        due,
        "steps",
        deal,
    ]
    assert page.status_text() == "3 lines for today"
    office.press(Key.Key_Down)
    office.press(Key.Key_Down)
    office.press(Key.Key_Return)
    assert office.notebook.opened == [("opportunity", deal)]
    office.press(Key.Key_C)
    assert office.notebook.opened[-1] == ("customer", customer)
    office.press(Key.Key_L)
    assert office.notebook.logged == [{"opportunity_id": deal}]
    spoken = str(page.list.model().data(page.list.model().index(1, 0), 11))
    assert spoken == "Send the papers, Haverton Medical, 2 d late"


def test_a_task_is_done_put_off_and_brought_back_from_the_page(office: Office, qtbot: QtBot) -> None:
    with office.company.write() as work:
        first, second = a_task(work, "Call back"), a_task(work, "Write")
    page = a_page(office)
    office.press(Key.Key_D)
    qtbot.waitUntil(lambda: [each.title for each in page.list.items()] == ["Write"])
    assert status(office, first) == "done"
    office.press(Key.Key_O)
    office.choose("Tomorrow")
    qtbot.waitUntil(lambda: page.list.items() == [])
    assert office.notebook.said == ["Task done", "Put off to Sun 22 Nov"]
    office.undo.undo()
    qtbot.waitUntil(lambda: [each.record_id for each in page.list.items()] == [second])
    page.actions_set.trigger("today.log")
    assert office.notebook.logged == [{"task_id": second}]


def test_a_task_is_planned_from_a_line_with_whom_that_is_about(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        an_opportunity(work, customer_id=customer, next_step="Ask", next_step_on=TODAY)
    page = a_page(office)
    office.press(Key.Key_N)
    assert office.text_of("customer_id") == "Haverton Medical"
    office.type("subject", "Bring the papers")
    office.save()
    QTest.qWait(200)
    assert [each.title for each in page.list.items()] == ["Bring the papers", "Ask"]


def test_an_empty_day_says_so_and_commands_have_keys_of_their_own(office: Office) -> None:
    page = a_page(office)
    assert page.status_text() == "0 lines for today"
    assert "New task" in office.buttons(page)
    assert faults([page.actions_set.actions]) == []
    set_language("zh_CN")
    page.retranslate()


def test_the_keyboard_is_in_the_list_after_every_menu_and_what_it_leads_to(office: Office, qtbot: QtBot) -> None:
    with office.company.write() as work:
        for number in range(3):
            a_task(work, f"Call {number}")
    page = a_page(office)

    def is_in_list() -> bool:
        # Without a window manager a window is not active again by itself when a menu is closed.
        office.window.activateWindow()
        QTest.qWaitForWindowActive(office.window)
        return page.list.hasFocus()

    office.press(Key.Key_O)
    office.choose("Tomorrow")
    qtbot.waitUntil(lambda: len(page.list.items()) == 2)
    assert is_in_list()
    office.press(Key.Key_O)
    office.choose("Another day…")
    office.press(Key.Key_Escape)
    assert not office.has_dialog
    assert is_in_list()
    page.list.menu_wanted.emit(page.list.mapToGlobal(page.list.rect().center()))
    office.choose("Done")
    qtbot.waitUntil(lambda: len(page.list.items()) == 1)
    assert is_in_list()
    assert page.list.current() == page.list.items()[0]


def test_a_payment_that_is_due_leads_to_what_it_is_for(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        order = an_order(work, customer_id=customer, number="O-7", due_on=TODAY - timedelta(days=3))
    page = a_page(office)
    spoken = str(page.list.model().data(page.list.model().index(1, 0), 11))
    assert spoken == "O-7, Haverton Medical · ¥100, 3 d late"
    office.press(Key.Key_Return)
    assert office.notebook.opened == [("sales_order", order)]
    office.press(Key.Key_L)
    assert office.notebook.logged == [{"customer_id": customer}]
