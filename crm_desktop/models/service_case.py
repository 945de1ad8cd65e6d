"""Service cases: a request, the rounds of handling it, what they cost, and how the customer felt about it."""

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id, is_derived
from crm_desktop.models.base import Synced, ref, titled
from crm_desktop.models.search_fields import SearchFields

NEW, ASSIGNED, IN_PROGRESS, WAITING = "new", "assigned", "in_progress", "waiting"
HANDLED, ARCHIVED = "handled", "archived"
OPEN_STATUSES = (NEW, ASSIGNED, IN_PROGRESS, WAITING, HANDLED)
STATUSES = (*OPEN_STATUSES, ARCHIVED)
# Somebody is to do something about cases of these; their time limits run, but for those that wait.
UNDER_WAY = (ASSIGNED, IN_PROGRESS, WAITING)
CUSTOMER, SUPPLIER = "customer", "supplier"
WAITS_FOR = (CUSTOMER, SUPPLIER)
# Word for word in the index of open cases, and in what is asked of it.
OPEN = "status <> 'archived'"
LOW, NORMAL, HIGH, URGENT = "low", "normal", "high", "urgent"
PRIORITIES = (LOW, NORMAL, HIGH, URGENT)
# What another system said of the time limit of a case; a line of its history, of this field.
LIMIT = "limit"
KEPT, MISSED = "kept", "missed"
LIMITS = (KEPT, MISSED)


def agreeing(status: str, owner_id: str | None) -> str:
    """The status that agrees with whether somebody has a case: what is new nobody has, what is under way somebody."""
    if owner_id is None:
        return NEW if status in UNDER_WAY else status
    return ASSIGNED if status == NEW else status


class ServiceCase(Synced):
    """A customer's request; assigned, handled, and archived once the customer is satisfied.

    `handling` and what belongs to it tell of the last round, `ServiceRound` of each. Minutes of working time count
    from when it was opened, without those in which it waited: `response_minutes` until somebody took it up,
    `solution_minutes` until it was handled for the last time. `respond_by` and `solve_by` are the instants at which
    its limits pass; while it waits, `solve_by` stands still.
    """

    __tablename__ = "service_case"
    __title__ = N_("Service case")
    __search__ = SearchFields(
        kind="service_case",
        title="subject",
        names=("subject",),
        numbers=("number", "external_key"),
        words=("request", "handling", "result"),
        subtitle=("number",),
    )
    __sync_groups__ = (
        ("assigned_at", "assigned_by_id", "owner_id"),
        ("handling", "handled_at", "handled_by_id", "minutes", "solution_minutes"),
        ("result", "satisfaction", "closed_on"),
        ("waits_for", "waiting_since", "waited_minutes"),
        ("responded_at", "response_minutes"),
    )
    __table_args__ = (
        Index(None, "deleted", "number", "id"),
        Index(None, "deleted", "subject", "id"),
        Index(None, "deleted", "due_on", "id"),
        Index(None, "deleted", "owner_id", "opened_on", "id"),
        Index(None, "customer_id", "opened_on"),
        Index(None, "contact_id", "opened_on"),
        Index(None, "external_key"),
        Index(None, "deleted", "respond_by", "id"),
        Index(None, "deleted", "solve_by", "id"),
        Index(None, "deleted", "priority", "id"),
        # In the order of the list, with what tells whose cases they are, so that those of somebody who sees few of very
        # many are found here alone; also what they are sorted by, and what reports ask of those of some months.
        Index("ix_service_case_in_status", "deleted", "status", "opened_on", "id", "owner_id", "customer_id"),
        Index(
            "ix_service_case_opened",
            "deleted",
            "opened_on",
            "id",
            "owner_id",
            "customer_id",
            "status",
            "priority",
            "kind_id",
            "solution_minutes",
        ),
        # Which customers service gives reason to worry about, of the open ones and of those closed lately.
        Index(
            "ix_service_case_churn",
            "deleted",
            "status",
            "closed_on",
            "kind_id",
            "satisfaction",
            "merged_into_id",
            "customer_id",
            "opened_on",
        ),
        # The few that somebody is to do something about: what the rules, the day and the workload look through.
        Index(
            "ix_service_case_under_way",
            "owner_id",
            "status",
            "respond_by",
            "responded_at",
            "solve_by",
            "warned_at",
            "escalated_at",
            "id",
            sqlite_where=text("deleted = 0 AND status IN ('new', 'assigned', 'in_progress', 'waiting')"),
        ),
        # All that the queue asks of open ones, in its order: of those there are few among very many archived.
        Index(
            "ix_service_case_not_archived",
            "deleted",
            "opened_on",
            "id",
            "owner_id",
            "customer_id",
            "status",
            "due_on",
            "respond_by",
            "responded_at",
            "solve_by",
            "waiting_since",
            "warned_at",
            "escalated_at",
            "priority",
            "kind_id",
            "number",
            "assigned_at",
            sqlite_where=text(OPEN),
            info={"few": True},
        ),
        *(
            Index(
                f"ix_service_case_not_archived_{order}",
                *("deleted", order, "id", "owner_id", "customer_id"),
                sqlite_where=text(OPEN),
                info={"few": True},
            )
            for order in ("due_on", "solve_by", "number")
        ),
        Index("ix_service_case_of_parent", "parent_id", sqlite_where=text("parent_id IS NOT NULL")),
        Index("ix_service_case_merged", "merged_into_id", sqlite_where=text("merged_into_id IS NOT NULL")),
    )

    number: Mapped[str] = titled(N_("Number"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))
    subject: Mapped[str] = titled(N_("Subject"))
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    order_id: Mapped[str | None] = ref(N_("Order"), "sales_order")
    contract_id: Mapped[str | None] = ref(N_("Contract"), "contract")
    parent_id: Mapped[str | None] = ref(N_("Part of"), "service_case")
    merged_into_id: Mapped[str | None] = ref(N_("Merged into"), "service_case")
    kind_id: Mapped[str | None] = ref(N_("Kind"), "dictionary_entry")
    channel_id: Mapped[str | None] = ref(N_("Channel"), "dictionary_entry")
    status: Mapped[str] = titled(N_("Status"), default=NEW)
    priority: Mapped[str] = titled(N_("Priority"), default=NORMAL)
    request: Mapped[str | None] = titled(N_("Request"))
    opened_at: Mapped[int] = titled(N_("Opened at"))
    opened_on: Mapped[date] = titled(N_("Opened"))
    created_by_id: Mapped[str | None] = ref(N_("Created by"), "app_user")
    owner_id: Mapped[str | None] = ref(N_("Assigned to"), "app_user")
    assigned_by_id: Mapped[str | None] = ref(N_("Assigned by"), "app_user")
    assigned_at: Mapped[int | None] = titled(N_("Assigned at"))
    due_on: Mapped[date | None] = titled(N_("Due"))
    respond_by: Mapped[int | None] = titled(N_("First answer due"))
    solve_by: Mapped[int | None] = titled(N_("Solution due"))
    responded_at: Mapped[int | None] = titled(N_("First answer"))
    response_minutes: Mapped[int | None] = titled(N_("Working minutes to the first answer"))
    waits_for: Mapped[str | None] = titled(N_("Waits for"))
    waiting_since: Mapped[int | None] = titled(N_("Waits since"))
    waited_minutes: Mapped[int | None] = titled(N_("Working minutes of waiting"))
    warned_at: Mapped[int | None] = titled(N_("Warned"))
    escalated_at: Mapped[int | None] = titled(N_("Escalated"))
    handling: Mapped[str | None] = titled(N_("Handling"))
    handled_by_id: Mapped[str | None] = ref(N_("Handled by"), "app_user")
    handled_at: Mapped[int | None] = titled(N_("Handled at"))
    minutes: Mapped[int | None] = titled(N_("Minutes"))
    solution_minutes: Mapped[int | None] = titled(N_("Working minutes to the solution"))
    result: Mapped[str | None] = titled(N_("Result"))
    satisfaction: Mapped[int | None] = titled(N_("Satisfaction"))
    closed_on: Mapped[date | None] = titled(N_("Closed"))
    rework_count: Mapped[int] = titled(N_("Sent back"), default=0)
    reopen_count: Mapped[int | None] = titled(N_("Opened again"))

    @property
    def is_open(self) -> bool:
        """Whether the customer still waits for something."""
        return self.status != ARCHIVED

    def is_overdue(self, today: date) -> bool:
        """Whether the case is open after its due day."""
        return self.is_open and self.due_on is not None and self.due_on < today


class ServiceRound(Synced):
    """One round of handling a case, from 1 on: who had it, what was done, and what the customer thought of that."""

    __tablename__ = "service_round"
    __title__ = N_("Round of a case")
    __sync_groups__ = (
        ("handling", "handled_at", "handled_by_id", "minutes"),
        ("result", "satisfaction", "told_at", "told_by_id"),
    )
    __table_args__ = (Index(None, "case_id", "number"), Index(None, "handled_by_id", "handled_at"))

    case_id: Mapped[str] = ref(N_("Service case"), "service_case")
    number: Mapped[int] = titled(N_("Round"))
    owner_id: Mapped[str | None] = ref(N_("Assigned to"), "app_user")
    began_at: Mapped[int] = titled(N_("Began"))
    handling: Mapped[str | None] = titled(N_("Handling"))
    handled_at: Mapped[int | None] = titled(N_("Handled at"))
    handled_by_id: Mapped[str | None] = ref(N_("Handled by"), "app_user")
    minutes: Mapped[int | None] = titled(N_("Minutes"))
    result: Mapped[str | None] = titled(N_("Result"))
    satisfaction: Mapped[int | None] = titled(N_("Satisfaction"))
    told_at: Mapped[int | None] = titled(N_("Feedback at"))
    told_by_id: Mapped[str | None] = ref(N_("Feedback by"), "app_user")

    @staticmethod
    def id_of(case_id: str, number: int) -> str:
        """The id of a round; begun on two laptops, it is one round."""
        return derived_id("service_round", case_id, str(number))


class ServiceWait(Synced):
    """A time in which a case waited for the customer or a supplier; `minutes` of working time, once it is over."""

    __tablename__ = "service_wait"
    __title__ = N_("Waiting time of a case")
    __sync_groups__ = (("to_at", "minutes"),)
    __table_args__ = (Index(None, "case_id", "from_at"),)

    case_id: Mapped[str] = ref(N_("Service case"), "service_case")
    waits_for: Mapped[str] = titled(N_("Waits for"))
    reason: Mapped[str | None] = titled(N_("Reason"))
    from_at: Mapped[int] = titled(N_("From"))
    to_at: Mapped[int | None] = titled(N_("To"))
    minutes: Mapped[int | None] = titled(N_("Working minutes"))


class ServiceWork(Synced):
    """Minutes somebody spent on a case on a day, and what it cost beside them."""

    __tablename__ = "service_work"
    __title__ = N_("Time spent on a case")
    __sync_groups__ = (("cost_minor", "cost_currency"),)
    __table_args__ = (Index(None, "case_id", "worked_on"), Index(None, "user_id", "worked_on"))

    case_id: Mapped[str] = ref(N_("Service case"), "service_case")
    user_id: Mapped[str | None] = ref(N_("By"), "app_user")
    worked_on: Mapped[date] = titled(N_("Day"))
    minutes: Mapped[int] = titled(N_("Minutes"), default=0)
    cost_minor: Mapped[int | None] = titled(N_("Cost"))
    cost_currency: Mapped[str | None] = titled(N_("Currency"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))

    @property
    def is_of_a_round(self) -> bool:
        """Whether it was noted with what was done in a round, not by hand."""
        return is_derived(self.id)

    @staticmethod
    def id_of(round_id: str) -> str:
        """The id of the time that was noted with what was done in a round."""
        return derived_id("service_work", round_id)


class CaseArticle(Synced):
    """An article of the answers library that was used for a case, in the version it had then."""

    __tablename__ = "case_article"
    __title__ = N_("Answer of a case")
    __table_args__ = (Index(None, "case_id"), Index(None, "article_id"))

    case_id: Mapped[str] = ref(N_("Service case"), "service_case")
    article_id: Mapped[str] = ref(N_("Article"), "article")
    version: Mapped[int] = titled(N_("Version"))
    used_by_id: Mapped[str | None] = ref(N_("By"), "app_user")
    used_at: Mapped[int] = titled(N_("Used"))

    @staticmethod
    def id_of(case_id: str, article_id: str) -> str:
        """The id of this article in this case."""
        return derived_id("case_article", case_id, article_id)
