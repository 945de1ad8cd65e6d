"""What the detail side reads: only the newest answer counts, and pictures never stand in the way of the rest."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.i18n import Message
from crm_desktop.operations.attachment import add_content
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.pages.customers import SOURCE, CustomersPage
from tests.builders import a_customer, an_interaction
from tests.ui.pages.held import HeldBackground
from tests.ui.pages.office import Office


@pytest.fixture
def held(office: Office) -> HeldBackground:
    background = HeldBackground(office.company.database, office.errors.append, office.company.viewer)
    office.context.background = background
    return background


@pytest.fixture
def haverton(office: Office) -> str:
    with office.company.write() as work:
        return a_customer(work, "Haverton")


def opened(office: Office) -> list[Dialog]:
    return [each for each in office.window.findChildren(Dialog) if each.isVisible()]


def picture() -> bytes:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#1F57C3"))
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes a name
    return bytes(packed.data())


def test_the_older_of_two_answers_never_stays(office: Office, held: HeldBackground, haverton: str) -> None:
    page = office.open_page(CustomersPage)
    page.detail.show_tab("files")
    held.reads.is_holding = True
    for name in ("Harbour", "Harbourside"):

        def change(work: UnitOfWork, name: str = name) -> None:
            update_customer(work, haverton, replace(customer_draft(work, haverton), name=name))
            an_interaction(work, name, customer_id=haverton)
            add_content(work, "customer", haverton, f"{name}.txt", name.encode())

        office.background.write(Message("Rename"), change)
    assert held.reads.let_go(newest_first=True) >= 6
    assert page.detail.details.name == "Harbourside"
    assert {entry.name for entry in page.detail.files.list.entries()} == {"Harbour.txt", "Harbourside.txt"}
    assert len(page.detail.history.entries()) == 4


@pytest.mark.parametrize(("first", "then"), [("N", "N"), ("E", "E"), ("N", "Ctrl+B"), ("Ctrl+B", "N")])
def test_a_key_pressed_while_a_form_is_being_read_opens_no_second_one(
    office: Office, held: HeldBackground, haverton: str, first: str, then: str
) -> None:
    page = office.open_page(CustomersPage)
    held.reads.is_holding = True
    for key in (first, then):
        QTest.keySequence(page.table, QKeySequence(key))
    while held.reads.let_go():
        QApplication.processEvents()
    assert len(opened(office)) == 1
    opened(office)[0].ask_to_close()
    held.reads.is_holding = False
    QTest.keySequence(page.table, QKeySequence("N"))
    assert len(opened(office)) == 1
    # What a form opens above itself comes all the same.
    SOURCE.new(office.context, office.dialog, None, lambda _id: None)
    assert len(opened(office)) == 2


def test_pictures_are_read_one_after_the_other_and_given_up_with_their_record(
    office: Office, held: HeldBackground, haverton: str
) -> None:
    with office.company.write() as work:
        files = [add_content(work, "customer", haverton, f"{number}.png", picture()) for number in range(4)]
        files.append(add_content(work, "customer", haverton, "broken.png", b"no picture"))
        other = a_customer(work, "Other")
    page = office.open_page(CustomersPage)
    page.table.set_current(haverton)
    files_tab = page.detail.files
    held.reads.is_holding = True
    page.detail.show_tab("files")
    rounds = 0
    while held.reads.held and rounds < 3:
        assert held.reads.let_go() == 1
        rounds += 1
    page.table.set_current(other)
    held.reads.let_go()
    assert len([each for each in files if files_tab.list.has_picture(each)]) in (2, 3)
    held.reads.is_holding = False
    held.reads.let_go()
    page.table.set_current(haverton)
    assert [files_tab.list.has_picture(each) for each in files] == [True] * 4 + [False]
