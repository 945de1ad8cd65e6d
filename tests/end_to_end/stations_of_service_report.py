"""Pages of figures: the report on service by handlers and by kinds and months, the pipeline by changes and owners."""

from collections.abc import Iterator

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, settle


def service_report_stations(driver: Driver) -> Iterator[Station]:
    """The page above and below, as far as the company has cases at all."""
    from crm_desktop.core.listing import ListSpec
    from crm_desktop.insight.service import HANDLED_BY, REWORK
    from crm_desktop.ui.service_board import KIND_AND_MONTH

    driver.window.show_page("service_report")
    page = driver.page
    driver.wait(lambda: page._shown is not None and page._ticket is None, "the report on service")
    yield "service_report", driver.window
    for name in (HANDLED_BY, KIND_AND_MONTH) if page._shown.report.has_cases else ():
        page.board.by.set_value(name)
        page.board.by.changed.emit()
        settle()
        page.board.ensureWidgetVisible(page.board.table)
        yield f"service_report_{name}", driver.window
    if page._shown.report.has_cases:
        page.board.figures[REWORK].click()
        driver.wait_for_list()
        yield "service_report_cases", driver.window
        driver.page.show_spec(ListSpec())
    driver.window.show_page("customers")


def pipeline_stations(driver: Driver) -> Iterator[Station]:
    """What became of the pipeline, by change and by owner, and the deals behind a figure."""
    from crm_desktop.core.listing import ListSpec
    from crm_desktop.reports.pipeline_statistic import BY_OWNER

    driver.window.show_page("pipeline")
    page = driver.page
    driver.wait(lambda: page._shown is not None and page._ticket is None, "the statistic of the pipeline")
    yield "pipeline", driver.window
    if not page._shown.report.is_empty:
        page.board.by.set_value(BY_OWNER)
        page.board.by.changed.emit()
        settle()
        page.board.ensureWidgetVisible(page.board.table)
        yield "pipeline_owners", driver.window
        page.board.figures["slipped"].click()
        driver.wait_for_list()
        yield "pipeline_deals", driver.window
        driver.page.show_spec(ListSpec())
    driver.window.show_page("customers")


def forecast_stations(driver: Driver) -> Iterator[Station]:
    """What open deals are expected to bring, by month and by deal."""
    driver.window.show_page("forecast")
    page = driver.page
    driver.wait(lambda: page._shown is not None and page._ticket is None, "the forecast")
    yield "forecast", driver.window
    if not page._shown.report.is_empty:
        page.board.by.set_value("deals")
        page.board.by.changed.emit()
        settle()
        page.board.ensureWidgetVisible(page.board.table)
        yield "forecast_deals", driver.window
    driver.window.show_page("customers")


def ten_c_stations(driver: Driver) -> Iterator[Station]:
    """The ten Cs of the firm, with the figures of one of them."""
    driver.window.show_page("ten_c")
    page = driver.page
    driver.wait(lambda: page._shown is not None and page._ticket is None, "the ten Cs")
    yield "ten_c", driver.window
    page.board.by.set_value("segmentation")
    page.board.by.changed.emit()
    settle()
    page.board.ensureWidgetVisible(page.board.table)
    yield "ten_c_segmentation", driver.window
    driver.window.show_page("customers")
