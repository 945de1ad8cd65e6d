"""The series of tasks that a company plans again and again, with their steps."""

from dataclasses import dataclass

from sqlalchemy import func, select

from crm_desktop.models import TaskTemplate, TaskTemplateStep
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class TemplateView:
    """A series with how many steps it has, and how many days it takes."""

    id: str
    name_en: str
    name_zh: str
    steps: int
    days: int


def templates(reading: Reading) -> list[TemplateView]:
    """Every series in its order."""
    step = TaskTemplateStep
    statement = (
        select(
            TaskTemplate.id,
            TaskTemplate.name_en,
            TaskTemplate.name_zh,
            func.count(step.id),
            func.coalesce(func.max(step.after_days), 0),
        )
        .outerjoin(step, (step.template_id == TaskTemplate.id) & step.deleted.is_(False))
        .where(TaskTemplate.deleted.is_(False))
        .group_by(TaskTemplate.id)
        .order_by(TaskTemplate.position, TaskTemplate.id)
    )
    return [TemplateView(*row) for row in reading.session.execute(statement)]
