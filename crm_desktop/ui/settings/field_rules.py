"""Rules of fields in the company's settings: what must be filled, is not used, cannot be changed, or is unique."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from crm_desktop.core.i18n import N_, Message, language, listed, tr
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.customising import HIDDEN, READ_ONLY, REQUIRED, UNIQUE
from crm_desktop.operations.field_rules import (
    FieldRuleDraft,
    create_field_rule,
    delete_field_rules,
    field_rule_draft,
    update_field_rule,
)
from crm_desktop.queries.custom_field import KINDS
from crm_desktop.queries.field_rule import FieldRuleView, field_rules
from crm_desktop.ui.edit_fields import EditField, Found, edit_fields
from crm_desktop.ui.kind_words import kind_name
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.settings.custom_fields import kinds_offered
from crm_desktop.ui.settings.listed import KindsList, ListedSection
from crm_desktop.ui.texts import Plain, shown
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.conditions_field import WORDS, Askable, ConditionsField
from crm_desktop.ui.widgets.fields import ChoiceField
from crm_desktop.ui.widgets.own_value_fields import ChoicesField

EFFECTS = (
    (REQUIRED, N_("Must be filled")),
    (HIDDEN, N_("Is not used")),
    (READ_ONLY, N_("Cannot be changed")),
    (UNIQUE, N_("Must be unique")),
)
_TYPES = {"integer": "number", "stars": "number", "money": "money", "share": "share", "decimal": "decimal"}
_TYPES |= {"date": "date", "flag": "flag"}
_CHOSEN = ("choice", "state", "option", "choices")
_NOT_ASKED = ("tags", "moment", "reference")
_NOTE = N_("Kept in forms, in cells and by imports. What was there before is not judged again.")
_NONE = N_("No rule for these records yet.")
_WIDTH = 660


class FieldRulesSection(ListedSection):
    """Kinds of records at the left, the rules of the current one at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _NONE)
        self.kind = KINDS[0]
        self._rules: dict[str, FieldRuleView] = {}
        theme = context.theme
        kinds = ((kind, kind_name(context.choices, kind)) for kind in kinds_offered(context))
        self.kinds = KindsList(context, N_("Kinds of records"), kinds, self.show_kind)
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(tr("Rules of fields"))
        self.add = Button(theme, N_("Add…"), icon="plus")
        self.change = Button(theme, N_("Change…"), icon="pencil")
        self.remove = Button(theme, N_("Delete"), icon="trash-2")
        commands = ((self.add, self.add_new), (self.change, self.change_current), (self.remove, self.delete_current))
        self.lay_beside(self.kinds, self.list, commands)
        self.list.currentItemChanged.connect(lambda: self._refresh())
        context.feed.subscribe(self, ("field_rule", "custom_field"), lambda _changes: self.reload())
        self.kinds.setCurrentRow(0)

    @property
    def current_key(self) -> str | None:
        """The id of the rule that is chosen."""
        item = self.list.currentItem()
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def show_kind(self, kind: str) -> None:
        """Show the rules of a kind of record."""
        self.kind = kind
        self.reload()

    def reload(self) -> None:
        """Read the rules."""
        kind = self.kind
        self._reads.read(lambda reading: field_rules(reading, kind), self._on_rules)

    def add_new(self) -> None:
        """Ask for a new rule."""
        self._form(N_("New rule"), Message("Add rule of fields"), FieldRuleDraft(self.kind), create_field_rule)

    def change_current(self) -> None:
        """Ask for other fields or conditions of the current rule."""
        if (key := self.current_key) is None:
            return

        def save(work: Any, draft: FieldRuleDraft) -> str:
            update_field_rule(work, key, draft)
            return str(key)

        def show(draft: FieldRuleDraft) -> None:
            self._form(N_("Change rule"), Message("Change rule of fields"), draft, save)

        self._context.background.read(self, lambda reading: field_rule_draft(reading, key), show)

    def delete_current(self) -> None:
        """Delete the current rule; undo brings it back."""
        if (key := self.current_key) is None:
            return

        def done(_count: int) -> None:
            self._context.navigator.did(Message("Rule deleted"))
            self.reload()

        step = Message("Delete rule of fields")
        self._context.background.write(step, lambda work: delete_field_rules(work, [key]), done, owner=self)

    def _form(
        self, title: str, step: Message, draft: FieldRuleDraft, save: Callable[[Any, FieldRuleDraft], str]
    ) -> None:
        context = self._context
        theme, window = context.theme, self.window()
        fields = _NamedChoices(context, {shown(each.title): each.name for each in self._fields()})
        effect = ChoiceField(theme, N_("What is asked"), EFFECTS, empty=False)
        condition = ConditionsField(theme, N_("Only while"), askable_fields(context, self.kind), context.today)
        rows = ((("effect", effect),), (("fields", fields),), (("condition", condition),))
        kind = Plain(kind_name(context.choices, self.kind))
        texts = FormTexts(title, kind, step, lambda _name: Message("Rule saved"))
        sections = [FormSection(N_("Rule"), rows)]
        RecordForm(context, window, texts, sections, draft, save, lambda _id: self.reload(), width=_WIDTH).open()

    def _fields(self) -> list[EditField]:
        return _fields_of(self._context, self.kind)

    def _on_rules(self, found: list[FieldRuleView]) -> None:
        self._rules = {each.id: each for each in found}
        current = self.current_key
        self.list.clear()
        for each in found:
            item = QListWidgetItem(self._told(each))
            item.setData(Qt.ItemDataRole.UserRole, each.id)
            self.list.addItem(item)
            if each.id == current:
                self.list.setCurrentItem(item)
        self.note.set_text(_NOTE if found else _NONE)
        self._refresh()

    def _told(self, rule: FieldRuleView) -> str:
        """A rule in one line."""
        titles = {each.name: shown(each.title) for each in self._fields()}
        asked = {each.key: each for each in askable_fields(self._context, self.kind)}
        fields = listed(titles.get(each) or _title_of(self.kind, each) for each in rule.fields)
        parts = [f"{fields}: {tr(dict(EFFECTS)[rule.effect])}"]
        for one in rule.condition:
            of = asked.get(one.field)
            parts.append(" ".join((titles.get(one.field, "—"), tr(WORDS[one.operator]), _value_told(of, one.value))))
        return " · ".join(part.strip() for part in parts)

    def _refresh(self) -> None:
        for button in (self.change, self.remove):
            button.setEnabled(self.current_key is not None)


class _NamedChoices(ChoicesField):
    """Fields to tick by their titles; its value are their names."""

    def __init__(self, context: PageContext, names: dict[str, str]) -> None:
        super().__init__(context.theme, N_("Fields"), list(names))
        self._names = names

    def value(self) -> tuple[str, ...]:
        """The names of the fields that are ticked."""
        return tuple(self._names.get(each, each) for each in super().value())

    def set_value(self, value: Any) -> None:
        """Tick the fields of these names."""
        titles = {name: title for title, name in self._names.items()}
        super().set_value(tuple(titles.get(each, each) for each in value or ()))


def askable_fields(context: PageContext, kind: str) -> list[Askable]:
    """The fields of a kind that a condition may ask about."""
    return [_askable(context, each) for each in _fields_of(context, kind) if each.type not in _NOT_ASKED]


def _fields_of(context: PageContext, kind: str) -> list[EditField]:
    found = edit_fields(context, kind, Found(context.choices.custom.get(kind, ())))
    return [replace(each, is_needed=False) for each in found if each.type != "tags" and each.choices != "stages"]


def _askable(context: PageContext, of: EditField) -> Askable:
    if of.type not in _CHOSEN:
        return Askable(of.name, of.title, _TYPES.get(of.type, "text"), currency=context.currency)

    def choices() -> list[tuple[Any, str]]:
        if of.options:
            return [(key, shown(name)) for key, name in of.options]
        return list(context.choices.options(of.choices, language()))

    return Askable(of.name, of.title, "choice", choices)


def _title_of(kind: str, name: str) -> str:
    """What a field is called that no cell of a list edits, such as the tax number."""
    entity = ENTITY_OF.get(kind)
    column = getattr(entity, name, None) if entity is not None else None
    title = getattr(column, "comment", None)
    return shown(title) if title else "—"


def _value_told(of: Askable | None, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if of is not None and of.choices is not None:
        return str(dict(of.choices()).get(value, value))
    if of is not None and of.type in ("share", "decimal"):
        return f"{value / 1_000_000:g}" if of.type == "decimal" else f"{value / 10_000:g}%"
    return str(value / 100) if of is not None and of.type == "money" else str(value)


make = FieldRulesSection
