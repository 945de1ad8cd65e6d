"""Whether the list a figure opens holds what the figure says: as many records, adding up to the same amount."""

from collections.abc import Iterator

from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import Viewer
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.reports import figures as names
from crm_desktop.reports.figures import OTHERS, Ratio, Report, Value
from crm_desktop.storage.database import Database, Reading

# What a list adds up that must equal the figure; a quotient of amounts has the amount as its numerator.
_SUMS = {
    names.WON_REVENUE: "amount_minor",
    names.AVERAGE_DEAL: "amount_minor",
    names.OPEN_PIPELINE: "amount_minor",
    names.WEIGHTED_PIPELINE: "weighted_minor",
}


def misleading(database: Database, viewer: Viewer, report: Report) -> list[str]:
    """The figures and rows whose list says something else, in words; none in a truthful report."""
    with database.read(viewer) as reading:
        return [*_figures(reading, report), *_rows(reading, report)]


def _figures(reading: Reading, report: Report) -> Iterator[str]:
    for figure in report.figures:
        assert figure.filter is not None
        yield from _compare(reading, figure.name, figure.filter, figure.records, figure.value, _SUMS.get(figure.name))


def _rows(reading: Reading, report: Report) -> Iterator[str]:
    for breakdown in report.breakdowns:
        # A deal with several products counts under each with a part of its amount: only its number can be compared.
        is_whole = breakdown.unit != names.COUNT and breakdown.name != names.BY_PRODUCT
        for row in breakdown.rows:
            if row.key == OTHERS:
                continue
            assert row.filter is not None
            name = f"{breakdown.name} {row.label}"
            yield from _compare(reading, name, row.filter, row.count, row.value, "amount_minor" if is_whole else None)
            if row.weighted is not None:
                yield from _compare(reading, name, row.filter, row.count, row.weighted, "weighted_minor")


def _compare(
    reading: Reading, name: str, spec: ListSpec, records: int, value: Value, total: str | None
) -> Iterator[str]:
    listed = OPPORTUNITIES.count(reading, spec)
    if listed != records:
        yield f"{name}: {records} records, the list has {listed}"
    if total is not None:
        stated = value.numerator if isinstance(value, Ratio) else value
        added = OPPORTUNITIES.sums(reading, spec)[total]
        if added != stated:
            yield f"{name}: {stated}, the list adds up to {added}"
