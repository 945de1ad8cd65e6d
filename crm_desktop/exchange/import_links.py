"""Names in a file as records of the company: found by key or name, counted when unknown, dictionary choices made."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import select

from crm_desktop.core import text
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.ids import new_id
from crm_desktop.exchange import near
from crm_desktop.exchange.import_batch import Batch
from crm_desktop.exchange.near import Correction
from crm_desktop.exchange.vocabulary import countries, industries, synonyms
from crm_desktop.models import (
    Campaign,
    Contact,
    ContactRole,
    Contract,
    Customer,
    DictionaryEntry,
    Invoice,
    Opportunity,
    Order,
    Product,
    ProductCategory,
    Role,
    ServiceCase,
    Stage,
    Synced,
    Tag,
    Team,
    User,
)
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading

COUNTRY, INDUSTRY = "country", "industry"


@dataclass(frozen=True)
class Target:
    """What a link can point to: the columns it is found by, best first, and what is said when it is not found."""

    entity: type[Synced]
    columns: tuple[str, ...]
    unknown: str


TARGETS = {
    "users": Target(
        User, ("login", "employee_no", "email", "name"), N_("There is no user “{value}”. Import the users first.")
    ),
    "customers": Target(
        Customer, ("external_key", "number", "name", "short_name"), N_("There is no customer “{value}”.")
    ),
    "products": Target(Product, ("external_key", "code", "name"), N_("There is no product “{value}”.")),
    "contacts": Target(Contact, ("external_key", "name"), N_("There is no contact “{value}”.")),
    "opportunities": Target(Opportunity, ("external_key", "number", "name"), N_("There is no opportunity “{value}”.")),
    "orders": Target(Order, ("external_key", "number"), N_("There is no order “{value}”. Import the orders first.")),
    "contracts": Target(
        Contract, ("external_key", "number"), N_("There is no contract “{value}”. Import the contracts first.")
    ),
    "invoices": Target(Invoice, ("number",), N_("There is no invoice “{value}”.")),
    "cases": Target(ServiceCase, ("external_key", "number"), N_("There is no service case “{value}”.")),
    "categories": Target(ProductCategory, ("external_key", "name"), N_("There is no category “{value}”.")),
    "teams": Target(Team, ("name",), N_("There is no team “{value}”.")),
    "roles": Target(Role, ("code", "name_en", "name_zh"), N_("There is no role “{value}”. There are: {known}.")),
    "campaigns": Target(Campaign, ("name",), N_("There is no campaign “{value}”.")),
    "stages": Target(Stage, ("code", "name_en", "name_zh"), N_("There is no stage “{value}”. There are: {known}.")),
}
_CLOSINGS = {
    WON: ("won", "closed won", "close won", "deal won", "signed", "赢单", "成交", "已成交", "成功", "签约", "已签约"),
    LOST: ("lost", "closed lost", "close lost", "deal lost", "输单", "丢单", "丢失", "失败", "未成交", "已流失"),
}
_SEVERAL = ""
_LISTED = 12
_COUNTED = 50_000


@lru_cache(4096)
def key_of(value: str) -> str:
    """The form in which two spellings of a key or name meet; 10248.0 and 10248 are one number."""
    folded = text.fold(value)
    return folded[:-2] if folded.endswith(".0") and folded[:-2].isdigit() else folded


class Index:
    """Records of one kind by their keys and names."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._tiers: dict[str, dict[str, str]] = {column: {} for column in columns}
        self.shown: list[str] = []

    def add(self, record_id: str, values: Iterable[tuple[str, str | None]]) -> None:
        """A record with its values of the columns."""
        for column, value in values:
            if value and column in self._tiers:
                tier, key = self._tiers[column], key_of(value)
                tier[key] = record_id if tier.get(key, record_id) == record_id else _SEVERAL
                self.shown.append(value)

    def tier(self, column: str) -> dict[str, str]:
        """The records by one column."""
        return self._tiers[column]

    def find(self, value: str, column: str | None = None) -> str | None:
        """The id of the record, the empty text when there are several, None when there is none."""
        key = key_of(value)
        tiers = [self._tiers[column]] if column else self._tiers.values()
        for tier in tiers:
            if key in tier:
                return tier[key]
        return None


class Links:
    """Resolves what the rows of a file name; whatever is made for a row goes through the batch."""

    def __init__(self, reading: Reading, batch: Batch) -> None:
        self._reading = reading
        self._batch = batch
        self._indexes: dict[str, Index] = {}
        self._choices: dict[str, dict[str, str]] = {}
        self._positions: dict[str, int] = {}
        self._people: dict[tuple[str, str], str] | None = None
        self._tags: set[str] = set()
        self._unknown: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._new_choices: set[tuple[str, str]] = set()
        self.made: list[tuple[str, str]] = []
        self._made_for_row: list[tuple[dict[str, str], str, tuple[str, str]]] = []

    def index(self, target: str) -> Index:
        """All records a link can point to; read once."""
        if target not in self._indexes:
            # What was made by earlier rows must be found too.
            self._batch.flush()
            self._indexes[target] = self._read(target)
        return self._indexes[target]

    def find(self, target: str, value: str, within: str | None = None) -> str | None:
        """The record named; None when there is none. Several of one name are told apart by `within`, a customer."""
        if target == "contacts" and within and (found := self._person(value, within)):
            return found
        index = self.index(target)
        found = index.find(value)
        if found is None and (code := _other_word(target, value)):
            found = index.find(code, "code")
        if found is None and target == "stages":
            return self._closing_stage(value)
        return found

    def announce(self, target: str, record_id: str, given: Mapping[str, Any]) -> None:
        """A record of the file, with its columns, can be named by the rows after it."""
        if target in self._indexes:
            self._indexes[target].add(record_id, [(name, given.get(name)) for name in TARGETS[target].columns])

    def is_several(self, found: str | None) -> bool:
        """Whether a name belongs to several records."""
        return found == _SEVERAL

    def note_unknown(self, target: str, field: str, value: str) -> None:
        """Count a name nobody knows, so that a correction may be offered."""
        counts = self._unknown[target, field]
        if value in counts or len(counts) < _COUNTED:
            counts[value] += 1

    def unknown_reason(self, target: str, value: str) -> Message:
        """The sentence for a name nobody knows."""
        known: tuple[str, ...] = ()
        if "{known}" in TARGETS[target].unknown:
            # Codes and names in two languages are found; shown are the names in the language of the file.
            chinese = text.has_chinese(value)
            names = {key_of(name): name for name in self.index(target).shown if text.has_chinese(name) == chinese}
            known = tuple(names.values())[:_LISTED]
        return Message(TARGETS[target].unknown, value=value, known=known)

    def choice(self, kind: str, value: str, field: str) -> str:
        """The dictionary entry named, made when there is none."""
        entries = self._entries(kind)
        key = text.fold(value)
        if key not in entries:
            self._unknown[f"choice:{kind}", field][value] += 1
            self._make_choice(kind, value, key)
        elif (kind, key) in self._new_choices:
            self._unknown[f"choice:{kind}", field][value] += 1
        return entries[key]

    def country(self, value: str, field: str) -> None:
        """Count a country nobody knows."""
        if text.fold(value) not in _country_keys():
            self._unknown[COUNTRY, field][value] += 1

    def tag(self, name: str) -> str:
        """The id of a tag, made when it is new."""
        tag_id = Tag.id_of(text.normalise(name))
        if not self._tags:
            self._tags = {"", *self._reading.session.scalars(select(Tag.id).where(Tag.deleted.is_(False)))}
        if tag_id not in self._tags:
            self._tags.add(tag_id)
            self._batch.share(Tag, {"id": tag_id, "name": text.normalise(name)})
        return tag_id

    def named(self, target: str, value: str, **columns: Any) -> str:
        """The record of this name, such as a category or a team, made with these columns when there is none."""
        found = self.find(target, value)
        if not found:
            found = new_id()
            index = self.index(target)
            index.add(found, (("name", value),))
            self._batch.add(TARGETS[target].entity, {"id": found, "name": value, **columns})
            self._made_for_row.append((index.tier("name"), key_of(value), (target, value)))
        return found

    def accept(self) -> None:
        """The row for which things were made came in."""
        if self._made_for_row:
            self.made.extend(made for _, _, made in self._made_for_row)
            self._made_for_row.clear()
        self._batch.keep()

    def refuse(self) -> None:
        """The row was refused: what was made for it is forgotten."""
        for entries, key, _ in self._made_for_row:
            entries.pop(key, None)
        self._made_for_row.clear()
        self._batch.drop()

    def corrections(self, each: Callable[[], None]) -> dict[str, list[Correction]]:
        """Field → corrections that offer themselves for names nobody knows; `each` is called before every name."""
        found: dict[str, list[Correction]] = defaultdict(list)
        for (target, field), values in self._unknown.items():
            known = self._names_for(target, values)
            found[field].extend(near.propose(values, known, each))
        return dict(found)

    def _names_for(self, target: str, unknown: Iterable[str]) -> list[str]:
        if target == COUNTRY:
            return sorted(countries())
        if not target.startswith("choice:"):
            return self.index(target).shown
        kind = target.removeprefix("choice:")
        new = {text.fold(name) for name in unknown}
        names = [entry for entry in self._entry_names(kind) if text.fold(entry) not in new]
        return [*names, *sorted(industries())] if kind == INDUSTRY else names

    def _make_choice(self, kind: str, value: str, key: str) -> None:
        entry_id = DictionaryEntry.id_of(kind, key)
        chinese = text.has_chinese(value)
        position = self._positions[kind] = self._positions[kind] + 1
        self._batch.share(
            DictionaryEntry,
            {
                "id": entry_id,
                "kind": kind,
                "code": key,
                "name_en": "" if chinese else value,
                "name_zh": value if chinese else "",
                "position": position,
            },
        )
        entries = self._choices[kind]
        entries[key] = entry_id
        self._new_choices.add((kind, key))
        self._made_for_row.append((entries, key, (kind, value)))

    def _entries(self, kind: str) -> dict[str, str]:
        if kind not in self._choices:
            entries: dict[str, str] = {}
            position = -1
            of = DictionaryEntry
            statement = select(of.id, of.code, of.name_en, of.name_zh, of.position)
            statement = statement.where(of.kind == kind, of.deleted.is_(False)).order_by(of.position)
            for entry_id, code, name_en, name_zh, place in self._reading.session.execute(statement):
                position = max(position, place)
                for name in (name_en, name_zh, code):
                    if name:
                        entries.setdefault(text.fold(name), entry_id)
            for word, code in synonyms(kind).items():
                if text.fold(code) in entries:
                    entries.setdefault(word, entries[text.fold(code)])
            self._choices[kind] = entries
            self._positions[kind] = position
        return self._choices[kind]

    def _entry_names(self, kind: str) -> list[str]:
        of = DictionaryEntry
        rows = self._reading.session.execute(
            select(of.name_en, of.name_zh).where(of.kind == kind, of.deleted.is_(False)).order_by(of.position)
        )
        return [name for row in rows for name in row if name]

    def _read(self, target: str) -> Index:
        source = TARGETS[target]
        entity: Any = source.entity
        index = Index(source.columns)
        statement = select(entity.id, *(getattr(entity, column) for column in source.columns))
        statement = statement.where(entity.deleted.is_(False))
        scope = None if target in ("users", "teams", "roles") else rights.visible(entity, self._reading.viewer)
        if scope is not None:
            statement = statement.where(scope)
        if target == "stages":
            statement = statement.order_by(entity.position)
        for record_id, *values in self._reading.session.execute(statement):
            index.add(record_id, zip(source.columns, values, strict=True))
        return index

    def _closing_stage(self, value: str) -> str | None:
        """A stage of won or lost deals by one of its usual names."""
        outcome = next((o for o, names in _CLOSINGS.items() if text.fold(value) in names), None)
        if outcome is None:
            return None
        statement = select(Stage.id).where(Stage.outcome == outcome, Stage.deleted.is_(False))
        return self._reading.session.scalar(statement.order_by(Stage.position).limit(1))

    def _person(self, value: str, customer_id: str) -> str | None:
        """A contact by name among those of one customer."""
        if self._people is None:
            rows = self._reading.session.execute(
                select(ContactRole.customer_id, Contact.name, Contact.id)
                .join(Contact, Contact.id == ContactRole.contact_id)
                .where(ContactRole.deleted.is_(False), Contact.deleted.is_(False))
            )
            self._people = {(customer, key_of(name)): contact for customer, name, contact in rows}
        return self._people.get((customer_id, key_of(value)))

    def announce_person(self, customer_id: str, name: str, contact_id: str) -> None:
        """A contact of the file at a customer."""
        if self._people is not None:
            self._people[customer_id, key_of(name)] = contact_id


def _other_word(target: str, value: str) -> str | None:
    """The code of the role or stage of ours that another firm calls so; punctuation aside."""
    words = synonyms(target)
    return words.get(text.fold(value)) or words.get(" ".join(text.words(value)))


@cache
def _country_keys() -> frozenset[str]:
    return frozenset(text.fold(name) for name in countries())
