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
        yield from dialog(driver, "contracts_edit", partial(trigger, driver, "edit"))
        # Whatever its stage, what is asked looks the same.
        page = driver.page
        for name, ask in (("submit", page.submit), ("send_back", page.send_back), ("terminate", page.terminate)):
            yield from dialog(driver, f"contracts_{name}", ask)
    driver.window.show_page("customers")
