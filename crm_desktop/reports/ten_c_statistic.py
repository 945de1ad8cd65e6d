"""The ten Cs as a statistic: a key figure for each, a chart where it tells more, and a table of each panel."""

from dataclasses import replace
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.insight.ten.panel import COUNT, DAYS, MONEY, NAME, NUMBER, SHARE, Asked, Grid, Head, Line, Panel
from crm_desktop.insight.ten.panels import ten_c
from crm_desktop.insight.ten.titles import GRIDS
from crm_desktop.models import Customer
from crm_desktop.reports import statistic
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic import Cell, Column, Making, Mark, Picture, Statistic, Table, Tile
from crm_desktop.storage.database import Reading

_MOST_BARS, _CURVE = 8, "curve"
_TITLES = {
    "value": N_("What customers rate of us and of competitors, 1 to 5, the weakest first"),
    "acquisition": N_("Where new customers come from"),
    "profitability": N_("From what was sold to what is left"),
    "curve": N_("How much of the profit the best customers leave"),
}


def build(reading: Reading, request: ReportRequest) -> Statistic:
    """The ten Cs of all customers in sight, for whoever may see reports."""
    make = Making(reading, request)
    return _made(
        make, Asked(reading, make.period, make.owners, None, make.language), N_("All customers in sight: {days}"), ""
    )


def build_of(reading: Reading, request: ReportRequest, customer_id: str) -> Statistic:
    """The ten Cs of a customer, for whoever sees it."""
    make = Making(reading, request, right=None)
    asked = Asked(reading, make.period, make.owners, customer_id, make.language)
    panels = ten_c(asked)
    customer = reading.session.get(Customer, customer_id)
    name = customer.name if customer is not None else ""
    found = _set(make, panels, N_("{name}: {days}"), name, is_firm=False)
    # On the page of the firm each chart has its place; on the paper of a customer an empty one says nothing.
    return replace(found, pictures=tuple(each for each in found.pictures if each.marks))


def _made(make: Making, asked: Asked, lead: str, name: str) -> Statistic:
    found = _set(make, ten_c(asked), lead, name, is_firm=True)
    return replace(found, is_empty=not found.tables[0].rows[0][2].number)


def _set(make: Making, panels: tuple[Panel, ...], lead: str, name: str, *, is_firm: bool) -> Statistic:
    days = formats.period(make.period.first, make.period.last, make.language)
    by_name = {each.name: each for each in panels}
    grids = {each.name: each for panel in panels for each in panel.grids}
    notes = [
        make.speak.t(N_("Figures of fewer than five records are grey: they may be chance.")),
        *dict.fromkeys(make.speak.message(note) for each in panels for note in each.notes),
    ]
    return make.made(
        "ten_c",
        N_("The ten Cs"),
        make.speak.t(lead, days=days, name=name),
        "customer",
        tiles=tuple(_tile(make, each) for each in panels),
        pictures=(
            _radar(make, by_name["value"]),
            _picture(make, by_name["acquisition"]),
            _picture(make, by_name["profitability"]),
            _curve(make, by_name["profitability"]),
        ),
        tables=(
            *(_table(make, each) for each in panels),
            *(_grid(make, name, grids.get(name)) for name in GRIDS if is_firm or name in grids),
        ),
        notes=tuple(notes),
    )


def _tile(make: Making, panel: Panel) -> Tile:
    first = panel.lines[0]
    said = _said(make, first)
    note = f"{_title(make, first)} · {_made_of(first)}"
    return Tile(panel.name, make.speak.t(panel.title), said, note, _explained(make, first))


def _made_of(line: Line) -> str:
    return f"n = {formats.integer(line.figure.n)}"


def _title(make: Making, line: Line) -> str:
    named = [make.choices.name(each, make.language) for each in (line.label_id or "").split()]
    label = " → ".join(each for each in named if each) if line.unit != NAME else ""
    title = make.speak.t(line.title)
    label = line.label or label
    return f"{title}: {label}" if label else title


def _said(make: Making, line: Line) -> Cell:
    """The figure in words of its unit; nothing, and grey, where there is none."""
    figure, spec = line.figure, line.spec
    if figure.value is None:
        return Cell(formats.MISSING, None, spec, is_quiet=True, kind=line.kind)
    if line.words is not None:
        return Cell(
            make.speak.message(line.words), None, spec, is_quiet=figure.is_quiet and line.unit != NAME, kind=line.kind
        )
    if line.unit == NAME:
        named = make.choices.name(line.label_id, make.language)
        return Cell(named or formats.MISSING, None, spec, is_quiet=False, kind=line.kind)
    if line.unit == MONEY:
        cell = make.money(round(figure.value))
    elif line.unit == SHARE:
        cell = make.share(figure.value)
    elif line.unit in (COUNT, DAYS):
        cell = make.count(round(figure.value))
    else:
        cell = Cell(formats.decimal(round(figure.value, 2), 2), figure.value)
    return Cell(cell.text, cell.number, spec, is_quiet=figure.is_quiet, kind=line.kind)


def _picture(make: Making, panel: Panel) -> Picture:
    marks = tuple(
        Mark(_short(make, each), _said(make, each), (formats.integer(each.figure.n),), is_whole=each.name in _WHOLE)
        for each in panel.drawn[:_MOST_BARS]
        if each.figure.value is not None
    )
    form = statistic.STEPS if panel.name == "profitability" else statistic.BARS
    unit = make.currency if panel.name == "profitability" else make.speak.t(panel.title)
    return Picture(panel.name, make.speak.t(_TITLES[panel.name]), unit, form, marks, ("n",))


def _radar(make: Making, panel: Panel) -> Picture:
    """Ours and the competitor's, item by item."""
    rivals = {each.label_id: each for each in panel.drawn if each.name.startswith("rival_")}
    marks = []
    for each in panel.drawn:
        if each.figure.value is None or not each.name.startswith("item_"):
            continue
        cell, rival = _said(make, each), rivals.get(each.label_id)
        beside = _said(make, rival).text if rival is not None else formats.MISSING
        said = f"{_short(make, each)}: {cell.text} · {beside}"
        number = rival.figure.value if rival is not None else None
        marks.append(Mark(_short(make, each), cell, (beside, formats.integer(each.figure.n)), said, rival=number))
    headings = (make.speak.t(N_("Ours")), make.speak.t(N_("Competitor")), "n")
    title = _TITLES[panel.name]
    return Picture(panel.name, make.speak.t(title), make.speak.t(panel.title), statistic.RADAR, tuple(marks), headings)


def _curve(make: Making, panel: Panel) -> Picture:
    """The cumulated profit, a tenth of the customers after the other."""
    marks = tuple(
        Mark(make.speak.t(each.title), _said(make, each), (formats.integer(each.figure.n),))
        for each in panel.lines
        if each.name.startswith("curve_") and each.figure.value is not None
    )
    unit = make.speak.t(N_("Part of what all customers leave"))
    title = _TITLES[_CURVE]
    return Picture(_CURVE, make.speak.t(title), unit, statistic.BARS, marks, ("n",))


def _short(make: Making, line: Line) -> str:
    return make.choices.name(line.label_id, make.language) or make.speak.t(line.title)


def _explained(make: Making, line: Line) -> str:
    """Why there is no figure, or what it means."""
    if line.figure.reason is not None:
        return make.speak.message(line.figure.reason)
    return make.speak.t(line.meaning) if line.meaning else ""


def _table(make: Making, panel: Panel) -> Table:
    columns = (
        Column(make.speak.t(N_("Figure"))),
        Column(make.speak.t(N_("Value")), statistic.NUMBER),
        Column(make.speak.t(N_("Records")), statistic.COUNT, 1),
        Column(make.speak.t(N_("What it means")), statistic.TEXT, 2),
    )
    rows = tuple(
        (
            make.text(_title(make, each)),
            _said(make, each),
            Cell(formats.integer(each.figure.n), Fraction(each.figure.n), each.spec, kind=each.kind),
            make.text(_explained(make, each)),
        )
        for each in panel.lines
    )
    return Table(panel.name, make.speak.t(panel.title), columns, rows)


def _grid(make: Making, name: str, grid: Grid | None) -> Table:
    if grid is None:
        # Of who may not know it, nothing crosses.
        return Table(name, make.speak.t(GRIDS[name]), (Column(make.speak.t(N_("Name"))),), ())
    columns = (
        Column(make.speak.t(grid.first)),
        *(Column(_headed(make, each), _UNITS[each.unit], place) for place, each in enumerate(grid.columns)),
    )
    rows = tuple((make.text(_headed(make, head)), *(_said(make, each) for each in cells)) for head, cells in grid.rows)
    return Table(grid.name, make.speak.t(grid.title), columns, rows)


def _headed(make: Making, head: Head) -> str:
    return head.label or make.choices.name(head.label_id, make.language) or make.speak.t(head.title)


_UNITS = {
    COUNT: statistic.COUNT,
    MONEY: statistic.MONEY,
    SHARE: statistic.SHARE,
    NUMBER: statistic.NUMBER,
    NAME: statistic.TEXT,
}
_WHOLE = ("sold", "left")
