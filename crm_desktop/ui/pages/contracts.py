"""The contracts: what was agreed with whom, how long it holds, what is paid of it, and the steps from draft to end."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.models.contract import APPROVED, COMPLETED, DRAFT, IN_FORCE, SIGNED, SUBMITTED, TERMINATED
from crm_desktop.operations.contract import contract_draft, delete_contracts, update_contract
from crm_desktop.operations.contract_steps import complete_contract, reopen_contract, withdraw_contract
from crm_desktop.queries.contract import CONTRACTS, ContractRow
from crm_desktop.queries.contract_details import ContractDetails, contract_details
from crm_desktop.ui import contract_steps
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
from crm_desktop.ui.details.contract import describe
from crm_desktop.ui.details.contract_state import contract_sign, contract_words
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import PRINT_CONTRACT
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, filter_fields
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset(
    {"invoice", "contract", "contract_line", "receivable", "receipt", "customer", "opportunity", "contact"}
)
_ABOUT = ("opportunity_id", "customer_id", "contact_id")
_FOLLOWED = (SIGNED, COMPLETED, TERMINATED)
# So near its last day a contract is to be renewed.
_SOON_DAYS = 30


class ContractsPage(BusinessPage[ContractRow]):
    """What was agreed."""

    kind = "contract"
    imported_as = "contracts"
    about = _ABOUT
    state = "stage"
    paper = PRINT_CONTRACT

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Submit…"), "mail", "D", lambda: self.submit(), _stands_as(DRAFT)),
                DetailAction(N_("Approve…"), "shield-check", "W", lambda: self.approve(), _is_to_decide),
                DetailAction(N_("Send back…"), "undo-2", "X", lambda: self.send_back(), _is_to_decide),
                DetailAction(N_("Take back"), "rotate-ccw", "U", lambda: self.take_back(), _waits_for_others),
                DetailAction(N_("Signed…"), "circle-check", "S", lambda: self.sign(), _stands_as(DRAFT, APPROVED)),
                DetailAction(N_("Receipt…"), "wallet", "M", lambda: self.receive(), _is_owing, adds=True),
                DetailAction(N_("Renew"), "refresh-cw", "R", lambda: self.renew(), _stands_as(*_FOLLOWED), adds=True),
                log_button(lambda: self.log_activity()),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def submit(self) -> None:
        """Ask for the chosen contracts to be approved."""
        self._ask(contract_steps.ask_to_submit)

    def approve(self) -> None:
        """Allow the chosen contracts to be signed."""
        self._ask(contract_steps.ask_to_approve)

    def send_back(self) -> None:
        """Send the chosen contracts back with a reason."""
        self._ask(contract_steps.ask_why_sent_back)

    def terminate(self) -> None:
        """End the chosen contracts before their time."""
        self._ask(contract_steps.ask_why_ended)

    def sign(self) -> None:
        """Ask who signed the current contract."""
        if (contract_id := self.current_id) is None:
            return
        row = self.row()

        def ask(details: ContractDetails) -> None:
            contract_steps.ask_who_signed(
                self.context,
                self.window(),
                contract_id,
                f"{details.number} · {details.name}",
                self.stay_at,
                follows=details.predecessor is not None and details.predecessor.stage == SIGNED,
            )

        if row is not None:
            self.context.background.read(self, lambda reading: contract_details(reading, contract_id), ask, self.refuse)

    def receive(self) -> None:
        """Write down what came in for the current contract: what its plan has next, unless something else is typed."""
        if (row := self.row()) is not None:
            from crm_desktop.ui.forms.receipt import take_in

            about = {"contract_id": row.id, "customer_id": row.customer_id}
            take_in(self.context, self.window(), about, lambda _: self.stay_at(row.id), self.refuse)

    def invoice(self) -> None:
        """Enter an invoice of the current contract: over all that is left, unless something else is typed."""
        if (contract_id := self.current_id) is not None:
            from crm_desktop.ui.forms.invoice import enter_invoice

            of = {"contract_id": contract_id}
            enter_invoice(self.context, self.window(), of, lambda _: self.stay_at(contract_id), self.refuse)

    def is_owing(self) -> bool:
        """Whether something of the current contract is still to be paid."""
        return (row := self.row()) is not None and bool(row.open_minor)

    def against_deciding(self) -> str:
        """Why the current contract, which waits for a decision, is not decided by the viewer."""
        details = None if self.has_selected() else self.detail.details
        if details is None or details.id != self.current_id or details.pending is None or details.pending.may_decide:
            return ""
        return N_("Somebody else decides: whoever asked does not, and roles say who may approve.")

    def take_back(self) -> None:
        """Make the chosen contracts drafts again."""
        self.each(Message("Take contract back"), withdraw_contract, Message("Taken back, to be changed"))

    def complete(self) -> None:
        """Note that all of the chosen contracts was done and paid."""
        self.each(Message("Complete contract"), complete_contract, Message("Completed"))

    def reopen(self) -> None:
        """Put what was closed by mistake in force again."""
        self.each(Message("Reopen contract"), reopen_contract, Message("In force again"))

    def renew(self) -> None:
        """Open the form of the contract that follows the current one."""
        self._draw_up("renews")

    def change(self) -> None:
        """Open the form of the contract that takes the place of the current one."""
        self._draw_up("changes")

    def order(self) -> None:
        """Open the form of a new order that the current contract pays."""
        if (contract_id := self.current_id) is not None:
            from crm_desktop.ui.forms.order import take_order

            def taken(order_id: str) -> None:
                self.context.navigator.open("sales_order", order_id)

            take_order(self.context, self.window(), {"contract_id": contract_id}, taken, self.refuse)

    def _ask(self, question: Ask) -> None:
        self.ask(question, "name", lambda count: trn("{count} contract", "{count} contracts", count))

    def _draw_up(self, how: str) -> None:
        if (contract_id := self.current_id) is not None:
            from crm_desktop.ui.forms.contract import draw_up

            draw_up(self.context, self.window(), {how: contract_id}, self.show_record, self.refuse)


_stands_as = partial(stands_as, state="stage")


def _is_to_decide(details: ContractDetails) -> bool:
    return details.stage == SUBMITTED and (details.pending is None or details.pending.may_decide)


def _waits_for_others(details: ContractDetails) -> bool:
    return details.stage == SUBMITTED and not _is_to_decide(details)


def _is_owing(details: ContractDetails) -> bool:
    return bool(details.open_minor)


def _forms() -> Forms:
    from crm_desktop.ui.forms.contract import load_known, load_new, open_contract_form

    return Forms(load_new, load_known, open_contract_form)


_about = about_of(contract_details, _ABOUT)
SOURCE = DetailSource(
    kind="contract",
    about="opportunity_id",
    read=contract_details,
    describe=describe,
    reads=READS | {"approval", "contract_share", "interaction", "task", "sales_order", "attachment"},
    timeline=timeline_of(_about),
    editable=Editable(contract_draft, update_contract, Message("Edit contract")),
    forms=_forms,
    others=_about,
)


def _declaration(page: ContractsPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_contracts, Message("Delete contracts"))

    def totals(sums: dict[str, int]) -> str:
        amount, still = (
            formats.money(sums.get(name), context.currency, symbol=True) for name in ("amount_minor", "open_minor")
        )
        return tr("Total {amount} · open {open}", amount=amount, open=still)

    return ListDeclaration(
        name="contracts",
        title=N_("Contracts"),
        query=CONTRACTS,
        columns=_columns(context),
        filters=filter_fields(context, CONTRACTS),
        views=offered_views(context, "contract"),
        reads=READS,
        counted=lambda count: trn("{count} contract", "{count} contracts", count),
        totals=totals,
        empty_title=N_("No contracts yet"),
        empty_body=N_(
            "Draw one up here, from a deal or from a quotation that was accepted; you see what of it is paid and when"
            " it is to be renewed."
        ),
        actions=[*common_actions(page, N_("New contract"), delete), *_steps(page)],
        primary="contract.new",
        secondary="contract.import",
        drop_hint=DROP_HINT,
        tools=("contract.export", "contract.print"),
        selection_actions=("contract.submit", "contract.approve", "contract.export_chosen", "contract.delete"),
        menu=(
            "contract.edit",
            "contract.edit_cell",
            "contract.log",
            None,
            "contract.submit",
            "contract.approve",
            "contract.send_back",
            "contract.take_back",
            "contract.sign",
            None,
            "contract.order",
            "contract.renew",
            "contract.change",
            "contract.complete",
            "contract.terminate",
            "contract.reopen",
            None,
            "contract.print_one",
            "contract.print_other",
            "contract.party",
            None,
            "contract.copy",
            "contract.copy_cell",
            "contract.paste",
            None,
            "contract.delete",
            "contract.delete_why",
        ),
    )


def _steps(page: ContractsPage) -> Sequence[Action]:
    def step(name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str, *stages: str) -> Action:
        return Action(f"contract.{name}", text, do, told, key, icon, page.can_be(*stages), writes=True)

    waiting, closed = (SUBMITTED, APPROVED), (COMPLETED, TERMINATED)
    told = {
        "submit": N_("Ask for it to be approved; from then on what was agreed stays as it is"),
        "approve": N_("Allow it to be signed as it was submitted"),
        "send_back": N_("Say why it is not approved, so that it is changed"),
        "take_back": N_("Make it a draft again, to change it"),
        "sign": N_("Note who signed it and when; what it plans is owed from then on"),
        "receive": N_("Write down what came in for it"),
        "invoice": N_("Enter an invoice of it in the register"),
        "renew": N_("Draw up the contract that follows it, for as long again"),
        "change": N_("Draw up the contract that takes its place, with something changed"),
        "complete": N_("It ended and all of it is paid"),
        "terminate": N_("End it before its time and say why; what it planned is owed no more"),
        "reopen": N_("Put it in force again when it was closed by mistake"),
    }
    return [
        step("submit", N_("Submit for approval…"), page.submit, told["submit"], "D", "mail", DRAFT),
        replace(
            step("approve", N_("Approve…"), page.approve, told["approve"], "W", "shield-check", SUBMITTED),
            reason=page.against_deciding,
        ),
        replace(
            step("send_back", N_("Send back…"), page.send_back, told["send_back"], "X", "undo-2", SUBMITTED),
            reason=page.against_deciding,
        ),
        step("take_back", N_("Take back"), page.take_back, told["take_back"], "U", "rotate-ccw", *waiting),
        step("sign", N_("Signed…"), page.sign, told["sign"], "S", "circle-check", DRAFT, APPROVED),
        Action(
            "contract.receive", N_("Receipt…"), page.receive, told["receive"], "M", "wallet", page.is_owing, writes=True
        ),
        step("invoice", N_("Invoice…"), page.invoice, told["invoice"], "Shift+B", "receipt", *_FOLLOWED),
        step("renew", N_("Renew"), page.renew, told["renew"], "R", "refresh-cw", *_FOLLOWED),
        step("change", N_("Make a change of it"), page.change, told["change"], "Shift+R", "copy", SIGNED, COMPLETED),
        step("complete", N_("Complete"), page.complete, told["complete"], "C", "check", SIGNED),
        step("terminate", N_("End early…"), page.terminate, told["terminate"], "Shift+X", "circle-x", SIGNED),
        step("reopen", N_("Reopen"), page.reopen, told["reopen"], "Shift+U", "rotate-ccw", *closed),
        Action(
            "contract.order",
            N_("New order…"),
            page.order,
            N_("Take down an order that this contract pays"),
            "B",
            "shopping-cart",
            lambda: (row := page.row()) is not None and row.stage in IN_FORCE,
            writes=True,
        ),
        *paper_actions(page, PRINT_CONTRACT, N_("Print the contract")),
        party_action(page, "party", N_("Go to the deal"), N_("Show the deal it came from, or its customer")),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    day, money = partial(day_of, context), partial(money_column, context)
    return (
        Column("number", N_("Number"), 96, min_width=84),
        Column("name", N_("Name"), 180, weight=500, stretches=True, min_width=140),
        Column("customer", N_("Customer"), 130, is_quiet=True, min_width=96, gives_way=2),
        Column("stage", N_("Stage"), 120, Kind.STATUS, lambda row: _stage(row, context)),
        Column("signed_on", N_("Signed"), 96, Kind.DATE, day("signed_on"), gives_way=4),
        Column("starts_on", N_("Starts"), 96, Kind.DATE, day("starts_on"), gives_way=5),
        Column("ends_on", N_("Ends"), 104, Kind.DATE, lambda row: _ends(row, context)),
        money("amount", N_("Amount")),
        money("received", N_("Received"), gives_way=3),
        money("open", N_("Outstanding")),
        Column("owner", N_("Owner"), 110, is_quiet=True, min_width=96, gives_way=1),
        Column("remind_on", N_("Remind on"), 96, Kind.DATE, day("remind_on"), is_hidden=True),
        Column(
            "next_due_on",
            N_("Next payment"),
            104,
            Kind.DATE,
            lambda row: _due(row, context),
            is_hidden=True,
            reads=("next_due_on", "is_overdue"),
        ),
        Column("opportunity", N_("Opportunity"), 130, is_quiet=True, is_hidden=True),
        Column("contact", N_("Contact"), 110, is_quiet=True, is_hidden=True),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
        Column("closed_on", N_("Closed"), 96, Kind.DATE, day("closed_on"), is_hidden=True),
    )


def _stage(row: ContractRow, context: PageContext) -> Cell:
    tone, sign = contract_sign(row.stage, has_ended=row.has_ended)
    return Cell(contract_words(row.stage, context, has_ended=row.has_ended), tone, sign)


def _ends(row: ContractRow, context: PageContext) -> Cell:
    """The last day; of one in force that nobody renewed yet, how near it is."""
    waits = row.stage == SIGNED and not row.is_renewed
    return near_day(context, row.ends_on, tone_before(context, row.ends_on, _SOON_DAYS) if waits else None)


def _due(row: ContractRow, context: PageContext) -> Cell:
    """The next payment, marked when it is late."""
    return near_day(context, row.next_due_on, Tone.BAD if row.is_overdue else None)
