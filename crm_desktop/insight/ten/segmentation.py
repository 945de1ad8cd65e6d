"""C3, segmentation: ABC by margin, RFM, and how many customers belong to each group."""

from collections.abc import Mapping

from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.figure import Figure
from crm_desktop.insight.ranking import A, B, C, Rfm, abc, bands, rfm
from crm_desktop.insight.segments import MEMBER, migration, runs, segments
from crm_desktop.insight.ten.development import demand
from crm_desktop.insight.ten.groups import margins, measured
from crm_desktop.insight.ten.panel import COUNT, MONEY, NUMBER, Asked, Grid, Head, Line, Panel
from crm_desktop.insight.ten.titles import GRIDS, TITLES

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
    drawn = tuple(
        asked.listed(f"abc_{letter}", _ABC[letter], _having(classes, letter), _ABC_MEANS) for letter in (A, B, C)
    )
    names = {customer: each.group for customer, each in groups.items()}
    lines = [asked.listed(f"rfm_{name}", said, _having(names, name), _RFM_MEANS) for name, said in GROUP_TITLES.items()]
    grids = (_matrix(asked, classes), _moves(asked))
    return Panel("segmentation", title, (*drawn, *lines), drawn, grids=grids)


def _having(groups: Mapping[str, str], name: str) -> list[str]:
    return [customer for customer, group in groups.items() if group == name]


def potentials(asked: Asked) -> dict[str, str]:
    """By customer with an estimated demand, how much of it is not ours yet: a third each, ties together."""
    needed, sold = demand(asked)
    left = {customer: max(0, whole - sold[customer]) for customer, whole in needed.items()}
    banded = bands(list(left.values()), _THIRDS)
    return {customer: _POTENTIALS[place - 1] for customer, place in zip(left, banded, strict=True)}


def _matrix(asked: Asked, classes: Mapping[str, str]) -> Grid:
    """Value × potential; whoever bought nothing in twelve months is of no class yet and stands in C."""
    found = potentials(asked)
    rows = []
    for letter in (A, B, C):
        cells = tuple(
            asked.listed(
                f"matrix_{letter}_{name}",
                _ABC[letter],
                (each for each, potential in found.items() if potential == name and classes.get(each, C) == letter),
            )
            for name in reversed(_POTENTIALS)
        )
        rows.append((Head(_ABC[letter]), cells))
    columns = tuple(Head(_POTENTIAL_TITLES[name]) for name in reversed(_POTENTIALS))
    return Grid("matrix", GRIDS["matrix"], columns, tuple(rows) if found else (), N_("Class"))


def _moves(asked: Asked) -> Grid:
    """Who moved between the last two runs of each segment, most customers first."""
    rows = []
    for segment in segments(asked.reading):
        kept = runs(asked.reading, segment.id)[:2]
        moves = migration(asked.reading, kept[1], kept[0]) if len(kept) == 2 else []
        for each in [one for one in moves if one.before != one.after][:_MOST_MOVES]:
            way = f"{_called(asked, each.before)} → {_called(asked, each.after)}"
            name = f"move_{segment.id}_{each.before}_{each.after}"
            change = asked.no_amounts()
            if each.sales_change is not None:
                change = Figure.total(each.sales_change, len(each.customers), asked.as_of)
            cells = (
                asked.listed(name, N_("Customers"), each.customers),
                Line(f"{name}_sales", N_("Change of sales"), MONEY, change),
            )
            rows.append((Head(label=f"{segment.name}: {way}"), cells))
    columns = (Head(N_("Customers")), Head(N_("Change of sales"), unit=MONEY))
    return Grid("moves", GRIDS["moves"], columns, tuple(rows), N_("Change of group"))


def _called(asked: Asked, group: str) -> str:
    if not group:
        return asked.say(N_("outside"))
    return asked.say(GROUP_TITLES[group]) if group in GROUP_TITLES else group.replace(MEMBER, asked.say(N_("member")))


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


_THIRDS, _MOST_MOVES = 3, 12
_POTENTIALS = ("low", "middle", "high")
_POTENTIAL_TITLES = {"low": N_("Low potential"), "middle": N_("Some potential"), "high": N_("High potential")}
_ABC = {A: N_("Class A"), B: N_("Class B"), C: N_("Class C")}
_ABC_MEANS = N_("By margin of twelve months: A the first 70 % together, B up to 90 %, C the rest.")
_RFM_MEANS = N_("By recency, number and sum of purchases of twelve months, each above or below the mean of all buyers.")
