"""The tasks: their list, and what is done with them: done, put off, given to someone, dropped."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.models.task import DONE, DROPPED, OPEN, URGENT
from crm_desktop.operations.task import (
    assign_tasks,
    delete_tasks,
    drop_tasks,
    finish_tasks,
    reopen_tasks,
    task_draft,
    update_task,
)
from crm_desktop.queries.task import TASKS, TaskRow, task_details
from crm_desktop.queries.timeline_items import Timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.task import describe, time_words
from crm_desktop.ui.dialogs.task_reach import ask_reach
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.putting_off import ask_until_when
from crm_desktop.ui.record_actions import hand_over_action
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields
from crm_desktop.ui.state_signs import priority_sign, task_sign
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"task", "customer"})


class TasksPage(RecordPage):
    """What is to be done."""

    kind = "task"
    imported_as = "tasks"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Done"), "check", "D", lambda: self.finish(), _is_open),
                DetailAction(N_("Done with result"), "message-square", "L", lambda: self.log_activity(), _is_open),
                DetailAction(N_("Put off"), "calendar-clock", "O", lambda: self.put_off(), _is_open),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def finish(self) -> None:
        """Mark the chosen tasks as done."""
        self._do(Message("Task done"), finish_tasks, lambda count: trn("1 task done", "{count} tasks done", count))

    def drop(self) -> None:
        """Give the chosen tasks up."""
        self._do(Message("Drop task"), drop_tasks, lambda count: trn("1 task dropped", "{count} tasks dropped", count))

    def reopen(self) -> None:
        """Take the chosen tasks up again."""
        self._do(
            Message("Take task up again"),
            reopen_tasks,
            lambda count: trn("1 task is open again", "{count} tasks are open again", count),
        )

    def stop(self) -> None:
        """Let the current task and those after it repeat no more."""
        row = self._row()
        if row is None:
            return
        from crm_desktop.operations.task_series import end_series

        self.carry_out(
            Message("Stop repeating"),
            lambda work: end_series(work, row.id),
            lambda count: Message("{text}", text=trn("1 task taken away", "{count} tasks taken away", count)),
        )

    def delete(self) -> None:
        """Delete the chosen tasks; of one that repeats, as many as one says."""
        row, step = self._row(), Message("Delete tasks")
        if row is None or row.series_id is None or self.selected_or_current != [row.id]:
            self.delete_chosen(delete_tasks, step)
            return

        def delete(reach: str) -> None:
            from crm_desktop.operations.task_reach import delete_repeating

            self.carry_out(
                step,
                lambda work: delete_repeating(work, row.id, reach),
                lambda count: Message("{text}", text=trn("1 task deleted", "{count} tasks deleted", count)),
            )

        ask_reach(self.context, self.window(), Message("Delete “{name}”", name=row.subject), delete)

    def repeats(self) -> bool:
        """Whether the current task is one of a series."""
        row = self._row()
        return row is not None and row.series_id is not None

    def put_off(self) -> None:
        """Offer other days for the chosen tasks."""
        if ids := self.selected_or_current:
            rect = self.table.visualRect(self.table.currentIndex())
            place = self.table.viewport().mapToGlobal(rect.bottomLeft() + QPoint(self.context.theme.px(36), 0))
            ask_until_when(self.context, self.window(), place, ids, self.refuse)

    def is_in(self, *statuses: str) -> Callable[[], bool]:
        """A question whether the current task has one of these statuses."""

        def answer() -> bool:
            row = self._row()
            return row is not None and row.status in statuses

        return answer

    def _do(self, step: Message, operation: Callable[..., int], said: Callable[[int], str]) -> None:
        if ids := self.selected_or_current:
            self.carry_out(
                step,
                lambda work: operation(work, ids),
                lambda count: Message("{text}", text=said(count)),
            )

    def _row(self) -> TaskRow | None:
        current = self.table.current_id
        found: TaskRow | None = self.table.records.row_of(current) if current else None
        return found


def _is_open(details: Any) -> bool:
    return bool(details.status == OPEN)


def _forms() -> Forms:
    from crm_desktop.ui.forms.task import load_known, load_new, open_task_form

    return Forms(load_new, load_known, open_task_form)


def _read_timeline(reading: Any, task_id: str, before: Any, only: str | None) -> Timeline:
    """What happened with whom the task is about, which one looks at before one acts; above it the task itself."""
    from crm_desktop.queries.open_tasks import own_entry
    from crm_desktop.queries.timeline import timeline
    from crm_desktop.queries.timeline_extras import with_extras

    details, found = task_details(reading, task_id), Timeline((), 0)
    for name in ("customer_id", "opportunity_id", "contact_id", "case_id", "lead_id"):
        if key := getattr(details, name):
            found = timeline(reading, **{name: key}, before=before, only=only)
            break
    own = own_entry(reading, task_id) if before is None else None
    if own is None:
        return found
    others = [each for each in found.to_do if each.record_id != task_id]
    return replace(found, to_do=(*with_extras(reading, [own]), *others))


SOURCE = DetailSource(
    kind="task",
    about="task_id",
    read=task_details,
    describe=describe,
    reads=READS | {"interaction", "contact", "opportunity", "service_case", "attachment"},
    timeline=_read_timeline,
    editable=Editable(task_draft, update_task, Message("Edit task")),
    forms=_forms,
)


def _declaration(page: TasksPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete()

    return ListDeclaration(
        name="tasks",
        title=N_("Tasks"),
        query=TASKS,
        columns=_columns(context),
        filters=filter_fields(context, TASKS),
        views=offered_views(context, "task"),
        reads=READS,
        counted=lambda count: trn("{count} task", "{count} tasks", count),
        totals=lambda _sums: "",
        empty_title=N_("Nothing to do yet"),
        empty_body=N_("Plan a call, a visit or anything else; what is due stands at the top."),
        actions=[*common_actions(page, N_("New task"), delete), *_own_actions(page)],
        primary="task.new",
        secondary="task.import",
        drop_hint=DROP_HINT,
        tools=("task.export", "task.print"),
        selection_actions=("task.done", "task.put_off", "task.assign", "task.bulk", "task.delete"),
        menu=(
            "task.done",
            "task.log",
            "task.put_off",
            "task.drop",
            "task.reopen",
            None,
            "task.edit",
            "task.edit_cell",
            "task.assign",
            "task.stop",
            None,
            "task.copy",
            "task.copy_cell",
            "task.paste",
            None,
            "task.bulk",
            "task.delete",
        ),
    )


def _own_actions(page: TasksPage) -> list[Action]:
    def action(name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str, *statuses: str) -> Action:
        return Action(f"task.{name}", text, do, told, key, icon, page.is_in(*statuses), writes=True)

    return [
        action("done", N_("Done"), page.finish, N_("Mark the chosen tasks as done"), "D", "check", OPEN),
        action(
            "put_off", N_("Put off"), page.put_off, N_("Plan the chosen tasks for later"), "O", "calendar-clock", OPEN
        ),
        action("drop", N_("Drop"), page.drop, N_("Give the chosen tasks up"), "X", "circle-x", OPEN),
        action(
            "reopen",
            N_("Open again"),
            page.reopen,
            N_("Take up what was done or dropped"),
            "U",
            "rotate-ccw",
            DONE,
            DROPPED,
        ),
        Action(
            "task.stop",
            N_("Stop repeating"),
            page.stop,
            N_("Take away this task of a series and those after it"),
            "Ctrl+Shift+U",
            "x",
            page.repeats,
            writes=True,
        ),
        hand_over_action(page, assign_tasks),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    def kind(row: TaskRow) -> str:
        return context.choices.name(row.kind_id, language()) or formats.MISSING

    def done(row: TaskRow) -> str:
        return formats.day(row.done_on, language(), context.today())

    return (
        Column("subject", N_("Subject"), 190, format=_subject, weight=500, stretches=True, min_width=170),
        Column("customer", N_("Customer"), 140, is_quiet=True, min_width=100),
        Column("kind", N_("Kind"), 84, format=kind, is_quiet=True, min_width=82, gives_way=2),
        Column("priority", N_("Priority"), 82, Kind.STATUS, lambda row: _priority(row, context)),
        Column("status", N_("Status"), 92, Kind.STATUS, lambda row: _status(row, context), gives_way=3),
        Column("owner", N_("Assigned to"), 120, is_quiet=True, min_width=116, gives_way=1),
        Column("due_on", N_("Due"), 128, Kind.DATE, lambda row: due_cell(row, context)),
        Column("contact", N_("Contact"), 110, is_quiet=True, is_hidden=True),
        Column("opportunity", N_("Opportunity"), 130, is_quiet=True, is_hidden=True),
        Column("place", N_("Place"), 110, is_quiet=True, is_hidden=True),
        Column("assigned_by", N_("Assigned by"), 116, is_quiet=True, is_hidden=True),
        Column("done_on", N_("Done on"), 96, Kind.DATE, done, is_hidden=True),
    )


def _subject(row: TaskRow) -> Cell:
    return Cell(row.subject, is_strong=True)


def _priority(row: TaskRow, context: PageContext) -> Cell:
    tone, sign = priority_sign(row.priority)
    name = context.choices.state("priority", row.priority, language()) or row.priority
    return Cell(name, tone, sign, is_strong=row.priority == URGENT)


def _status(row: TaskRow, context: PageContext) -> Cell:
    tone, sign = task_sign(row.status)
    return Cell(context.choices.state("task_status", row.status, language()) or row.status, tone, sign)


def due_cell(row: TaskRow, context: PageContext) -> Cell:
    """The day and time; past it, how late an open task is."""
    code, today = language(), context.today()
    far = formats.day_far(row.due_on, code)
    if row.is_overdue:
        return Cell(tr("{count} d late", count=(today - row.due_on).days), Tone.BAD, "circle-alert", tooltip=far)
    time = time_words(row.due_at, None, context)
    day = formats.day(row.due_on, code, today)
    return Cell(
        f"{day.split(' · ')[0]} {time}" if time else day, tooltip=" ".join(part for part in (far, time) if part)
    )
