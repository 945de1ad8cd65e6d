"""Asking for the visit folder, and entering a sheet: by its code, in the order of the paper."""

from datetime import date, timedelta

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.core.clock import instant_of
from crm_desktop.queries.visit_folder import FolderRequest, visit_folder
from crm_desktop.reports.visit_writing import FIELDS
from crm_desktop.ui.actions import Action, ActionSet, fill_from_window
from crm_desktop.ui.activity_form import activity_logger
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.dialogs.visit_folder import open_sheet_entry, open_visit_folder
from tests.builders import a_customer, a_task, entry
from tests.ui.pages.conftest import office
from tests.ui.pages.office import Office

__all__ = ["office"]
TOMORROW = date(2026, 11, 22)


@pytest.fixture
def visit(office: Office) -> str:
    """A visit of tomorrow at nine."""
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    with office.company.write() as work:
        at = instant_of(TOMORROW, work.zone, 9)
        kind = entry("interaction_kind", "visit")
        return a_task(
            work, "Show the probe", customer_id=a_customer(work), due_on=TOMORROW, due_at=at, kind_id=kind, place="York"
        )


def code(office: Office) -> str:
    with office.company.read() as reading:
        wanted = FolderRequest(TOMORROW, office.company.viewer.user_id)
        return visit_folder(reading, wanted).sheets[0].code


def test_the_folder_of_tomorrow_is_shown_and_an_empty_day_refused_in_its_dialog(office: Office, visit: str) -> None:
    dialog = open_visit_folder(office.context, office.window)
    dialog.submit()
    preview = office.window.findChild(ReportPreview)
    assert preview is not None
    preview.reject()
    dialog = open_visit_folder(office.context, office.window)
    assert dialog.form is not None
    dialog.form.field("day").set_value(TOMORROW + timedelta(days=5))
    dialog.submit()
    assert dialog._footer._note.text().startswith("No visits are planned for this day.")
    dialog.reject()


def test_a_code_opens_the_activity_of_its_task_on_the_day_of_the_sheet(office: Office, visit: str) -> None:
    printed = code(office)
    dialog = open_sheet_entry(office.context, office.window)
    assert dialog.form is not None
    QTest.keyClicks(dialog.form.field("code").edit, "nonsense")  # type: ignore[attr-defined]  # a line to type in
    dialog.submit()
    assert dialog.isVisible()
    dialog.form.field("code").set_value(printed.lower())
    dialog.submit()
    assert not dialog.isVisible()
    assert office.notebook.logged == [{"task_id": visit}]
    office.company.clock.instant += timedelta(days=3)
    dialog = open_sheet_entry(office.context, office.window)
    assert dialog.form is not None
    dialog.form.field("code").set_value(printed)
    dialog.submit()
    assert office.notebook.logged[-1] == {"task_id": visit, "happened_at": instant_of(TOMORROW, office.context.zone)}


def test_the_form_asks_in_the_order_of_the_paper(office: Office, visit: str) -> None:
    activity_logger(office.context, office.window)({"task_id": visit})
    dialog = next(each for each in office.window.findChildren(Dialog) if each.isVisible())
    assert dialog.form is not None
    assert [name for name in dialog.form.names() if name in FIELDS] == list(FIELDS)
    assert dialog.form.field("place").value() == "York"
    dialog.reject()


def test_the_menu_of_a_row_ends_with_commands_of_the_window(office: Office) -> None:
    told: list[str] = []
    folder = Action("work.folder", "Visit folder…", lambda: told.append("folder"), "Print it")
    vars(office.window)["actions_set"] = ActionSet(office.window, [folder])
    page = QWidget()
    office.window.setCentralWidget(page)
    menu = QMenu(office.window)
    menu.addAction("Open")
    fill_from_window(menu, page, ("work.folder", "work.unknown"))
    assert [each.text() for each in menu.actions()] == ["Open", "", "Visit folder…"]
    menu.actions()[-1].trigger()
    assert told == ["folder"]
