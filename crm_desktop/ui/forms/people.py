"""The look-up of a contact beside that of a customer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.search import search
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.fields import LookupField, Option

_MOST = 12


def contact_field(context: PageContext, customer: LookupField, names: Mapping[str, str]) -> LookupField:
    """Contacts found by typing; before anything is typed, those of the chosen customer."""

    def find(text: str, then: Callable[[Sequence[Option]], None]) -> None:
        customer_id = customer.value()
        if text.strip():
            context.background.read(field, lambda reading: _found(reading, text), then)
        elif customer_id:
            context.background.read(field, lambda reading: _people_at(reading, customer_id), then)
        else:
            then([])

    def describe(record_id: str, then: Callable[[Option | None], None]) -> None:
        then(Option(record_id, names.get(record_id, "…")))

    field = LookupField(context.theme, N_("Contact"), find, describe=describe)
    return field


def contacts_of(reading: Any, text: str, customer_id: str | None) -> list[Option]:
    """Contacts that a text finds; without one, those of a customer."""
    return _found(reading, text) if text.strip() or customer_id is None else _people_at(reading, customer_id)


def _found(reading: Any, text: str) -> list[Option]:
    return [Option(hit.id, hit.title, hit.subtitle) for hit in search(reading, text, ["contact"], _MOST).hits]


def _people_at(reading: Any, customer_id: str) -> list[Option]:
    spec = ListSpec((Filter("customer", "is", customer_id),))
    return [Option(row.id, row.name, row.job_title or "") for row in CONTACTS.first(reading, spec, _MOST)]
