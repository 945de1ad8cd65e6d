"""The forecast as a statistic: what open deals bring in the months to come, and how good forecasts were."""

from dataclasses import replace

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.forecast import UNDATED
from crm_desktop.insight.forecast_kept import in_all, judged
from crm_desktop.reports.forecast_names import BY_MONTH, ENDS, EXPECTED, IN_ALL, OPEN, STAGES, TILES, WON
from crm_desktop.reports.forecast_rows import Figures, is_thin
from crm_desktop.reports.forecast_tables import by_deal, by_month, by_owner, kept_months, kept_people, what_decides
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic import BARS, Cell, Making, Mark, Picture, Statistic, Tile
from crm_desktop.storage.database import Reading

_TITLES = {
    IN_ALL: N_("Won and expected"),
    ENDS: N_("80 % range"),
    WON: N_("Won so far"),
    EXPECTED: N_("Expected of open deals"),
    STAGES: N_("By chances of stages"),
    OPEN: N_("Open deals"),
}
_MEANINGS = {
    IN_ALL: N_("What is won in the period, and what its open deals are expected to bring."),
    ENDS: N_("In 80 of 100 drawings won and expected together lie between these sums."),
    WON: N_("Deals won in the period until today, by the rate of their day."),
    EXPECTED: N_("Each open deal: amount × chance to be won × chance to be decided in the period."),
    STAGES: N_("The same by the fixed chance of each deal's stage, instead of the learned one."),
    OPEN: N_("Open deals that may be decided in the period, and what they are worth."),
}
_NOTES = (
    N_("The range is drawn: deals are decided independently of each other, so that a crisis lies in none."),
    N_("Few large deals make a wide range; then what is expected may even lie outside of it."),
)


def build(reading: Reading, request: ReportRequest) -> Statistic:
    """The forecast of a period, for whoever may see reports, of the deals they may see.

    Of a period that is over it tells how good the kept forecasts were.
    """
    make = Making(reading, request)
    of = Figures(make)
    months, people = judged(reading, make.period)
    if make.owners is not None:
        months, people = [], {owner: each for owner, each in people.items() if owner in make.owners}
    days = formats.period(make.period.first, make.period.last, make.language)
    has_deals = of.found is not None and bool(of.found.deals)
    picture = _picture(of)
    return make.made(
        "forecast",
        N_("Sales forecast"),
        make.speak.t(N_("What deals have brought, and are expected to bring: {days}"), days=days),
        "opportunity",
        tiles=_tiles(of),
        pictures=(picture,),
        tables=(
            by_month(of),
            by_owner(of),
            by_deal(of),
            what_decides(of),
            kept_months(make, months),
            kept_people(make, people),
        ),
        notes=_notes(of),
        is_empty=not has_deals and not people,
        finding=picture.title if has_deals else "",
    )


def _tiles(of: Figures) -> tuple[Tile, ...]:
    make, won, behind = of.make, of.won(), of.behind(of.places)
    band, spec = of.band(of.places), of.open_list(make.speak.t(N_("Deals of the forecast")), behind)
    expected, low, high = in_all(band, won.revenue)
    n, n_in_all = of.deals(len(behind)), of.deals(won.won + len(behind))
    ends = Cell(f"{make.short(low).text} – {make.short(high).text}", None, make.money(0, spec).spec)
    shown = {
        IN_ALL: (make.short(expected), n_in_all),
        ENDS: (of.too_few() if is_thin(behind) else ends, n_in_all),
        WON: (make.short(won.revenue, of.won_list()), of.deals(won.won)),
        EXPECTED: (make.short(band.expected, spec), n),
        STAGES: (make.short(of.found.by_stage(of.places) if of.found else 0, spec), n),
        OPEN: (make.count(len(behind), spec), make.short(sum(each.amount or 0 for each in behind)).text),
    }
    if of.found is None:
        over = Cell(formats.MISSING, is_quiet=True), make.speak.t(N_("the period is over"))
        shown = {name: shown[name] if name == WON else over for name in TILES}
    elif is_thin(behind):
        grey = (IN_ALL, EXPECTED, STAGES)
        shown |= {name: (replace(cell, is_quiet=True), note) for name, (cell, note) in shown.items() if name in grey}
    return tuple(Tile(name, make.speak.t(_TITLES[name]), *shown[name], make.speak.t(_MEANINGS[name])) for name in TILES)


def _picture(of: Figures) -> Picture:
    make, marks = of.make, []
    for place, month in enumerate(of.found.months if of.found else ()):
        behind, band = of.behind([place]), of.band([place])
        low, high = make.short(band.low), make.short(band.high)
        named, few = of.month(month), is_thin(behind)
        cell = replace(make.short(band.expected, of.open_list(named, behind)), is_quiet=few)
        ends = make.speak.t(N_("too few")) if few else f"{low.text} – {high.text}"
        whisker = None if few or low.number is None or high.number is None else (low.number, high.number)
        said = f"{named}: {cell.text} · {ends} · {of.deals(len(behind))}"
        marks.append(Mark(named, cell, (formats.integer(len(behind)), ends), said, ends=whisker))
    title = make.speak.t(N_("Nothing is forecast of a period that is over"))
    if of.found is not None:
        won = of.won().revenue
        title = make.speak.t(
            N_("{amount} are expected in all, {won} of that is won already"),
            amount=make.short(in_all(of.band(of.places), won)[0]).text,
            won=make.short(won).text,
        )
    subtitle = make.speak.t(N_("Expected of open deals, with their 80 % range, {unit}"), unit=make.currency)
    headings = make.speak.t(N_("Deals")), make.speak.t(N_("80 % range"))
    return Picture(BY_MONTH, title, subtitle, BARS, tuple(marks), headings)


def _notes(of: Figures) -> tuple[str, ...]:
    make, found = of.make, of.found
    if found is None:
        return ()
    notes = [make.speak.message(found.model)] if isinstance(found.model, Message) else []
    if notes:
        notes.append(make.speak.t(N_("Until then each deal has the fixed chance of its stage.")))
    undated = [each for each in found.deals if each.why == UNDATED]
    if undated:
        notes.append(
            make.speak.tn(
                "{count} open deal is in no month: its expected closing is past or missing. Give it a new day.",
                "{count} open deals are in no month: their expected closing is past or missing. Give them a new day.",
                len(undated),
            )
        )
    unknown = sum(1 for each in found.deals if each.amount is None)
    if unknown:
        notes.append(
            make.speak.tn(
                "{count} deal has no known amount in the company's currency and counts without one.",
                "{count} deals have no known amount in the company's currency and count without one.",
                unknown,
            )
        )
    return (*notes, *map(make.speak.t, _NOTES))
