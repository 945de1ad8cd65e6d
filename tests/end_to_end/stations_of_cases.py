"""What the steps of a case ask."""

from collections.abc import Iterator

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog, show_list


def case_stations(driver: Driver) -> Iterator[Station]:
    """What each step asks, whatever the case waits for."""
    if show_list(driver, "service"):
        cases = driver.page.cases
        for name, ask in (
            ("assign", cases.assign),
            ("wait", cases.wait),
            ("handle", cases.handle),
            ("feedback", cases.feed_back),
            ("reopen", cases.reopen),
        ):
            yield from dialog(driver, f"service_{name}", ask)
    driver.window.show_page("customers")
