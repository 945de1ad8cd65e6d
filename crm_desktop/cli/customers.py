"""What verbs about customers share: finding them by number or name, and saying what was done with them."""

from crm_desktop.cli.session import Output
from crm_desktop.core.errors import NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Customer
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading


def found(reading: Reading, named: str) -> Customer:
    """The customer of this number, id or exact name that the viewer may see."""
    given = named.strip()
    asked = "SELECT id FROM customer WHERE deleted = 0 AND (number = ? OR id = ? OR name = ?) ORDER BY number <> ?"
    ids = [each for (each,) in reading.plain(asked, (given, given, given, given))]
    seen = [each for each in ids if rights.sees(reading, Customer, each)]
    if not seen:
        raise NotFound(Message("There is no customer “{name}”.", name=given))
    customers = [rights.find(reading, Customer, each) for each in seen]
    exact = [each for each in customers if each.number == given] or customers
    if len(exact) > 1:
        raise UserError(Message("Several customers are called “{name}”. Give the number instead.", name=given))
    return exact[0]


def tell(output: Output, customers: list[Customer], said: str, owner: str | None) -> None:
    """Say whose some customers are now."""
    if output.as_json:
        output.data(
            {
                "owner": owner,
                "customers": [{"id": each.id, "number": each.number, "name": each.name} for each in customers],
            }
        )
    for each in customers:
        output.line(f"{each.number} {each.name}: {said}")
