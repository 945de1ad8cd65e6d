"""The choices of every list field, with their names in both languages; read at once and kept until they change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import select

from crm_desktop.core.form_layout import FormLayout
from crm_desktop.core.i18n import CHINESE, Translator
from crm_desktop.core.text import fold
from crm_desktop.models import (
    Campaign,
    DictionaryEntry,
    Pipeline,
    Product,
    ProductCategory,
    Role,
    Stage,
    Tag,
    Team,
    User,
)
from crm_desktop.models.dictionary import name_in
from crm_desktop.queries.custom_field import CustomFieldView, custom_fields
from crm_desktop.queries.field_rule import FieldRuleView, field_rules
from crm_desktop.queries.form_layout import form_layouts
from crm_desktop.queries.own_kind import OwnKind, own_kinds
from crm_desktop.queries.states import STATES
from crm_desktop.storage.database import Reading

# Whoever keeps `Choices` reads them again when one of these changes.
CHOICE_TABLES = (
    "dictionary_entry",
    "pipeline",
    "stage",
    "app_user",
    "team",
    "role",
    "tag",
    "product",
    "product_category",
    "campaign",
    "custom_field",
    "field_rule",
    "custom_kind",
    "parameter",
)
DEAL_REASON = "deal_reason"
# The lists whose choices are records with one name, and those with one for each language.
_NAMED = {
    "users": User,
    "teams": Team,
    "tags": Tag,
    "categories": ProductCategory,
    "products": Product,
    "campaigns": Campaign,
}
_BILINGUAL = {"roles": Role, "pipelines": Pipeline, "stages": Stage}


@dataclass(frozen=True)
class Choice:
    """One choice. `is_offered` is False for what was withdrawn or deleted and only keeps its name."""

    id: str
    code: str
    name_en: str
    name_zh: str
    is_offered: bool = True
    is_editable: bool = True

    def name(self, language: str) -> str:
        """The name in a language."""
        return name_in(language, self.name_en, self.name_zh)


@dataclass(frozen=True)
class Choices:
    """Every list by its name: those of the dictionary, of `states.STATES`, users, teams, roles, stages, products …"""

    lists: Mapping[str, tuple[Choice, ...]]
    by_id: Mapping[str, Choice]
    # The fields that the company added, by the kind of record.
    custom: Mapping[str, tuple[CustomFieldView, ...]] = field(default_factory=dict)
    # What is asked of fields, by the kind of record.
    rules: Mapping[str, tuple[FieldRuleView, ...]] = field(default_factory=dict)
    # The kinds of records that the company added, in their order.
    own_kinds: tuple[OwnKind, ...] = ()
    # How the company arranged its forms, by the kind of record.
    layouts: Mapping[str, FormLayout] = field(default_factory=dict)

    def offered(self, name: str, keep: Iterable[str | None] = ()) -> list[Choice]:
        """What a list offers, in its order; `keep` are ids a record has although they are no longer offered."""
        kept = set(keep)
        return [each for each in self.lists.get(name, ()) if each.is_offered or each.id in kept]

    def options(self, name: str, language: str) -> list[tuple[str, str]]:
        """(id, name) of what a list offers."""
        return [(each.id, each.name(language)) for each in self.offered(name)]

    def name(self, record_id: str | None, language: str) -> str | None:
        """The name of any choice that is a record, by its id."""
        found = self.by_id.get(record_id or "")
        return found.name(language) if found else None

    def own_kind(self, kind: str) -> OwnKind | None:
        """The own kind that a kind of record is, as long as it is there."""
        return next((each for each in self.own_kinds if each.kind == kind), None)

    def state(self, name: str, code: str | None, language: str) -> str | None:
        """The name of a state of a list; an unknown code is shown as it is."""
        found = next((each for each in self.lists.get(name, ()) if each.id == code), None)
        return found.name(language) if found else code

    def named(self, name: str, typed: str) -> str | None:
        """The id of the offered choice with this code or name, upper and lower case alike."""
        wanted = fold(typed)
        found = (each for each in self.offered(name) if wanted in _spellings(each))
        return next((each.id for each in found), None) if wanted else None


def choices(reading: Reading) -> Choices:
    """All choices as they are now."""
    lists = dict(_states())
    for entry in reading.session.scalars(
        select(DictionaryEntry).order_by(DictionaryEntry.position, DictionaryEntry.id)
    ):
        offered = entry.is_active and not entry.deleted
        choice = Choice(entry.id, entry.code, entry.name_en, entry.name_zh, offered, entry.is_editable)
        lists.setdefault(entry.kind, []).append(choice)
    lists[DEAL_REASON] = [*lists.get("won_reason", ()), *lists.get("lost_reason", ())]
    for name, entity in _NAMED.items():
        lists[name] = list(_records(reading, entity))
    for name, bilingual in _BILINGUAL.items():
        lists[name] = list(_bilingual(reading, bilingual))
    records = [each for name, listed in lists.items() if name not in STATES for each in listed]
    # The choices of own fields are texts, not records.
    custom: dict[str, tuple[CustomFieldView, ...]] = {}
    for each in custom_fields(reading):
        custom[each.record_kind] = (*custom.get(each.record_kind, ()), each)
        if each.options:
            lists[each.key] = [Choice(name, name, name, name) for name in each.options]
    by_name = {name: tuple(listed) for name, listed in lists.items()}
    rules: dict[str, tuple[FieldRuleView, ...]] = {}
    for rule in field_rules(reading):
        rules[rule.record_kind] = (*rules.get(rule.record_kind, ()), rule)
    by_id = {each.id: each for each in records}
    return Choices(by_name, by_id, custom, rules, own_kinds(reading), form_layouts(reading))


def _states() -> Iterator[tuple[str, list[Choice]]]:
    chinese = _chinese()
    for name, listed in STATES.items():
        yield name, [Choice(code, code, title, chinese.t(title), is_editable=False) for code, title in listed]


@cache
def _chinese() -> Translator:
    return Translator(CHINESE)


def _records(reading: Reading, entity: Any) -> Iterator[Choice]:
    active = getattr(entity, "is_active", True)
    code = entity.login if entity is User else entity.code if entity is Product else entity.name
    columns = select(entity.id, code, entity.name, entity.deleted, *([active] if active is not True else []))
    for record_id, short, name, deleted, *rest in reading.session.execute(columns.order_by(entity.name, entity.id)):
        yield Choice(record_id, short, name, name, not deleted and all(rest))


def _bilingual(reading: Reading, entity: Any) -> Iterator[Choice]:
    columns = select(entity.id, entity.code, entity.name_en, entity.name_zh, entity.deleted)
    for record_id, code, name_en, name_zh, deleted in reading.session.execute(
        columns.order_by(entity.position, entity.id)
    ):
        yield Choice(record_id, code, name_en, name_zh, not deleted)


def _spellings(choice: Choice) -> set[str]:
    return {fold(choice.code), fold(choice.name_en), fold(choice.name_zh)}
