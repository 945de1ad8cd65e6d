"""What verbs about customers share: finding them by number or name, and saying whose they are."""

from crm_desktop.cli.session import Output
from crm_desktop.models import Customer
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading


def found(reading: Reading, named: str) -> Customer:
    """The customer of this number or name that the viewer may see."""
    return rights.find(reading, Customer, rights.record_numbered(reading, Customer, named))


def tell(output: Output, customers: list[Customer], said: str, owner: str | None) -> None:
    """Say whose some customers are now."""
    if output.as_json:
        told = [{"id": each.id, "number": each.number, "name": each.name} for each in customers]
        output.data({"owner": owner, "customers": told})
    for each in customers:
        output.line(f"{each.number} {each.name}: {said}")
