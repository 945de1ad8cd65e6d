"""The page of contracts with every tab, the form of one, and what its steps ask."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def contract_stations(driver: Driver) -> Iterator[Station]:
    """The page, its tabs and what its steps ask."""
    show_list(driver, "contracts")
    driver.page.show_view("all")
    has_records = show_list(driver, "contracts")
    yield "contracts", driver.window
    yield from dialog(driver, "contracts_new", partial(trigger, driver, "new"))
    if has_records:
        driver.page.actions_set.trigger("list.open")
        for tab in ("timeline", "money", "agreed", "approval", "details"):
            driver.page.detail.show_tab(tab)
            yield f"contracts{DETAIL}{tab}", driver.window
        for command in ("edit", "submit", "send_back", "terminate"):
            yield from dialog(driver, f"contracts_{command}", partial(trigger, driver, command))
    driver.window.show_page("customers")
