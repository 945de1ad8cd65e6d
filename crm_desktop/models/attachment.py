"""Files kept with records. What is in a file lies once in the local table `blob`, found by its hash."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, in_order_of, ref, titled
from crm_desktop.models.search_fields import SearchFields

# The kinds of records that keep files.
KINDS = (
    *("customer", "contact", "opportunity", "service_case", "task", "lead", "campaign", "custom_record"),
    *("contract", "sales_order", "invoice", "receipt", "product"),
)


class Attachment(Synced):
    """A file of a record: `sha256` names its content, `record_kind` and `record_id` the record."""

    __tablename__ = "attachment"
    __title__ = N_("File")
    __search__ = SearchFields(kind="attachment", title="name", names=("name",), words=("note",))
    __sync_groups__ = (("sha256", "size"),)
    __table_args__ = (
        Index(None, "record_id", "deleted", "added_at"),
        Index(None, "sha256"),
        *in_order_of("valid_until", "name", "added_at"),
    )

    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))
    name: Mapped[str] = titled(N_("Name"))
    media_type: Mapped[str | None] = titled(N_("File type"))
    size: Mapped[int] = titled(N_("File size"))
    sha256: Mapped[str] = titled(N_("Content"))
    version: Mapped[int | None] = titled(N_("Version"))
    replaces_id: Mapped[str | None] = ref(N_("Replaces"), "attachment")
    valid_until: Mapped[date | None] = titled(N_("Valid until"))
    note: Mapped[str | None] = titled(N_("Note"))
    added_by_id: Mapped[str | None] = ref(N_("By"), "app_user")
    added_at: Mapped[int] = titled(N_("Added"))
