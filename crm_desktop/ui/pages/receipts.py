"""The receipts: what came in and what was given back, for which contract or order."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.operations.payment import delete_receipts, receipt_draft, update_receipt
from crm_desktop.queries.receipt import RECEIPTS, ReceiptDetails, ReceiptRow, receipt_details
from crm_desktop.ui.actions import Action
from crm_desktop.ui.business_columns import day_of, money_column
from crm_desktop.ui.business_page import BusinessPage, about_of, party_action, timeline_of
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.receipt import describe
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, filter_fields
from crm_desktop.ui.widgets.record_table_cells import Column, Kind

READS = frozenset({"receipt", "contract", "sales_order", "customer"})


class ReceiptsPage(BusinessPage[ReceiptRow]):
    """What came in."""

    kind = "receipt"
    imported_as = "receipts"
    belongs_to = ("contract_id", "order_id", "customer_id")

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Refund…"), "undo-2", "R", lambda: self.refund(), _may_go_back, adds=True),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def refund(self) -> None:
        """Open the form of a refund of all that is left of the current receipt."""
        if (receipt_id := self.current_id) is None:
            return
        from crm_desktop.ui.forms.receipt import load_new, open_receipt_form

        self.context.background.read(
            self,
            lambda reading: load_new(reading, {"refunds_id": receipt_id}),
            lambda loaded: open_receipt_form(self.context, self.window(), None, loaded, self.stay_at),
            self.refuse,
        )

    def may_refund(self) -> bool:
        """Whether the current record is money that came in."""
        return (row := self.row()) is not None and not row.is_refund


def _may_go_back(details: ReceiptDetails) -> bool:
    return not details.row.is_refund and details.row.amount_minor + details.given_back_minor > 0


def _forms() -> Forms:
    from crm_desktop.ui.forms.receipt import load_known, load_new, open_receipt_form

    return Forms(load_new, load_known, open_receipt_form)


_about = about_of(receipt_details, ("customer_id",))
SOURCE = DetailSource(
    kind="receipt",
    about="customer_id",
    read=receipt_details,
    describe=describe,
    reads=READS | {"interaction", "task", "attachment"},
    timeline=timeline_of(_about),
    editable=Editable(receipt_draft, update_receipt, Message("Edit receipt")),
    forms=_forms,
    others=_about,
)


def _declaration(page: ReceiptsPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_receipts, Message("Delete receipts"))

    def totals(sums: dict[str, int]) -> str:
        return tr("Total {amount}", amount=formats.money(sums.get("amount_minor"), context.currency, symbol=True))

    return ListDeclaration(
        name="receipts",
        title=N_("Receipts"),
        query=RECEIPTS,
        columns=_columns(context),
        filters=filter_fields(context, RECEIPTS),
        views=offered_views(context, "receipt"),
        reads=READS,
        counted=lambda count: trn("{count} receipt", "{count} receipts", count),
        totals=totals,
        empty_title=N_("No receipts yet"),
        empty_body=N_("Write down what customers pay for contracts and orders; what is left to be paid follows."),
        actions=[*common_actions(page, N_("New receipt"), delete), *_steps(page)],
        primary="receipt.new",
        secondary="receipt.import",
        drop_hint=DROP_HINT,
        tools=("receipt.export", "receipt.print"),
        selection_actions=("receipt.export_chosen", "receipt.delete"),
        menu=(
            "receipt.edit",
            "receipt.edit_cell",
            "receipt.refund",
            "receipt.party",
            None,
            "receipt.copy",
            "receipt.copy_cell",
            "receipt.paste",
            None,
            "receipt.delete",
            "receipt.delete_why",
        ),
    )


def _steps(page: ReceiptsPage) -> list[Action]:
    return [
        Action(
            "receipt.refund",
            N_("Refund…"),
            page.refund,
            N_("Write down what goes back of this receipt"),
            "R",
            "undo-2",
            page.may_refund,
            writes=True,
        ),
        party_action(page, "party", N_("Go to what it belongs to"), N_("Show its contract, its order or its customer")),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    return (
        Column("number", N_("Number"), 96, min_width=84),
        Column("paid_on", N_("Paid on"), 104, Kind.DATE, day_of(context, "paid_on")),
        Column("customer", N_("Customer"), 180, weight=500, stretches=True, min_width=140),
        Column("contract", N_("Contract"), 110, is_quiet=True, min_width=96, gives_way=2),
        Column("order", N_("Order"), 110, is_quiet=True, min_width=96, gives_way=3),
        Column("method", N_("Method"), 110, is_quiet=True, gives_way=1),
        money_column(context, "amount", N_("Amount"), 120, taken_off="is_refund"),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
    )
