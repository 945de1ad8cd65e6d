"""The lists of choices: what each offers, in which order, how often it is used; renamed, merged, taken out of use."""

from collections.abc import Callable
from functools import partial
from typing import Any

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.operations.dictionary import (
    EntryDraft,
    add_entry,
    delete_entries,
    merge_entries,
    order_entries,
    update_entry,
)
from crm_desktop.queries.dictionary import EntryView, entries
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.settings.listed import KindsList, ListedSection
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.check_list import CheckItem, CheckList
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, LineField
from crm_desktop.ui.widgets.key_commands import KeyCommands

LISTS = (
    ("level", N_("Levels")),
    ("region", N_("Regions")),
    ("industry", N_("Industries")),
    ("source", N_("Sources")),
    ("lifecycle", N_("Lifecycle")),
    ("size", N_("Sizes")),
    ("buying_role", N_("Buying roles")),
    ("interaction_kind", N_("Kinds of activity")),
    ("interaction_result", N_("Results of activities")),
    ("won_reason", N_("Reasons of won deals")),
    ("lost_reason", N_("Reasons of lost deals")),
    ("lead_reason", N_("Reasons of leads given up")),
    ("contract_kind", N_("Kinds of contract")),
    ("case_kind", N_("Kinds of service")),
    ("case_channel", N_("Channels of service")),
    ("campaign_kind", N_("Kinds of campaign")),
    ("campaign_answer", N_("Answers to campaigns")),
    ("rating_item", N_("What visits rate")),
    ("churn_reason", N_("Reasons of lost customers")),
)
_FIXED = N_("The program relies on these choices. Their names and order are fixed.")
_FREE = N_("A tick means that it is offered. Drag to order, or hold Alt and press an arrow.")


class DictionariesSection(ListedSection):
    """Lists at the left, the entries of the current one at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _FREE)
        self.kind = LISTS[0][0]
        self._entries: dict[str, EntryView] = {}
        theme = context.theme
        lists = ((key, tr(title)) for key, title in LISTS)
        self.lists = KindsList(context, N_("Lists of choices"), lists, self.show_list)
        self.list = CheckList(theme, tr("Entries"), can_move=True)
        self.add = Button(theme, N_("Add…"), icon="plus")
        self.rename = Button(theme, N_("Rename…"), icon="pencil", key="F2")
        self.merge = Button(theme, N_("Merge into…"), icon="git-merge")
        self.remove = Button(theme, N_("Delete"), icon="trash-2", key="Del")
        commands = (
            (self.add, self.add_new),
            (self.rename, self.rename_current),
            (self.merge, self.merge_current),
            (self.remove, self.delete_current),
        )
        self.lay_beside(self.lists, self.list, commands)
        self.list.pressed_key.connect(self._toggle)
        self.list.moved.connect(self._order)
        self.list.currentItemChanged.connect(lambda: self._refresh())
        KeyCommands(self.list, {"F2": self.rename_current, "Del": self.delete_current})
        context.feed.subscribe(self, ("dictionary_entry",), lambda _changes: self.reload())
        self.lists.setCurrentRow(0)

    def show_list(self, kind: str) -> None:
        """Show the entries of a list."""
        self.kind = kind
        self.reload()

    def reload(self) -> None:
        """Read the entries and how often each is used."""
        kind = self.kind
        self._reads.read(lambda reading: entries(reading, kind), self._on_entries)

    def current(self) -> EntryView | None:
        """The current entry."""
        return self._entries.get(self.list.current_key)

    # --- what can be done

    def add_new(self) -> None:
        """Ask for the names of a new entry."""
        kind = self.kind
        self._form(N_("New entry"), Message("Add choice"), EntryDraft(), partial(_added, kind))

    def rename_current(self) -> None:
        """Ask for other names of the current entry."""
        if (entry := self.current()) is None or not self._may_change(entry):
            return
        loaded = EntryDraft(entry.name_en, entry.name_zh, entry.is_active)

        def save(work: Any, draft: EntryDraft) -> str:
            update_entry(work, entry.id, draft, loaded)
            return entry.id

        self._form(N_("Rename"), Message("Rename choice “{name}”", name=entry.name(language())), loaded, save)

    def delete_current(self) -> None:
        """Delete the current entry, which is refused while records have it."""
        if (entry := self.current()) is not None and self._may_change(entry):
            name = entry.name(language())
            step, said = Message("Delete choice “{name}”", name=name), Message("“{name}” deleted", name=name)
            self.write(step, lambda work: delete_entries(work, [entry.id]), said)

    def merge_current(self) -> None:
        """Ask which entry takes over what has the current one."""
        if (entry := self.current()) is None or not self._may_change(entry):
            return
        theme, name = self._context.theme, entry.name(language())
        others = [(each.id, Plain(each.name(language()))) for each in self._entries.values() if each.id != entry.id]
        field = ChoiceField(theme, N_("Into"), others, required=True)
        help_text = Message("Records with “{name}” get the other one; then “{name}” is deleted.", name=name)
        texts = FormTexts(
            N_("Merge into another entry"),
            help_text,
            Message("Merge choice “{name}”", name=name),
            lambda _name: Message("“{name}” merged", name=name),
        )

        def save(work: Any, draft: Any) -> str:
            merge_entries(work, entry.id, draft.name_en)
            return entry.id

        sections = [FormSection(N_("Entry"), ((("name_en", field),),))]
        RecordForm(
            self._context, self.window(), texts, sections, EntryDraft(), save, lambda _id: self.reload(), width=460
        ).open()

    def _toggle(self, key: str) -> None:
        entry = self._entries[key]
        if self._may_change(entry):
            loaded = EntryDraft(entry.name_en, entry.name_zh, entry.is_active)
            draft = EntryDraft(entry.name_en, entry.name_zh, not entry.is_active)
            name = entry.name(language())
            out = Message("“{name}” is no longer offered", name=name)
            said = out if entry.is_active else Message("“{name}” is offered", name=name)
            step = Message("Change choice “{name}”", name=name)
            self.write(step, lambda work: update_entry(work, key, draft, loaded), said)

    def _order(self, keys: list[str]) -> None:
        self.write(Message("Order choices"), lambda work: order_entries(work, keys), Message("Order saved"))

    def _may_change(self, entry: EntryView) -> bool:
        if not entry.is_editable:
            self._context.navigator.refuse(Message("The program relies on this choice. It cannot be changed."))
        return entry.is_editable

    def _form(self, title: str, step: Message, draft: EntryDraft, save: Callable[[Any, EntryDraft], str]) -> None:
        theme = self._context.theme
        english, chinese = LineField(theme, N_("English name")), LineField(theme, N_("Chinese name"))
        rows = ((("name_en", english), ("name_zh", chinese)), (("is_active", CheckField(theme, N_("In use"))),))
        texts = FormTexts(title, N_("A missing name shows the other language's"), step, _said)
        sections = [FormSection(N_("Entry"), rows)]
        form = RecordForm(
            self._context, self.window(), texts, sections, draft, save, lambda _id: self.reload(), width=520
        )
        form.open()

    # --- showing

    def _on_entries(self, found: list[EntryView]) -> None:
        self._entries = {each.id: each for each in found}
        spoken = language()
        other = "en" if spoken != "en" else "zh_CN"
        items = [
            CheckItem(
                each.id,
                " · ".join(dict.fromkeys((each.name(spoken), each.name(other)))),
                each.is_active,
                integer(each.used) if each.used else "",
            )
            for each in found
        ]
        self.list.can_move = all(each.is_editable for each in found)
        self.list.show_items(items)
        self.note.set_text(_FREE if self.list.can_move else _FIXED)
        self._refresh()

    def _refresh(self) -> None:
        entry = self.current()
        can = entry is not None and entry.is_editable
        for button in (self.rename, self.merge, self.remove):
            button.setEnabled(can)
        self.add.setEnabled(self.list.can_move)


def _added(kind: str, work: Any, draft: EntryDraft) -> str:
    return add_entry(work, kind, draft)


def _said(name: str) -> Message:
    return Message("“{name}” saved", name=name) if name else Message("Saved")


make = DictionariesSection
