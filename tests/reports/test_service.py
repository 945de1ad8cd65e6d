"""The report on service: figures of few cases are not told, each leads to its cases, and all of it stands on paper."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.viewer import Viewer
from crm_desktop.insight import service
from crm_desktop.insight.service import METRICS
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_merge import merge_cases
from crm_desktop.operations.service_steps import (
    assign_case,
    give_feedback,
    handle_case,
    reopen_case,
    take_up_case,
    wait_with_case,
)
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.reports.build import build_report
from crm_desktop.reports.data import report_data
from crm_desktop.reports.management import render_management_pdf
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.service import ServiceReport, ServiceRow, build_service, shown, steps, with_service
from crm_desktop.reports.service_charts import CHARTS, chart_of
from crm_desktop.reports.service_jobs import export
from crm_desktop.reports.service_paper import render_service_pdf
from tests.builders import a_case, a_customer, a_product, a_user, entry, role
from tests.cli.running import table
from tests.company import Company
from tests.reports.pages import pages

YEAR = ReportRequest(date(2026, 1, 1), date(2026, 12, 31))
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(company: Company) -> Company:
    """On a Monday: seven repairs of Ada's, done hour after hour from 10 to 12 and 14 on, the limit being two hours.

    One was sent back, one opened again; beside them one complaint of Mei's, a duplicate, and one nobody has.
    """
    company.clock.instant = company.clock.instant.replace(day=23, hour=1)
    with company.write() as work:
        me, mei = work.viewer.user_id, a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        set_service_limit(work, ServiceLimitDraft(kind_id=entry("case_kind", "repair"), solve_minutes=120))
        wexham, lamp = a_customer(work, "Wexham Clinic"), a_product(work, "Lamp")
        cases = [a_case(work, f"Dark {number}", customer_id=wexham, product_id=lamp) for number in range(7)]
        for each in cases:
            assign_case(work, each, me)
        assign_case(work, a_case(work, "Rude", customer_id=wexham, kind_id=entry("case_kind", "complaint")), mei)
        twice = a_case(work, "Dark again", customer_id=wexham)
        merge_cases(work, cases[0], [twice])
        a_case(work, "Nobody's", customer_id=wexham)
    for place, case in enumerate(cases):
        company.clock.instant += HOUR
        with company.write() as work:
            handle_case(work, case, "Changed the lamp", 20)
            status = give_feedback(work, case, "Said so", 2 if place == 1 else 5)
            if place == 1:
                handle_case(work, case, "Changed it again", 5)
                status = give_feedback(work, case, "Fine", 4)
            if place == 2:
                reopen_case(work, case, "Dark again")
                handle_case(work, case, "Changed the cable", 5)
                give_feedback(work, case, "Fine", 5)
            assert status == "archived"
    return company


def report_of(company: Company, request: ReportRequest = YEAR) -> ServiceReport:
    with company.read() as reading:
        return build_service(reading, request)


def rows_of(report: ServiceReport) -> Iterator[ServiceRow]:
    yield report.total
    for each in report.tables:
        yield from each.rows


def test_every_figure_is_made_of_the_cases_it_leads_to(desk: Company) -> None:
    report = report_of(desk)
    with desk.read() as reading:
        for row in rows_of(report):
            for metric in METRICS:
                asked = SERVICE_CASES.count(reading, row.behind(metric))
                assert asked == row.figures[metric.name].count, (row.label, metric.name)
        for row, counts in report.kinds:
            assert [SERVICE_CASES.count(reading, row.within([month])) for month in report.months] == [*counts]


def test_what_the_figures_say(desk: Company) -> None:
    figures = report_of(desk).total.figures
    told: dict[str, Any] = {name: (figures[name].value, figures[name].count) for name in figures}
    assert told[service.CASES] == (9, 9), "the duplicate counts with the case it was merged into"
    assert told[service.HANDLED_CASES] == (7, 7)
    # 10, 11, 12, 13, 14, 15 and 16 o'clock: between 12 and 13 nobody works.
    assert told[service.ELAPSED_MEDIAN] == (4, 7)
    assert told[service.WORKED_MEDIAN] == (3, 7)
    assert told[service.WORKED_P90] == (Fraction(27, 5), 7)
    assert told[service.REWORK] == (Fraction(2, 7), 7)
    assert told[service.FIRST_TIME_RIGHT] == (Fraction(5, 7), 7)
    assert told[service.LIMITS_KEPT] == (Fraction(2, 7), 7)
    assert told[service.SATISFACTION] == (Fraction(34, 7), 7)


def test_figures_of_fewer_than_five_cases_are_not_told(desk: Company) -> None:
    report = report_of(desk)
    median = service.METRIC[service.WORKED_MEDIAN]
    with desk.write() as work:
        wexham = work.plain("SELECT id FROM customer LIMIT 1")[0][0]
        case = a_case(work, "Slow", customer_id=wexham, kind_id=entry("case_kind", "question"))
        assign_case(work, case, work.viewer.user_id)
        handle_case(work, case, "Explained it", 5)
    by_kind = {row.label: row for row in report_of(desk).table(service.KIND).rows}
    assert shown(median, by_kind["Question"].figures[median.name], "en") == "too few"
    assert shown(median, by_kind["Repair"].figures[median.name], "en") == "3.0 h"
    assert shown(median, by_kind["Complaint"].figures[median.name], "zh_CN") == "—"
    assert report.total.figures[service.CASES].is_too_few is False


def test_what_waits_takes_no_time_of_the_handler(company: Company) -> None:
    company.clock.instant = company.clock.instant.replace(day=23, hour=1)
    with company.write() as work:
        cases = [a_case(work, f"Case {number}") for number in range(5)]
        for each in cases:
            assign_case(work, each, work.viewer.user_id)
            take_up_case(work, each)
            wait_with_case(work, each, "customer", "A photo")
    company.clock.instant += 2 * HOUR
    with company.write() as work:
        for each in cases:
            assign_case(work, each, None)
            assign_case(work, each, work.viewer.user_id)
            handle_case(work, each, "Done", 1)
    figures = report_of(company).total.figures
    assert [figures[name].value for name in (service.ELAPSED_MEDIAN, service.WORKED_MEDIAN)] == [2, 0]


def test_people_and_scopes_narrow_the_report(desk: Company) -> None:
    mei = desk.seen_by("mei")
    assert report_of(mei).total.figures[service.CASES].count == 2, "her own, and the one that nobody has"
    only = ReportRequest(YEAR.period_from, YEAR.period_to, owner_ids=(mei.viewer.user_id,))
    report = report_of(desk, only)
    assert [row.label for row in report.table(service.HANDLED_BY).rows] == ["Mei"]
    with desk.read() as reading:
        assert SERVICE_CASES.count(reading, report.total.spec) == 1
    with desk.database.read(Viewer("", "x", "X", "x")) as reading, pytest.raises(NotAllowed):
        build_service(reading, YEAR)


def test_long_periods_are_told_by_quarters_and_years(desk: Company) -> None:
    report = report_of(desk, ReportRequest(date(2025, 2, 1), date(2026, 12, 31)))
    assert [name for name, _ in steps(report, 30)][:2] == ["Feb 2025", "Mar 2025"]
    assert next(name for name, _ in steps(report, 8)) == "Q1 2025"
    assert steps(report, 6) == [("2025", report.months[:11]), ("2026", report.months[11:])]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_charts_lead_to_the_cases_they_show(desk: Company, language: str) -> None:
    report = report_of(desk, ReportRequest(YEAR.period_from, YEAR.period_to, language))
    with desk.read() as reading:
        for name in CHARTS:
            chart = chart_of(report, name, 400, 200)
            assert chart.title
            counts = [SERVICE_CASES.count(reading, each.filter) for each in chart.sketch.regions]
            assert sum(counts) == 9, name


def test_it_stands_on_pages_its_own_and_in_the_management_report(desk: Company) -> None:
    request = ReportRequest(YEAR.period_from, YEAR.period_to, "en")
    own = "".join(pages(render_service_pdf(report_of(desk, request))))
    for said in ("Rework rate", "28.6%", "Service by handler", "Wexham Clinic", "Cases by kind and month"):
        assert said in own
    chinese = report_of(desk, ReportRequest(YEAR.period_from, YEAR.period_to, "zh_CN"))
    assert "返工率" in "".join(pages(render_service_pdf(chinese)))
    with desk.read() as reading:
        plain = build_report(reading, request)
        full = with_service(reading, plain, request)
    assert "Service by handler" in "".join(pages(render_management_pdf(full)))
    assert "Service by handler" not in "".join(pages(render_management_pdf(plain)))
    assert report_data(full)["service"]["figures"]["rework_rate"]["records"] == 7
    assert render_management_pdf(full) == render_management_pdf(full)


def test_a_period_without_cases_has_no_chapter(desk: Company) -> None:
    request = ReportRequest(date(2001, 1, 1), date(2001, 12, 31))
    with desk.read() as reading:
        assert with_service(reading, build_report(reading, request), request).service is None
    assert "Nothing" not in "".join(pages(render_service_pdf(report_of(desk, request))))


def test_the_figures_are_exported_with_their_numbers_of_cases(desk: Company) -> None:
    target = desk.database.path.with_name("figures.csv")
    count = export(str(desk.database.path), desk.viewer, YEAR, str(target))
    rows = table(target)
    assert count == len(rows)
    assert (rows[0]["Name"], rows[0]["Cases"], rows[0]["Rework rate: cases"]) == ("All cases", "9", "7")
    complaint = next(each for each in rows if each["Name"] == "Complaint")
    assert (complaint["Figures by"], complaint["Rework rate"], complaint["Rework rate: cases"]) == ("Kind", "", "0")
