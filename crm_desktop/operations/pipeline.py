"""Pipelines and their stages: named, ordered, with what a deal needs to enter a stage and what is ticked in it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import Opportunity, Pipeline, Stage
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.operations import amounts, drafts, records
from crm_desktop.operations.stage_needs import FIELDS
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

_CERTAIN = {WON: 1_000_000, LOST: 0}
_STALL_MOST = 3650
_FIRST = (("New", "新建", 100_000, OPEN, 30), ("Won", "赢单", 1_000_000, WON, None), ("Lost", "输单", 0, LOST, None))


@dataclass(frozen=True)
class PipelineDraft:
    """A pipeline as a form edits it; `place` counts from 1, and new deals begin in the first one."""

    name_en: str = ""
    name_zh: str = ""
    place: int | None = None


@dataclass(frozen=True)
class StageDraft:
    """A stage as a form edits it; `place` counts from 1, `needs` names fields, `checklist` has an item a line."""

    name_en: str = ""
    name_zh: str = ""
    place: int | None = None
    probability_e6: int | None = None
    outcome: str = OPEN
    stall_days: int | None = None
    needs: tuple[str, ...] = ()
    checklist: str | None = None


def pipeline_draft(reading: Reading, pipeline_id: str) -> PipelineDraft:
    """What a form edits of a pipeline."""
    pipeline = records.find(reading, Pipeline, pipeline_id)
    return drafts.loaded(PipelineDraft, pipeline, place=_pipelines(reading).index(pipeline) + 1)


def stage_draft(reading: Reading, stage_id: str) -> StageDraft:
    """What a form edits of a stage."""
    stage = records.find(reading, Stage, stage_id)
    place = _stages(reading, stage.pipeline_id).index(stage) + 1
    return drafts.loaded(StageDraft, stage, place=place, needs=tuple((stage.needs or "").split()))


def create_pipeline(work: UnitOfWork, draft: PipelineDraft) -> str:
    """Add a pipeline with an open stage and both ends; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check_pipeline(draft)
    listed, pipeline_id = _pipelines(work), work.new_id()
    pipeline = Pipeline(id=pipeline_id, code=pipeline_id, position=len(listed), **_names(draft))
    work.session.add(pipeline)
    for position, (name_en, name_zh, probability, outcome, stall) in enumerate(_FIRST):
        stage_id = work.new_id()
        work.session.add(
            Stage(
                id=stage_id,
                pipeline_id=pipeline_id,
                code=stage_id,
                name_en=name_en,
                name_zh=name_zh,
                position=position,
                probability_e6=probability,
                outcome=outcome,
                stall_days=stall,
            )
        )
    _put_in_order([*listed, pipeline], pipeline, draft.place)
    return pipeline_id


def update_pipeline(work: UnitOfWork, pipeline_id: str, draft: PipelineDraft) -> None:
    """Rename a pipeline, or put it in another place."""
    rights.require(work.viewer, ADMINISTER)
    pipeline = records.find_to_change(work, Pipeline, pipeline_id)
    _check_pipeline(draft)
    records.apply(work, pipeline, _names(draft))
    _put_in_order(_pipelines(work), pipeline, draft.place)


def delete_pipeline(work: UnitOfWork, pipeline_id: str) -> None:
    """Take a pipeline away in which no deals stand; one has to stay."""
    rights.require(work.viewer, ADMINISTER)
    pipeline = records.find_to_change(work, Pipeline, pipeline_id)
    if len(_pipelines(work)) == 1:
        raise UserError(Message("This is the only pipeline. Add another one before you delete it."))
    for stage in _stages(work, pipeline_id):
        _refuse_if_used(work, stage)
        stage.deleted = True
    pipeline.deleted = True


def create_stage(work: UnitOfWork, pipeline_id: str, draft: StageDraft) -> str:
    """Add an open stage to a pipeline, before its ends unless a place is given; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    records.find_to_change(work, Pipeline, pipeline_id)
    _check_stage(draft)
    listed, stage_id = _stages(work, pipeline_id), work.new_id()
    values = _values(draft, OPEN)
    stage = Stage(id=stage_id, pipeline_id=pipeline_id, code=stage_id, outcome=OPEN, position=len(listed), **values)
    work.session.add(stage)
    ends = next((at for at, each in enumerate(listed) if each.outcome != OPEN), len(listed))
    _put_in_order([*listed, stage], stage, draft.place or ends + 1)
    return stage_id


def update_stage(work: UnitOfWork, stage_id: str, draft: StageDraft) -> None:
    """Change what a stage is called, where it stands and what it asks; deals in it keep their probability."""
    rights.require(work.viewer, ADMINISTER)
    stage = records.find_to_change(work, Stage, stage_id)
    _check_stage(draft)
    records.apply(work, stage, _values(draft, stage.outcome))
    _put_in_order(_stages(work, stage.pipeline_id), stage, draft.place)


def delete_stage(work: UnitOfWork, stage_id: str) -> None:
    """Take a stage away in which no deals stand; a pipeline keeps an open one and both ends."""
    rights.require(work.viewer, ADMINISTER)
    stage = records.find_to_change(work, Stage, stage_id)
    alike = [each for each in _stages(work, stage.pipeline_id) if each.outcome == stage.outcome]
    if len(alike) == 1:
        raise UserError(Message("A pipeline needs an open stage, and one each for deals that are won and lost."))
    _refuse_if_used(work, stage)
    stage.deleted = True


def _pipelines(reading: Reading) -> list[Pipeline]:
    statement = select(Pipeline).where(Pipeline.deleted.is_(False))
    return list(reading.session.scalars(statement.order_by(Pipeline.position, Pipeline.id)))


def _stages(reading: Reading, pipeline_id: str) -> list[Stage]:
    statement = select(Stage).where(Stage.pipeline_id == pipeline_id, Stage.deleted.is_(False))
    return list(reading.session.scalars(statement.order_by(Stage.position, Stage.id)))


def _names(draft: PipelineDraft | StageDraft) -> dict[str, str]:
    return {"name_en": draft.name_en.strip(), "name_zh": draft.name_zh.strip()}


def _values(draft: StageDraft, outcome: str) -> dict[str, object]:
    return {
        **_names(draft),
        "probability_e6": _CERTAIN.get(outcome, draft.probability_e6 or 0),
        "stall_days": draft.stall_days if outcome == OPEN else None,
        "needs": " ".join(dict.fromkeys(each for each in draft.needs if each)) or None,
        "checklist": _tidy(draft.checklist),
    }


def _put_in_order(listed: list[Pipeline] | list[Stage], one: Pipeline | Stage, place: int | None) -> None:
    """Number them, one of them at its place; only what moves is written."""
    order: list[Pipeline | Stage] = [each for each in listed if each.id != one.id]
    at = place - 1 if place is not None else next(at for at, each in enumerate(listed) if each.id == one.id)
    order.insert(max(0, min(at, len(order))), one)
    for position, each in enumerate(order):
        if each.position != position:
            each.position = position


def _refuse_if_used(work: UnitOfWork, stage: Stage) -> None:
    used = select(func.count()).where(Opportunity.stage_id == stage.id, Opportunity.deleted.is_(False))
    if count := work.session.scalar(used):
        name = " / ".join(dict.fromkeys(each for each in (stage.name_en, stage.name_zh) if each))
        raise UserError(
            Message("Deals stand in “{stage}”: {count}. Move them to another stage first.", stage=name, count=count)
        )


def _check_pipeline(draft: PipelineDraft) -> None:
    problems = Problems()
    if not any(_names(draft).values()):
        problems.add("name_en", Message("Give it a name in one of the languages."))
    problems.refuse()


def _check_stage(draft: StageDraft) -> None:
    problems = Problems()
    if not any(_names(draft).values()):
        problems.add("name_en", Message("Give it a name in one of the languages."))
    amounts.check_share(problems, "probability_e6", draft.probability_e6)
    days = Message("Give the days as a whole number of 1 or more.")
    problems.within("stall_days", draft.stall_days, 1, _STALL_MOST, days)
    if {each for each in draft.needs if each} - FIELDS.keys():
        problems.add("needs", Message("Choose one of the offered values."))
    problems.refuse()


def _tidy(checklist: str | None) -> str | None:
    lines = (line.strip() for line in (checklist or "").splitlines())
    return "\n".join(dict.fromkeys(line for line in lines if line)) or None
