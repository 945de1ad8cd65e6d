"""The register of invoices: what was issued, voided and corrected, of which contract or order."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.models.contract import ISSUED
from crm_desktop.operations.invoice import invoice_draft, update_invoice, void_invoice
from crm_desktop.queries.invoice import INVOICES, InvoiceDetails, InvoiceRow, invoice_details
from crm_desktop.ui.actions import Action
from crm_desktop.ui.business_columns import day_of, money_column
from crm_desktop.ui.business_page import BusinessPage, about_of, party_action, timeline_of
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.invoice import describe, invoice_chip
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, filter_fields
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"invoice", "contract", "sales_order", "customer"})
_NOT_HERE = frozenset(f"invoice.{name}" for name in ("bulk", "edit_cell", "delete", "delete_why"))


class InvoicesPage(BusinessPage[InvoiceRow]):
    """What was invoiced."""

    kind = "invoice"
    imported_as = "invoices"
    belongs_to = ("contract_id", "order_id", "customer_id")

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

    def credit(self) -> None:
        """Open the form of a credit note over all that is left of the current invoice."""
        if (invoice_id := self.current_id) is None:
            return
        from crm_desktop.ui.forms.invoice import enter_invoice

        enter_invoice(self.context, self.window(), {"corrects_id": invoice_id}, self.stay_at, self.refuse)

    def void(self) -> None:
        """Note that the chosen invoices do not hold."""
        self.each(
            Message("Void invoice"),
            void_invoice,
            lambda count: trn("Invoice is void", "{count} invoices are void", count),
        )

    def may_credit(self) -> bool:
        """Whether the current record is an invoice that holds and is no credit note."""
        return (row := self.row()) is not None and not row.is_credit and row.status == ISSUED

    def may_void(self) -> bool:
        """Whether the current invoice holds."""
        return (row := self.row()) is not None and row.status == ISSUED


def _may_be_credited(details: InvoiceDetails) -> bool:
    row = details.row
    return not row.is_credit and row.status == ISSUED and row.amount_minor + details.credited_minor > 0


def _forms() -> Forms:
    from crm_desktop.ui.forms.invoice import load_known, load_new, open_invoice_form

    return Forms(load_new, load_known, open_invoice_form)


_about = about_of(invoice_details, ("customer_id",))
SOURCE = DetailSource(
    kind="invoice",
    about="customer_id",
    read=invoice_details,
    describe=describe,
    reads=READS | {"interaction", "task", "attachment"},
    timeline=timeline_of(_about),
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
        secondary="invoice.import",
        drop_hint=DROP_HINT,
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
        party_action(page, "party", N_("Go to what it belongs to"), N_("Show its contract, its order or its customer")),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    def kind(row: InvoiceRow) -> str:
        return context.choices.state("invoice_kind", row.kind, language()) or row.kind

    return (
        Column("number", N_("Number"), 110, weight=500, min_width=84),
        Column("issued_on", N_("Issued"), 104, Kind.DATE, day_of(context, "issued_on")),
        Column("customer", N_("Customer"), 180, stretches=True, min_width=140),
        Column("contract", N_("Contract"), 110, is_quiet=True, min_width=96, gives_way=2),
        Column("order", N_("Order"), 110, is_quiet=True, min_width=96, gives_way=3),
        Column("kind", N_("Kind"), 130, Kind.TEXT, kind, is_quiet=True, gives_way=1),
        Column("status", N_("Status"), 96, Kind.STATUS, lambda row: _status(row, context)),
        money_column(context, "amount", N_("Amount with tax"), 130, taken_off="is_credit"),
        money_column(context, "tax", N_("Tax"), taken_off="is_credit", gives_way=4),
        Column("heading", N_("Invoice title"), 160, is_quiet=True, is_hidden=True),
        Column("tax_number", N_("Tax number"), 150, is_quiet=True, is_hidden=True),
        Column("owner", N_("Owner"), 110, is_quiet=True, is_hidden=True),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
    )


def _status(row: InvoiceRow, context: PageContext) -> Cell:
    chip = invoice_chip(row.status, context, is_credit=row.is_credit)
    return Cell(chip.text, chip.tone, str(chip.sign))
