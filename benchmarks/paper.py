"""How quickly the management report of a year is computed and printed, beside the same pages without charts."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from unittest.mock import patch

from benchmarks.measure import Measured, best, timed
from crm_desktop.reports import management
from crm_desktop.reports.build import build_report
from crm_desktop.reports.document import Sheet
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.service import build_service, with_service
from crm_desktop.storage.database import Reading


def measure(reading: Reading) -> Iterator[Measured]:
    """The report of the twelve months until today, warm and the first time."""
    request = ReportRequest(reading.today - timedelta(days=364), reading.today)

    def whole() -> None:
        management.render_management_pdf(with_service(reading, build_report(reading, request), request))

    def without_charts() -> None:
        with patch.object(management, "print_sheets", _bare_pages):
            management.render_management_pdf(with_service(reading, build_report(reading, request), request))

    first = timed(whole)
    work = "management report of 12 months as PDF"
    yield Measured(work, best(whole, times=3), best(without_charts, times=3), "≤ 1.0 s")
    report = build_report(reading, request)
    yield Measured("… its figures alone", best(build_report, reading, request, times=3))
    yield Measured("… its pages alone", best(management.render_management_pdf, report, times=3))
    yield Measured("… the first one of a process", first, None, "", "libraries and fonts loaded")
    yield Measured("report on service of 12 months, its figures", best(build_service, reading, request, times=3))


def _bare_pages(sheets: Sequence[Sheet], imprint: Imprint) -> bytes:
    for sheet in sheets:
        sheet.charts.clear()
    return print_sheets(sheets, imprint)
