"""What the worker process does for the page of the report on service: its figures, charts, pages and a table of them.

Each function opens the company file for itself, read-only, and hands back plain data.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_desktop.core.i18n import N_, Translator
from crm_desktop.core.viewer import EXPORT, Viewer
from crm_desktop.exchange import writer
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.writer import OutputColumn, write_table
from crm_desktop.insight import service
from crm_desktop.insight.service import METRICS, Metric
from crm_desktop.queries import rights
from crm_desktop.reports.charts import ChartImage, picture_of
from crm_desktop.reports.fonts import keep_font_list
from crm_desktop.reports.jobs import ChartSize
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.service import TITLES, ServiceReport, ServiceRow, build_service
from crm_desktop.reports.service_charts import chart_of
from crm_desktop.storage.database import Database, Reading

_KINDS = {service.COUNT: writer.INTEGER, service.RATIO: writer.SHARE}

Told = Callable[..., None]


def _unheard(_fraction: float, _text: None) -> None:
    """Nobody waits for progress."""


@dataclass(frozen=True)
class ScreenService:
    """The report for the screen: its figures, and its charts drawn."""

    report: ServiceReport
    charts: tuple[ChartImage, ...]


def screen(
    path: str,
    viewer: Viewer,
    request: ReportRequest,
    sizes: Sequence[ChartSize],
    ratio: float,
    theme: str,
    progress: Told = _unheard,
) -> ScreenService:
    """Compute the report and draw its charts for the screen."""
    progress(0.05, None)
    with _reading(path, viewer) as reading:
        report = build_service(reading, request)
    progress(0.5, None)
    return ScreenService(report, redraw(report, sizes, ratio, theme))


def redraw(report: ServiceReport, sizes: Sequence[ChartSize], ratio: float, theme: str) -> tuple[ChartImage, ...]:
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


def print_pages(path: str, viewer: Viewer, request: ReportRequest, _language: str, progress: Told = _unheard) -> bytes:
    """Compute the report and set it as PDF."""
    keep_font_list()
    from crm_desktop.reports.service_paper import render_service_pdf

    progress(0.1, None)
    with _reading(path, viewer) as reading:
        report = build_service(reading, request)
    progress(0.5, None)
    return render_service_pdf(report)


def export(path: str, viewer: Viewer, request: ReportRequest, target: str, progress: Told = _unheard) -> int:
    """Write every figure with its number of cases as CSV or XLSX, a row for each group; returns how many rows."""
    rights.require(viewer, EXPORT)
    progress(0.1, None)
    with _reading(path, viewer) as reading:
        report = build_service(reading, request)
    speak = Translator(request.language)
    columns = [OutputColumn(speak.t(N_("Figures by"))), OutputColumn(speak.t(N_("Name")))]
    for metric in METRICS:
        title = speak.t(metric.title)
        columns.append(OutputColumn(title, _KINDS.get(metric.unit, writer.NUMBER)))
        if metric.unit != service.COUNT:
            columns.append(OutputColumn(speak.t(N_("{figure}: cases"), figure=title), writer.INTEGER))
    rows = [_cells("", report.total)]
    rows += [_cells(speak.t(TITLES[table.name]), row) for table in report.tables for row in table.rows]
    return write_table(target, columns, rows)


def _cells(by: str, row: ServiceRow) -> list[Cell]:
    cells: list[Cell] = [by, row.label]
    for metric in METRICS:
        cells += _cells_of(metric, row)
    return cells


def _cells_of(metric: Metric, row: ServiceRow) -> list[Any]:
    """A figure and its number of cases; of too few cases the number alone."""
    measure = row.figures[metric.name]
    if metric.unit == service.COUNT:
        return [measure.count]
    value = None if measure.value is None or measure.is_too_few else round(float(measure.value), 4)
    return [value, measure.count]


@contextmanager
def _reading(path: str, viewer: Viewer) -> Iterator[Reading]:
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            yield reading
    finally:
        database.close()
