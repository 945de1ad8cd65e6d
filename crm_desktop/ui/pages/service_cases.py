"""The service cases: their list, and the steps that lead each of them to the archive."""

from collections.abc import Callable, Sequence
from typing import Any

from crm_desktop.core.i18n import N_, Message, trn
from crm_desktop.core.viewer import DELETE
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, IN_PROGRESS, NEW, OPEN_STATUSES, WAITING
from crm_desktop.operations.service_case import delete_service_cases, service_case_draft, update_service_case
from crm_desktop.queries.case_board import CaseStatus
from crm_desktop.queries.service_case import SERVICE_CASES, ServiceCaseRow, help_for, service_case_details, with_help
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.board.boarded_page import BoardedPage
from crm_desktop.ui.board.cases import cases_board
from crm_desktop.ui.business_page import paper_actions
from crm_desktop.ui.case_actions import case_actions
from crm_desktop.ui.case_columns import case_columns
from crm_desktop.ui.case_commands import CaseCommands
from crm_desktop.ui.case_steps import against_deleting, against_handling
from crm_desktop.ui.detail_content import DetailAction, edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms, Later
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.service_case import describe
from crm_desktop.ui.forms.service_case import load_known, load_new, open_case_form
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import PRINT_CASE
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, filter_fields
from crm_desktop.ui.service_countdown import CALENDAR, Countdown

READS = frozenset({"service_case", "customer", "history_entry", "service_work"})


class ServiceCasesPage(BoardedPage):
    """What customers asked for."""

    kind = "service_case"
    imported_as = "cases"

    def __init__(self, context: PageContext) -> None:

        def own(*statuses: str) -> Callable[[Any], bool]:
            return lambda details: details.status in statuses and not against_handling(details, context)

        self.cases = cases = CaseCommands(self)
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Assign"), "user-plus", "S", cases.assign, _in(NEW)),
                DetailAction(N_("Take up"), "arrow-right", "S", cases.take_up, own(ASSIGNED)),
                DetailAction(N_("Handled"), "check", "S", cases.handle, own(IN_PROGRESS)),
                DetailAction(N_("Go on"), "arrow-right", "S", cases.go_on, own(WAITING)),
                DetailAction(N_("Feedback"), "star", "S", cases.feed_back, _in(HANDLED)),
                DetailAction(N_("Wait"), "clock", "W", cases.wait, own(IN_PROGRESS)),
                DetailAction(N_("Open again"), "rotate-ccw", "S", cases.reopen, _in(ARCHIVED)),
                edit_button(lambda: self.edit(), _in(*OPEN_STATUSES)),
                DetailAction(N_("Reply"), "mail", "R", cases.reply, _in(*OPEN_STATUSES)),
                DetailAction(N_("Note time"), "hourglass", "T", cases.note_work, _in(*OPEN_STATUSES), adds=True),
                log_button(lambda: self.log_activity()),
            ),
        )
        self.countdown = Countdown(context, detail, lambda: self.isVisible())
        super().__init__(context, _declaration(self, context), detail, cases_board(context, self.countdown))
        self.countdown.ticked.connect(self._on_ticked)
        context.feed.subscribe(self, CALENDAR, lambda _changes: self.countdown.read())

    def edit(self) -> None:
        """Open the form of the current case."""
        row = self._row()
        if row is not None and row.status == ARCHIVED:
            self.context.navigator.refuse(Message("An archived case can only be looked at. Open a new one."))
        else:
            super().edit()

    def against(self, right: str) -> Callable[[], str]:
        """What stands against an action that needs a right; of deleting, also what the current case says."""
        told = super().against(right)
        return told if right != DELETE else lambda: told() or self._against_deleting()

    def _against_deleting(self) -> str:
        ids, row = self.selected_or_current, self._row()
        # Of several, the operation says which cannot be.
        is_this = row is not None and ids == [row.id]
        return against_deleting(row, self.context) if is_this else ""

    def move_cards(self, ids: Sequence[str], place: CaseStatus) -> None:
        """Take the step that leads cases to where they were dropped; most ask for something first."""
        was = self.board.place_of(ids[0]) if self.board is not None else ""
        self.cases.lead(ids, was, place.id)

    def _on_ticked(self) -> None:
        """Tell anew how much time is left; rows, choice and place stay."""
        self.table.tell_again()
        if self.board is not None:
            self.board.tell_again()

    def _row(self) -> ServiceCaseRow | None:
        found: ServiceCaseRow | None = self.row()
        return found


def _in(*statuses: str) -> Callable[[Any], bool]:
    return lambda details: details.status in statuses


def _forms() -> Forms:
    return Forms(load_new, load_known, open_case_form)


SOURCE = DetailSource(
    kind="service_case",
    about="case_id",
    read=service_case_details,
    describe=describe,
    reads=READS
    | {"interaction", "contact", "product", "sales_order", "attachment", "article", "case_article"}
    | {"parameter"},
    timeline=lambda reading, key, before, only: timeline(reading, case_id=key, before=before, only=only),
    editable=Editable(service_case_draft, update_service_case, Message("Edit service case")),
    forms=_forms,
    may_edit=_in(*OPEN_STATUSES),
    later=Later(help_for, with_help),
)


def _declaration(page: ServiceCasesPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_service_cases, Message("Delete service cases"))

    return ListDeclaration(
        name="service_cases",
        title=N_("Service"),
        query=SERVICE_CASES,
        columns=case_columns(context, page.countdown),
        filters=filter_fields(context, SERVICE_CASES),
        views=offered_views(context, "service_case"),
        reads=READS,
        counted=lambda count: trn("{count} case", "{count} cases", count),
        totals=lambda _sums: "",
        empty_title=N_("No service cases yet"),
        empty_body=N_("Write down what customers ask for, so that nothing is forgotten."),
        actions=[
            *common_actions(page, N_("New case"), delete),
            *case_actions(page, page.cases),
            *paper_actions(page, PRINT_CASE, N_("Print the case sheet")),
        ],
        primary="service_case.new",
        secondary="service_case.import",
        drop_hint=DROP_HINT,
        tools=("service_case.workload", "service_case.export", "service_case.print"),
        selection_actions=(
            "service_case.assign",
            "service_case.merge",
            "service_case.bulk",
            "service_case.export_chosen",
            "service_case.delete",
        ),
        menu=(
            "service_case.edit",
            "service_case.edit_cell",
            "service_case.log",
            None,
            "service_case.step",
            "service_case.assign",
            "service_case.take_up",
            "service_case.wait",
            "service_case.go_on",
            "service_case.handle",
            "service_case.feedback",
            "service_case.reopen",
            "service_case.reply",
            "service_case.work",
            "service_case.article",
            None,
            "service_case.print_one",
            "service_case.print_other",
            None,
            "service_case.merge",
            "service_case.copy",
            "service_case.copy_cell",
            "service_case.paste",
            None,
            "service_case.bulk",
            "service_case.delete",
            "service_case.delete_why",
        ),
    )
