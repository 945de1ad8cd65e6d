"""What the worker process does for the page of a statistic: its figures, charts, pages and a table of them.

Each function opens the company file for itself, read-only, and hands back plain data.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import EXPORT, Viewer
from crm_desktop.exchange import cell as exchange_cell
from crm_desktop.exchange import writer
from crm_desktop.exchange.writer import OutputColumn, write_table
from crm_desktop.queries import rights
from crm_desktop.reports import statistic
from crm_desktop.reports.charts import ChartImage, picture_of
from crm_desktop.reports.fonts import keep_font_list
from crm_desktop.reports.jobs import ChartSize
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.statistic import Builder, Cell, Column, Statistic, Table
from crm_desktop.reports.statistic_charts import chart_of
from crm_desktop.reports.statistic_names import STATISTICS
from crm_desktop.storage.database import Database, Reading

_KINDS = {statistic.TEXT: writer.TEXT, statistic.COUNT: writer.INTEGER, statistic.SHARE: writer.SHARE}
Told = Callable[..., None]


def _unheard(_fraction: float, _text: None) -> None:
    """Nobody waits for progress."""


@dataclass(frozen=True)
class StatisticRequest:
    """One of `STATISTICS` for some days and people; `about` is the record it is of, where it is not of the firm."""

    name: str
    request: ReportRequest
    about: str | None = None


@dataclass(frozen=True)
class ScreenStatistic:
    """A statistic for the screen: its figures, and its charts drawn."""

    report: Statistic
    charts: tuple[ChartImage, ...]


def build(reading: Reading, asked: StatisticRequest) -> Statistic:
    """Compute a statistic."""
    module = import_module(STATISTICS[asked.name])
    if asked.about is not None:
        built: Statistic = module.build_of(reading, asked.request, asked.about)
        return built
    builder: Builder = module.build
    return builder(reading, asked.request)


def screen(
    path: str,
    viewer: Viewer,
    asked: StatisticRequest,
    sizes: Sequence[ChartSize],
    ratio: float,
    theme: str,
    progress: Told = _unheard,
) -> ScreenStatistic:
    """Compute a statistic and draw its charts for the screen."""
    progress(0.05, None)
    with reading_of(path, viewer) as reading:
        report = build(reading, asked)
    progress(0.6, None)
    return ScreenStatistic(report, redraw(report, sizes, ratio, theme))


def redraw(report: Statistic, sizes: Sequence[ChartSize], ratio: float, theme: str) -> tuple[ChartImage, ...]:
    """Draw the charts again, in other sizes or colours."""
    keep_font_list()
    return tuple(
        picture_of(
            lambda *size, name=each.name: chart_of(report, name, *size),
            each.width,
            each.height,
            ratio=ratio,
            theme=theme,
        )
        for each in sizes
    )


def print_pages(path: str, viewer: Viewer, asked: StatisticRequest, _language: str, progress: Told = _unheard) -> bytes:
    """Compute a statistic and set it as PDF."""
    keep_font_list()
    from crm_desktop.reports.statistic_paper import render_statistic

    progress(0.1, None)
    with reading_of(path, viewer) as reading:
        report = build(reading, asked)
    progress(0.6, None)
    return render_statistic(report)


def export(path: str, viewer: Viewer, asked: StatisticRequest, target: str, progress: Told = _unheard) -> int:
    """Write a statistic as CSV or XLSX, numbers as numbers; returns how many rows.

    Where tables are made alike, all are written, each row with what its table is called; else the first alone.
    """
    rights.require(viewer, EXPORT)
    progress(0.1, None)
    with reading_of(path, viewer) as reading:
        report = build(reading, asked)
    table = _joined(report)
    columns = [OutputColumn(each.title, _KINDS.get(each.unit, writer.NUMBER)) for each in table.columns]
    rows = [[_written(each, cell) for each, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    return write_table(target, columns, rows)


def _joined(report: Statistic) -> Table:
    alike = [each for each in report.tables if each.columns == report.tables[0].columns]
    first = alike[0]
    if len(alike) == 1:
        return first
    title = Column(Speech(report.language).t(N_("Table")))
    rows = [(Cell(each.title), *row) for each in alike for row in each.rows]
    # What crosses two things stands below, a row for each of its cells.
    blank = (Cell(""),) * (len(first.columns) - 2)
    for each in report.tables:
        for name, *cells in each.rows if each not in alike else ():
            for column, cell in zip(each.columns[1:], cells, strict=True):
                rows.append((Cell(each.title), Cell(f"{name.text} · {column.title}"), cell, *blank))
    return Table(first.name, report.title, (title, *first.columns), tuple(rows))


def _written(column: Column, cell: Cell) -> exchange_cell.Cell:
    if column.is_text:
        return cell.text
    if cell.number is None:
        # A figure may be a word: the best channel.
        return None if cell.text == formats.MISSING else cell.text
    whole, rest = divmod(cell.number.numerator, cell.number.denominator)
    return Decimal(cell.number.numerator) / cell.number.denominator if rest else whole


@contextmanager
def reading_of(path: str, viewer: Viewer) -> Iterator[Reading]:
    """What somebody sees of a file, which is opened for that alone."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            yield reading
    finally:
        database.close()
