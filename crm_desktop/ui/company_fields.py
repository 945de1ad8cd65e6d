"""Fields that know the company: its lists of choices, and its records found by typing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_desktop.core.i18n import language
from crm_desktop.queries.choices import Choice
from crm_desktop.queries.custom_field import name_of_record
from crm_desktop.queries.search import search
from crm_desktop.queries.search_hits import SearchHit
from crm_desktop.queries.search_scope import newest_of
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.choice_fields import ChoiceField, LookupField
from crm_desktop.ui.widgets.pick_box import Option

_FOUND_AT_MOST = 12
Names = Mapping[str, str]


def choice(context: PageContext, label: Text, name: str, **options: Any) -> ChoiceField:
    """A field for one of the company's lists; what a record has stays, even when it is no longer offered."""
    return ChoiceField(
        context.theme,
        label,
        offered(context, name),
        name_of=lambda record_id: context.choices.name(record_id, language()),
        **options,
    )


def offered(context: PageContext, name: str) -> list[tuple[str, Text]]:
    """(id, name) of what a list offers, in the current language."""
    return [(each.id, Plain(_name(each))) for each in context.choices.offered(name)]


def lookup(context: PageContext, label: Text, kind: str, names: Names, **options: Any) -> LookupField:
    """A field for a record of a kind, found by typing; `names` gives the name of the id the form is loaded with."""

    def find(text: str, then: Callable[[Sequence[Option]], None]) -> None:
        def read(reading: Any) -> Sequence[SearchHit]:
            if not text.strip():
                return newest_of(reading, kind, _FOUND_AT_MOST)
            return search(reading, text, [kind], _FOUND_AT_MOST).hits

        context.background.read(field, read, lambda found: then(_options(found)))

    def describe(record_id: str, then: Callable[[Option | None], None]) -> None:
        then(Option(record_id, names.get(record_id, "…")))

    field = LookupField(context.theme, label, find, describe=describe, **options)
    return field


def reference(context: PageContext, label: Text, kind: str) -> LookupField:
    """A field for a record of a kind, whose name is read when it is shown."""
    field = lookup(context, label, kind, {})

    def describe(record_id: str, then: Callable[[Option | None], None]) -> None:
        def shown(name: str) -> None:
            then(Option(record_id, name or "…"))

        context.background.read(field, lambda reading: name_of_record(reading, kind, record_id), shown)

    field.describe_by(describe)
    return field


def _options(found: Sequence[SearchHit]) -> list[Option]:
    return [Option(hit.id, hit.title, hit.subtitle) for hit in found]


def _name(one: Choice) -> str:
    return one.name(language())
