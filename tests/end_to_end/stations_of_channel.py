"""The forms of the channel, reached from a customer."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog, show_list, trigger


def channel_stations(driver: Driver) -> Iterator[Station]:
    """A link to a supplier, and a report."""
    if show_list(driver, "customers"):
        for command in ("supplier", "channel_report"):
            yield from dialog(driver, f"customers_{command}", partial(trigger, driver, command))
