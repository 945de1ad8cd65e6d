"""What is to be done: tasks, those that repeat, series of steps; who took part in what was done, and comments."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, in_order_of, ref, titled
from crm_desktop.models.search_fields import SearchFields

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATUSES = (OPEN, DONE, DROPPED)
LOW, NORMAL, HIGH, URGENT = "low", "normal", "high", "urgent"
PRIORITIES = (LOW, NORMAL, HIGH, URGENT)


class TaskSeries(Synced):
    """A task that repeats by a rule (RFC 5545, such as FREQ=WEEKLY;BYDAY=MO), from `starts_on` to `ends_on`.

    Its tasks are rows of their own, made ahead of their day; one that was moved or dropped is the exception and is
    never made again.
    """

    __tablename__ = "task_series"
    __title__ = N_("Repeating task")
    __sync_groups__ = (("repeats", "starts_on", "ends_on", "at_minute"),)

    subject: Mapped[str] = titled(N_("Subject"))
    detail: Mapped[str | None] = titled(N_("Detail"))
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    priority: Mapped[str] = titled(N_("Priority"), default=NORMAL)
    owner_id: Mapped[str | None] = ref(N_("Assigned to"), "app_user")
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    opportunity_id: Mapped[str | None] = ref(N_("Opportunity"), "opportunity")
    lead_id: Mapped[str | None] = ref(N_("Lead"), "lead")
    place: Mapped[str | None] = titled(N_("Place"))
    repeats: Mapped[str] = titled(N_("Repeats"))
    starts_on: Mapped[date] = titled(N_("From"))
    ends_on: Mapped[date | None] = titled(N_("To"))
    at_minute: Mapped[int | None] = titled(N_("Minute of the day"))
    minutes: Mapped[int | None] = titled(N_("Minutes"))
    remind_minutes: Mapped[int | None] = titled(N_("Remind before, in minutes"))
    created_by_id: Mapped[str | None] = ref(N_("Created by"), "app_user")
    created_at: Mapped[int] = titled(N_("Created"))


class TaskTemplate(Synced):
    """A series of steps that is planned at once, such as what follows a trade fair."""

    __tablename__ = "task_template"
    __title__ = N_("Series of tasks")

    name_en: Mapped[str] = titled(N_("English name"))
    name_zh: Mapped[str] = titled(N_("Chinese name"))
    position: Mapped[int] = titled(N_("Position"), default=0)


class TaskTemplateStep(Synced):
    """A step of a series, so many days after it begins."""

    __tablename__ = "task_template_step"
    __title__ = N_("Step of a series")

    template_id: Mapped[str] = ref(N_("Series of tasks"), "task_template", index=True)
    position: Mapped[int] = titled(N_("Position"), default=0)
    after_days: Mapped[int] = titled(N_("Days after the beginning"), default=0)
    subject: Mapped[str] = titled(N_("Subject"))
    detail: Mapped[str | None] = titled(N_("Detail"))
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    priority: Mapped[str] = titled(N_("Priority"), default=NORMAL)


class Task(Synced):
    """Something to do on a day, perhaps at a time, perhaps with a customer; done, it may be told by an interaction.

    `due_at` is the instant within `due_on`, none for a task of the day. `remind_at` is when its owner is told; putting
    a reminder off moves it, having seen it empties it.
    """

    __tablename__ = "task"
    __title__ = N_("Task")
    __search__ = SearchFields(kind="task", title="subject", words=("subject", "detail", "place"))
    __sync_groups__ = (
        ("due_on", "due_at", "minutes"),
        ("status", "done_at", "done_on", "done_by_id", "interaction_id", "result"),
        ("owner_id", "assigned_at", "assigned_by_id"),
    )
    __table_args__ = (
        Index("ix_task_of_owner", "owner_id", "deleted", "status", "due_on", "due_at", "id"),
        Index("ix_task_reminder", "deleted", "status", "remind_at", "owner_id"),
        Index(None, "customer_id", "deleted", "due_on"),
        Index(None, "contact_id", "due_on"),
        Index(None, "opportunity_id", "due_on"),
        Index(None, "lead_id", "due_on"),
        Index(None, "case_id", "due_on"),
        Index(None, "series_id", "series_on"),
        *in_order_of("due_on", "subject", "kind_id", "priority", "status", "done_on", "created_at"),
    )

    subject: Mapped[str] = titled(N_("Subject"))
    detail: Mapped[str | None] = titled(N_("Detail"))
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    priority: Mapped[str] = titled(N_("Priority"), default=NORMAL)
    status: Mapped[str] = titled(N_("Status"), default=OPEN)
    owner_id: Mapped[str | None] = ref(N_("Assigned to"), "app_user")
    assigned_by_id: Mapped[str | None] = ref(N_("Assigned by"), "app_user")
    assigned_at: Mapped[int | None] = titled(N_("Assigned at"))
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    opportunity_id: Mapped[str | None] = ref(N_("Opportunity"), "opportunity")
    lead_id: Mapped[str | None] = ref(N_("Lead"), "lead")
    case_id: Mapped[str | None] = ref(N_("Service case"), "service_case")
    campaign_id: Mapped[str | None] = ref(N_("Campaign"), "campaign")
    place: Mapped[str | None] = titled(N_("Place"))
    due_on: Mapped[date] = titled(N_("Due"))
    due_at: Mapped[int | None] = titled(N_("Time"))
    minutes: Mapped[int | None] = titled(N_("Minutes"))
    remind_at: Mapped[int | None] = titled(N_("Reminder"))
    done_at: Mapped[int | None] = titled(N_("Done at"))
    done_on: Mapped[date | None] = titled(N_("Done on"))
    done_by_id: Mapped[str | None] = ref(N_("Done by"), "app_user")
    interaction_id: Mapped[str | None] = ref(N_("Interaction"), "interaction")
    result: Mapped[str | None] = titled(N_("Result"))
    series_id: Mapped[str | None] = ref(N_("Repeating task"), "task_series")
    series_on: Mapped[date | None] = titled(N_("Day of the series"))
    created_by_id: Mapped[str | None] = ref(N_("Created by"), "app_user")
    created_at: Mapped[int] = titled(N_("Created"))

    @staticmethod
    def id_of(series_id: str, on: date) -> str:
        """The id of the task of a series for a day; the same on every laptop, so that each is made once."""
        return derived_id("task", series_id, on.isoformat())

    @staticmethod
    def id_of_step(interaction_id: str) -> str:
        """The id of the task that the next step of an interaction is."""
        return derived_id("task", "step", interaction_id)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status == OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether its day passed without it being done."""
        return self.is_open and self.due_on < today


class Participant(Synced):
    """Someone who took part in an interaction besides its contact and its owner: a contact or a colleague."""

    __tablename__ = "participant"
    __title__ = N_("Participant")
    __table_args__ = (Index(None, "interaction_id"), Index(None, "contact_id"))

    interaction_id: Mapped[str] = ref(N_("Interaction"), "interaction")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    user_id: Mapped[str | None] = ref(N_("User"), "app_user")
    part: Mapped[str | None] = titled(N_("Part"))

    @staticmethod
    def id_of(interaction_id: str, person_id: str) -> str:
        """The id of this person's part in this interaction."""
        return derived_id("participant", interaction_id, person_id)


class Comment(Synced):
    """What somebody said about a record, such as a manager about a visit; `mentions` are ids of users, with spaces."""

    __tablename__ = "comment"
    __title__ = N_("Comment")
    __table_args__ = (Index(None, "record_id", "written_at"),)

    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))
    author_id: Mapped[str | None] = ref(N_("By"), "app_user")
    written_at: Mapped[int] = titled(N_("Written"))
    body: Mapped[str] = titled(N_("Comment"))
    mentions: Mapped[str | None] = titled(N_("Mentions"))
