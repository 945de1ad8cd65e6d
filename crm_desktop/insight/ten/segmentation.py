"""C3, segmentation: ABC by margin, RFM, and how many customers belong to each group."""

from collections import Counter
from collections.abc import Mapping

from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.figure import Figure
from crm_desktop.insight.ranking import A, B, C, Rfm, abc, rfm
from crm_desktop.insight.ten.panel import COUNT, NUMBER, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES

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
