"""The page of receipts with its details, the form of one and that of a refund."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def receipt_stations(driver: Driver) -> Iterator[Station]:
    """The page, its tabs and its forms."""
    show_list(driver, "receipts")
    driver.page.show_view("all")
    has_records = show_list(driver, "receipts")
    yield "receipts", driver.window
    yield from dialog(driver, "receipts_new", partial(trigger, driver, "new"))
    if has_records:
        driver.page.actions_set.trigger("list.open")
        driver.page.detail.show_tab("details")
        yield f"receipts{DETAIL}details", driver.window
        yield from dialog(driver, "receipts_edit", partial(trigger, driver, "edit"))
    driver.window.show_page("customers")
