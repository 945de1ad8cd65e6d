"""The data dictionary: the choices of every list field, pipelines with stages, tags, exchange rates, custom fields."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.core.ids import derived_id
from crm_desktop.models.base import Synced, ref, titled

OPEN, WON, LOST = "open", "won", "lost"


def name_in(language: str, name_en: str, name_zh: str) -> str:
    """The name in a language; an empty one falls back to the other."""
    return (name_zh or name_en) if language == CHINESE else (name_en or name_zh)


class DictionaryEntry(Synced):
    """One choice of one list, such as a level, source, region or reason; its code never changes."""

    __tablename__ = "dictionary_entry"
    __title__ = N_("Dictionary entry")

    kind: Mapped[str] = titled(N_("List"), index=True)
    code: Mapped[str] = titled(N_("Code"))
    name_en: Mapped[str] = titled(N_("English name"))
    name_zh: Mapped[str] = titled(N_("Chinese name"))
    position: Mapped[int] = titled(N_("Position"), default=0)
    is_editable: Mapped[bool] = titled(N_("Editable"), default=True)
    is_active: Mapped[bool] = titled(N_("In use"), default=True)

    @staticmethod
    def id_of(kind: str, code: str) -> str:
        """The id of an entry; the same on every laptop, so that two people adding one choice add the same."""
        return derived_id("dictionary", kind, code)


class Pipeline(Synced):
    """A way deals move from first contact to a decision."""

    __tablename__ = "pipeline"
    __title__ = N_("Pipeline")

    code: Mapped[str] = titled(N_("Code"))
    name_en: Mapped[str] = titled(N_("English name"))
    name_zh: Mapped[str] = titled(N_("Chinese name"))
    position: Mapped[int] = titled(N_("Position"), default=0)

    @staticmethod
    def id_of(code: str) -> str:
        """The id of a shipped pipeline."""
        return derived_id("pipeline", code)


class Stage(Synced):
    """A step of a pipeline with its win probability (millionths); `outcome` is open, won or lost.

    A deal enters it once the fields in `needs` (names, with spaces) are filled; `checklist` has an item a line.
    """

    __tablename__ = "stage"
    __title__ = N_("Stage")

    pipeline_id: Mapped[str] = ref(N_("Pipeline"), "pipeline")
    code: Mapped[str] = titled(N_("Code"))
    name_en: Mapped[str] = titled(N_("English name"))
    name_zh: Mapped[str] = titled(N_("Chinese name"))
    position: Mapped[int] = titled(N_("Position"), default=0)
    probability_e6: Mapped[int] = titled(N_("Probability"), default=0)
    outcome: Mapped[str] = titled(N_("Outcome"), default=OPEN)
    stall_days: Mapped[int | None] = titled(N_("Days until stalled"))
    needs: Mapped[str | None] = titled(N_("Fields that must be filled"))
    checklist: Mapped[str | None] = titled(N_("Checklist"))

    @staticmethod
    def id_of(pipeline_code: str, code: str) -> str:
        """The id of a shipped stage."""
        return derived_id("stage", pipeline_code, code)


class Tag(Synced):
    """A word people stick on records; the same word is the same tag everywhere."""

    __tablename__ = "tag"
    __title__ = N_("Tag")

    name: Mapped[str] = titled(N_("Name"))

    @staticmethod
    def id_of(name: str) -> str:
        """The id of a tag by its name, upper and lower case alike."""
        return derived_id("tag", name.strip().casefold())


class TagLink(Synced):
    """A tag on a record."""

    __tablename__ = "tag_link"
    __title__ = N_("Tag on a record")
    __table_args__ = (Index(None, "record_id", "tag_id"), Index(None, "tag_id", "record_kind", "record_id"))

    tag_id: Mapped[str] = ref(N_("Tag"), "tag")
    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))

    @staticmethod
    def id_of(tag_id: str, record_id: str) -> str:
        """The id of this tag on this record."""
        return derived_id("tag_link", tag_id, record_id)


class Star(Synced):
    """A record that somebody marked as important to them."""

    __tablename__ = "star"
    __title__ = N_("Star")
    __table_args__ = (
        Index(None, "record_id", "user_id", "deleted"),
        Index(None, "user_id", "record_kind", "deleted", "record_id"),
    )

    user_id: Mapped[str] = ref(N_("User"), "app_user")
    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))
    created_at: Mapped[int] = titled(N_("Created"))

    @staticmethod
    def id_of(user_id: str, record_id: str) -> str:
        """The id of this person's star on this record."""
        return derived_id("star", user_id, record_id)


class ExchangeRate(Synced):
    """Units of base currency for one unit of `currency` from a day on, in millionths."""

    __tablename__ = "exchange_rate"
    __title__ = N_("Exchange rate")
    __table_args__ = (Index(None, "currency", "on_date", "rate_e6"),)

    currency: Mapped[str] = titled(N_("Currency"))
    on_date: Mapped[date] = titled(N_("From"))
    rate_e6: Mapped[int] = titled(N_("Rate"))

    @staticmethod
    def id_of(currency: str, on_date: date) -> str:
        """One rate a currency and day."""
        return derived_id("exchange_rate", currency, on_date.isoformat())


# Which kinds of records a company can add fields to, and of which types of fields search finds records.
OWN_KINDS = (
    *("customer", "contact", "lead", "opportunity", "quotation", "contract", "sales_order", "receipt", "invoice"),
    *("product", "task", "interaction", "service_case", "article", "campaign"),
)
SEARCHED = ("text", "long_text", "phone", "email", "web", "choice", "choices")


class CustomField(Synced):
    """A field the company added to a kind of record. `type` is one of `queries.custom_field.TYPES`.

    One with a `formula` or a `rollup` (JSON) is worked out when it is read and never stored.
    """

    __tablename__ = "custom_field"
    __title__ = N_("Custom field")

    record_kind: Mapped[str] = titled(N_("Kind"))
    code: Mapped[str] = titled(N_("Code"))
    name_en: Mapped[str] = titled(N_("English name"))
    name_zh: Mapped[str] = titled(N_("Chinese name"))
    type: Mapped[str] = titled(N_("Type"))
    options: Mapped[str | None] = titled(N_("Options"))
    position: Mapped[int] = titled(N_("Position"), default=0)
    is_required: Mapped[bool | None] = titled(N_("Required"))
    help_en: Mapped[str | None] = titled(N_("English explanation"))
    help_zh: Mapped[str | None] = titled(N_("Chinese explanation"))
    default_value: Mapped[str | None] = titled(N_("Default"))
    currency: Mapped[str | None] = titled(N_("Currency"))
    refers_to: Mapped[str | None] = titled(N_("Kind it refers to"))
    formula: Mapped[str | None] = titled(N_("Formula"))
    rollup: Mapped[str | None] = titled(N_("Roll-up"))


class CustomValue(Synced):
    """The value of a custom field of one record; two fields edited on two laptops never meet."""

    __tablename__ = "custom_value"
    __title__ = N_("Custom value")
    __table_args__ = (
        Index(None, "field_id", "text_value", "record_id"),
        Index(None, "field_id", "int_value", "record_id"),
        Index(None, "record_id"),
        # What a list is sorted, grouped and summed by is read from this alone.
        Index(None, "field_id", "record_id", "deleted", "text_value", "int_value"),
    )
    __sync_groups__ = (("text_value", "int_value"),)

    record_kind: Mapped[str] = titled(N_("Kind"))
    record_id: Mapped[str] = titled(N_("Record"))
    field_id: Mapped[str] = ref(N_("Field"), "custom_field")
    text_value: Mapped[str | None] = titled(N_("Text"))
    int_value: Mapped[int | None] = titled(N_("Number"))

    @staticmethod
    def id_of(record_id: str, field_id: str) -> str:
        """The id of this field's value on this record."""
        return derived_id("custom_value", record_id, field_id)
