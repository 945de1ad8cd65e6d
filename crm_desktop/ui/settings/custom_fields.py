"""The fields that a company adds to its records: added, named, explained, ordered, deleted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.operations.custom_field import (
    TYPED,
    CustomFieldDraft,
    create_custom_field,
    custom_field_draft,
    delete_custom_fields,
    order_custom_fields,
    update_custom_field,
)
from crm_desktop.queries.custom_field import KINDS, CustomFieldView, custom_fields, value_count
from crm_desktop.ui.dialogs.confirm import confirm
from crm_desktop.ui.kind_words import kind_name
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.settings.listed import KindsList, ListedSection
from crm_desktop.ui.settings.own_field_form import OwnFieldForm, type_name
from crm_desktop.ui.texts import shown
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.check_list import CheckItem, CheckList

_NOTE = N_("A tick means that it must be filled. Drag to order, or hold Alt and press an arrow.")
_NONE = N_("Nothing was added to these records yet.")


def kinds_offered(context: PageContext) -> tuple[str, ...]:
    """The kinds of records that a company shapes, its own among them."""
    return (*KINDS, *(each.kind for each in context.choices.own_kinds))


class CustomFieldsSection(ListedSection):
    """Kinds of records at the left, what was added to the current one at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _NONE)
        self.kind = KINDS[0]
        self._fields: dict[str, CustomFieldView] = {}
        theme = context.theme
        kinds = ((kind, kind_name(context.choices, kind)) for kind in kinds_offered(context))
        self.kinds = KindsList(context, N_("Kinds of records"), kinds, self.show_kind)
        self.list = CheckList(theme, tr("Own fields"), can_move=True)
        self.add = Button(theme, N_("Add…"), icon="plus")
        self.change = Button(theme, N_("Change…"), icon="pencil")
        self.remove = Button(theme, N_("Delete…"), icon="trash-2")
        commands = ((self.add, self.add_new), (self.change, self.change_current), (self.remove, self.delete_current))
        self.lay_beside(self.kinds, self.list, commands)
        self.list.pressed_key.connect(self._toggle)
        self.list.moved.connect(self._order)
        self.list.currentItemChanged.connect(lambda: self._refresh())
        context.feed.subscribe(self, ("custom_field",), lambda _changes: self.reload())
        self.kinds.setCurrentRow(0)

    def show_kind(self, kind: str) -> None:
        """Show what was added to a kind of record."""
        self.kind = kind
        self.reload()

    def reload(self) -> None:
        """Read the fields."""
        kind = self.kind
        self._reads.read(lambda reading: custom_fields(reading, kind), self._on_fields)

    # --- what can be done

    def add_new(self) -> None:
        """Ask for a new field."""
        draft = CustomFieldDraft(self.kind, position=len(self._fields), source=TYPED)
        self._form(N_("New field"), Message("Add own field"), draft, create_custom_field, is_new=True)

    def change_current(self) -> None:
        """Ask for other names, options or explanations of the current field."""
        if (key := self.list.current_key) is None:
            return

        def show(loaded: CustomFieldDraft) -> None:
            def save(work: Any, draft: CustomFieldDraft) -> str:
                update_custom_field(work, key, draft, loaded)
                return str(key)

            name = self._fields[key].name(language())
            step = Message("Change own field “{name}”", name=name)
            self._form(N_("Change field"), step, loaded, save, is_new=False)

        self._context.background.read(self, lambda reading: custom_field_draft(reading, key), show)

    def delete_current(self) -> None:
        """Ask with the number of values, then delete the current field."""
        key = self.list.current_key
        if key is None:
            return
        name = self._fields[key].name(language())

        def ask(count: int) -> None:
            title = Message("Delete the field “{name}”?", name=name)
            many = Message("Values that nobody sees any more: {count}. Undo brings them back.", count=integer(count))
            step, said = Message("Delete own field “{name}”", name=name), Message("“{name}” deleted", name=name)
            confirm(
                self.window(),
                self._context.theme,
                title,
                (many,),
                action=N_("Delete"),
                asked=self._context.background.answered,
                then=lambda: self.write(step, lambda work: delete_custom_fields(work, [key]), said),
            )

        self._context.background.read(self, lambda reading: value_count(reading, key), ask)

    def _toggle(self, key: str) -> None:
        name, needed = self._fields[key].name(language()), not self._fields[key].is_required

        def operation(work: Any) -> None:
            loaded = custom_field_draft(work, key)
            update_custom_field(work, key, replace(loaded, is_required=needed), loaded)

        said = Message("“{name}” must be filled", name=name) if needed else Message("“{name}” may be empty", name=name)
        self.write(Message("Change own field “{name}”", name=name), operation, said)

    def _order(self, keys: list[str]) -> None:
        self.write(Message("Order own fields"), lambda work: order_custom_fields(work, keys), Message("Order saved"))

    def _form(
        self,
        title: str,
        step: Message,
        draft: CustomFieldDraft,
        save: Callable[[Any, CustomFieldDraft], str],
        *,
        is_new: bool,
    ) -> None:
        OwnFieldForm(self._context, self.window(), title, step, draft, save, lambda _id: self.reload(), is_new=is_new)

    # --- showing

    def _on_fields(self, found: list[CustomFieldView]) -> None:
        self._fields = {each.id: each for each in found}
        items = [CheckItem(each.id, each.name(language()), each.is_required, shown(type_name(each))) for each in found]
        self.list.show_items(items)
        self.note.set_text(_NOTE if found else _NONE)
        self._refresh()

    def _refresh(self) -> None:
        for button in (self.change, self.remove):
            button.setEnabled(self.list.current_key is not None)


make = CustomFieldsSection
