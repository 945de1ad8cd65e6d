"""Who took part in an activity, as its form edits it: contacts and colleagues in one list, found by typing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.forms.people import contacts_of
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.fields import LookupField, Option, RowColumn, RowsField

_CONTACT, _COLLEAGUE, _MOST = "contact:", "user:", 6


@dataclass(frozen=True)
class Person:
    """A row: a contact or a colleague by kind and id."""

    who: str | None = None


def people_of(draft: Any) -> tuple[Person, ...]:
    """The rows of a draft."""
    contacts = (_CONTACT + each for each in draft.contacts)
    return tuple(Person(each) for each in (*contacts, *(_COLLEAGUE + each for each in draft.colleagues)))


def ids_of(people: Iterable[Person]) -> dict[str, tuple[str, ...]]:
    """What the rows say, by the names of the draft."""
    chosen = [each.who for each in people if each.who]

    def of(kind: str) -> tuple[str, ...]:
        return tuple(sorted({each.removeprefix(kind) for each in chosen if each.startswith(kind)}))

    return {"contacts": of(_CONTACT), "colleagues": of(_COLLEAGUE)}


def participants_field(context: PageContext, customer: LookupField, names: Mapping[str, str]) -> RowsField:
    """The rows of who took part."""

    def lookup() -> LookupField:
        def find(text: str, then: Callable[[Sequence[Option]], None]) -> None:
            colleagues = _colleagues(context, text)

            def show(found: Sequence[Option]) -> None:
                contacts = [Option(_CONTACT + each.key, each.text, each.note) for each in found[:_MOST]]
                then([*contacts, *colleagues])

            customer_id = customer.value()
            if text.strip() or customer_id:
                context.background.read(field, lambda reading: contacts_of(reading, text, customer_id), show)
            else:
                then(colleagues)

        def describe(who: str, then: Callable[[Option | None], None]) -> None:
            then(Option(who, names.get(who.partition(":")[2], "…")))

        field = LookupField(context.theme, N_("Participant"), find, describe=describe)
        return field

    column = RowColumn("who", N_("Participant"), lookup)
    return RowsField(
        context.theme, N_("Who else took part"), (column,), lambda _old, who: Person(who), add=N_("Add a participant")
    )


def _colleagues(context: PageContext, text: str) -> list[Option]:
    words = text.strip().casefold()
    offered = (each for each in context.choices.offered("users") if each.id != context.background.viewer.user_id)
    fitting = (each for each in offered if words in each.name_en.casefold() or each.code.startswith(words))
    return [Option(_COLLEAGUE + each.id, each.name_en, tr("Colleague")) for each in fitting][:_MOST]
