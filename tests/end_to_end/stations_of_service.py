"""Service: what a case took, the workload, and the forms behind the settings of time limits, rules and closing days."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog


def service_stations(driver: Driver) -> Iterator[Station]:
    """What is asked there."""
    from crm_desktop.ui.forms.service_setup import (
        open_closing_day_form,
        open_country_form,
        open_limit_form,
        open_service_rule_form,
    )

    session = driver.desk.session
    assert session is not None
    asked = (session.context, driver.window)
    for name, opened in (
        ("limit", partial(open_limit_form, *asked, None, _nothing)),
        ("rule", partial(open_service_rule_form, *asked, None, _nothing)),
        ("closing_day", partial(open_closing_day_form, *asked, None, _nothing)),
    ):
        yield from dialog(driver, f"service_{name}", opened)
    driver.window.show_page("service")
    driver.page.detail.show_tab("work")
    yield "service_work", driver.window
    yield from dialog(driver, "service_work_form", driver.page.cases.note_work)
    driver.page.cases.open_workload()
    driver.wait(lambda: driver.panel is not None, "the workload")
    yield "service_workload", driver.window
    assert driver.panel is not None
    driver.panel.reject()
    driver.wait_until_closed()
    open_country_form(*asked, _nothing)
    driver.wait(lambda: driver.panel is not None, "the countries")
    yield "service_holidays", driver.window
    assert driver.panel is not None
    driver.panel.reject()
    driver.wait_until_closed()


def _nothing() -> None:
    """Whoever opened the form reads nothing again."""
