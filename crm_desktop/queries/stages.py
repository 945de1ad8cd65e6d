"""The pipelines with their stages, in the order people work through them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, bindparam, select

from crm_desktop.models import Pipeline, Stage, StageCheck
from crm_desktop.models.dictionary import OPEN
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import user_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class StageView:
    """A stage with its win probability in millionths; `outcome` is open, won or lost."""

    id: str
    pipeline_id: str
    code: str
    name_en: str
    name_zh: str
    position: int
    probability_e6: int
    outcome: str
    stall_days: int | None
    needs: str | None = None
    checklist: str | None = None


@dataclass(frozen=True)
class CheckView:
    """An item of the checklist of the stage a deal stands in, and since when it is done, by whom."""

    item: str
    done_on: date | None
    by: str | None


@dataclass(frozen=True)
class PipelineView:
    """A pipeline and its stages in order."""

    id: str
    code: str
    name_en: str
    name_zh: str
    stages: tuple[StageView, ...]

    def first_open(self) -> StageView | None:
        """The stage a new deal starts in."""
        return next((stage for stage in self.stages if stage.outcome == OPEN), None)

    def closing(self, outcome: str) -> StageView | None:
        """The stage of won, or of lost, deals."""
        return next((stage for stage in self.stages if stage.outcome == outcome), None)


def pipelines(reading: Reading) -> list[PipelineView]:
    """Every pipeline, the usual one first."""
    found = reading.session.execute(
        select(Pipeline.id, Pipeline.code, Pipeline.name_en, Pipeline.name_zh)
        .where(Pipeline.deleted.is_(False))
        .order_by(Pipeline.position, Pipeline.id)
    ).all()
    all_stages = stages(reading)
    return [PipelineView(*row, tuple(each for each in all_stages if each.pipeline_id == row.id)) for row in found]


def stages(reading: Reading) -> list[StageView]:
    """The stages of all pipelines, each pipeline's in order."""
    statement = (
        select(
            Stage.id,
            Stage.pipeline_id,
            Stage.code,
            Stage.name_en,
            Stage.name_zh,
            Stage.position,
            Stage.probability_e6,
            Stage.outcome,
            Stage.stall_days,
            Stage.needs,
            Stage.checklist,
        )
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.deleted.is_(False), Pipeline.deleted.is_(False))
        .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    )
    return [StageView(*row) for row in reading.session.execute(statement)]


_STAGE: Any = bindparam("stage", type_=Text)
_CHECKLIST = select(Stage.checklist).where(Stage.id == _STAGE)
_TICKED = select(StageCheck.item, StageCheck.done_on, user_name(StageCheck.done_by_id)).where(
    StageCheck.opportunity_id == RECORD, StageCheck.stage_id == _STAGE, StageCheck.deleted.is_(False)
)


def checks(reading: Reading, opportunity_id: str, stage_id: str) -> tuple[CheckView, ...]:
    """The checklist of a stage as far as it is ticked for a deal."""
    items = (reading.value(_CHECKLIST, {"stage": stage_id}) or "").splitlines()
    if not items:
        return ()
    ticked = reading.fetch(_TICKED, {"record": opportunity_id, "stage": stage_id})
    done = {item: (on, by) for item, on, by in ticked}
    return tuple(CheckView(item, *done.get(item, (None, None))) for item in items)
