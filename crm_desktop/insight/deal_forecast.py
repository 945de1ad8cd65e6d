"""The forecast of the open deals somebody sees: how likely each is won, in which month, and what that brings.

The chance is learned from what became of the company's own deals in the two years before (`win_chance`): how often
deals that stood in the same stage were won, and what their pipeline, owner, source, product, industry, and having
bought before, move. It is learned from all deals, whoever asks, so that a deal has one chance. While too few are
closed, the chance is the fixed one of the stage.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Text, select, type_coerce

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.core.months import month_after, month_of
from crm_desktop.insight.forecast import Band, Dates, Drawn, Floats, Lengths, band, drawn, shares_of_months
from crm_desktop.insight.sales import counted
from crm_desktop.insight.win_chance import Traits, WinModel, learn
from crm_desktop.models import Customer, Opportunity
from crm_desktop.models.dictionary import OPEN
from crm_desktop.queries.deals_on import amount_on
from crm_desktop.storage.database import Reading

LEAST_MONTHS, MOST_MONTHS = 6, 24
_LEARNED_YEARS = 2
PIPELINE, STAGE, OWNER, SOURCE, PRODUCT, INDUSTRY, KNOWN = (
    "pipeline",
    "stage",
    "owner",
    "source",
    "product",
    "industry",
    "known",
)
TRAITS = (STAGE, PIPELINE, OWNER, SOURCE, PRODUCT, INDUSTRY, KNOWN)
YES, NO = "yes", "no"
# Of several lines the one that makes most of the deal comes last.
_MAIN_PRODUCT = """SELECT opportunity_id, product_id FROM opportunity_line WHERE deleted = 0 AND product_id IS NOT NULL
 AND opportunity_id IN (SELECT id FROM opportunity WHERE {which}) ORDER BY net_minor, position DESC, id DESC"""
_CLOSED = "deleted = 0 AND outcome <> 'open' AND closed_on > ?1 AND closed_on <= ?2"
_DEALS = """SELECT id, outcome = 'won', pipeline_id, owner_id, source_id,
 (SELECT industry_id FROM customer WHERE customer.id = opportunity.customer_id), customer_id,
 coalesce(opened_on, closed_on), opened_on, expected_close_on, closed_on FROM opportunity WHERE {which}"""
_STOOD = """SELECT DISTINCT record_id, value FROM history_entry WHERE record_kind = 'opportunity' AND field = 'stage'
 AND deleted = 0 AND value IN (SELECT id FROM stage WHERE outcome = 'open')
 AND record_id IN (SELECT id FROM opportunity WHERE {which})"""
_FIRST_WON = """SELECT customer_id, min(closed_on) FROM opportunity
 WHERE deleted = 0 AND outcome = 'won' AND customer_id IS NOT NULL GROUP BY customer_id"""


class OpenDeal(NamedTuple):
    """An open deal: its amount in the company's currency if a rate is known, the fixed chance of its stage and the
    learned one, and by what its month is known."""

    id: str
    name: str
    owner_id: str | None
    amount: int | None
    fixed: float
    chance: float
    why: str


class Seen(NamedTuple):
    """What became of the closed deals that have one value of a trait."""

    trait: str
    value: str
    closed: int
    won: int
    chance: float


@dataclass(frozen=True)
class DealForecast:
    """What open deals bring from the month of a day on. A row of `shares` is a deal, its last column what comes later.

    `model` is why there is none while too few deals are closed.
    """

    day: date
    months: tuple[str, ...]
    deals: tuple[OpenDeal, ...]
    shares: Floats
    model: WinModel | Message
    seen: tuple[Seen, ...]

    def places(self, months: Iterable[str]) -> list[int]:
        """The columns of some months; of a month before today's or after the last there is none."""
        wanted = set(months)
        return [place for place, month in enumerate(self.months) if month in wanted]

    @cached_property
    def parts(self) -> Mapping[str, Drawn]:
        """Owner ("" for nobody) → what their deals bring."""
        rows: dict[str, list[int]] = defaultdict(list)
        for place, deal in enumerate(self.deals):
            if deal.amount is not None:
                rows[deal.owner_id or ""].append(place)
        return {owner: self._drawn(owner, places) for owner, places in sorted(rows.items())}

    def band(self, places: Sequence[int], owner: str | None = None) -> Band:
        """What comes in some columns, of one owner only when given."""
        parts = [each for name, each in self.parts.items() if owner is None or name == owner]
        return band(parts, places)

    def behind(self, places: Sequence[int], owner: str | None = None) -> list[OpenDeal]:
        """The deals that may be decided in some columns."""
        may = (self.shares[:, list(places)].sum(axis=1) > 0) & self._of(owner)
        return [self.deals[place] for place in np.flatnonzero(may)]

    def by_stage(self, places: Sequence[int], owner: str | None = None) -> int:
        """The same as `band` expects, by the fixed chances of the stages."""
        fixed = np.array([(deal.amount or 0) * deal.fixed for deal in self.deals])
        return round(float((fixed * self._of(owner)) @ self.shares[:, list(places)].sum(axis=1)))

    def _of(self, owner: str | None) -> NDArray[np.bool_]:
        return np.ones(len(self.deals), dtype=bool) if owner is None else self._owners == owner

    @cached_property
    def _owners(self) -> NDArray[np.str_]:
        return np.array([deal.owner_id or "" for deal in self.deals])

    def _drawn(self, owner: str, places: Sequence[int]) -> Drawn:
        deals = [self.deals[place] for place in places]
        return drawn(owner, [deal.amount or 0 for deal in deals], [each.chance for each in deals], self.shares[places])


def deal_forecast(reading: Reading, until: date, owners: frozenset[str] | None = None) -> DealForecast:
    """The forecast of today, up to the month of a day and for half a year at least; of some owners only when given."""
    day = reading.today
    months = [month_of(day)]
    while len(months) < LEAST_MONTHS or (months[-1] < month_of(until) and len(months) < MOST_MONTHS):
        months.append(month_after(months[-1]))
    learned = _Learned(reading, day)
    rows = _open(reading, day, owners)
    products = _main_products(reading, "deleted = 0 AND outcome = 'open'")
    deals, dates = [], []
    for row in rows:
        traits = learned.traits(
            row.pipeline_id, row.owner_id, row.source_id, products.get(row.id), row.industry_id, row.customer_id, ""
        )
        fixed = row.probability_e6 / E6
        chance = learned.chance({**traits, STAGE: row.stage_id}, fixed)
        amount = None if row.amount is None else int(row.amount)
        deals.append(OpenDeal(row.id, row.name, row.owner_id, amount, fixed, chance, ""))
        dates.append(Dates(row.opened_on, row.expected_close_on))
    shares, why = shares_of_months(dates, learned.lengths, day, months)
    known = tuple(deal._replace(why=each) for deal, each in zip(deals, why, strict=True))
    return DealForecast(day, tuple(months), known, shares, learned.model, learned.seen())


class _Learned:
    """What the deals closed in the years before a day tell."""

    def __init__(self, reading: Reading, day: date) -> None:
        since = _years_before(day)
        days = (since.isoformat(), day.isoformat())
        self._first_won: dict[str, str] = dict(reading.plain(_FIRST_WON))
        products = _main_products(reading, _CLOSED, days)
        stood = defaultdict(list)
        for deal, stage in reading.plain(_STOOD.format(which=_CLOSED), days):
            stood[deal].append(stage)
        self._closed: list[tuple[Traits, bool]] = []
        self._stood: list[tuple[str, bool]] = []
        late, long = [], []
        for row in reading.plain(_DEALS.format(which=_CLOSED), days):
            deal, is_won, pipeline, owner, source, industry, customer, begun, opened, expected, closed = row
            traits = self.traits(pipeline, owner, source, products.get(deal), industry, customer, begun)
            self._closed.append((traits, bool(is_won)))
            self._stood += [(stage, bool(is_won)) for stage in stood[deal]]
            if is_won:
                late += [_days(expected, closed)] if expected else []
                long += [_days(opened, closed)] if opened else []
        self.lengths = Lengths(late, long)
        self.model = learn(self._closed, {STAGE: self._stood})

    def traits(
        self,
        pipeline: str | None,
        owner: str | None,
        source: str | None,
        product: str | None,
        industry: str | None,
        customer: str | None,
        begun: str,
    ) -> Traits:
        """The traits of a deal; a customer was known if a deal of it was won before this one began, or ever for ""."""
        first = self._first_won.get(customer or "")
        known = YES if first is not None and (not begun or first < begun) else NO
        named = {PIPELINE: pipeline, OWNER: owner, SOURCE: source, PRODUCT: product, INDUSTRY: industry, KNOWN: known}
        return {name: value for name, value in named.items() if value is not None}

    def chance(self, traits: Traits, fixed: float) -> float:
        """How likely a deal is won."""
        return fixed if isinstance(self.model, Message) else self.model.chance(traits)

    def seen(self) -> tuple[Seen, ...]:
        """What each value of each trait that decides did; what differs by chance alone is left out."""
        if isinstance(self.model, Message):
            return ()
        closed: Counter[tuple[str, str]] = Counter()
        won: Counter[tuple[str, str]] = Counter()
        pairs = [(item, is_won) for traits, is_won in self._closed for item in traits.items()]
        for item, is_won in (*pairs, *(((STAGE, stage), is_won) for stage, is_won in self._stood)):
            closed[item] += 1
            won[item] += is_won
        return tuple(
            Seen(trait, value, closed[trait, value], won[trait, value], self.model.chance({trait: value}))
            for trait in TRAITS
            for value in self.model.moves.get(trait, ())
        )


def _open(reading: Reading, day: date, owners: frozenset[str] | None) -> Sequence[Any]:
    deal = Opportunity
    statement = (
        select(
            deal.id,
            deal.name,
            deal.customer_id,
            deal.owner_id,
            deal.pipeline_id,
            deal.stage_id,
            deal.source_id,
            deal.probability_e6,
            deal.opened_on,
            deal.expected_close_on,
            amount_on(day.isoformat()).label("amount"),
            Customer.industry_id,
        )
        .outerjoin(Customer, Customer.id == deal.customer_id)
        .where(deal.outcome == OPEN, *counted(reading, owners))
        .order_by(type_coerce(deal.id, Text))
    )
    return reading.session.execute(statement, reading.moment).all()


def _main_products(reading: Reading, which: str, days: tuple[str, ...] = ()) -> dict[str, str]:
    return dict(reading.plain(_MAIN_PRODUCT.format(which=which), days))


def _years_before(day: date) -> date:
    # The 29th of February has no day of its own in most years.
    return day.replace(year=day.year - _LEARNED_YEARS, day=min(day.day, 28) if day.month == 2 else day.day)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
