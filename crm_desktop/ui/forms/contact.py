"""The form of a contact: the person, every way to reach them, and their place at each customer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.contact import EMAIL, PHONE
from crm_desktop.operations.contact import (
    ContactDraft,
    PointDraft,
    RoleDraft,
    contact_draft,
    create_contact,
    new_contact,
    update_contact,
)
from crm_desktop.queries.contact import contact_details
from crm_desktop.queries.people import customer_names
from crm_desktop.queries.similar import NAME, similar_contacts
from crm_desktop.ui.company_fields import choice, lookup, offered
from crm_desktop.ui.known_already import Asked, KnownAlready
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.fields import (
    CheckField,
    ChoiceField,
    DateField,
    LineField,
    NoteField,
    RowColumn,
    RowsField,
    TagsField,
)

_WIDTH = 980
# Watched, because a name counts with the customer alone; the warning stands at the name.
_AT = "at"


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the records it refers to, and the journal's place."""

    draft: ContactDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new contact, perhaps at a customer; a phone and an e-mail wait to be filled in."""
    given = dict(values or {})
    draft = preset(new_contact(reading, given.pop("customer_id", None)), given)
    draft = replace(draft, points=draft.points or (PointDraft(PHONE), PointDraft(EMAIL)))
    return Loaded(draft, _customers(reading, draft), reading.position)


def load_known(reading: Any, contact_id: str) -> Loaded:
    """A contact as it is now."""
    details, draft = contact_details(reading, contact_id), contact_draft(reading, contact_id)
    people = ((details.reports_to_id, details.reports_to), (details.referred_by_id, details.referred_by))
    names = {record_id: name for record_id, name in people if record_id and name}
    return Loaded(draft, names | _customers(reading, draft), reading.position)


def _customers(reading: Any, draft: ContactDraft) -> dict[str, str]:
    return customer_names(reading, [role.customer_id for role in draft.customers if role.customer_id])


def open_contact_form(
    context: PageContext, window: QWidget, contact_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new contact, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: contact_draft(reading, contact_id or ""))

    def save(work: Any, draft: ContactDraft) -> str:
        if contact_id is None:
            return create_contact(work, draft)
        update_contact(work, contact_id, draft, opened.draft, opened.position)
        return contact_id

    sections = shipped_sections(context, loaded)
    texts = _texts(contact_id, loaded.draft)
    known = opened if contact_id else None
    keep_as = KeepAs("contact", contact_id)
    form = RecordForm(
        context, window, texts, sections, loaded.draft, save, saved, width=_WIDTH, opened=known, keep_as=keep_as
    )

    def ask(typed: Mapping[str, Any]) -> Asked:
        customers = [each.customer_id for each in typed["customers"] if each.customer_id]
        points = [(each.kind, each.value) for each in typed["points"]]
        return lambda reading: similar_contacts(reading, typed["name"], customers, points, contact_id)

    fields = {NAME: "name", PHONE: "points", EMAIL: "points", _AT: "customers"}
    KnownAlready(context, form, "contact", fields, ask)
    form.open()


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return [_person(context), _reach(context, loaded.names), _relations(context, loaded.names), _notes(context)]


def _texts(contact_id: str | None, draft: ContactDraft) -> FormTexts:
    if contact_id is None:
        return FormTexts(
            N_("New contact"),
            N_("Only the name is needed"),
            Message("New contact"),
            lambda name: Message("“{name}” created", name=name),
        )
    return FormTexts(
        N_("Edit contact"),
        Plain(draft.name),
        Message("Edit contact"),
        lambda name: Message("“{name}” saved", name=name),
    )


def _person(context: PageContext) -> FormSection:
    theme = context.theme
    name = LineField(theme, N_("Full name"), required=True, max_length=120)
    salutation, department = LineField(theme, N_("Salutation")), LineField(theme, N_("Department"))
    title, owner = LineField(theme, N_("Job title")), choice(context, N_("Owner"), "users")
    sex = ChoiceField(theme, N_("Sex"), offered(context, "sex"))
    born = DateField(theme, N_("Birthday"), today=context.today)
    return FormSection(
        N_("Person"),
        (
            (("name", name), ("salutation", salutation)),
            (("job_title", title), ("department", department)),
            (("sex", sex), ("born_on", born)),
            (("owner_id", owner), ("decision_style", LineField(theme, N_("Decision style")))),
        ),
    )


def _reach(context: PageContext, names: Mapping[str, str]) -> FormSection:
    theme = context.theme
    kinds = offered(context, "point_kind")
    points = RowsField(
        theme,
        N_("Phones and e-mails"),
        (
            RowColumn("kind", N_("Kind"), lambda: ChoiceField(theme, N_("Kind"), kinds, empty=False), 2),
            RowColumn("value", N_("Number or address"), lambda: LineField(theme, N_("Number or address")), 4),
            RowColumn("label", N_("Use"), lambda: LineField(theme, N_("Use")), 2),
            RowColumn("is_opted_out", N_("Not to be used"), lambda: _check_field(theme, N_("Do not use")), 2),
        ),
        _point,
        add=N_("Add a phone or e-mail"),
        prefilled=("kind", "is_opted_out"),
    )
    roles = RowsField(
        theme,
        N_("Customers"),
        (
            RowColumn("customer_id", N_("Customer"), lambda: lookup(context, N_("Customer"), "customer", names), 12),
            RowColumn("job_title", N_("Job title there"), lambda: LineField(theme, N_("Job title there")), 8),
            RowColumn(
                "buying_role_id", N_("Buying role"), lambda: choice(context, N_("Buying role"), "buying_role"), 9
            ),
            RowColumn("is_main", N_("Speak to first"), lambda: _check_field(theme, N_("Main")), 6),
            RowColumn("from_on", N_("Works there from"), lambda: _day(context, N_("Works there from")), 8),
            RowColumn("to_on", N_("Works there until"), lambda: _day(context, N_("Works there until")), 8),
        ),
        _role,
        add=N_("Add a customer"),
        prefilled=("is_main",),
    )
    return FormSection(N_("Reach"), ((("points", points),), (("customers", roles),)))


def _day(context: PageContext, label: Text) -> DateField:
    return DateField(context.theme, label, today=context.today)


def _check_field(theme: Theme, label: Text) -> CheckField:
    """As high as the fields beside it."""
    field_ = CheckField(theme, label)
    field_.box.setFixedHeight(theme.px(Height.FIELD))
    return field_


def _relations(context: PageContext, names: Mapping[str, str]) -> FormSection:
    reports_to = lookup(context, N_("Reports to"), "contact", names)
    referred_by = lookup(context, N_("Referred by"), "contact", names)
    return FormSection(N_("Relations"), ((("reports_to_id", reports_to), ("referred_by_id", referred_by)),))


def _notes(context: PageContext) -> FormSection:
    tags, note = TagsField(context.theme, N_("Tags")), NoteField(context.theme, N_("Note"), max_length=4000)
    other_key = LineField(context.theme, N_("Key in the other system"))
    return FormSection(N_("Notes"), ((("tags", tags), ("external_key", other_key)), (("note", note),)))


def _point(old: PointDraft | None, **values: Any) -> PointDraft:
    return replace(old or PointDraft(), **{**values, "kind": values["kind"] or PHONE, "label": values["label"] or None})


def _role(old: RoleDraft | None, **values: Any) -> RoleDraft:
    return replace(old or RoleDraft(), **{**values, "job_title": values["job_title"] or None})
