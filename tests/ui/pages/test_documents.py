"""The register of documents by its keys, and what the files of a record say of their versions."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from crm_desktop.operations.attachment import FileDraft, add_content, update_file
from crm_desktop.queries.attachment import attachments
from crm_desktop.ui.details.document import DocumentSide
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.documents import DocumentsPage
from crm_desktop.ui.widgets.fields import DateField
from crm_desktop.ui.widgets.line_button import LineButton
from tests.builders import a_customer
from tests.company import Company
from tests.ui.pages.office import Office

Key = Qt.Key


@pytest.fixture
def customer(company: Company) -> str:
    """A customer with a licence that is over."""
    with company.write() as work:
        customer = a_customer(work, "Haverton")
        file = add_content(work, "customer", customer, "licence.pdf", b"2025")
        update_file(work, file, FileDraft("licence.pdf", date(2026, 11, 3)))
    return customer


def opened(office: Office) -> DocumentsPage:
    page = DocumentsPage(office.context)
    office.window.setCentralWidget(page)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    page.table.setFocus()
    return page


def words(side: DocumentSide) -> list[str]:
    return [label.text() for label in side.findChildren(QLabel)]


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))


def test_a_newer_version_takes_its_place_and_the_older_one_is_listed(
    office: Office, company: Company, customer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(office)
    side = page.detail
    assert isinstance(side, DocumentSide)
    assert "expired Tue 3 Nov" in words(side)
    newer = tmp_path / "licence 2027.pdf"
    newer.write_bytes(b"2027")
    choose(monkeypatch, newer)
    QTest.keyClick(page.table, Key.Key_U)
    dialog = office.window.findChild(Dialog)
    assert dialog is not None
    (until,) = dialog.findChildren(DateField)
    until.set_value(date(2027, 11, 30))
    dialog.submit()
    with company.read() as reading:
        files = {each.name: each for each in attachments(reading, "customer", customer)}
    assert files["licence.pdf"].replaced_by == files["licence 2027.pdf"].id
    assert files["licence 2027.pdf"].valid_until == date(2027, 11, 30)
    page.refresh()
    assert page.table.records.rowCount() == 1
    page.table.set_current(files["licence 2027.pdf"].id)
    versions = [each.accessibleName() for each in side.findChildren(LineButton)]
    assert any(each.startswith("Version 1 licence.pdf") for each in versions)


def test_the_record_of_a_document_is_opened_by_a_key_and_a_deletion_undone(
    office: Office, company: Company, customer: str
) -> None:
    page = opened(office)
    QTest.keyClick(page.table, Key.Key_G)
    assert office.notebook.opened == [("customer", customer)]
    QTest.keyClick(page.table, Key.Key_Delete)
    assert office.notebook.done == ["1 file deleted"]
    office.undo.undo()
    with company.read() as reading:
        assert len(attachments(reading, "customer", customer)) == 1


def test_the_files_of_a_record_say_until_when_they_hold(office: Office, customer: str) -> None:
    page = office.open_page(CustomersPage)
    page.table.set_current(customer)
    page.detail.show_tab("files")
    (entry,) = page.detail.files.list.entries()
    assert entry.note.startswith("expired Tue 3 Nov · ")
    assert entry.ink == "bad"


def test_a_company_without_documents_is_told_what_belongs_here(office: Office) -> None:
    page = opened(office)
    assert page.is_blank
    assert page.keys_now() == (("Ctrl+K", "Find anything"), ("?", "All keys"))
    assert "No documents yet" in [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
