"""The detail side: notes, pins, kinds of entries, files from the desktop, and walking on with the keyboard in it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from crm_desktop.core.i18n import set_language
from crm_desktop.operations.attachment import add_content, stage_files
from crm_desktop.operations.interaction import pin_interaction
from crm_desktop.queries.attachment import AttachmentRow, attachments
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.orders import OrdersPage
from crm_desktop.ui.pages.products import ProductsPage
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.widgets.inline_value import InlineValue
from tests.builders import a_contact, a_customer, a_product, an_interaction, an_opportunity, an_order
from tests.ui.pages.office import Key, Office


@pytest.fixture
def haverton(office: Office) -> str:
    with office.company.write() as work:
        return a_customer(work, "Haverton Medical")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files handed to the system."""
    found: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(Path(url.toLocalFile())))
    return found


def files_of(office: Office, customer_id: str) -> dict[str, AttachmentRow]:
    with office.company.read() as reading:
        return {row.name: row for row in attachments(reading, "customer", customer_id)}


def told(page: RecordPage) -> list[str]:
    return [entry.title for entry in page.detail.history.entries()]


def dropped(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drop(target: QWidget, data: QMimeData) -> None:
    """Drag over the middle of a widget and let go."""
    middle, left, none = QPoint(200, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(middle, Qt.DropAction.CopyAction, data, left, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(middle), Qt.DropAction.CopyAction, data, left, none))


def test_a_note_is_written_in_one_line(office: Office, haverton: str) -> None:
    page = office.open_page(CustomersPage)
    page.actions_set.trigger("detail.note")
    QTest.keyClicks(QApplication.focusWidget() or page, "Never call on Fridays")
    assert not office.has_dialog, "letters are typed, not taken for commands"
    office.press(Key.Key_Return)
    assert told(page) == ["Note: Never call on Fridays"]
    assert page.detail.timeline.note.text() == ""
    office.undo.undo()
    assert told(page) == []


def test_a_note_begun_waits_at_its_record(office: Office, haverton: str) -> None:
    with office.company.write() as work:
        other = a_customer(work, "Other")
    page = office.open_page(CustomersPage)
    page.table.set_current(haverton)
    page.detail.write_note()
    QTest.keyClicks(page.detail.timeline.note, "Half a")
    page.table.set_current(other)
    assert page.detail.timeline.note.text() == ""
    assert not page.settle(), "the window does not close over it"
    assert office.notebook.opened == [("customer", haverton)]
    page.table.set_current(haverton)
    assert page.detail.timeline.note.text() == "Half a"
    page.detail.timeline.note.setFocus()
    office.press(Key.Key_Escape)
    assert page.settle()


def test_pinned_entries_stand_above_the_timeline(office: Office, haverton: str) -> None:
    with office.company.write() as work:
        an_interaction(work, "Rule", "note", customer_id=haverton, happened_at=work.now_ms - 86_400_000 * 9)
        an_interaction(work, "Call", "call", customer_id=haverton)
    page = office.open_page(CustomersPage)
    assert told(page) == ["Phone call: Call", "Note: Rule"] or told(page)[1] == "Note: Rule"
    page.detail.history.setFocus()
    office.press(Key.Key_End)
    page.actions_set.trigger("detail.pin")
    assert page.detail.history.entries()[0].day == "Pinned"
    assert told(page)[0] == "Note: Rule"
    page.detail.history.setCurrentIndex(page.detail.history.model().index(1, 0))
    page.actions_set.trigger("detail.pin")
    assert "Pinned" not in [entry.day for entry in page.detail.history.entries()]


def test_delete_in_the_timeline_means_the_entry_and_never_the_record(office: Office, haverton: str) -> None:
    with office.company.write() as work:
        an_interaction(work, "Visit", customer_id=haverton)
        add_content(work, "customer", haverton, "offer.pdf", b"%PDF")
    page = office.open_page(CustomersPage)
    page.detail.history.setFocus()
    for _twice in range(2):
        office.press(Key.Key_Delete)
        office.press(Key.Key_End)
    assert told(page) == ["offer.pdf"]
    assert (page.detail.record_id, office.notebook.done) == (haverton, ["Activity deleted"])


def test_the_timeline_shows_one_kind_alone(office: Office, haverton: str) -> None:
    with office.company.write() as work:
        an_interaction(work, "Visit", customer_id=haverton)
        an_opportunity(work, "Screens", customer_id=haverton)
        an_order(work, customer_id=haverton)
        add_content(work, "customer", haverton, "offer.pdf", b"%PDF")
    page = office.open_page(CustomersPage)
    assert len(told(page)) == 4
    for key, title in (("files", "offer.pdf"), ("deals", "Deal opened: Screens")):
        QTest.mouseClick(page.detail.timeline.chips.chip(key), Qt.MouseButton.LeftButton)
        assert told(page) == [title]
    office.press(Key.Key_Left)
    QTest.mouseClick(page.detail.timeline.chips.chip(""), Qt.MouseButton.LeftButton)
    assert len(told(page)) == 4


def test_files_dropped_on_the_detail_side_are_attached_and_on_the_list_imported(
    office: Office, haverton: str, tmp_path: Path
) -> None:
    file = tmp_path / "offer.csv"
    file.write_text("name\nAcme\n")
    page = office.open_page(CustomersPage)
    drop(page.detail, dropped(file))
    assert list(files_of(office, haverton)) == ["offer.csv"]
    assert office.notebook.done == ["File added"]
    assert office.imports == []
    drop(page, dropped(file))
    assert office.imports == [("customers", file)]
    assert told(page) == ["offer.csv"]
    page.detail.show_tab("files")
    assert page.detail.files.list.entries()[0].note.startswith("10 B · Ada Lin")


@pytest.mark.parametrize("kind", [OrdersPage, ProductsPage])
def test_a_file_dropped_on_an_order_or_a_product_is_kept_with_it(
    office: Office, kind: type[RecordPage], tmp_path: Path
) -> None:
    with office.company.write() as work:
        kept = {OrdersPage: an_order(work, customer_id=a_customer(work)), ProductsPage: a_product(work)}
    file = tmp_path / "signed.pdf"
    file.write_bytes(b"%PDF")
    page = office.open_page(kind)
    page.show_view("all")
    page.table.set_current(kept[kind])
    drop(page.detail, dropped(file))
    page.detail.show_tab("files")
    assert [each.name for each in page.detail.files.list.entries()] == ["signed.pdf"]


def test_who_does_not_look_after_products_drops_no_file_on_one(office: Office, tmp_path: Path) -> None:
    with office.company.write() as work:
        product = a_product(work)
    viewer = office.company.viewer
    office.background.viewer = replace(viewer, rights=viewer.rights - {"products"})
    page = office.open_page(ProductsPage)
    page.table.set_current(product)
    file = tmp_path / "signed.pdf"
    file.write_bytes(b"%PDF")
    drop(page.detail, dropped(file))
    page.detail.show_tab("files")
    assert page.detail.files.list.entries() == ()


def test_files_are_read_before_the_step_and_leave_no_copy(
    office: Office, haverton: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "offer.pdf"
    file.write_bytes(b"%PDF")
    page = office.open_page(CustomersPage)
    steps: list[str] = []
    stage, write, folder = stage_files, office.background.write, tmp_path / "private"

    def new_folder() -> Path:
        folder.mkdir()
        return folder

    def staging(*args: Any) -> Any:
        steps.append("read")
        return stage(*args)

    def writing(*args: Any, **kwargs: Any) -> Any:
        steps.append("write")
        file.unlink()
        return write(*args, **kwargs)

    monkeypatch.setattr("crm_desktop.ui.added_files.stage_files", staging)
    monkeypatch.setattr("crm_desktop.ui.opened_files.new_folder", new_folder)
    monkeypatch.setattr(office.background, "write", writing)
    page.detail.attach([file])
    assert steps == ["read", "write"]
    assert list(files_of(office, haverton)) == ["offer.pdf"]
    assert not folder.exists()


def test_while_a_file_hovers_it_is_said_what_dropping_it_does(office: Office, haverton: str, tmp_path: Path) -> None:
    page = office.open_page(CustomersPage)
    data = dropped(tmp_path / "a.pdf")
    for target, words in ((page.detail, "Attach to “Haverton Medical”"), (page, "Import into this list")):
        event = QDragEnterEvent(
            QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(target, event)
        assert target._drop_hint.text() == words


def test_good_files_are_kept_beside_what_cannot_be_and_that_is_named(
    office: Office, haverton: str, tmp_path: Path
) -> None:
    files = [tmp_path / "offer.pdf", tmp_path, office.company.database.path, tmp_path / "price.pdf"]
    for each in (files[0], files[3]):
        each.write_bytes(each.name.encode())
    page = office.open_page(CustomersPage)
    page.detail.attach(files)
    assert sorted(files_of(office, haverton)) == ["offer.pdf", "price.pdf"]
    assert office.notebook.done == ["2 files added"]
    (dialog,) = page.window().findChildren(MessageDialog)
    assert dialog.heading == "2 files were left out"
    assert ["is a folder" in dialog.lines[0], "cannot be kept in itself" in dialog.lines[1]] == [True, True]
    dialog.accept()


def test_a_folder_is_refused_with_a_sentence(office: Office, haverton: str, tmp_path: Path) -> None:
    page = office.open_page(CustomersPage)
    drop(page.detail, dropped(tmp_path))
    assert "is a folder" in office.notebook.said[0]
    assert files_of(office, haverton) == {}


def test_files_are_opened_read_only_and_saved_whole(
    office: Office, haverton: str, tmp_path: Path, shown: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.company.write() as work:
        add_content(work, "customer", haverton, "报价单.pdf", b"%PDF-1.7")
    page = office.open_page(CustomersPage)
    page.detail.show_tab("files")
    page.detail.files.list.setFocus()
    office.press(Key.Key_Down)
    office.press(Key.Key_Return)
    assert shown[0].read_bytes() == b"%PDF-1.7"
    assert shown[0].name == "报价单.pdf"
    assert not shown[0].stat().st_mode & 0o222
    target = tmp_path / "copy.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    page.detail.files.save_as(files_of(office, haverton)["报价单.pdf"].id)
    assert target.read_bytes() == b"%PDF-1.7"


def test_what_would_run_is_not_opened(office: Office, haverton: str, shown: list[Path]) -> None:
    with office.company.write() as work:
        file = add_content(work, "customer", haverton, "setup.exe", b"MZ")
    page = office.open_page(CustomersPage)
    page.detail.show_tab("files")
    page.detail.files.open(file)
    assert shown == []
    dialog = next(each for each in office.window.findChildren(ConfirmDialog) if each.isVisible())
    assert dialog.keep.hasFocus()
    dialog.reject()


def test_a_file_of_the_timeline_opens_without_its_tab(office: Office, haverton: str, shown: list[Path]) -> None:
    with office.company.write() as work:
        add_content(work, "customer", haverton, "offer.pdf", b"%PDF")
    page = office.open_page(CustomersPage)
    page.detail.history.setFocus()
    office.press(Key.Key_Return)
    assert [path.name for path in shown] == ["offer.pdf"]


def test_files_are_renamed_and_deleted_by_key(office: Office, haverton: str) -> None:
    with office.company.write() as work:
        add_content(work, "customer", haverton, "scan.pdf", b"%PDF")
    page = office.open_page(CustomersPage)
    page.detail.show_tab("files")
    page.detail.files.list.setFocus()
    office.press(Key.Key_Down)
    office.press(Key.Key_F2)
    office.type("name", "Contract")
    office.save()
    assert list(files_of(office, haverton)) == ["Contract.pdf"]
    page.detail.files.list.setFocus()
    office.press(Key.Key_Delete)
    assert files_of(office, haverton) == {}
    office.undo.undo()
    assert list(files_of(office, haverton)) == ["Contract.pdf"]


def test_a_picture_of_the_clipboard_is_kept_and_seen_small(office: Office, haverton: str) -> None:
    page = office.open_page(CustomersPage)
    page.detail.show_tab("files")
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#1F57C3"))
    QGuiApplication.clipboard().setImage(image)
    page.actions_set.trigger("detail.paste")
    (row,) = files_of(office, haverton).values()
    assert (row.name, row.media_type) == ("Picture 2026-11-21.png", "image/png")
    assert page.detail.files.list.has_picture(row.id)
    QGuiApplication.clipboard().clear()


def test_the_keyboard_stays_in_the_detail_side_while_walking(office: Office) -> None:
    with office.company.write() as work:
        ids = [a_customer(work, name, city="Bonn") for name in ("Alpha", "Beta", "Gamma")]
    page = office.open_page(CustomersPage)
    page.table.set_current(ids[0])
    page.detail.show_tab("details")
    office.value(page, "City").setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    office.press(Key.Key_Down, alt)
    focus = QApplication.focusWidget()
    assert (page.detail.record_id, page.detail.tab) == (ids[1], "details")
    assert isinstance(focus, InlineValue)
    assert focus.label == "City"
    office.press(Key.Key_Down, alt)
    office.press(Key.Key_Down, alt)
    office.press(Key.Key_Up, alt)
    assert page.detail.record_id == ids[1]


def test_contacts_have_notes_and_files_in_chinese(office: Office) -> None:
    with office.company.write() as work:
        contact = a_contact(work, "Dana Holt")
        note = an_interaction(work, "周五不要打电话", "note", contact_id=contact)
        pin_interaction(work, note, pinned=True)
        add_content(work, "contact", contact, "名片.jpg", b"...")
    set_language("zh_CN")
    page = office.open_page(ContactsPage)
    assert page.detail.history.entries()[0].day == "置顶"
    assert "名片.jpg" in told(page)
    with office.company.read() as reading:
        assert len(timeline(reading, contact_id=contact).items) == 2
