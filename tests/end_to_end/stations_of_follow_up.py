"""Tasks above a timeline with comments below, ratings of a visit, series of tasks, and what repeats."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from PySide6.QtWidgets import QApplication

from crm_desktop.core.i18n import Message
from crm_desktop.models import Task
from crm_desktop.operations.comment import add_comment
from crm_desktop.operations.task import TaskDraft, create_task
from crm_desktop.operations.task_series import SeriesDraft, create_series
from crm_desktop.operations.task_template import StepDraft, TemplateDraft, create_template
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.forms.task_template import open_template_form
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list

_FAIR = TemplateDraft(
    "After a trade fair", "展会跟进", (StepDraft(0, "Call"), StepDraft(4, "Send the offer", priority="urgent"))
)


def follow_up_stations(driver: Driver) -> Iterator[Station]:
    """What follows a visit, and what is planned."""
    yield from _timeline(driver)
    yield from _series(driver)
    yield from _repeating(driver)


def _timeline(driver: Driver) -> Iterator[Station]:
    """Tasks and comments beside a customer, a comment begun, and the ratings of a visit."""
    session = driver.desk.session
    assert session is not None
    show_list(driver, "customers")
    page, viewer = driver.page, session.background.viewer
    with session.database.write(Message("Plan"), viewer) as work:
        for number in range(7):
            due = work.today + timedelta(days=number * 3)
            about = {"customer_id": page.current_id, "owner_id": viewer.user_id}
            task = create_task(work, TaskDraft("Bring the offer for the second hall", due_on=due, **about))
        add_comment(work, "task", task, "Ask for the decision before the year ends; they have a budget left.")
    timeline = page.detail.timeline
    timeline.read_again()
    driver.wait(lambda: any(each.is_open for each in timeline.history.entries()), "the tasks")
    yield f"customers{DETAIL}tasks", driver.window
    timeline.history.setFocus()
    timeline.comment()
    yield f"customers{DETAIL}comment", driver.window
    timeline.comments.end()
    yield from dialog(driver, "rated_visit", page.log_activity)


def _series(driver: Driver) -> Iterator[Station]:
    session = driver.desk.session
    assert session is not None
    with session.database.write(Message("Plan"), session.background.viewer) as work:
        template = create_template(work, _FAIR)
    yield from dialog(driver, "plan_series", partial(driver.page.actions_set.trigger, "detail.series"))
    form = partial(open_template_form, session.context, driver.window, template, lambda: None)
    yield from dialog(driver, "task_template", form)


def _repeating(driver: Driver) -> Iterator[Station]:
    """The form of a task that repeats, and the question how far its deletion reaches."""
    session = driver.desk.session
    assert session is not None
    viewer = session.background.viewer
    with session.database.write(Message("Plan"), viewer) as work:
        draft = SeriesDraft("Call the lab", owner_id=viewer.user_id, repeats="FREQ=WEEKLY", starts_on=work.today)
        series = create_series(work, draft)
        first = Task.id_of(series, work.today)
    show_list(driver, "tasks")
    driver.page.show_record(first)
    driver.wait_for_detail(first)
    yield from dialog(driver, "repeating_task", driver.page.edit)
    driver.page.delete()
    asked = next(each for each in QApplication.topLevelWidgets() if isinstance(each, MessageDialog))
    yield "task_reach", asked
    asked.reject()
