"""What the worker process does for the window: a report on screen, on paper, and its pages as pictures.

Each function opens the company file for itself, read-only, and hands back plain data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import Viewer
from crm_desktop.reports.build import build_report
from crm_desktop.reports.charts import ChartImage, render_chart
from crm_desktop.reports.data import to_json
from crm_desktop.reports.figures import Report
from crm_desktop.reports.fonts import keep_font_list
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.service import with_service
from crm_desktop.storage.database import Database

Progress = Callable[[float, Message], None]


def _unheard(_fraction: float, _text: Message) -> None:
    """Nobody waits for progress."""


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
    path: str,
    viewer: Viewer,
    request: ReportRequest,
    sizes: tuple[ChartSize, ...],
    ratio: float,
    theme: str,
    progress: Progress = _unheard,
) -> ScreenReport:
    """Compute a report and draw its charts for the screen."""
    progress(0.05, Message("Adding up the deals…"))
    report = _read(path, viewer, request)
    progress(0.4, Message("Drawing the charts…"))
    return ScreenReport(report, redraw(report, sizes, ratio, theme))


def redraw(report: Report, sizes: tuple[ChartSize, ...], ratio: float, theme: str) -> tuple[ChartImage, ...]:
    """Draw the charts again, in other sizes or colours."""
    keep_font_list()
    return tuple(render_chart(report, each.name, each.width, each.height, ratio=ratio, theme=theme) for each in sizes)


def printed_report(path: str, viewer: Viewer, request: ReportRequest, progress: Progress = _unheard) -> PrintedReport:
    """Compute a report and set it as PDF."""
    keep_font_list()
    from crm_desktop.reports.management import render_management_pdf

    progress(0.05, Message("Adding up the deals…"))
    report = _read(path, viewer, request, service=True)
    progress(0.4, Message("Setting the pages…"))
    return PrintedReport(render_management_pdf(report), to_json(report))


def hand_over_protocol(path: str, viewer: Viewer, hand_over_id: str, language: str) -> bytes:
    """The protocol of a hand-over as PDF."""
    from crm_desktop.reports.hand_over import hand_over_pdf

    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return hand_over_pdf(reading, hand_over_id, language)
    finally:
        database.close()


def _read(path: str, viewer: Viewer, request: ReportRequest, *, service: bool = False) -> Report:
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            report = build_report(reading, request)
            return with_service(reading, report, request) if service else report
    finally:
        database.close()
