"""The service cases: their list, and the steps that lead each of them to the archive."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.viewer import DELETE
from crm_desktop.models.service_case import (
    ARCHIVED,
    ASSIGNED,
    HANDLED,
    IN_PROGRESS,
    NEW,
    STATUSES,
    UNDER_WAY,
    URGENT,
    WAITING,
)
from crm_desktop.operations.service_case import (
    ServiceCaseDraft,
    delete_service_cases,
    service_case_draft,
    update_service_case,
)
from crm_desktop.operations.service_merge import merge_cases
from crm_desktop.operations.service_steps import assign_case, go_on_with_case, take_up_case
from crm_desktop.queries.case_board import CaseStatus
from crm_desktop.queries.service_case import SERVICE_CASES, ServiceCaseRow, help_for, service_case_details, with_help
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.board.boarded_page import BoardedPage
from crm_desktop.ui.board.cases import STEPS, cases_board, may_step
from crm_desktop.ui.business_page import paper_actions
from crm_desktop.ui.case_steps import AGAINST, against_deleting, against_handling
from crm_desktop.ui.detail_content import DetailAction, edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms, Later
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.service_case import describe
from crm_desktop.ui.forms.service_case import (
    ask_for_feedback,
    ask_what_was_done,
    ask_whom_it_waits_for,
    ask_whom_to_assign,
    ask_why_opened_again,
    load_known,
    load_new,
    open_case_form,
)
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.paper_prints import PRINT_CASE
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, filter_fields
from crm_desktop.ui.service_countdown import CALENDAR, Countdown
from crm_desktop.ui.service_words import worked
from crm_desktop.ui.state_signs import case_sign, priority_sign
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

_OPEN = tuple(each for each in STATUSES if each != ARCHIVED)
READS = frozenset({"service_case", "customer", "history_entry", "service_work"})


class ServiceCasesPage(BoardedPage):
    """What customers asked for."""

    kind = "service_case"
    imported_as = "cases"

    def __init__(self, context: PageContext) -> None:

        def own(*statuses: str) -> Callable[[Any], bool]:
            return lambda details: details.status in statuses and not against_handling(details, context)

        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Assign"), "user-plus", "S", lambda: self.assign(), _in(NEW)),
                DetailAction(N_("Take up"), "arrow-right", "S", lambda: self.take_up(), own(ASSIGNED)),
                DetailAction(N_("Handled"), "check", "S", lambda: self.handle(), own(IN_PROGRESS)),
                DetailAction(N_("Go on"), "arrow-right", "S", lambda: self.go_on(), own(WAITING)),
                DetailAction(N_("Feedback"), "star", "S", lambda: self.feed_back(), _in(HANDLED)),
                DetailAction(N_("Wait"), "clock", "W", lambda: self.wait(), own(IN_PROGRESS)),
                DetailAction(N_("Open again"), "rotate-ccw", "S", lambda: self.reopen(), _in(ARCHIVED)),
                edit_button(lambda: self.edit(), _in(*_OPEN)),
                DetailAction(N_("Reply"), "mail", "R", lambda: self.reply(), _in(*_OPEN)),
                DetailAction(N_("Note time"), "hourglass", "T", lambda: self.note_work(), _in(*_OPEN), adds=True),
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

    def next_step(self) -> None:
        """Take the step the current case waits for."""
        row = self._row()
        steps = {
            NEW: self.assign,
            ASSIGNED: self.take_up,
            IN_PROGRESS: self.handle,
            WAITING: self.go_on,
            HANDLED: self.feed_back,
            ARCHIVED: self.reopen,
        }
        if row is not None:
            steps[row.status]()

    def assign(self) -> None:
        """Ask who takes care of the chosen cases."""
        ids, row = self.selected_or_current, self._row()
        if ids and row is not None:
            title: Text = Plain(row.subject)
            if len(ids) > 1:
                title = Message("{count} cases chosen", count=len(ids))
            ask_whom_to_assign(self.context, self.window(), ids, title, self.stay_at)

    def take_up(self) -> None:
        """Begin with the current case."""
        self._step(take_up_case, Message("Take up service case"), Message("Taken up"))

    def wait(self) -> None:
        """Ask for whom the current case waits."""
        if (row := self._row()) is not None:
            ask_whom_it_waits_for(self.context, self.window(), row.id, Plain(row.subject), self.stay_at)

    def go_on(self) -> None:
        """Go on with the current case, which waited."""
        self._step(go_on_with_case, Message("Go on with service case"), Message("Going on"))

    def reopen(self) -> None:
        """Ask why the current case is opened again."""
        if (row := self._row()) is not None:
            ask_why_opened_again(self.context, self.window(), row.id, Plain(row.subject), self.stay_at)

    def reply(self) -> None:
        """Open the form of a reply to the customer of the current case."""
        from crm_desktop.ui.forms.reply import ask_for_reply

        if (row := self._row()) is not None:
            ask_for_reply(self.context, self.window(), row.id, Plain(row.subject), self.stay_at)

    def note_work(self) -> None:
        """Open the form for time that was spent on the current case, and what it cost."""
        from crm_desktop.ui.forms.service_work import new_work

        if (row := self._row()) is not None:
            new_work(self.context, self.window(), case_id=row.id)

    def keep_as_article(self) -> None:
        """Open the form of a new article that says what was done about the current case."""
        if (row := self._row()) is None:
            return

        def begin(case: ServiceCaseDraft) -> None:
            told = {
                "title": case.subject,
                "body": case.handling,
                "kind_id": case.kind_id,
                "product_id": case.product_id,
            }
            self.context.navigator.new("article", told)

        self.context.background.read(self, lambda reading: service_case_draft(reading, row.id), begin, self.refuse)

    def merge(self) -> None:
        """Let the chosen cases be one: the current one goes on."""
        ids, row = self.selected_or_current, self._row()
        if row is None:
            return
        said = Message("Merged into case {number}", number=row.number)
        self.carry_out(Message("Merge service cases"), lambda work: merge_cases(work, row.id, ids), said)

    def handle(self) -> None:
        """Ask what was done about the current case."""
        if (row := self._row()) is not None:
            ask_what_was_done(self.context, self.window(), row.id, Plain(row.subject), self.stay_at)

    def feed_back(self) -> None:
        """Ask how satisfied the customer is."""
        if (row := self._row()) is not None:
            ask_for_feedback(self.context, self.window(), row.id, Plain(row.subject), self.stay_at)

    def open_workload(self) -> None:
        """Show how much everybody has to do."""
        from crm_desktop.ui.dialogs.workload import open_workload

        open_workload(self.context, self.window())

    def is_in(self, *statuses: str) -> Callable[[], bool]:
        """A question whether the current case has one of these statuses."""

        def answer() -> bool:
            row = self._row()
            return row is not None and row.status in statuses

        return answer

    def against(self, right: str) -> Callable[[], str]:
        """What stands against an action that needs a right; of deleting, also what the current case says."""
        told = super().against(right)
        return told if right != DELETE else lambda: told() or self._against_deleting()

    def _against_deleting(self) -> str:
        ids, row = self.selected_or_current, self._row()
        # Of several, the operation says which cannot be.
        is_this = row is not None and ids == [row.id]
        return against_deleting(row, self.context) if is_this else ""

    def against_step(self, name: str, *statuses: str) -> Callable[[], str]:
        """Why a step of the current case is not the viewer's, where its status would lead to it."""
        is_in, told = self.is_in(*statuses), AGAINST[name]
        return lambda: told(self._row(), self.context) if is_in() else ""

    def move_cards(self, ids: Sequence[str], place: CaseStatus) -> None:
        """Take the step that leads cases to where they were dropped; most ask for something first."""
        was = self.board.place_of(ids[0]) if self.board is not None else ""
        self._lead(ids, was, place.id)

    def shift(self, step: int) -> None:
        """Lead the current case to the next status that a step leads to, or back to a former one."""
        row = self._row()
        if row is None:
            return
        at = STATUSES.index(row.status)
        ahead = STATUSES[at + 1 :] if step > 0 else tuple(reversed(STATUSES[:at]))
        nearest = next((each for each in ahead if may_step(self.context, row.status, row, each)), None)
        if nearest is not None:
            self._lead([row.id], row.status, nearest)
        else:
            self.context.navigator.refuse(
                Message("No step of yours leads there from “{status}”.", status=self._said(row))
            )

    def _lead(self, ids: Sequence[str], was: str, status: str) -> None:
        """The step between two statuses, or what it asks first; several cases take those that ask nothing of each."""
        row = self.row_of(ids[0])
        if row is None or status not in STEPS.get(was, ()):
            return
        subject: Text = Plain(row.subject) if len(ids) == 1 else Message("{count} cases chosen", count=len(ids))
        asked = (self.context, self.window())
        if status == NEW:
            self._take(ids, lambda work, key: assign_case(work, key, None), Message("Taken back"))
        elif (was, status) == (ASSIGNED, IN_PROGRESS):
            self._take(ids, take_up_case, Message("Taken up"))
        elif (was, status) == (WAITING, IN_PROGRESS):
            self._take(ids, go_on_with_case, Message("Going on"))
        elif status == ASSIGNED and was not in (HANDLED, ARCHIVED):
            ask_whom_to_assign(*asked, ids, subject, self.stay_at)
        elif len(ids) > 1:
            self.context.navigator.refuse(Message("This step asks about each case. Move one at a time."))
        elif was == ARCHIVED:
            ask_why_opened_again(*asked, row.id, subject, self.stay_at)
        elif was == HANDLED:
            ask_for_feedback(*asked, row.id, subject, self.stay_at)
        elif status == WAITING:
            ask_whom_it_waits_for(*asked, row.id, subject, self.stay_at)
        else:
            ask_what_was_done(*asked, row.id, subject, self.stay_at)

    def _take(self, ids: Sequence[str], do: Callable[[Any, str], None], said: Message) -> None:
        """One step for all of them, or for none."""

        def each(work: Any) -> None:
            for case_id in ids:
                do(work, case_id)

        self.carry_out(Message("Move service cases"), each, said)

    def _said(self, row: ServiceCaseRow) -> str:
        return self.context.choices.state("case_status", row.status, language()) or row.status

    def _on_ticked(self) -> None:
        """Tell anew how much time is left; rows, choice and place stay."""
        self.table.records.retranslate()
        if self.board is not None:
            self.board.tell_again()

    def _step(self, do: Callable[[Any, str], None], step: Message, said: Message) -> None:
        if (row := self._row()) is not None:
            self.carry_out(step, lambda work: do(work, row.id), said)

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
    may_edit=_in(*_OPEN),
    later=Later(help_for, with_help),
)


def _declaration(page: ServiceCasesPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_service_cases, Message("Delete service cases"))

    return ListDeclaration(
        name="service_cases",
        title=N_("Service"),
        query=SERVICE_CASES,
        columns=_columns(context, page.countdown),
        filters=filter_fields(context, SERVICE_CASES),
        views=offered_views(context, "service_case"),
        reads=READS,
        counted=lambda count: trn("{count} case", "{count} cases", count),
        totals=lambda _sums: "",
        empty_title=N_("No service cases yet"),
        empty_body=N_("Write down what customers ask for, so that nothing is forgotten."),
        actions=[*common_actions(page, N_("New case"), delete), *_step_actions(page), *_papers(page)],
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


def _papers(page: ServiceCasesPage) -> list[Action]:
    return paper_actions(page, PRINT_CASE, N_("Print the case sheet"))


def _step_actions(page: ServiceCasesPage) -> list[Action]:
    def action(
        name: str, text: str, do: Callable[[], None], told: str, shortcut: str, icon: str, *statuses: str
    ) -> Action:
        made = Action(f"service_case.{name}", text, do, told, shortcut, icon, page.is_in(*statuses), writes=True)
        return replace(made, reason=page.against_step(name, *statuses)) if name in AGAINST else made

    step, assign, several = N_("Next step"), N_("Assign"), N_("Merge")
    return [
        action("step", step, page.next_step, N_("The step the case waits for"), "S", "arrow-right", *STATUSES),
        action("assign", assign, page.assign, N_("Say who takes care of it"), "A", "user-plus", NEW, *UNDER_WAY),
        action("take_up", N_("Take up"), page.take_up, N_("Begin with it"), "U", "arrow-right", ASSIGNED),
        action("wait", N_("Wait"), page.wait, N_("Say for whom it waits"), "W", "clock", IN_PROGRESS),
        action("go_on", N_("Go on"), page.go_on, N_("Go on after waiting"), "G", "arrow-right", WAITING),
        action(
            "handle", N_("Handled"), page.handle, N_("Write down what was done"), "H", "check", ASSIGNED, IN_PROGRESS
        ),
        action("feedback", N_("Feedback"), page.feed_back, N_("Note what the customer thinks"), "K", "star", HANDLED),
        Action(
            "service_case.workload",
            N_("Workload"),
            page.open_workload,
            N_("How much everybody has to do, and giving cases to others"),
            "Shift+W",
            "users",
        ),
        Action(
            "service_case.forward",
            N_("Next step on the board"),
            lambda: page.shift(1),
            N_("Lead it to the next status that a step of yours leads to"),
            "Ctrl+Right",
            "arrow-right",
            page.has_current,
            writes=True,
        ),
        Action(
            "service_case.back",
            N_("Former step on the board"),
            lambda: page.shift(-1),
            N_("Lead it back to a former status"),
            "Ctrl+Left",
            "arrow-left",
            page.has_current,
            writes=True,
        ),
        action("reopen", N_("Open again"), page.reopen, N_("Begin another round"), "O", "rotate-ccw", ARCHIVED),
        action(
            "reply", N_("Reply…"), page.reply, N_("Write to the customer and keep what was said"), "R", "mail", *_OPEN
        ),
        action(
            "work",
            N_("Note time and cost…"),
            page.note_work,
            N_("Minutes spent on it, by whom and on which day, and what it cost beside them"),
            "T",
            "hourglass",
            *_OPEN,
        ),
        action(
            "article",
            N_("Keep as an article…"),
            page.keep_as_article,
            N_("Write what was done into the answers library"),
            "Shift+A",
            "lightbulb",
            HANDLED,
            ARCHIVED,
        ),
        Action(
            "service_case.merge",
            several,
            page.merge,
            N_("Let the chosen cases be one: the current one goes on"),
            "M",
            "git-merge",
            lambda: len(page.selected_or_current) > 1,
            writes=True,
        ),
    ]


def _columns(context: PageContext, countdown: Countdown) -> tuple[Column, ...]:
    def kind(row: ServiceCaseRow) -> str:
        return context.choices.name(row.kind_id, language()) or formats.MISSING

    def opened(row: ServiceCaseRow) -> str:
        return formats.day(row.opened_on, language(), context.today())

    def stars(row: ServiceCaseRow) -> str:
        return str(row.satisfaction or "")

    def spent(row: ServiceCaseRow) -> str:
        return worked(row.spent_minutes) if row.spent_minutes else ""

    return (
        Column("subject", N_("Subject"), 160, format=_subject, weight=500, stretches=True, min_width=160),
        Column("customer", N_("Customer"), 120, is_quiet=True, min_width=96, gives_way=3),
        Column("kind", N_("Kind"), 82, format=kind, is_quiet=True, min_width=82, gives_way=5),
        Column("priority", N_("Priority"), 82, Kind.STATUS, lambda row: _priority(row, context)),
        Column("status", N_("Status"), 96, Kind.STATUS, lambda row: _status(row, context)),
        Column("owner", N_("Assigned to"), 120, is_quiet=True, min_width=116, gives_way=1),
        Column("respond_by", N_("First answer due in"), 116, Kind.STATUS, countdown.answer, gives_way=2),
        Column("solve_by", N_("Solution due in"), 116, Kind.STATUS, countdown.solution, min_width=108),
        Column("due_on", N_("Due"), 112, Kind.DATE, lambda row: _due(row, context), gives_way=6),
        Column("number", N_("Number"), 84, is_quiet=True, is_hidden=True),
        Column("opened_on", N_("Opened"), 96, Kind.DATE, opened, is_hidden=True),
        Column("satisfaction", N_("Satisfaction"), 96, Kind.STARS, stars, is_hidden=True),
        Column(
            "spent",
            N_("Time spent"),
            110,
            Kind.NUMBER,
            spent,
            is_hidden=True,
            filter_by="spent",
            reads=("spent_minutes",),
            comes_late=True,
        ),
    )


def _subject(row: ServiceCaseRow) -> Cell:
    return Cell(row.subject, is_strong=True)


def _priority(row: ServiceCaseRow, context: PageContext) -> Cell:
    tone, sign = priority_sign(row.priority)
    name = context.choices.state("priority", row.priority, language()) or row.priority
    return Cell(name, tone, sign, is_strong=row.priority == URGENT)


def _status(row: ServiceCaseRow, context: PageContext) -> Cell:
    tone, sign = case_sign(row.status)
    name = context.choices.state("case_status", row.status, language()) or row.status
    whom = context.choices.state("waits_for", row.waits_for or "", language())
    return Cell(name, tone, sign, tooltip=tr("Waits for: {whom}", whom=whom) if whom else "")


def _due(row: ServiceCaseRow, context: PageContext) -> Cell:
    """The day; the time where it is today, and past it, how late an unfinished case is."""
    if row.due_on is None:
        return Cell(formats.MISSING)
    code, today = language(), context.today()
    if row.solve_by is not None and row.due_on == today and row.status != ARCHIVED:
        by = moment_of(row.solve_by, context.zone)
        return Cell(tr("today {time}", time=f"{by:%H:%M}"), Tone.WARNING, "clock", tooltip=formats.moment(by, code))
    if row.is_overdue and row.due_on < today:
        late = tr("{count} d late", count=(today - row.due_on).days)
        return Cell(late, Tone.BAD, "circle-alert", tooltip=formats.day_far(row.due_on, code))
    return Cell(formats.day(row.due_on, code, today), tooltip=formats.day_far(row.due_on, code))
