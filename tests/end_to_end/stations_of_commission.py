"""Commission: a statement of the newest month, the question before a lock, and the forms of rules and adjustments."""

from collections.abc import Iterator
from functools import partial

from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog


def commission_stations(driver: Driver) -> Iterator[Station]:
    """The page with a statement where there is one, and what is asked there."""
    from crm_desktop.ui.forms.commission import open_rule_form

    driver.window.show_page("commission")
    page = driver.page
    driver.wait(lambda: page._found is not None, "the commission")
    found = page._found
    lockable = next((each.period for each in found.months if each.may_lock), None)
    if lockable is not None:
        page.show_month(lockable)
        driver.wait(lambda: page._found.period == lockable, "the month that can be locked")
    yield "commission", driver.window
    if lockable is not None:
        yield from dialog(driver, "commission_lock", page.lock)
    yield from dialog(driver, "commission_adjust", page.adjust)
    if page._has("rule"):
        yield from dialog(driver, "commission_known_rule", page.open_rule)
    session = driver.desk.session
    assert session is not None
    then = page.read_again
    yield from dialog(driver, "commission_rule", partial(open_rule_form, session.context, driver.window, None, then))
    driver.window.show_page("customers")
