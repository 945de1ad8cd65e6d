"""Values typed in place, cells and notes are kept like forms, and go on in the form that edits the same draft."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from crm_desktop.core.kept_texts import KeptText
from crm_desktop.models import Order
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.operations.opportunity import opportunity_draft
from crm_desktop.operations.payment import mark_paid
from crm_desktop.ui.detail_content import DetailContent
from crm_desktop.ui.keeping import Keeper
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.reopening import reopen
from tests.ui.pages.office import Key
from tests.ui.test_unsaved import Desk, held
from tests.ui.test_unsaved import desk as desk

PAGES = {
    "customer": CustomersPage,
    "contact": ContactsPage,
    "opportunity": OpportunitiesPage,
    "service_case": ServiceCasesPage,
}


def open_page(desk: Desk, kind: type[RecordPage] = CustomersPage) -> Any:
    page = desk.open_page(kind)
    page.detail.show_tab("details")
    QApplication.sendPostedEvents()
    return page


def type_value(desk: Desk, page: Any, label: str, text: str) -> None:
    desk.value(page, label).click()
    desk.type_here(text)


def type_cell(desk: Desk, page: Any, _label: str, text: str) -> None:
    desk.show_column(page, "phone")
    page.grid.section = next(at for at, each in enumerate(page.table.records.columns, 1) if each.key == "phone")
    page.table.setFocus()
    desk.press(Key.Key_F2)
    desk.type_here(text)


def type_note(_desk: Desk, page: Any, _label: str, text: str) -> None:
    page.detail.write_note()
    QTest.keyClicks(page.detail.timeline.note, text)


def pause(page: Any) -> None:
    """What follows a second of typing."""
    for keeper in page.findChildren(Keeper):
        if keeper._pause.isActive():
            keeper.keep()


def go_on(desk: Desk, text: KeptText) -> dict[str, Any]:
    """A later run of the program opens the form of a text; what it holds."""
    reopen(desk.context, desk.window, text, lambda error: pytest.fail(str(error)))
    return held(desk.dialog)


@pytest.mark.parametrize(
    ("typing", "title", "name"),
    [(type_value, "Phone", "phone"), (type_cell, "Phone", "phone"), (type_note, "Write a note", "subject")],
)
def test_what_is_typed_in_place_goes_on_in_a_form(
    desk: Desk, typing: Callable[[Desk, Any, str, str], None], title: str, name: str
) -> None:
    with desk.company.write() as work:
        update_customer(work, desk.customer, replace(customer_draft(work, desk.customer), phone="0571 204 6100"))
    page = open_page(desk)
    typing(desk, page, "Phone", "0571 204 6111")
    pause(page)
    (text,) = desk.left()
    with desk.company.read() as reading:
        called = customer_draft(reading, desk.customer).name
    assert (text.title, text.context) == (title, called)
    values = go_on(desk, text)
    assert values[name] == "0571 204 6111"
    assert values["name" if name == "phone" else "customer_id"] == (called if name == "phone" else desk.customer)
    assert desk.dialog_is_dirty
    desk.dialog.reject()
    assert not desk.left()


@pytest.mark.parametrize("typing", [type_value, type_cell, type_note])
@pytest.mark.parametrize("end", [Key.Key_Return, Key.Key_Escape])
def test_nothing_is_left_of_what_was_written_or_given_up(
    desk: Desk, typing: Callable[[Desk, Any, str, str], None], end: Any
) -> None:
    page = open_page(desk)
    if typing is type_value:
        page.detail.edit_value("phone")
        desk.type_here("0571 204 6111")
    else:
        typing(desk, page, "Phone", "0571 204 6111")
    pause(page)
    assert len(desk.left()) == 1
    desk.press(end)
    pause(page)
    assert not desk.left()


def test_a_value_of_a_deal_goes_on_beside_the_lines_it_has_now(desk: Desk) -> None:
    page = open_page(desk, OpportunitiesPage)
    page.detail.edit_value("next_step")
    desk.type_here("Send the off")
    pause(page)
    (text,) = desk.left()
    values = go_on(desk, text)
    assert (values["next_step"], len(values["lines"])) == ("Send the off", 1)
    desk.save()
    assert not desk.has_dialog
    assert not desk.left()
    with desk.company.read() as reading:
        draft = opportunity_draft(reading, desk.deal)
    assert (draft.next_step, len(draft.lines)) == ("Send the off", 1)


def test_what_was_refused_is_kept_until_it_is_mended(desk: Desk) -> None:
    page = open_page(desk)
    page.detail.edit_value("phone")
    desk.type_here("057")
    desk.press(Key.Key_Return)
    pause(page)
    assert [each.typed or each.values for each in desk.left()] == [{"phone": "057"}]
    desk.type_here("0571 204 6111")
    desk.press(Key.Key_Return)
    assert not desk.left()


def test_what_was_typed_about_a_record_that_is_gone_stays_among_the_unsaved_texts(desk: Desk) -> None:
    page = open_page(desk)
    page.detail.edit_value("phone")
    desk.type_here("0571 204 6111")
    with desk.company.write() as work:
        for order in work.session.scalars(select(Order).where(Order.customer_id == desk.customer)):
            mark_paid(work, order.id)
    with desk.company.write() as work:
        delete_customers(work, [desk.customer])
    desk.press(Key.Key_Return)
    (text,) = desk.texts.left(desk.company.viewer.user_id)
    assert text.values == {"phone": "0571 204 6111"}


@pytest.mark.parametrize("typing", [type_value, type_cell])
def test_what_is_written_as_the_window_closes_is_kept_until_it_stands_in_the_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, typing: Callable[[Desk, Any, str, str], None]
) -> None:
    page = open_page(desk)
    if typing is type_value:
        page.detail.edit_value("phone")
        desk.type_here("0571 204 6111")
    else:
        typing(desk, page, "Phone", "0571 204 6111")
    # The window goes before it hears what has become of the write.
    monkeypatch.setattr(desk.background, "write", lambda *_given, **_named: None)
    assert page.settle()
    (text,) = desk.left()
    assert text.values == {"phone": "0571 204 6111"}


def test_a_cell_that_cannot_be_written_is_asked_about(desk: Desk) -> None:
    page = open_page(desk)
    type_cell(desk, page, "", "057")
    assert not page.settle()
    assert page.grid.editor is not None
    desk.type_here("0571 204 6111")
    assert page.settle()
    with desk.company.read() as reading:
        assert customer_draft(reading, desk.customer).phone == "0571 204 6111"


def test_a_cell_that_cannot_be_written_outlives_another_page(desk: Desk) -> None:
    page = open_page(desk)
    type_cell(desk, page, "", "057")
    page.hide()
    page.show()
    assert page.grid.editor is not None
    assert page.grid.editor.field.value() == "057"
    desk.press(Key.Key_Escape)


def test_every_value_edited_in_place_has_its_field_in_the_form(desk: Desk) -> None:
    records = {
        "customer": desk.customer,
        "contact": desk.contact,
        "opportunity": desk.deal,
        "service_case": desk.case,
    }
    missing: set[str] = set()
    for kind, record_id in records.items():
        page = desk.open_page(PAGES[kind])
        source = page.detail.source
        with desk.company.read() as reading:
            content: DetailContent = source.describe(source.read(reading, record_id), desk.context)
        facts = [fact for tab in content.tabs for section in tab.sections for fact in section.facts]
        names = {fact.edit.name for fact in facts if fact.edit is not None}
        assert names
        source.edit(desk.context, desk.window, record_id, lambda _id: None)
        assert desk.dialog.form is not None
        missing |= names - set(desk.dialog.form.names())
        desk.dialog.reject()
    assert not missing
