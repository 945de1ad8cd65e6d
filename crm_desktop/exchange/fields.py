"""What an importable field is: its meaning, the names files give it, and what its values must look like."""

from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from crm_desktop.core import text
from crm_desktop.core.i18n import CHINESE, Translator

TEXT, LONG_TEXT, INTEGER, NUMBER, MONEY, PRICE = "text", "long_text", "integer", "number", "money", "price"
SHARE, DATE, MOMENT, YEAR, FLAG, PHONE, EMAIL, URL = "share", "date", "moment", "year", "flag", "phone", "email", "url"
CHOICE, STATE, LINK, TAGS, CURRENCY = "choice", "state", "link", "tags", "currency"

RECORD, LINE = "record", "line"


@dataclass(frozen=True)
class ImportField:
    """One field of a kind of record.

    `type` says how a cell is read; a LINK names the kind it points to in `target`, a CHOICE its dictionary list, a
    STATE its fixed values with their spellings. `part` is LINE for fields of an order's or deal's lines. `names` are
    the other names files use; `beside` are fields whose columns in the same file speak for this one.
    """

    key: str
    title: str
    type: str
    target: str | None = None
    states: tuple[tuple[str, tuple[str, ...]], ...] = ()
    required: bool = False
    part: str = RECORD
    names: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @cached_property
    def spellings(self) -> frozenset[str]:
        """All names of the field, folded into words, with the titles our own exports give it in any language."""
        return frozenset(spelled(name) for name in (*self.names, self.key, self.title, _chinese().t(self.title)))

    @cached_property
    def titles(self) -> frozenset[str]:
        """The titles that our own exports give it, folded into words."""
        return frozenset(spelled(name) for name in (self.title, _chinese().t(self.title)))

    @cached_property
    def state_of(self) -> dict[str, str]:
        """Spelling, folded into words → the fixed value it means."""
        pairs = [(spelled(name), key) for key, names in self.states for name in (key, *names)]
        return dict(reversed(pairs))


@dataclass(frozen=True)
class ImportKind:
    """A kind of record that can be imported: its fields, and which of them can tell records apart, best first.

    Of one `is_log_of` another, several rows tell of the same record: what became of it from moment to moment.
    """

    key: str
    title: str
    fields: tuple[ImportField, ...]
    keys: tuple[str, ...]
    is_log_of: str = ""

    def field(self, key: str) -> ImportField:
        """The field of this name."""
        return next(field for field in self.fields if field.key == key)


@lru_cache(4096)
def spelled(name: str) -> str:
    """A column title as its words: `engageDate`, `Engage Date` and `ENGAGE_DATE` are one."""
    return " ".join(text.words(name))


def declared(names: str, *fields: ImportField) -> tuple[ImportField, ...]:
    """The fields with their other names, given as lines `key: name | name`; a key may have several lines."""
    table = dict(states(names))
    unknown = table.keys() - {field.key for field in fields}
    assert not unknown, unknown
    return tuple(replace(field, names=table.get(field.key, ())) for field in fields)


def states(spellings: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Lines `key: spelling | spelling` as keys with all their spellings."""
    found: dict[str, list[str]] = {}
    for line in spellings.strip().splitlines():
        key, _, names = line.partition(":")
        found.setdefault(key.strip(), []).extend(name.strip() for name in names.split("|"))
    return tuple((key, tuple(names)) for key, names in found.items())


@cache
def _chinese() -> Translator:
    return Translator(CHINESE)
