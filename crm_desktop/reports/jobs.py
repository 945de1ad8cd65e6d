"""What the worker process does for the window: a report on screen, on paper, and its pages as pictures.

Each function opens the company file for itself, read-only, and hands back plain data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.viewer import Viewer
from crm_desktop.reports.build import build_report
from crm_desktop.reports.charts import ChartImage, render_chart
from crm_desktop.reports.data import to_json
from crm_desktop.reports.figures import Report
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.storage.database import Database

Progress = Callable[..., None]


@dataclass(frozen=True)
class ScreenReport:
    """A report for the screen: its figures, and its charts drawn."""

    report: Report
    charts: tuple[ChartImage, ...]


@dataclass(frozen=True)
class ChartSize:
    """A chart to draw: the name of its breakdown and its size in logical pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True)
class PrintedReport:
    """A report as PDF, with its figures as JSON."""

    pdf: bytes
    data: str


def screen_report(
    path: str, viewer: Viewer, request: ReportRequest, sizes: tuple[ChartSize, ...], ratio: float, theme: str
) -> ScreenReport:
    """Compute a report and draw its charts for the screen."""
    report = _read(path, viewer, request)
    return ScreenReport(report, redraw(report, sizes, ratio, theme))


def redraw(report: Report, sizes: tuple[ChartSize, ...], ratio: float, theme: str) -> tuple[ChartImage, ...]:
    """Draw the charts again, in other sizes or colours."""
    return tuple(render_chart(report, each.name, each.width, each.height, ratio=ratio, theme=theme) for each in sizes)


def printed_report(path: str, viewer: Viewer, request: ReportRequest) -> PrintedReport:
    """Compute a report and set it as PDF."""
    from crm_desktop.reports.management import render_management_pdf

    report = _read(path, viewer, request)
    return PrintedReport(render_management_pdf(report), to_json(report))


def _read(path: str, viewer: Viewer, request: ReportRequest) -> Report:
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return build_report(reading, request)
    finally:
        database.close()
