"""A company in which two laptops worked unknown to each other, with everything that leaves to review."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contract, Customer, Order
from crm_desktop.models.order import PAID
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from crm_desktop.sync.replica import Replica
from tests.builders import a_customer, an_opportunity
from tests.company import NOW, Company
from tests.meeting import meet
from tests.sync.conftest import copied, on_a_device

NOTE = "Pays late, but pays. Wants 4% off the framework price of next year, with the approval of a manager."


def let_laptops_meet(path: Path, folder: Path) -> None:
    """Change a file with some customers here and on another laptop, and bring both together."""
    clock = FixedClock.at(NOW)
    database = Database.open(path, clock)
    with database.read(SYSTEM) as reading:
        mine = Company(database, clock, viewer_of(reading))
        # Who has a contract in force, or owes money, cannot be deleted.
        bound = select(Contract.customer_id).where(Contract.customer_id.is_not(None))
        owing = select(Order.customer_id).where(Order.customer_id.is_not(None), Order.payment_state != PAID)
        free = select(Customer.id).where(Customer.id.not_in(bound), Customer.id.not_in(owing))
        ids = list(reading.session.scalars(free.order_by(Customer.name, Customer.id)))
    named, texts, revived, emptied, above, below = ids[:6]
    for each in (named, texts):
        _edit(mine, each, note=NOTE)
    other = on_a_device(mine, copied(path, folder / "other.crm"), folder / "other")
    Replica(other.database).rehome()
    _edit(mine, named, name="Haverton Medical", phone="0571 2041 1111", city=None)
    _edit(other, named, name="Haverton Care and Precision Instruments", phone="0571 2041 2222", city="Leeds")
    _edit(mine, texts, note=NOTE.replace("4%", "5%"))
    _edit(other, texts, note=f"{NOTE} Only on Tuesdays.")
    _edit(mine, revived, city="Harborough")
    _edit(mine, above, parent_id=below)
    _edit(other, below, parent_id=above)
    with mine.write("New deal") as work:
        an_opportunity(work, "Screens for the new wing", customer_id=emptied)
        a_customer(work, "Coldbrook Sensors", city="Leeds", phone="0113 496 0000")
    with other.write("Delete two customers") as work:
        delete_customers(work, [revived, emptied])
    with other.write("New customer") as work:
        a_customer(work, "Coldbrook Sensors", city="York", phone="0113 496 0000")
    meet(mine, other)
    for company in (mine, other):
        company.database.close()


def _edit(company: Company, customer_id: str, **values: object) -> None:
    company.clock.instant += timedelta(minutes=1)
    with company.write("Change customer") as work:
        loaded = customer_draft(work, customer_id)
        update_customer(work, customer_id, replace(loaded, **values), loaded)  # type: ignore[arg-type]  # any field
