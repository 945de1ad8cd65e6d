"""The opportunities: their list, what the detail side says of one, its form, and the way through the stages."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QMenu

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.operations.opportunity import (
    OpportunityDraft,
    create_opportunity,
    delete_opportunities,
    new_opportunity,
    opportunity_draft,
    update_opportunity,
)
from crm_desktop.operations.stage_moves import move_stage
from crm_desktop.queries.opportunity import OPPORTUNITIES, OpportunityRow, opportunity_details
from crm_desktop.queries.people import referred_names
from crm_desktop.queries.stages import StageView, stages
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_view import DetailAction, DetailView
from crm_desktop.ui.details.opportunity import describe
from crm_desktop.ui.forms.opportunity import closing_sections, opportunity_sections
from crm_desktop.ui.list_page import ListDeclaration
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormTexts, RecordForm, preset
from crm_desktop.ui.record_page import RecordPage, common_actions, filter_fields, money, ready_views, total_text
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"opportunity", "opportunity_line", "customer", "history_entry", "product"})


class OpportunitiesPage(RecordPage):
    """The deals."""

    kind = "opportunity"

    def __init__(self, context: PageContext) -> None:
        self._stages: list[StageView] = []
        detail = DetailView(
            context,
            opportunity_details,
            lambda details: describe(details, context),
            READS | {"interaction", "contact", "contact_role"},
            lambda reading, key, before: timeline(reading, opportunity_id=key, before=before),
            (
                DetailAction(N_("Log activity"), "plus", "L", lambda: self.log_activity()),
                DetailAction(N_("Edit"), "pencil", "E", lambda: self.edit()),
                DetailAction(N_("Move"), "square-kanban", "M", lambda: self.choose_stage()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)
        context.background.read(self, stages, self._on_stages)

    def new(self, values: Mapping[str, Any] | None = None) -> None:
        """Open the form of a new deal, perhaps with a customer."""
        given = dict(values or {})
        customer_id = given.get("customer_id")

        def read(reading: Any) -> tuple[OpportunityDraft, dict[str, str], int]:
            draft = preset(new_opportunity(reading, customer_id=customer_id), given)
            return draft, referred_names(reading, draft), 0

        self.context.background.read(self, read, lambda found: self._open_form(None, *found))

    def edit(self) -> None:
        """Open the form of the current deal."""
        record_id = self.table.current_id
        if record_id is None:
            return

        def read(reading: Any) -> tuple[OpportunityDraft, dict[str, str], int]:
            draft = opportunity_draft(reading, record_id)
            return draft, referred_names(reading, draft), reading.position

        self.context.background.read(self, read, lambda found: self._open_form(record_id, *found))

    def choose_stage(self) -> None:
        """Offer the stages to move the current deal to."""
        if not self.has_current():
            return
        menu = QMenu(self)
        for stage in self._stages:
            name = self.context.choices.name(stage.id, language()) or stage.code
            menu.addAction(name, self._mover(stage))
        menu.popup(self.mapToGlobal(self.rect().center()))

    def win(self) -> None:
        """Close the current deal as won."""
        self._close(WON)

    def lose(self) -> None:
        """Close the current deal as lost."""
        self._close(LOST)

    def _mover(self, stage: StageView) -> Any:
        def move() -> None:
            if stage.outcome != OPEN:
                self._close(stage.outcome)
                return
            record_id = self.table.current_id or ""
            name = self.context.choices.name(stage.id, language()) or stage.code
            self.context.background.write(
                Message("Move deal to {stage}", stage=name),
                lambda work: move_stage(work, record_id, stage.id),
                lambda _done: self.context.navigator.say(Message("Moved to {stage}", stage=name)),
                self._on_refused,
                owner=self,
            )

        return move

    def _close(self, outcome: str) -> None:
        record_id = self.table.current_id
        stage = next((each for each in self._stages if each.outcome == outcome), None)
        if record_id is None or stage is None:
            return
        won = outcome == WON
        title, step = (N_("Close as won"), Message("Win deal")) if won else (N_("Close as lost"), Message("Lose deal"))
        texts = FormTexts(title, "", step, lambda _name: Message("Deal won") if won else Message("Deal lost"))
        draft = OpportunityDraft(closed_on=self.context.today())

        def save(work: Any, new: OpportunityDraft) -> str:
            move_stage(work, record_id, stage.id, new.closed_on, new.reason_id, new.reason_note)
            return record_id

        sections = closing_sections(self.context, won=won)
        RecordForm(self.context, self.window(), texts, sections, draft, save, self.show_record, width=520).open()

    def _open_form(self, record_id: str | None, draft: OpportunityDraft, names: dict[str, str], position: int) -> None:
        if record_id is None:
            texts = FormTexts(N_("New deal"), N_("A deal may begin without a customer"), Message("New deal"), _created)
        else:
            texts = FormTexts(N_("Edit deal"), Plain(draft.number or ""), Message("Edit deal"), _changed)

        def save(work: Any, new: OpportunityDraft) -> str:
            if record_id is None:
                return create_opportunity(work, new)
            update_opportunity(work, record_id, new, draft, position)
            return record_id

        sections = opportunity_sections(self.context, names, draft.currency or self.context.currency)
        RecordForm(self.context, self.window(), texts, sections, draft, save, self.show_record).open()

    def _on_stages(self, found: list[StageView]) -> None:
        self._stages = found


def _created(name: str) -> Message:
    return Message("“{name}” created", name=name)


def _changed(name: str) -> Message:
    return Message("“{name}” saved", name=name)


def _declaration(page: OpportunitiesPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_opportunities, Message("Delete deals"))

    own = [
        Action(
            "opportunity.move",
            N_("Move to stage…"),
            page.choose_stage,
            N_("Choose a stage"),
            "M",
            "square-kanban",
            page.has_current,
        ),
        Action(
            "opportunity.win",
            N_("Close as won…"),
            page.win,
            N_("The deal is won"),
            "Ctrl+Shift+W",
            "flag",
            page.has_current,
        ),
        Action(
            "opportunity.lose",
            N_("Close as lost…"),
            page.lose,
            N_("The deal is lost"),
            "Ctrl+Shift+L",
            "x",
            page.has_current,
        ),
    ]
    return ListDeclaration(
        name="opportunities",
        title=N_("Opportunities"),
        query=OPPORTUNITIES,
        columns=_columns(context),
        filters=filter_fields(context, OPPORTUNITIES),
        views=ready_views(context, "opportunity"),
        reads=READS,
        counted=(N_("{count} deal"), N_("{count} deals")),
        totals=lambda sums: total_text(context, N_("Amount {amount}"), sums.get("amount_minor")),
        empty_title=N_("No deals yet"),
        empty_body=N_("Add one by hand, or bring a spreadsheet of your pipeline."),
        actions=[*common_actions(page, N_("New deal"), delete, "opportunities"), *own],
        primary="opportunity.new",
        secondary="opportunity.import",
        selection_actions=("opportunity.delete",),
        menu=(
            "opportunity.edit",
            "opportunity.log",
            "opportunity.move",
            None,
            "opportunity.win",
            "opportunity.lose",
            None,
            "opportunity.delete",
        ),
    )


def _columns(context: PageContext) -> tuple[Column, ...]:
    def stage(row: OpportunityRow) -> Cell:
        name = context.choices.name(row.stage_id, language()) or ""
        if row.outcome == WON:
            return Cell(name, Tone.GOOD, "circle-check")
        if row.outcome == LOST:
            return Cell(name, Tone.NEUTRAL, "circle-x")
        return Cell(name, trail=_percent(row))

    def closes(row: OpportunityRow) -> Cell:
        day = row.closed_on or row.expected_close_on
        if day is None:
            return Cell(formats.MISSING)
        text = formats.day(day, language(), context.today())
        late = row.outcome == OPEN and day < context.today()
        return Cell(text, Tone.BAD if late else Tone.NEUTRAL, "clock" if late else "")

    def age(row: OpportunityRow) -> Cell:
        if row.age_days is None:
            return Cell(formats.MISSING)
        return Cell(
            formats.days(row.age_days, language()),
            Tone.WARNING if row.is_stalled else Tone.NEUTRAL,
            Mark.MID if row.is_stalled else "",
        )

    def step(row: OpportunityRow) -> Cell:
        when = formats.day(row.next_step_on, language(), context.today()) if row.next_step_on else ""
        text = " · ".join(part for part in (when, row.next_step or "") if part)
        return Cell(text or formats.MISSING, Tone.BAD if row.is_next_step_overdue else Tone.NEUTRAL)

    return (
        Column("name", N_("Deal"), 190, format=lambda row: Cell(row.name, is_strong=True), weight=500, min_width=120),
        Column("customer", N_("Customer"), 160, is_quiet=True),
        Column("owner", N_("Owner"), 100, is_quiet=True),
        Column("stage", N_("Stage"), 124, Kind.STATUS, stage),
        Column("expected_close_on", N_("Closes"), 104, Kind.DATE, closes),
        Column("age_days", N_("In stage"), 84, Kind.STATUS, age, is_right=True),
        Column("next_step", N_("Next step"), 130, format=step, stretches=True),
        Column("amount", N_("Amount"), 106, Kind.MONEY, lambda row: money(row.amount_minor, row.currency)),
        Column(
            "weighted",
            N_("Weighted"),
            106,
            Kind.MONEY,
            lambda row: money(row.weighted_minor, row.currency),
            is_hidden=True,
        ),
        Column("number", N_("Number"), 84, is_quiet=True, is_hidden=True),
        Column("product", N_("Products"), 140, format=lambda row: row.products or "", is_quiet=True, is_hidden=True),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
    )


def _percent(row: OpportunityRow) -> str:
    return f"{round(row.probability_e6 / 10_000)} %"
