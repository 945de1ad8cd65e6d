"""The page of products with its tabs, and the forms of a product, a price and a count of stock."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def product_stations(driver: Driver) -> Iterator[Station]:
    """The page, its tabs and its forms."""
    has_records = show_list(driver, "products")
    yield "products", driver.window
    yield from dialog(driver, "products_new", partial(trigger, driver, "new"))
    if has_records:
        driver.page.actions_set.trigger("list.open")
        driver.page.detail.later.read_now()
        for tab in ("prices", "stock", "sales", "details"):
            driver.page.detail.show_tab(tab)
            yield f"products{DETAIL}{tab}", driver.window
        for command in ("edit", "price", "count"):
            yield from dialog(driver, f"products_{command}", partial(trigger, driver, command))
    driver.window.show_page("customers")
