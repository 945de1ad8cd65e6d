"""What is due: open payments of contracts and orders by age, from where money is taken in and customers reminded."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.queries.receivable import RECEIVABLES, ReceivableRow, receivable_details
from crm_desktop.ui.account_action import account_action
from crm_desktop.ui.actions import Action
from crm_desktop.ui.business_columns import day_of, money_column
from crm_desktop.ui.business_page import BusinessPage, about_of, party_action, timeline_of
from crm_desktop.ui.detail_content import DetailAction, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.receivable import age_words, belongs_to, describe, named
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import filter_fields
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset(
    {"receivable", "receipt", "contract", "sales_order", "order_line", "customer", "parameter", "exchange_rate"}
)
# What is due is written down in contracts and orders, and followed here.
_NOT_HERE = frozenset(
    f"receivable.{name}"
    for name in ("new", "edit", "import", "paste", "bulk", "edit_cell", "delete", "delete_why", "star", "window")
)


class ReceivablesPage(BusinessPage[ReceivableRow]):
    """What is due."""

    kind = "receivable"
    hints = (("↑↓", N_("Move")), ("M", N_("Receipt…")), ("O", N_("Go there")), ("?", N_("All keys")))

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Receipt…"), "wallet", "M", lambda: self.take_in(), adds=True),
                DetailAction(N_("Go there"), "external-link", "O", lambda: self.open_party(), adds=True),
                log_button(lambda: self.log_activity()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)
        self.setAcceptDrops(False)

    def new(self, values: Mapping[str, Any] | None = None) -> None:
        """Nothing is made here: what falls due is planned in a contract, or ordered."""

    def edit(self) -> None:
        """Go to where it is planned."""
        self.open_party()

    def take_in(self) -> None:
        """Open the form of a receipt of all that is open of the current payment."""
        if (row := self.row()) is not None:
            from crm_desktop.ui.forms.receipt import take_in

            of = {name: getattr(row, name) for name in ("contract_id", "order_id", "customer_id", "currency")}
            # What names no payment fills the oldest of its contract first, so only what names one pays this.
            names = {} if row.order_id else {"receivable_id": row.id}
            values = {**of, **names, "amount_minor": row.open_minor}
            take_in(self.context, self.window(), values, lambda _receipt: None, self.refuse)

    def open_party(self) -> None:
        """Go to the contract or the order that it is owed for, else to the customer."""
        if (row := self.row()) is not None:
            self.context.navigator.open(*belongs_to(row))


def _nothing_to_edit(*_given: Any) -> Any:
    raise UserError(Message("This is changed in its contract or order."))


def _forms() -> Forms:
    return Forms(_nothing_to_edit, _nothing_to_edit, _nothing_to_edit)


_about = about_of(receivable_details, ("customer_id",))
SOURCE = DetailSource(
    kind="receivable",
    about="customer_id",
    read=receivable_details,
    describe=describe,
    reads=READS | {"interaction", "task"},
    timeline=timeline_of(_about),
    editable=Editable(_nothing_to_edit, _nothing_to_edit, Message("Edit")),
    forms=_forms,
    may_edit=lambda _details: False,
    others=_about,
)


def _declaration(page: ReceivablesPage, context: PageContext) -> ListDeclaration:
    def totals(sums: dict[str, int]) -> str:
        return tr("Open {amount}", amount=formats.money(sums.get("open_minor"), context.currency, symbol=True))

    common = [each for each in common_actions(page, "", lambda: None) if each.id not in _NOT_HERE]
    return ListDeclaration(
        name="receivables",
        title=N_("Receivables"),
        query=RECEIVABLES,
        columns=_columns(context),
        filters=filter_fields(context, RECEIVABLES),
        views=offered_views(context, "receivable"),
        reads=READS,
        counted=lambda count: trn("{count} open payment", "{count} open payments", count),
        totals=totals,
        empty_title=N_("Nothing is due"),
        empty_body=N_("What contracts in force plan and orders cost stands here until it is paid, the oldest first."),
        actions=[*common, *_steps(page)],
        tools=("receivable.export", "receivable.print"),
        selection_actions=("receivable.export_chosen",),
        menu=(
            "receivable.receipt",
            "receivable.party",
            "receivable.log",
            "receivable.account",
            None,
            "receivable.copy",
            "receivable.copy_cell",
        ),
    )


def _steps(page: ReceivablesPage) -> Sequence[Action]:
    told = N_("Write down what came in for it; all that is left is filled in")
    return [
        Action("receivable.receipt", N_("Receipt…"), page.take_in, told, "M", "wallet", page.has_current, writes=True),
        party_action(page, "party", N_("Go to what it belongs to"), N_("Show its contract, its order or its customer")),
        account_action(page),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    money = partial(money_column, context, width=110)

    def age(row: ReceivableRow) -> Cell:
        return Cell(age_words(row), Tone.BAD, "circle-alert") if row.age else Cell(age_words(row), Tone.NEUTRAL)

    def late(row: ReceivableRow) -> str:
        return str(row.overdue_days) if row.overdue_days else formats.MISSING

    return (
        Column("due_on", N_("Due date"), 104, Kind.DATE, day_of(context, "due_on")),
        Column("customer", N_("Customer"), 180, weight=500, stretches=True, min_width=140),
        Column("title", N_("What for"), 180, format=_named, is_quiet=True, min_width=120, gives_way=2),
        Column("overdue_days", N_("Days overdue"), 90, Kind.NUMBER, late, gives_way=3),
        Column("age", N_("Age"), 120, Kind.STATUS, age),
        money("amount", N_("Amount"), gives_way=4),
        money("open", N_("Outstanding")),
        Column("owner", N_("Owner"), 110, is_quiet=True, min_width=96, gives_way=1),
        Column("number", N_("Number"), 110, is_quiet=True, is_hidden=True),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
    )


def _named(row: ReceivableRow) -> str:
    return named(row)
