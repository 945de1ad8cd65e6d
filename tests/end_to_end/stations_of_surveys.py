"""The surveys with every tab, their forms and what a customer answered."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def survey_stations(driver: Driver) -> Iterator[Station]:
    """The page, its tabs, the form of a survey and that of a response."""
    has_records = show_list(driver, "surveys")
    yield "surveys", driver.window
    yield from dialog(driver, "surveys_new", partial(trigger, driver, "new"))
    if not has_records:
        return
    driver.page.actions_set.trigger("list.open")
    for tab in ("timeline", "results", "responses", "details"):
        driver.page.detail.show_tab(tab)
        yield f"surveys{DETAIL}{tab}", driver.window
    for command in ("edit", "respond"):
        yield from dialog(driver, f"surveys_{command}", partial(trigger, driver, command))
    driver.window.show_page("customers")
