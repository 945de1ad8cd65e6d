"""The campaigns: what they cost, whom they reached, and what came of them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.models.insight import DROPPED, ENDED, PLANNED, RUNNING
from crm_desktop.operations.campaign import campaign_draft, delete_campaigns, set_status, update_campaign
from crm_desktop.operations.campaign_member import add_matching
from crm_desktop.queries.campaign import CAMPAIGNS, CampaignRow, campaign_details, campaign_rest, with_rest
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.campaign_figures import figure, open_figure
from crm_desktop.ui.campaign_paper import paper_actions
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms, Later
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.campaign import describe
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields, total_text
from crm_desktop.ui.state_signs import campaign_sign
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"campaign", "campaign_member", "lead", "opportunity", "sales_order", "saved_view"})


class CampaignsPage(RecordPage):
    """What is done to win and keep customers."""

    kind = "campaign"
    imported_as = "campaigns"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Add who matches"), "user-plus", "G", lambda: self.add_matching(), _has_waiting),
                DetailAction(N_("Members"), "users", "M", lambda: self.show_members(), adds=True),
                DetailAction(N_("Begin"), "circle", "S", lambda: self.enter(RUNNING), _is_planned),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def show_members(self) -> None:
        """Go to the list of the current campaign's members."""
        if self.current_id:
            open_figure(self.context.navigator, figure(self.current_id, "members"))

    def add_matching(self) -> None:
        """Add whoever matches the current campaign's view by now."""
        if (campaign_id := self.current_id) is not None:
            self.carry_out(
                Message("Add who matches by now"),
                lambda work: add_matching(work, campaign_id),
                lambda count: Message("{text}", text=trn("1 member added", "{count} members added", count)),
            )

    def enter(self, status: str) -> None:
        """Begin, end or drop the chosen campaigns."""
        if ids := self.selected_or_current:
            name = self.context.choices.state("campaign_status", status, language()) or status
            self.carry_out(
                Message("Change the status of campaigns"),
                lambda work: set_status(work, ids, status),
                lambda count: Message("{name}: {count}", name=name, count=count),
            )

    def is_in(self, *statuses: str) -> Callable[[], bool]:
        """A question whether the current campaign has one of these statuses."""

        def answer() -> bool:
            row = self.row()
            return row is not None and row.status in statuses

        return answer

    def row(self) -> CampaignRow | None:
        """The current campaign as the list shows it."""
        current = self.table.current_id
        found: CampaignRow | None = self.table.records.row_of(current) if current else None
        return found


def _has_waiting(details: Any) -> bool:
    return bool(details.waiting) and details.status not in (ENDED, DROPPED)


def _is_planned(details: Any) -> bool:
    return bool(details.status == PLANNED)


def _forms() -> Forms:
    from crm_desktop.ui.forms.campaign import load_known, load_new, open_campaign_form

    return Forms(load_new, load_known, open_campaign_form)


SOURCE = DetailSource(
    kind="campaign",
    about="campaign_id",
    read=partial(campaign_details, at_once=True),
    describe=describe,
    reads=READS | {"interaction", "history_entry", "attachment", "customer", "contact"},
    timeline=lambda reading, key, before, only: timeline(reading, campaign_id=key, before=before, only=only),
    editable=Editable(campaign_draft, update_campaign, Message("Edit campaign")),
    forms=_forms,
    later=Later(campaign_rest, with_rest),
)


def _declaration(page: CampaignsPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_campaigns, Message("Delete campaigns"))

    return ListDeclaration(
        name="campaigns",
        title=N_("Campaigns"),
        query=CAMPAIGNS,
        columns=_columns(context),
        filters=filter_fields(context, CAMPAIGNS),
        views=sorted(offered_views(context, "campaign"), key=lambda view: view.key != "all"),
        reads=READS,
        counted=lambda count: trn("{count} campaign", "{count} campaigns", count),
        totals=lambda sums: " · ".join(
            (
                total_text(context, N_("Cost {amount}"), sums.get("spent_minor")),
                total_text(context, N_("Revenue {amount}"), sums.get("revenue_minor")),
            )
        ),
        empty_title=N_("No campaigns yet"),
        empty_body=N_("Plan a mailing, a round of calls or a fair; then choose in any list who takes part."),
        actions=[
            *common_actions(page, N_("New campaign"), delete),
            *_own_actions(page),
            *paper_actions(page, lambda: page.current_id),
        ],
        primary="campaign.new",
        secondary="campaign.import",
        drop_hint=DROP_HINT,
        tools=("campaign.export", "campaign.print"),
        selection_actions=("campaign.end", "campaign.bulk", "campaign.export_chosen", "campaign.delete"),
        menu=(
            "campaign.edit",
            "campaign.edit_cell",
            "campaign.members",
            "campaign.add_matching",
            "campaign.log",
            None,
            "campaign.begin",
            "campaign.end",
            "campaign.drop",
            None,
            "campaign.call_list",
            "campaign.letter",
            "campaign.letters",
            "campaign.labels",
            None,
            "campaign.copy",
            "campaign.copy_cell",
            None,
            "campaign.bulk",
            "campaign.delete",
            "campaign.delete_why",
        ),
    )


def _own_actions(page: CampaignsPage) -> list[Action]:
    def enter(name: str, text: str, status: str, told: str, key: str, icon: str, *statuses: str) -> Action:
        enabled = page.is_in(*statuses)
        return Action(f"campaign.{name}", text, lambda: page.enter(status), told, key, icon, enabled, writes=True)

    return [
        Action(
            "campaign.members",
            N_("Members"),
            page.show_members,
            N_("Go to who takes part, to write down what they answer"),
            "M",
            "users",
            page.has_current,
        ),
        Action(
            "campaign.add_matching",
            N_("Add who matches"),
            page.add_matching,
            N_("Add whoever matches the view of this campaign by now"),
            "G",
            "user-plus",
            page.is_in(PLANNED, RUNNING),
            writes=True,
        ),
        enter(
            "begin", N_("Begin"), RUNNING, N_("The campaign runs from today on"), "S", "circle", PLANNED, ENDED, DROPPED
        ),
        enter("end", N_("End"), ENDED, N_("The campaign is over"), "X", "circle-check", PLANNED, RUNNING),
        enter("drop", N_("Drop"), DROPPED, N_("The campaign is given up"), "Shift+X", "circle-x", PLANNED, RUNNING),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    unit = formats.currency_symbol(context.currency).strip()

    def day(name: str) -> Callable[[CampaignRow], str]:
        return lambda row: formats.day(getattr(row, name), language(), context.today())

    def count(key: str, title: str, *, is_hidden: bool = False, gives_way: int = 0) -> Column:
        attribute = key

        def shown(row: CampaignRow) -> str:
            return formats.integer(getattr(row, attribute))

        return Column(
            key,
            title,
            84,
            Kind.NUMBER,
            shown,
            is_hidden=is_hidden,
            gives_way=gives_way,
            reads=(key,),
            comes_late=True,
        )

    def money(key: str, title: str, *, is_hidden: bool = False, comes_late: bool = False) -> Column:
        attribute = f"{key}_minor"

        def shown(row: CampaignRow) -> str:
            amount = getattr(row, attribute)
            return formats.MISSING if amount is None else formats.money(amount, context.currency, cents=False)

        return Column(
            key,
            title,
            104,
            Kind.MONEY,
            shown,
            unit=unit,
            is_hidden=is_hidden,
            reads=(attribute,),
            comes_late=comes_late,
        )

    def kind(row: CampaignRow) -> str:
        return context.choices.name(row.kind_id, language()) or formats.MISSING

    return (
        Column("name", N_("Campaign"), 210, format=_name, weight=500, stretches=True, min_width=150),
        Column("status", N_("Status"), 96, Kind.STATUS, lambda row: _status(row, context)),
        Column("channel", N_("Channel"), 84, format=lambda row: _channel(row, context), is_quiet=True, gives_way=3),
        Column("starts_on", N_("Starts"), 104, Kind.DATE, day("starts_on"), gives_way=2),
        Column("owner", N_("Owner"), 120, is_quiet=True, min_width=116, gives_way=4),
        count("members", N_("Members")),
        count("answered", N_("Answers")),
        count("won", N_("Won deals"), gives_way=1),
        money("spent", N_("Cost")),
        money("revenue", N_("Revenue"), comes_late=True),
        Column("kind", N_("Kind"), 96, format=kind, is_quiet=True, is_hidden=True),
        Column("ends_on", N_("Ends"), 104, Kind.DATE, day("ends_on"), is_hidden=True),
        count("reached", N_("Number reached"), is_hidden=True),
        count("refused", N_("Refusals"), is_hidden=True),
        count("leads", N_("Leads"), is_hidden=True),
        money("planned", N_("Planned cost"), is_hidden=True),
    )


def _name(row: CampaignRow) -> Cell:
    return Cell(row.name, is_strong=True)


def _status(row: CampaignRow, context: PageContext) -> Cell:
    tone, sign = campaign_sign(row.status)
    return Cell(context.choices.state("campaign_status", row.status, language()) or row.status, tone, sign)


def _channel(row: CampaignRow, context: PageContext) -> str:
    if row.channel is None:
        return formats.MISSING
    return context.choices.state("campaign_channel", row.channel, language()) or tr(row.channel)
