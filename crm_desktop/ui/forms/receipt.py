"""The form of a receipt, or of a refund."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.payment import ReceiptDraft, receipt_draft, record_receipt, refund_of, update_receipt
from crm_desktop.queries.contract_details import next_payment
from crm_desktop.queries.people import referred_names
from crm_desktop.queries.receipt import PlannedPayment, payments_to_name
from crm_desktop.ui.company_fields import lookup
from crm_desktop.ui.details.receipt import payment_words
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import ChoiceField, DateField, Field, LineField, NoteField
from crm_desktop.ui.widgets.number_fields import MoneyField


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the records it refers to, and the journal's place."""

    draft: ReceiptDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0
    payments: tuple[PlannedPayment, ...] = ()


class PaymentField(ChoiceField):
    """Which payment of a plan a receipt is for; another contract has other payments."""

    def __init__(self, context: PageContext, contract: Field, loaded: Loaded) -> None:
        self._context, self._contract, self._of = context, contract, loaded.draft.contract_id
        super().__init__(
            context.theme,
            N_("Payment of the plan"),
            self._told(loaded.payments),
            help_text=N_("Left empty, it pays what is due first."),
            # A text that was kept names a payment whose contract is not read yet.
            name_of=lambda _id: "…",
        )
        contract.changed.connect(self._follow)

    def _told(self, payments: Iterable[PlannedPayment]) -> list[tuple[str, Text]]:
        return [(each.id, Plain(payment_words(each, self._context))) for each in payments]

    def _follow(self) -> None:
        contract_id = self._contract.value() or None
        if contract_id == self._of:
            return
        self._of = contract_id

        def offer(payments: tuple[PlannedPayment, ...]) -> None:
            if contract_id != self._of:
                return
            if self.value() not in {each.id for each in payments}:
                self.set_value(None)
            self.set_choices(self._told(payments))
            self.changed.emit()

        self._context.background.read(self, lambda reading: payments_to_name(reading, contract_id), offer)


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new receipt of today; all that is left of the one that `refunds_id` names, when it does."""
    refunded = (values or {}).get("refunds_id")
    draft = refund_of(reading, refunded) if refunded else ReceiptDraft(paid_on=reading.today)
    draft = draft if refunded else preset(draft, values)
    if draft.contract_id and draft.amount_minor is None:
        amount, currency = next_payment(reading, draft.contract_id)
        draft = replace(draft, amount_minor=amount, currency=currency)
    return _loaded(reading, draft)


def load_known(reading: Any, receipt_id: str) -> Loaded:
    """A receipt as it is now."""
    draft = receipt_draft(reading, receipt_id)
    return _loaded(reading, draft, reading.position)


def _loaded(reading: Any, draft: ReceiptDraft, position: int = 0) -> Loaded:
    payments = payments_to_name(reading, draft.contract_id, draft.receivable_id)
    return Loaded(draft, referred_names(reading, draft), position, payments)


def open_receipt_form(
    context: PageContext, window: QWidget, receipt_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> Any:
    """Open the form of a new receipt, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: receipt_draft(reading, receipt_id or ""))

    def save(work: Any, draft: ReceiptDraft) -> str:
        if receipt_id is None:
            return record_receipt(work, draft)
        update_receipt(work, receipt_id, draft, opened.draft, opened.position)
        return receipt_id

    about = {"refunds_id": loaded.draft.refunds_id} if loaded.draft.refunds_id else {}
    return RecordForm(
        context,
        window,
        _texts(receipt_id, loaded.draft),
        shipped_sections(context, loaded),
        loaded.draft,
        save,
        saved,
        opened=opened if receipt_id else None,
        keep_as=KeepAs("receipt", receipt_id, {} if receipt_id else about),
    ).open()


def take_in(
    context: PageContext,
    window: QWidget,
    values: Mapping[str, Any],
    saved: Callable[[str], None],
    failed: Callable[[Exception], None],
) -> None:
    """Open the form of a new receipt for a contract, an order or a customer."""
    context.background.read(
        window,
        lambda reading: load_new(reading, values),
        lambda loaded: open_receipt_form(context, window, None, loaded, saved),
        failed,
    )


def _texts(receipt_id: str | None, draft: ReceiptDraft) -> FormTexts:
    if receipt_id is not None:
        return FormTexts(N_("Receipt"), "", Message("Edit receipt"), lambda _: Message("Receipt saved"))
    if draft.refunds_id:
        told = N_("An amount below 0: what goes back to the customer")
        return FormTexts(N_("Refund"), told, Message("New refund"), lambda _: Message("Refund written down"))
    told = N_("For a contract or an order, or for the customer alone")
    return FormTexts(N_("New receipt"), told, Message("New receipt"), lambda _: Message("Receipt written down"))


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped."""
    theme, names, draft = context.theme, dict(loaded.names), loaded.draft
    amount = MoneyField(theme, N_("Amount"), currency=draft.currency or context.currency, required=True)
    day = DateField(theme, N_("Paid on"), today=context.today)
    contract = lookup(context, N_("Contract"), "contract", names)
    told = N_("Left empty, it is that of the contract or order.")
    section = FormSection(
        N_("Receipt"),
        (
            (("amount_minor", amount), ("paid_on", day)),
            (
                ("contract_id", contract),
                ("order_id", lookup(context, N_("Order"), "sales_order", names)),
            ),
            (
                ("receivable_id", PaymentField(context, contract, loaded)),
                ("customer_id", lookup(context, N_("Customer"), "customer", names, help_text=told)),
            ),
            (("method", LineField(theme, N_("Method"))), ("number", LineField(theme, N_("Number")))),
            (("note", NoteField(theme, N_("Note"), lines=2, max_length=4000)),),
        ),
    )
    return [section]
