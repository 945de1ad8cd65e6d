"""Sales as deals: what was closed in a period and what was open on a day, each amount in the company's currency.

Only what the viewer may see is counted. Amounts are converted by the newest rate on or before the closing day (for open
deals: the day asked about); a deal in a currency without a rate counts in numbers, not in sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, case, func, or_, select, type_coerce

from crm_desktop.core.money import share_of
from crm_desktop.models import HistoryEntry, Opportunity, OpportunityLine, Stage
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.queries import rights
from crm_desktop.queries.money import in_base
from crm_desktop.storage.database import Reading

_AT_ONCE = 500


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date


class Deal(NamedTuple):
    """A deal as a report counts it: amount in minor units of the base currency, 0 where it cannot be converted."""

    id: str
    outcome: str
    amount: int
    opened_on: date | None
    closed_on: date | None
    owner_id: str | None
    customer_id: str | None
    reason_id: str | None
    stage_id: str
    probability_e6: int

    @property
    def weighted(self) -> int:
        """Amount × probability, rounded half-up."""
        return share_of(self.amount, self.probability_e6)

    @property
    def cycle_days(self) -> int | None:
        """Days from opening to closing, when both are known."""
        return (self.closed_on - self.opened_on).days if self.opened_on and self.closed_on else None


def closed_deals(reading: Reading, period: Period, owners: frozenset[str] | None = None) -> list[Deal]:
    """The deals won or lost in a period, by their closing day; of some owners only when given."""
    deal = Opportunity
    statement = _deals(
        reading, owners, in_base(deal.amount_minor, deal.currency, deal.closed_on), deal.stage_id, deal.probability_e6
    ).where(deal.outcome.in_((WON, LOST)), deal.closed_on.between(period.first, period.last))
    return [Deal(*row) for row in reading.session.execute(statement)]


def open_deals(reading: Reading, day: date, owners: frozenset[str] | None = None) -> list[Deal]:
    """The deals open at the end of a day, in the stage they had then.

    A deal is open from its opening day (always, when that is unknown) until the day it was closed. Its stage is the one
    its history names for that day, else its present one while it is open, else the first stage of its pipeline.
    """
    deal = Opportunity
    present = case((deal.outcome == OPEN, deal.stage_id))
    stage_id = func.coalesce(_stage_on(day), present, _first_stage())
    stage = Stage.__table__.alias("stage_then")
    statement = (
        _deals(reading, owners, in_base(deal.amount_minor, deal.currency, day), stage.c.id, _probability(stage))
        .join(stage, stage.c.id == stage_id)
        .where(
            or_(deal.opened_on.is_(None), deal.opened_on <= day),
            or_(deal.outcome == OPEN, deal.closed_on > day),
        )
    )
    return [Deal(*row)._replace(outcome=OPEN) for row in reading.session.execute(statement)]


def product_shares(reading: Reading, deals: list[Deal]) -> Iterator[tuple[Deal, str | None, int]]:
    """(deal, product, part of its amount): amounts split by the net amounts of the lines, to the last minor unit.

    A deal without lines stands under no product. The parts of a deal always add up to its amount.
    """
    lines = _lines(reading, [deal.id for deal in deals])
    for deal in deals:
        yield from ((deal, product, part) for product, part in _split(deal.amount, lines.get(deal.id, [])))


def _deals(
    reading: Reading, owners: frozenset[str] | None, amount: Any, stage_id: Any, probability: Any
) -> Select[Any]:
    deal = Opportunity
    statement = select(
        deal.id,
        deal.outcome,
        func.coalesce(amount, 0),
        deal.opened_on,
        deal.closed_on,
        deal.owner_id,
        deal.customer_id,
        deal.reason_id,
        stage_id,
        probability,
    ).where(deal.deleted.is_(False))
    scope = rights.visible(deal, reading.viewer)
    if scope is not None:
        statement = statement.where(scope)
    return statement if owners is None else statement.where(deal.owner_id.in_(sorted(owners)))


def _stage_on(day: date) -> Any:
    """The open stage a deal's history names for a day: of several entries on one day the one recorded last."""
    entry = HistoryEntry
    return (
        select(entry.value)
        .join(Stage, Stage.id == entry.value)
        .where(
            entry.record_id == Opportunity.id,
            entry.field == "stage",
            entry.from_on <= day,
            entry.deleted.is_(False),
            Stage.outcome == OPEN,
        )
        .order_by(type_coerce(entry.from_on, Text).desc(), entry.changed_at.desc())
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )


def _first_stage() -> Any:
    return (
        select(Stage.id)
        .where(Stage.pipeline_id == Opportunity.pipeline_id, Stage.outcome == OPEN, Stage.deleted.is_(False))
        .order_by(Stage.position, Stage.id)
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )


def _probability(stage: Any) -> Any:
    """A deal's own probability while it still is in that stage, else the stage's."""
    return case((stage.c.id == Opportunity.stage_id, Opportunity.probability_e6), else_=stage.c.probability_e6)


def _lines(reading: Reading, deal_ids: list[str]) -> dict[str, list[tuple[str | None, int]]]:
    line = OpportunityLine
    found: dict[str, list[tuple[str | None, int]]] = {}
    for start in range(0, len(deal_ids), _AT_ONCE):
        rows = reading.session.execute(
            select(line.opportunity_id, line.product_id, line.net_minor)
            .where(line.opportunity_id.in_(deal_ids[start : start + _AT_ONCE]), line.deleted.is_(False))
            .order_by(line.opportunity_id, line.position, line.id)
        )
        for deal_id, product_id, net in rows:
            found.setdefault(deal_id, []).append((product_id, net))
    return found


def _split(amount: int, lines: list[tuple[str | None, int]]) -> Iterator[tuple[str | None, int]]:
    if not lines:
        yield None, amount
        return
    total = sum(net for _, net in lines)
    weights = [net for _, net in lines] if total > 0 else [1] * len(lines)
    given, reached, whole = 0, 0, sum(weights)
    for (product, _), weight in zip(lines, weights, strict=True):
        reached += weight
        upto = amount * reached // whole
        yield product, upto - given
        given = upto
