"""How good the warnings of leaving customers were, as a statistic: what each would have said a year ago."""

from collections.abc import Mapping
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.core.members import members
from crm_desktop.insight.backtest import Backtest
from crm_desktop.insight.held_back import ALIVE, CLASSIC, DETECTORS, RECENCY, RHYTHM, SILENT, HeldBack, held_back
from crm_desktop.insight.purchases import purchases
from crm_desktop.operations import parameter
from crm_desktop.queries import churn
from crm_desktop.reports.held_back_names import AGAIN, CHANCES, EVERYONE, RANKING, TILES
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic import (
    BARS,
    COUNT,
    NUMBER,
    SHARE,
    Cell,
    Column,
    Making,
    Mark,
    Picture,
    Statistic,
    Table,
    Tile,
)  # fmt: skip
from crm_desktop.storage.database import Reading

_NAMES = {
    CLASSIC: N_("Months without a paid order"),
    RHYTHM: N_("Own rhythm"),
    ALIVE: N_("Chance to be gone (BG/NBD)"),
    SILENT: N_("Chance of a silent year (BG/NBD)"),
    RECENCY: N_("Days since the last purchase"),
}


def build(reading: Reading, request: ReportRequest) -> Statistic:
    """The statistic of the year up to the end of a period, of the customers of some owners only when asked so."""
    make = Making(reading, request)
    day = min(make.period.last, reading.today)
    industries = dict(reading.plain("SELECT id, industry_id FROM customer WHERE industry_id IS NOT NULL"))
    months = parameter.integer(reading, parameter.CHURN_MONTHS) or churn.DEFAULT_MONTHS
    found = held_back(purchases(reading, day, make.owners), industries, months)
    ranked = sorted(
        (name for name, each in found.everyone.items() if each.average_precision is not None),
        key=lambda name: -(found.everyone[name].average_precision or 0),
    )
    days = formats.day_far(found.cut, make.language), formats.day_far(found.last, make.language)
    return make.made(
        "held_back",
        N_("Warnings put to the test"),
        make.speak.t(
            N_("What each detector knew on {cut}, against who bought until {last}"), cut=days[0], last=days[1]
        ),
        "customer",
        tiles=_tiles(make, found, ranked),
        pictures=(_picture(make, found, ranked),),
        tables=(
            _table(make, EVERYONE, N_("All customers"), found.everyone, found.warned),
            _table(make, AGAIN, N_("Customers who had bought more than once"), found.again, {}),
            _chances(make, found),
        ),
        notes=(*((make.speak.message(found.why_none),) if found.why_none else ()), *map(make.speak.t, _NOTES)),
        is_empty=not found.everyone,
        finding=_finding(make, found, ranked),
    )


def _tiles(make: Making, found: HeldBack, ranked: list[str]) -> tuple[Tile, ...]:
    count = len(found.customers)
    best = make.text(make.speak.t(_NAMES[ranked[0]])) if ranked else Cell(formats.MISSING, is_quiet=True)
    n = f"n = {formats.integer(count)}"
    meanings = (
        N_("Who had bought anything by the day a year before."),
        N_("Of them, who bought nothing in the year since."),
        N_("The one whose order of customers put most of the lost ones first: the highest average precision."),
    )
    titles = (N_("Customers"), N_("Lost customers"), N_("Best detector"))
    everyone, lost = (
        members(make.speak.t(title), ids) for title, ids in zip(titles[:2], (found.customers, found.lost), strict=True)
    )
    cells = (make.count(count, everyone), make.count(len(found.lost), lost), best)
    return tuple(
        Tile(name, make.speak.t(title), cell, n, make.speak.t(meaning))
        for name, title, cell, meaning in zip(TILES, titles, cells, meanings, strict=True)
    )


def _picture(make: Making, found: HeldBack, ranked: list[str]) -> Picture:
    marks = []
    for name in ranked:
        of = found.everyone[name]
        right, caught = (None, None) if name == RECENCY else (of.precision, of.recall)
        beside = make.share(right).text, make.share(caught).text
        marks.append(Mark(make.speak.t(_NAMES[name]), make.share(of.average_precision), beside))
    headings = (make.speak.t(N_("Precision")), make.speak.t(N_("Recall")))
    title = _finding(make, found, ranked) or make.speak.t(N_("Too few customers were lost, or stayed, to judge"))
    subtitle = make.speak.t(N_("Average precision among all customers"))
    return Picture(RANKING, title, subtitle, BARS, tuple(marks), headings)


def _finding(make: Making, found: HeldBack, ranked: list[str]) -> str:
    if not ranked:
        return ""
    best = found.everyone[ranked[0]].average_precision
    return make.speak.t(
        N_("“{name}” told best who would leave: average precision {share}"),
        name=make.speak.t(_NAMES[ranked[0]]),
        share=formats.percent(best),
    )


def _table(
    make: Making, name: str, title: str, found: Mapping[str, Backtest], warned: Mapping[str, tuple[str, ...]]
) -> Table:
    columns = (
        Column(make.speak.t(N_("Detector"))),
        Column(make.speak.t(N_("Warned of")), COUNT, 1),
        Column(make.speak.t(N_("Precision")), SHARE),
        Column(make.speak.t(N_("Recall")), SHARE),
        Column(make.speak.t(N_("Average precision")), SHARE),
        Column(make.speak.t(N_("Lift of the top tenth")), NUMBER, 2),
    )
    rows = tuple(_row(make, each, found[each], warned.get(each)) for each in DETECTORS if each in found)
    any_of = next(iter(found.values()), None)
    note = (
        make.speak.t(
            N_("{lost} of {count} were lost: whoever guesses is right that often."),
            lost=formats.integer(any_of.lost),
            count=formats.integer(any_of.customers),
        )
        if any_of
        else ""
    )
    return Table(name, make.speak.t(title), columns, rows, note=note)


def _row(make: Making, name: str, of: Backtest, ids: tuple[str, ...] | None) -> tuple[Cell, ...]:
    lift = formats.MISSING if of.lift is None else formats.decimal(of.lift, 2)
    # How long a silence is says of itself nothing of a warning.
    behind = None if ids is None else members(make.speak.t(_NAMES[name]), ids)
    warned = make.text("") if name == RECENCY else make.count(of.warned, behind)
    right, caught = (None, None) if name == RECENCY else (of.precision, of.recall)
    return (
        make.text(make.speak.t(_NAMES[name])),
        warned,
        make.share(right),
        make.share(caught),
        make.share(of.average_precision),
        Cell(lift, of.lift),
    )


def _chances(make: Making, found: HeldBack) -> Table:
    columns = (
        Column(make.speak.t(N_("Said to stay silent with"))),
        Column(make.speak.t(N_("Customers")), COUNT),
        Column(make.speak.t(N_("Stayed silent")), COUNT),
        Column(make.speak.t(N_("Share of them")), SHARE),
    )
    rows = tuple(
        (
            make.text(formats.percent(Fraction(each.said))),
            make.count(each.customers),
            make.count(each.lost),
            make.share(Fraction(each.lost, each.customers)),
        )
        for each in found.chances
    )
    return Table(CHANCES, make.speak.t(N_("Whether the chances were true")), columns, rows)


_NOTES = (
    N_("Precision: of those warned of, the part that left. Recall: of those that left, the part warned of."),
    N_("Average precision looks at the whole order of customers; of the months it is that of warned or not."),
    N_("P(alive) takes who bought once as still there: it says something of those alone who bought more than once."),
    N_("Which detectors warn is chosen in the settings, under churn."),
)
