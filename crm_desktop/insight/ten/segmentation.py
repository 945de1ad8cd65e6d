"""C3, segmentation: ABC by margin, RFM, and how many customers belong to each group."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.figure import Figure
from crm_desktop.insight.ten.panel import COUNT, NUMBER, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES

A, B, C = "A", "B", "C"
LIMITS = (Fraction(70, 100), Fraction(90, 100))
_MANY, _FEW_BANDS, _MANY_BANDS = 100, 3, 5

# By whether recency, frequency and money are above the mean.
GROUPS = {
    (True, True, True): "champions",
    (True, False, True): "develop",
    (False, True, True): "keep",
    (False, False, True): "win_back",
    (True, True, False): "loyal_small",
    (True, False, False): "new_small",
    (False, True, False): "fading_small",
    (False, False, False): "lost_small",
}
GROUP_TITLES = {
    "champions": N_("Important, of value"),
    "develop": N_("Important, to develop"),
    "keep": N_("Important, to keep"),
    "win_back": N_("Important, to win back"),
    "loyal_small": N_("Ordinary, of value"),
    "new_small": N_("Ordinary, to develop"),
    "fading_small": N_("Ordinary, to keep"),
    "lost_small": N_("Ordinary, to win back"),
}


@dataclass(frozen=True)
class Rfm:
    """Bands of recency, frequency and money, 1 the least, and the group they make."""

    recency: int
    frequency: int
    money: int
    group: str


def abc(worth: Mapping[str, int], limits: tuple[Fraction, Fraction] = LIMITS) -> dict[str, str]:
    """A for those who bring the first 70 % together, B up to 90 %, C the rest; whoever is worth the same gets the same.

    Whoever passes a limit belongs to the class below it, even one who brings more than the first limit alone.
    """
    whole = sum(each for each in worth.values() if each > 0)
    groups: dict[int, list[str]] = {}
    for key, value in worth.items():
        groups.setdefault(value, []).append(key)
    found: dict[str, str] = {}
    reached = 0
    for value in sorted(groups, reverse=True):
        if value <= 0 or not whole:
            letter = C
        else:
            reached += value * len(groups[value])
            share = Fraction(reached, whole)
            letter = A if share <= limits[0] else B if share <= limits[1] else C
        found |= dict.fromkeys(groups[value], letter)
    return found


def bands(values: Sequence[int]) -> list[int]:
    """The band of each value by quantile, 1 the least: five of a hundred or more, else three; ties share one."""
    count = _MANY_BANDS if len(values) >= _MANY else _FEW_BANDS
    ordered = sorted(values)
    # The share of values that are less decides, so that equal ones always stand together.
    return [1 + count * ordered_before(ordered, each) // len(ordered) for each in values]


def ordered_before(ordered: Sequence[int], value: int) -> int:
    """How many values are less."""
    return bisect_right(ordered, value - 1)


def rfm(bought: Mapping[str, tuple[int, int, int]]) -> dict[str, Rfm]:
    """By customer (days since the last purchase, purchases, net sales): bands, and the group by above or below mean."""
    if not bought:
        return {}
    keys = list(bought)
    columns = [[-bought[key][0] for key in keys], *([bought[key][at] for key in keys] for at in (1, 2))]
    banded = [bands(column) for column in columns]
    means = [Fraction(sum(column), len(column)) for column in columns]
    found = {}
    for place, key in enumerate(keys):
        is_recent, is_frequent, is_large = (column[place] >= mean for column, mean in zip(columns, means, strict=True))
        above = is_recent, is_frequent, is_large
        recency, frequency, money = (each[place] for each in banded)
        found[key] = Rfm(recency, frequency, money, GROUPS[above])
    return found


def measured(asked: Asked) -> dict[str, tuple[int, int, int]]:
    """Days since the last purchase, purchases and sales of the twelve months to the last day, of who bought in them."""
    found = {}
    for customer, days in asked.bought.days.items():
        within = {day: amount for day, amount in days.items() if asked.year.first <= day <= asked.year.last}
        if within:
            found[customer] = ((asked.as_of - max(within)).days, len(within), sum(within.values()))
    return found


def margins(asked: Asked) -> dict[str, int]:
    """What each customer in sight left in the twelve months after the cost of goods; nobody who bought nothing."""
    found = asked.accounts(asked.year)
    return {customer: each.margin for customer, each in found.items() if each.sold}


def segmentation(asked: Asked) -> Panel:
    """The groups and how many belong to each; of a customer, where it stands."""
    title = TITLES["segmentation"]
    if not asked.shows_profit:
        return Panel("segmentation", title, (Line("abc", N_("ABC class"), NUMBER, asked.no_amounts()),))
    firm = asked.firm
    values = measured(firm)
    classes, groups = abc(margins(firm)), rfm(values)
    if asked.customer_id:
        return Panel("segmentation", title, _of_one(asked, values, classes, groups))
    counts = Counter(classes.values())
    drawn = tuple(
        Line(
            f"abc_{letter}", _ABC[letter], COUNT, Figure.total(counts[letter], counts[letter], asked.as_of), _ABC_MEANS
        )
        for letter in (A, B, C)
    )
    of_group = Counter(each.group for each in groups.values())
    lines = [
        Line(f"rfm_{name}", said, COUNT, Figure.total(of_group[name], of_group[name], asked.as_of), _RFM_MEANS)
        for name, said in GROUP_TITLES.items()
    ]
    return Panel("segmentation", title, (*drawn, *lines), drawn)


def _of_one(
    asked: Asked, values: Mapping[str, tuple[int, int, int]], classes: Mapping[str, str], groups: Mapping[str, Rfm]
) -> tuple[Line, ...]:
    of = str(asked.customer_id)
    if of not in values:
        words = Message("Bought nothing in twelve months")
        return (Line("abc", N_("ABC class"), NUMBER, Figure.missing(words, asked.as_of), _ABC_MEANS),)
    n, mine = len(values), groups[of]
    place = sum(each[2] > values[of][2] for each in values.values()) + 1
    figure = Figure.of(place, n, asked.as_of)
    if figure.value is None:
        return (Line("abc", N_("ABC class"), NUMBER, figure, _ABC_MEANS),)
    return (
        Line("abc", N_("ABC class"), NUMBER, figure, _ABC_MEANS, words=Message(classes.get(of, C))),
        Line("place", N_("Place by sales"), COUNT, figure),
        Line("rfm", N_("RFM group"), NUMBER, figure, _RFM_MEANS, words=Message(GROUP_TITLES[mine.group])),
        Line("recency", N_("Recency band"), COUNT, Figure.of(mine.recency, n, asked.as_of)),
        Line("frequency", N_("Frequency band"), COUNT, Figure.of(mine.frequency, n, asked.as_of)),
        Line("money", N_("Sales band"), COUNT, Figure.of(mine.money, n, asked.as_of)),
    )


_ABC = {A: N_("Class A"), B: N_("Class B"), C: N_("Class C")}
_ABC_MEANS = N_("By margin of twelve months: A the first 70 % together, B up to 90 %, C the rest.")
_RFM_MEANS = N_("By recency, number and sum of purchases of twelve months, each above or below the mean of all buyers.")
