"""The page of the channel with every tab, and its forms, also as they are reached from a customer."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def channel_stations(driver: Driver) -> Iterator[Station]:
    """A link to a supplier, a report, and the list of all links."""
    if show_list(driver, "customers"):
        for command in ("supplier", "channel_report"):
            yield from dialog(driver, f"customers_{command}", partial(trigger, driver, command))
    show_list(driver, "channel")
    driver.page.show_view("all")
    has_records = show_list(driver, "channel")
    yield "channel", driver.window
    yield from dialog(driver, "channel_new", partial(trigger, driver, "new"))
    if has_records:
        driver.page.actions_set.trigger("list.open")
        driver.page.detail.later.read_now()
        for tab in ("timeline", "chain", "reports", "details"):
            driver.page.detail.show_tab(tab)
            yield f"channel{DETAIL}{tab}", driver.window
        yield from dialog(driver, "channel_report", partial(trigger, driver, "report"))
    driver.window.show_page("customers")
