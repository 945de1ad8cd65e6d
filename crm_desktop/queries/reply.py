"""What a reply to a customer begins with: the templates, what their fields say of a case, and where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from crm_desktop.core import formats
from crm_desktop.models import Contact, Customer, Product, ReplyTemplate, ServiceCase, User
from crm_desktop.queries import rights
from crm_desktop.queries.case_answer import Asked, used_ids
from crm_desktop.queries.company import company_name
from crm_desktop.queries.contact import FIRST_EMAIL
from crm_desktop.storage.database import Reading


class TemplateView(NamedTuple):
    """A text that replies begin with."""

    id: str
    name: str
    subject: str | None
    body: str
    kind_id: str | None


@dataclass(frozen=True)
class ReplyStart:
    """What a reply to a case begins with: to whom, the templates, and what fields say; `case` is what may help."""

    to: str
    number: str
    subject: str
    kind_id: str | None
    templates: tuple[TemplateView, ...]
    values: Mapping[str, str]
    case: Asked


def reply_templates(reading: Reading) -> list[TemplateView]:
    """Every template in its order."""
    of = ReplyTemplate
    statement = select(of.id, of.name, of.subject, of.body, of.kind_id).where(of.deleted.is_(False))
    return [TemplateView(*row) for row in reading.session.execute(statement.order_by(of.position, of.name, of.id))]


def reply_start(reading: Reading, case_id: str, language: str) -> ReplyStart:
    """What a reply to a case begins with; templates for its kind are offered first."""
    case = rights.find(reading, ServiceCase, case_id)
    listed = reply_templates(reading)
    listed.sort(key=lambda each: (each.kind_id != case.kind_id, each.kind_id is not None))
    asked = Asked(case.subject, case.request or "", case.kind_id, case.product_id, case_id, used_ids(reading, case_id))
    values = reply_values(reading, case, language)
    return ReplyStart(_address(reading, case), case.number, case.subject, case.kind_id, tuple(listed), values, asked)


def reply_values(reading: Reading, case: ServiceCase, language: str) -> Mapping[str, str]:
    """What the fields of a template say of a case; nothing for what is not known."""
    customer = _name(reading, Customer, case.customer_id)
    contact = reading.session.get(Contact, case.contact_id) if case.contact_id else None
    return {
        "customer": customer,
        "contact": contact.name if contact is not None else customer,
        "salutation": (contact.salutation or "") if contact is not None else "",
        "number": case.number,
        "subject": case.subject,
        "request": case.request or "",
        "product": _name(reading, Product, case.product_id),
        "handling": case.handling or "",
        "owner": _name(reading, User, case.owner_id),
        "due": formats.day_far(case.due_on, language) if case.due_on else "",
        "me": reading.viewer.name,
        "sender": company_name(reading),
        "today": formats.day_far(reading.today, language),
    }


def _name(reading: Reading, kind: Any, record_id: str | None) -> str:
    return str(reading.session.scalar(select(kind.name).where(kind.id == record_id)) or "") if record_id else ""


def _address(reading: Reading, case: ServiceCase) -> str:
    """Where the contact is reached by mail, else the customer."""
    ways = (
        select(FIRST_EMAIL).where(Contact.id == case.contact_id),
        select(Customer.email).where(Customer.id == case.customer_id),
    )
    return str(next(filter(None, (reading.session.scalar(each) for each in ways)), ""))


def sample_values(reading: Reading, language: str) -> Mapping[str, str]:
    """What the fields say of the newest case that the viewer sees; nothing where there is none."""
    newest: Any = select(ServiceCase).where(ServiceCase.deleted.is_(False))
    newest = rights.seen(ServiceCase, reading.viewer, newest).order_by(ServiceCase.opened_on.desc(), ServiceCase.id)
    case = reading.session.scalar(newest.limit(1))
    return reply_values(reading, case, language) if case is not None else {}
