"""What the sheet of a service case says beside the case itself: how its customer is reached, and names of choices."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm_desktop.core.postal_address import PostalAddress
from crm_desktop.models import Contact, Customer
from crm_desktop.queries import rights
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.contact import FIRST_PHONE
from crm_desktop.queries.service_case import ServiceCaseDetails, service_case_details
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class CaseSheet:
    """A case with the address of its customer and the telephone numbers of both, as far as the viewer may see them."""

    case: ServiceCaseDetails
    address: PostalAddress
    customer_phone: str | None
    contact_phone: str | None
    names: Choices
    zone: ZoneInfo


def case_sheet(reading: Reading, case_id: str) -> CaseSheet:
    """The sheet of a case, if the viewer may see it."""
    case = service_case_details(reading, case_id)
    customer = _seen(reading, Customer, case.customer_id)
    contact = _seen(reading, Contact, case.contact_id)
    phone = reading.session.scalar(select(FIRST_PHONE).where(Contact.id == contact.id)) if contact else None
    address = customer.postal_address if customer else PostalAddress()
    return CaseSheet(case, address, customer.phone if customer else None, phone, choices(reading), reading.zone)


def _seen(reading: Reading, entity: Any, record_id: str | None) -> Any:
    is_seen = record_id is not None and rights.sees(reading, entity, record_id)
    return reading.session.get(entity, record_id) if is_seen else None
