"""People at customers: one person may belong to several customers, with a role in each and many ways to be reached."""

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, in_order_of, ref, titled
from crm_desktop.models.search_fields import SearchFields

PHONE, EMAIL, MESSENGER, WEB = "phone", "email", "messenger", "web"


class Contact(Synced):
    """A person one speaks with."""

    __tablename__ = "contact"
    __title__ = N_("Contact")
    __search__ = SearchFields(
        kind="contact",
        title="name",
        names=("name",),
        numbers=("external_key",),
        words=("job_title", "department", "note"),
        subtitle=("job_title",),
        persons=True,
    )
    __table_args__ = (
        Index(None, "deleted", "name", "id"),
        Index(None, "deleted", "created_at", "id"),
        Index(None, "deleted", "owner_id", "name", "id"),
        Index(None, "reports_to_id"),
        Index(None, "external_key"),
        *in_order_of("department", "born_on"),
    )

    name: Mapped[str] = titled(N_("Full name"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))
    salutation: Mapped[str | None] = titled(N_("Salutation"))
    sex: Mapped[str | None] = titled(N_("Sex"))
    born_on: Mapped[date | None] = titled(N_("Birthday"))
    job_title: Mapped[str | None] = titled(N_("Job title"))
    department: Mapped[str | None] = titled(N_("Department"))
    decision_style: Mapped[str | None] = titled(N_("Decision style"))
    reports_to_id: Mapped[str | None] = ref(N_("Reports to"), "contact")
    referred_by_id: Mapped[str | None] = ref(N_("Referred by"), "contact")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    is_opted_out: Mapped[bool | None] = titled(N_("No advertising"))
    no_phone: Mapped[bool | None] = titled(N_("No calls"))
    no_mail: Mapped[bool | None] = titled(N_("No e-mails"))
    no_post: Mapped[bool | None] = titled(N_("No letters"))
    no_message: Mapped[bool | None] = titled(N_("No messages"))
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))


class ContactRole(Synced):
    """A contact's place at one customer: position, buying role, main contact or not."""

    __tablename__ = "contact_role"
    __title__ = N_("Role at a customer")
    __table_args__ = (
        # The first customer of every contact, and the position there, are read from this alone.
        Index(
            "ix_contact_role_first",
            "contact_id",
            "deleted",
            "to_on",
            text("is_main DESC"),
            "position",
            "id",
            "customer_id",
            "job_title",
        ),
        Index(None, "customer_id", "contact_id"),
    )

    contact_id: Mapped[str] = ref(N_("Contact"), "contact")
    customer_id: Mapped[str] = ref(N_("Customer"), "customer")
    job_title: Mapped[str | None] = titled(N_("Job title"))
    buying_role_id: Mapped[str | None] = ref(N_("Buying role"), "dictionary_entry")
    is_main: Mapped[bool] = titled(N_("Main contact"), default=False)
    position: Mapped[int] = titled(N_("Position"), default=0)
    from_on: Mapped[date | None] = titled(N_("From"))
    to_on: Mapped[date | None] = titled(N_("To"))


class ContactPoint(Synced):
    """A phone number, e-mail address or messenger name of a contact. `kind`: phone, email, messenger or web."""

    __tablename__ = "contact_point"
    __title__ = N_("Phone or e-mail")
    __search__ = SearchFields(kind="contact", via="contact_id", phones=("value",), words=("value",))
    __table_args__ = (
        # The first phone and e-mail of every contact are read from this alone.
        Index("ix_contact_point_first", "contact_id", "kind", "deleted", "is_opted_out", "position", "id", "value"),
    )

    contact_id: Mapped[str] = ref(N_("Contact"), "contact")
    kind: Mapped[str] = titled(N_("Kind"))
    label: Mapped[str | None] = titled(N_("Use"))
    value: Mapped[str] = titled(N_("Value"))
    is_opted_out: Mapped[bool] = titled(N_("Not to be used"), default=False)
    position: Mapped[int] = titled(N_("Position"), default=0)
