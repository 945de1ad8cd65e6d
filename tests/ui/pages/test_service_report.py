"""The page of the report on service by keys: figures with their numbers, tables by anything, each leading to cases."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.core.listing import ListSpec
from crm_desktop.insight import service
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.ui.actions import faults
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.pages.service_report import ServiceReportPage
from crm_desktop.ui.service_board import KIND_AND_MONTH
from tests.builders import a_case, a_customer, a_user, role
from tests.cli.running import table
from tests.ui.pages.office import Office

Key = Qt.Key


@pytest.fixture
def page(office: Office) -> ServiceReportPage:
    """Six repairs that were handled, and one urgent case that nobody has."""
    with office.company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        wexham = a_customer(work, "Wexham Clinic")
        for number in range(6):
            case = a_case(work, f"Dark {number}", customer_id=wexham)
            assign_case(work, case, work.viewer.user_id)
            handle_case(work, case, "Changed the lamp", 20)
            give_feedback(work, case, "Fine", 4)
        a_case(work, "Nobody's", customer_id=wexham, priority="urgent")
    return shown(office)


def shown(office: Office) -> ServiceReportPage:
    made = ServiceReportPage(office.context)
    office.window.setCentralWidget(made)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    return made


def cells(page: ServiceReportPage) -> list[list[str]]:
    model = page.board.table.model()
    return [[model.index(row, at).data() for at in range(model.columnCount())] for row in range(model.rowCount())]


def opened(page: ServiceReportPage) -> list[ListSpec]:
    wished: list[ListSpec] = []
    page.board.opened.connect(wished.append)
    return wished


def test_every_command_has_its_own_key_and_help(page: ServiceReportPage) -> None:
    assert faults([page.actions_set.actions]) == []


def test_figures_say_of_how_many_cases_they_are_and_lead_to_them(page: ServiceReportPage, office: Office) -> None:
    satisfaction = page.board.figures[service.SATISFACTION]
    assert satisfaction.accessibleName() == "Satisfaction 4.0 of 6 answers"
    wished = opened(page)
    satisfaction.setFocus()
    QTest.keyClick(satisfaction, Key.Key_Return)
    with office.company.read() as reading:
        assert SERVICE_CASES.count(reading, wished[0]) == 6


def test_the_table_is_by_whatever_is_chosen_and_its_cells_lead_to_their_cases(
    page: ServiceReportPage, office: Office
) -> None:
    assert [(row[0], row[1]) for row in cells(page)] == [("Repair", "7"), ("All cases", "7")]
    page.board.by.set_value(service.PRIORITY)
    page.board.by.changed.emit()
    assert [(row[0], row[1]) for row in cells(page)] == [("Normal", "6"), ("Urgent", "1"), ("All cases", "7")]
    wished, rows = opened(page), page.board.table
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(0, 0))
    QTest.keyClick(rows, Key.Key_Down)
    QTest.keyClick(rows, Key.Key_Return)
    page.board.by.set_value(KIND_AND_MONTH)
    page.board.by.changed.emit()
    assert cells(page) == [["Repair", "0", "0", "0", "7", "7"]], "there is room for quarters"
    rows.setCurrentIndex(rows.model().index(0, 4))
    QTest.keyClick(rows, Key.Key_Return)
    with office.company.read() as reading:
        assert [SERVICE_CASES.count(reading, each) for each in wished] == [1, 7]


def test_it_follows_what_is_written_who_acts_and_which_days_are_chosen(page: ServiceReportPage, office: Office) -> None:
    with office.company.write() as work:
        a_case(work, "One more")
    page.read_again()
    assert cells(page)[-1][1] == "8"
    office.background.viewer = office.company.seen_by("mei").viewer
    office.context.viewer_changed.emit()
    assert cells(page)[-1][1] == "2", "what nobody has"
    page.filters.show_period("last_year")
    page.read_again()
    assert page._places.currentIndex() == 1


def test_it_is_printed_and_exported(page: ServiceReportPage, office: Office, tmp_path: Path) -> None:
    page.export_to(tmp_path / "figures.csv")
    assert table(tmp_path / "figures.csv")[0]["Cases"] == "7"
    page.preview()
    assert office.window.findChild(ReportPreview) is not None


def test_who_may_see_no_reports_is_told_so(page: ServiceReportPage, office: Office) -> None:
    office.background.viewer = replace(office.background.viewer, rights=frozenset())
    office.context.viewer_changed.emit()
    assert page.refused.text().startswith("Your role does not include reports.")
    assert cells(page) == []
