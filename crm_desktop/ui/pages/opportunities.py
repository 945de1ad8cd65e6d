"""The deals: their list, and the commands that take them through the stages to their end."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.operations.opportunity import (
    assign_opportunities,
    delete_opportunities,
    opportunity_draft,
    update_opportunity,
)
from crm_desktop.operations.stage_moves import Moved, move_stage, move_stages, reopen
from crm_desktop.queries.opportunity import OPPORTUNITIES, OpportunityRow, opportunity_details
from crm_desktop.queries.stages import StageView, stages
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.board.boarded_page import BoardedPage
from crm_desktop.ui.board.deals import deal_board
from crm_desktop.ui.choice_menu import Option, choose_for_row
from crm_desktop.ui.detail_content import DetailAction, edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.opportunity import describe, share
from crm_desktop.ui.forms.checklist import checklist_opener
from crm_desktop.ui.forms.closing import open_closing, open_closing_of_several
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.ownership_actions import share_action
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_actions import hand_over_action
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, filter_fields
from crm_desktop.ui.state_signs import stage_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"opportunity", "opportunity_line", "customer", "history_entry", "product", "stage"})


class OpportunitiesPage(BoardedPage):
    """The deals and their way through the stages."""

    kind = "opportunity"
    imported_as = "opportunities"

    def __init__(self, context: PageContext) -> None:
        self._stages: Sequence[StageView] = ()
        detail = DetailView(
            context,
            SOURCE,
            (
                log_button(lambda: self.log_activity()),
                edit_button(lambda: self.edit()),
                DetailAction(N_("Move"), "arrow-right", "M", lambda: self.choose_stage(), _is_open),
                DetailAction(N_("Reopen"), "rotate-ccw", "R", lambda: self.reopen(), lambda deal: not _is_open(deal)),
            ),
        )
        super().__init__(context, _declaration(self, context), detail, deal_board(context))
        context.choices_changed.connect(self._read_stages)
        self._read_stages()

    def choose_stage(self) -> None:
        """Offer the stages for the chosen deals; the closing ones ask how a single deal ended."""
        row = self._row()
        if row is None:
            return
        several = len(self.selected_or_current) > 1
        offered = [stage for stage in self._pipeline(row) if stage.outcome == OPEN or not several]
        options: list[Option] = [(stage.id, Plain(self._name(stage))) for stage in offered]
        choose_for_row(self.context.theme, self.table, N_("Move to stage"), options, row.stage_id, self._move_to)

    def shift(self, step: int) -> None:
        """Move the current deal to the next open stage, or back to the one before."""
        row = self._row()
        ids_to_move = self.selected_or_current if self.is_board else [row.id] if row else []
        ladder = [stage for stage in self._pipeline(row) if stage.outcome == OPEN] if row else []
        ids = [stage.id for stage in ladder]
        if row is None or row.stage_id not in ids:
            return
        at = ids.index(row.stage_id) + step
        if 0 <= at < len(ladder):
            self._move(ids_to_move, ladder[at])
        elif step > 0:
            self._say_no_more()

    def close_as(self, outcome: str) -> None:
        """Ask how the current deal ended."""
        if (row := self._row()) is not None:
            open_closing(self.context, self.window(), row.id, row.name, outcome, self.stay_at)

    def move_cards(self, ids: Sequence[str], place: StageView) -> None:
        """Put deals into the stage they were dropped on; a closing one asks how they ended."""
        row: OpportunityRow | None = self.row_of(ids[0])
        if row is None:
            return
        if place.outcome != OPEN and len(ids) > 1:
            open_closing_of_several(self.context, self.window(), ids, place.outcome, self.stay_at)
        elif place.outcome != OPEN:
            open_closing(self.context, self.window(), row.id, row.name, place.outcome, self.stay_at)
        elif len(ids) == 1 and row.outcome != OPEN:
            said = Message("“{name}” is open again", name=row.name)
            step = Message("Reopen deal “{name}”", name=row.name)
            self.carry_out(step, lambda work: move_stage(work, row.id, place.id), said)
        else:
            self._move(ids, place)

    def reopen(self) -> None:
        """Take up the current closed deal again."""
        if (row := self._row()) is not None and row.outcome != OPEN:
            said = Message("“{name}” is open again", name=row.name)
            self.carry_out(Message("Reopen deal “{name}”", name=row.name), partial(_reopen, deal_id=row.id), said)

    def quote(self) -> None:
        """Open the form of a new quotation for the current deal."""
        if (row := self._row()) is not None:
            from crm_desktop.ui.forms.quotation import quote

            quote(self.context, self.window(), row.id)

    def draw_up(self) -> None:
        """Open the form of a new contract about the current deal."""
        if (row := self._row()) is not None:
            from crm_desktop.ui.forms.contract import draw_up

            def drawn_up(contract_id: str) -> None:
                self.context.navigator.open("contract", contract_id)

            draw_up(self.context, self.window(), {"opportunity_id": row.id}, drawn_up, self.refuse)

    def order(self) -> None:
        """Open the form of the order that the current deal led to."""
        if (row := self._row()) is not None:
            from crm_desktop.ui.forms.order import take_order

            def taken(order_id: str) -> None:
                self.context.navigator.open("sales_order", order_id)

            take_order(self.context, self.window(), {"opportunity_id": row.id}, taken, self.refuse)

    def open_checklist(self) -> None:
        """Show the checklist of the stage the current deal stands in."""
        if (row := self._row()) is not None:
            checklist_opener(self.context, self.window())(row.id)

    def has_open(self) -> bool:
        """Whether the current deal is still open."""
        row = self._row()
        return row is not None and row.outcome == OPEN

    def has_closed(self) -> bool:
        """Whether the current deal is won or lost."""
        row = self._row()
        return row is not None and row.outcome != OPEN

    def _row(self) -> OpportunityRow | None:
        found: OpportunityRow | None = self.row()
        return found

    def _pipeline(self, row: OpportunityRow) -> list[StageView]:
        now = next((stage for stage in self._stages if stage.id == row.stage_id), None)
        return [stage for stage in self._stages if now and stage.pipeline_id == now.pipeline_id]

    def _move_to(self, stage_id: str | None) -> None:
        stage = next((each for each in self._stages if each.id == stage_id), None)
        if stage is None:
            return
        if stage.outcome == OPEN:
            self._move(self.selected_or_current, stage)
        else:
            self.close_as(stage.outcome)

    def _move(self, ids: Sequence[str], stage: StageView) -> None:
        name = self._name(stage)
        step = Message("Move deals to {stage}", stage=name)

        def said(done: Moved) -> Message:
            if not done.left:
                return Message("Moved to {stage}", stage=name)
            return Message(
                "Moved to {stage}: {moved}. Left as they are, closed or in another pipeline: {left}",
                stage=name,
                moved=done.moved,
                left=done.left,
            )

        self.carry_out(step, lambda work: move_stages(work, ids, stage.id), said)

    def _say_no_more(self) -> None:
        self.context.navigator.refuse(Message("This is the last open stage. W closes the deal as won."))

    def _name(self, stage: StageView) -> str:
        return self.context.choices.name(stage.id, language()) or stage.code

    def _read_stages(self) -> None:
        self.context.background.read(self, stages, self._on_stages)

    def _on_stages(self, found: list[StageView]) -> None:
        self._stages = found


def _is_open(deal: Any) -> bool:
    return bool(deal.outcome == OPEN)


def _reopen(work: Any, deal_id: str) -> None:
    reopen(work, deal_id)


def _forms() -> Forms:
    from crm_desktop.ui.forms.opportunity import load_known, load_new, open_opportunity_form

    return Forms(load_new, load_known, open_opportunity_form)


SOURCE = DetailSource(
    kind="opportunity",
    about="opportunity_id",
    read=opportunity_details,
    describe=describe,
    reads=READS
    | {"interaction", "contact", "contact_role", "sales_order", "receipt", "attachment", "stage_check"}
    | {"opportunity_share", "quotation", "contract"},
    timeline=lambda reading, key, before, only: timeline(reading, opportunity_id=key, before=before, only=only),
    editable=Editable(opportunity_draft, update_opportunity, Message("Edit opportunity")),
    forms=_forms,
)


def _declaration(page: OpportunitiesPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_opportunities, Message("Delete deals"))

    def totals(sums: dict[str, int]) -> str:
        amount, weighted = (
            formats.money(sums.get(name, 0), context.currency, symbol=True)
            for name in ("amount_minor", "weighted_minor")
        )
        return tr("Total {amount} · weighted {weighted}", amount=amount, weighted=weighted)

    return ListDeclaration(
        name="opportunities",
        title=N_("Opportunities"),
        query=OPPORTUNITIES,
        columns=_columns(context),
        filters=filter_fields(context, OPPORTUNITIES),
        views=offered_views(context, "opportunity"),
        reads=READS,
        counted=lambda count: trn("{count} deal", "{count} deals", count),
        totals=totals,
        empty_title=N_("No deals yet"),
        empty_body=N_(
            "A deal is something a customer may buy. Add one by hand, or bring a spreadsheet of your pipeline."
        ),
        actions=[*common_actions(page, N_("New deal"), delete), *_stage_actions(page)],
        primary="opportunity.new",
        secondary="opportunity.import",
        drop_hint=DROP_HINT,
        tools=("opportunity.export", "opportunity.print"),
        selection_actions=(
            "opportunity.stage",
            "opportunity.assign",
            "opportunity.bulk",
            "opportunity.export_chosen",
            "opportunity.delete",
        ),
        menu=(
            "opportunity.edit",
            "opportunity.edit_cell",
            "opportunity.log",
            None,
            "opportunity.forward",
            "opportunity.back",
            "opportunity.stage",
            "opportunity.win",
            "opportunity.lose",
            "opportunity.reopen",
            "opportunity.checklist",
            "opportunity.contract",
            "opportunity.order",
            "opportunity.quote",
            None,
            "opportunity.assign",
            "opportunity.share",
            "opportunity.copy",
            "opportunity.copy_cell",
            "opportunity.paste",
            None,
            "opportunity.bulk",
            "opportunity.delete",
            "opportunity.delete_why",
        ),
    )


def _stage_actions(page: OpportunitiesPage) -> list[Action]:
    def action(
        key: str,
        text: str,
        handler: Callable[[], None],
        told: str,
        shortcut: str,
        icon: str,
        enabled: Callable[[], bool],
    ) -> Action:
        return Action(f"opportunity.{key}", text, handler, told, shortcut, icon, enabled, writes=True)

    is_open, is_closed = page.has_open, page.has_closed
    forward, back = N_("Move to the next stage"), N_("Move back a stage")
    return [
        action("forward", forward, lambda: page.shift(1), N_("One stage on"), "Ctrl+Right", "arrow-right", is_open),
        action("back", back, lambda: page.shift(-1), N_("One stage back"), "Ctrl+Left", "arrow-left", is_open),
        action("stage", N_("Move to stage"), page.choose_stage, N_("Choose a stage"), "M", "square-kanban", is_open),
        action("win", N_("Won…"), lambda: page.close_as(WON), N_("Close as won"), "W", "circle-check", is_open),
        action("lose", N_("Lost…"), lambda: page.close_as(LOST), N_("Close as lost"), "X", "circle-x", is_open),
        action(
            "quote",
            N_("New quotation…"),
            page.quote,
            N_("Offer what the deal is about"),
            "Q",
            "file-text",
            page.has_current,
        ),
        action(
            "contract",
            N_("New contract…"),
            page.draw_up,
            N_("Draw up what was agreed, with the quotation that was accepted"),
            "C",
            "handshake",
            page.has_current,
        ),
        action(
            "order",
            N_("New order…"),
            page.order,
            N_("Take down the order that the deal led to"),
            "Shift+B",
            "shopping-cart",
            page.has_current,
        ),
        action(
            "checklist",
            N_("Checklist…"),
            page.open_checklist,
            N_("Tick what belongs to the stage"),
            "K",
            "list-checks",
            is_open,
        ),
        action("reopen", N_("Reopen"), page.reopen, N_("Take the deal up again"), "R", "rotate-ccw", is_closed),
        hand_over_action(page, assign_opportunities),
        share_action(page),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    def amount(name: str) -> Callable[[OpportunityRow], str]:
        # Amounts in the company's currency stand without their sign, others must say what they are.
        return lambda row: formats.money(getattr(row, name), row.currency, symbol=row.currency != context.currency)

    def day(name: str) -> Callable[[OpportunityRow], str]:
        return lambda row: formats.day(getattr(row, name), language(), context.today())

    def of_choice(name: str) -> Callable[[OpportunityRow], str]:
        return lambda row: context.choices.name(getattr(row, name), language()) or formats.MISSING

    def money(key: str, title: str, attribute: str, *, is_hidden: bool = False) -> Column:
        return Column(key, title, 100, Kind.MONEY, amount(attribute), unit=unit, is_hidden=is_hidden)

    unit = formats.currency_symbol(context.currency).strip()
    return (
        Column("name", N_("Deal"), 200, format=_name, weight=500, min_width=132),
        Column("customer", N_("Customer"), 120, is_quiet=True, min_width=96, gives_way=1),
        Column("owner", N_("Owner"), 120, is_quiet=True, min_width=116, gives_way=2),
        Column("stage", N_("Stage"), 150, Kind.STATUS, lambda row: _stage(row, context)),
        Column("close_on", N_("Close date"), 96, Kind.DATE, lambda row: _close(row, context), gives_way=4),
        Column(
            "next_step",
            N_("Next step"),
            96,
            format=lambda row: _step(row, context),
            stretches=True,
            min_width=96,
            gives_way=3,
        ),
        money("amount", N_("Amount"), "amount_minor"),
        Column("age_days", N_("In stage"), 72, Kind.STATUS, _age, is_right=True, is_hidden=True),
        money("weighted", N_("Weighted"), "weighted_minor", is_hidden=True),
        Column("number", N_("Number"), 84, is_quiet=True, is_hidden=True),
        Column("opened_on", N_("Opened"), 104, Kind.DATE, day("opened_on"), is_hidden=True),
        Column("closed_on", N_("Closed"), 104, Kind.DATE, day("closed_on"), is_hidden=True),
        Column("reason", N_("Reason"), 110, format=of_choice("reason_id"), is_quiet=True, is_hidden=True),
        Column(
            "product",
            N_("Products"),
            140,
            format=lambda row: row.products or "",
            is_quiet=True,
            is_hidden=True,
            reads=("products",),
        ),
        Column("campaign", N_("Campaign"), 130, is_quiet=True, is_hidden=True, reads=("campaign",)),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
    )


def _name(row: OpportunityRow) -> Cell:
    return Cell(row.name, is_strong=True)


def _stage(row: OpportunityRow, context: PageContext) -> Cell:
    """Shape, word and probability; a warning sign when it stands still."""
    tone, sign = stage_sign(row.outcome, row.probability_e6)
    name = context.choices.name(row.stage_id, language()) or formats.MISSING
    cell = Cell(name, tone, sign, trail=share(row.probability_e6) if row.outcome == OPEN else "")
    if row.is_stalled:
        said = tr("Stalled: {days} in this stage", days=formats.days(row.age_days, language()))
        return replace(cell, tone=Tone.WARNING, mark="triangle-alert", tooltip=said)
    return cell


def _close(row: OpportunityRow, context: PageContext) -> Cell:
    """The day it closed or shall close; an open deal past it says how late it is."""
    if row.close_on is None:
        return Cell(formats.MISSING)
    code, today = language(), context.today()
    if row.outcome == OPEN and row.close_on < today:
        late = tr("{count} d late", count=(today - row.close_on).days)
        return Cell(late, Tone.BAD, "circle-alert", tooltip=formats.day_far(row.close_on, code))
    return Cell(formats.day(row.close_on, code, today), tooltip=formats.day_far(row.close_on, code))


def _age(row: OpportunityRow) -> Cell:
    if row.age_days is None:
        return Cell(formats.MISSING)
    cell = Cell(tr("{count} d", count=row.age_days), tooltip=formats.days(row.age_days, language()))
    if row.is_stalled:
        return replace(cell, tone=Tone.WARNING, mark="triangle-alert", is_strong=True, tooltip=tr("Stalled"))
    return cell


def _step(row: OpportunityRow, context: PageContext) -> Cell:
    if not row.next_step:
        return Cell(formats.MISSING)
    code, today = language(), context.today()
    when = formats.relative(row.next_step_on, code, today) if row.next_step_on else ""
    text = " · ".join(part for part in (when, row.next_step) if part)
    day = formats.day_far(row.next_step_on, code) if row.next_step_on else ""
    tooltip = " · ".join(part for part in (row.next_step, day) if part)
    return Cell(text, Tone.BAD if row.is_next_step_overdue else Tone.NEUTRAL, tooltip=tooltip)
