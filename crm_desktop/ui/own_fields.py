"""The fields that a company added, as a section of the form of their records."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import N_, language
from crm_desktop.operations.custom_field import set_custom_values
from crm_desktop.operations.field_rules import with_own
from crm_desktop.queries.custom_field import LONG_TEXT, CustomFieldView, custom_values
from crm_desktop.ui.edit_fields import custom_edit_field, editor
from crm_desktop.ui.form_sections import FormSection
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.fields import NoteField
from crm_desktop.ui.widgets.form import EXTRA

Save = Callable[[Any, Any], str | None]


def own_section(context: PageContext, kind: str) -> FormSection | None:
    """The section of a kind of record; none when the company added nothing to it."""
    fields = [each for each in context.choices.custom.get(kind, ()) if not each.is_worked_out]
    bound = [(EXTRA + each.id, _field(context, each)) for each in fields]
    rows = [bound[at : at + 2] for at in range(0, len(bound), 2)]
    return FormSection(N_("Own fields"), rows) if rows else None


def own_values(reading: Any, kind: str, record_id: str) -> dict[str, Any]:
    """The values of a record, by the names their fields are bound to."""
    found = custom_values(reading, kind, record_id)
    return {EXTRA + each.field.id: each.value for each in found if not each.field.is_worked_out}


def saving_own(save: Save, kind: str, extra: Mapping[str, Any]) -> Save:
    """Save the draft and these values in one step."""
    values = {name.removeprefix(EXTRA): value for name, value in extra.items()}

    def save_both(work: Any, draft: Any) -> str | None:
        with with_own(work, values):
            record_id = save(work, draft)
        if record_id is not None:
            work.session.flush()
            try:
                set_custom_values(work, kind, record_id, values)
            except Invalid as invalid:
                raise Invalid({EXTRA + name: message for name, message in invalid.fields.items()}) from invalid
        return record_id

    return save_both


def _field(context: PageContext, of: CustomFieldView) -> Field:
    title, help_text = Plain(of.name(language())), of.help(language())
    if of.type == LONG_TEXT:
        field: Field = NoteField(context.theme, title, max_length=4000)
    else:
        field = editor(context, custom_edit_field(of), of.currency or "")
    field.set_required(of.is_required)
    if help_text:
        field.set_hint(Plain(help_text))
    return field
