"""What is done with service cases on their page, by commands and on the board: the steps, and what goes with them."""

from collections.abc import Callable, Sequence
from typing import Any

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, IN_PROGRESS, NEW, STATUSES, WAITING
from crm_desktop.operations.service_case import ServiceCaseDraft, service_case_draft
from crm_desktop.operations.service_merge import merge_cases
from crm_desktop.operations.service_steps import assign_case, go_on_with_case, take_up_case
from crm_desktop.queries.service_case import ServiceCaseRow
from crm_desktop.ui.board.boarded_page import BoardedPage
from crm_desktop.ui.board.cases import STEPS, may_step
from crm_desktop.ui.case_steps import AGAINST, NOT_NOW
from crm_desktop.ui.forms.service_steps import (
    ask_for_feedback,
    ask_what_was_done,
    ask_whom_it_waits_for,
    ask_whom_to_assign,
    ask_why_opened_again,
)
from crm_desktop.ui.texts import Plain, Text


class CaseCommands:
    """The commands of a page of cases, on the current case or on those that are chosen."""

    def __init__(self, page: BoardedPage) -> None:
        self._page = page

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
        ids, row = self._page.selected_or_current, self._row()
        if ids and row is not None:
            self._ask_whom_to_assign(ids, row)

    def take_up(self) -> None:
        """Begin with the current case."""
        self._step(take_up_case, Message("Take up service case"), Message("Taken up"))

    def wait(self) -> None:
        """Ask for whom the current case waits."""
        self._ask(ask_whom_it_waits_for, self._row())

    def go_on(self) -> None:
        """Go on with the current case, which waited."""
        self._step(go_on_with_case, Message("Go on with service case"), Message("Going on"))

    def reopen(self) -> None:
        """Ask why the current case is opened again."""
        self._ask(ask_why_opened_again, self._row())

    def reply(self) -> None:
        """Open the form of a reply to the customer of the current case."""
        from crm_desktop.ui.forms.reply import ask_for_reply

        self._ask(ask_for_reply, self._row())

    def note_work(self) -> None:
        """Open the form for time that was spent on the current case, and what it cost."""
        from crm_desktop.ui.forms.service_work import new_work

        if (row := self._row()) is not None:
            new_work(self._page.context, self._page.window(), case_id=row.id)

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
            self._page.context.navigator.new("article", told)

        self._page.context.background.read(
            self._page, lambda reading: service_case_draft(reading, row.id), begin, self._page.refuse
        )

    def merge(self) -> None:
        """Let the chosen cases be one: the current one goes on."""
        ids, row = self._page.selected_or_current, self._row()
        if row is None:
            return
        said = Message("Merged into case {number}", number=row.number)
        self._page.carry_out(Message("Merge service cases"), lambda work: merge_cases(work, row.id, ids), said)

    def handle(self) -> None:
        """Ask what was done about the current case."""
        self._ask(ask_what_was_done, self._row())

    def feed_back(self) -> None:
        """Ask how satisfied the customer is."""
        self._ask(ask_for_feedback, self._row())

    def open_workload(self) -> None:
        """Show how much everybody has to do."""
        from crm_desktop.ui.dialogs.workload import open_workload

        open_workload(self._page.context, self._page.window())

    def is_in(self, *statuses: str) -> Callable[[], bool]:
        """A question whether the current case has one of these statuses."""

        def answer() -> bool:
            row = self._row()
            return row is not None and row.status in statuses

        return answer

    def against_step(self, name: str, *statuses: str) -> Callable[[], str]:
        """Why a step of the current case is not possible: its status does not lead to it, or it is not the viewer's."""

        def told() -> str:
            row = self._row()
            if row is None:
                return ""
            if row.status not in statuses:
                return NOT_NOW[name]
            return AGAINST[name](row, self._page.context) if name in AGAINST else ""

        return told

    def against_merging(self) -> str:
        """Why nothing is merged: one case alone is chosen."""
        is_one = len(self._page.selected_or_current) == 1
        return N_("Choose at least two cases that are about the same.") if is_one else ""

    def shift(self, step: int) -> None:
        """Lead the current case to the next status that a step leads to, or back to a former one."""
        row = self._row()
        if row is None:
            return
        at = STATUSES.index(row.status)
        ahead = STATUSES[at + 1 :] if step > 0 else tuple(reversed(STATUSES[:at]))
        nearest = next((each for each in ahead if may_step(self._page.context, row.status, row, each)), None)
        if nearest is not None:
            self.lead([row.id], row.status, nearest)
        else:
            self._page.context.navigator.refuse(
                Message("No step of yours leads there from “{status}”.", status=self._said(row))
            )

    def lead(self, ids: Sequence[str], was: str, status: str) -> None:
        """The step between two statuses, or what it asks first; several cases take those that ask nothing of each."""
        row = self._page.row_of(ids[0])
        if row is None or status not in STEPS.get(was, ()):
            return
        if status == NEW:
            self._take(ids, lambda work, key: assign_case(work, key, None), Message("Taken back"))
        elif (was, status) == (ASSIGNED, IN_PROGRESS):
            self._take(ids, take_up_case, Message("Taken up"))
        elif (was, status) == (WAITING, IN_PROGRESS):
            self._take(ids, go_on_with_case, Message("Going on"))
        elif status == ASSIGNED and was not in (HANDLED, ARCHIVED):
            self._ask_whom_to_assign(ids, row)
        elif len(ids) > 1:
            self._page.context.navigator.refuse(Message("This step asks about each case. Move one at a time."))
        elif was == ARCHIVED:
            self._ask(ask_why_opened_again, row)
        elif was == HANDLED:
            self._ask(ask_for_feedback, row)
        elif status == WAITING:
            self._ask(ask_whom_it_waits_for, row)
        else:
            self._ask(ask_what_was_done, row)

    def _take(self, ids: Sequence[str], do: Callable[[Any, str], None], said: Message) -> None:
        """One step for all of them, or for none."""

        def each(work: Any) -> None:
            for case_id in ids:
                do(work, case_id)

        self._page.carry_out(Message("Move service cases"), each, said)

    def _said(self, row: ServiceCaseRow) -> str:
        return self._page.context.choices.state("case_status", row.status, language()) or row.status

    def _ask(self, ask: Callable[..., None], row: ServiceCaseRow | None) -> None:
        """Have a form ask what a step of one case needs."""
        if row is not None:
            ask(self._page.context, self._page.window(), row.id, Plain(row.subject), self._page.stay_at)

    def _ask_whom_to_assign(self, ids: Sequence[str], row: ServiceCaseRow) -> None:
        title: Text = Plain(row.subject) if len(ids) == 1 else Message("{count} cases chosen", count=len(ids))
        ask_whom_to_assign(self._page.context, self._page.window(), ids, title, self._page.stay_at)

    def _step(self, do: Callable[[Any, str], None], step: Message, said: Message) -> None:
        if (row := self._row()) is not None:
            self._page.carry_out(step, lambda work: do(work, row.id), said)

    def _row(self) -> ServiceCaseRow | None:
        found: ServiceCaseRow | None = self._page.row()
        return found
