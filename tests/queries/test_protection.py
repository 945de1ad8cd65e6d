"""What a list says of the protection of customers and what is said of each one is the same, whatever the data."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.core.listing import ListSpec
from crm_desktop.models import Customer, Interaction, LevelRule, Opportunity, Order
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.protection import overdue, standing
from crm_desktop.storage.database import UnitOfWork
from tests.builders import entry, stage
from tests.company import Company

DAY_MS = 86_400_000
_days = st.none() | st.integers(1, 120)
_ages = st.lists(st.integers(0, 200), max_size=2)
rules = st.fixed_dictionaries(
    {"contact_days": _days, "deal_days": _days, "order_days": _days, "keeps_with_deals": st.booleans()}
)
customers = st.fixed_dictionaries(
    {
        "is_owned": st.booleans(),
        "level": st.sampled_from([None, "A", "B"]),
        "age": st.integers(0, 200),
        "locked": st.none() | st.integers(-5, 60),
        "visits": _ages,
        "deals": st.lists(st.tuples(st.integers(0, 200), st.sampled_from([OPEN, WON, LOST])), max_size=2),
        "orders": _ages,
    }
)


# Each example takes the place of the one before.
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([None, "A"]), rules, max_size=2), st.lists(customers, min_size=1, max_size=6))
def test_list_and_record_say_the_same_of_protection(
    company: Company, of_levels: dict[str | None, dict[str, Any]], made: list[dict[str, Any]]
) -> None:
    with company.write() as work:
        ids = _replace(work, of_levels, made)
    with company.read() as reading:
        listed = {row.id: row.protected_until for row in CUSTOMERS.first(reading, ListSpec(), 50) if row.id in ids}
        for customer_id in ids:
            found = standing(reading, customer_id)
            until = None if found is None or found.until is None else found.until.isoformat()
            assert listed[customer_id] == until, (of_levels, made)
        today = reading.today.isoformat()
        expected = {each for each in ids if listed[each] and str(listed[each]) < today}
        assert {each.customer_id for each in overdue(reading)} == expected


def _replace(work: UnitOfWork, of_levels: dict[str | None, dict[str, Any]], made: list[dict[str, Any]]) -> list[str]:
    """Put the rules and customers of one example in the place of those of the last."""
    for entity in (Customer, Interaction, Opportunity, Order):
        for each in work.session.query(entity).filter_by(deleted=False):
            each.deleted = True
    for level in (None, "A"):
        level_id = entry("level", level) if level else None
        rule = work.session.get(LevelRule, LevelRule.id_of(level_id)) or LevelRule(id=LevelRule.id_of(level_id))
        rule.level_id, rule.deleted = level_id, level not in of_levels
        for name, value in of_levels.get(level, {}).items():
            setattr(rule, name, value)
        work.session.add(rule)
    return [_customer(work, each) for each in made]


def _customer(work: UnitOfWork, of: dict[str, Any]) -> str:
    def day(age: int) -> Any:
        return work.today - timedelta(days=age)

    def at(age: int) -> int:
        return work.now_ms - age * DAY_MS

    customer_id, me = work.new_id(), work.viewer.user_id
    work.session.add(
        Customer(
            id=customer_id,
            number=customer_id,
            name=customer_id,
            kind="company",
            status="normal",
            owner_id=me if of["is_owned"] else None,
            level_id=entry("level", of["level"]) if of["level"] else None,
            locked_until=None if of["locked"] is None else day(-of["locked"]),
            created_at=at(of["age"]),
        )
    )
    shared = {"customer_id": customer_id, "owner_id": me}
    for age in of["visits"]:
        kind = entry("interaction_kind", "visit")
        about = {
            "happened_on": day(age),
            "happened_at": at(age),
            "subject": "Met",
            "kind_id": kind,
        }
        work.session.add(Interaction(id=work.new_id(), **shared, **about))
    for age, outcome in of["deals"]:
        closed = None if outcome == OPEN else day(age // 2)
        told = {"number": work.new_id(), "name": "Deal", "amount_minor": 1, "currency": "CNY", "probability_e6": 0}
        code = {OPEN: "prospecting", WON: "won", LOST: "lost"}[outcome]
        where = {"pipeline_id": _pipeline(work), "stage_id": stage(code), "outcome": outcome, "closed_on": closed}
        work.session.add(
            Opportunity(id=work.new_id(), **shared, **told, **where, opened_on=day(age), created_at=at(age))
        )
    for age in of["orders"]:
        told = {"number": work.new_id(), "status": "placed", "currency": "CNY", "payment_state": "unpaid"}
        work.session.add(
            Order(id=work.new_id(), **shared, **told, ordered_on=day(age), freight_minor=0, tax_minor=0, created_at=0)
        )
    work.session.flush()
    return customer_id


def _pipeline(work: UnitOfWork) -> str:
    return str(work.plain("SELECT id FROM pipeline LIMIT 1")[0][0])
