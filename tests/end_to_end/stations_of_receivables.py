"""The page of what is due with every tab, and the receipt that is taken in there."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def receivable_stations(driver: Driver) -> Iterator[Station]:
    """The page, its tabs and a receipt."""
    show_list(driver, "receivables")
    driver.page.show_view("all")
    has_records = show_list(driver, "receivables")
    yield "receivables", driver.window
    if has_records:
        driver.page.actions_set.trigger("list.open")
        for tab in ("timeline", "others", "details"):
            driver.page.detail.show_tab(tab)
            yield f"receivables{DETAIL}{tab}", driver.window
        yield from dialog(driver, "receivables_receipt", partial(trigger, driver, "receipt"))
    driver.window.show_page("customers")
