"""The form of a contact."""

from dataclasses import replace
from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.operations.contact import PointDraft, RoleDraft
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, choice, lookup
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

_KINDS = (("phone", N_("Phone")), ("email", N_("E-mail")), ("messenger", N_("Messenger")), ("web", N_("Web")))


def contact_sections(context: PageContext, names: dict[str, str]) -> list[FormSection]:
    """The sections of the form; `names` has the names of the customers the contact belongs to."""
    theme = context.theme
    person = FormSection(
        N_("Person"),
        (
            (
                ("name", LineField(theme, N_("Name"), required=True, max_length=120)),
                ("salutation", LineField(theme, N_("Salutation"))),
            ),
            (("job_title", LineField(theme, N_("Job title"))), ("department", LineField(theme, N_("Department")))),
            (
                ("owner_id", choice(context, N_("Owner"), "users")),
                ("born_on", DateField(theme, N_("Birthday"), today=context.today)),
            ),
        ),
    )
    points = RowsField(
        theme,
        N_("Phones and e-mails"),
        (
            RowColumn("kind", N_("Kind"), lambda: ChoiceField(theme, N_("Kind"), _KINDS, empty=False), 2),
            RowColumn("value", N_("Value"), lambda: LineField(theme, N_("Value")), 4),
            RowColumn("label", N_("Use"), lambda: LineField(theme, N_("Use")), 2),
        ),
        _point,
        add=N_("Add a phone or e-mail"),
        prefilled=("kind",),
    )
    roles = RowsField(
        theme,
        N_("Customers"),
        (
            RowColumn("customer_id", N_("Customer"), lambda: lookup(context, N_("Customer"), "customer", names), 4),
            RowColumn("job_title", N_("Job title"), lambda: LineField(theme, N_("Job title")), 2),
            RowColumn(
                "buying_role_id", N_("Buying role"), lambda: choice(context, N_("Buying role"), "buying_role"), 2
            ),
            RowColumn("is_main", N_("Main"), lambda: CheckField(theme, N_("Main contact")), 1),
        ),
        _role,
        add=N_("Add a customer"),
        prefilled=("is_main",),
    )
    reach = FormSection(N_("Reach"), ((("points", points),), (("customers", roles),)))
    notes = FormSection(
        N_("Notes"), ((("tags", TagsField(theme, N_("Tags"))),), (("note", NoteField(theme, N_("Note"))),))
    )
    return [person, reach, notes]


def _point(old: PointDraft | None, **values: Any) -> PointDraft:
    return replace(old or PointDraft(), **{**values, "kind": values.get("kind") or "phone"})


def _role(old: RoleDraft | None, **values: Any) -> RoleDraft:
    return replace(old or RoleDraft(), **{**values, "is_main": bool(values.get("is_main"))})
