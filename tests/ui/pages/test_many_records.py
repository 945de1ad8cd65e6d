"""Many records changed, handed over and deleted as a user does it: counted first, written as one step, taken back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollBar
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import Message
from crm_desktop.operations.bulk_edit import ADD_TAGS, CUSTOM, Change, change_records
from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import sign_contract
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.quotation import create_quotation, new_quotation
from crm_desktop.operations.survey import QuestionDraft, SurveyDraft, create_survey
from crm_desktop.queries.custom_field import OWN, custom_values
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.dialogs.bulk_delete import BulkDeleteDialog
from crm_desktop.ui.dialogs.bulk_edit import BulkEditDialog
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.contracts import ContractsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.orders import OrdersPage
from crm_desktop.ui.pages.products import ProductsPage
from crm_desktop.ui.pages.quotations import QuotationsPage
from crm_desktop.ui.pages.receipts import ReceiptsPage
from crm_desktop.ui.pages.surveys import SurveysPage
from crm_desktop.ui.widgets.fields import ChoiceField
from tests.builders import a_contact, a_contract, a_customer, a_line, a_product, a_user, an_opportunity, an_order, entry
from tests.ui.pages.office import CONTROL, Key, Office

A, B = entry("level", "A"), entry("level", "B")


def some_customers(office: Office, count: int = 3) -> None:
    with office.company.write() as work:
        for number in range(count):
            a_customer(work, f"Firm {number}", level_id=A if not number else B)


def edit_dialog(office: Office) -> BulkEditDialog:
    dialog = office.dialog
    assert isinstance(dialog, BulkEditDialog)
    return dialog


def said(office: Office) -> str:
    """Every sentence of the dialog."""
    QApplication.sendPostedEvents()
    return "\n".join(each.text() for each in office.dialog.findChildren(QLabel) if each.isVisible())


def choose_field(office: Office, name: str) -> None:
    office.pick(edit_dialog(office).which, name)


def test_a_level_for_all_is_counted_first_and_undone_as_one(office: Office) -> None:
    some_customers(office)
    page = office.open_page(CustomersPage)
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_B, CONTROL)
    choose_field(office, "Level")
    value = edit_dialog(office)._value
    assert isinstance(value, ChoiceField)
    office.pick(value, "A ·")
    office.press(Key.Key_Tab)
    assert "2 records will change · 1 so already" in said(office)
    office.save()
    assert not office.has_dialog
    assert office.notebook.done == ["Level changed on 2 records"]
    assert [row.level_id for row in office.rows(page)] == [A, A, A]
    assert page.table.records.selected_count() == 0
    office.undo.undo()
    assert [row.level_id for row in office.rows(page)] == [A, B, B]


def test_no_calls_is_noted_for_many_and_shown_in_its_column(office: Office) -> None:
    some_customers(office)
    page = office.open_page(CustomersPage)
    page.table.columns.show("no_phone", True)
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_B, CONTROL)
    choose_field(office, "No calls")
    office.press(Key.Key_Tab)
    office.press(Key.Key_Space)
    office.save()
    assert office.notebook.done == ["No calls changed on 3 records"]
    assert [row.no_phone for row in office.rows(page)] == [True] * 3


def test_an_own_field_is_changed_on_drafts_and_on_what_was_signed_or_sent(office: Office) -> None:
    with office.company.write() as work:
        dock = create_custom_field(work, CustomFieldDraft("contract", "Dock"))
        draft, signed = (a_contract(work, each, starts_on=work.today, amount_minor=100) for each in ("A", "B"))
        work.session.flush()
        sign_contract(work, signed)
    office.learn_choices()
    page = office.open_page(ContractsPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_B, CONTROL)
    # What was agreed stays as it is, and who keeps the list sees why.
    choose_field(office, "Terms")
    office.press(Key.Key_Tab)
    office.type_here("Paid in advance")
    edit_dialog(office).look()
    assert "1 record will change" in said(office)
    choose_field(office, "Dock")
    office.press(Key.Key_Tab)
    office.type_here("North quay")
    edit_dialog(office).look()
    assert "2 records will change" in said(office)
    office.save()
    with office.company.read() as reading:
        for each in (draft, signed):
            assert [found.value for found in custom_values(reading, "contract", each)] == ["North quay"]
    assert page.grid.fields[OWN + dock].name == CUSTOM + dock


def test_nothing_can_be_written_before_there_is_a_value_that_changes_something(office: Office) -> None:
    some_customers(office)
    office.open_page(CustomersPage)
    office.press(Key.Key_B, CONTROL)
    assert not edit_dialog(office).primary.isEnabled()
    choose_field(office, "City")
    assert not edit_dialog(office).primary.isEnabled()
    office.press(Key.Key_Tab)
    office.type_here("York")
    edit_dialog(office).look()
    assert edit_dialog(office).primary.isEnabled()


def test_who_may_not_change_all_is_told_which_and_why(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        a_customer(work, "Theirs", owner_id=None)
        a_customer(work, "Free", pooled=True)
    grace = office.company.seen_by("grace")
    office.background.viewer = replace(grace.viewer, read_scope="all")
    page = office.open_page(CustomersPage)
    office.press(Key.Key_A, CONTROL)
    page.change_chosen()
    choose_field(office, "City")
    office.press(Key.Key_Tab)
    office.type_here("York")
    office.save()
    assert not office.has_dialog
    assert office.notebook.done == ["City changed on 1 record. Left as they are: 1 (Theirs)"]


def test_handing_many_over_is_counted_too(office: Office) -> None:
    some_customers(office)
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    office.learn_choices()
    page = office.open_page(CustomersPage)
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_A)
    value = edit_dialog(office)._value
    assert isinstance(value, ChoiceField)
    office.pick(value, "Grace")
    office.save()
    assert office.notebook.done == ["Owner changed on 3 records"]
    assert set(office.cells(page, "owner")) == {"Grace Lin"}


def test_tags_are_added_to_many_contacts(office: Office) -> None:
    with office.company.write() as work:
        for name in ("Dana", "Lee"):
            a_contact(work, name)
    page = office.open_page(ContactsPage)
    office.press(Key.Key_A, CONTROL)
    page.change_chosen(ADD_TAGS)
    office.type_here("Fair")
    office.press(Key.Key_Return)
    office.save()
    assert office.cells(page, "tags") == ["Fair", "Fair"]


def test_many_deals_are_deleted_after_saying_what_stays(office: Office) -> None:
    with office.company.write() as work:
        firm = a_customer(work, "Firm")
        for name in ("One", "Two"):
            an_opportunity(work, name, customer_id=firm)
        a_customer(work, "Other")
    page = office.open_page(CustomersPage)
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_Delete)
    assert isinstance(office.dialog, BulkDeleteDialog)
    assert "2 records will be deleted" in said(office)
    assert "What belongs to them stays and is theirs again when they come back: 2 deals." in said(office)
    # Esc keeps them; Enter deletes, which can be undone.
    office.press(Key.Key_Escape)
    assert not office.has_dialog
    assert len(office.rows(page)) == 2
    page.delete_chosen(lambda _work, _ids: 0, None)  # type: ignore[arg-type]  # several are deleted by the dialog
    office.press(Key.Key_Return)
    assert office.notebook.done == ["2 records deleted"]
    assert office.rows(page) == []
    office.undo.undo()
    assert len(office.rows(page)) == 2


def _contracts(work: UnitOfWork) -> None:
    for name in ("One", "Two"):
        customer = a_customer(work, name)
        work.session.flush()
        create_contract(work, replace(new_contract(work, customer), name=name, amount_minor=1_000))


def _quotations(work: UnitOfWork) -> None:
    for name in ("One", "Two"):
        deal = an_opportunity(work, name, customer_id=a_customer(work, name), lines=(a_line(),))
        work.session.flush()
        create_quotation(work, new_quotation(work, deal))


def _receipts(work: UnitOfWork) -> None:
    order = an_order(work, customer_id=a_customer(work))
    for amount in (1_000, 2_000):
        record_receipt(work, ReceiptDraft(amount, order, paid_on=work.today))


def _surveys(work: UnitOfWork) -> None:
    for name in ("One", "Two"):
        create_survey(work, SurveyDraft(name, questions=(QuestionDraft(text="How was it?"),)))


def _orders(work: UnitOfWork) -> None:
    for _ in range(2):
        an_order(work)


def _products(work: UnitOfWork) -> None:
    for name in ("One", "Two"):
        a_product(work, name)


@pytest.mark.parametrize(
    ("page_class", "made"),
    [
        (ContractsPage, _contracts),
        (QuotationsPage, _quotations),
        (ReceiptsPage, _receipts),
        (SurveysPage, _surveys),
        (OrdersPage, _orders),
        (ProductsPage, _products),
    ],
)
def test_several_of_a_kind_are_deleted_at_once_by_keys(
    office: Office, page_class: Any, made: Callable[[UnitOfWork], None]
) -> None:
    with office.company.write() as work:
        made(work)
    page = office.open_page(page_class)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_Delete)
    assert "2 records will be deleted" in said(office)
    office.press(Key.Key_Return)
    assert office.notebook.done == ["2 records deleted"]
    assert office.rows(page) == []


def test_closed_deals_are_left_in_their_stage(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Open")
    page = office.open_page(OpportunitiesPage)
    page.change_chosen()
    choose_field(office, "Stage")
    value = edit_dialog(office)._value
    assert isinstance(value, ChoiceField)
    office.pick(value, "Proposal")
    office.save()
    assert office.notebook.done == ["Stage changed on 1 record"]
    assert [row.stage_id for row in office.rows(page)] == [value.value()]


def test_the_bar_finds_room_in_the_dialog(office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    some_customers(office)
    office.open_page(CustomersPage)
    office.press(Key.Key_A, CONTROL)
    office.press(Key.Key_B, CONTROL)
    choose_field(office, "City")
    office.press(Key.Key_Tab)
    office.type_here("York")
    edit_dialog(office).look()
    QApplication.processEvents()
    monkeypatch.setattr(office.background, "write", lambda *_arguments, **_named: Ticket(None))
    before = office.dialog.height()
    office.save()
    dialog = edit_dialog(office)
    assert dialog.bar.isVisible()
    qtbot.waitUntil(lambda: dialog.height() > before)
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in dialog.findChildren(QScrollBar)))


def test_a_step_that_came_to_nothing_offers_no_undo_of_the_one_before(office: Office) -> None:
    some_customers(office, 1)
    page = office.open_page(CustomersPage)
    office.press(Key.Key_B, CONTROL)
    assert edit_dialog(office).title == Message("Change 1 record")
    choose_field(office, "City")
    office.press(Key.Key_Tab)
    office.type_here("York")
    edit_dialog(office).look()
    with office.company.write() as work:
        change_records(work, "customer", [Change(page.table.current_id or "", {"city": "York"})])
    office.save()
    assert not office.has_dialog
    assert office.notebook.said == ["Nothing was changed"]
    assert office.notebook.done == []


def test_the_step_of_one_record_is_called_so(office: Office) -> None:
    some_customers(office, 2)
    office.open_page(CustomersPage)
    office.press(Key.Key_B, CONTROL)
    choose_field(office, "City")
    office.press(Key.Key_Tab)
    office.type_here("York")
    office.save()
    undo = office.undo.actions()[0].title
    assert undo is not None
    assert undo() == "Undo Change City"
