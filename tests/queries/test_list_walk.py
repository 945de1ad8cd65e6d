"""Lists are found by walking the names of what records belong to, those of deleted records among them."""

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.models import Customer, Interaction
from crm_desktop.queries.interaction import INTERACTIONS
from tests.builders import a_customer, an_interaction
from tests.company import Company


def test_records_of_deleted_customers_stand_by_their_name_and_those_of_nobody_last(company: Company) -> None:
    with company.write() as work:
        alder, birch, cedar = (a_customer(work, name) for name in ("Alder", "Birch", "Cedar"))
        made = [an_interaction(work, customer_id=each) for each in (cedar, cedar, birch, alder, birch)]
        work.session.get_one(Interaction, made[1]).customer_id = None
        work.session.get_one(Customer, birch).deleted = True
        gone = an_interaction(work, customer_id=alder)
        work.session.get_one(Interaction, gone).deleted = True
    of_cedar, of_nobody, of_birch, of_alder, of_birch_too = made
    with company.read() as reading:
        upwards, downwards = (ListSpec(sorts=(Sort("customer", turn),)) for turn in (False, True))
        wanted = [of_alder, of_birch, of_birch_too, of_cedar, of_nobody]
        assert list(unpack(INTERACTIONS.ids(reading, upwards))) == wanted
        assert [row.id for row in INTERACTIONS.first(reading, upwards, 3)] == wanted[:3]
        assert list(unpack(INTERACTIONS.ids(reading, downwards))) == [*wanted[3::-1], of_nobody]


def test_the_names_of_customers_are_read_in_their_order(company: Company) -> None:
    walk = (
        "SELECT r.id, t.name FROM customer t CROSS JOIN interaction r WHERE t.deleted IS 0 AND r.customer_id = t.id"
        " AND r.deleted IS 0 ORDER BY t.name, r.id LIMIT 33"
    )
    with company.read() as reading:
        plan = [row[3] for row in reading.plain(f"EXPLAIN QUERY PLAN {walk}")]
    assert "ix_customer_deleted_customer_name_customer_id" in plan[0]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
