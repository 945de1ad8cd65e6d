"""The page of targets and its form."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog


def target_stations(driver: Driver) -> Iterator[Station]:
    """The current month, and the form for its targets."""
    driver.window.show_page("targets")
    yield "targets", driver.window
    page = driver.window.page("targets")
    yield from dialog(driver, "targets_set", partial(page.actions_set.trigger, "targets.set"))
    driver.window.show_page("customers")
