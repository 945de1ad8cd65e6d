"""The look-up of a contact beside that of a customer."""

from collections.abc import Mapping
from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.ui.forms.of_customer import MOST, found, of, of_customer
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.fields import LookupField, Option


def contact_field(context: PageContext, customer: LookupField, names: Mapping[str, str]) -> LookupField:
    """Contacts found by typing; before anything is typed, those of the chosen customer."""
    return of_customer(context, N_("Contact"), customer, names, "contact", _people_at)


def contacts_of(reading: Any, text: str, customer_id: str | None) -> list[Option]:
    """Contacts that a text finds; without one, those of a customer."""
    is_asked = text.strip() or customer_id is None
    return found(reading, text, "contact") if is_asked else _people_at(reading, customer_id or "")


def _people_at(reading: Any, customer_id: str) -> list[Option]:
    return [Option(row.id, row.name, row.job_title or "") for row in CONTACTS.first(reading, of(customer_id), MOST)]
