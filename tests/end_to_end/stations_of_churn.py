"""The page of churn warnings with every tab, and the measure that puts a loss off."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def churn_stations(driver: Driver) -> Iterator[Station]:
    """The page once scores are there, its tabs, a measure and a loss."""
    show_list(driver, "churn")
    driver.page.show_view("all")
    driver.page.actions_set.trigger("churn.score")
    background = driver.page.context.background
    driver.wait(lambda: not background.jobs, "the scores")
    has_records = show_list(driver, "churn")
    yield "churn", driver.window
    if has_records:
        driver.page.actions_set.trigger("list.open")
        for tab in ("timeline", "why", "measures", "details"):
            driver.page.detail.show_tab(tab)
            yield f"churn{DETAIL}{tab}", driver.window
        yield from dialog(driver, "churn_postpone", partial(trigger, driver, "postpone"))
        yield from dialog(driver, "churn_confirm", partial(trigger, driver, "confirm"))
    driver.window.show_page("customers")
