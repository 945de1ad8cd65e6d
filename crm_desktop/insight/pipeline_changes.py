"""What became of the pipeline within some days: what it was worth before, what came, moved, went, and what is left.

A deal counts with the amount it has today, by the rate of the last day, because amounts have no history: what changed
a sum is never a price or a rate. Its weight is its amount × the probability it had then. Every deal that was open
before or after belongs to one step, so that the steps lead from the one weighted sum to the other; what slipped stays
in the pipeline and is told beside.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text as SqlText
from sqlalchemy import case, or_, select, type_coerce

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.money import share_of
from crm_desktop.insight.sales import Period, counted
from crm_desktop.models import Opportunity
from crm_desktop.queries.deal_changes import CHANGES, DOWN, IS_LOST, IS_WON, NEW, SLIPPED, UP, became
from crm_desktop.queries.deals_on import amount_on, probability_on, was_open_on
from crm_desktop.storage.database import Reading

BEFORE, AFTER, OTHER = "before", "after", "other"
STEPS = (NEW, UP, DOWN, IS_WON, IS_LOST, OTHER)
"""The steps from the sum before to the sum after; `OTHER` is a probability changed by hand, or a deal reopened."""


class Step(NamedTuple):
    """Some deals: how many, what they are worth in minor units, and what they weigh or add to the weighted sum.

    `priced` are those whose amount is known in the company's currency: those the sums are made of.
    """

    deals: int = 0
    amount: int = 0
    weighted: int = 0
    priced: int = 0


class Deal(NamedTuple):
    """A deal that was open before or after, or came and went within the days; a weight is 0 where it was not open."""

    owner_id: str | None
    was_open: bool
    is_open: bool
    amount: int | None
    weight_before: int
    weight_after: int
    changes: frozenset[str]

    @property
    def step(self) -> str:
        """The one step it belongs to: closed, come or moved within the days, or none of these."""
        return next((each for each in (IS_WON, IS_LOST, NEW, UP, DOWN) if each in self.changes), OTHER)

    def belongs_to(self, part: str) -> bool:
        """Whether it was open before or after, made a change, or weighs something else for another reason."""
        if part in (BEFORE, AFTER):
            return self.was_open if part == BEFORE else self.is_open
        return part in self.changes or (part == self.step == OTHER and self.weight_after != self.weight_before)

    def weight_in(self, part: str) -> int:
        """What it weighed before or weighs after; of a step, what it added to the weighted sum: nothing in others."""
        if part == BEFORE:
            return self.weight_before
        if part in (AFTER, SLIPPED):
            return self.weight_after
        return self.weight_after - self.weight_before if part == self.step else 0


@dataclass(frozen=True)
class PipelineChanges:
    """The way from the pipeline before a period to the one at its end."""

    period: Period
    deals: tuple[Deal, ...]

    def of(self, part: str) -> Step:
        """`BEFORE`, `AFTER`, or one of the changes or `STEPS` between them.

        A deal that came and was closed within the days counts among the new and among the closed ones, and weighs
        nothing.
        """
        found = [deal for deal in self.deals if deal.belongs_to(part)]
        amounts = [deal.amount for deal in found if deal.amount is not None]
        return Step(len(found), sum(amounts), sum(deal.weight_in(part) for deal in found), len(amounts))

    def by_owner(self) -> dict[str | None, "PipelineChanges"]:
        """The same for the deals of each owner."""
        parts: dict[str | None, list[Deal]] = {}
        for deal in self.deals:
            parts.setdefault(deal.owner_id, []).append(deal)
        return {owner: PipelineChanges(self.period, tuple(deals)) for owner, deals in parts.items()}

    def spec(self, part: str) -> ListSpec | None:
        """The list of the deals that a part counts; those of `OTHER` have nothing in common that a list could ask."""
        if part == OTHER:
            return None
        if part in (BEFORE, AFTER):
            day = self.period.last if part == AFTER else self.period.first - timedelta(days=1)
            return ListSpec((Filter("open_on", "is", day.isoformat()),))
        return ListSpec((Filter("change", "is", (part, self.period.first.isoformat(), self.period.last.isoformat())),))

    def spec_of(self, part: str, owner_id: str | None) -> ListSpec | None:
        """The list of the deals of an owner, of nobody for None, or of all for ""."""
        spec = self.spec(part)
        if spec is None or owner_id == "":
            return spec
        return spec.where(Filter("owner", "is", owner_id) if owner_id else Filter("owner", "is_empty"))


def pipeline_changes(reading: Reading, period: Period, owners: frozenset[str] | None = None) -> PipelineChanges:
    """What became of the deals the viewer may see; of some owners only when given."""
    first, last = period.first.isoformat(), period.last.isoformat()
    before = (period.first - timedelta(days=1)).isoformat()
    was_open, is_open = was_open_on(before), was_open_on(last)
    closed = type_coerce(Opportunity.closed_on, SqlText)
    statement = select(
        Opportunity.owner_id,
        was_open,
        is_open,
        amount_on(last),
        case((was_open, probability_on(before)), else_=0),
        case((is_open, probability_on(last)), else_=0),
        *(became((change, first, last)) for change in CHANGES),
    ).where(or_(was_open, is_open, (closed >= first) & (closed <= last)), *counted(reading, owners))
    return PipelineChanges(period, tuple(map(_deal, reading.session.execute(statement, reading.moment))))


def _deal(row: Any) -> Deal:
    owner, was_open, is_open, amount, chance_before, chance_after, *made = row
    before, after = (share_of(amount or 0, chance or 0) for chance in (chance_before, chance_after))
    changes = frozenset(change for change, is_made in zip(CHANGES, made, strict=True) if is_made)
    return Deal(owner, bool(was_open), bool(is_open), amount, before, after, changes)
