"""Who may see a report: the same answer for the window, the worker and the command line."""

from dataclasses import replace
from datetime import date

import pytest

from crm_desktop.core.errors import NotAllowed
from crm_desktop.reports.build import build_report
from crm_desktop.reports.scope import ReportRequest
from tests.company import Company

DAY = date(2026, 11, 21)


def test_a_role_without_reports_gets_none(company: Company) -> None:
    stranger = replace(company.viewer, rights=frozenset())
    with company.database.read(stranger) as reading, pytest.raises(NotAllowed):
        build_report(reading, ReportRequest(DAY, DAY, "en"))
