"""A list is printed as it is shown, by key or by its button."""

from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.widgets.buttons import IconButton
from tests.builders import a_customer
from tests.ui.pages.office import CONTROL, Key, Office


def preview_of(office: Office) -> ReportPreview:
    return next(each for each in office.window.findChildren(ReportPreview) if each.isVisible())


def text_of(preview: ReportPreview) -> str:
    document = PdfDocument(preview._pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def open_customers(office: Office) -> CustomersPage:
    with office.company.write() as work:
        for name in ("Haverton Medical", "Marlow Shipbuilding"):
            a_customer(work, name=name)
    return office.open_page(CustomersPage)


def test_ctrl_p_shows_the_pages_of_what_the_list_shows(office: Office) -> None:
    page = open_customers(office)
    page.search.setText("haverton")
    page._on_search_taken()
    office.press(Key.Key_P, CONTROL)
    text = text_of(preview_of(office))
    assert "Haverton Medical" in text
    assert "Marlow" not in text
    assert "1 record" in text
    assert "search “haverton”" in text


def test_the_button_beside_the_columns_prints_too(office: Office) -> None:
    page = open_customers(office)
    button = next(each for each in page.findChildren(IconButton) if each.accessibleName() == "Print this list")
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "Marlow Shipbuilding" in text_of(preview_of(office))


def test_who_may_not_export_finds_both_buttons_grey(office: Office) -> None:
    office.background.viewer = office.background.viewer.__class__("x", "x", "X", "guest", "all")
    page = open_customers(office)
    names = ("Print this list", "Export this list")
    assert [each.isEnabled() for each in page.findChildren(IconButton) if each.accessibleName() in names] == [False] * 2
