"""The report on service: its figures and charts, the tables by handlers and by kinds and months."""

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
