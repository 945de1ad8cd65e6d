"""The form of an invoice, or of a credit note."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.invoice import (
    InvoiceDraft,
    credit_note_of,
    invoice_draft,
    issue_invoice,
    new_invoice,
    update_invoice,
)
from crm_desktop.queries.people import referred_names
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.widgets.fields import DateField, LineField, NoteField
from crm_desktop.ui.widgets.number_fields import MoneyField


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the records it refers to, and the journal's place."""

    draft: InvoiceDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """An invoice over what is left of a contract or order, or a credit note over what is left of `corrects_id`."""
    given = dict(values or {})
    if corrected := given.get("corrects_id"):
        draft = credit_note_of(reading, corrected)
    else:
        draft = preset(new_invoice(reading, given.pop("contract_id", None), given.pop("order_id", None)), given)
    return Loaded(draft, referred_names(reading, draft))


def load_known(reading: Any, invoice_id: str) -> Loaded:
    """An invoice as it is now."""
    draft = invoice_draft(reading, invoice_id)
    return Loaded(draft, referred_names(reading, draft), reading.position)


def open_invoice_form(
    context: PageContext, window: QWidget, invoice_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> Any:
    """Open the form of a new invoice, or of the one with this id, of which what it says of money stays."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: invoice_draft(reading, invoice_id or ""))

    def save(work: Any, draft: InvoiceDraft) -> str:
        if invoice_id is None:
            return issue_invoice(work, draft)
        update_invoice(work, invoice_id, draft, opened.draft, opened.position)
        return invoice_id

    draft = loaded.draft
    about = {name: value for name in ("corrects_id", "contract_id", "order_id") if (value := getattr(draft, name))}
    return RecordForm(
        context,
        window,
        _texts(invoice_id, draft),
        [_section(context, loaded, is_new=invoice_id is None)],
        draft,
        save,
        saved,
        opened=opened if invoice_id else None,
        keep_as=KeepAs("invoice", invoice_id, {} if invoice_id else about),
    ).open()


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The form of a new invoice as it is shipped, to be arranged."""
    return [_section(context, loaded, is_new=True)]


def enter_invoice(
    context: PageContext,
    window: QWidget,
    values: Mapping[str, Any],
    saved: Callable[[str], None],
    failed: Callable[[Exception], None],
) -> None:
    """Open the form of a new invoice of a contract or order, or of a credit note."""
    context.background.read(
        window,
        lambda reading: load_new(reading, values),
        lambda loaded: open_invoice_form(context, window, None, loaded, saved),
        failed,
    )


def _texts(invoice_id: str | None, draft: InvoiceDraft) -> FormTexts:
    if invoice_id is not None:
        told = N_("What it says of money stays as it is")
        return FormTexts(N_("Invoice"), told, Message("Edit invoice"), lambda _: Message("Invoice saved"))
    if draft.corrects_id:
        told = N_("An amount below 0: what is taken off the invoice")
        return FormTexts(N_("Credit note"), told, Message("New credit note"), lambda _: Message("Credit note issued"))
    told = N_("Of a contract or an order, or of the customer alone")
    return FormTexts(N_("New invoice"), told, Message("New invoice"), lambda _: Message("Invoice issued"))


def _section(context: PageContext, loaded: Loaded, *, is_new: bool) -> FormSection:
    theme, names, draft = context.theme, dict(loaded.names), loaded.draft
    words = (
        (
            ("number", LineField(theme, N_("Number"), help_text=N_("Left empty, it is the next one."))),
            ("kind", choice(context, N_("Kind"), "invoice_kind", empty=False)),
        ),
        (
            ("heading", LineField(theme, N_("Invoice title"), help_text=N_("Left empty, it is that of the customer."))),
            ("tax_number", LineField(theme, N_("Tax number"))),
        ),
        (("note", NoteField(theme, N_("Note"), lines=2, max_length=4000)),),
    )
    if not is_new:
        return FormSection(N_("Invoice"), words)
    currency = draft.currency or context.currency
    told = N_("Left empty, it is that of the contract or order.")
    return FormSection(
        N_("Invoice"),
        (
            (
                ("amount_minor", MoneyField(theme, N_("Amount with tax"), currency=currency, required=True)),
                ("tax_minor", MoneyField(theme, N_("Tax in it"), currency=currency)),
                ("issued_on", DateField(theme, N_("Issued"), today=context.today)),
            ),
            (
                ("contract_id", lookup(context, N_("Contract"), "contract", names)),
                ("order_id", lookup(context, N_("Order"), "sales_order", names)),
            ),
            (("customer_id", lookup(context, N_("Customer"), "customer", names, help_text=told)),),
            *words,
        ),
    )
