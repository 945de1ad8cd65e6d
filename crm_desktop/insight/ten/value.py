"""C5, value as the customer sees it: what it gets against what it gives, ours beside a competitor's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import select

from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.figure import Figure, mean
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.panel import NUMBER, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.models import Customer, DictionaryEntry, Rating
from crm_desktop.queries import rights

E6 = 1_000_000
BENEFITS, COSTS = ("product", "service", "staff", "brand"), ("price", "time", "effort", "risk")
_BEST = 5


class Rated(NamedTuple):
    """A rating of an item: what was expected and perceived, a competitor's, and its weight; 1 where it says none."""

    item: str
    code: str
    expected: int | None
    perceived: int | None
    competitor: int | None
    weight: Fraction
    on: str


@dataclass(frozen=True)
class Worth:
    """Benefit less cost, each the weighted mean of its ratings; a cost that is rated well is a small one."""

    benefit: Fraction | None
    cost: Fraction | None

    @property
    def net(self) -> Fraction | None:
        """What is left."""
        return None if self.benefit is None or self.cost is None else self.benefit - self.cost


def ratings(asked: Asked, within: Period | None = None) -> list[Rated]:
    """The ratings of the period, or of other days, that the viewer may see."""
    within = within or asked.now
    statement: Any = (
        select(
            Rating.item_id,
            DictionaryEntry.code,
            Rating.expected,
            Rating.perceived,
            Rating.competitor,
            Rating.weight_e6,
            Rating.rated_on,
        )
        .join(Customer, Customer.id == Rating.customer_id)
        .join(DictionaryEntry, DictionaryEntry.id == Rating.item_id)
        .where(
            Rating.deleted.is_(False),
            Customer.deleted.is_(False),
            Rating.rated_on.between(within.first, within.last),
        )
        .order_by(Rating.rated_on, Rating.id)
    )
    if asked.customer_id:
        statement = statement.where(Rating.customer_id == asked.customer_id)
    if asked.owners is not None:
        statement = statement.where(Customer.owner_id.in_(sorted(asked.owners)))
    rows = asked.reading.session.execute(rights.seen(Customer, asked.reading.viewer, statement))
    return [
        Rated(
            item,
            code,
            expected,
            perceived,
            competitor,
            Fraction(1 if weight is None else Fraction(weight, E6)),
            str(on),
        )
        for item, code, expected, perceived, competitor, weight, on in rows
    ]


def worth(found: Sequence[Rated], which: str = "perceived") -> Worth:
    """What some ratings say of us, or of the competitor."""
    return Worth(_weighted(found, BENEFITS, which), _weighted(found, COSTS, which))


def _weighted(found: Iterable[Rated], codes: Sequence[str], which: str) -> Fraction | None:
    known = [(each.weight, getattr(each, which)) for each in found if each.code in codes]
    known = [(weight, rating) for weight, rating in known if rating is not None]
    whole = sum(weight for weight, _ in known)
    if not whole:
        return None
    # Somebody who rates the price 5 finds it good: it costs little.
    return (
        sum((weight * (rating if codes is BENEFITS else _BEST + 1 - rating) for weight, rating in known), Fraction(0))
        / whole
    )


def weakest(found: Sequence[Rated]) -> list[tuple[str, Fraction, int]]:
    """Items by weight × (5 − rating), the weakest first: (item, mean of that, ratings)."""
    sums: dict[str, list[Fraction]] = defaultdict(list)
    for each in found:
        if each.perceived is not None:
            sums[each.item].append(each.weight * (_BEST - each.perceived))
    means = [(item, sum(values, Fraction(0)) / len(values), len(values)) for item, values in sums.items()]
    return sorted(means, key=lambda each: (-each[1], each[0]))


def value(asked: Asked) -> Panel:
    """Net and relative value, and each item."""
    found = ratings(asked)
    ours = [each for each in found if each.perceived is not None]
    rivals = [each for each in found if each.competitor is not None]
    mine, theirs = worth(ours), worth(rivals, "competitor")
    both = worth([each for each in rivals if each.perceived is not None])
    relative = None
    if both.benefit and both.cost and theirs.benefit and theirs.cost:
        relative = (both.benefit / both.cost) / (theirs.benefit / theirs.cost)
    lines = [
        Line("net_value", N_("Net value"), NUMBER, Figure.of(mine.net, len(ours), asked.as_of), _NET),
        Line(
            "relative_value",
            N_("Against competitors"),
            NUMBER,
            Figure.of(relative, len(rivals), asked.as_of),
            _RELATIVE,
        ),
        Line("benefit", N_("Benefit"), NUMBER, Figure.of(mine.benefit, len(ours), asked.as_of), _BENEFIT),
        Line("cost", N_("Cost to the customer"), NUMBER, Figure.of(mine.cost, len(ours), asked.as_of), _COST),
    ]
    items = []
    for item, _weakness, _n in weakest(found):
        of_item = [each for each in ours if each.item == item]
        rated = mean([each.perceived or 0 for each in of_item], asked.as_of)
        rival = [each.competitor for each in of_item if each.competitor is not None]
        beside = mean(rival, asked.as_of)
        items.append(Line(f"item_{item}", N_("Rating"), NUMBER, rated, _ITEM, label_id=item))
        if rival:
            items.append(Line(f"rival_{item}", N_("Competitor"), NUMBER, beside, _ITEM, label_id=item))
    lines += _trend(asked)
    drawn = tuple(each for each in items if each.name.startswith(("item_", "rival_")))
    notes = (Message("Items stand in the order of what weighs most against us."),) if items else ()
    return Panel("value", TITLES["value"], (*lines, *items), drawn, notes)


def _trend(asked: Asked) -> list[Line]:
    """Net value year by year, up to the last day."""
    lines = []
    for year in range(asked.as_of.year - _YEARS + 1, asked.as_of.year + 1):
        days = Period(date(year, 1, 1), min(date(year, 12, 31), asked.as_of))
        found = [each for each in ratings(asked, days) if each.perceived is not None]
        figure = Figure.of(worth(found).net, len(found), days.last)
        lines.append(Line(f"year_{year}", N_("Net value of"), NUMBER, figure, _NET, label=str(year)))
    return lines


_YEARS = 3
_NET = N_("Benefit less cost: weighted means of the ratings of the period, 1 to 5.")
_RELATIVE = N_("Our benefit ÷ cost against that of the competitor, of the ratings that tell both.")
_BENEFIT = N_("Weighted mean of the ratings of product, service, staff and brand.")
_COST = N_("Weighted mean of 6 less the rating of price, time, effort and risk: a good rating is a small cost.")
_ITEM = N_("Mean of the ratings of the period, 1 to 5; the item that weighs most against us comes first.")
