"""The next step of an interaction is a task as well: both say the same, whichever of them is changed."""

from sqlalchemy import select

from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models import Interaction, Task
from crm_desktop.models.task import DONE, DROPPED
from crm_desktop.operations import ownership
from crm_desktop.operations import task as tasks
from crm_desktop.storage.database import UnitOfWork

_SHARED = ("customer_id", "contact_id", "opportunity_id", "case_id", "lead_id", "campaign_id")


def plan_next_step(work: UnitOfWork, interaction: Interaction) -> str | None:
    """Make the task of an interaction's next step what that says by now; returns its id while there is one."""
    task_id = Task.id_of_step(interaction.id)
    task = work.session.get(Task, task_id)
    step, day = (interaction.next_step or "").strip(), interaction.next_step_on
    if task is None:
        return _planned(work, interaction, task_id) if step and day and day >= work.today else None
    if task.deleted or not task.is_open:
        return None
    if not step or day is None:
        tasks.close(work, task, DROPPED)
        return None
    task.subject = step
    if day >= work.today:
        tasks.move(work, task, day)
    return task_id


def _planned(work: UnitOfWork, interaction: Interaction, task_id: str) -> str:
    me = work.viewer.user_id or None
    about = {name: getattr(interaction, name) for name in _SHARED}
    owner_id = ownership.at_work(work, interaction.owner_id) if work.viewer.may(ASSIGN) else me
    draft = tasks.TaskDraft(interaction.next_step or "", owner_id=owner_id, due_on=interaction.next_step_on, **about)
    return tasks.create_task(work, draft, task_id=task_id)


def keep_step(work: UnitOfWork, task: Task) -> None:
    """Let the interaction whose next step a task is say what became of it."""
    interaction = _interaction_of(work, task)
    if interaction is None:
        return
    is_closed = task.status in (DONE, DROPPED)
    step, day = (None, None) if is_closed else (task.subject, task.due_on)
    if (interaction.next_step, interaction.next_step_on) != (step, day):
        interaction.next_step, interaction.next_step_on = step, day


def _interaction_of(work: UnitOfWork, task: Task) -> Interaction | None:
    column = Interaction.customer_id if task.customer_id else Interaction.contact_id
    key = task.customer_id or task.contact_id
    if key is None:
        return None
    ids = work.session.scalars(select(Interaction.id).where(column == key, Interaction.deleted.is_(False)))
    found = next((each for each in ids if Task.id_of_step(each) == task.id), None)
    return work.session.get(Interaction, found) if found else None
