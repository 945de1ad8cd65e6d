"""The register of leads: who may become a customer, who develops whom by which plan, and what came of it."""

from collections.abc import Callable
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.money import E6, from_e6
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models.lead import ASSIGNED, UNASSIGNED
from crm_desktop.operations.lead import delete_leads, lead_draft, update_lead
from crm_desktop.queries.lead import LEADS, LeadRow, lead_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.campaign_actions import campaign_actions
from crm_desktop.ui.detail_content import DetailAction, edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.lead import describe
from crm_desktop.ui.forms.lead import (
    ask_what_was_won,
    ask_whom_to_assign,
    ask_why_given_up,
    load_known,
    load_new,
    open_lead_form,
)
from crm_desktop.ui.forms.lead_plan import plan_step
from crm_desktop.ui.list_declaration import ListDeclaration, View
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields
from crm_desktop.ui.refusal_columns import refusal_columns
from crm_desktop.ui.state_signs import lead_sign
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"lead", "lead_plan_item", "history_entry"})
_FIXED = N_("This lead has been assigned. Only leads without an assignee can be edited.")


class LeadsPage(RecordPage):
    """Who may become a customer."""

    kind = "lead"
    imported_as = "leads"

    def __init__(self, context: PageContext) -> None:
        may_assign = context.background.viewer.may(ASSIGN)
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(
                    N_("Assign"), "user-plus", "A", lambda: self.assign(), lambda lead: may_assign and _is_new(lead)
                ),
                DetailAction(N_("Plan a step"), "calendar-check", "S", lambda: self.plan_step(), _is_developed),
                DetailAction(N_("Won"), "circle-check", "W", lambda: self.win(), _is_developed),
                edit_button(lambda: self.edit(), _is_new),
                log_button(lambda: self.log_activity()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def edit(self) -> None:
        """Open the form of the current lead, as long as nobody develops it."""
        row = self._row()
        if row is not None and row.status != UNASSIGNED:
            self.context.navigator.refuse(Message(_FIXED))
        else:
            super().edit()

    def assign(self) -> None:
        """Ask who develops the chosen leads."""
        ids, row = self.selected_or_current, self._row()
        if ids and row is not None:
            title: Text = Plain(row.customer_name)
            if len(ids) > 1:
                title = Message("{count} leads chosen", count=len(ids))
            owner_id = self.context.choices.named("users", row.owner or "") if len(ids) == 1 else None
            ask_whom_to_assign(self.context, self.window(), ids, title, owner_id, self.stay_at)

    def plan_step(self) -> None:
        """Ask for a step to develop the current lead."""
        if (row := self._row()) is not None:
            self.detail.show_tab("plan")
            plan_step(self.context, self.window(), row.id, Plain(row.customer_name), self.stay_at)

    def win(self) -> None:
        """Ask which customer the current lead became."""
        if (row := self._row()) is not None:
            ask_what_was_won(self.context, self.window(), row.id, Plain(row.customer_name), self.stay_at)

    def give_up(self) -> None:
        """Ask why the current lead comes to nothing."""
        if (row := self._row()) is not None:
            ask_why_given_up(self.context, self.window(), row.id, Plain(row.customer_name), self.stay_at)

    def is_in(self, *statuses: str) -> Callable[[], bool]:
        """A question whether the current lead has one of these statuses."""

        def answer() -> bool:
            row = self._row()
            return row is not None and row.status in statuses

        return answer

    def _row(self) -> LeadRow | None:
        current = self.table.current_id
        found: LeadRow | None = self.table.records.row_of(current) if current else None
        return found


def _is_new(lead: Any) -> bool:
    return bool(lead.status == UNASSIGNED)


def _is_developed(lead: Any) -> bool:
    return bool(lead.status == ASSIGNED)


def _forms() -> Forms:
    return Forms(load_new, load_known, open_lead_form)


SOURCE = DetailSource(
    kind="lead",
    about="lead_id",
    read=lead_details,
    describe=describe,
    reads=READS | {"interaction", "customer", "opportunity", "attachment"},
    timeline=lambda reading, key, before, only: timeline(reading, lead_id=key, before=before, only=only),
    editable=Editable(lead_draft, update_lead, Message("Edit lead")),
    forms=_forms,
    may_edit=_is_new,
)


def _views(context: PageContext) -> list[View]:
    """Who assigns leads begins with those that wait for it, everyone else with their own."""
    views = offered_views(context, "lead")
    if context.background.viewer.may(ASSIGN):
        return views
    return sorted(views, key=lambda view: view.key != "mine")


def _declaration(page: LeadsPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_leads, Message("Delete leads"))

    return ListDeclaration(
        name="leads",
        title=N_("Leads"),
        query=LEADS,
        columns=_columns(context),
        filters=filter_fields(context, LEADS),
        views=_views(context),
        reads=READS,
        counted=lambda count: trn("{count} lead", "{count} leads", count),
        totals=lambda _sums: "",
        empty_title=N_("No leads yet"),
        empty_body=N_("Write down who might become a customer; somebody is given the task to win them."),
        actions=[*common_actions(page, N_("New lead"), delete), *_step_actions(page)],
        primary="lead.new",
        secondary="lead.import",
        drop_hint=DROP_HINT,
        tools=("lead.export", "lead.print"),
        selection_actions=("lead.assign", "lead.bulk", "lead.export_chosen", "lead.delete"),
        menu=(
            "lead.edit",
            "lead.edit_cell",
            "lead.log",
            None,
            "lead.assign",
            "lead.step",
            "lead.win",
            "lead.give_up",
            None,
            "lead.campaign",
            "lead.opt_out",
            None,
            "lead.copy",
            "lead.copy_cell",
            "lead.paste",
            None,
            "lead.bulk",
            "lead.delete",
        ),
    )


def _step_actions(page: LeadsPage) -> list[Action]:
    def action(
        name: str, text: str, do: Callable[[], None], told: str, shortcut: str, icon: str, *statuses: str
    ) -> Action:
        return Action(f"lead.{name}", text, do, told, shortcut, icon, page.is_in(*statuses), writes=True)

    return [
        Action(
            "lead.assign",
            N_("Assign"),
            page.assign,
            N_("Say who develops it, or take it back"),
            "A",
            "user-plus",
            page.is_in(UNASSIGNED, ASSIGNED),
            reason=page.against(ASSIGN),
            writes=True,
        ),
        action(
            "step", N_("Plan a step"), page.plan_step, N_("Add a step to its plan"), "S", "calendar-check", ASSIGNED
        ),
        action("win", N_("Won…"), page.win, N_("Make a customer of it"), "W", "circle-check", ASSIGNED),
        action("give_up", N_("Give up…"), page.give_up, N_("Close it and say why"), "X", "circle-x", ASSIGNED),
        *campaign_actions(page),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    def source(row: LeadRow) -> str:
        return context.choices.name(row.source_id, language()) or formats.MISSING

    def chance(row: LeadRow) -> str:
        if row.probability_e6 is None:
            return formats.MISSING
        return formats.percent(from_e6(row.probability_e6), 0 if row.probability_e6 * 100 % E6 == 0 else 1)

    def created(row: LeadRow) -> str:
        return formats.day(day_of(row.created_at, context.zone), language(), context.today())

    return (
        Column("customer_name", N_("Customer name"), 170, format=_name, weight=500, min_width=132),
        Column("outline", N_("Outline"), 150, is_quiet=True, stretches=True, min_width=110),
        Column("contact_name", N_("Contact"), 96, is_quiet=True, min_width=80, gives_way=1),
        Column("source", N_("Source"), 84, format=source, is_quiet=True, min_width=72, gives_way=3),
        Column("owner", N_("Assigned to"), 110, is_quiet=True, min_width=96, gives_way=2),
        Column("status", N_("Status"), 110, Kind.STATUS, lambda row: _status(row, context)),
        Column("next_on", N_("Next step on"), 112, Kind.DATE, lambda row: _next(row, context)),
        Column("probability", N_("Success"), 72, Kind.NUMBER, chance),
        Column("phone", N_("Phone"), 120, is_quiet=True, is_hidden=True),
        Column("campaign", N_("Campaign"), 130, is_quiet=True, is_hidden=True),
        Column("number", N_("Number"), 84, is_quiet=True, is_hidden=True),
        Column("created_by", N_("Created by"), 110, is_quiet=True, is_hidden=True),
        Column("created_at", N_("Created"), 104, Kind.DATE, created, is_hidden=True),
        *refusal_columns(LEADS),
    )


def _name(row: LeadRow) -> Cell:
    return Cell(row.customer_name, is_strong=True)


def _status(row: LeadRow, context: PageContext) -> Cell:
    tone, sign = lead_sign(row.status)
    return Cell(context.choices.state("lead_status", row.status, language()) or row.status, tone, sign)


def _next(row: LeadRow, context: PageContext) -> Cell:
    """The day of the next step; past it, how late it is."""
    if row.next_on is None or row.status != ASSIGNED:
        return Cell(formats.MISSING)
    code, today = language(), context.today()
    if row.is_overdue:
        late = tr("{count} d late", count=(today - row.next_on).days)
        return Cell(late, Tone.BAD, "circle-alert", tooltip=formats.day_far(row.next_on, code))
    return Cell(formats.day(row.next_on, code, today), tooltip=formats.day_far(row.next_on, code))
