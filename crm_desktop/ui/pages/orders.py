"""The orders: what customers bought, what of it is shipped and paid, and the steps from placing to the last receipt."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.models.order import CANCELLED, PLACED, SHIPPED
from crm_desktop.operations.order import assign_orders, delete_orders, order_draft, set_order_status, update_order
from crm_desktop.queries.order import ORDERS, OrderDetails, OrderRow, order_details
from crm_desktop.ui.actions import Action
from crm_desktop.ui.business_columns import day_of, money_column, near_day
from crm_desktop.ui.business_page import BusinessPage, about_of, paper_actions, party_action, stands_as, timeline_of
from crm_desktop.ui.detail_content import DetailAction, edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.order import describe, order_sign, payment_sign, payment_words
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import PRINT_ORDER
from crm_desktop.ui.record_actions import hand_over_action
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import filter_fields
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset(
    {"sales_order", "order_line", "receipt", "invoice", "customer", "opportunity", "contract", "quotation", "campaign"}
)
_ABOUT = ("opportunity_id", "customer_id")


class OrdersPage(BusinessPage[OrderRow]):
    """What customers bought."""

    kind = "sales_order"
    imported_as = "orders"
    about = _ABOUT
    belongs_to = ("contract_id", *_ABOUT)
    paper = PRINT_ORDER

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Ship"), "truck", "D", lambda: self.ship(), stands_as(PLACED)),
                DetailAction(N_("Receipt…"), "wallet", "M", lambda: self.take_in(), _is_owed, adds=True),
                DetailAction(N_("Print"), "printer", "P", lambda: self.print_one(), adds=True),
                log_button(lambda: self.log_activity()),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def ship(self) -> None:
        """Note that the chosen orders were shipped today."""
        self._become(
            Message("Ship order"), SHIPPED, lambda count: trn("1 order shipped", "{count} orders shipped", count)
        )

    def cancel(self) -> None:
        """Cancel the chosen orders: nothing is owed for them any more."""
        self._become(
            Message("Cancel order"),
            CANCELLED,
            lambda count: trn("1 order cancelled", "{count} orders cancelled", count),
        )

    def take_back(self) -> None:
        """Take back that the chosen orders were shipped or cancelled."""
        self._become(
            Message("Reopen order"),
            PLACED,
            lambda count: trn("1 order is open again", "{count} orders are open again", count),
        )

    def take_in(self) -> None:
        """Open the form of a receipt of all that is left to be paid."""
        if (row := self.row()) is not None:
            from crm_desktop.ui.forms.receipt import take_in

            of: dict[str, Any] = {"order_id": row.id, "customer_id": row.customer_id, "currency": row.currency}
            if row.contract_id:
                of |= {"order_id": None, "contract_id": row.contract_id}
            elif row.open_minor and row.open_minor > 0:
                of["amount_minor"] = row.open_minor
            take_in(self.context, self.window(), of, lambda _: self.stay_at(row.id), self.refuse)

    def invoice(self) -> None:
        """Open the form of an invoice over all that is left to be invoiced of the current order, or of its contract."""
        if (order_id := self.current_id) is not None:
            from crm_desktop.ui.forms.invoice import enter_invoice

            of = {"order_id": order_id}
            enter_invoice(self.context, self.window(), of, lambda _: self.stay_at(order_id), self.refuse)

    def is_owed(self) -> bool:
        """Whether money may still come in for the current order."""
        return (row := self.row()) is not None and (row.contract_id is not None or bool(row.open_minor))

    def _become(self, step: Message, status: str, said: Callable[[int], str]) -> None:
        self.each(step, lambda work, order_id: set_order_status(work, order_id, status), said)


def _is_owed(details: OrderDetails) -> bool:
    return details.contract_id is not None or bool(details.open_minor)


def _forms() -> Forms:
    from crm_desktop.ui.forms.order import load_known, load_new, open_order_form

    return Forms(load_new, load_known, open_order_form)


_about = about_of(order_details, _ABOUT)
SOURCE = DetailSource(
    kind="sales_order",
    about="opportunity_id",
    read=order_details,
    describe=describe,
    reads=READS | {"interaction", "task", "attachment"},
    timeline=timeline_of(_about),
    editable=Editable(order_draft, update_order, Message("Edit order")),
    forms=_forms,
    others=_about,
)


def _declaration(page: OrdersPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_orders, Message("Delete orders"))

    def totals(sums: dict[str, int]) -> str:
        total, still = (
            formats.money(sums.get(name), context.currency, symbol=True) for name in ("total_minor", "open_minor")
        )
        return tr("Total {amount} · open {open}", amount=total, open=still)

    return ListDeclaration(
        name="orders",
        title=N_("Orders"),
        query=ORDERS,
        columns=_columns(context),
        filters=filter_fields(context, ORDERS),
        views=offered_views(context, "sales_order"),
        reads=READS,
        counted=lambda count: trn("{count} order", "{count} orders", count),
        totals=totals,
        empty_title=N_("No orders yet"),
        empty_body=N_(
            "Take one down here or make it of a quotation; you see what to ship and what is still to be paid."
        ),
        actions=[*common_actions(page, N_("New order"), delete), *_steps(page)],
        primary="sales_order.new",
        tools=("sales_order.import", "sales_order.export", "sales_order.print"),
        selection_actions=("sales_order.ship", "sales_order.export_chosen", "sales_order.delete"),
        menu=(
            "sales_order.edit",
            "sales_order.log",
            None,
            "sales_order.ship",
            "sales_order.receipt",
            "sales_order.cancel",
            "sales_order.back",
            None,
            "sales_order.print_one",
            "sales_order.print_other",
            "sales_order.party",
            "sales_order.hand_over",
            None,
            "sales_order.copy",
            "sales_order.copy_cell",
            None,
            "sales_order.delete",
            "sales_order.delete_why",
        ),
    )


def _steps(page: OrdersPage) -> Sequence[Action]:
    writing = partial(Action, writes=True)
    told_receipt = N_("Write down what came in for it; all that is left is filled in")
    told_cancel = N_("Nothing is owed for it any more; money that came in becomes credit")
    return [
        writing(
            "sales_order.ship",
            N_("Ship"),
            page.ship,
            N_("Note that it was shipped today"),
            "D",
            "truck",
            page.can_be(PLACED),
        ),
        writing(
            "sales_order.invoice",
            N_("Invoice…"),
            page.invoice,
            N_("Enter an invoice of it in the register"),
            "Shift+B",
            "receipt",
            page.can_be(PLACED, SHIPPED),
        ),
        writing("sales_order.receipt", N_("Receipt…"), page.take_in, told_receipt, "M", "wallet", page.is_owed),
        writing(
            "sales_order.cancel",
            N_("Cancel the order"),
            page.cancel,
            told_cancel,
            "X",
            "circle-x",
            page.can_be(PLACED, SHIPPED),
        ),
        writing(
            "sales_order.back",
            N_("Reopen"),
            page.take_back,
            N_("Take back that it was shipped or cancelled"),
            "U",
            "rotate-ccw",
            page.can_be(SHIPPED, CANCELLED),
        ),
        *paper_actions(page, PRINT_ORDER, N_("Print the order")),
        party_action(page, "party", N_("Go to what it belongs to"), N_("Show its contract, its deal or its customer")),
        hand_over_action(page, assign_orders),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    day, money = partial(day_of, context), partial(money_column, context)
    return (
        Column("number", N_("Number"), 96, min_width=84, weight=500),
        Column("customer", N_("Customer"), 180, stretches=True, min_width=130),
        Column("ordered_on", N_("Ordered"), 96, Kind.DATE, day("ordered_on"), gives_way=3),
        Column("status", N_("Status"), 104, Kind.STATUS, lambda row: _state(row, context)),
        Column("payment_state", N_("Payment"), 120, Kind.STATUS, lambda row: _payment(row, context)),
        Column("due_on", N_("Due date"), 104, Kind.DATE, lambda row: _due(row, context)),
        money("total", N_("Order total")),
        money("open", N_("Outstanding"), gives_way=2),
        Column("owner", N_("Owner"), 110, is_quiet=True, min_width=96, gives_way=1),
        money("net", N_("Net amount"), is_hidden=True),
        money("received", N_("Received"), is_hidden=True),
        Column("required_on", N_("Required"), 96, Kind.DATE, day("required_on"), is_hidden=True),
        Column("shipped_on", N_("Shipped"), 96, Kind.DATE, day("shipped_on"), is_hidden=True),
        Column("paid_on", N_("Paid on"), 96, Kind.DATE, day("paid_on"), is_hidden=True),
        Column("opportunity", N_("Opportunity"), 130, is_quiet=True, is_hidden=True),
        Column("contract", N_("Contract"), 110, is_quiet=True, is_hidden=True),
        Column("quotation", N_("Quotation"), 110, is_quiet=True, is_hidden=True),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
    )


def _state(row: OrderRow, context: PageContext) -> Cell:
    return Cell(context.choices.state("order_status", row.status, language()) or row.status, *order_sign(row.status))


def _payment(row: OrderRow, context: PageContext) -> Cell:
    if row.status == CANCELLED:
        return Cell(formats.MISSING)
    by_contract = row.contract_id is not None
    said = payment_words(row.payment_state, context, is_overdue=row.is_overdue, by_contract=by_contract)
    tone, sign = payment_sign(row.payment_state, is_overdue=row.is_overdue)
    return Cell(said, Tone.NEUTRAL) if by_contract else Cell(said, tone, sign)


def _due(row: OrderRow, context: PageContext) -> Cell:
    """The day it is to be paid; late, for how long."""
    return near_day(context, row.due_on, Tone.BAD if row.is_overdue else None)
