"""What a report cannot say stands above its figures: deals without an exchange rate, a period beyond reason."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.operations.stage_moves import close_won
from tests.builders import an_opportunity
from tests.company import Company
from tests.end_to_end.desk import Driver, at_the_desk

LEFT_OUT = "2 deals in USD have no exchange rate and are not in the amounts."


@pytest.fixture
def driver(qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company) -> Iterator[Driver]:
    """The report of a company with deals in its own currency and in one without a rate."""
    with company.write() as work:
        for name, currency in (("Home", "CNY"), ("Abroad", "USD"), ("Farther", "USD")):
            close_won(work, an_opportunity(work, name, amount_minor=90_000, currency=currency))
    path = company.database.path
    company.database.close()
    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        driver.turn_to(driver.window)
        driver.wait_for_list()
        driver.go("reports")
        driver.wait_for_report()
        yield driver


def deals(driver: Driver) -> list[str]:
    """The deals in the list."""
    records = driver.page.table.records
    rows = [records.row_of(records.id_at(at)) for at in range(records.rowCount())]
    return [row.name for row in rows if row is not None]


def test_deals_without_a_rate_are_told_above_the_figures_and_not_behind_the_average(driver: Driver) -> None:
    assert LEFT_OUT in driver.words(driver.page)
    driver.page.board.figures["average_deal"].click()
    driver.wait_for_list()
    driver.wait(lambda: deals(driver) == ["Home"], "the deals of a known amount")


def test_a_period_beyond_reason_is_refused_in_a_sentence(driver: Driver) -> None:
    filters = driver.page.filters
    filters.show_period("custom")
    filters.first.set_value(date(1, 1, 1))
    filters.last.set_value(date(9999, 12, 31))
    driver.page.refresh()
    driver.wait(lambda: any("at most 50 years" in text for text in driver.words(driver.page)), "the refusal")
    filters.show_period("year")
    driver.wait(lambda: LEFT_OUT in driver.words(driver.page), "the report again")
