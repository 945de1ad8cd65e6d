"""Whose records are in scope, asked in two ways: for many records at once, and for each of a few."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select

from crm_desktop.core.errors import NotFound
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import ALL, BELOW, OWN, TEAM
from crm_desktop.models import Attachment, Contact, Customer, Opportunity, Order, ServiceCase, Synced, Task
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.operations.role import RoleDraft, create_role
from crm_desktop.operations.team import TeamDraft, create_team
from crm_desktop.queries import rights
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.search import kind_scope_sql, search
from crm_desktop.queries.service_case import service_case_details
from tests.builders import a_case, a_contact, a_customer, a_user, an_opportunity
from tests.company import Company

ENTITIES = (Customer, Contact, Opportunity, Order, ServiceCase, Task, Attachment)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda each: each.__tablename__)
def test_few_records_are_in_scope_like_many(company: Company, entity: type[Synced]) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        owen = a_user(work, "Owen Chen", login="owen")
        for owner in (grace, owen):
            customer = a_customer(work, f"Of {owner}", owner_id=owner)
            a_contact(work, "Somebody", customer, owner_id=owen)
            an_opportunity(work, customer_id=customer, owner_id=owen)
    mine = frozenset({grace})
    own = replace(company.seen_by("grace").viewer, read_scope=OWN, readable=mine, write_scope=OWN, writable=mine)
    many, few = rights.visible(entity, own), rights.visible(entity, own, few=True)
    all_mine, some_mine = rights.changeable(entity, own), rights.changeable(entity, own, few=True)
    assert many is not None
    assert few is not None
    assert all_mine is not None
    assert some_mine is not None
    table = entity.__tablename__
    scopes = (many, few, all_mine, some_mine)
    with company.read() as reading:
        ids = {scope: set(reading.session.scalars(select(entity.id).where(scope))) for scope in scopes}
        told = {row[0] for row in reading.plain(f"SELECT id FROM {table} WHERE {kind_scope_sql(entity, own)}")}
        every = set(reading.session.scalars(select(entity.id)))
    assert ids[many] == ids[few] == told
    assert ids[all_mine] == ids[some_mine] <= told
    if entity in (Customer, Contact, Opportunity):
        assert 0 < len(told) < len(every)


def test_one_record_is_asked_for_by_itself_and_not_among_all_customers_in_scope(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        customer = a_customer(work, "Haverton", owner_id=grace)
        contact = a_contact(work, "Ada Poe", customer)
    own = replace(company.seen_by("grace").viewer, read_scope=OWN, readable=frozenset({grace}))
    asked: list[str] = []
    with company.database.read(own) as reading:
        event.listen(reading.connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
        assert rights.find(reading, Contact, contact).id == contact
        assert rights.sees(reading, Contact, contact)
        assert rights.seen_among(reading, Contact, [contact, customer]) == {contact}
    # 100,000 customers in scope took 0.18 s to gather, for one contact.
    assert len(asked) == 3
    assert not [each for each in asked if "IN (SELECT" in each]


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (OWN, {"Mona"}),
        (BELOW, {"Mona", "Grace", "Tess"}),
        (TEAM, {"Mona", "Grace", "Tess", "Ned"}),
        (ALL, {"Mona", "Grace", "Tess", "Ned", "Far"}),
    ],
)
def test_a_role_reaches_ones_own_those_below_the_team_or_all_in_whatever_one_asks(
    company: Company, scope: str, seen: set[str]
) -> None:
    with company.write() as work:
        made = create_role(work, RoleDraft("Lead", "组长", read_scope=scope, write_scope=scope))
        north, south = (create_team(work, TeamDraft(name)) for name in ("North", "South"))
        mona = a_user(work, "Mona", login="mona", role_id=made, team_id=north)
        grace = a_user(work, "Grace", login="grace", team_id=south, manager_id=mona)
        people = {
            "Mona": mona,
            "Grace": grace,
            "Tess": a_user(work, "Tess", login="tess", team_id=south, manager_id=grace),
            "Ned": a_user(work, "Ned", login="ned", team_id=north),
            "Far": a_user(work, "Far", login="far", team_id=south),
        }
        customers = {name: a_customer(work, f"Haverton {name}", owner_id=owner) for name, owner in people.items()}
    as_mona = company.seen_by("mona")
    with as_mona.read() as reading:
        listed = {row.name.removeprefix("Haverton ") for row in CUSTOMERS.first(reading, ListSpec(), 9)}
        found = {hit.title.removeprefix("Haverton ") for hit in search(reading, "Haverton").hits}
        assert (listed, found) == (seen, seen)
        assert {name for name, each in customers.items() if rights.may_change(reading, "customer", each)} == seen
    for name, each in customers.items():
        with as_mona.write() as work:
            if name in seen:
                update_customer(work, each, replace(customer_draft(work, each), city="York"))
            else:
                with pytest.raises(NotFound):
                    customer_draft(work, each)


def test_of_the_parts_of_a_case_only_those_in_scope_are_told(company: Company) -> None:
    with company.write() as work:
        grace, owen = (a_user(work, name.title(), login=name) for name in ("grace", "owen"))
        whole = a_case(work, customer_id=a_customer(work, owner_id=grace), owner_id=grace)
        hers, his = (
            a_case(work, subject, customer_id=a_customer(work, owner_id=user), owner_id=user, parent_id=whole)
            for subject, user in (("Hers", grace), ("His", owen))
        )
    own = replace(company.seen_by("grace").viewer, read_scope=OWN, readable=frozenset({grace}))
    with company.read() as all_of_it, company.database.read(own) as reading:
        told = [[key for key, *_ in service_case_details(each, whole).parts] for each in (all_of_it, reading)]
    assert told == [[hers, his], [hers]]
