"""What an activity or a task is about: its customer and contact follow from its deal, case, lead or contact."""

from typing import Any

from sqlalchemy import select

from crm_desktop.models import ContactRole, Customer, Lead, Opportunity, ServiceCase
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading

_SUBJECTS = (("opportunity_id", Opportunity), ("case_id", ServiceCase), ("lead_id", Lead))


def of_subject(reading: Reading, draft: Any, name: str) -> str | None:
    """What the deal, the case or the lead of a draft says of a field, such as its customer."""
    for column, kind in _SUBJECTS:
        record_id = getattr(draft, column, None)
        record = reading.session.get(kind, record_id) if record_id else None
        if found := getattr(record, name, None):
            return str(found)
    return None


def customer_of(reading: Reading, draft: Any) -> str | None:
    """The customer of the deal, case or lead, else the only one of the contact that the actor sees."""
    found = of_subject(reading, draft, "customer_id")
    if found or not draft.contact_id:
        return found
    statement = (
        select(ContactRole.customer_id)
        .join(Customer, Customer.id == ContactRole.customer_id)
        .where(ContactRole.contact_id == draft.contact_id, ContactRole.deleted.is_(False), ContactRole.to_on.is_(None))
    )
    customers = set(reading.session.scalars(rights.seen(Customer, reading.viewer, statement)))
    return customers.pop() if len(customers) == 1 else None
