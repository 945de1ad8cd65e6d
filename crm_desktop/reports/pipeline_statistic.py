"""What became of the pipeline in a period, as a statistic: from the weighted sum before to the one after, and whose."""

from datetime import timedelta

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.insight.pipeline_changes import AFTER, BEFORE, OTHER, STEPS, PipelineChanges, pipeline_changes
from crm_desktop.queries.deal_changes import DOWN, IS_LOST, IS_WON, NEW, SLIPPED, UP
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic import COUNT, MONEY, Cell, Column, Making, Mark, Picture, Statistic, Table, Tile
from crm_desktop.reports.statistic import STEPS as FROM_SUM_TO_SUM
from crm_desktop.storage.database import Reading

WAY = "way"
BY_CHANGE, BY_OWNER = "change", "owner"
_SHOWN = (BEFORE, *STEPS, AFTER)
_TITLES = {
    BEFORE: N_("Open before"),
    NEW: N_("Newly opened"),
    UP: N_("Moved up"),
    DOWN: N_("Moved down"),
    IS_WON: N_("Won"),
    IS_LOST: N_("Lost"),
    OTHER: N_("Other changes"),
    AFTER: N_("Open after"),
    SLIPPED: N_("Slipped"),
}
_MEANINGS = {
    BEFORE: N_("Deals open at the end of the day before the period, each amount × the probability it had then."),
    AFTER: N_("Deals open at the end of the period, each amount × the probability it had then."),
    NEW: N_("Deals opened in the period, also those closed in it."),
    UP: N_("Deals open before and after that stand in a later stage than before."),
    DOWN: N_("Deals open before and after that stand in an earlier stage than before."),
    SLIPPED: N_(
        "Deals open before and after whose expected close was put off, or passed in the period without a decision."
    ),
    IS_WON: N_("Deals won in the period."),
    IS_LOST: N_("Deals lost in the period."),
}
TILES = (BEFORE, AFTER, IS_WON, IS_LOST, NEW, UP, DOWN, SLIPPED)


def build(reading: Reading, request: ReportRequest) -> Statistic:
    """The statistic of a period, for whoever may see reports, of the deals they may see."""
    make = Making(reading, request)
    changes = pipeline_changes(reading, make.period, make.owners)
    days = formats.period(make.period.first, make.period.last, make.language)
    priced = [changes.of(each) for each in (BEFORE, AFTER, NEW, IS_WON, IS_LOST)]
    unknown = max(each.deals - each.priced for each in priced)
    notes = [make.speak.t(N_("Amounts are those of today, by the rates of the last day: amounts have no history."))]
    if unknown:
        notes.append(
            make.speak.tn(
                "{count} deal has no known amount in the company's currency and counts without one.",
                "{count} deals have no known amount in the company's currency and count without one.",
                unknown,
            )
        )
    way = _way(make, changes)
    return make.made(
        "pipeline",
        N_("Pipeline changes"),
        make.speak.t(N_("What became of the deals of the pipeline: {days}"), days=days),
        "opportunity",
        tiles=tuple(_tile(make, changes, each) for each in TILES),
        pictures=(way,),
        tables=(_by_change(make, changes), _by_owner(make, changes)),
        notes=tuple(notes),
        is_empty=not changes.deals,
        finding=way.title,
    )


def _tile(make: Making, changes: PipelineChanges, part: str) -> Tile:
    step, spec = changes.of(part), changes.spec(part)
    is_sum = part in (BEFORE, AFTER)
    title = make.speak.t(N_("Weighted before") if part == BEFORE else N_("Weighted after") if is_sum else _TITLES[part])
    cell = make.short(step.weighted if is_sum else step.amount, spec)
    return Tile(part, title, cell, _deals(make, step.deals), make.speak.t(_MEANINGS[part]))


def _deals(make: Making, count: int) -> str:
    return make.speak.tn("{count} deal", "{count} deals", count)


def _way(make: Making, changes: PipelineChanges) -> Picture:
    before, after = changes.of(BEFORE), changes.of(AFTER)
    marks = []
    for part in _SHOWN:
        step = changes.of(part)
        if part == OTHER and not step.deals:
            continue
        cell = make.short(step.weighted, changes.spec(part))
        said = f"{make.speak.t(_TITLES[part])}: {cell.text} · {_deals(make, step.deals)}"
        beside, is_whole = (formats.integer(step.deals),), part in (BEFORE, AFTER)
        marks.append(Mark(make.speak.t(_TITLES[part]), cell, beside, said, is_whole))
    day = formats.day_far(make.period.first - timedelta(days=1), make.language)
    if after.weighted == before.weighted:
        title = make.speak.t(N_("The weighted pipeline is what it was on {day}"), day=day)
    else:
        words = (
            N_("The weighted pipeline has grown by {amount} since {day}")
            if after.weighted > before.weighted
            else N_("The weighted pipeline has shrunk by {amount} since {day}")
        )
        amount = make.short(abs(after.weighted - before.weighted)).text
        title = make.speak.t(words, amount=amount, day=day)
    subtitle = make.speak.t(N_("Amount × probability of open deals, {unit}"), unit=make.currency)
    return Picture(WAY, title, subtitle, FROM_SUM_TO_SUM, tuple(marks), (make.speak.t(N_("Deals")),))


def _by_change(make: Making, changes: PipelineChanges) -> Table:
    columns = (
        Column(make.speak.t(N_("Change"))),
        Column(make.speak.t(N_("Deals")), COUNT),
        Column(make.speak.t(N_("Amount")), MONEY, 1),
        Column(make.speak.t(N_("Weighted")), MONEY),
    )
    rows = []
    for part in (*_SHOWN, SLIPPED):
        step, spec = changes.of(part), changes.spec(part)
        if part == OTHER and not step.deals:
            continue
        rows.append(
            (
                make.text(make.speak.t(_TITLES[part]), spec),
                make.count(step.deals, spec),
                make.money(step.amount, spec),
                make.money(step.weighted, spec, signed=part in STEPS),
            )
        )
    note = make.speak.t(N_("What slipped is still in the pipeline: it belongs to no step."))
    return Table(BY_CHANGE, make.speak.t(N_("By change")), columns, tuple(rows), note=note)


def _by_owner(make: Making, changes: PipelineChanges) -> Table:
    titles = [make.speak.t(_TITLES[part]) for part in (BEFORE, NEW, UP, DOWN, SLIPPED, IS_WON, IS_LOST, AFTER)]
    units = (MONEY, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, MONEY)
    yields = (2, 3, 4, 5, 1, 0, 0, 0)
    columns = (Column(make.speak.t(N_("Owner"))), *map(Column, titles, units, yields))
    owners = changes.by_owner()
    named = sorted(((make.user(owner), owner) for owner in owners), key=lambda each: (each[1] is None, each[0]))
    rows = [_owner_row(make, owners[owner], name, owner) for name, owner in named]
    total = _owner_row(make, changes, make.speak.t(N_("Total")), "")
    return Table(BY_OWNER, make.speak.t(N_("By owner")), columns, (*rows, total), totals=1)


def _owner_row(make: Making, changes: PipelineChanges, name: str, owner: str | None) -> tuple[Cell, ...]:
    cells = [make.text(name)]
    for part in (BEFORE, NEW, UP, DOWN, SLIPPED, IS_WON, IS_LOST, AFTER):
        step, spec = changes.of(part), changes.spec_of(part, owner)
        cells.append(make.money(step.weighted, spec) if part in (BEFORE, AFTER) else make.count(step.deals, spec))
    return tuple(cells)
