"""A list is printed as it is shown, by key or by its button."""

from io import BytesIO
from pathlib import Path

from pypdfium2 import PdfDocument
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from crm_desktop.ui.dialogs.print_pages import fitted
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
    page.typing.take()
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


def pages_of(count: int) -> bytes:
    document, written = PdfDocument.new(), BytesIO()
    for _ in range(count):
        document.new_page(595, 842)
    document.save(written)
    document.close()
    return written.getvalue()


def printer_to(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_only_the_pages_asked_for_are_printed(office: Office, tmp_path: Path) -> None:
    office.window.show()
    preview = ReportPreview(office.window, office.context.theme, office.background, pages_of(5), lambda _pdf: None)
    for name, chosen, first, last, count in (
        ("all.pdf", QPrinter.PrintRange.AllPages, 0, 0, 5),
        ("some.pdf", QPrinter.PrintRange.PageRange, 2, 4, 3),
        ("this.pdf", QPrinter.PrintRange.CurrentPage, 0, 0, 1),
    ):
        printer = printer_to(tmp_path / name)
        printer.setPrintRange(chosen)
        if first:
            printer.setFromTo(first, last)
        preview.print_to(printer)
        document = PdfDocument(tmp_path / name)
        assert len(document) == count
        document.close()


def test_what_is_printed_ends_with_the_preview(office: Office, tmp_path: Path) -> None:
    office.window.show()
    preview = ReportPreview(office.window, office.context.theme, office.background, pages_of(3), lambda _pdf: None)
    waiting = []
    run = office.background.run
    vars(office.background)["run"] = lambda *arguments, **names: waiting.append((arguments, names))
    printer = printer_to(tmp_path / "cut.pdf")
    preview.print_to(printer)
    arguments, names = waiting.pop()
    run(*arguments, **names)
    assert printer.printerState() is QPrinter.PrinterState.Active
    preview.reject()
    assert printer.printerState() is not QPrinter.PrinterState.Active
    del vars(office.background)["run"]


def test_a_page_keeps_its_proportions_on_other_paper() -> None:
    assert fitted(QSize(100, 200), QRect(0, 0, 300, 300)) == QRect(75, 0, 150, 300)


def test_the_preview_begins_at_what_can_act(office: Office) -> None:
    open_customers(office)
    office.press(Key.Key_P, CONTROL)
    preview = preview_of(office)
    assert preview._print.hasFocus()
    assert not preview._back.isEnabled()
    assert not preview._onward.isEnabled()  # it is one page


def test_the_pages_are_zoomed_by_key(office: Office) -> None:
    open_customers(office)
    office.press(Key.Key_P, CONTROL)
    preview = preview_of(office)
    first = preview._page.paper().width()
    QTest.keyClick(preview._print, Key.Key_Plus, CONTROL)
    larger = preview._page.paper().width()
    assert larger > first
    assert preview._page._pixmap.deviceIndependentSize().width() == larger
    QTest.keyClick(preview._print, Key.Key_Minus, CONTROL)
    assert preview._page.paper().width() < larger
    QTest.keyClick(preview._print, Key.Key_0, CONTROL)
    assert preview._page.paper().width() == first
