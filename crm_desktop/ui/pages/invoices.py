"""The register of invoices: what was issued, voided and corrected, of which contract or order."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.models.contract import ISSUED
from crm_desktop.operations.invoice import invoice_draft, update_invoice, void_invoice
from crm_desktop.queries.invoice import INVOICES, InvoiceDetails, InvoiceRow, invoice_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import Timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.invoice import describe, invoice_chip
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import RecordPage, filter_fields
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"invoice", "contract", "sales_order", "customer"})
_NOT_HERE = frozenset(f"invoice.{name}" for name in ("import", "paste", "bulk", "edit_cell", "delete", "delete_why"))


class InvoicesPage(RecordPage):
    """What was invoiced."""

    kind = "invoice"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Credit note…"), "undo-2", "R", lambda: self.credit(), _may_be_credited, adds=True),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)
        self.setAcceptDrops(False)

    def about_current(self) -> Mapping[str, Any]:
        """Activities and tasks begun here are about the customer."""
        row = self.row()
        return {"customer_id": row.customer_id} if row is not None else {}

    def row(self) -> InvoiceRow | None:
        """The current invoice as the list shows it."""
        current = self.table.current_id
        found: InvoiceRow | None = self.table.records.row_of(current) if current else None
        return found

    def credit(self) -> None:
        """Open the form of a credit note over all that is left of the current invoice."""
        if (invoice_id := self.current_id) is None:
            return
        from crm_desktop.ui.forms.invoice import enter_invoice

        enter_invoice(self.context, self.window(), {"corrects_id": invoice_id}, self.stay_at, self.refuse)

    def void(self) -> None:
        """Note that the chosen invoices do not hold."""
        if ids := self.selected_or_current:

            def write(work: Any) -> int:
                for each in ids:
                    void_invoice(work, each)
                return len(ids)

            def said(count: int) -> Message:
                return Message("{text}", text=trn("Invoice is void", "{count} invoices are void", count))

            self.carry_out(Message("Void invoice"), write, said)

    def may_credit(self) -> bool:
        """Whether the current record is an invoice that holds and is no credit note."""
        return (row := self.row()) is not None and not row.is_credit and row.status == ISSUED

    def may_void(self) -> bool:
        """Whether the current invoice holds."""
        return (row := self.row()) is not None and row.status == ISSUED

    def open_party(self) -> None:
        """Go to the contract it is of, else to the customer."""
        if (row := self.row()) is None:
            return
        if row.contract_id:
            self.context.navigator.open("contract", row.contract_id)
        else:
            self.context.navigator.open("customer", row.customer_id)


def _may_be_credited(details: InvoiceDetails) -> bool:
    row = details.row
    return not row.is_credit and row.status == ISSUED and row.amount_minor + details.credited_minor > 0


def _forms() -> Forms:
    from crm_desktop.ui.forms.invoice import load_known, load_new, open_invoice_form

    return Forms(load_new, load_known, open_invoice_form)


def _about(reading: Any, invoice_id: str) -> dict[str, Any]:
    return {"customer_id": invoice_details(reading, invoice_id).row.customer_id}


def _read_timeline(reading: Any, invoice_id: str, before: Any, only: str | None) -> Timeline:
    """What happened with its customer."""
    return timeline(reading, **_about(reading, invoice_id), before=before, only=only)


SOURCE = DetailSource(
    kind="invoice",
    about="customer_id",
    read=invoice_details,
    describe=describe,
    reads=READS | {"interaction", "task", "attachment"},
    timeline=_read_timeline,
    editable=Editable(invoice_draft, update_invoice, Message("Edit invoice")),
    forms=_forms,
    others=_about,
)


def _declaration(page: InvoicesPage, context: PageContext) -> ListDeclaration:
    def totals(sums: dict[str, int]) -> str:
        amount, tax = (
            formats.money(sums.get(name), context.currency, symbol=True) for name in ("amount_minor", "tax_minor")
        )
        return tr("Total {amount} · tax {tax}", amount=amount, tax=tax)

    common = [each for each in common_actions(page, N_("New invoice"), lambda: None) if each.id not in _NOT_HERE]
    return ListDeclaration(
        name="invoices",
        title=N_("Invoices"),
        query=INVOICES,
        columns=_columns(context),
        filters=filter_fields(context, INVOICES),
        views=offered_views(context, "invoice"),
        reads=READS,
        counted=lambda count: trn("{count} invoice", "{count} invoices", count),
        totals=totals,
        empty_title=N_("No invoices yet"),
        empty_body=N_("Enter the invoices of contracts and orders; what is left to be invoiced follows."),
        actions=[*common, *_steps(page)],
        primary="invoice.new",
        tools=("invoice.export", "invoice.print"),
        selection_actions=("invoice.export_chosen",),
        menu=(
            "invoice.edit",
            "invoice.credit",
            "invoice.void",
            "invoice.party",
            None,
            "invoice.copy",
            "invoice.copy_cell",
        ),
    )


def _steps(page: InvoicesPage) -> list[Action]:
    return [
        Action(
            "invoice.credit",
            N_("Credit note…"),
            page.credit,
            N_("Take off what is wrong in this invoice, in whole or in part"),
            "R",
            "undo-2",
            page.may_credit,
            writes=True,
        ),
        Action(
            "invoice.void",
            N_("Void"),
            page.void,
            N_("It does not hold; it stays in the register, and what it was of can be invoiced anew"),
            "Shift+X",
            "circle-x",
            page.may_void,
            writes=True,
        ),
        Action(
            "invoice.party",
            N_("Go to the contract"),
            page.open_party,
            N_("Show the contract it is of, or its customer"),
            "O",
            "external-link",
            page.has_current,
        ),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    def day(row: InvoiceRow) -> str:
        return formats.day(row.issued_on, language(), context.today())

    def money(name: str) -> Callable[[InvoiceRow], Cell]:
        def shown(row: InvoiceRow) -> Cell:
            # Amounts in the company's currency stand without their sign, others must say what they are.
            said = formats.money(getattr(row, name), row.currency, symbol=row.currency != context.currency)
            return Cell(said, Tone.BAD if row.is_credit else Tone.NEUTRAL)

        return shown

    def kind(row: InvoiceRow) -> str:
        return context.choices.state("invoice_kind", row.kind, language()) or row.kind

    unit = formats.currency_symbol(context.currency).strip()
    return (
        Column("number", N_("Number"), 110, weight=500, min_width=84),
        Column("issued_on", N_("Issued"), 104, Kind.DATE, day),
        Column("customer", N_("Customer"), 180, stretches=True, min_width=140),
        Column("contract", N_("Contract"), 110, is_quiet=True, min_width=96, gives_way=2),
        Column("order", N_("Order"), 110, is_quiet=True, min_width=96, gives_way=3),
        Column("kind", N_("Kind"), 130, Kind.TEXT, kind, is_quiet=True, gives_way=1),
        Column("status", N_("Status"), 96, Kind.STATUS, lambda row: _status(row, context)),
        Column("amount", N_("Amount with tax"), 130, Kind.MONEY, money("amount_minor"), unit=unit),
        Column("tax", N_("Tax"), 100, Kind.MONEY, money("tax_minor"), unit=unit, gives_way=4),
        Column("heading", N_("Invoice title"), 160, is_quiet=True, is_hidden=True),
        Column("tax_number", N_("Tax number"), 150, is_quiet=True, is_hidden=True),
        Column("owner", N_("Owner"), 110, is_quiet=True, is_hidden=True),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
    )


def _status(row: InvoiceRow, context: PageContext) -> Cell:
    chip = invoice_chip(row.status, context, is_credit=row.is_credit)
    return Cell(chip.text, chip.tone, str(chip.sign))
