"""Between a list and a spreadsheet: rows copied as a table, texts pasted into cells after saying what that changes."""

import csv
import io
import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from crm_desktop.exchange.clipboard import parsed
from crm_desktop.ui import opened_files
from crm_desktop.ui.clipboard_paste import PasteDialog
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.widgets.buttons import IconButton, LinkButton
from tests.builders import a_customer, a_user, an_opportunity
from tests.ui.pages.office import CONTROL, SHIFT, Key, Office


@pytest.fixture
def page(office: Office) -> CustomersPage:
    """Three customers, their cities shown."""
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        for name, city in (("Haverton", "York"), ("Lydgate", "Leeds"), ("Yarrow", "Hull")):
            a_customer(work, name, city=city)
    office.learn_choices()
    page = office.open_page(CustomersPage)
    office.show_column(page, "city")
    return page


def put(text: str) -> None:
    """What Excel would leave on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def go_to(page: CustomersPage, key: str) -> None:
    """Begin to edit in a column, without an editor."""
    page.grid.section = next(at for at, each in enumerate(page.table.records.columns, 1) if each.key == key)


def ring(office: Office, page: CustomersPage, key: str) -> None:
    go_to(page, key)
    office.press(Key.Key_F2)
    office.press(Key.Key_Escape)


def said(office: Office) -> str:
    QApplication.sendPostedEvents()
    return "\n".join(each.text() for each in office.dialog.findChildren(QLabel) if each.isVisible())


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter="\t"))


def test_chosen_rows_are_copied_with_their_titles(office: Office, page: CustomersPage) -> None:
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_C, CONTROL)
    table = rows_of(QGuiApplication.clipboard().text())
    assert table[0][:2] == ["Customer", "Owner"]
    assert [row[0] for row in table[1:]] == ["Haverton", "Lydgate", "Yarrow"]
    assert table[1][table[0].index("City")] == "York"
    assert office.notebook.said == ["3 records copied"]


def test_numbers_are_numbers_and_texts_stay_texts(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "=1+1", amount_minor=125_050)
    office.open_page(OpportunitiesPage)
    office.press(Key.Key_C, CONTROL)
    content = QGuiApplication.clipboard().mimeData()
    assert 'x:num="1250.50"' in content.html()
    # What a spreadsheet would run stays a word.
    assert '<td class="t">=1+1</td>' in content.html()
    table = rows_of(content.text())
    assert table[1][0] == "'=1+1"
    assert table[1][table[0].index("Amount")] == "1250.50"


def test_the_key_of_a_command_nobody_may_use_says_why(office: Office, page: CustomersPage) -> None:
    office.background.viewer = replace(office.company.viewer, rights=frozenset())
    page.actions_set.refresh()
    assert not page.actions_set.qt("customer.print").isEnabled()
    tips = [each.toolTip() for each in page.findChildren(IconButton) if not each.isEnabled()]
    assert sum("Your role does not include exports." in tip for tip in tips) == 2
    office.press(Key.Key_P, CONTROL)
    (said,) = office.notebook.refused
    assert said.startswith("Your role does not include exports.")


def test_whoever_may_not_export_copies_no_rows_but_a_cell(office: Office, page: CustomersPage) -> None:
    office.background.viewer = replace(office.company.viewer, rights=frozenset())
    put("before")
    office.press(Key.Key_C, CONTROL)
    assert office.notebook.refused[0].startswith("Your role does not include exports.")
    assert QGuiApplication.clipboard().text() == "before"
    go_to(page, "city")
    office.press(Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == "York"


def test_a_block_is_pasted_down_and_right_as_one_step(office: Office, page: CustomersPage) -> None:
    ring(office, page, "name")
    put("Haverton Medical\tGrace Lin\r\nLydgate\t\r\n")
    office.press(Key.Key_V, CONTROL)
    assert isinstance(office.dialog, PasteDialog)
    assert "Haverton · Name: Haverton → Haverton Medical" in said(office)
    assert "Haverton · Owner: Ada Lin → Grace Lin" in said(office)
    assert "2 records will change" in said(office)
    office.save()
    assert not office.has_dialog
    assert office.cells(page, "name") == ["Haverton Medical", "Lydgate", "Yarrow"]
    assert office.cells(page, "owner") == ["Grace Lin", "—", "Ada Lin"]
    assert office.notebook.done == ["2 records changed by pasting"]
    office.undo.undo()
    assert office.cells(page, "name") == ["Haverton", "Lydgate", "Yarrow"]


def test_what_cannot_be_taken_is_said_in_words_and_left_alone(office: Office, page: CustomersPage) -> None:
    ring(office, page, "owner")
    put("Nobody\r\nGrace Lin\r\n")
    office.press(Key.Key_V, CONTROL)
    assert "Owner: “Nobody” is not one of the choices." in said(office)
    office.save()
    assert office.cells(page, "owner") == ["Ada Lin", "Grace Lin", "Ada Lin"]
    assert "Left as they are: 1 (Haverton)" in office.notebook.done[0]


def test_one_value_fills_all_chosen_records(office: Office, page: CustomersPage) -> None:
    office.press(Key.Key_A, CONTROL)
    ring(office, page, "city")
    put("Selby")
    office.press(Key.Key_V, CONTROL)
    office.save()
    assert office.cells(page, "city") == ["Selby"] * 3


def test_rows_below_the_last_record_are_told(office: Office, page: CustomersPage) -> None:
    ring(office, page, "city")
    put("\r\n".join(["A", "B", "C", "D"]))
    office.press(Key.Key_V, CONTROL)
    assert "The list ends before the last 1 rows; they are left out." in said(office)


def test_rows_that_are_too_many_for_cells_are_told_and_all_imported(
    office: Office, page: CustomersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_desktop.ui.clipboard_paste.MOST_ROWS", 2)
    ring(office, page, "city")
    put("\r\n".join(["A", "B", "C", "D"]))
    office.press(Key.Key_V, CONTROL)
    assert "2 records will change" in said(office)
    assert "Up to 2 rows are pasted at once; 2 more are left out." in said(office)
    next(each for each in office.dialog.findChildren(LinkButton) if each.text().startswith("Import as new")).click()
    dialog = next(each for each in office.window.findChildren(ConfirmDialog) if each.isVisible())
    dialog.action.click()
    ((_, file),) = office.imports
    assert file is not None
    assert parsed(file.read_text(encoding="utf-8-sig")) == [["A"], ["B"], ["C"], ["D"]]


def test_the_window_does_not_wait_for_a_long_text(
    office: Office, page: CustomersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_desktop.ui.clipboard_paste._LONG", 3)
    waiting: list[Callable[[], object]] = []
    monkeypatch.setattr(
        office.background, "call", lambda _owner, function, then: waiting.append(lambda: then(function()))
    )
    put("York\r\nLeeds")
    office.press(Key.Key_V, CONTROL)
    assert office.notebook.said == ["Reading what is on the clipboard…"]
    assert not office.has_dialog
    waiting.pop()()
    next(each for each in office.window.findChildren(ConfirmDialog) if each.isVisible()).action.click()
    # Nor for the rows being written for the import.
    assert office.imports == []
    waiting.pop()()
    assert office.imports[0][0] == "customers"


def test_pasted_rows_lie_where_nobody_else_reads_them(office: Office, page: CustomersPage) -> None:
    put("Customer\tCity\r\nNew firm\tBath\r\n")
    office.press(Key.Key_V, CONTROL)
    next(each for each in office.window.findChildren(ConfirmDialog) if each.isVisible()).action.click()
    file = office.imports[0][1]
    assert file is not None
    assert opened_files.is_ours(file)
    assert os.name == "nt" or file.parent.stat().st_mode & 0o077 == 0
    opened_files.release(file)
    assert not file.parent.exists()


def test_a_table_with_titles_is_offered_to_the_import(office: Office, page: CustomersPage) -> None:
    put("Customer\tCity\r\nNew firm\tBath\r\n")
    office.press(Key.Key_V, CONTROL)
    dialog = next(each for each in office.window.findChildren(ConfirmDialog) if each.isVisible())
    dialog.action.click()
    ((kind, file),) = office.imports
    assert kind == "customers"
    assert file is not None
    assert parsed(file.read_text(encoding="utf-8-sig")) == [["Customer", "City"], ["New firm", "Bath"]]


def test_from_the_preview_one_may_still_import(office: Office, page: CustomersPage) -> None:
    ring(office, page, "city")
    put("Bath")
    office.press(Key.Key_V, CONTROL)
    link = next(each for each in office.dialog.findChildren(LinkButton) if each.text().startswith("Import as new"))
    link.click()
    dialog = next(each for each in office.window.findChildren(ConfirmDialog) if each.isVisible())
    dialog.action.click()
    assert office.imports[0][0] == "customers"


def test_an_empty_clipboard_is_said(office: Office, page: CustomersPage) -> None:
    put("")
    office.press(Key.Key_V, CONTROL)
    assert office.notebook.said == ["There is no table on the clipboard."]


def test_very_many_rows_are_gathered_by_the_worker_process(
    office: Office, page: CustomersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_desktop.ui.clipboard_copy._AT_ONCE", 1)
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_C, CONTROL)
    assert [row[0] for row in rows_of(QGuiApplication.clipboard().text())] == [
        "Customer",
        "Haverton",
        "Lydgate",
        "Yarrow",
    ]
