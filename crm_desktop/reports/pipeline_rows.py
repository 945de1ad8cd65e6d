"""Open deals by stage, and closed ones by the reason noted; each row leads to its deals."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter
from crm_desktop.insight.sales import ClosedDeals, Open
from crm_desktop.models import Pipeline, Stage
from crm_desktop.models.dictionary import LOST, OPEN, WON, name_in
from crm_desktop.reports import figures as names
from crm_desktop.reports.figures import Breakdown, Ratio, Row
from crm_desktop.reports.revenue_rows import is_or_empty, largest_first
from crm_desktop.reports.scope import Scope
from crm_desktop.storage.database import Reading

_NONE = Open()


def by_stage(reading: Reading, scope: Scope, deals: Mapping[str, Open], language: str) -> Breakdown:
    """Every stage of the company in its order, and former ones that deals stood in."""
    total = sum(each.amount for each in deals.values())
    rows = []
    for stage in _stages(reading):
        here = deals.get(stage.id, _NONE)
        if not here.deals and (stage.outcome != OPEN or stage.is_gone):
            continue
        rows.append(
            Row(
                stage.code,
                name_in(language, stage.name_en, stage.name_zh),
                here.amount,
                here.deals,
                Ratio(here.amount, total),
                scope.open(Filter("stage_on", "is", (stage.id, scope.open_on.isoformat()))),
                weighted=here.weighted,
                probability=Ratio(stage.probability_e6, 1_000_000),
            )
        )
    definition = Message("Open deals by the stage they had on that day, with their weighted amounts.")
    return Breakdown(names.BY_STAGE, Message("Pipeline by stage"), scope.unit, definition, tuple(rows))


def won_reasons(scope: Scope, deals: ClosedDeals, entries: Mapping[str, str]) -> Breakdown:
    """Why deals were won."""
    counts = {key: each.won for key, each in deals.by_reason.items() if each.won}
    return _reasons(scope, names.WON_REASONS, Message("Reasons for winning"), WON, counts, entries)


def lost_reasons(scope: Scope, deals: ClosedDeals, entries: Mapping[str, str]) -> Breakdown:
    """Why deals were lost."""
    counts = {key: each.lost for key, each in deals.by_reason.items() if each.lost}
    return _reasons(scope, names.LOST_REASONS, Message("Reasons for losing"), LOST, counts, entries)


def _reasons(
    scope: Scope,
    name: str,
    title: Message,
    outcome: str,
    counts: Mapping[str | None, int],
    entries: Mapping[str, str],
) -> Breakdown:
    total = sum(counts.values())
    rows = (
        Row(
            key or "",
            entries.get(key, "") if key else Message("No reason given"),
            count,
            count,
            Ratio(count, total),
            scope.closed(outcome, is_or_empty("reason", key)),
        )
        for key, count in counts.items()
    )
    definition = Message("Number of deals closed in the period by the reason noted when they were closed.")
    return Breakdown(name, title, names.COUNT, definition, largest_first(rows))


def _stages(reading: Reading) -> list[Any]:
    return list(
        reading.session.execute(
            select(
                Stage.id,
                Stage.code,
                Stage.name_en,
                Stage.name_zh,
                Stage.probability_e6,
                Stage.outcome,
                or_(Stage.deleted.is_(True), Pipeline.deleted.is_(True)).label("is_gone"),
            )
            .join(Pipeline, Pipeline.id == Stage.pipeline_id)
            .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
        )
    )
