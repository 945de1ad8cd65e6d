"""What customers are sorted and filtered by, worked out once more in plain Python for random records."""

import random
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models import Interaction, Opportunity
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.storage.database import Reading, UnitOfWork
from tests.builders import a_customer, an_interaction, an_opportunity, days_ago
from tests.company import Company

QUIET = 30


def _some_records(work: UnitOfWork, dice: random.Random, customers: list[str]) -> None:
    for number in range(60):
        step = f"Step {number}" if dice.random() < 0.4 else None
        day = work.today + timedelta(days=dice.randrange(-40, 40)) if step and dice.random() < 0.7 else None
        told: dict[str, Any] = {"customer_id": dice.choice(customers), "next_step": step, "next_step_on": day}
        if dice.random() < 0.7:
            made = an_interaction(work, happened_at=days_ago(work, dice.randrange(90)) + number, **told)
            work.session.get_one(Interaction, made).deleted = dice.random() < 0.2
        else:
            made = an_opportunity(work, **told)
            deal = work.session.get_one(Opportunity, made)
            deal.deleted, deal.outcome = dice.random() < 0.2, dice.choice((OPEN, OPEN, WON))


def _expected(reading: Reading, customer: str) -> tuple[int | None, date | None, str | None, date | None, int]:
    """The last contact with its day, the next step with its day, how many deals are open."""
    living = {"customer_id": customer, "deleted": False}
    talks = reading.session.scalars(select(Interaction).filter_by(**living)).all()
    deals = reading.session.scalars(select(Opportunity).filter_by(**living, outcome=OPEN)).all()
    last = max(talks, key=lambda each: each.happened_at, default=None)
    steps: list[tuple[date | None, str | None]] = [
        (deal.next_step_on, deal.next_step) for deal in deals if deal.next_step
    ]
    noted = max((each for each in talks if each.next_step), key=lambda each: each.happened_at, default=None)
    if noted and last and (noted is last or (noted.next_step_on and noted.next_step_on > last.happened_on)):
        steps.append((noted.next_step_on, noted.next_step))
    on, step = min(steps, key=lambda each: (each[0] or date.max, each[1] or ""), default=(None, None))
    return last.happened_at if last else None, last.happened_on if last else None, step, on, len(deals)


def test_sorts_and_filters_agree_with_a_plain_definition(company: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, f"Customer {number}") for number in range(12)]
        _some_records(work, random.Random(5), customers)
    with company.read() as reading:
        facts = {each: _expected(reading, each) for each in customers}
        for row in CUSTOMERS.rows(reading, customers):
            at, _, step, on, deals = facts[row.id]
            assert (row.last_contact_at, row.next_step, row.next_step_on, row.open_deals) == (at, step, on, deals)

        def key_of(key: str, customer: str) -> tuple[object, ...]:
            at, _, step, on, deals = facts[customer]
            soonest = (step is None, on or date.max, step or "")
            known = {"last_contact": (at is None, at or 0), "next_step_on": soonest, "open_deals": (deals,)}
            return (*known[key], customer)

        for key in ("last_contact", "next_step_on", "open_deals"):
            listed = list(unpack(CUSTOMERS.ids(reading, ListSpec(sorts=(Sort(key),)))))
            assert listed == sorted(customers, key=lambda each: key_of(key, each)), key
            first = CUSTOMERS.first(reading, ListSpec(sorts=(Sort(key),)), 4)
            assert [row.id for row in first] == listed[:4], key
        since = reading.today - timedelta(days=QUIET)
        spec = ListSpec((Filter("quiet_for", "at_least", QUIET),))
        quiet = {each for each, (_, day, *_) in facts.items() if day and day <= since}
        assert set(unpack(CUSTOMERS.ids(reading, spec))) == quiet
