"""The page of an own kind of record: its list, what stands beside it, its form, and the form of the kind."""

from collections.abc import Iterator
from functools import partial

from crm_desktop.ui.dialogs.company_settings import CompanySettings
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, close_overlay, dialog, show_list, trigger


def own_kind_stations(driver: Driver) -> Iterator[Station]:
    """The first own kind, where the company has any."""
    session = driver.desk.session
    assert session is not None
    for kind in session.context.choices.own_kinds[:1]:
        if show_list(driver, kind.kind):
            for tab in ("timeline", "details"):
                driver.page.actions_set.trigger("list.open")
                driver.page.detail.show_tab(tab)
                yield f"own_kind_{tab}", driver.window
            close_overlay(driver)
            for command in ("edit", "bulk"):
                yield from dialog(driver, f"own_kind_{command}", partial(trigger, driver, command))
        yield from dialog(driver, "own_kind_new", partial(trigger, driver, "new"))
    show_list(driver, "customers")
    session.commands.open_company_settings("own_kinds")
    panel = driver.panel
    assert isinstance(panel, CompanySettings)
    panel.part("own_kinds").add_new()  # type: ignore[attr-defined]  # this part can
    yield "own_kind_form", driver.window
    for each in reversed(driver.panels):
        each.reject()
    driver.wait_until_closed()
