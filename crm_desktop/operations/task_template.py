"""Series of tasks: named once with their steps, planned at once for a customer, a deal or a lead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import TaskTemplate, TaskTemplateStep
from crm_desktop.models.task import NORMAL, PRIORITIES
from crm_desktop.operations import drafts, parts, records
from crm_desktop.operations import task as tasks
from crm_desktop.operations.references import check_choice
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

DAYS_MOST = 3650
STEPS_MOST = 50


@dataclass(frozen=True)
class StepDraft:
    """A step as a form edits it: so many days after the series begins."""

    after_days: int = 0
    subject: str = ""
    kind_id: str | None = None
    priority: str = NORMAL
    detail: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class TemplateDraft:
    """A series as a form edits it, in one language at least."""

    name_en: str = ""
    name_zh: str = ""
    steps: tuple[StepDraft, ...] = ()


@dataclass(frozen=True)
class PlannedStep:
    """A step with its day, as it will become a task."""

    due_on: date | None
    subject: str
    kind_id: str | None = None
    priority: str = NORMAL
    detail: str | None = None


def template_draft(reading: Reading, template_id: str) -> TemplateDraft:
    """What a form edits of a series."""
    template = records.find(reading, TaskTemplate, template_id)
    steps = parts.read_parts(reading, TaskTemplateStep, {"template_id": template_id}, StepDraft)
    return drafts.loaded(TemplateDraft, template, steps=steps)


def create_template(work: UnitOfWork, draft: TemplateDraft) -> str:
    """Add a series; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check(work, draft)
    count = len(work.session.scalars(select(TaskTemplate.id).where(TaskTemplate.deleted.is_(False))).all())
    template = TaskTemplate(id=work.new_id(), position=count, **_names(draft))
    work.session.add(template)
    parts.add_parts(work, TaskTemplateStep, {"template_id": template.id}, _sorted(draft.steps))
    return template.id


def update_template(
    work: UnitOfWork,
    template_id: str,
    draft: TemplateDraft,
    loaded: TemplateDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a series; what was planned by it stays as it is."""
    rights.require(work.viewer, ADMINISTER)
    template = records.find_to_change(work, TaskTemplate, template_id)
    before = loaded or template_draft(work, template_id)
    _check(work, draft)
    records.apply(work, template, _names(draft), _names(before), position)
    owner = {"template_id": template_id}
    parts.write_parts(work, TaskTemplateStep, owner, _sorted(draft.steps), before.steps, position)


def delete_template(work: UnitOfWork, template_id: str) -> None:
    """Take a series away; what was planned by it stays."""
    rights.require(work.viewer, ADMINISTER)
    template = records.find_to_change(work, TaskTemplate, template_id)
    for step in parts.living_parts(work, TaskTemplateStep, {"template_id": template_id}):
        step.deleted = True
    template.deleted = True


def planned_steps(steps: Iterable[StepDraft], starts_on: date, *, skips_weekends: bool = True) -> list[PlannedStep]:
    """The steps with their days; one that meets a weekend waits for Monday when weekends are skipped."""
    found = []
    for step in steps:
        day = starts_on + timedelta(days=step.after_days)
        if skips_weekends and day.weekday() > 4:
            day += timedelta(days=7 - day.weekday())
        found.append(PlannedStep(day, step.subject, step.kind_id, step.priority, step.detail))
    return found


def plan_steps(
    work: UnitOfWork, steps: Sequence[PlannedStep], about: Mapping[str, Any], owner_id: str | None = None
) -> list[str]:
    """Make the tasks of a series about some record; all of them or none. Returns their ids."""
    if not steps:
        raise Invalid({"steps": Message("There is nothing to plan. Choose a series, or add a step.")})
    made = []
    for number, step in enumerate(steps, 1):
        draft = tasks.TaskDraft(
            step.subject,
            detail=step.detail,
            kind_id=step.kind_id,
            priority=step.priority,
            owner_id=owner_id or work.viewer.user_id or None,
            due_on=step.due_on,
            **about,
        )
        try:
            made.append(tasks.create_task(work, draft))
        except Invalid as problem:
            name, sentence = next(iter(problem.fields.items()))
            where = name if name == "owner_id" else "steps"
            raise Invalid({where: Message("Step {number}: {problem}", number=number, problem=sentence)}) from None
    return made


def _names(draft: TemplateDraft) -> dict[str, str]:
    return {"name_en": draft.name_en.strip(), "name_zh": draft.name_zh.strip()}


def _sorted(steps: Iterable[StepDraft]) -> tuple[StepDraft, ...]:
    return tuple(sorted(steps, key=lambda step: step.after_days))


def _check(work: UnitOfWork, draft: TemplateDraft) -> None:
    problems = Problems()
    if not any(_names(draft).values()):
        problems.add("name_en", Message("Give it a name in one of the languages."))
    if not draft.steps:
        problems.add("steps", Message("Add at least one step."))
    if len(draft.steps) > STEPS_MOST:
        problems.add("steps", Message("A series has at most {count} steps.", count=STEPS_MOST))
    days = Message("Give the days as a whole number from 0 to {most}.", most=DAYS_MOST)
    for step in draft.steps:
        problems.require("steps", step.subject, Message("Write in a few words what is to be done in every step."))
        problems.within("steps", step.after_days, 0, DAYS_MOST, days)
        problems.one_of("steps", step.priority, PRIORITIES)
        check_choice(work, problems, "steps", step.kind_id, "interaction_kind")
    problems.refuse()
