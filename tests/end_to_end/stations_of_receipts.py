"""The pages of receipts and invoices with their details, the form of one and that of what takes it back."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import DETAIL, Station, dialog, show_list, trigger


def receipt_stations(driver: Driver) -> Iterator[Station]:
    """The pages, their tabs and their forms."""
    for page in ("receipts", "invoices"):
        show_list(driver, page)
        driver.page.show_view("all")
        has_records = show_list(driver, page)
        yield page, driver.window
        yield from dialog(driver, f"{page}_new", partial(trigger, driver, "new"))
        if has_records:
            driver.page.actions_set.trigger("list.open")
            driver.page.detail.show_tab("details")
            yield f"{page}{DETAIL}details", driver.window
            yield from dialog(driver, f"{page}_edit", partial(trigger, driver, "edit"))
            shown = driver.page
            may, back = (shown.may_refund, shown.refund) if page == "receipts" else (shown.may_credit, shown.credit)
            if may():
                yield from dialog(driver, f"{page}_taken_back", back)
    driver.window.show_page("customers")
