"""The page of orders with every tab and its forms."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def order_stations(driver: Driver) -> Iterator[Station]:
    """The page, its tabs, a new order, a known one and the receipt for it."""
    show_list(driver, "orders")
    driver.page.show_view("open")
    has_records = show_list(driver, "orders")
    yield "orders", driver.window
    yield from dialog(driver, "orders_new", partial(trigger, driver, "new"))
    if has_records:
        driver.page.actions_set.trigger("list.open")
        for tab in ("timeline", "lines", "money", "details"):
            driver.page.detail.show_tab(tab)
            yield f"orders{DETAIL}{tab}", driver.window
        for command in ("edit", "receipt"):
            yield from dialog(driver, f"orders_{command}", partial(trigger, driver, command))
    driver.window.show_page("customers")
