"""The page of quotations with every tab, the form of one that belongs to no deal, and why one was declined."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def quotation_stations(driver: Driver) -> Iterator[Station]:
    """The page, its tabs and what its steps ask."""
    show_list(driver, "quotations")
    driver.page.show_view("valid")
    has_records = show_list(driver, "quotations")
    yield "quotations", driver.window
    yield from dialog(driver, "quotations_new", partial(trigger, driver, "new"))
    if has_records:
        driver.page.actions_set.trigger("list.open")
        for tab in ("timeline", "offer", "approval", "details"):
            driver.page.detail.show_tab(tab)
            yield f"quotations{DETAIL}{tab}", driver.window
        for command in ("edit", "decline"):
            yield from dialog(driver, f"quotations_{command}", partial(trigger, driver, command))
        # Whatever its prices, what is asked looks the same.
        page = driver.page
        for name, ask in (
            ("ask", page.ask_approval),
            ("approve", page.approve_prices),
            ("return", page.send_prices_back),
        ):
            yield from dialog(driver, f"quotations_{name}", ask)
    driver.window.show_page("customers")
