"""Whose records are in scope, asked in two ways: for many records at once, and for each of a few."""

from dataclasses import replace

import pytest
from sqlalchemy import select

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
    own = replace(company.seen_by("grace").viewer, read_scope=OWN, readable=frozenset({grace}))
    many, few = rights.visible(entity, own), rights.visible(entity, own, few=True)
    assert many is not None
    assert few is not None
    table = entity.__tablename__
    with company.read() as reading:
        ids = {scope: set(reading.session.scalars(select(entity.id).where(scope))) for scope in (many, few)}
        told = {row[0] for row in reading.plain(f"SELECT id FROM {table} WHERE {kind_scope_sql(entity, own)}")}
        every = set(reading.session.scalars(select(entity.id)))
    assert ids[many] == ids[few] == told
    if entity in (Customer, Contact, Opportunity):
        assert 0 < len(told) < len(every)
