"""What a company makes its own: rules of fields, kinds of records besides the shipped ones."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced, in_order_of, ref, titled
from crm_desktop.models.search_fields import SearchFields

# The table of all own records. An own kind is called by this and its id, `custom_record:0199…`, wherever kinds of
# records are told apart: pages, views, own fields, rules, imports.
OWN_RECORD = "custom_record"
_OF_KIND = f"{OWN_RECORD}:"

REQUIRED, HIDDEN, READ_ONLY, UNIQUE = "required", "hidden", "read_only", "unique"
EFFECTS = (REQUIRED, HIDDEN, READ_ONLY, UNIQUE)


def own_kind(kind_id: str) -> str:
    """What the records of an own kind are called wherever kinds of records are told apart."""
    return _OF_KIND + kind_id


def own_kind_id(kind: str) -> str:
    """The id of the own kind that a kind of record is; empty for the kinds of the program."""
    return kind.removeprefix(_OF_KIND) if kind.startswith(_OF_KIND) else ""


def table_of_kind(kind: str) -> str:
    """The table that holds the records of a kind."""
    return OWN_RECORD if own_kind_id(kind) else kind


class FieldRule(Synced):
    """What is asked of fields of a kind of record, always or when a condition (JSON) holds.

    `fields` are names of columns or ids of custom fields, with spaces; several that are unique are so together.
    """

    __tablename__ = "field_rule"
    __title__ = N_("Rule of a field")
    __sync_groups__ = (("fields", "effect", "condition"),)

    record_kind: Mapped[str] = titled(N_("Kind"))
    fields: Mapped[str] = titled(N_("Fields"))
    effect: Mapped[str] = titled(N_("What is asked"))
    condition: Mapped[str | None] = titled(N_("When"))
    position: Mapped[int] = titled(N_("Position"), default=0)


class CustomKind(Synced):
    """A kind of record that the company added, such as machines or licences of customers."""

    __tablename__ = "custom_kind"
    __title__ = N_("Own kind of record")

    code: Mapped[str] = titled(N_("Code"))
    name_en: Mapped[str] = titled(N_("English name"))
    name_zh: Mapped[str] = titled(N_("Chinese name"))
    plural_en: Mapped[str | None] = titled(N_("English name of many"))
    icon: Mapped[str | None] = titled(N_("Icon"))
    position: Mapped[int] = titled(N_("Position"), default=0)


class CustomRecord(Synced):
    """A record of such a kind; what it holds besides are custom values."""

    __tablename__ = "custom_record"
    __title__ = N_("Own record")
    __search__ = SearchFields(kind=OWN_RECORD, title="name", names=("name",), numbers=("number",), words=("note",))
    __table_args__ = (
        Index(None, "kind_id", "deleted", "name", "id"),
        Index(None, "customer_id", "kind_id"),
        *in_order_of("name", "number", "created_on"),
    )

    kind_id: Mapped[str] = ref(N_("Kind"), "custom_kind")
    number: Mapped[str | None] = titled(N_("Number"))
    name: Mapped[str] = titled(N_("Name"))
    customer_id: Mapped[str | None] = ref(N_("Customer"), "customer")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    created_on: Mapped[date] = titled(N_("Created"))
    note: Mapped[str | None] = titled(N_("Note"))


def kind_of(record: Synced) -> str:
    """What kind of record one is."""
    return own_kind(record.kind_id) if isinstance(record, CustomRecord) else record.__tablename__
