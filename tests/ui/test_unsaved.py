"""Every form keeps what is typed into it, and the same form takes it up again with all it held."""

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.core.kept_texts import KeptText, KeptTexts
from crm_desktop.models.dictionary import WON
from crm_desktop.operations.invoice import InvoiceDraft, issue_invoice
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.ui.activity_form import activity_logger, activity_opener
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.forms.closing import open_closing
from crm_desktop.ui.forms.reply import ask_for_reply
from crm_desktop.ui.forms.reply_template import open_template_form
from crm_desktop.ui.forms.service_steps import ask_for_feedback, ask_what_was_done, ask_whom_to_assign
from crm_desktop.ui.keeping import Keeping
from crm_desktop.ui.reopening import reopen
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.unsaved import readable
from crm_desktop.ui.widgets.fields import LookupField
from tests.builders import (
    a_case,
    a_contact,
    a_customer,
    a_line,
    a_product,
    a_user,
    an_interaction,
    an_opportunity,
    an_order,
)
from tests.company import Company
from tests.ui.pages.office import Office

Open = Callable[["Desk"], None]


class Desk(Office):
    """An office whose company has one record of each kind, and which keeps unsaved texts."""

    def __init__(self, company: Company, theme: Theme, folder: Path) -> None:
        super().__init__(company, theme, folder)
        with company.write() as work:
            self.customer = a_customer(work)
            self.contact = a_contact(work, "Vera Lindt", self.customer)
            product = a_product(work)
            line = a_line("100", product_id=product)
            self.deal = an_opportunity(work, customer_id=self.customer, lines=(line,))
            self.case = a_case(work, customer_id=self.customer)
            self.visit = an_interaction(work, customer_id=self.customer)
            self.order = an_order(work, customer_id=self.customer)
            self.receipt = record_receipt(work, ReceiptDraft(1_000, self.order))
            self.invoice = issue_invoice(work, InvoiceDraft(1_000, order_id=self.order))
        self.texts = KeptTexts(folder / "unsaved", company.database.path, company.clock)
        self.context.kept_texts = self.texts
        self.window.show()

    def left(self) -> list[KeptText]:
        """What a later run of the program finds."""
        later = KeptTexts(Path(self.texts._folder).parent, self.company.database.path, self.company.clock)
        return later.left(self.company.viewer.user_id)

    def keeping(self) -> Keeping:
        (found,) = self.dialog.findChildren(Keeping)
        assert isinstance(found, Keeping)
        return found

    def record(self, module: str, opener: str, record_id: str | None) -> None:
        forms = importlib.import_module(f"crm_desktop.ui.forms.{module}")
        with self.company.read() as reading:
            loaded = forms.load_known(reading, record_id) if record_id else forms.load_new(reading, None)
        getattr(forms, opener)(self.context, self.window, record_id, loaded, lambda _id: None)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, company: Company, tmp_path: Path) -> Iterator[Desk]:
    """Where forms are opened; nothing may go wrong unseen."""
    desk = Desk(company, theme, tmp_path)
    qtbot.addWidget(desk.window)
    yield desk
    desk.background.close()
    assert not desk.errors


def nothing(_id: str) -> None:
    """What follows saving is no matter here."""


FORMS: dict[str, tuple[Open, str]] = {
    "new customer": (lambda desk: desk.record("customer", "open_customer_form", None), "note"),
    "customer": (lambda desk: desk.record("customer", "open_customer_form", desk.customer), "note"),
    "new contact": (lambda desk: desk.record("contact", "open_contact_form", None), "note"),
    "contact": (lambda desk: desk.record("contact", "open_contact_form", desk.contact), "note"),
    "new deal": (lambda desk: desk.record("opportunity", "open_opportunity_form", None), "note"),
    "deal": (lambda desk: desk.record("opportunity", "open_opportunity_form", desk.deal), "note"),
    "new case": (lambda desk: desk.record("service_case", "open_case_form", None), "request"),
    "case": (lambda desk: desk.record("service_case", "open_case_form", desk.case), "request"),
    "new contract": (lambda desk: desk.record("contract", "open_contract_form", None), "note"),
    "new order": (lambda desk: desk.record("order", "open_order_form", None), "note"),
    "order": (lambda desk: desk.record("order", "open_order_form", desk.order), "note"),
    "new receipt": (lambda desk: desk.record("receipt", "open_receipt_form", None), "note"),
    "receipt": (lambda desk: desk.record("receipt", "open_receipt_form", desk.receipt), "note"),
    "new invoice": (lambda desk: desk.record("invoice", "open_invoice_form", None), "note"),
    "invoice": (lambda desk: desk.record("invoice", "open_invoice_form", desk.invoice), "note"),
    "new activity": (
        lambda desk: activity_logger(desk.context, desk.window)({"opportunity_id": desk.deal}),
        "detail",
    ),
    "activity": (lambda desk: activity_opener(desk.context, desk.window)(desk.visit), "detail"),
    "deal won": (lambda desk: open_closing(desk.context, desk.window, desk.deal, "X", WON, nothing), "reason_note"),
    "case handled": (
        lambda desk: ask_what_was_done(desk.context, desk.window, desk.case, Plain("X"), nothing),
        "handling",
    ),
    "reply": (lambda desk: ask_for_reply(desk.context, desk.window, desk.case, Plain("X"), nothing), "body"),
    "new article": (lambda desk: desk.record("article", "open_article_form", None), "body"),
    "reply template": (
        lambda desk: open_template_form(desk.context, desk.window, None, lambda: None),
        "body",
    ),
    "feedback": (lambda desk: ask_for_feedback(desk.context, desk.window, desk.case, Plain("X"), nothing), "result"),
}


def test_every_form_takes_up_what_was_typed_and_forgets_it_when_it_is_discarded(desk: Desk) -> None:
    # One company for all: founding it takes longer than a form.
    for name, (open_form, field) in FORMS.items():
        open_form(desk)
        before = held(desk.dialog)
        type_into(desk, field, "Half a sentence")
        desk.keeping().keep()
        (text,) = desk.left()
        # The window goes with its form open, as in a kill.
        desk.dialog.hide()
        reopen(desk.context, desk.window, text, lambda error: pytest.fail(str(error)))
        assert held(desk.dialog) == {**before, field: "Half a sentence"}, name
        assert desk.dialog_is_dirty, name
        assert not [each for each in desk.dialog.findChildren(LookupField) if each.box.text() == "…"], name
        desk.dialog.reject()
        assert not desk.left(), name


def test_assigning_is_kept_with_all_its_cases(desk: Desk) -> None:
    ask_whom_to_assign(desk.context, desk.window, [desk.case], Plain("1 case"), nothing)
    type_into(desk, "due_on", desk.company.database.today())
    desk.keeping().keep()
    (text,) = desk.left()
    assert text.form.about["ids"] == (desk.case,)
    desk.dialog.hide()
    reopen(desk.context, desk.window, text, lambda error: pytest.fail(str(error)))
    assert desk.field("due_on").value() == desk.company.database.today()
    desk.dialog.reject()


def test_a_chosen_person_is_not_told_as_an_id(desk: Desk) -> None:
    with desk.company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
    ask_whom_to_assign(desk.context, desk.window, [desk.case], Plain("1 case"), nothing)
    type_into(desk, "owner_id", grace)
    desk.keeping().keep()
    (text,) = desk.left()
    assert text.values == {"owner_id": grace}
    assert readable(text) == []
    desk.dialog.reject()


def test_what_is_typed_and_taken_back_is_not_kept(desk: Desk) -> None:
    FORMS["customer"][0](desk)
    for note in ("Half a sentence", ""):
        type_into(desk, "note", note)
        desk.keeping().keep()
        assert bool(desk.left()) is bool(note)
    desk.dialog.reject()


def test_a_form_without_changes_leaves_nothing_and_other_users_see_nothing(desk: Desk) -> None:
    FORMS["customer"][0](desk)
    desk.keeping().keep()
    assert not desk.left()
    type_into(desk, "note", "Half a sentence")
    desk.keeping().keep()
    assert not desk.texts.left("somebody else")
    # The form that is open now holds it: there is nothing to offer.
    assert not desk.texts.left(desk.company.viewer.user_id)
    desk.dialog.reject()


def type_into(desk: Desk, name: str, value: Any) -> None:
    field = desk.field(name)
    field.set_value(None)
    field.set_value(value)
    field.changed.emit()


def held(dialog: Dialog) -> dict[str, Any]:
    assert dialog.form is not None
    return {name: dialog.form.field(name).value() for name in dialog.form.names()}


def test_the_next_key_goes_on_where_the_text_ended(desk: Desk) -> None:
    desk.window.show()
    desk.record("customer", "open_customer_form", None)
    type_into(desk, "name", "Haverton")
    desk.keeping().keep()
    (text,) = desk.left()
    desk.dialog.hide()
    reopen(desk.context, desk.window, text, lambda error: pytest.fail(str(error)))
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    QTest.keyClicks(focused, " Medical")
    assert held(desk.dialog)["name"] == "Haverton Medical"
