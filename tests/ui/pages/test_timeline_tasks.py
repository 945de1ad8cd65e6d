"""Tasks and comments in the timeline of a detail side: ticked, planned, written below an entry, taken back."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.operations.comment import add_comment
from crm_desktop.queries.mentions import mentions
from crm_desktop.queries.task import task_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.tasks import TasksPage
from crm_desktop.ui.pages.today import TodayPage
from tests.builders import a_customer, a_task, a_user, an_interaction
from tests.ui.pages.office import Key, Office

TODAY = date(2026, 11, 21)


def test_tasks_stand_above_the_timeline_and_are_ticked_there(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        tasks = [a_task(work, f"Call {n}", customer_id=customer, due_on=TODAY + timedelta(days=n)) for n in range(8)]
    page = office.open_page(CustomersPage)
    history = page.detail.history
    entries = history.entries()
    assert [each.title for each in entries if each.is_open] == [f"Call {n}" for n in range(5)]
    assert entries[5].title == "3 more tasks"
    history.setFocus(Qt.FocusReason.TabFocusReason)
    office.press(Key.Key_Space)
    assert office.notebook.done == ["Task done"]
    with office.company.read() as reading:
        assert task_details(reading, tasks[0]).status == "done"
    titles = [each.title for each in history.entries()]
    assert titles[0] == "Call 1"
    assert "Task done: Call 0" in titles
    history.opened.emit(next(each for each in history.entries() if each.title == "2 more tasks"))
    assert len([each for each in history.entries() if each.is_open]) == 7
    box = history.visualRect(history.model().index(1, 0))
    QTest.mouseClick(history.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft())
    assert next(each.title for each in history.entries() if each.is_open) == "Call 2"
    page.detail.timeline.plan_task()
    assert office.text_of("customer_id") == "Haverton Medical"


def test_a_comment_is_written_below_its_entry_and_calls_a_colleague(office: Office) -> None:
    with office.company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        customer = a_customer(work, "Haverton Medical", owner_id=grace)
        visit = an_interaction(work, customer_id=customer)
    office.learn_choices()
    page = office.open_page(CustomersPage)
    timeline_, history = page.detail.timeline, page.detail.history
    history.setFocus(Qt.FocusReason.TabFocusReason)
    office.press(Key.Key_C)
    line = timeline_.comments.line
    assert line.isVisible()
    assert line.hasFocus()
    QTest.keyClicks(line, "Well done @gr")
    assert line.offers
    office.press(Key.Key_Return)
    assert line.text() == "Well done @Grace Lin "
    assert not page.detail.settle()
    office.press(Key.Key_Return)
    assert office.notebook.done == ["Comment written"]
    assert not line.isVisible()
    with office.company.read() as reading:
        (told,) = timeline(reading, customer_id=customer).items[0].comments
    with office.company.seen_by("grace").read() as reading:
        assert [each.record_id for each in mentions(reading)] == [visit]
    office.press(Key.Key_Down)
    remark = history.current_remark()
    assert remark is not None
    assert (remark.id, remark.author, remark.is_own) == (told.id, "Ada Lin", True)
    office.press(Key.Key_Delete)
    assert office.notebook.done[-1] == "Comment deleted"
    assert history.entries()[0].remarks == ()


def test_what_was_begun_of_a_comment_waits_at_its_entry(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        an_interaction(work, "First", customer_id=customer)
        other = a_customer(work, "Westhall Labs")
    page = office.open_page(CustomersPage)
    page.show_record(customer)
    timeline_, history = page.detail.timeline, page.detail.history
    history.setFocus(Qt.FocusReason.TabFocusReason)
    timeline_.comment()
    QTest.keyClicks(timeline_.comments.line, "Who de")
    with office.company.write() as work:
        an_interaction(work, "Second", customer_id=customer)
    page.detail.timeline.read_again()
    assert timeline_.comments.line.text() == "Who de"
    assert timeline_.comments.line.isVisible()
    page.show_record(other)
    assert not timeline_.comments.line.isVisible()
    page.show_record(customer)
    history.setCurrentIndex(history.model().index(2, 0))
    timeline_.comment()
    assert timeline_.comments.line.text() == "Who de"
    office.press(Key.Key_Escape)
    assert not timeline_.comments.has_begun()


def test_a_task_is_commented_beside_itself(office: Office) -> None:
    with office.company.write() as work:
        task = a_task(work, "Call back")
    page = office.open_page(TasksPage)
    page.detail.history.setFocus(Qt.FocusReason.TabFocusReason)
    page.actions_set.trigger("detail.comment")
    QTest.keyClicks(page.detail.timeline.comments.line, "Not before ten")
    office.press(Key.Key_Return)
    with office.company.read() as reading:
        assert task_details(reading, task).subject == "Call back"
    (entry,) = page.detail.history.entries()
    assert [each.text for each in entry.remarks] == ["Not before ten"]


def test_a_comment_for_me_stands_on_the_day_until_it_is_looked_at(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical", owner_id=a_user(work, "Grace Lin", login="grace"))
        task = a_task(work, "Call back", customer_id=customer)
        visit = an_interaction(work, customer_id=customer)
    with office.company.seen_by("grace").write() as work:
        first = add_comment(work, "interaction", visit, "@ada what did they say of the price?")
        add_comment(work, "task", task, "Call Dana instead")
    page: TodayPage = office.open_page(TodayPage)  # type: ignore[type-var]  # it has a list of its own
    assert [each.title for each in page.list.items()][:2] == [
        "Call Dana instead",
        "@ada what did they say of the price?",
    ]
    office.press(Key.Key_D)
    assert [each.section for each in page.list.items()] == ["mentions", "due"]
    office.press(Key.Key_Return)
    assert office.notebook.opened == [("comment", first)]
    assert [each.section for each in page.list.items()] == ["due"]
