"""The deals of a list as a board: a column for each stage of one pipeline, with its count, its sums and its cards.

A board is the list it stands for, narrowed to a pipeline and parted by stage: filters, search, order and rights are the
list's own. A column comes with the ids of all its cards, packed, and with the first few cards; further ones by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.opportunity import OPPORTUNITIES, OpportunityRow
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.stages import PipelineView, StageView, pipelines
from crm_desktop.storage.database import Reading

# More than a tall column shows at once.
FIRST_CARDS = 16


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
    columns = (_column(reading, deals, spec.grouped_by(None), stage) for stage in pipeline.stages)
    shown = tuple(each for each in columns if each.stage.outcome == OPEN or each.ids)
    others = tuple(each for each in known if each.id != pipeline.id)
    return Board(pipeline, others, shown, _won_this_month(reading, deals, spec, pipeline.id))


def cards(reading: Reading, ids: Sequence[str]) -> list[OpportunityRow]:
    """The cards of these deals, in their order; those that are gone or out of scope are left out."""
    return OPPORTUNITIES.rows(reading, ids)


def _column(reading: Reading, deals: ListQuery[Any], spec: ListSpec, stage: StageView) -> BoardColumn:
    here = spec.where(Filter("stage", "is", stage.id))
    ids = deals.ids(reading, here)
    if not ids:
        return BoardColumn(stage, b"", (), 0, 0, 0)
    first = [ids[at : at + 16].hex() for at in range(0, min(len(ids), 16 * FIRST_CARDS), 16)]
    found = tuple(cards(reading, first))
    if reading.viewer.hides(AMOUNT):
        return BoardColumn(stage, ids, found, None, None, 0)
    sums = deals.sums(reading, here)
    unknown = deals.count(reading, here.where(Filter("has_known_amount", "is", False)))
    return BoardColumn(stage, ids, found, sums["amount_minor"], sums["weighted_minor"], unknown)


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
