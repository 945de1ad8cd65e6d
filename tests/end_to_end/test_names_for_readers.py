"""What readers of the screen say: whatever the keyboard can reach has a name."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import User
from tests.builders import a_case, a_contact, a_customer, a_task, an_interaction, an_opportunity
from tests.company import found_company
from tests.end_to_end.desk import Driver, at_the_desk


def _nameless(window: QWidget) -> set[str]:
    reached = [
        each
        for each in window.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled()
    ]
    assert len(reached) > 10
    return {type(each).__name__ for each in reached if not (each.accessibleName() or getattr(each, "text", str)())}


def _look_at_lists(driver: Driver) -> set[str]:
    found = set[str]()
    for page in ("customers", "contacts", "opportunities", "service", "tasks"):
        driver.go(page)
        driver.wait_for_list()
        driver.wait_for_detail()
        for key in ("timeline", "files", "details"):
            driver.page.detail.show_tab(key)
            found |= _nameless(driver.window)
    return found


def test_all_that_the_keyboard_reaches_has_a_name(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "team.crm"
    company = found_company(path, clock)
    with company.write(Message("Found"), SYSTEM) as work:
        customer = a_customer(work, "Acme")
        about = {"customer_id": customer}
        a_contact(work, "Dana Holt", customer)
        an_opportunity(work, "Screens", **about)
        a_case(work, "Probe drifts", **about)
        an_interaction(work, **about)
        a_task(work, "Call back", owner_id=work.session.scalars(select(User.id)).one(), **about)
    company.close()
    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        driver.window.resize(1440, 900)
        assert _look_at_lists(driver) == set()
