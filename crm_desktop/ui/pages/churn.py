"""Churn warnings: customers who may be leaving, by the money at stake, and what is done about each."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.models.insight import CHURN_LOST, CHURN_POSTPONED, CHURN_WARNED
from crm_desktop.operations.churn import case_of, take_back
from crm_desktop.queries.churn import SCORED
from crm_desktop.queries.churn_watch import CHURN_WATCH, HIGH, WatchedRow, watched_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.business_columns import day_of
from crm_desktop.ui.business_page import BusinessPage, stands_as
from crm_desktop.ui.detail_content import DetailAction, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.churn_watch import describe, ratio, state_sign, why
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import filter_fields
from crm_desktop.ui.score_steps import TABLE, score_everyone
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"churn_case", "churn_measure", "customer", "sales_order", TABLE, "parameter"})
# Nothing is made or changed here but the work on warnings: whom they concern follows from orders.
_NOT_HERE = frozenset(
    f"churn.{name}"
    for name in ("new", "edit", "import", "paste", "bulk", "edit_cell", "delete", "delete_why", "star", "window")
)
_OPEN = (SCORED, CHURN_WARNED, CHURN_POSTPONED)


class ChurnPage(BusinessPage[WatchedRow]):
    """Customers who may be leaving."""

    kind = "churn"
    state = "state"
    hints = (("↑↓", N_("Move")), ("S", N_("Put the loss off…")), ("O", N_("Go there")), ("?", N_("All keys")))

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(
                    N_("Put the loss off…"),
                    "hourglass",
                    "S",
                    lambda: self.postpone(),
                    stands_as(*_OPEN, state="state"),
                    adds=True,
                ),
                DetailAction(
                    N_("Work for it again"),
                    "rotate-ccw",
                    "B",
                    lambda: self.take_back(),
                    stands_as(CHURN_LOST, state="state"),
                    adds=True,
                ),
                DetailAction(
                    N_("Confirm the loss…"),
                    "trending-down",
                    "X",
                    lambda: self.confirm(),
                    stands_as(*_OPEN, state="state"),
                    adds=True,
                ),
                DetailAction(N_("Go there"), "external-link", "O", lambda: self.open_party(), adds=True),
                log_button(lambda: self.log_activity()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)
        self.setAcceptDrops(False)

    def new(self, values: Mapping[str, Any] | None = None) -> None:
        """Nothing is made here: warnings follow from the orders."""

    def edit(self) -> None:
        """Go to the customer."""
        self.open_party()

    def about_current(self) -> Mapping[str, Any]:
        """Activities begun here are about the customer."""
        return {"customer_id": self.current_id} if self.current_id else {}

    def open_party(self) -> None:
        """Go to the customer."""
        if self.current_id:
            self.context.navigator.open("customer", self.current_id)

    def postpone(self) -> None:
        """Ask what is done to keep the customer."""
        from crm_desktop.ui.forms.churn import ask_measure

        if (row := self.row()) is not None:
            ask_measure(self.context, self.window(), row.id, row.name)

    def confirm(self) -> None:
        """Ask why the customer is lost."""
        from crm_desktop.ui.forms.churn import ask_why_lost

        if (row := self.row()) is not None:
            ask_why_lost(self.context, self.window(), row.id, row.name)

    def take_back(self) -> None:
        """Work for a lost customer again."""
        if (row := self.row()) is not None:
            said = Message("The customer is worked for again")
            self.carry_out(
                Message("Take a confirmed loss back"), lambda work: take_back(work, case_of(work, row.id)), said
            )

    def score(self) -> None:
        """Work all scores out anew."""
        score_everyone(self.context, self, lambda: self.context.navigator.say(Message("The scores are of today")))


def _nothing_to_edit(*_given: Any) -> Any:
    raise UserError(Message("This is changed at the customer."))


def _forms() -> Forms:
    return Forms(_nothing_to_edit, _nothing_to_edit, _nothing_to_edit)


SOURCE = DetailSource(
    kind="customer",
    about="customer_id",
    read=watched_details,
    describe=describe,
    reads=READS | {"interaction", "task"},
    timeline=lambda reading, key, before, only: timeline(reading, customer_id=key, before=before, only=only),
    editable=Editable(_nothing_to_edit, _nothing_to_edit, Message("Edit")),
    forms=_forms,
    may_edit=lambda _details: False,
)


def _declaration(page: ChurnPage, context: PageContext) -> ListDeclaration:
    def totals(sums: dict[str, int]) -> str:
        return tr("At stake {amount}", amount=formats.money(sums.get("stake_minor"), context.currency, symbol=True))

    common = [each for each in common_actions(page, "", lambda: None) if each.id not in _NOT_HERE]
    return ListDeclaration(
        name="churn",
        title=N_("Churn warnings"),
        query=CHURN_WATCH,
        columns=_columns(context),
        filters=filter_fields(context, CHURN_WATCH),
        views=offered_views(context, "churn"),
        reads=READS,
        counted=lambda count: trn("{count} customer", "{count} customers", count),
        totals=totals,
        empty_title=N_("Nobody seems to be leaving"),
        empty_body=N_("Customers who order later than usual stand here, those with the most money at stake first."),
        actions=[*common, *_steps(page)],
        tools=("churn.score", "churn.export", "churn.print"),
        selection_actions=("churn.export_chosen",),
        menu=(
            "churn.postpone",
            "churn.confirm",
            "churn.take_back",
            "churn.party",
            "churn.log",
            None,
            "churn.copy",
            "churn.copy_cell",
        ),
    )


def _steps(page: ChurnPage) -> list[Action]:
    def action(name: str, text: str, run: Callable[[], None], told: str, key: str, icon: str, *states: str) -> Action:
        return Action(f"churn.{name}", text, run, told, key, icon, _stands(page, *states), writes=True)

    measure = N_("Write down what is done to keep a customer, and when somebody looks again")
    lost = N_("Write down why a customer is lost")
    back = N_("Take back that the customer is lost: its warning is worked on again")
    again = N_("Learn from all orders anew who may be leaving; it is done once a day by itself")
    there = N_("Show the customer")
    return [
        action("postpone", N_("Put the loss off…"), page.postpone, measure, "S", "hourglass", *_OPEN),
        action("confirm", N_("Confirm the loss…"), page.confirm, lost, "X", "trending-down", *_OPEN),
        action("take_back", N_("Work for it again"), page.take_back, back, "B", "rotate-ccw", CHURN_LOST),
        Action("churn.party", N_("Go to the customer"), page.open_party, there, "O", "external-link", page.has_current),
        Action("churn.score", N_("Compute the scores now"), page.score, again, "", "refresh-cw", writes=True),
    ]


def _stands(page: ChurnPage, *states: str) -> Callable[[], bool]:
    return lambda: getattr(page.row(), "state", None) in states


def _columns(context: PageContext) -> tuple[Column, ...]:
    unit = formats.currency_symbol(context.currency).strip()

    def money(key: str, title: str, *, is_hidden: bool = False) -> Column:
        def said(row: WatchedRow) -> str:
            return formats.money(getattr(row, f"{key}_minor"), context.currency)

        return Column(key, title, 110, Kind.MONEY, said, unit=unit, is_hidden=is_hidden)

    def state(row: WatchedRow) -> Cell:
        name = context.choices.state("churn_state", row.state, language()) or row.state
        return Cell(name, *state_sign(row.state))

    def points(name: str) -> Callable[[WatchedRow], Cell]:
        def told(row: WatchedRow) -> Cell:
            found = getattr(row, name)
            if found is None:
                return Cell(formats.MISSING)
            return Cell(str(found), Tone.BAD if found >= HIGH else Tone.NEUTRAL)

        return told

    return (
        Column("name", N_("Customer"), 180, weight=500, stretches=True, min_width=140),
        Column(
            "why", N_("Why"), 270, format=lambda row: why(row, context), is_quiet=True, min_width=160, is_sortable=False
        ),
        Column("state", N_("State"), 130, Kind.STATUS, state),
        money("stake", N_("Money at stake")),
        Column("last_on", N_("Last order"), 104, Kind.DATE, day_of(context, "last_on"), gives_way=2),
        Column("overdue", N_("Overdue ratio"), 84, Kind.NUMBER, ratio, gives_way=3),
        Column("classic", N_("By months"), 80, Kind.NUMBER, points("classic"), gives_way=6),
        Column("rhythm", N_("By rhythm"), 80, Kind.NUMBER, points("rhythm"), gives_way=4),
        Column("alive", N_("By chance"), 80, Kind.NUMBER, points("alive"), gives_way=5),
        Column("owner", N_("Owner"), 100, is_quiet=True, min_width=90, gives_way=1),
        Column("next_check_on", N_("Next check"), 104, Kind.DATE, day_of(context, "next_check_on"), is_hidden=True),
        Column("warned_on", N_("Warned"), 104, Kind.DATE, day_of(context, "warned_on"), is_hidden=True),
        Column("orders", N_("Purchases"), 80, Kind.NUMBER, is_hidden=True),
        money("sales", N_("Sales of twelve months"), is_hidden=True),
        money("lifetime", N_("Lifetime value"), is_hidden=True),
        Column("number", N_("Number"), 100, is_quiet=True, is_hidden=True),
    )
