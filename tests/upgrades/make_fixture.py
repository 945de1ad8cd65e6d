"""Writes the small company file of the current schema that all later versions must open.

Run `python -m tests.upgrades.make_fixture` when a schema is about to be released; the file is never written again.
"""

import lzma
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.money import to_e6
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.customer import delete_customers
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.operations.lead import add_plan_item, assign_lead
from crm_desktop.operations.payment import mark_paid
from crm_desktop.operations.stage_moves import move_stage
from crm_desktop.operations.tag import tag_records
from crm_desktop.queries.custom_field import INTEGER
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage import identity
from crm_desktop.storage.database import SCHEMA_VERSION, UnitOfWork
from tests import builders
from tests.company import NOW, Company, found_company

HERE = Path(__file__).parent


def main() -> None:
    """Write schema_<version>.crm.xz."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "company.crm"
        _fill(path)
        target = HERE / f"schema_{SCHEMA_VERSION}.crm.xz"
        target.write_bytes(lzma.compress(path.read_bytes(), preset=9))
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def _fill(path: Path) -> None:
    """A company with some of everything: in both languages, changed, deleted, undoable."""
    clock = FixedClock.at(NOW)
    database = found_company(path, clock)
    with database.read(SYSTEM) as reading:
        company = Company(database, clock, viewer_of(reading))
    with company.write("First records") as work:
        _some_of_everything(work)
    with company.write("Rename") as work:
        record = work.session.scalars(select(Customer).where(Customer.name == "Haverton Medical")).one()
        record.name, record.city = "Haverton Medical Group", "Leeds"
    with company.write("Mistake") as work:
        mistake = builders.a_customer(work, "Mistaken")
    with company.write("Delete") as work:
        delete_customers(work, [mistake])
    with database.merging() as connection:
        identity.forget_home(connection)
    database.close()


def _some_of_everything(work: UnitOfWork) -> None:
    grace = builders.a_user(work, login="grace")
    haverton = builders.a_customer(work, city="York", phone="01904 555 0117", owner_id=grace)
    clinic = builders.a_customer(work, "重庆长安门诊", parent_id=haverton)
    tag_records(work, "customer", [haverton, clinic], ["VIP", "医院"])
    dana = builders.a_contact(work, "Dana Holt", haverton, clinic, phone="+86 138-1234-5678")
    probe = builders.a_product(work)
    lines = (builders.a_line("4821.50", "2", "0.05", product_id=probe), builders.a_line())
    deal = builders.an_opportunity(work, customer_id=haverton, contact_id=dana, lines=lines)
    move_stage(work, deal, builders.stage("proposal"))
    builders.an_opportunity(work, "无客户的商机")
    order = builders.an_order(work, customer_id=haverton, opportunity_id=deal)
    mark_paid(work, order)
    case = builders.a_case(work, customer_id=clinic, contact_id=dana)
    builders.an_interaction(work, customer_id=haverton, contact_id=dana, opportunity_id=deal)
    builders.an_interaction(work, "问了保修", "call", case_id=case)
    lead = builders.a_lead(work)
    assign_lead(work, lead, grace)
    add_plan_item(work, lead, work.today, "Call the purchasing office")
    set_exchange_rate(work, "USD", work.today, to_e6("7.1"))
    field = create_custom_field(work, CustomFieldDraft("customer", "Beds", "床位", INTEGER))
    set_custom_value(work, "customer", haverton, field, 120)


if __name__ == "__main__":
    main()
