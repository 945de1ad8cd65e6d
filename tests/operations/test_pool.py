"""The public pool: claiming within limits, releasing, protection by hand, the automatic return, claims that met."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm_desktop.core.errors import UserError
from crm_desktop.models import Customer
from crm_desktop.operations import parameter, pool
from crm_desktop.operations.claims import Step, holder, settle
from crm_desktop.operations.customer import CustomerDraft, assign_customers, customer_draft, update_customer
from crm_desktop.operations.level_rule import LevelRuleDraft, set_level_rule
from crm_desktop.operations.rules import run_rules
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.protection import about_to_return, standing, words
from crm_desktop.queries.review import everything
from crm_desktop.storage.rules import RULE_OF, breaching
from tests.builders import a_customer, a_user, an_interaction, an_opportunity, days_ago, entry
from tests.company import Company
from tests.meeting import meet
from tests.sync.conftest import Laptop


@pytest.fixture
def grace(company: Company) -> Company:
    """The same company for a salesperson."""
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    return company.seen_by("grace")


def limits(company: Company, **values: int) -> None:
    with company.write() as work:
        parameter.set_parameters(work, {f"pool.{name}": value for name, value in values.items()})


def owner(company: Company, customer_id: str) -> str | None:
    with company.read() as reading:
        return reading.session.get_one(Customer, customer_id).owner_id


def steps(company: Company, customer_id: str) -> list[tuple[str, str | None, str | None]]:
    with company.read() as reading:
        rows = reading.plain(
            "SELECT kind, user_id, previous_id FROM claim WHERE customer_id = ? AND deleted = 0 ORDER BY at",
            (customer_id,),
        )
        return [tuple(row) for row in rows]


def test_a_claim_is_a_row_an_owner_and_one_step(company: Company, grace: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, pooled=True)
    with grace.write() as work:
        assert pool.claim(work, [customer], "Met them at the fair") == 1
    me = grace.viewer.user_id
    assert owner(company, customer) == me
    assert steps(company, customer) == [("claim", me, None)]
    with company.read() as reading:
        notes = reading.plain("SELECT note FROM history_entry WHERE record_id = ? AND field = 'owner'", (customer,))
        assert [tuple(each) for each in notes] == [("Met them at the fair",)]
    with grace.write() as work:
        undo(work)
    assert owner(company, customer) is None
    assert steps(company, customer) == []


def test_every_way_to_change_the_owner_leaves_its_claim(company: Company, grace: Company) -> None:
    ada, me = company.viewer.user_id, grace.viewer.user_id
    with company.write() as work:
        customer = a_customer(work)
        before = customer_draft(work, customer)
        update_customer(work, customer, CustomerDraft(**{**vars(before), "owner_id": me}), before)
    with grace.write() as work:
        pool.release(work, [customer])
    with company.write() as work:
        assign_customers(work, [customer], me)
    with company.write() as work:
        pool.release(work, [customer], "Has left")
    assert steps(company, customer) == [
        ("assign", me, ada),
        ("release", None, me),
        ("assign", me, None),
        ("return", None, me),
    ]


def test_what_somebody_has_cannot_be_claimed(company: Company, grace: Company) -> None:
    with grace.write() as work:
        customer = a_customer(work, "Haverton")
    with company.write() as work, pytest.raises(UserError, match="belongs to Grace Lin"):
        pool.claim(work, [customer])


def test_nobody_takes_more_than_the_limits_allow(company: Company, grace: Company) -> None:
    with company.write() as work:
        ids = [a_customer(work, f"Customer {n}", pooled=True) for n in range(4)]
    limits(company, claims_a_day=2)
    with pytest.raises(UserError, match="You claimed 2 customers today"), grace.write() as work:
        pool.claim(work, ids[:3])
    with grace.write() as work:
        pool.claim(work, ids[:2])
    with pytest.raises(UserError, match="Go on tomorrow"), grace.write() as work:
        pool.claim(work, ids[2:3])
    limits(company, claims_a_day=0, owned_most=3)
    with grace.write() as work:
        pool.claim(work, ids[2:3])
    with pytest.raises(UserError, match="You have 3 customers"), grace.write() as work:
        pool.claim(work, ids[3:])
    with pytest.raises(UserError, match="Grace Lin has 3 customers"), company.write() as work:
        pool.assign(work, ids[3:], grace.viewer.user_id)
    with pytest.raises(UserError, match="You have 3 customers"), grace.write() as work:
        a_customer(work, "One more")
    assert owner(company, ids[3]) is None


def test_whoever_had_a_customer_waits_before_claiming_it_again(company: Company, grace: Company) -> None:
    limits(company, cool_down_days=10)
    with grace.write() as work:
        customer = a_customer(work)
        pool.release(work, [customer])
    with grace.write() as work, pytest.raises(UserError, match="open to others first"):
        pool.claim(work, [customer])
    with company.write() as work:
        pool.claim(work, [customer])
        pool.release(work, [customer])
    company.clock.instant += timedelta(days=10)
    with grace.write() as work:
        assert pool.claim(work, [customer]) == 1


def test_idle_customers_go_back_by_the_clock_that_runs_out_first(company: Company, grace: Company) -> None:
    level = entry("level", "E")
    with company.write() as work:
        set_level_rule(work, None, LevelRuleDraft(contact_days=30, deal_days=90, warn_days=5))
        set_level_rule(work, level, LevelRuleDraft(contact_days=300))
    with grace.write() as work:
        idle, ordinary, kept, locked = (
            a_customer(work, name, level_id=level if name == "Ordinary" else None)
            for name in ("Idle", "Ordinary", "Kept", "Locked")
        )
        an_opportunity(work, customer_id=kept)
        pool.protect(work, [locked], work.today + timedelta(days=60))
    company.clock.instant += timedelta(days=28)
    with grace.read() as reading:
        warned = about_to_return(reading, grace.viewer.user_id)
        assert [each.name for each in warned] == ["Idle"]
        assert words(warned[0], reading.today) == (
            "Goes back to the public pool on Tue 22 Dec unless somebody speaks with them"
        )
        assert (found := standing(reading, kept)) is not None
        assert found.is_kept
    with grace.write() as work:
        an_interaction(work, customer_id=idle, happened_at=days_ago(work, 0))
    company.clock.instant += timedelta(days=31)
    with company.write() as work:
        assert run_rules(work).done["pool"] == 1
    assert owner(company, idle) is None
    assert {owner(company, each) for each in (ordinary, kept, locked)} == {grace.viewer.user_id}
    with company.write() as work:
        assert run_rules(work).changed == 0
    company.clock.instant += timedelta(days=10)
    with company.write() as work:
        assert run_rules(work).done["pool"] == 1
    assert owner(company, locked) is None


def test_a_return_that_was_undone_stays_undone(company: Company, grace: Company) -> None:
    with company.write() as work:
        set_level_rule(work, None, LevelRuleDraft(contact_days=30))
    with grace.write() as work:
        customer = a_customer(work)
    company.clock.instant += timedelta(days=31)
    with company.write() as work:
        run_rules(work)
    with company.write() as work:
        undo(work)
    with company.write() as work:
        assert run_rules(work).changed == 0
    assert owner(company, customer) == grace.viewer.user_id


def test_two_laptops_return_the_same_customer_alike(company: Company, grace: Company, laptop: Laptop) -> None:
    with company.write() as work:
        set_level_rule(work, None, LevelRuleDraft(contact_days=30))
    with grace.write() as work:
        customer = a_customer(work)
    other = laptop("other")
    company.clock.instant += timedelta(days=31)
    other.clock.instant = company.clock.instant
    for each in (company, other):
        with each.write() as work:
            assert run_rules(work).done["pool"] == 1
    meet(company, other)
    for each in (company, other):
        assert owner(each, customer) is None
        assert [kind for kind, *_ in steps(each, customer)] == ["return"]
        with each.read() as reading:
            assert everything(reading, "en") == []


def test_a_customer_claimed_on_two_laptops_goes_to_the_earlier_contact(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        for name in ("Grace Lin", "Oscar Wu"):
            a_user(work, name, login=name.split()[0].lower())
        customer = a_customer(work, pooled=True)
    grace, oscar = company.seen_by("grace"), laptop("oscar").seen_by("oscar")
    with oscar.write() as work:
        an_interaction(work, customer_id=customer, happened_at=days_ago(work, 3))
    with grace.write() as work:
        pool.claim(work, [customer])
    oscar.clock.instant = company.clock.instant + timedelta(minutes=5)
    with oscar.write() as work:
        pool.claim(work, [customer])
    # Grace's claim is the earlier one, but Oscar had spoken with them before.
    meet(grace, oscar)
    for each in (grace, oscar):
        with each.write() as work:
            settle(work)
    meet(grace, oscar)
    for each in (company, oscar):
        assert owner(each, customer) == oscar.viewer.user_id
        with each.write() as work:
            assert settle(work) == 0
    with company.read() as reading:
        (review,) = everything(reading, "en")
        assert [found.says[:32] for found in review.findings] == ["Two people claimed this customer."[:32]]
    # A manager may overrule it, which closes the matter on both.
    with company.write() as work:
        pool.assign(work, [customer], grace.viewer.user_id, "She knows the buyer")
        assert settle(work) == 0
    meet(grace, oscar)
    for each in (company, oscar):
        assert owner(each, customer) == grace.viewer.user_id
        with each.write() as work:
            assert settle(work) == 0
        with each.read() as reading:
            assert everything(reading, "en") == []


def test_the_rule_of_claims_is_the_same_in_any_order() -> None:
    early = Step("a", "claim", "grace", None, 10, None)
    met = Step("b", "claim", "oscar", None, 20, 5)
    assert holder([early, met]).owner_id == holder([met, early]).owner_id == "oscar"
    given = Step("c", "assign", "ada", None, 15, None)
    assert holder([early, met, given]).owner_id == "ada"
    back = Step("d", "release", None, "ada", 25, None)
    assert holder([early, met, given, back]).owner_id is None
    assert holder([early, back, Step("e", "claim", "oscar", None, 30, None)]).owner_id in {"grace", "oscar"}
    assert holder([Step("f", "claim", "oscar", None, 5, None), early]).owner_id == "oscar"


def test_protections_are_counted_by_the_day_of_the_company_not_of_the_computer(
    company: Company, grace: Company
) -> None:
    company.clock.instant = datetime(2020, 3, 2, 17, tzinfo=UTC)  # already the third in Shanghai
    with grace.write() as work:
        ids = [a_customer(work, name) for name in ("One", "Two")]
        for each in ids:
            work.session.get_one(Customer, each).locked_until = date(2020, 3, 3)
    limits(company, locked_most=1, lock_days=30)

    def breaches() -> list[object]:
        with company.read() as reading:
            return reading.plain(breaching(RULE_OF["pool.locked_most"], "SELECT id FROM app_user"))

    assert breaches() == [(grace.viewer.user_id,)]
    company.clock.instant += timedelta(days=1)
    assert breaches() == []


def test_protection_by_hand_has_its_limits(company: Company, grace: Company) -> None:
    limits(company, locked_most=1, lock_days=30)
    with grace.write() as work:
        ids = [a_customer(work, name) for name in ("One", "Two")]
        until = work.today + timedelta(days=31)
        with pytest.raises(UserError, match="Choose a day"):
            pool.protect(work, ids[:1], until)
    with pytest.raises(UserError, match="which is the limit"), grace.write() as work:
        pool.protect(work, ids, date(2026, 12, 1))
    with grace.write() as work:
        pool.protect(work, ids[:1], date(2026, 12, 1))
        pool.unprotect(work, ids[:1])
        pool.protect(work, ids[1:], date(2026, 12, 1))
    with company.read() as reading:
        found = standing(reading, ids[1])
        assert found is not None
        assert found.locked_until == date(2026, 12, 1)


def test_very_many_go_back_a_part_at_a_time_and_nothing_is_written_twice(company: Company) -> None:
    with company.write() as work:
        set_level_rule(work, None, LevelRuleDraft(contact_days=10))
        made = [a_customer(work, f"Idle {number}") for number in range(5)]
    company.clock.instant += timedelta(days=30)
    written = []
    for _ in range(4):
        with company.write() as work:
            written.append(pool.return_idle(work, most=2))
    assert written == [2, 2, 1, 0]
    assert {owner(company, each) for each in made} == {None}
    with company.read() as reading:
        rows = reading.plain("SELECT data FROM sync_change WHERE tbl = 'customer' AND op = 'u'")
        assert {data for (data,) in rows} == {f'{{"owner_id":["{company.viewer.user_id}",null]}}'}


def test_how_far_the_limits_are_is_said_before_claiming(company: Company, grace: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, f"Free {number}", pooled=True) for number in range(3)]
    with grace.read() as reading:
        assert not pool.claim_room(reading).is_limited
    limits(company, owned_most=5, claims_a_day=2)
    with grace.write() as work:
        pool.claim(work, customers[:1])
    with grace.read() as reading:
        room = pool.claim_room(reading)
    assert (room.owned, room.owned_most, room.today, room.a_day) == (1, 5, 1, 2)
    assert room.refusal(1) is None
    assert str(room.refusal(2)) == "Customers you may still claim today: 1."
    assert str(room.refusal(9)) == "Customers you may still take: 4."
