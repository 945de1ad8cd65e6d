"""Whose records are in scope, asked in two ways: for many records at once, and for each of a few."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select

from crm_desktop.core.viewer import OWN
from crm_desktop.models import Attachment, Contact, Customer, Opportunity, Order, ServiceCase, Synced, Task
from crm_desktop.queries import rights
from crm_desktop.queries.search import kind_scope_sql
from tests.builders import a_contact, a_customer, a_user, an_opportunity
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
