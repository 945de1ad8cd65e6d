"""The quotations: what was offered, what of it still holds, and the steps from a draft to the customer's answer."""

from collections.abc import Callable, Sequence

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.models.quotation import ACCEPTED, DRAFT, SENT
from crm_desktop.operations.quotation import (
    accept_quotation,
    delete_quotations,
    next_version,
    quotation_draft,
    send_quotation,
    update_quotation,
)
from crm_desktop.queries.quotation import QuotationDetails, quotation_details
from crm_desktop.queries.quotation_list import QUOTATIONS, QuotationListRow
from crm_desktop.ui import floor_steps
from crm_desktop.ui.actions import Action
from crm_desktop.ui.business_columns import day_of, money_column, near_day, tone_before
from crm_desktop.ui.business_page import (
    Ask,
    BusinessPage,
    about_of,
    paper_actions,
    party_action,
    stands_as,
    timeline_of,
)
from crm_desktop.ui.detail_content import DetailAction, edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.quotation import describe, state_sign, state_words
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import PRINT_QUOTATION
from crm_desktop.ui.quotation_steps import ask_why_declined
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import filter_fields
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"quotation", "quotation_line", "customer", "opportunity", "contact"})
_OF_FLOOR = frozenset({"approval", "product", "parameter"})
_NOT_HERE = frozenset(f"quotation.{name}" for name in ("import", "paste"))
_ABOUT = ("opportunity_id", "customer_id", "contact_id")
# So near its last day a quotation is to be followed up.
_SOON_DAYS = 7
_TOLD = {
    "send": N_("From then on it stays as it is"),
    "accept": N_("The customer took it; its deal, where it has one, takes over the lines"),
    "decline": N_("The customer did not take it; say why"),
    "ask": N_("Prices below the floor are sent once somebody who may allowed them"),
    "approve": N_("Allow it to be sent at the prices that were asked for"),
    "send_back": N_("Say why the prices are not approved, so that they are changed"),
    "anew": N_("Offer the same anew under its number, to be changed"),
    "order": N_("Take down the order that was placed by accepting it"),
    "contract": N_("Draw up a contract on what was accepted"),
}


class QuotationsPage(BusinessPage[QuotationListRow]):
    """What was offered."""

    kind = "quotation"
    about = _ABOUT
    paper = PRINT_QUOTATION

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Approve…"), "shield-check", "Shift+W", lambda: self.approve_prices(), _waits),
                DetailAction(N_("Approval…"), "shield-check", "Shift+D", lambda: self.ask_approval(), _may_ask),
                DetailAction(N_("Sent"), "mail", "D", lambda: self.send(), _may_send),
                DetailAction(N_("Accepted"), "circle-check", "W", lambda: self.accept(), stands_as(SENT)),
                DetailAction(N_("Declined…"), "circle-x", "X", lambda: self.decline(), stands_as(SENT)),
                DetailAction(N_("Order…"), "shopping-cart", "B", lambda: self.order(), stands_as(ACCEPTED), adds=True),
                DetailAction(N_("Print"), "printer", "P", lambda: self.print_one(), adds=True),
                log_button(lambda: self.log_activity()),
                edit_button(lambda: self.edit(), stands_as(DRAFT)),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)
        self.setAcceptDrops(False)

    def send(self) -> None:
        """Note that the chosen quotations went to the customer."""
        self.each(
            Message("Send quotation"), send_quotation, lambda count: trn("1 quotation sent", "{count} sent", count)
        )

    def accept(self) -> None:
        """Note that the customer took the chosen quotations; their deals follow."""
        self.each(
            Message("Accept quotation"),
            accept_quotation,
            lambda count: trn("Quotation accepted", "{count} quotations accepted", count),
        )

    def decline(self) -> None:
        """Ask why the chosen quotations were declined."""
        if ids := self.selected_or_current:
            ask_why_declined(self.context, self.window(), ids, self.stay_at)

    def ask_approval(self) -> None:
        """Ask for the prices of the chosen quotations that lie below the floor to be allowed."""
        self._ask(floor_steps.ask_for_approval)

    def approve_prices(self) -> None:
        """Allow the prices of the chosen quotations."""
        self._ask(floor_steps.ask_to_approve)

    def send_prices_back(self) -> None:
        """Ask why the prices of the chosen quotations are not allowed."""
        self._ask(floor_steps.ask_why_not)

    def _ask(self, question: Ask) -> None:
        self.ask(question, "title", lambda count: trn("{count} quotation", "{count} quotations", count))

    def make_anew(self) -> None:
        """Make the next version of the current quotation, and open it to be changed."""
        if (quotation_id := self.current_id) is None:
            return

        def done(made: str) -> None:
            self.context.navigator.did(Message("A new version to be changed"))
            self.show_record(made)
            self.detail.source.edit(self.context, self.window(), made, self.stay_at)

        self.context.background.write(
            Message("New version of a quotation"),
            lambda work: next_version(work, quotation_id),
            done,
            self.refuse,
            owner=self,
        )

    def draw_up(self) -> None:
        """Open the form of a new contract on what was accepted."""
        if (row := self.row()) is not None:
            from crm_desktop.ui.forms.contract import draw_up

            def drawn_up(contract_id: str) -> None:
                self.context.navigator.open("contract", contract_id)

            draw_up(self.context, self.window(), {"quotation_id": row.id}, drawn_up, self.refuse)

    def order(self) -> None:
        """Open the form of the order that the customer placed by accepting it."""
        if (row := self.row()) is not None:
            from crm_desktop.ui.forms.order import take_order

            def taken(order_id: str) -> None:
                self.context.navigator.open("sales_order", order_id)

            take_order(self.context, self.window(), {"quotation_id": row.id}, taken, self.refuse)

    def is_accepted(self) -> bool:
        """Whether the customer took the current quotation."""
        return (row := self.row()) is not None and row.status == ACCEPTED

    def was_sent(self) -> bool:
        """Whether the current quotation is no draft any more."""
        return (row := self.row()) is not None and row.status != DRAFT

    def can_go_on(self) -> bool:
        """Whether the current quotation was not answered yet, or several are chosen, of which each is asked."""
        return self.has_selected() or ((row := self.row()) is not None and row.status in (DRAFT, SENT))


def _may_ask(details: QuotationDetails) -> bool:
    floor = details.floor
    return details.row.status in (DRAFT, SENT) and floor.needs_approval and floor.pending is None


def _may_send(details: QuotationDetails) -> bool:
    """Whether it is written and nobody has to allow its prices before."""
    return details.row.status == DRAFT and not details.floor.needs_approval


def _waits(details: QuotationDetails) -> bool:
    """Whether its prices wait for the viewer to decide."""
    return details.floor.pending is not None and details.floor.pending.may_decide


def _forms() -> Forms:
    from crm_desktop.ui.forms.quotation import load_known, load_new, open_quotation_form

    return Forms(load_new, load_known, open_quotation_form)


_about = about_of(quotation_details, _ABOUT)
SOURCE = DetailSource(
    kind="quotation",
    about="opportunity_id",
    read=quotation_details,
    describe=describe,
    reads=READS | _OF_FLOOR | {"interaction", "task", "sales_order", "attachment"},
    timeline=timeline_of(_about),
    editable=Editable(quotation_draft, update_quotation, Message("Edit quotation")),
    forms=_forms,
    others=_about,
)


def _declaration(page: QuotationsPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_quotations, Message("Delete quotations"))

    def totals(sums: dict[str, int]) -> str:
        return tr("Net {amount}", amount=formats.money(sums.get("net_minor"), context.currency, symbol=True))

    common = [each for each in common_actions(page, N_("New quotation"), delete) if each.id not in _NOT_HERE]
    return ListDeclaration(
        name="quotations",
        title=N_("Quotations"),
        query=QUOTATIONS,
        columns=_columns(context),
        filters=filter_fields(context, QUOTATIONS),
        views=offered_views(context, "quotation"),
        reads=READS,
        counted=lambda count: trn("{count} quotation", "{count} quotations", count),
        totals=totals,
        empty_title=N_("No quotations yet"),
        empty_body=N_("Q makes one of a deal, with its product lines; here you see which of them still hold."),
        actions=[*common, *_steps(page)],
        primary="quotation.new",
        tools=("quotation.export", "quotation.print"),
        selection_actions=("quotation.send", "quotation.accept", "quotation.export_chosen", "quotation.delete"),
        menu=(
            "quotation.edit",
            "quotation.edit_cell",
            "quotation.log",
            None,
            "quotation.send",
            "quotation.accept",
            "quotation.decline",
            "quotation.ask",
            "quotation.approve",
            "quotation.send_back",
            "quotation.anew",
            "quotation.order",
            "quotation.contract",
            None,
            "quotation.print_one",
            "quotation.print_other",
            "quotation.deal",
            None,
            "quotation.copy",
            "quotation.copy_cell",
            None,
            "quotation.delete",
            "quotation.delete_why",
        ),
    )


def _steps(page: QuotationsPage) -> Sequence[Action]:
    def step(name: str, text: str, do: Callable[[], None], key: str, icon: str, offered: Callable[[], bool]) -> Action:
        return Action(f"quotation.{name}", text, do, _TOLD[name], key, icon, offered, writes=True)

    drafted, sent, accepted = page.can_be(DRAFT), page.can_be(SENT), page.is_accepted
    approval = N_("Ask for the prices to be approved…")
    return [
        step("send", N_("Sent to the customer"), page.send, "D", "mail", drafted),
        step("accept", N_("Accepted"), page.accept, "W", "circle-check", sent),
        step("decline", N_("Declined…"), page.decline, "X", "circle-x", sent),
        step("ask", approval, page.ask_approval, "Shift+D", "shield-check", page.can_go_on),
        step("approve", N_("Approve the prices…"), page.approve_prices, "Shift+W", "shield-check", page.can_go_on),
        step("send_back", N_("Send the prices back…"), page.send_prices_back, "Shift+X", "undo-2", page.can_go_on),
        step("anew", N_("Next version"), page.make_anew, "R", "copy", page.was_sent),
        step("order", N_("New order…"), page.order, "B", "shopping-cart", accepted),
        step("contract", N_("New contract…"), page.draw_up, "C", "handshake", accepted),
        *paper_actions(page, PRINT_QUOTATION, N_("Print the quotation")),
        party_action(page, "deal", N_("Go to the deal"), N_("Show the deal it was made for, or its customer")),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    return (
        Column("number", N_("Number"), 96, min_width=84),
        Column("title", N_("Title"), 180, format=_title, weight=500, stretches=True, min_width=140),
        Column("customer", N_("Customer"), 130, is_quiet=True, min_width=96, gives_way=1),
        Column("opportunity", N_("Opportunity"), 130, is_quiet=True, min_width=96, gives_way=4),
        Column("quoted_on", N_("Date"), 96, Kind.DATE, day_of(context, "quoted_on"), gives_way=3),
        Column("valid_until", N_("Valid until"), 104, Kind.DATE, lambda row: _until(row, context)),
        Column("status", N_("Status"), 110, Kind.STATUS, lambda row: _state(row, context)),
        money_column(context, "net", N_("Net amount")),
        money_column(context, "total", N_("With tax"), is_hidden=True),
        Column("owner", N_("Owner"), 110, is_quiet=True, min_width=96, gives_way=2),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
        Column("contact", N_("Contact"), 110, is_quiet=True, is_hidden=True),
        Column("sent_on", N_("Sent on"), 96, Kind.DATE, day_of(context, "sent_on"), is_hidden=True),
        Column("decided_on", N_("Decided"), 96, Kind.DATE, day_of(context, "decided_on"), is_hidden=True),
    )


def _title(row: QuotationListRow) -> Cell:
    return Cell(row.title, is_strong=row.is_newest, tone=Tone.NEUTRAL)


def _state(row: QuotationListRow, context: PageContext) -> Cell:
    tone, sign = state_sign(row.status, is_expired=row.is_expired)
    return Cell(state_words(row.status, context, is_expired=row.is_expired), tone, sign)


def _until(row: QuotationListRow, context: PageContext) -> Cell:
    """The last day; of one that waits for an answer, how near it is."""
    tone = tone_before(context, row.valid_until, _SOON_DAYS) if row.status == SENT else None
    return near_day(context, row.valid_until, tone)
