"""The tables of the forecast: by month, by owner and by deal, what decides, and how good forecasts were."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.members import members
from crm_desktop.insight.deal_forecast import INDUSTRY, KNOWN, OWNER, PIPELINE, PRODUCT, SOURCE, STAGE, YES, Seen
from crm_desktop.insight.forecast import AS_EXPECTED, BY_DELAYS, BY_LENGTHS, UNDATED
from crm_desktop.insight.forecast_kept import Judged, JudgedMonth
from crm_desktop.insight.sales import Closed
from crm_desktop.reports.forecast_names import DEALS, DECIDES, KEPT, MONTHS, OWNERS, PEOPLE
from crm_desktop.reports.forecast_rows import NOTHING, Figures, is_thin
from crm_desktop.reports.statistic import COUNT, MONEY, SHARE, Cell, Column, Making, Table

MOST_DEALS = 100
# What moves a chance by less says nothing to anybody.
_LEAST_MOVE = 0.005
_WHY = {
    BY_DELAYS: N_("as late as own deals"),
    BY_LENGTHS: N_("as long as own deals"),
    AS_EXPECTED: N_("as expected"),
    UNDATED: N_("nobody can say"),
}
_TRAITS = {
    STAGE: N_("Stood in the stage"),
    PIPELINE: N_("Pipeline"),
    OWNER: N_("Owner"),
    SOURCE: N_("Source"),
    PRODUCT: N_("Product"),
    INDUSTRY: N_("Industry"),
    KNOWN: N_("Had bought before"),
}


def by_month(of: Figures) -> Table:
    """What the months bring, from this one on, also those after the period."""
    make, found, rows = of.make, of.found, []
    for place, month in enumerate(found.months if found else ()):
        won = of.won(month=month), of.won_list(month=month)
        rows.append(_row(of, of.month(month), [place], won))
    if found is not None:
        columns = range(len(found.months) + 1)
        if of.behind(columns[-1:]):
            rows.append(_row(of, make.speak.t(N_("After that")), columns[-1:], None))
        undated = [each for each in found.deals if each.why == UNDATED]
        if undated:
            title = make.speak.t(N_("No month known"))
            count = make.count(len(undated), of.open_list(title, undated))
            rows.append((make.text(title), NOTHING, NOTHING, count, *(NOTHING,) * 4))
        won = of.won(), of.won_list()
        rows.append(_row(of, make.speak.t(N_("Total")), columns, won))
    note = make.speak.t(N_("A deal is counted in each month it may be decided in, and in the total once."))
    title = make.speak.t(N_("By month"))
    return Table(MONTHS, title, _columns(make, N_("Month")), tuple(rows), totals=min(1, len(rows)), note=note)


def by_owner(of: Figures) -> Table:
    """What everybody brings in the period."""
    make = of.make
    owners = {owner or "" for _, owner in of.closed} | {each.owner_id or "" for each in of.behind(of.places)}
    rows = []
    for owner in sorted(owners, key=lambda each: (not each, make.user(each))):
        won = of.won(owner=owner), of.won_list(owner=owner)
        rows.append(_row(of, make.user(owner), of.places, won, owner))
    rows.append(_row(of, make.speak.t(N_("Total")), of.places, (of.won(), of.won_list())))
    note = make.speak.t(
        N_("The ends of the range do not add up: it is not likely that everybody has bad luck at once.")
    )
    return Table(OWNERS, make.speak.t(N_("By owner")), _columns(make, N_("Owner")), tuple(rows), totals=1, note=note)


def by_deal(of: Figures) -> Table:
    """The open deals of the period, what brings most first."""
    make, found = of.make, of.found
    titles = (N_("Amount"), N_("Chance of the stage"), N_("Learned chance"), N_("In the period"), N_("Expected sum"))
    columns = (
        Column(make.speak.t(N_("Deal"))),
        Column(make.speak.t(N_("Owner")), yields=4),
        *map(Column, map(make.speak.t, titles), (MONEY, SHARE, SHARE, SHARE, MONEY), (3, 1, 0, 2, 0)),
        Column(make.speak.t(N_("Month taken")), yields=5),
    )
    rows = []
    if found is not None:
        shares = dict(zip((each.id for each in found.deals), found.shares[:, of.places].sum(axis=1), strict=True))
        worth = {each.id: (each.amount or 0) * each.chance * shares[each.id] for each in found.deals}
        for each in sorted(of.behind(of.places), key=lambda deal: (-worth[deal.id], deal.id))[:MOST_DEALS]:
            spec = members(each.name, [each.id])
            rows.append(
                (
                    make.text(each.name, spec),
                    make.text(make.user(each.owner_id)),
                    make.money(each.amount, spec),
                    make.share(_millionths(each.fixed)),
                    make.share(_millionths(each.chance)),
                    make.share(_millionths(shares[each.id])),
                    make.money(round(worth[each.id]), spec),
                    make.text(make.speak.t(_WHY[each.why])),
                )
            )
    further = len(of.behind(of.places)) - len(rows)
    note = (
        make.speak.tn("{count} further deal brings less.", "{count} further deals bring less.", further)
        if further
        else ""
    )
    return Table(DEALS, make.speak.t(N_("By deal")), columns, tuple(rows), note=note)


def what_decides(of: Figures) -> Table:
    """By what the chance of a deal was learned."""
    make = of.make
    columns = (
        Column(make.speak.t(N_("What"))),
        Column(make.speak.t(N_("Value"))),
        Column(make.speak.t(N_("Deals closed")), COUNT),
        Column(make.speak.t(N_("Deals won")), COUNT, 1),
        Column(make.speak.t(N_("Share of them")), SHARE),
        Column(make.speak.t(N_("Counts as")), SHARE),
    )
    rows, note = [], ""
    model = of.found.model if of.found else None
    if isinstance(model, Message):
        note = make.speak.message(model)
    elif of.found is not None and model is not None:
        rows = [
            (
                make.text(make.speak.t(_TRAITS[each.trait])),
                make.text(_value(make, each)),
                make.count(each.closed),
                make.count(each.won),
                make.share(Fraction(each.won, each.closed)),
                make.share(_millionths(each.chance)),
            )
            for each in of.found.seen
            if abs(each.chance - model.rate) >= _LEAST_MOVE
        ]
        note = make.speak.t(
            N_("Of {count} deals closed in two years {share} were won. What few deals say is drawn towards that."),
            count=formats.integer(model.closed),
            share=formats.percent(_millionths(model.rate)),
        )
    return Table(DECIDES, make.speak.t(N_("What decides")), columns, tuple(rows), note=note)


def kept_months(make: Making, months: Sequence[JudgedMonth]) -> Table:
    """The forecasts that were kept, against what came."""
    columns = (
        Column(make.speak.t(N_("Month"))),
        Column(make.speak.t(N_("Made on"))),
        *_judged_columns(make),
        Column(make.speak.t(N_("Low end")), MONEY, 3),
        Column(make.speak.t(N_("High end")), MONEY, 3),
        Column(make.speak.t(N_("Within"))),
    )
    rows = tuple(
        (
            make.text(formats.month_far(int(each.month[:4]), int(each.month[5:]), make.language)),
            make.text(formats.day_far(each.made_on, make.language)),
            *_judged_cells(make, each.of),
            make.money(each.told[1]),
            make.money(each.told[2]),
            make.text(make.speak.t(N_("yes") if each.of.within else N_("no"))),
        )
        for each in months
    )
    note = make.speak.t(
        N_("The first forecast made in each month is kept for good; who does not see all deals sees no sum of them.")
    )
    return Table(KEPT, make.speak.t(N_("Kept forecasts")), columns, rows, note=note)


def kept_people(make: Making, people: Mapping[str, Judged]) -> Table:
    """How good the forecasts of everybody's deals were."""
    columns = (
        Column(make.speak.t(N_("Owner"))),
        Column(make.speak.t(N_("Months forecast")), COUNT),
        *_judged_columns(make),
        Column(make.speak.t(N_("Months within")), COUNT),
    )
    rows = tuple(
        (make.text(make.user(owner)), make.count(each.months), *_judged_cells(make, each), make.count(each.within))
        for owner, each in sorted(people.items(), key=lambda item: (not item[0], make.user(item[0])))
    )
    note = make.speak.t(N_("About eight of ten months should lie within their range."))
    return Table(PEOPLE, make.speak.t(N_("Error by owner")), columns, rows, note=note)


def _columns(make: Making, first: str) -> tuple[Column, ...]:
    titles = (N_("Deals won"), N_("Won so far"), N_("Open deals"), N_("By stage"), N_("Expected sum"))
    ends = (N_("Low end"), N_("High end"))
    units, yields = (COUNT, MONEY, COUNT, MONEY, MONEY, MONEY, MONEY), (4, 2, 1, 3, 0, 0, 0)
    return (Column(make.speak.t(first)), *map(Column, map(make.speak.t, (*titles, *ends)), units, yields))


def _row(
    of: Figures, name: str, places: Sequence[int], won: tuple[Closed, ListSpec] | None, owner: str | None = None
) -> tuple[Cell, ...]:
    make, behind = of.make, of.behind(places, owner)
    first = (make.text(name), NOTHING, NOTHING)
    if won is not None:
        deals, spec = won
        first = (make.text(name), make.count(deals.won, spec), make.money(deals.revenue, spec))
    if of.found is None or not behind:
        return (*first, make.count(0) if of.found else NOTHING, *(NOTHING,) * 4)
    band, behind_it = of.band(places, owner), of.open_list(name, behind)
    few = of.too_few()
    ends = (few, few) if is_thin(behind) else (make.money(band.low), make.money(band.high))
    expected = replace(make.money(band.expected, behind_it), is_quiet=is_thin(behind))
    by_stage = make.money(of.found.by_stage(places, owner), behind_it)
    return (*first, make.count(len(behind), behind_it), by_stage, expected, *ends)


def _judged_columns(make: Making) -> tuple[Column, ...]:
    titles = (N_("Forecast"), N_("Came"), N_("Error"), N_("Error in %"))
    return tuple(map(Column, map(make.speak.t, titles), (MONEY, MONEY, MONEY, SHARE), (0, 0, 2, 0)))


def _judged_cells(make: Making, of: Judged) -> tuple[Cell, ...]:
    return make.money(of.forecast), make.money(of.came), make.money(of.error, signed=True), make.share(of.share)


def _value(make: Making, seen: Seen) -> str:
    if seen.trait == KNOWN:
        return make.speak.t(N_("yes") if seen.value == YES else N_("no"))
    return make.choices.name(seen.value, make.language) or make.speak.t(N_("no longer there"))


def _millionths(share: float) -> Fraction:
    """A share as it is shown: what lies beyond is no knowledge."""
    return Fraction(round(share * 1_000_000), 1_000_000)
