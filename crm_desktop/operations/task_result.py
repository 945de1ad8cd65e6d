"""What came of a task: the activity that tells it, the closed task and the next one, written as one step."""

from crm_desktop.models import Task
from crm_desktop.models.task import DONE
from crm_desktop.operations import follow_up, records
from crm_desktop.operations import task as tasks
from crm_desktop.operations.interaction import InteractionDraft, log_interaction
from crm_desktop.storage.database import UnitOfWork


def complete_task(work: UnitOfWork, task_id: str, draft: InteractionDraft) -> str:
    """Write down what was done and close the task by it; its next step becomes the next task. Returns the activity."""
    task = records.find_to_change(work, Task, task_id)
    interaction_id = log_interaction(work, draft)
    if tasks.close(work, task, DONE, draft.detail, told_by=interaction_id):
        follow_up.keep_step(work, task)
    return interaction_id
