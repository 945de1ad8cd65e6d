"""Opens the form of a kind of record to be arranged; what is saved holds for everybody, as one undoable step."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.form_layout import FormLayout
from crm_desktop.core.i18n import N_, Message
from crm_desktop.models.customising import OWN_RECORD, own_kind_id, table_of_kind
from crm_desktop.operations.form_layout import LONGEST, set_form_layout
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.form_layout.field import LayoutField
from crm_desktop.ui.form_rules import always_asked
from crm_desktop.ui.kind_words import kind_name
from crm_desktop.ui.own_fields import own_section
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import LineField
from crm_desktop.ui.widgets.form import Form

_WIDTH = 860
# Where the module of a form is not named as its records, or stands elsewhere.
_MODULES = {"sales_order": "forms.order", OWN_RECORD: "forms.own_record", "interaction": "activity_form"}
_HOW = N_("Drag a field to its place, or move it with Alt and the arrow keys")


@dataclass(frozen=True)
class Arranged:
    """What the dialog edits."""

    layout: FormLayout


@dataclass(frozen=True)
class SectionNames:
    """The heading of a section, in both languages."""

    title_en: str = ""
    title_zh: str = ""


def open_arranging(
    context: PageContext, window: QWidget, kind: str, then: Callable[[FormLayout | None], None] = lambda _layout: None
) -> None:
    """Show the form of a kind with its fields as tiles; `then` is told the layout that was saved."""
    forms, begins = forms_of(kind), {"kind_id": own_kind_id(kind)} if own_kind_id(kind) else None
    context.background.read(
        window,
        lambda reading: forms.load_new(reading, begins),
        lambda loaded: _show(context, window, kind, loaded, then),
    )


def forms_of(kind: str) -> Any:
    """The module with the form of a kind; all own kinds have the same."""
    table = table_of_kind(kind)
    return importlib.import_module(f"crm_desktop.ui.{_MODULES.get(table, f'forms.{table}')}")


def shipped_sections(context: PageContext, kind: str, loaded: Any) -> list[FormSection]:
    """The sections of a kind's form with that of the own fields."""
    forms = forms_of(kind)
    own = own_section(context, kind)
    return [*forms.shipped_sections(context, loaded), *([own] if own is not None else [])]


def _show(
    context: PageContext, window: QWidget, kind: str, loaded: Any, then: Callable[[FormLayout | None], None]
) -> None:
    sections = shipped_sections(context, kind, loaded)
    must = always_asked(context.choices.rules.get(kind, ()))

    def ask_names(now: tuple[str, str], is_shipped: bool, renamed: Callable[[str, str], None]) -> None:
        _ask_names(context, window, SectionNames(*now), is_shipped, renamed)

    field = LayoutField(context.theme, sections, must, ask_names)
    field.set_value(context.choices.layouts.get(kind))

    def kept(layout: FormLayout) -> FormLayout | None:
        return None if layout == field.shipped else layout

    def save(work: Any, draft: Arranged) -> str:
        set_form_layout(work, kind, kept(draft.layout))
        return kind

    texts = FormTexts(
        N_("Arrange form"),
        Plain(kind_name(context.choices, kind)),
        Message("Arrange form"),
        lambda _name: Message("The form is arranged for everybody"),
    )
    section = FormSection(_HOW, ((("layout", field),),))
    start = Arranged(field.value())
    form = RecordForm(
        context, window, texts, [section], start, save, lambda _kind: then(kept(field.value())), width=_WIDTH
    )
    form.open()


def _ask_names(
    context: PageContext, window: QWidget, now: SectionNames, is_shipped: bool, then: Callable[[str, str], None]
) -> None:
    """Ask how a section is called in both languages."""
    theme = context.theme
    dialog = Dialog(window, theme, N_("Section of the form"), primary=N_("Take over"), width=520)
    form = Form(dialog)
    hint = N_("Left empty, it is called as it is shipped.") if is_shipped else ""
    english = LineField(theme, N_("English heading"), max_length=LONGEST, help_text=hint)
    chinese = LineField(theme, N_("Chinese heading"), max_length=LONGEST)
    for name, field in (("title_en", english), ("title_zh", chinese)):
        dialog.body.addWidget(form.bind(name, field))
    dialog.use_form(form)
    form.load(now)

    def take() -> None:
        named = form.read(now)
        if not is_shipped and not (named.title_en or named.title_zh):
            form.show_errors({"title_en": Message("Give the section a heading.")})
            return
        dialog.accept()
        then(named.title_en, named.title_zh)

    dialog.submitted.connect(take)
    dialog.open_panel()
