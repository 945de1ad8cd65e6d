"""What is asked when the binder is printed or frozen; light enough for the window's process."""

from dataclasses import dataclass

from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic_names import STATISTICS

SERVICE, RECORDS = "service", "records"
CHAPTERS = (SERVICE, *STATISTICS, RECORDS)
"""What may be left out; the report on sales is always there."""
ISO, LETTER = "a4", "letter"
PAPERS = (ISO, LETTER)


@dataclass(frozen=True)
class BinderRequest:
    """The binder of a period, some of `CHAPTERS`, and the paper it is to be printed on."""

    request: ReportRequest
    chapters: tuple[str, ...] = CHAPTERS
    paper: str = ISO
