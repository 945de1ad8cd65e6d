"""Tasks of another program, to be done still, done or dropped.

A task has no key: one is known again by its day and subject, and whom it is about. One that is late comes in as late.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from crm_desktop.core import text
from crm_desktop.core.clock import day_of, moment_of
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.moments import instant
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.exchange.mapping import CREATE
from crm_desktop.models import Task
from crm_desktop.models.task import DONE, DROPPED, NORMAL, OPEN
from crm_desktop.operations import subjects
from crm_desktop.operations.task import (
    DAY_MINUTES,
    YEARS_AHEAD,
    TaskDraft,
    drop_tasks,
    finish_tasks,
    reopen_tasks,
    task_draft,
    update_task,
)
from crm_desktop.queries import rights
from crm_desktop.storage.database import UnitOfWork

_ABOUT = ("customer_id", "contact_id", "opportunity_id")
# What a form does not edit: how far a task is has steps of its own.
_STEPS = ("status", "done_on", "result")


@dataclass(frozen=True)
class _Known:
    """A task there was before the import."""

    id: str
    due_at: int | None
    owner_id: str | None
    about: tuple[str | None, ...]

    def may_be(self, due_at: int | None, owner_id: str | None, about: Sequence[str | None]) -> bool:
        """Whether nothing a row says of time and people speaks against it."""
        same_time = None in (due_at, self.due_at) or due_at == self.due_at
        same_people = all(said in (None, known) for said, known in zip(about, self.about, strict=True))
        return same_time and same_people and owner_id in (None, self.owner_id) and any(about) == any(self.about)

    def agreement(self, due_at: int | None, about: Sequence[str | None]) -> int:
        """In how much it is just as a row says."""
        return (due_at == self.due_at) + sum(said == known for said, known in zip(about, self.about, strict=True))


class TaskImporter(RecordImporter):
    """Imports tasks."""

    kind = "tasks"
    entity = Task
    plain = ("subject", "detail", "priority", "place", "status", "result")
    choices = (("kind", "interaction_kind"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        # Those of the days the file has come to; each is known again once, so that two alike in the file stay two.
        self._alike: dict[tuple[date, str], list[_Known]] = defaultdict(list)
        self._read_days: set[date] = set()
        self._identity: dict[str, Any] = {}

    def expect(self, rows: Sequence[Row]) -> None:
        """Read what is known of the days the next rows are about, before any of them is written."""
        super().expect(rows)
        if self.on_match != CREATE:
            days = {self._planned(row.get("due_at"))["due_on"] for row in rows if row.get("due_at")}
            self._read_alike(days - self._read_days)
            self._read_days |= days

    def match(self, row: Row) -> str | None:
        """By what makes it the same."""
        self._identity = self._identified(row)
        return None if row.problems or self.on_match == CREATE else self._known_again(row)

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = {**self.columns(row), **self._identity}
        minutes = Message("Give the minutes of one day at most.")
        if (length := self.whole(row, "minutes", 1, DAY_MINUTES, minutes)) is not None:
            given["minutes"] = length
        if (done_on := self.past(row, "done_on")) is not None:
            given["done_on"] = done_on
            given.setdefault("status", DONE)
        if given.get("due_on") and given["due_on"] > self.reading.today + timedelta(days=366 * YEARS_AHEAD):
            reason = Message("This day is too far ahead. Choose one within {years} years.", years=YEARS_AHEAD)
            row.refuse("due_at", reason)
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """To plan for others takes the right."""
        viewer = self.reading.viewer
        if given.get("owner_id", viewer.user_id) != viewer.user_id and not viewer.may(ASSIGN):
            row.refuse("owner", Message("Only a manager can give tasks to others. Leave this column out."))

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """One row; it is the actor's own unless the file names who is to do it."""
        now, me = self.reading.now_ms, self.reading.viewer.user_id or None
        columns = {"priority": NORMAL, **given, "status": given.get("status") or OPEN}
        columns["owner_id"] = owner_id = given.get("owner_id") or me
        if not columns.get("customer_id"):
            columns["customer_id"] = subjects.customer_of(self.reading, TaskDraft(**_of_draft(given)))
        if owner_id != me:
            columns |= {"assigned_by_id": me, "assigned_at": now}
        if columns["status"] == OPEN:
            columns |= {"done_on": None, "result": None}
        else:
            columns["done_on"] = given.get("done_on") or self.reading.today
            columns |= {"done_at": now, "done_by_id": owner_id}
        self.batch.add(Task, {"id": record_id, "created_by_id": me, "created_at": now, **columns})

    def draft(self, work: UnitOfWork, record_id: str) -> TaskDraft:
        """The task as known."""
        return task_draft(work, record_id)

    def merged(self, work: UnitOfWork, record_id: str, before: TaskDraft, given: dict[str, Any], row: Row) -> TaskDraft:
        """With what the row says of what a form edits."""
        return replace(before, **_of_draft(given))

    def update(self, work: UnitOfWork, record_id: str, draft: TaskDraft, before: TaskDraft) -> None:
        """The ordinary change."""
        update_task(work, record_id, draft, before)

    def after_change(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        """What is done or dropped in the file is so here, and what is open there is taken up again."""
        status = row.get("status") or (DONE if row.get("done_on") else None)
        if status == DONE:
            return bool(finish_tasks(work, [record_id], row.text("result")))
        if status == DROPPED:
            return bool(drop_tasks(work, [record_id], row.text("result")))
        return bool(reopen_tasks(work, [record_id])) if status == OPEN else False

    def _identified(self, row: Row) -> dict[str, Any]:
        """The columns that say which task it is."""
        customer_id = self.link(row, "customer")
        links = {
            "customer_id": customer_id,
            "contact_id": self.link(row, "contact", customer_id),
            "opportunity_id": self.link(row, "opportunity"),
            "owner_id": self.link(row, "owner") if row.get("owner") else None,
        }
        given: dict[str, Any] = {name: value for name, value in links.items() if value}
        return given | self._planned(row.get("due_at")) if row.get("due_at") is not None else given

    def _planned(self, moment: datetime) -> dict[str, Any]:
        """Its day, and its time unless that is midnight: so files write a day alone."""
        at = instant(moment, self.reading.zone)
        local = moment_of(at, self.reading.zone)
        day = day_of(at, self.reading.zone)
        return {"due_on": day} if local.time() == time.min else {"due_on": day, "due_at": at}

    def _known_again(self, row: Row) -> str | None:
        """The task of that day and subject that is most like the row and that no row has taken yet."""
        said = self._identity
        about, due_at = [said.get(name) for name in _ABOUT], said.get("due_at")
        alike = self._alike.get((said["due_on"], text.fold(row.text("subject") or "")), [])
        found = max(
            (known for known in alike if known.may_be(due_at, said.get("owner_id"), about)),
            key=lambda known: known.agreement(due_at, about),
            default=None,
        )
        if found is None:
            return None
        alike.remove(found)
        return found.id

    def _read_alike(self, days: set[date]) -> None:
        of = Task
        about = [getattr(of, name) for name in _ABOUT]
        statement = select(of.id, of.due_on, of.subject, of.due_at, of.owner_id, *about)
        statement = statement.where(of.deleted.is_(False), of.due_on.in_(days)).order_by(of.id)
        scope = rights.visible(of, self.reading.viewer)
        rows = self.reading.session.execute(statement if scope is None else statement.where(scope)) if days else ()
        for record_id, due_on, subject, due_at, owner_id, *people in rows:
            self._alike[due_on, text.fold(subject)].append(_Known(record_id, due_at, owner_id, tuple(people)))


def _of_draft(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in _STEPS}
