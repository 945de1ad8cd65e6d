"""Roles and rights: what each role sees, changes and may do, which fields it is kept from, and who has it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, language, listed, tr
from crm_desktop.core.viewer import RIGHTS
from crm_desktop.models.dictionary import name_in
from crm_desktop.operations.role import ADMINISTRATOR, SHIPPED, copy_role, delete_role
from crm_desktop.queries.role import LimitableField, RoleCard, limitable, pool_hidden, role_cards
from crm_desktop.ui.forms.role import open_pool_form, open_role_form
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.settings.blocks import BlockSection, Command
from crm_desktop.ui.settings.right_words import (
    RIGHT_SENTENCES,
    RIGHT_TITLES,
    SCOPE_TITLES,
    field_title,
    offered_title,
)
from crm_desktop.ui.texts import Plain

_READS = ("role", "app_user", "custom_field", "parameter")
_NAMED = 6
_Found = tuple[Sequence[RoleCard], Sequence[LimitableField], Sequence[str]]


class RolesSection(BlockSection):
    """Every role with its rights, then every right with who has it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _READS)
        self._titles: dict[str, str] = {}
        self.cards: Sequence[RoleCard] = ()
        self.read()

    def read(self) -> None:
        def found(reading: Any) -> _Found:
            return role_cards(reading), limitable(reading), pool_hidden(reading)

        self.context.background.read(self, found, self._on_read)

    def copy(self, role_id: str) -> None:
        """Add a role like this one, and open it to be named."""
        self._write(
            Message("Copy a role"),
            lambda work: copy_role(work, role_id),
            lambda made: open_role_form(self.context, self.window(), made),
        )

    def delete(self, role_id: str) -> None:
        """Take a role away; it can be undone."""
        self._write(
            Message("Delete a role"),
            lambda work: delete_role(work, role_id),
            lambda _nothing: self.context.navigator.did(Message("Deleted")),
        )

    def _on_read(self, found: _Found) -> None:
        self.cards, fields, hidden = found
        self._titles = {each.key: offered_title(each) for each in fields}
        column = self.begin()
        for card in self.cards:
            self._add_role(column, card)
        self.heading(column, N_("Who may do what"))
        for right in RIGHTS:
            having = [self._name(card) for card in self.cards if self._has(card, right)]
            self.sentence(column, Plain(f"{tr(RIGHT_TITLES[right])}: {tr(RIGHT_SENTENCES[right])}"))
            self.sentence(column, Plain(listed(having) or "—"), is_quiet=True)
        column.addSpacing(self.theme.px(12))
        change: Command = (N_("Edit"), "pencil", partial(open_pool_form, self.context, self.window()))
        self.heading(column, N_("Customers in the public pool"), [change])
        shown = listed(field_title(key) for key in hidden)
        text = tr("Only managers see: {fields}", fields=shown) if shown else tr("Everything is shown to everybody.")
        self.sentence(column, Plain(text))
        self.show_column(column)

    def _add_role(self, column: QVBoxLayout, card: RoleCard) -> None:
        role = card.role
        edit: Command = (N_("Edit"), "pencil", partial(open_role_form, self.context, self.window(), role.id))
        copy: Command = (N_("Copy"), "copy", partial(self.copy, role.id))
        delete: Command = (N_("Delete"), "trash-2", partial(self.delete, role.id))
        is_own = role.id not in SHIPPED
        commands = [*([edit] if role.id != ADMINISTRATOR else []), copy, *([delete] if is_own else [])]
        self.heading(column, Plain(self._name(card)), commands)
        for line in self._told(card):
            self.sentence(column, Plain(line))
        self.sentence(column, Plain(_people(card)), is_quiet=True)
        column.addSpacing(self.theme.px(12))

    def _told(self, card: RoleCard) -> list[str]:
        role = card.role
        told = [
            tr(
                "Sees: {seen} · May change: {changed}",
                seen=tr(SCOPE_TITLES[role.read_scope]),
                changed=tr(SCOPE_TITLES[role.write_scope]),
            )
        ]
        granted = [tr(RIGHT_TITLES[each]) for each in RIGHTS if self._has(card, each)]
        if granted:
            told.append(tr("May do: {rights}", rights=listed(granted)))
        if card.hidden:
            told.append(tr("Hidden: {fields}", fields=self._fields(card.hidden)))
        if card.read_only:
            told.append(tr("May only be read: {fields}", fields=self._fields(card.read_only)))
        if card.masks_phones:
            told.append(tr("Sees phone numbers of others' customers only in part"))
        return told

    def _fields(self, keys: Sequence[str]) -> str:
        return listed(self._titles.get(key) or field_title(key) for key in keys)

    def _has(self, card: RoleCard, right: str) -> bool:
        return card.role.id == ADMINISTRATOR or right in card.role.rights

    def _name(self, card: RoleCard) -> str:
        return name_in(language(), card.role.name_en, card.role.name_zh)

    def _write(self, step: Message, operation: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        def failed(error: Exception) -> None:
            if isinstance(error, Problem):
                self.context.navigator.refuse(error.message)

        self.context.background.write(step, operation, done, failed, owner=self)


def _people(card: RoleCard) -> str:
    if not card.people:
        return tr("Nobody has this role.")
    named = listed(card.people[:_NAMED])
    more = len(card.people) - _NAMED
    return tr("{names} and {count} more", names=named, count=more) if more > 0 else named


def make(context: PageContext) -> QWidget:
    """The section."""
    return RolesSection(context)
