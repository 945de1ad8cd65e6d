"""Service cases: a request, who handles it, what was done, and how the customer felt about it."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, ref, titled
from crm_desktop.models.search_fields import SearchFields

NEW, ASSIGNED, HANDLED, ARCHIVED = "new", "assigned", "handled", "archived"
STATUSES = (NEW, ASSIGNED, HANDLED, ARCHIVED)
LOW, NORMAL, HIGH, URGENT = "low", "normal", "high", "urgent"
PRIORITIES = (LOW, NORMAL, HIGH, URGENT)
SATISFIED_FROM = 3


class ServiceCase(Synced):
    """A customer's request; created, assigned, handled, and archived once the customer is satisfied."""

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
        ("handling", "handled_at", "handled_by_id", "minutes"),
        ("result", "satisfaction", "closed_on"),
    )
    __table_args__ = (
        Index(None, "deleted", "number", "id"),
        Index(None, "deleted", "subject", "id"),
        Index(None, "deleted", "opened_on", "id"),
        Index(None, "deleted", "due_on", "id"),
        Index(None, "deleted", "status", "opened_on", "id"),
        Index(None, "deleted", "owner_id", "opened_on", "id"),
        Index(None, "customer_id", "opened_on"),
        Index(None, "contact_id", "opened_on"),
        Index(None, "external_key"),
    )

    number: Mapped[str] = titled(N_("Number"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))
    subject: Mapped[str] = titled(N_("Subject"))
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    contact_id: Mapped[str | None] = ref(N_("Contact"), "contact")
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    order_id: Mapped[str | None] = ref(N_("Order"), "sales_order")
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
    handling: Mapped[str | None] = titled(N_("Handling"))
    handled_by_id: Mapped[str | None] = ref(N_("Handled by"), "app_user")
    handled_at: Mapped[int | None] = titled(N_("Handled at"))
    minutes: Mapped[int | None] = titled(N_("Minutes"))
    result: Mapped[str | None] = titled(N_("Result"))
    satisfaction: Mapped[int | None] = titled(N_("Satisfaction"))
    closed_on: Mapped[date | None] = titled(N_("Closed"))
    rework_count: Mapped[int] = titled(N_("Sent back"), default=0)

    @property
    def is_open(self) -> bool:
        """Whether the customer still waits for something."""
        return self.status != ARCHIVED

    def is_overdue(self, today: date) -> bool:
        """Whether the case is open after its due day."""
        return self.is_open and self.due_on is not None and self.due_on < today
