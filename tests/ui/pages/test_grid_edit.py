"""Values changed in the cells of a list with the keys of a spreadsheet; refused ones come back with the reason."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.operations import bulk_edit
from crm_desktop.operations.bulk_edit import value_to_change
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.widgets.record_table_model import RowState
from tests.builders import a_case, a_customer, a_user, an_opportunity, stage
from tests.ui.pages.office import Key, Office


@pytest.fixture
def page(office: Office) -> CustomersPage:
    """Two customers."""
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        for name, city in (("Haverton", "York"), ("Lydgate", "Leeds")):
            a_customer(work, name, city=city)
    office.learn_choices()
    page = office.open_page(CustomersPage)
    office.show_column(page, "city")
    return page


def go_to(page: RecordPage, key: str) -> None:
    """Put the keys into a column, as a click there does."""
    page.grid.section = next(at for at, each in enumerate(page.table.records.columns, 1) if each.key == key)


def problem(page: RecordPage) -> str:
    """What stands under the open editor."""
    assert page.grid.editor is not None
    return str(page.grid.editor.field.error() or "")


def test_a_name_is_changed_in_its_cell_and_the_next_row_follows(office: Office, page: CustomersPage) -> None:
    office.press(Key.Key_F2)
    office.type_here("Haverton Medical")
    office.press(Key.Key_Return)
    assert office.cells(page, "name") == ["Haverton Medical", "Lydgate"]
    assert page.grid.editor is None
    assert page.table.currentIndex().row() == 1
    # Typing goes on in the cell below, as in a spreadsheet.
    QTest.keyClick(page.table, Key.Key_S)
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "teel")
    office.press(Key.Key_Return)
    assert office.cells(page, "name") == ["Haverton Medical", "steel"]
    office.undo.undo()
    assert office.cells(page, "name") == ["Haverton Medical", "Lydgate"]


def test_tab_goes_on_to_the_next_cell_with_its_own_editor(office: Office, page: CustomersPage) -> None:
    office.press(Key.Key_F2)
    office.press(Key.Key_Tab)
    office.type_here("Grace")
    office.press(Key.Key_Tab)
    assert office.cells(page, "owner") == ["Grace Lin", "Ada Lin"]
    assert page.table.records.columns[page.grid.section - 1].key == "city"
    office.type_here("Bath")
    office.press(Key.Key_Tab)
    assert office.cells(page, "city") == ["Bath", "Leeds"]
    # From the last cell of a row it goes to the first of the next.
    assert (page.table.currentIndex().row(), page.grid.section) == (1, 1)
    office.press(Key.Key_Backtab)
    assert page.table.currentIndex().row() == 0


def test_escape_gives_up_the_cell_and_then_the_mode(office: Office, page: CustomersPage) -> None:
    office.press(Key.Key_F2)
    office.type_here("Nothing")
    office.press(Key.Key_Escape)
    assert office.cells(page, "name") == ["Haverton", "Lydgate"]
    assert page.grid.is_on
    assert page.hints[0][0] == "F2"
    office.press(Key.Key_Escape)
    assert page.hints[0][0] != "F2"
    # Letters are commands again.
    office.press(Key.Key_N)
    assert office.has_dialog


def test_what_is_not_understood_stays_with_the_reason(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Screens")
    page = office.open_page(OpportunitiesPage)
    go_to(page, "amount")
    office.press(Key.Key_F2)
    office.type_here("a lot")
    office.press(Key.Key_Return)
    assert problem(page) == "This is not a number. Write it like 1,234.50."
    office.type_here("1250.50")
    office.press(Key.Key_Return)
    assert office.rows(page)[0].amount_minor == 125_050


def test_a_date_and_a_stage_have_their_own_editors(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, "Screens")
    office.learn_choices()
    page = office.open_page(OpportunitiesPage)
    go_to(page, "stage")
    office.press(Key.Key_F2)
    office.type_here("Proposal")
    office.press(Key.Key_Return)
    assert office.rows(page)[0].stage_id == stage("proposal")
    go_to(page, "close_on")
    office.press(Key.Key_F2)
    office.type_here("2026-12-24")
    office.press(Key.Key_Return)
    with office.company.read() as reading:
        assert value_to_change(reading, "opportunity", deal, "expected_close_on")[0] == date(2026, 12, 24)


def test_what_the_operation_refuses_comes_back_into_its_cell(office: Office, page: CustomersPage) -> None:
    with office.company.read() as reading:
        number = customer_draft(reading, page.table.records.id_at(1) or "").number
    office.show_column(page, "number")
    go_to(page, "number")
    office.press(Key.Key_F2)
    office.type_here(number or "")
    office.press(Key.Key_Return)
    assert number is not None
    assert number in problem(page) or "number" in problem(page)
    assert page.grid.editor is not None
    assert page.grid.editor.field.value() == number
    assert page.table.currentIndex().row() == 0


def test_nobodys_change_is_overwritten_unseen(office: Office, page: CustomersPage) -> None:
    record_id = page.table.current_id or ""
    go_to(page, "city")
    office.press(Key.Key_F2)
    with office.company.write() as work:
        update_customer(work, record_id, replace(customer_draft(work, record_id), city="Bath"))
    office.type_here("Ripon")
    office.press(Key.Key_Return)
    assert problem(page).startswith("Someone else changed the same fields")
    # Having seen that, one may mean it.
    office.press(Key.Key_Return)
    assert office.cells(page, "city")[0] == "Ripon"


def test_a_needed_value_is_not_emptied(office: Office, page: CustomersPage) -> None:
    office.press(Key.Key_F2)
    office.type_here(" ")
    office.press(Key.Key_Return)
    assert problem(page) == "This may not be empty."
    office.press(Key.Key_Escape)
    office.press(Key.Key_Delete)
    assert office.notebook.said == ["This may not be empty."]
    assert len(office.rows(page)) == 2


def test_delete_empties_a_cell_and_never_the_list(office: Office, page: CustomersPage) -> None:
    go_to(page, "city")
    office.press(Key.Key_F2)
    office.press(Key.Key_Escape)
    office.press(Key.Key_Delete)
    assert office.cells(page, "city") == ["—", "Leeds"]
    assert len(office.rows(page)) == 2


def test_a_row_that_could_not_be_saved_says_so_and_is_tried_again(
    office: Office, page: CustomersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = bulk_edit.change_record

    def fails(*_arguments: object, **_named: object) -> bool:
        raise OSError("disk gone")

    monkeypatch.setattr(bulk_edit, "change_record", fails)
    go_to(page, "city")
    office.press(Key.Key_F2)
    office.type_here("Ripon")
    office.press(Key.Key_Return)
    assert page.table.records.row_state(0) is RowState.FAILED
    office.errors.clear()
    monkeypatch.setattr(bulk_edit, "change_record", works)
    page.table.retry_requested.emit(page.table.records.id_at(0) or "")
    assert office.cells(page, "city")[0] == "Ripon"
    assert page.table.records.row_state(0) is None


def test_a_case_is_assigned_in_its_cell(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Tom Reed", login="tom")
        a_case(work)
    office.learn_choices()
    page = office.open_page(ServiceCasesPage)
    go_to(page, "owner")
    office.press(Key.Key_F2)
    office.type_here("Tom")
    office.press(Key.Key_Return)
    assert [(row.owner, row.status) for row in office.rows(page)] == [("Tom Reed", "assigned")]


def test_a_column_that_is_worked_out_sends_to_the_form(office: Office, page: CustomersPage) -> None:
    office.press(Key.Key_F2)
    office.press(Key.Key_Escape)
    go_to(page, "last_contact")
    page.grid.edit()
    QApplication.sendPostedEvents()
    assert office.notebook.said == ["This column cannot be changed here. Press E to open the form."]


def test_a_value_that_was_not_saved_outlives_another_cell_of_its_row(
    office: Office, page: CustomersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = bulk_edit.change_record

    def no_names(work: Any, kind: str, record_id: str, values: Mapping[str, Any], position: int) -> bool:
        if "name" in values:
            raise OSError("disk gone")
        return works(work, kind, record_id, values, position)

    monkeypatch.setattr(bulk_edit, "change_record", no_names)
    office.press(Key.Key_F2)
    office.type_here("Haverton Medical")
    office.press(Key.Key_Return)
    office.press(Key.Key_Up)
    go_to(page, "city")
    office.press(Key.Key_F2)
    office.type_here("Bath")
    office.press(Key.Key_Return)
    assert office.cells(page, "city") == ["Bath", "Leeds"]
    assert page.table.records.row_state(0) is RowState.FAILED
    office.errors.clear()
    monkeypatch.setattr(bulk_edit, "change_record", works)
    page.table.retry_requested.emit(page.table.records.id_at(0) or "")
    assert office.cells(page, "name") == ["Haverton Medical", "Lydgate"]
    assert page.table.records.row_state(0) is None


def test_a_cell_that_was_not_saved_opens_with_what_was_typed(
    office: Office, page: CustomersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_named: object) -> bool:
        raise OSError("disk gone")

    monkeypatch.setattr(bulk_edit, "change_record", fails)
    office.press(Key.Key_F2)
    office.type_here("Haverton Medical")
    office.press(Key.Key_Return)
    office.errors.clear()
    office.press(Key.Key_Up)
    office.press(Key.Key_F2)
    assert page.grid.editor is not None
    assert page.grid.editor.field.value() == "Haverton Medical"
    assert problem(page).startswith("This could not be saved.")
    office.press(Key.Key_Escape)
    assert page.table.records.row_state(0) is None
    assert office.cells(page, "name") == ["Haverton", "Lydgate"]


def test_what_is_typed_when_the_list_goes_is_written(office: Office, page: CustomersPage) -> None:
    go_to(page, "city")
    office.press(Key.Key_F2)
    office.type_here("Ripon")
    page.hide()
    assert page.grid.editor is None
    with office.company.read() as reading:
        assert customer_draft(reading, page.table.records.id_at(0) or "").city == "Ripon"


def test_closing_writes_what_is_typed(office: Office, page: CustomersPage) -> None:
    go_to(page, "city")
    office.press(Key.Key_F2)
    office.type_here("Ripon")
    assert page.settle()
    assert office.cells(page, "city")[0] == "Ripon"


def test_nothing_closes_over_what_is_not_understood(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Screens")
    page = office.open_page(OpportunitiesPage)
    go_to(page, "amount")
    office.press(Key.Key_F2)
    office.type_here("a lot")
    assert not page.settle()
    assert problem(page) == "This is not a number. Write it like 1,234.50."
    # In front of the board it is told instead, and once told it holds nobody up.
    page.show_board(True)
    assert office.notebook.said == ["“a lot” was not saved. This is not a number. Write it like 1,234.50."]
    assert not page.settle()
    QApplication.processEvents()
    assert len(office.notebook.said) == 2
    assert page.settle()


def test_what_is_refused_when_the_list_is_gone_waits_for_it(office: Office, page: CustomersPage) -> None:
    with office.company.read() as reading:
        number = customer_draft(reading, page.table.records.id_at(1) or "").number or ""
    office.show_column(page, "number")
    go_to(page, "number")
    office.press(Key.Key_F2)
    office.type_here(number)
    page.hide()
    assert office.notebook.said[0].startswith(f"“{number}” was not saved. Another record has this number.")
    assert not page.settle()
    page.show()
    QApplication.processEvents()
    assert page.grid.editor is not None
    assert page.grid.editor.field.value() == number
    office.press(Key.Key_Escape)
    assert page.settle()
