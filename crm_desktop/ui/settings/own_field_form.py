"""The form of a field that a company adds: its names and type, and where its values come from."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import ENTITY_OF
from crm_desktop.operations.custom_field import COMPUTED, ROLLED_UP, TYPED, CustomFieldDraft, viewed
from crm_desktop.queries.custom_field import (
    CHOICE,
    CHOICES,
    MONEY,
    REFERENCE,
    REFERRED,
    CustomFieldView,
    CustomValueView,
)
from crm_desktop.queries.own_worked_out import preview
from crm_desktop.queries.roll_up import CHILDREN
from crm_desktop.ui.background import Latest
from crm_desktop.ui.details.own import in_words
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.settings.roll_up_field import RollUpField
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, LineField, NoteField
from crm_desktop.ui.widgets.form import Form

TYPES = (
    ("text", N_("Text")),
    ("long_text", N_("Long text")),
    ("integer", N_("Whole number")),
    ("decimal", N_("Decimal number")),
    ("percent", N_("Percent")),
    ("money", N_("Amount of money")),
    ("date", N_("Date")),
    ("moment", N_("Date and time")),
    ("choice", N_("Choice")),
    ("choices", N_("Several choices")),
    ("flag", N_("Yes or no")),
    ("phone", N_("Phone")),
    ("email", N_("E-mail")),
    ("web", N_("Web address")),
    ("user", N_("User")),
    ("reference", N_("Other record")),
)
SOURCES: tuple[tuple[str, Text], ...] = (
    (TYPED, N_("Filled in by people")),
    (COMPUTED, N_("Computed by a formula")),
    (ROLLED_UP, N_("Rolled up from other records")),
)
_EXAMPLE = N_('Names in brackets: [Open deals] * 2, if([Level] = "A", 1, 0), days(today(), [Created])')
_PREVIEW_AFTER_MS = 300
_WIDTH = 660


class OwnFieldForm:
    """Opens the form; a formula or roll-up is tried on the newest record while it is typed."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        title: str,
        step: Message,
        draft: CustomFieldDraft,
        save: Callable[[Any, CustomFieldDraft], str],
        saved: Callable[[str], None],
        *,
        is_new: bool,
    ) -> None:
        self._context, self._draft = context, draft
        self.formula = NoteField(context.theme, N_("Formula"), max_length=1000, lines=3)
        self.roll_up = RollUpField(context, draft.record_kind)
        texts = FormTexts(title, N_("Everybody sees it in forms and lists at once"), step, _said)
        sections = self._sections(is_new=is_new)
        self._form = RecordForm(context, window, texts, sections, draft, save, saved, width=_WIDTH)
        self._reads = Latest(context.background, self._form)
        self._timer = QTimer(self._form, singleShot=True, interval=_PREVIEW_AFTER_MS)
        self._timer.timeout.connect(self._try)
        self._form.form.changed.connect(self._timer.start)
        # It lives as long as its dialog.
        self._form.dialog.own_field_form = self  # type: ignore[attr-defined]  # only kept, never asked for
        self.formula.set_hint(_EXAMPLE)
        self._form.open()
        if draft.source != TYPED:
            self._try()

    def _sections(self, *, is_new: bool) -> list[FormSection]:
        theme, kind = self._context.theme, self._draft.record_kind
        type_, source = (
            ChoiceField(theme, N_("Type"), TYPES, empty=False),
            ChoiceField(theme, N_("Values"), (), empty=False),
        )
        source.set_choices([each for each in SOURCES if each[0] != ROLLED_UP or kind in CHILDREN])
        for each in (type_, source):
            # Values may be there already.
            each.set_locked(not is_new)
        options = NoteField(theme, N_("Options, one on each line"), max_length=4000, lines=4)
        kinds = [(each, ENTITY_OF[each].__title__) for each in REFERRED]
        refers = ChoiceField(theme, N_("Kind of record"), kinds, empty=False)
        refers.set_locked(not is_new)
        currency = LineField(theme, N_("Currency"), placeholder=N_("The company's"), max_length=3)
        names = (
            (("name_en", LineField(theme, N_("English name"))), ("name_zh", LineField(theme, N_("Chinese name")))),
            (("source", source), ("type", type_)),
            (
                ("help_en", LineField(theme, N_("English explanation"))),
                ("help_zh", LineField(theme, N_("Chinese explanation"))),
            ),
        )
        required = ((("is_required", CheckField(theme, N_("Must be filled"))),),)
        return [
            FormSection(N_("Field"), names),
            FormSection(N_("When it is filled in"), required, lambda form: _is(form, "source", TYPED)),
            FormSection(N_("Choice"), ((("options", options),),), lambda form: _is(form, "type", CHOICE, CHOICES)),
            FormSection(N_("Other record"), ((("refers_to", refers),),), lambda form: _is(form, "type", REFERENCE)),
            FormSection(N_("Amount of money"), ((("currency", currency),),), lambda form: _is(form, "type", MONEY)),
            FormSection(N_("Formula"), ((("formula", self.formula),),), lambda form: _is(form, "source", COMPUTED)),
            FormSection(N_("Roll-up"), ((("rollup", self.roll_up),),), lambda form: _is(form, "source", ROLLED_UP)),
        ]

    def _try(self) -> None:
        """What the field would be on the newest record, or what is wrong with it."""
        draft = self._form.form.read(self._draft)
        field = self.formula if draft.source == COMPUTED else self.roll_up
        if draft.source == TYPED or (not (draft.formula or "").strip() and draft.source == COMPUTED):
            return
        of = viewed(draft, "new")

        def tried(reading: Any) -> tuple[str, Any] | UserError | None:
            try:
                return preview(reading, of)
            except UserError as error:
                return error

        def show(found: tuple[str, Any] | UserError | None) -> None:
            if isinstance(found, UserError):
                field.show_error(found.message)
                return
            field.show_error(None)
            field.set_hint(_EXAMPLE if found is None else self._told(of, *found))

        self._reads.read(tried, show)

    def _told(self, of: CustomFieldView, name: str, value: Any) -> Message:
        text = in_words(CustomValueView(of, value), self._context) if value is not None else "—"
        return Message("On “{name}”: {value}", name=name, value=text)


def type_name(of: CustomFieldView) -> Text:
    """What a field is, in a list of fields."""
    if of.formula:
        return N_("Computed")
    if of.rollup:
        return N_("Rolled up")
    return dict(TYPES).get(of.type, of.type)


def _is(form: Form, name: str, *wanted: str) -> bool:
    return form.field(name).value() in wanted


def _said(name: str) -> Message:
    return Message("“{name}” saved", name=name) if name else Message("Saved")
