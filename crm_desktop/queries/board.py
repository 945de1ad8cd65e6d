"""The deals of a list as a board: a column for each stage of one pipeline, with its count, its sums and its cards.

A board is the list it stands for, narrowed to a pipeline and parted by stage: filters, search, order and rights are the
list's own. A column comes with the ids of all its cards, packed, and with the first few cards; further ones by id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models import Opportunity
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.money import share
from crm_desktop.queries.opportunity import AMOUNT_IN_BASE, OPPORTUNITIES, OpportunityRow
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.stages import PipelineView, StageView, pipelines
from crm_desktop.storage.database import Reading

# More than a tall column shows at once.
FIRST_CARDS = 16
# Sums of amounts, and of amounts by their probability; how many amounts are not known in the company's currency.
_Sums = tuple[int, int, int]


@dataclass(frozen=True)
class BoardColumn:
    """A stage with its deals; sums are minor units of the company's currency.

    `unknown` deals are in a currency without an exchange rate: they are counted and not summed.
    """

    stage: StageView
    ids: bytes
    cards: tuple[OpportunityRow, ...]
    amount_minor: int | None
    weighted_minor: int | None
    unknown: int

    @property
    def count(self) -> int:
        """How many deals stand here."""
        return len(self.ids) // 16


@dataclass(frozen=True)
class Board:
    """One pipeline; `others` are the pipelines that could be shown as well.

    `won_minor` is what was won since the first of the month, by the list's filters but for the outcome.
    """

    pipeline: PipelineView
    others: tuple[PipelineView, ...]
    columns: tuple[BoardColumn, ...]
    won_minor: int | None

    @property
    def count(self) -> int:
        """How many deals the board holds."""
        return sum(column.count for column in self.columns)

    @property
    def open_columns(self) -> tuple[BoardColumn, ...]:
        """The columns of stages in which a deal is still undecided."""
        return tuple(column for column in self.columns if column.stage.outcome == OPEN)


def board(reading: Reading, spec: ListSpec, pipeline_id: str | None = None) -> Board | None:
    """The board of a list: of this pipeline, or of the usual one; None where there is no pipeline at all.

    Every open stage has a column; one of closed deals has one when the list holds any of them.
    """
    known, deals = pipelines(reading), with_own(reading, OPPORTUNITIES)
    if not known:
        return None
    pipeline = next((each for each in known if each.id == pipeline_id), known[0])
    sums = _sums(reading, deals, spec, pipeline)
    columns = (_column(reading, deals, spec.grouped_by(None), stage, sums) for stage in pipeline.stages)
    shown = tuple(each for each in columns if each.stage.outcome == OPEN or each.ids)
    others = tuple(each for each in known if each.id != pipeline.id)
    return Board(pipeline, others, shown, _won_this_month(reading, deals, spec, pipeline.id))


def cards(reading: Reading, ids: Sequence[str]) -> list[OpportunityRow]:
    """The cards of these deals, in their order; those that are gone or out of scope are left out."""
    return OPPORTUNITIES.rows(reading, ids)


def _column(
    reading: Reading, deals: ListQuery[Any], spec: ListSpec, stage: StageView, sums: Mapping[str, _Sums] | None
) -> BoardColumn:
    # A stage without sums has no deals; to look for some would read all that were ever closed.
    is_empty = sums is not None and stage.id not in sums
    ids = b"" if is_empty else deals.ids(reading, spec.where(Filter("stage", "is", stage.id)))
    if not ids:
        return BoardColumn(stage, b"", (), 0, 0, 0)
    first = [ids[at : at + 16].hex() for at in range(0, min(len(ids), 16 * FIRST_CARDS), 16)]
    found = tuple(cards(reading, first))
    amount_minor, weighted_minor, unknown = (None, None, 0) if sums is None else sums.get(stage.id, (0, 0, 0))
    return BoardColumn(stage, ids, found, amount_minor, weighted_minor, unknown)


def _sums(reading: Reading, deals: ListQuery[Any], spec: ListSpec, pipeline: PipelineView) -> dict[str, _Sums] | None:
    """The sums of every stage by its id, in one statement that converts each amount once; None for who sees none."""
    if reading.viewer.hides(AMOUNT):
        return None
    made = (deals.totals_where[one.field](one.value) for one in spec.filters if one.field in deals.totals_where)
    otherwise: Any = next(made, None)
    named: dict[str, Any] = {"stage": Opportunity.stage_id, "now": AMOUNT_IN_BASE}
    # As amounts and probabilities were on another day, or what is converted once for all three.
    named |= dict(otherwise or {"probability": Opportunity.probability_e6})
    columns = (value.label(name) for name, value in named.items())
    here = Opportunity.stage_id.in_([stage.id for stage in pipeline.stages])
    told = deals.selected(reading, spec, *columns).where(here).cte("told").prefix_with("MATERIALIZED").c
    summed = (told.amount_minor, told.weighted_minor) if otherwise else (told.now, share(told.now, told.probability))
    figures = (func.coalesce(func.sum(each), 0) for each in (*summed, told.now.is_(None)))
    rows = reading.fetch(select(told.stage, *figures).group_by(told.stage), reading.moment)
    return {stage: (amount, weighted, unknown) for stage, amount, weighted, unknown in rows}


def _won_this_month(reading: Reading, deals: ListQuery[Any], spec: ListSpec, pipeline_id: str) -> int | None:
    if reading.viewer.hides(AMOUNT):
        return None
    kept = ListSpec(tuple(one for one in spec.filters if one.field != "outcome"), (), spec.search)
    won = kept.where(
        Filter("pipeline", "is", pipeline_id),
        Filter("outcome", "is", WON),
        Filter("closed_on", "during", "this_month"),
    )
    return deals.sums(reading, won)["amount_minor"]
