"""Tasks: planned, given to someone, put off, done, dropped and taken up again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, UserError
from crm_desktop.core.listing import ListSpec
from crm_desktop.models import Task
from crm_desktop.operations.interaction import interaction_draft, new_interaction, update_interaction
from crm_desktop.operations.task import (
    TaskDraft,
    assign_tasks,
    create_task,
    delete_tasks,
    drop_tasks,
    finish_tasks,
    new_task,
    put_off,
    reopen_tasks,
    task_draft,
    update_task,
)
from crm_desktop.operations.task_result import complete_task
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.task import TASKS, task_details
from tests.builders import a_contact, a_customer, a_task, a_user, an_interaction, an_opportunity, entry, role
from tests.company import Company

TODAY = date(2026, 11, 21)


@pytest.fixture
def mei(company: Company) -> str:
    """A salesperson."""
    with company.write() as work:
        return a_user(work, "Mei", login="mei", role_id=role("salesperson"))


def test_a_task_is_one_s_own_for_today_and_belongs_to_the_customer_of_what_it_is_about(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        deal = an_opportunity(work, customer_id=customer)
        draft = new_task(work, opportunity_id=deal)
        assert (draft.customer_id, draft.due_on, draft.owner_id) == (customer, TODAY, work.viewer.user_id)
        alone = create_task(work, TaskDraft("Call back", due_on=TODAY, contact_id=a_contact(work, "Dana", customer)))
        row = work.session.get_one(Task, alone)
        assert (row.customer_id, row.created_by_id, row.status) == (customer, work.viewer.user_id, "open")
        assert row.assigned_at is None


def test_what_is_wrong_with_a_task_is_said_field_by_field(company: Company) -> None:
    with company.write() as work:
        bad = TaskDraft(
            " ",
            kind_id=entry("level", "A"),
            priority="soon",
            due_on=TODAY - timedelta(days=1),
            due_at=instant_of(TODAY, work.zone),
            minutes=0,
            remind_at=instant_of(TODAY + timedelta(days=3), work.zone),
            customer_id="gone",
        )
        with pytest.raises(Invalid) as refused:
            create_task(work, bad)
        wrong = {"subject", "kind_id", "priority", "due_on", "due_at", "minutes", "remind_at", "customer_id"}
        assert refused.value.fields.keys() == wrong
        with pytest.raises(Invalid) as refused:
            create_task(work, TaskDraft("Call", due_on=date(2226, 1, 1)))
        assert refused.value.fields.keys() == {"due_on"}
        with pytest.raises(Invalid) as refused:
            create_task(work, TaskDraft("Call"))
        assert refused.value.fields.keys() == {"due_on"}


def test_a_task_given_to_someone_says_by_whom_and_only_who_may_assign_gives_those_of_others(
    company: Company, mei: str
) -> None:
    with company.write() as work:
        task = a_task(work)
        assert assign_tasks(work, [task], mei) == 1
        row = work.session.get_one(Task, task)
        assert (row.owner_id, row.assigned_by_id, row.assigned_at) == (mei, work.viewer.user_id, work.now_ms)
        with pytest.raises(Invalid):
            assign_tasks(work, [task], None)
        # Planned for somebody else from the beginning.
        assert work.session.get_one(Task, a_task(work, owner_id=mei)).assigned_by_id == work.viewer.user_id
        others = a_task(work, "Of the boss", customer_id=a_customer(work, owner_id=mei))
    with company.seen_by("mei").write() as work:
        with pytest.raises(NotAllowed):
            assign_tasks(work, [others], mei)
        with pytest.raises(NotAllowed):
            create_task(work, TaskDraft("Help me", due_on=TODAY, owner_id=company.viewer.user_id))


def test_a_task_is_changed_by_its_owner_its_maker_and_who_has_its_customer_but_by_nobody_else(
    company: Company, mei: str
) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        of_ian = a_task(work, "Hidden", owner_id=ian, customer_id=a_customer(work, owner_id=ian))
        of_customer = a_task(work, "At her customer", owner_id=ian, customer_id=a_customer(work, "Own", owner_id=mei))
        hers = a_task(work, "Her own", owner_id=mei)
    with company.seen_by("mei").write() as work:
        assert finish_tasks(work, [of_customer, hers]) == 2
        with pytest.raises(NotFound):
            finish_tasks(work, [of_ian])
        made = a_task(work, "Made by her")
    with company.write() as work:
        assign_tasks(work, [made], ian)
    with company.seen_by("mei").write() as work:
        assert put_off(work, [made], TODAY + timedelta(days=1)) == 1


def test_a_task_is_done_dropped_and_taken_up_again(company: Company) -> None:
    with company.write() as work:
        done, dropped = a_task(work), a_task(work)
        assert finish_tasks(work, [done], " Sent it ") == 1
        assert finish_tasks(work, [done]) == 0
        assert drop_tasks(work, [dropped], "Not wanted any more") == 1
        row = work.session.get_one(Task, done)
        assert (row.status, row.result, row.done_on, row.done_by_id) == (
            "done",
            "Sent it",
            TODAY,
            work.viewer.user_id,
        )
        assert reopen_tasks(work, [done, dropped]) == 2
        assert (row.status, row.result, row.done_on, row.done_at) == ("open", None, None, None)


def test_a_task_put_off_keeps_its_time_and_its_reminder_moves_along(company: Company) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with company.write() as work:
        at = instant_of(TODAY, work.zone, 15, 30)
        task = a_task(work, due_at=at, remind_at=at - 900_000)
        assert put_off(work, [task], tomorrow) == 1
        row = work.session.get_one(Task, task)
        later = instant_of(tomorrow, work.zone, 15, 30)
        assert (row.due_on, row.due_at, row.remind_at) == (tomorrow, later, later - 900_000)
        assert put_off(work, [task], tomorrow) == 0
        with pytest.raises(Invalid):
            put_off(work, [task], TODAY - timedelta(days=1))
        finish_tasks(work, [task])
        with pytest.raises(UserError):
            put_off(work, [task], TODAY + timedelta(days=5))


def test_only_what_was_changed_is_written_and_a_task_deleted(company: Company) -> None:
    with company.write() as work:
        task = a_task(work)
    with company.write() as work:
        loaded = task_draft(work, task)
        update_task(work, task, replace(loaded, subject="Send the offer", priority="high"), loaded, work.position)
    with company.read() as reading:
        details = task_details(reading, task)
    assert (details.subject, details.priority, details.is_overdue) == ("Send the offer", "high", False)
    with company.write() as work:
        loaded = task_draft(work, task)
        update_task(work, task, loaded, loaded, work.position)
    assert not work.changes
    with company.write() as work:
        assert delete_tasks(work, [task]) == 1


def test_the_quick_filters_part_the_tasks(company: Company, mei: str) -> None:
    with company.write() as work:
        monday = TODAY - timedelta(days=5)
        a_task(work, "Today")
        a_task(work, "Next month", due_on=TODAY + timedelta(days=30))
        late = a_task(work, "Late")
        work.session.get_one(Task, late).due_on = monday
        a_task(work, "Given", owner_id=mei)
        finish_tasks(work, [a_task(work, "Ready")])
    found = {}
    with company.read() as reading:
        for view in views("task"):
            found[view.key] = {row.subject for row in TASKS.first(reading, view.spec, 10)}
        assert next(row.subject for row in TASKS.first(reading, ListSpec(), 9)) == "Late"
    assert found == {
        "mine": {"Today", "Next month", "Late"},
        "today": {"Today"},
        "overdue": {"Late"},
        "week": {"Today", "Late"},
        "given": {"Given"},
        "open": {"Today", "Next month", "Late", "Given"},
        "done": {"Ready"},
        "all": {"Today", "Next month", "Late", "Given", "Ready"},
    }


def test_the_next_step_of_an_activity_is_a_task_and_both_go_on_saying_the_same(company: Company) -> None:
    monday = TODAY + timedelta(days=2)
    with company.write() as work:
        talk = an_interaction(work, next_step="Send the offer", next_step_on=monday)
        task = Task.id_of_step(talk)
        row = work.session.get_one(Task, task)
        assert (row.subject, row.due_on, row.owner_id) == ("Send the offer", monday, work.viewer.user_id)
        put_off(work, [task], monday + timedelta(days=1))
        assert interaction_draft(work, talk).next_step_on == monday + timedelta(days=1)
        loaded = interaction_draft(work, talk)
        update_interaction(work, talk, replace(loaded, next_step="Bring the offer", next_step_on=monday), loaded)
        assert (row.subject, row.due_on) == ("Bring the offer", monday)
        finish_tasks(work, [task])
        assert interaction_draft(work, talk).next_step is None
        reopen_tasks(work, [task])
        assert interaction_draft(work, talk).next_step == "Bring the offer"
        loaded = interaction_draft(work, talk)
        update_interaction(work, talk, replace(loaded, next_step=None, next_step_on=None), loaded)
        assert row.status == "dropped"
        # One of a past day is history.
        old = an_interaction(work, next_step="Was long ago", next_step_on=TODAY - timedelta(days=1))
        assert work.session.get(Task, Task.id_of_step(old)) is None


def test_a_task_is_completed_by_the_activity_that_tells_it_in_one_step_that_can_be_undone(company: Company) -> None:
    with company.write() as work:
        task = a_task(work, "Visit them", customer_id=a_customer(work), kind_id=entry("interaction_kind", "call"))
    with company.write() as work:
        draft = new_interaction(work, task_id=task)
        assert (draft.subject, draft.kind_id) == ("Visit them", entry("interaction_kind", "call"))
        told = complete_task(
            work, task, replace(draft, detail="They want two", next_step="Send two", next_step_on=TODAY)
        )
    with company.read() as reading:
        details = task_details(reading, task)
        assert (details.status, details.interaction_id, details.result) == ("done", told, "They want two")
        assert [row.subject for row in TASKS.first(reading, views("task")[0].spec, 9)] == ["Send two"]
    with company.write("Undo") as work:
        undo(work)
    with company.read() as reading:
        assert task_details(reading, task).status == "open"
        assert [row.subject for row in TASKS.first(reading, ListSpec(), 9)] == ["Visit them"]


def test_a_new_day_in_the_form_takes_the_time_along(company: Company) -> None:
    with company.write() as work:
        task = a_task(work, due_at=instant_of(TODAY, work.zone, 9), remind_at=instant_of(TODAY, work.zone, 8))
        loaded = task_draft(work, task)
        update_task(work, task, replace(loaded, due_on=date(2026, 12, 1)), loaded)
        changed = task_draft(work, task)
        assert changed.due_at == instant_of(date(2026, 12, 1), work.zone, 9)
        assert changed.remind_at == instant_of(date(2026, 12, 1), work.zone, 8)


@pytest.mark.parametrize("instant", [10**15, -(10**15), 10**18])
def test_a_moment_beyond_all_calendars_is_refused(company: Company, instant: int) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_task(work, TaskDraft("Call", due_on=TODAY, due_at=instant))
    assert set(refused.value.fields) == {"due_at"}
    with pytest.raises(Invalid), company.write() as work:
        create_task(work, TaskDraft("Call", due_on=TODAY, due_at=instant, remind_at=10**15))
