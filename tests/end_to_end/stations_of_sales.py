"""What belongs to a deal and a lead besides their forms: checklist, quotations, and the ends of a lead."""

from collections.abc import Callable, Iterator
from functools import partial

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.ui.forms.quotation import quotation_opener
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog, show_list, trigger

_A_LEAD = "SELECT id FROM lead WHERE deleted = 0 AND status = ? ORDER BY id LIMIT 1"
_A_QUOTATION = "SELECT id FROM quotation WHERE deleted = 0 AND status = ? ORDER BY id LIMIT 1"
_CHECKED = (
    "SELECT o.id FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.deleted = 0 AND s.checklist <> '' LIMIT 1"
)


def sales_stations(driver: Driver) -> Iterator[Station]:
    """The forms in their order; those of records that the company has not are left out."""
    session = driver.desk.session
    assert session is not None
    navigator = session.navigator

    def found(statement: str, *values: str) -> list[str]:
        with session.database.read(SYSTEM) as reading:
            return [str(row[0]) for row in reading.plain(statement, values)]

    for deal in found(_CHECKED):
        yield from dialog(driver, "deal_checklist", partial(navigator.open, "stage_check", deal))
    for status in ("draft", "sent", "accepted"):
        for quotation in found(_A_QUOTATION, status):
            opened: Callable[[], object] = partial(quotation_opener(session.context, driver.window), quotation)
            yield from dialog(driver, f"quotation_{status}", opened)
    if show_list(driver, "leads"):
        for status, commands in (("unassigned", ("assign",)), ("assigned", ("step", "win", "give_up"))):
            for lead in found(_A_LEAD, status):
                navigator.open("lead", lead)
                driver.wait_for_detail(lead)
                for command in commands:
                    yield from dialog(driver, f"lead_{command}", partial(trigger, driver, command))
    driver.window.show_page("customers")
