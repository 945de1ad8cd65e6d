"""The activities: visits, calls, messages and all else that happened, in one list."""

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.operations.interaction import delete_interactions, interaction_draft, update_interaction
from crm_desktop.queries.interaction import INTERACTIONS, InteractionRow, interaction_details
from crm_desktop.ui.business_columns import day_of
from crm_desktop.ui.business_page import about_of, timeline_of
from crm_desktop.ui.detail_content import edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.interaction import describe
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"interaction", "customer", "contact"})


class ActivitiesPage(RecordPage):
    """What happened."""

    kind = "interaction"
    imported_as = "interactions"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(context, SOURCE, (edit_button(lambda: self.edit()),))
        super().__init__(context, _declaration(self, context), detail)


def _forms() -> Forms:
    from crm_desktop.ui.activity_form import load_known, load_new, open_activity_form

    return Forms(load_new, load_known, open_activity_form)


_about = about_of(interaction_details, ("opportunity_id", "case_id", "lead_id", "customer_id", "contact_id"))
SOURCE = DetailSource(
    kind="interaction",
    about="customer_id",
    read=interaction_details,
    describe=describe,
    reads=READS | {"opportunity", "service_case", "lead", "task", "attachment"},
    timeline=timeline_of(_about),
    editable=Editable(interaction_draft, update_interaction, Message("Edit activity")),
    forms=_forms,
    others=_about,
)


def _declaration(page: ActivitiesPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_interactions, Message("Delete activities"))

    def totals(sums: dict[str, int]) -> str:
        minutes = sums.get("minutes")
        return tr("Total {amount}", amount=formats.duration(minutes, language())) if minutes else ""

    return ListDeclaration(
        name="activities",
        title=N_("Activities"),
        query=INTERACTIONS,
        columns=_columns(context),
        filters=filter_fields(context, INTERACTIONS),
        views=offered_views(context, "interaction"),
        reads=READS,
        counted=lambda count: trn("{count} activity", "{count} activities", count),
        totals=totals,
        empty_title=N_("No activities yet"),
        empty_body=N_("Write down a visit, a call or a message; what comes next is planned with it."),
        actions=common_actions(page, N_("Log activity"), delete),
        primary="interaction.new",
        secondary="interaction.import",
        drop_hint=DROP_HINT,
        tools=("interaction.export", "interaction.print"),
        selection_actions=("interaction.export_chosen", "interaction.delete"),
        menu=(
            "interaction.edit",
            "interaction.edit_cell",
            None,
            "interaction.copy",
            "interaction.copy_cell",
            "interaction.paste",
            None,
            "interaction.delete",
            "interaction.delete_why",
        ),
    )


def _columns(context: PageContext) -> tuple[Column, ...]:
    def kind(row: InteractionRow) -> str:
        return context.choices.name(row.kind_id, language()) or formats.MISSING

    def result(row: InteractionRow) -> str:
        return context.choices.name(row.result_id, language()) or formats.MISSING

    def minutes(row: InteractionRow) -> str:
        return formats.duration(row.minutes, language()) if row.minutes else formats.MISSING

    return (
        Column("happened_on", N_("Day"), 112, Kind.DATE, lambda row: _moment(row, context)),
        Column("kind", N_("Kind"), 84, format=kind, is_quiet=True, min_width=72),
        Column("subject", N_("Subject"), 220, weight=500, stretches=True, min_width=170),
        Column("customer", N_("Customer"), 150, is_quiet=True, min_width=110),
        Column("contact", N_("Contact"), 110, is_quiet=True, gives_way=2),
        Column("owner", N_("By"), 100, is_quiet=True, gives_way=1),
        Column("result", N_("Result"), 96, format=result, is_quiet=True, min_width=88, gives_way=3),
        Column("next_step", N_("Next step"), 150, is_quiet=True, gives_way=4),
        Column("next_step_on", N_("Next step on"), 104, Kind.DATE, day_of(context, "next_step_on"), gives_way=5),
        Column("minutes", N_("Minutes"), 84, Kind.NUMBER, minutes, is_hidden=True),
        Column("place", N_("Place"), 110, is_quiet=True, is_hidden=True),
        Column("opportunity", N_("Opportunity"), 130, is_quiet=True, is_hidden=True),
    )


def _moment(row: InteractionRow, context: PageContext) -> Cell:
    """The day; the time of it stands in the tip."""
    at = moment_of(row.happened_at, context.zone)
    return Cell(formats.day(row.happened_on, language(), context.today()), tooltip=formats.moment(at, language()))
