"""The service cases: their list, what the detail side says of one, its form, and its steps to the archive."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, HIGH, LOW, NEW, URGENT
from crm_desktop.operations.service_case import (
    ServiceCaseDraft,
    assign_case,
    create_service_case,
    delete_service_cases,
    give_feedback,
    handle_case,
    new_service_case,
    service_case_draft,
    update_service_case,
)
from crm_desktop.queries.people import referred_names
from crm_desktop.queries.service_case import SERVICE_CASES, ServiceCaseRow, service_case_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_view import DetailAction, DetailView
from crm_desktop.ui.details.service_case import describe
from crm_desktop.ui.forms.service_case import (
    CaseStep,
    assign_sections,
    case_sections,
    feedback_sections,
    handle_sections,
)
from crm_desktop.ui.list_page import ListDeclaration
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm, preset
from crm_desktop.ui.record_page import RecordPage, common_actions, filter_fields, ready_views
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"service_case", "customer", "history_entry"})


class ServiceCasesPage(RecordPage):
    """What customers asked for."""

    kind = "service_case"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            service_case_details,
            lambda details: describe(details, context),
            READS | {"interaction"},
            lambda reading, key, before: timeline(reading, case_id=key, before=before),
            (
                DetailAction(N_("Next step"), "arrow-right", "S", lambda: self.next_step()),
                DetailAction(N_("Edit"), "pencil", "E", lambda: self.edit()),
                DetailAction(N_("Log activity"), "plus", "L", lambda: self.log_activity()),
            ),
        )
        self._detail = detail
        super().__init__(context, _declaration(self, context), detail)

    def new(self, values: Mapping[str, Any] | None = None) -> None:
        """Open the form of a new case, perhaps of a customer."""

        def read(reading: Any) -> tuple[ServiceCaseDraft, dict[str, str], int]:
            draft = preset(new_service_case(reading), values)
            return draft, referred_names(reading, draft), 0

        self.context.background.read(self, read, lambda found: self._open_form(None, *found))

    def edit(self) -> None:
        """Open the form of the current case."""
        record_id = self.table.current_id
        if record_id is None:
            return

        def read(reading: Any) -> tuple[ServiceCaseDraft, dict[str, str], int]:
            draft = service_case_draft(reading, record_id)
            return draft, referred_names(reading, draft), reading.position

        self.context.background.read(self, read, lambda found: self._open_form(record_id, *found))

    def next_step(self) -> None:
        """Ask what the next step of the current case needs: whom to assign, what was done, how it was felt."""
        details = self._detail.details
        if details is None:
            return
        step = {NEW: self._assign, ASSIGNED: self._handle, HANDLED: self._feed_back}.get(details.status)
        if step is None:
            self.context.navigator.say(Message("This case is archived: nothing is left to do."), lambda: None)
        else:
            step(details.id)

    def _assign(self, record_id: str) -> None:
        draft = CaseStep(owner_id=self.context.background.viewer.user_id)
        self._ask(
            N_("Assign the case"),
            Message("Assign case"),
            assign_sections(self.context),
            draft,
            lambda work, new: assign_case(work, record_id, new.owner_id or "", new.due_on),
            record_id,
        )

    def _handle(self, record_id: str) -> None:
        self._ask(
            N_("What was done"),
            Message("Handle case"),
            handle_sections(self.context),
            CaseStep(),
            lambda work, new: handle_case(work, record_id, new.handling or "", new.minutes),
            record_id,
        )

    def _feed_back(self, record_id: str) -> None:
        self._ask(
            N_("What the customer says"),
            Message("Feed back case"),
            feedback_sections(self.context),
            CaseStep(),
            lambda work, new: give_feedback(work, record_id, new.result or "", new.satisfaction or 0),
            record_id,
        )

    def _ask(
        self,
        title: str,
        step: Message,
        sections: list[FormSection],
        draft: CaseStep,
        do: Callable[[Any, CaseStep], object],
        record_id: str,
    ) -> None:
        def save(work: Any, new: CaseStep) -> str:
            do(work, new)
            return record_id

        texts = FormTexts(title, "", step, lambda _name: Message("{step} done", step=step))
        RecordForm(self.context, self.window(), texts, sections, draft, save, self.show_record, width=520).open()

    def _open_form(self, record_id: str | None, draft: ServiceCaseDraft, names: dict[str, str], position: int) -> None:
        if record_id is None:
            texts = FormTexts(N_("New case"), N_("What does the customer ask for?"), Message("New case"), _created)
        else:
            texts = FormTexts(N_("Edit case"), Plain(draft.number or ""), Message("Edit case"), _changed)

        def save(work: Any, new: ServiceCaseDraft) -> str:
            if record_id is None:
                return create_service_case(work, new)
            update_service_case(work, record_id, new, draft, position)
            return record_id

        sections = case_sections(self.context, names)
        RecordForm(self.context, self.window(), texts, sections, draft, save, self.show_record).open()


def _created(name: str) -> Message:
    return Message("“{name}” created", name=name)


def _changed(name: str) -> Message:
    return Message("“{name}” saved", name=name)


def _declaration(page: ServiceCasesPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_service_cases, Message("Delete cases"))

    step = Action(
        "service_case.step",
        N_("Next step"),
        page.next_step,
        N_("Assign, handle or feed back"),
        "S",
        "arrow-right",
        page.has_current,
    )
    return ListDeclaration(
        name="service_cases",
        title=N_("Service"),
        query=SERVICE_CASES,
        columns=_columns(context),
        filters=filter_fields(context, SERVICE_CASES),
        views=ready_views(context, "service_case"),
        reads=READS,
        counted=lambda count: trn("{count} case", "{count} cases", count),
        totals=lambda _sums: "",
        empty_title=N_("No service cases yet"),
        empty_body=N_("Write down what customers ask for, so that nothing is forgotten."),
        actions=[*common_actions(page, N_("New case"), delete, "cases"), step],
        primary="service_case.new",
        secondary="service_case.import",
        selection_actions=("service_case.delete",),
        menu=("service_case.step", "service_case.edit", "service_case.log", None, "service_case.delete"),
    )


def _columns(context: PageContext) -> tuple[Column, ...]:

    def status(row: ServiceCaseRow) -> Cell:
        tone = {NEW: Tone.WARNING, ASSIGNED: Tone.INFO, HANDLED: Tone.INFO, ARCHIVED: Tone.GOOD}[row.status]
        sign = {NEW: Mark.DRAFT, ASSIGNED: "user-check", HANDLED: "clock", ARCHIVED: "circle-check"}[row.status]
        return Cell(context.choices.state("case_status", row.status, language()) or "", tone, sign)

    def priority(row: ServiceCaseRow) -> Cell:
        name = context.choices.state("priority", row.priority, language()) or ""
        if row.priority == URGENT:
            return Cell(name, Tone.BAD, Mark.HIGH, is_strong=True)
        if row.priority == HIGH:
            return Cell(name, Tone.WARNING, Mark.MID)
        return Cell(name, Tone.NEUTRAL, Mark.LOW if row.priority == LOW else "")

    def due(row: ServiceCaseRow) -> Cell:
        if row.due_on is None:
            return Cell(formats.MISSING)
        text = formats.day(row.due_on, language(), context.today())
        return Cell(text, Tone.BAD if row.is_overdue else Tone.NEUTRAL, "clock" if row.is_overdue else "")

    def subject(row: ServiceCaseRow) -> Cell:
        return Cell(row.subject, is_strong=True)

    def kind(row: ServiceCaseRow) -> str:
        return context.choices.name(row.kind_id, language()) or ""

    def opened(row: ServiceCaseRow) -> str:
        return formats.day(row.opened_on, language(), context.today())

    return (
        Column("number", N_("Number"), 76, is_quiet=True),
        Column("subject", N_("Subject"), 220, format=subject, weight=500, stretches=True),
        Column("customer", N_("Customer"), 170),
        Column("kind", N_("Kind"), 92, format=kind, is_quiet=True),
        Column("priority", N_("Priority"), 92, Kind.STATUS, priority),
        Column("status", N_("Status"), 104, Kind.STATUS, status),
        Column("owner", N_("Assigned to"), 104, is_quiet=True),
        Column("opened_on", N_("Opened"), 96, Kind.DATE, opened),
        Column("due_on", N_("Due"), 104, Kind.DATE, due),
        Column("satisfaction", N_("Satisfaction"), 96, Kind.STARS, lambda row: str(row.satisfaction or "")),
    )
