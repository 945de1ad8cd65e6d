"""The members of campaigns: called one after the other, each answer written down by two keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.listing import Filter
from crm_desktop.operations.campaign_member import (
    REFUSAL,
    Answer,
    answer_members,
    assign_members,
    delete_members,
    mark_reached,
    member_draft,
    update_member,
)
from crm_desktop.operations.campaign_outcome import make_leads
from crm_desktop.queries.campaign_member import MEMBERS, MemberRow, is_refusal, member_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import Timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.campaign_paper import paper_actions
from crm_desktop.ui.choice_menu import Option, choose_for_row
from crm_desktop.ui.detail_content import DetailAction, edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.campaign_member import describe
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_actions import hand_over_action
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields, relative_moment
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"campaign_member", "campaign", "customer", "contact", "contact_point", "lead", "interaction"})
# Members come from the lists of customers, contacts and leads.
_NOT_HERE = frozenset({"campaign_member.new", "campaign_member.paste"})
_NEVER_AGAIN = "never again"
_ABOUT = ("campaign_id", "customer_id", "contact_id", "lead_id")


class CampaignMembersPage(RecordPage):
    """Who takes part in campaigns."""

    kind = "campaign_member"
    imported_as = "campaign_members"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Answer"), "message-square", "R", lambda: self.answer()),
                DetailAction(N_("Reached"), "phone-call", "D", lambda: self.reach()),
                log_button(lambda: self.log_activity()),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    @property
    def campaign_id(self) -> str | None:
        """The campaign whose members are shown, else that of the current one."""
        of = [each.value for each in self.spec.filters if each.field == "campaign" and each.operator == "is"]
        row = self.row()
        return of[0] if len(of) == 1 else row.campaign_id if row is not None else None

    def about_current(self) -> dict[str, Any]:
        """Activities and tasks begun here belong to the campaign, and are with whom it reached."""
        row = self.row()
        return {name: value for name in _ABOUT if (value := getattr(row, name, None))}

    def answer(self) -> None:
        """Offer the answers for the chosen members."""
        ids, row = self.selected_or_current, self.row()
        if not ids or row is None:
            return
        names = self.context.choices
        options: list[Option] = [(key, Plain(name)) for key, name in names.options("campaign_answer", language())]
        refusal = names.name(REFUSAL, language()) or ""
        options.append((_NEVER_AGAIN, Message("{answer}, and not to be reached so again", answer=refusal)))
        choose_for_row(
            self.context.theme,
            self.table,
            N_("Answer"),
            options,
            row.answer_id if len(ids) == 1 else None,
            lambda key: self._note(ids, key),
            numbered=True,
        )

    def _note(self, ids: list[str], key: str | None) -> None:
        is_final = key == _NEVER_AGAIN
        answer = Answer(REFUSAL if is_final else key, opts_out=is_final)
        name = self.context.choices.name(answer.answer_id, language()) or ""
        self.carry_out(
            Message("Answer of campaign members"),
            lambda work: answer_members(work, ids, answer),
            lambda count: Message("{name}: {count}", name=name, count=count),
        )
        if len(ids) == 1:
            self.walk(1)

    def answer_in_full(self) -> None:
        """Ask for the answer with its day, a note and what follows."""
        from crm_desktop.ui.forms.campaign_member import ask_for_answer

        if ids := self.selected_or_current:
            ask_for_answer(self.context, self.window(), ids, self._title(ids), self.stay_at)

    def reach(self) -> None:
        """Note that the chosen members were reached today."""
        if ids := self.selected_or_current:
            self.carry_out(
                Message("Members reached"),
                lambda work: mark_reached(work, ids),
                lambda count: Message("{text}", text=trn("1 member reached", "{count} members reached", count)),
            )

    def make_leads(self) -> None:
        """Make a lead of each chosen member that is none yet."""
        if ids := self.selected_or_current:
            self.carry_out(
                Message("Leads from a campaign"),
                lambda work: make_leads(work, ids),
                lambda count: Message("{text}", text=trn("1 lead registered", "{count} leads registered", count)),
            )

    def plan(self) -> None:
        """Plan a task with the current member."""
        from crm_desktop.ui.planning import plan_task

        plan_task(self.context, self, self.about_current())

    def open_customer(self) -> None:
        """Go to the customer, contact or lead that the current member is."""
        row = self.row()
        for kind in ("customer", "contact", "lead"):
            if row is not None and (key := getattr(row, f"{kind}_id")):
                self.context.navigator.open(kind, key)
                return

    def export(self, only: Any = ()) -> None:
        """As any list, but nobody leaves in a file who does not want to be reached."""
        wanted = Filter("is_refused", "is", False)
        if wanted not in self.spec.filters:
            self.filter_bar.set_filters((*self.spec.filters, wanted))
            self._on_filters_changed()
        super().export(only)

    def import_file(self, file: Path | None = None) -> None:
        """Bring answers back from who called."""
        super().import_file(file)

    def _title(self, ids: list[str]) -> Text:
        row = self.row()
        if len(ids) == 1 and row is not None:
            return Plain(" · ".join(part for part in (row.name, row.contact) if part))
        return Message("{count} members chosen", count=len(ids))

    def row(self) -> MemberRow | None:
        """The current member as the list shows it."""
        current = self.table.current_id
        found: MemberRow | None = self.table.records.row_of(current) if current else None
        return found


def _forms() -> Forms:
    from crm_desktop.ui.forms.campaign_member import load_known, load_new, open_member_form

    return Forms(load_new, load_known, open_member_form)


def _about(reading: Any, member_id: str) -> dict[str, Any]:
    """Activities and tasks are about the campaign, and about whom it reaches."""
    details = member_details(reading, member_id)
    return {name: value for name in _ABOUT if (value := getattr(details, name))}


def _read_timeline(reading: Any, member_id: str, before: Any, only: str | None) -> Timeline:
    """What happened with whom the member is: one looks at that before one calls."""
    details = member_details(reading, member_id)
    for name in ("customer_id", "contact_id", "lead_id"):
        if key := getattr(details, name):
            return timeline(reading, **{name: key}, before=before, only=only)
    return Timeline((), 0)


SOURCE = DetailSource(
    kind="campaign_member",
    about="campaign_id",
    read=member_details,
    describe=describe,
    reads=READS | {"opportunity", "sales_order", "service_case", "attachment"},
    timeline=_read_timeline,
    editable=Editable(member_draft, update_member, Message("Edit campaign member")),
    forms=_forms,
    others=_about,
)


def _declaration(page: CampaignMembersPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_members, Message("Take members out of the campaign"))

    common = [each for each in common_actions(page, N_("Campaign members"), delete) if each.id not in _NOT_HERE]
    return ListDeclaration(
        name="members",
        title=N_("Campaign members"),
        query=MEMBERS,
        columns=_columns(context),
        filters=filter_fields(context, MEMBERS),
        views=sorted(offered_views(context, "campaign_member"), key=lambda view: view.key != "all"),
        reads=READS,
        counted=lambda count: trn("{count} member", "{count} members", count),
        totals=lambda _sums: "",
        empty_title=N_("Nobody takes part in a campaign yet"),
        empty_body=N_("Choose customers, contacts or leads in their lists, or all that a list shows, and add them."),
        actions=[*common, *_own_actions(page), *paper_actions(page, lambda: page.campaign_id)],
        primary="campaign_member.answer",
        drop_hint=DROP_HINT,
        tools=("campaign_member.export", "campaign_member.print"),
        selection_actions=(
            "campaign_member.answer",
            "campaign_member.assign",
            "campaign_member.export_chosen",
            "campaign_member.delete",
        ),
        menu=(
            "campaign_member.answer",
            "campaign_member.answer_in_full",
            "campaign_member.reach",
            "campaign_member.log",
            "campaign_member.plan",
            "campaign_member.lead",
            None,
            "campaign_member.edit",
            "campaign_member.edit_cell",
            "campaign_member.customer",
            "campaign_member.assign",
            None,
            "campaign_member.call_list",
            "campaign_member.letters",
            "campaign_member.labels",
            None,
            "campaign_member.copy",
            "campaign_member.copy_cell",
            None,
            "campaign_member.bulk",
            "campaign_member.delete",
            "campaign_member.delete_why",
        ),
    )


def _own_actions(page: CampaignMembersPage) -> list[Action]:
    def on_chosen(name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str) -> Action:
        return Action(f"campaign_member.{name}", text, do, told, key, icon, lambda: page.has_chosen, writes=True)

    return [
        on_chosen(
            "answer", N_("Answer"), page.answer, N_("Choose what the chosen members said"), "R", "message-square"
        ),
        on_chosen(
            "answer_in_full",
            N_("Answer with a note…"),
            page.answer_in_full,
            N_("Write down what they said, when, and what follows"),
            "Shift+R",
            "sticky-note",
        ),
        on_chosen("reach", N_("Reached"), page.reach, N_("Note that they were reached today"), "D", "phone-call"),
        on_chosen("lead", N_("Make leads"), page.make_leads, N_("Register a lead for each of them"), "W", "target"),
        Action(
            "campaign_member.plan",
            N_("Plan a task…"),
            page.plan,
            N_("Plan something with the current member; it belongs to the campaign"),
            "T",
            "calendar-check",
            page.has_current,
            writes=True,
        ),
        Action(
            "campaign_member.customer",
            N_("Go to the record"),
            page.open_customer,
            N_("Show the customer, contact or lead itself"),
            "O",
            "external-link",
            page.has_current,
        ),
        hand_over_action(page, assign_members),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    def day(name: str) -> Callable[[MemberRow], str]:
        return lambda row: formats.day(getattr(row, name), language(), context.today())

    return (
        Column("name", N_("Name"), 170, format=_name, weight=500, stretches=True, min_width=140),
        Column("contact", N_("Contact"), 110, is_quiet=True, min_width=90),
        Column("phone", N_("Phone"), 146, format=_phone, min_width=130),
        Column("answer", N_("Answer"), 110, Kind.STATUS, lambda row: _answer(row, context)),
        Column("note", N_("Note"), 130, is_quiet=True, min_width=96, gives_way=2),
        Column("reached_on", N_("Reached"), 104, Kind.DATE, day("reached_on"), gives_way=3),
        Column("owner", N_("To be asked by"), 120, is_quiet=True, min_width=116, gives_way=4),
        Column(
            "last_contact",
            N_("Last contact"),
            96,
            Kind.DATE,
            lambda row: relative_moment(context, row.last_contact_at),
            gives_way=1,
        ),
        Column("campaign", N_("Campaign"), 140, is_quiet=True, is_hidden=True, reads=("campaign",)),
        Column("email", N_("E-mail"), 150, is_quiet=True, is_hidden=True, reads=("email",)),
        Column("city", N_("City"), 96, is_quiet=True, is_hidden=True, reads=("city",)),
        Column("address", N_("Address"), 170, is_quiet=True, is_hidden=True, reads=("address",)),
        Column("answered_on", N_("Answered"), 104, Kind.DATE, day("answered_on"), is_hidden=True),
    )


def _name(row: MemberRow) -> Cell:
    return Cell(row.name or formats.MISSING, is_strong=True)


def _phone(row: MemberRow) -> Cell:
    """The number; crossed by a mark when it is not to be used."""
    if row.is_refused:
        return Cell(tr("Opted out"), Tone.BAD, "circle-x", tooltip=row.phone or "")
    return Cell(row.phone or formats.MISSING)


def _answer(row: MemberRow, context: PageContext) -> Cell:
    if row.answer_id is None:
        return Cell(formats.MISSING)
    name = context.choices.name(row.answer_id, language()) or formats.MISSING
    tone = Tone.WARNING if is_refusal(row.answer_id) else Tone.NEUTRAL
    return Cell(name, tone, "circle-x" if is_refusal(row.answer_id) else "message-square")
