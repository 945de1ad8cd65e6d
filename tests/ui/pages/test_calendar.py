"""The calendar: a month, a week, a day; tasks moved by mouse and keys, drawn longer, planned where one points."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from crm_desktop.core.clock import instant_of
from crm_desktop.core.i18n import set_language
from crm_desktop.models import Task
from crm_desktop.operations.lead import add_plan_item, assign_lead
from crm_desktop.operations.task import TaskDraft, task_draft
from crm_desktop.queries.lead import lead_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.calendar.places import DAY, MONTH, WEEK
from crm_desktop.ui.pages.calendar import CalendarPage
from tests.builders import a_lead, a_task, an_interaction
from tests.ui.pages.office import CONTROL, Key, Office

TODAY = date(2026, 11, 21)


@pytest.fixture
def page(office: Office) -> CalendarPage:
    """The calendar in its window."""
    shown: CalendarPage = office.open_page(CalendarPage)  # type: ignore[type-var]  # it has no list
    return shown


def draft(office: Office, task: str) -> TaskDraft:
    with office.company.read() as reading:
        return task_draft(reading, task)


def place(page: CalendarPage, task: str) -> QPoint:
    return next(each.rect for each in page.view.placed()[0] if each.item.record_id == task).center().toPoint()


def drag(page: CalendarPage, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(page.view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(page.view, end)
    QTest.mouseRelease(page.view, Qt.MouseButton.LeftButton, pos=end)
    QTest.qWait(200)


def a_timed_task(office: Office, page: CalendarPage, hour: int, **values: int) -> str:
    with office.company.write() as work:
        task = a_task(work, "Visit", due_at=instant_of(TODAY, work.zone, hour), **values)
    page.read_again()
    return task


def test_a_task_is_dragged_to_another_day_of_the_month_and_keeps_its_time(office: Office, page: CalendarPage) -> None:
    task = a_timed_task(office, page, 15, minutes=45)
    target = page.view.grid().cell((TODAY + timedelta(days=4) - page.view.first).days).center().toPoint()
    drag(page, place(page, task), target)
    moved = draft(office, task)
    later = TODAY + timedelta(days=4)
    assert (moved.due_on, moved.due_at) == (later, instant_of(later, office.context.zone, 15))
    office.undo.undo()
    assert draft(office, task).due_on == TODAY
    past = page.view.grid().cell(0).center().toPoint()
    QTest.qWait(200)
    drag(page, place(page, task), past)
    assert draft(office, task).due_on == TODAY
    assert office.notebook.refused == ["Choose today or a later day."]


def test_the_step_of_a_lead_keeps_its_day(office: Office, page: CalendarPage) -> None:
    with office.company.write() as work:
        lead = a_lead(work)
        assign_lead(work, lead, work.viewer.user_id)
        step = add_plan_item(work, lead, TODAY, "Show the probe")
    page.read_again()
    drag(page, place(page, step), page.view.grid().cell((TODAY - page.view.first).days - 2).center().toPoint())
    page.view.setFocus()
    office.press(Key.Key_Right, CONTROL)
    with office.company.read() as reading:
        assert [each.due_on for each in lead_details(reading, lead).plan] == [TODAY]


def test_in_a_week_a_task_is_moved_by_quarters_of_an_hour_and_drawn_longer(office: Office, page: CalendarPage) -> None:
    task = a_timed_task(office, page, 10, minutes=60)
    office.press(Key.Key_W)
    QTest.qWait(100)
    grid, begin = page.view.grid(), place(page, task)
    assert grid.span == WEEK
    hour = round(grid.y_of(11 * 60) - grid.y_of(10 * 60))
    drag(page, begin, begin + QPoint(0, 2 * hour))
    assert draft(office, task).due_at == instant_of(TODAY, office.context.zone, 12)
    rect = next(each.rect for each in page.view.placed()[0] if each.item.record_id == task)
    edge = QPointF(rect.center().x(), rect.bottom() - 2).toPoint()
    drag(page, edge, edge + QPoint(0, hour))
    assert draft(office, task).minutes == 120


def test_on_a_single_day_a_task_is_dragged_to_another_hour_and_among_those_without_one(
    office: Office, page: CalendarPage
) -> None:
    task = a_timed_task(office, page, 10, minutes=60)
    office.press(Key.Key_Y)
    QTest.qWait(100)
    grid = page.view.grid()
    assert (grid.span, grid.first, grid.days) == (DAY, TODAY, 1)
    hour = round(grid.y_of(11 * 60) - grid.y_of(10 * 60))
    drag(page, place(page, task), place(page, task) + QPoint(0, -2 * hour))
    assert draft(office, task).due_at == instant_of(TODAY, office.context.zone, 8)
    drag(page, place(page, task), QPointF(place(page, task).x(), grid.head + 6).toPoint())
    moved = draft(office, task)
    assert (moved.due_on, moved.due_at) == (TODAY, None)
    office.undo.undo()
    assert draft(office, task).due_at == instant_of(TODAY, office.context.zone, 8)
    office.press(Key.Key_X)
    assert page.view.day == TODAY + timedelta(days=1)


def test_keys_choose_move_and_finish_and_a_double_click_plans(office: Office, page: CalendarPage) -> None:
    task = a_timed_task(office, page, 9)
    office.press(Key.Key_Space)
    assert page.view.current_id == task
    office.press(Key.Key_Right, CONTROL)
    QTest.qWait(200)
    assert draft(office, task).due_on == TODAY + timedelta(days=1)
    office.press(Key.Key_Return)
    assert office.notebook.opened == [("task", task)]
    office.press(Key.Key_D)
    QTest.qWait(200)
    with office.company.read() as reading:
        assert reading.session.get_one(Task, task).status == "done"
    day = TODAY + timedelta(days=3)
    QTest.mouseDClick(
        page.view,
        Qt.MouseButton.LeftButton,
        pos=page.view.grid().cell((day - page.view.first).days).center().toPoint(),
    )
    office.type("subject", "Plan it")
    office.save()
    QTest.qWait(200)
    assert [(each.title, each.on) for each in page.view.items][-1] == ("Plan it", day)


def test_a_full_day_says_how_many_more_there_are_and_activities_stand_beside_tasks(
    office: Office, page: CalendarPage
) -> None:
    with office.company.write() as work:
        an_interaction(work, "Showed the probe")
        for number in range(12):
            a_task(work, f"Task {number}")
    page.read_again()
    placed, hidden = page.view.placed()
    assert len(page.view.items) == 13
    assert hidden[TODAY] == 13 - len(placed)
    assert page.view.span == MONTH
    assert faults([page.actions_set.actions]) == []
    set_language("zh_CN")
    page.retranslate()
    assert page.grab().width() > 0
    for key in (Key.Key_Y, Key.Key_PageDown, Key.Key_T):
        office.press(key)
    assert page.view.day == TODAY


def test_short_items_close_to_each_other_stand_side_by_side_and_early_ones_are_reached(
    office: Office, page: CalendarPage
) -> None:
    short = [a_timed_task(office, page, 9), a_timed_task(office, page, 9), a_timed_task(office, page, 10)]
    page.view.go_to(TODAY, WEEK)
    assert (page.view.grid().first_hour, page.view.grid().last_hour) == (7, 21)
    night = [a_timed_task(office, page, 5, minutes=30), a_timed_task(office, page, 23, minutes=30)]
    grid = page.view.grid()
    assert (grid.first_hour, grid.last_hour) == (5, 24)
    rects = {each.item.record_id: each.rect for each in page.view.placed()[0]}
    assert rects.keys() == {*short, *night}
    assert not any(rects[a].intersects(rects[b]) for a in rects for b in rects if a < b)
    # What stands alone has the whole width of its day.
    assert rects[short[2]].width() > 1.5 * rects[short[0]].width()
    room = grid.hours((TODAY - grid.first).days)
    assert all(room.contains(rects[each].center()) for each in night)
    office.press(Key.Key_H)
    assert (page.view.grid().first_hour, page.view.grid().last_hour) == (0, 24)


def test_keys_move_a_task_among_the_hours_and_make_it_longer(office: Office, page: CalendarPage) -> None:
    task = a_timed_task(office, page, 10, minutes=60)
    page.view.go_to(TODAY, WEEK)
    page.view.current_id = task
    office.press(Key.Key_Down, CONTROL)
    QTest.qWait(200)
    assert draft(office, task).due_at == instant_of(TODAY, office.context.zone, 10, 15)
    office.press(Key.Key_Up, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    QTest.qWait(200)
    assert draft(office, task).minutes == 45


def test_the_present_minute_is_a_line_through_today(office: Office, page: CalendarPage) -> None:
    page.view.go_to(TODAY, WEEK)
    page.read_again()
    view, grid = page.view, page.view.grid()
    # 14:00 in Shanghai, and perhaps some milliseconds.
    at = QPointF(grid.cell((TODAY - grid.first).days).center().x(), grid.y_of(14 * 60)).toPoint()
    shown = view.grab().toImage()
    ratio = shown.devicePixelRatio()
    column = [shown.pixelColor(round(at.x() * ratio), round((at.y() + dy) * ratio)).name() for dy in (-1, 0, 1)]
    assert office.context.theme.tokens.bad.lower() in column
