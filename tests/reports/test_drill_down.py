"""Every figure, bar and row of a report opens a list of just the records it was made of, whatever is asked for."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import UserError
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.models import User
from crm_desktop.operations import stage_moves
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from crm_desktop.queries.people import owner_ids_named, team_id_named
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.reports import figures as names
from crm_desktop.reports.build import build_report
from crm_desktop.reports.figures import OTHERS, LeftOut, Ratio, Report
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.storage.database import Database
from tests.builders import a_line, a_product, an_opportunity, stage
from tests.company import NOW, Company
from tests.reports.drilling import misleading
from tests.reports.sales import Sales

# Of the pipeline: all of it, up to a day when much was open, from within a month, a day, nothing, and what lies ahead.
PERIODS = (
    (date(2017, 1, 1), date(2017, 12, 31)),
    (date(2017, 3, 14), date(2017, 10, 2)),
    (date(2017, 7, 1), date(2017, 7, 1)),
    (date(2010, 1, 1), date(2010, 12, 31)),
    (date(2030, 1, 1), date(2030, 3, 31)),
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Viewer]]:
    """A small sample company, with deals in four currencies."""
    path = tmp_path_factory.mktemp("sample") / "sample.crm"
    create_sample_file(path, SampleDraft(customers=60), clock=FixedClock.at(NOW))
    database = Database.open(path, FixedClock.at(NOW), read_only=True)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading)
    yield database, viewer
    database.close()


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_the_pipeline_of_any_period(sales: Sales, first: date, last: date) -> None:
    assert misleading(sales.database, sales.viewer, sales.report(first, last)) == []


def test_one_owner_and_one_team(sales: Sales) -> None:
    owners = sales.looked_up(lambda reading: owner_ids_named(reading, ["Darcel Schlecht", "Vicki Laflamme"]))
    team = sales.looked_up(lambda reading: team_id_named(reading, "Dustin Brinkmann"))
    for choices in ({"owner_ids": owners}, {"team_id": team}, {"owner_ids": owners, "team_id": team}):
        assert misleading(sales.database, sales.viewer, sales.report(*PERIODS[1], **choices)) == []


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2025, 1, 1), date(2025, 12, 31)),
        (date(2026, 11, 1), date(2026, 11, 20)),
        (date(2024, 2, 10), date(2025, 6, 3)),
    ],
)
def test_the_sample_company_with_its_currencies(sample: tuple[Database, Viewer], first: date, last: date) -> None:
    database, viewer = sample
    with database.read(viewer) as reading:
        report = build_report(reading, ReportRequest(first, last))
    assert misleading(database, viewer, report) == []


def test_each_user_of_the_sample_sees_a_report_of_the_own_scope(sample: tuple[Database, Viewer]) -> None:
    database, _ = sample
    with database.read(SYSTEM) as reading:
        logins = reading.session.scalars(select(User.login).where(User.is_active).order_by(User.login)).all()
        viewers = {each.read_scope: each for each in (viewer_of(reading, login) for login in logins)}
    assert len(viewers) > 1
    for viewer in viewers.values():
        with database.read(viewer) as reading:
            report = build_report(reading, ReportRequest(date(2026, 1, 1), date(2026, 6, 30)))
        assert misleading(database, viewer, report) == [], viewer.login


def test_a_stage_of_a_past_day_opens_the_deals_that_stood_in_it(company: Company) -> None:
    with company.write() as work:
        today = work.today
        moved = an_opportunity(work, "Moved on", amount_minor=10_000)
        stage_moves.move_stage(work, moved, stage("proposal"), today - timedelta(days=5))
        won = an_opportunity(work, "Won since", amount_minor=20_000)
        stage_moves.close_won(work, won, on=today - timedelta(days=1))
        an_opportunity(work, "Stayed", amount_minor=40_000)
    report = _report(company, today - timedelta(days=30), today - timedelta(days=6))
    rows = {row.key: (row.count, row.value) for row in report.rows(names.BY_STAGE)}
    assert rows["prospecting"] == (3, 70_000)
    assert rows["proposal"] == (0, 0)
    assert misleading(company.database, company.viewer, report) == []


def test_deals_of_several_products_some_without_one(company: Company) -> None:
    with company.write() as work:
        today = work.today
        product = a_product(work)
        for lines in (
            (a_line("10", product_id=product), a_line("20")),
            (a_line("10"),),
            (),
            (a_line("10", product_id=product),),
        ):
            stage_moves.close_won(work, an_opportunity(work, lines=lines, amount_minor=500), on=today)
    report = _report(company, today, today)
    assert {row.key: row.count for row in report.rows(names.BY_PRODUCT)} == {product: 2, "": 3}
    assert misleading(company.database, company.viewer, report) == []


def test_deals_without_a_rate_are_left_out_of_the_average_and_its_list(company: Company) -> None:
    with company.write() as work:
        today = work.today
        product = a_product(work)
        for currency, amount in (("CNY", 300), ("CNY", 100), ("USD", 900), ("USD", 500)):
            lines = (a_line("10", product_id=product),)
            made = an_opportunity(work, currency=currency, amount_minor=amount, lines=lines)
            stage_moves.close_won(work, made, on=today)
    report = _report(company, today, today)
    average = report.figure(names.AVERAGE_DEAL)
    assert average is not None
    assert (average.value, average.records) == (Ratio(400, 2), 2)
    assert report.number(names.DEALS_WON) == 4
    assert report.left_out == (LeftOut("USD", 2, 1400),)
    assert misleading(company.database, company.viewer, report) == []


def test_a_product_that_brought_nothing_is_one_of_the_others(company: Company) -> None:
    with company.write() as work:
        today = work.today
        sold, given = a_product(work, "Sold"), a_product(work, "Given")
        for product, amount in ((sold, 500), (given, 0)):
            made = an_opportunity(work, amount_minor=amount, lines=(a_line("10", product_id=product),))
            stage_moves.close_won(work, made, on=today)
    rows = _report(company, today, today).rows(names.BY_PRODUCT)
    assert [(row.key, row.value, row.count, row.stands_for) for row in rows] == [(sold, 500, 1, 1), (OTHERS, 0, 1, 1)]


def test_a_period_beyond_reason_is_refused(company: Company) -> None:
    with pytest.raises(UserError, match="at most 50 years"):
        _report(company, date(1, 1, 1), date(9999, 12, 31))
    assert len(_report(company, date(1990, 1, 1), date(2039, 12, 31)).rows(names.BY_MONTH)) == 600


def _report(company: Company, first: date, last: date) -> Report:
    with company.read() as reading:
        return build_report(reading, ReportRequest(first, last))
