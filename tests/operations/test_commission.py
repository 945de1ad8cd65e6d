"""Commission: earned when money comes in, locked month by month, corrected by later entries only."""

from dataclasses import replace
from datetime import date

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, UserError
from crm_desktop.core.money import to_e6
from crm_desktop.models import CommissionRule, Contract, ExchangeRate, Receipt, Team, User
from crm_desktop.operations.commission import (
    AdjustmentDraft,
    create_adjustment,
    delete_adjustments,
    lock_month,
    preview_lock,
)
from crm_desktop.operations.commission_rule import Tier, delete_rules, end_rule, rule_draft, update_rule, what_if_of
from crm_desktop.operations.undo_step import next_steps, undo
from crm_desktop.queries.commission import month_rows, overview, people_of, statement
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_product, a_user
from tests.commission import a_contract, a_receipt, a_refund, a_rule, a_share, an_owner_since
from tests.company import Company


@pytest.fixture
def people(company: Company) -> tuple[str, str]:
    """Two salespeople."""
    with company.write() as work:
        return a_user(work, "Grace Lin", login="grace"), a_user(work, "Tom Ray", login="tom")


def amounts(company: Company, period: str) -> dict[str, int]:
    """What each person gets in a month, by first name."""
    with company.read() as reading:
        return {each.name.split()[0]: each.amount for each in people_of(reading, period)}


def test_a_receipt_earns_its_owner_the_rate_of_what_it_brings_without_tax(
    company: Company, people: tuple[str, str]
) -> None:
    grace, _ = people
    with company.write() as work:
        a_rule(work, 5)
        contract = a_contract(work, grace, 60_000, 40_000, tax=13_000)
        a_receipt(work, contract, 56_500, "2026-05-10")
    assert amounts(company, "2026-05") == {"Grace": 2_500}
    with company.read() as reading:
        told = statement(reading, "2026-05", grace)
    assert [(each.entry.base, each.entry.amount) for each in told.lines] == [(30_000, 1_500), (20_000, 1_000)]
    assert told.lines[0].names.rule == "All receipts"
    assert told.lines[0].names.version == 1
    assert told.lines[0].names.deal_name == "Screens"


def test_people_with_a_share_part_the_commission_of_a_line_exactly(company: Company, people: tuple[str, str]) -> None:
    grace, tom = people
    with company.write() as work:
        a_rule(work, 1)
        contract = a_contract(work, grace, 100_100)
        a_share(work, contract, tom, 30)
        a_receipt(work, contract, 100_100, "2026-05-10")
    # 1,001: 30 % are 300.3, 70 % are 700.7.
    assert amounts(company, "2026-05") == {"Grace": 701, "Tom": 300}


def test_a_hand_over_splits_by_the_day_of_the_receipt(company: Company, people: tuple[str, str]) -> None:
    grace, tom = people
    with company.write() as work:
        a_rule(work, 5)
        contract = a_contract(work, grace)
        an_owner_since(work, contract, ("2026-01-01", grace), ("2026-05-15", tom))
        a_receipt(work, contract, 40_000, "2026-05-14")
        a_receipt(work, contract, 20_000, "2026-05-15")
    assert amounts(company, "2026-05") == {"Grace": 2_000, "Tom": 1_000}


def test_a_refund_takes_back_what_its_receipt_earned_from_who_earned_it(
    company: Company, people: tuple[str, str]
) -> None:
    grace, tom = people
    with company.write() as work:
        a_rule(work, 3.3333)
        contract = a_contract(work, grace, 333_33, 666_67)
        an_owner_since(work, contract, ("2026-01-01", grace), ("2026-05-15", tom))
        receipt = a_receipt(work, contract, 77_77, "2026-05-14")
        for amount in (11_11, 22_22, 44_44):
            a_refund(work, contract, receipt, amount, "2026-06-20")
    assert amounts(company, "2026-06") == {"Grace": -sum(amounts(company, "2026-05").values())}
    with company.read() as reading:
        assert {each.entry.kind for each in statement(reading, "2026-06", grace).lines} == {"clawed_back"}


def test_tiers_count_the_money_of_a_contract(company: Company, people: tuple[str, str]) -> None:
    grace, _ = people
    with company.write() as work:
        a_rule(work, 5, tiers=(Tier(100_000, to_e6("0.08")),))
        contract = a_contract(work, grace, 200_000)
        a_receipt(work, contract, 80_000, "2026-05-01")
        a_receipt(work, contract, 50_000, "2026-05-20")
    # 4,000, then 1,000 up to the limit and 2,400 above it.
    assert amounts(company, "2026-05") == {"Grace": 7_400}


def test_tiers_count_what_a_person_brings_in_during_a_month(company: Company, people: tuple[str, str]) -> None:
    grace, tom = people
    with company.write() as work:
        a_rule(work, 5, tiers=(Tier(100_000, to_e6("0.10")),), tier_scope="month")
        for on in ("2026-05-01", "2026-05-20", "2026-06-02"):
            a_receipt(work, a_contract(work, grace), 80_000, on)
        contract = a_contract(work, grace)
        a_share(work, contract, tom, 50)
        a_receipt(work, contract, 40_000, "2026-05-21")
    assert amounts(company, "2026-05") == {"Grace": 5_000 + 6_000 + 2_000, "Tom": 1_000}
    assert amounts(company, "2026-06") == {"Grace": 4_000}


def test_the_more_specific_rule_holds_unless_another_has_priority(company: Company, people: tuple[str, str]) -> None:
    grace, tom = people
    with company.write() as work:
        product = a_product(work)
        a_rule(work, 1, name="All")
        a_rule(work, 2, name="Product", product_id=product)
        a_rule(work, 3, name="Grace", user_id=grace)
        for owner in people:
            a_receipt(work, a_contract(work, owner, 100_000, products=(product,)), 100_000, "2026-05-01")
        a_receipt(work, a_contract(work, tom), 100_000, "2026-05-01")
    assert amounts(company, "2026-05") == {"Grace": 3_000, "Tom": 3_000}
    with company.write() as work:
        a_rule(work, 9, name="Campaign", priority=1)
    assert amounts(company, "2026-05") == {"Grace": 9_000, "Tom": 18_000}


def test_margin_is_what_remains_of_the_goods(company: Company, people: tuple[str, str]) -> None:
    grace, _ = people
    with company.write() as work:
        product = a_product(work, unit_cost_e6=to_e6(600))
        a_rule(work, 10, basis="margin")
        contract = a_contract(work, grace, 100_000, 50_000, products=(product,))
        a_receipt(work, contract, 75_000, "2026-05-01")
    # Half of 1,000 less 600; the other line has no cost.
    assert amounts(company, "2026-05") == {"Grace": 2_000}
    with company.read() as reading:
        assert overview(reading, "2026-05").without_cost == 1


def test_another_currency_counts_by_the_rate_of_the_day(company: Company, people: tuple[str, str]) -> None:
    grace, _ = people
    with company.write() as work:
        a_rule(work, 10)
        day = date(2026, 5, 1)
        rate = ExchangeRate(id=ExchangeRate.id_of("USD", day), currency="USD", on_date=day, rate_e6=to_e6("7.1"))
        work.session.add(rate)
        contract = a_contract(work, grace, currency="USD", amount_minor=100_000)
        a_receipt(work, contract, 10_000, "2026-05-02")
        a_receipt(work, contract, 10_000, "2026-04-02")
    assert amounts(company, "2026-05") == {"Grace": 7_100}
    with company.read() as reading:
        assert overview(reading).without_rate == 1
    with company.write() as work:
        lock_month(work, "2026-05")
    with company.read() as reading:
        assert overview(reading, "2026-05").without_rate == 0


# --- locking


def locked(company: Company, people: tuple[str, str]) -> tuple[str, str]:
    """A contract and a receipt of May, which is locked."""
    with company.write() as work:
        a_rule(work, 5)
        contract = a_contract(work, people[0])
        receipt = a_receipt(work, contract, 20_000, "2026-05-10")
        lock_month(work, "2026-05")
    return contract, receipt


def test_what_is_locked_stays_whatever_happens_to_its_receipts(company: Company, people: tuple[str, str]) -> None:
    contract, receipt = locked(company, people)
    with company.write() as work:
        work.session.get_one(Receipt, receipt).deleted = True
        a_receipt(work, contract, 10_000, "2026-05-30")
        work.session.get_one(Contract, contract).owner_id = people[1]
    assert amounts(company, "2026-05") == {"Grace": 1_000}
    # The receipt is gone, and what came late is the new owner's.
    assert amounts(company, "2026-06") == {"Tom": 500, "Grace": -1_000}
    with company.read() as reading:
        (line,) = statement(reading, "2026-06", people[0]).lines
        assert (line.entry.kind, line.is_late) == ("corrected", True)


def test_a_lock_is_no_step_that_undo_takes_back(company: Company, people: tuple[str, str]) -> None:
    with company.write() as work:
        a_rule(work, 5)
    with company.write("Receipt") as work:
        a_receipt(work, a_contract(work, people[0]), 20_000, "2026-05-10")
    with company.write("Lock") as work:
        lock_month(work, "2026-05")
    with company.read() as reading:
        step = next_steps(reading).undo
        assert step is not None
        assert str(step) == "Receipt"
    with company.write() as work:
        # What a locked month speaks of is left alone.
        assert {each.kind for each in undo(work).left} == {"contract", "customer"}
    assert amounts(company, "2026-05") == {"Grace": 1_000}
    assert amounts(company, "2026-06") == {}


def test_moving_to_another_team_leaves_what_was_locked_alone(company: Company, people: tuple[str, str]) -> None:
    grace, _ = people
    with company.write() as work:
        north, south = Team(id=work.new_id(), name="North"), Team(id=work.new_id(), name="South")
        work.session.add_all([north, south])
        work.session.get_one(User, grace).team_id = north.id
        work.session.flush()
        a_rule(work, 5, team_id=north.id)
        a_rule(work, 2, team_id=south.id)
        contract = a_contract(work, grace)
        a_receipt(work, contract, 20_000, "2026-05-10")
        lock_month(work, "2026-05")
        work.session.get_one(User, grace).team_id = south.id
        a_receipt(work, contract, 20_000, "2026-06-10")
    assert amounts(company, "2026-05") == {"Grace": 1_000}
    assert amounts(company, "2026-06") == {"Grace": 400}


def test_months_are_locked_one_after_the_other_and_when_they_are_over(
    company: Company, people: tuple[str, str]
) -> None:
    with company.write() as work:
        a_rule(work, 5)
        for on in ("2026-04-02", "2026-05-02", "2026-11-02"):
            a_receipt(work, a_contract(work, people[0]), 20_000, on)
    for period, says in (
        ("2026-05", "Lock 2026-04 first"),
        ("2026-11", "is not over yet"),
        ("May", "Write the month as in 2026-11."),
    ):
        with pytest.raises(UserError, match=says), company.read() as reading:
            preview_lock(reading, period)
    with company.write() as work:
        # A blank that came along is no part of the month that is kept.
        lock_month(work, " 2026-04 ")
        preview = preview_lock(work, "2026-05")
        lock_month(work, "2026-05")
    assert (preview.people, preview.lines, preview.amount) == (1, 1, 1_000)
    with pytest.raises(UserError, match="locked up to 2026-05 already"), company.write() as work:
        lock_month(work, "2026-05")
    with company.read() as reading:
        assert [(each.period, each.is_locked, each.amount) for each in month_rows(reading)] == [
            ("2026-11", False, 1_000),
            ("2026-05", True, 1_000),
            ("2026-04", True, 1_000),
        ]


def test_an_adjustment_counts_with_its_reason_and_in_no_locked_month(company: Company, people: tuple[str, str]) -> None:
    locked(company, people)
    draft = AdjustmentDraft(people[0], date(2026, 6, 3), -300, reason="Paid twice")
    with pytest.raises(Invalid, match="locked up to 2026-05"), company.write() as work:
        create_adjustment(work, AdjustmentDraft(people[0], date(2026, 5, 3), -300, reason="Paid twice"))
    with pytest.raises(Invalid, match="Write the reason"), company.write() as work:
        create_adjustment(work, AdjustmentDraft(people[0], date(2026, 6, 3), -300))
    with company.write() as work:
        adjustment = create_adjustment(work, draft)
    assert amounts(company, "2026-06") == {"Grace": -300}
    with company.write() as work:
        lock_month(work, "2026-06")
        delete_adjustments(work, [adjustment])
    assert amounts(company, "2026-06") == {"Grace": -300}
    assert amounts(company, "2026-07") == {"Grace": 300}


# --- rules


def test_other_terms_make_a_new_version_from_a_day_after_the_locked_months(
    company: Company, people: tuple[str, str]
) -> None:
    contract, _ = locked(company, people)
    with company.read() as reading:
        rule_id = next(iter(reading.session.query(CommissionRule.id)))[0]
        draft = rule_draft(reading, rule_id)
    with pytest.raises(Invalid, match="Choose a day after that"), company.write() as work:
        update_rule(work, rule_id, replace(draft, rate_e6=to_e6("0.07")))
    with company.write() as work:
        newer = update_rule(work, rule_id, replace(draft, rate_e6=to_e6("0.07"), from_on=date(2026, 6, 15)))
        for on in ("2026-06-14", "2026-06-15"):
            a_receipt(work, contract, 10_000, on)
        assert work.session.get_one(CommissionRule, newer).version == 2
        assert work.session.get_one(CommissionRule, rule_id).to_on == date(2026, 6, 14)
    assert amounts(company, "2026-06") == {"Grace": 500 + 700}
    with pytest.raises(UserError, match="newer version"), company.write() as work:
        update_rule(work, rule_id, draft)
    with pytest.raises(UserError, match="End it instead"), company.write() as work:
        delete_rules(work, [rule_id])
    with company.write() as work:
        end_rule(work, newer, date(2026, 6, 14))
    assert amounts(company, "2026-06") == {"Grace": 500}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"percent": 101}, "between 0 and 100 %"),
        ({"percent": -1}, "between 0 and 100 %"),
        ({"tiers": (Tier(5, 5), Tier(5, 6))}, "larger amount than the one before"),
        ({"tiers": (Tier(0, 5),)}, "the amount above which"),
        ({"tiers": (Tier(5, 2_000_000),)}, "Tier 1: give a rate"),
        ({"basis": "luck"}, "one of the offered"),
        ({"to_on": date(2025, 1, 1)}, "before the first"),
        ({"name": " "}, "a name"),
        ({"user_id": "nobody"}, "no longer exists"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(company: Company, values: dict[str, object], says: str) -> None:
    with pytest.raises(Invalid, match=says), company.write() as work:
        a_rule(work, **values)  # type: ignore[arg-type]  # what a test makes up


# --- who may


def test_a_salesperson_sees_the_own_statement_and_changes_nothing(company: Company, people: tuple[str, str]) -> None:
    with company.write() as work:
        a_rule(work, 5)
        for owner in people:
            a_receipt(work, a_contract(work, owner), 20_000, "2026-05-10")
        lock_month(work, "2026-05")
        for owner in people:
            a_receipt(work, a_contract(work, owner), 10_000, "2026-06-10")
    grace = company.seen_by("grace")
    assert amounts(grace, "2026-05") == {"Grace": 1_000}
    assert amounts(grace, "2026-06") == {"Grace": 500}
    with grace.read() as reading:
        assert [(each.amount, each.lines) for each in month_rows(reading) if each.lines] == [(500, 1), (1_000, 1)]
        assert not any(each.may_lock for each in month_rows(reading))
        with pytest.raises(NotFound):
            statement(reading, "2026-05", people[1])
        with pytest.raises(NotAllowed):
            preview_lock(reading, "2026-06")
    for step in (_rule_by, _adjustment_by):
        with pytest.raises(NotAllowed), grace.write() as work:
            step(work, people[0])


def _rule_by(work: UnitOfWork, _user: str) -> None:
    a_rule(work, 50)


def _adjustment_by(work: UnitOfWork, user: str) -> None:
    create_adjustment(work, AdjustmentDraft(user, date(2026, 6, 3), 300, reason="More"))


def test_what_a_rule_would_have_changed_is_told_by_person(company: Company, people: tuple[str, str]) -> None:
    with company.write() as work:
        rule_id = a_rule(work, 5)
        for owner, amount in zip(people, (20_000, 30_000), strict=True):
            a_receipt(work, a_contract(work, owner), amount, "2026-05-10")
        a_receipt(work, a_contract(work, people[0]), 90_000, "2025-10-01")
        lock_month(work, "2026-05")
    with company.read() as reading:
        draft = replace(rule_draft(reading, rule_id), rate_e6=to_e6("0.06"), user_id=people[1])
        found = what_if_of(reading, draft, rule_id)
        assert [(each.name, each.now, each.then) for each in found.people] == [
            ("Grace Lin", 1_000, 0),
            ("Tom Ray", 1_500, 1_800),
        ]
        assert (found.now, found.then) == (2_500, 1_800)
    assert amounts(company, "2026-05") == {"Tom": 1_500, "Grace": 1_000}
