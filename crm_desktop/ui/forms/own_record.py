"""The form of a record of an own kind; what the company wants to know of it follows as own fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models import Customer
from crm_desktop.models.customising import own_kind, own_kind_id
from crm_desktop.operations.own_record import (
    NAME_AT_MOST,
    NUMBER_AT_MOST,
    OwnRecordDraft,
    create_own_record,
    new_own_record,
    own_record_draft,
    update_own_record,
)
from crm_desktop.queries.custom_field import name_of_record
from crm_desktop.queries.own_kind import OwnKind, number_pattern
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.widgets.fields import LineField, NoteField


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, what its customer is called, whether it gets a number by itself."""

    draft: OwnRecordDraft
    names: Mapping[str, str] = field(default_factory=dict)
    is_numbered: bool = False
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new record, some of its fields filled in; its kind is one of them."""
    return _loaded(reading, preset(new_own_record(reading, ""), values))


def of_kind(kind: str, values: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """What a new record of a kind begins with."""
    return {**(values or {}), "kind_id": own_kind_id(kind)}


def load_known(reading: Any, record_id: str) -> Loaded:
    """A record as it is now."""
    return _loaded(reading, own_record_draft(reading, record_id))


def open_own_record_form(
    context: PageContext, window: QWidget, record_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new record, or of the one with this id."""
    kind = context.choices.own_kind(own_kind(loaded.draft.kind_id))
    if kind is None:
        context.navigator.refuse(Message("This kind of record is no longer there."))
        return
    opened = Opened(loaded.draft, loaded.position, lambda reading: own_record_draft(reading, record_id or ""))

    def save(work: Any, draft: OwnRecordDraft) -> str:
        if record_id is None:
            return create_own_record(work, draft)
        update_own_record(work, record_id, draft, opened.draft, opened.position)
        return record_id

    known, keep_as = opened if record_id else None, KeepAs(kind.kind, record_id)
    sections, texts = shipped_sections(context, loaded), _texts(kind, record_id)
    RecordForm(context, window, texts, sections, loaded.draft, save, saved, opened=known, keep_as=keep_as).open()


def _loaded(reading: Any, draft: OwnRecordDraft) -> Loaded:
    customer = draft.customer_id
    names = {customer: name_of_record(reading, Customer.__tablename__, customer)} if customer else {}
    return Loaded(draft, names, number_pattern(reading, own_kind(draft.kind_id)) is not None, reading.position)


def _texts(kind: OwnKind, record_id: str | None) -> FormTexts:
    one = Message(kind.one)
    if record_id is None:
        title = Message("New: {kind}", kind=one)
        return FormTexts(title, "", title, lambda name: Message("“{name}” created", name=name))
    title = Message("Edit: {kind}", kind=one)
    return FormTexts(title, "", title, lambda name: Message("“{name}” saved", name=name))


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The sections of the form as it is shipped."""
    theme = context.theme
    hint = N_("Left empty, it gets the next number.") if loaded.is_numbered else ""
    number = LineField(theme, N_("Number"), max_length=NUMBER_AT_MOST, help_text=hint)
    return [
        FormSection(
            N_("Record"),
            (
                (("name", LineField(theme, N_("Name"), required=True, max_length=NAME_AT_MOST)), ("number", number)),
                (
                    ("customer_id", lookup(context, N_("Customer"), "customer", loaded.names)),
                    ("owner_id", choice(context, N_("Owner"), "users")),
                ),
                (("note", NoteField(theme, N_("Note"), lines=3, max_length=4000)),),
            ),
        )
    ]
