"""What a page offers to whoever may not do everything: it looks so, and says why."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core.viewer import HIDDEN
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import sign_contract
from crm_desktop.operations.invoice import InvoiceDraft, issue_invoice
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.quotation import create_quotation, new_quotation
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.contracts import ContractsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.invoices import InvoicesPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.orders import OrdersPage
from crm_desktop.ui.pages.quotations import QuotationsPage
from crm_desktop.ui.pages.receipts import ReceiptsPage
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.rights import READ_ONLY
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.inline_editor import InlineEditor
from tests.builders import a_customer, a_line, a_user, an_opportunity, an_order, an_order_line, role
from tests.ui.pages.office import CONTROL, SHIFT, Key, Office


def _button(part: QWidget, text: str) -> Button:
    return next(each for each in part.findChildren(Button) if each.text() == text and each.isVisible())


def test_whoever_may_not_import_reads_why_at_the_button(office: Office) -> None:
    page = office.open_page(CustomersPage)
    assert _button(page, "Import").isEnabled()
    office.background.viewer = replace(office.company.viewer, rights=frozenset())
    page.actions_set.refresh()
    button = _button(page, "Import")
    assert not button.isEnabled()
    assert button.toolTip().startswith("Your role does not include imports.")
    office.press(Key.Key_I, CONTROL | SHIFT)
    assert office.notebook.refused == [button.toolTip()]


def test_a_record_of_someone_else_can_be_looked_at_and_says_whose_it_is(office: Office) -> None:
    with office.company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace", role_id=role("service"))
        a_customer(work, "The Mine Ltd", owner_id=grace)
        a_customer(work, "Others Ltd", owner_id=work.viewer.user_id)
    office.background.viewer = office.company.seen_by("grace").viewer
    page = office.open_page(CustomersPage)
    offered = {}
    for row in office.rows(page):
        page.show_record(row.id)
        QApplication.sendPostedEvents()
        edit = _button(page.detail, "Edit")
        office.notebook.refused.clear()
        office.press(Key.Key_F2)
        in_cell = page.grid.editor is not None
        office.press(Key.Key_Escape)
        page.detail.edit_value("city")
        in_place = bool(page.detail.findChildren(InlineEditor))
        offered[row.name] = (edit.isEnabled(), page.actions_set.record("customer.edit").enabled(), in_cell, in_place)
        assert office.notebook.refused == ([] if in_cell else [edit.toolTip()] * 2)
    assert offered == {"Others Ltd": (False, False, False, False), "The Mine Ltd": (True, True, True, True)}
    assert list(offered) == ["Others Ltd", "The Mine Ltd"], "an open editor would stay"


@pytest.mark.parametrize("kind", [CustomersPage, ContactsPage, OpportunitiesPage, ServiceCasesPage])
def test_in_a_file_that_can_only_be_read_nothing_that_writes_is_possible(
    office: Office, kind: type[RecordPage]
) -> None:
    with office.company.write() as work:
        a_customer(work, "Acme")
    office.background.against_writing = READ_ONLY
    page = office.open_page(kind)
    writing = [each for each in page.actions_set.actions if each.writes]
    assert len(writing) > 15
    for each in writing:
        assert not each.enabled(), each.id
        assert each.reason() == READ_ONLY, each.id
    office.press(Key.Key_N)
    assert office.notebook.refused == [READ_ONLY]
    assert not office.has_dialog
    assert not page.detail.timeline.note.isEnabled()


@pytest.mark.parametrize("kind", [ContractsPage, OrdersPage, ReceiptsPage, InvoicesPage])
def test_what_was_agreed_and_paid_stands_nowhere_either(office: Office, kind: type[RecordPage]) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton")
        contract = create_contract(work, replace(new_contract(work, customer), name="Frame", amount_minor=5432107))
        sign_contract(work, contract)
        an_order(work, customer_id=customer, lines=(an_order_line("54321.07"),))
        record_receipt(work, ReceiptDraft(5432107, contract_id=contract))
        issue_invoice(work, InvoiceDraft(5432107, 0, contract_id=contract))
    office.background.viewer = replace(office.company.viewer, limits=frozenset({(AMOUNT, HIDDEN)}))
    page = office.open_page(kind)
    page.show_view("all")
    told = {each.key for each in page.declaration.columns} | {each.key for each in page.declaration.filters}
    assert not told & {"amount", "tax", "total", "net", "open", "received"}
    assert office.rows(page)
    shown = " ".join((*office.words(page), page.declaration.totals({})))
    assert "54,321" not in shown
    assert "¥" not in shown


@pytest.mark.parametrize("kind", [OpportunitiesPage, CustomersPage, QuotationsPage])
def test_what_deals_are_worth_stands_nowhere_when_it_is_hidden(office: Office, kind: type[RecordPage]) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton")
        deal = an_opportunity(work, "Probes", customer_id=customer, lines=(a_line("54321.07", "3"),))
        work.session.flush()
        create_quotation(work, new_quotation(work, deal))
    office.background.viewer = replace(office.company.viewer, limits=frozenset({(AMOUNT, HIDDEN)}))
    page = office.open_page(kind)
    page.show_view("all")
    told = {each.key for each in page.declaration.columns} | {each.key for each in page.declaration.filters}
    assert not told & {"amount", "weighted", "has_known_amount", "open_amount", "won_amount", "net", "total"}
    assert page.declaration.totals({"amount_minor": 0, "weighted_minor": 0, "net_minor": 0}) == ""
    shown = office.words(page)
    for tab in ("lines", "offer", "details", "timeline"):
        page.detail.show_tab(tab)
        shown += office.words(page)
    office.press(Key.Key_E)
    assert office.field("lines" if kind is not CustomersPage else "note").isHidden() == (kind is not CustomersPage)
    assert office.rows(page)
    assert not any(
        each in " ".join(shown) for each in ("54,321", "162,963", "Weighted ¥", "Total ¥", "Open deals ¥")
    ), shown
