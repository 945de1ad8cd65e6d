"""Who writes: the company's name and address, as its settings say."""

from dataclasses import dataclass

from sqlalchemy import select

from crm_desktop.models import Parameter
from crm_desktop.queries.company import company_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Sender:
    """Who offers or writes, as the company's settings say."""

    name: str
    address: str
    reached: str


def sender_of(reading: Reading) -> Sender:
    """The sender of quotations and letters."""
    names = ("company.address", "company.reached")
    ids = {Parameter.id_of(name): name for name in names}
    rows = reading.session.execute(select(Parameter.id, Parameter.value).where(Parameter.id.in_(ids)))
    found = {row.id: row.value for row in rows}
    address, reached = (found.get(Parameter.id_of(name)) or "" for name in names)
    return Sender(company_name(reading), address, reached)
