"""Reminders, the visit folder and what is entered from its sheets, and the report of what somebody did."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from crm_desktop.core.i18n import Message
from crm_desktop.operations.task import TaskDraft, create_task
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog

_REMINDED = (
    "Bring the offer for the second hall and the new price list",
    "带上第二车间的报价单和新价目表",
    "Call back",
)


def field_work_stations(driver: Driver) -> Iterator[Station]:
    """What salespeople on the road see."""
    session = driver.desk.session
    assert session is not None
    actions = driver.window.actions_set
    yield from dialog(driver, "reminders_none", partial(actions.trigger, "work.reminders"))
    database, viewer = session.database, session.background.viewer
    with database.write(Message("Plan"), viewer) as work:
        for name in _REMINDED:
            due = work.today + timedelta(days=1)
            create_task(work, TaskDraft(name, owner_id=viewer.user_id, due_on=due, remind_at=work.now_ms - 1))
    session.reminding.look()
    driver.wait(session.reminding.sign.isVisible, "the bell")
    yield from dialog(driver, "reminders", partial(actions.trigger, "work.reminders"))
    yield from dialog(driver, "visit_folder", partial(actions.trigger, "work.folder"))
    actions.trigger("work.sheet")
    driver.panel.submit()
    yield "sheet_entry", driver.window
    driver.panel.reject()
    driver.wait_until_closed()
    actions.trigger("work.report")
    report = driver.panel
    driver.wait(lambda: bool(report.days.text()), "the figures")
    yield "work_report", driver.window
    today = report.days.text()
    report.period.set_value("last_week")
    report.person.set_value("all")
    report.read()
    driver.wait(lambda: report.days.text() != today, "the figures of everybody")
    yield "work_report_of_all", driver.window
    report.reject()
    driver.wait_until_closed()
