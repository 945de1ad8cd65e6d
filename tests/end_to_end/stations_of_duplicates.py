"""Duplicates, with a pair side by side where the company has one."""

from collections.abc import Iterator

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station


def duplicate_stations(driver: Driver) -> Iterator[Station]:
    """The pairs of customers, and the leads, of which there are none."""
    driver.window.show_page("duplicates")
    page = driver.page
    for kind in ("customer", "lead"):
        page.of_kind.set_value(kind)
        driver.wait(lambda: not page._is_looking, "the duplicates")
        driver.wait(lambda: page.view.pair == page.current(), "the pair side by side")
        yield f"duplicates_{kind}", driver.window
    driver.window.show_page("customers")
