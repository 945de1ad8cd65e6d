"""Targets and what was reached of them: to whom things belong, and months that never change once they are frozen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contract, ContractLine, OpportunityShare, PeriodSnapshot
from crm_desktop.models.commission import RECEIPTS, SALES
from crm_desktop.models.contract import SIGNED
from crm_desktop.models.order import CANCELLED
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.operations.order import assign_orders
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.rules import STEP, has_work, run_rules
from crm_desktop.operations.target import TargetDraft, due_months, set_targets
from crm_desktop.queries.commission import people_of
from crm_desktop.queries.review import review_count
from crm_desktop.queries.target import month_of_targets
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_user, an_opportunity, an_order, an_order_line, role
from tests.commission import a_contract, a_receipt, a_refund, a_rule, a_share, an_owner_since
from tests.company import Company
from tests.meeting import meet

Laptop = Callable[[str], Company]
OCTOBER, DAY = "2026-10", date(2026, 10, 12)


def reached(company: Company, month: str = OCTOBER) -> dict[tuple[str, str], tuple[int | None, int, int]]:
    with company.read() as reading:
        rows = month_of_targets(reading, month).rows
    return {(row.person, row.metric): (row.target_minor, row.actual_minor, row.count) for row in rows}


def order(work: UnitOfWork, price: str, **values: Any) -> str:
    values = {"customer_id": a_customer(work, f"Of {price}"), "currency": "CNY", "ordered_on": DAY} | values
    return an_order(work, lines=(an_order_line(price),), **values)


def contract(work: UnitOfWork, number: str, amount: int, owner: str, **values: Any) -> str:
    values = {"stage": SIGNED, "signed_on": DAY, "currency": "CNY"} | values
    made = Contract(
        id=work.new_id(), number=number, name=number, owner_id=owner, amount_minor=amount, created_at=0, **values
    )
    work.session.add(made)
    return made.id


def set_to(company: Company, amount: int | None, metric: str = SALES, month: str = OCTOBER) -> None:
    with company.write() as work:
        set_targets(work, [TargetDraft(work.viewer.user_id, month, metric, amount)])


def test_sales_are_orders_and_signed_contracts_each_once_and_net(company: Company) -> None:
    with company.write() as work:
        mine = work.viewer.user_id
        order(work, "100", tax_minor=1_300)
        order(work, "7", status=CANCELLED)
        order(work, "9", ordered_on=date(2026, 9, 30))
        customer = a_customer(work, "Calls off")
        framework = contract(work, "CT-1", 22_600, mine, customer_id=customer)
        line = {"quantity_e6": 10**6, "unit_price_e6": 200 * 10**6, "net_minor": 20_000, "tax_minor": 2_600}
        work.session.add(ContractLine(id=work.new_id(), contract_id=framework, position=0, discount_e6=0, **line))
        contract(work, "CT-2", 99_900, mine, stage="draft", signed_on=None)
        order(work, "50", contract_id=framework, customer_id=customer)
    assert reached(company) == {("Ada Lin", SALES): (None, 30_000, 2)}


def test_receipts_count_on_their_day_for_who_owned_what_was_paid(company: Company) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei")
        handed = order(work, "100")
        record_receipt(work, ReceiptDraft(3_000, handed, paid_on=DAY))
    with company.write() as work:
        assign_orders(work, [handed], mei)
        record_receipt(work, ReceiptDraft(1_000, handed, paid_on=date(2026, 11, 21)))
        customer = a_customer(work, "Pays ahead")
        record_receipt(work, ReceiptDraft(500, customer_id=customer, paid_on=DAY, currency="CNY"))
    assert reached(company)["Ada Lin", RECEIPTS] == (None, 3_500, 2)
    assert reached(company, "2026-11") == {("Mei", RECEIPTS): (None, 1_000, 1)}


def test_what_is_shared_counts_for_each_by_the_share_of_the_day_to_the_cent(company: Company) -> None:
    with company.write() as work:
        mei, tom = a_user(work, "Mei", login="mei"), a_user(work, "Tom", login="tom")
        shared = a_contract(work, work.viewer.user_id, 10_001, signed_on=DAY)
        # Tom takes over on the 20th; on each day the owner has 60 %.
        an_owner_since(work, shared, ("2026-10-01", work.viewer.user_id), ("2026-10-20", tom))
        a_share(work, shared, mei, 40)
        deal = an_opportunity(work)
        work.session.add(OpportunityShare(id=work.new_id(), opportunity_id=deal, user_id=mei, share_e6=250_000))
        order(work, "1", opportunity_id=deal)
    # 4,000.4 and 6,000.6 of the contract, 25 and 75 of the order of a deal with a team.
    assert reached(company) == {("Ada Lin", SALES): (None, 6_001 + 75, 2), ("Mei", SALES): (None, 4_000 + 25, 2)}
    with company.write() as work:
        first = a_receipt(work, shared, 333, "2026-10-19")
        a_receipt(work, shared, 101, "2026-10-20")
        a_refund(work, shared, first, 333, "2026-10-25")
    # What is given back takes from those who had it.
    told = {person: row[1] for (person, metric), row in reached(company).items() if metric == RECEIPTS}
    assert told == {"Ada Lin": 0, "Mei": 40, "Tom": 61}


def test_receipts_are_parted_among_the_same_people_as_their_commission(company: Company) -> None:
    with company.write() as work:
        mei, tom = a_user(work, "Mei", login="mei"), a_user(work, "Tom", login="tom")
        a_rule(work, 100)
        for place, owned_since in enumerate(("2026-10-01", "2026-10-08", "2026-10-15")):
            sold = a_contract(work, mei, 100_000, signed_on=date(2026, 9, 1))
            an_owner_since(work, sold, (owned_since, mei), ("2026-10-14", tom))
            a_share(work, sold, tom, 33 + place, to_on=date(2026, 10, 10))
            for day in (2, 9, 12, 30):
                a_receipt(work, sold, 77_77 + day, f"2026-10-{day:02}")
    with company.read() as reading:
        earned = {each.name: each.amount for each in people_of(reading, OCTOBER)}
    assert {person: row[1] for (person, metric), row in reached(company).items() if metric == RECEIPTS} == earned


def test_other_currencies_count_by_the_rate_of_the_day_and_not_without_one(company: Company) -> None:
    with company.write() as work:
        set_exchange_rate(work, "USD", date(2026, 10, 1), 7_000_000)
        order(work, "10", currency="USD")
        order(work, "10", currency="EUR")
    assert reached(company) == {("Ada Lin", SALES): (None, 7_000, 1)}


def test_targets_are_set_changed_and_taken_away(company: Company) -> None:
    set_to(company, 50_000)
    set_to(company, 60_000)
    assert reached(company) == {("Ada Lin", SALES): (60_000, 0, 0)}
    set_to(company, None)
    assert reached(company) == {}
    set_to(company, 10_000)
    assert reached(company) == {("Ada Lin", SALES): (10_000, 0, 0)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"month": "2026-13"}, "month"),
        ({"metric": "visits"}, "metric"),
        ({"amount_minor": -1}, "amount_minor"),
        ({"amount_minor": 10**15}, "amount_minor"),
        ({"user_id": "nobody"}, "user_id"),
    ],
)
def test_targets_that_cannot_be(company: Company, wrong: dict[str, Any], field: str) -> None:
    draft = TargetDraft(company.viewer.user_id, OCTOBER, SALES, 100)
    with pytest.raises(Invalid) as caught, company.write() as work:
        set_targets(work, [draft, replace(draft, **wrong)])
    assert set(caught.value.fields) == {field}
    assert reached(company) == {}


def test_salespeople_set_none_and_see_their_own(company: Company) -> None:
    set_to(company, 100)
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    mei = company.seen_by("mei")
    with pytest.raises(NotAllowed):
        set_to(mei, 100)
    assert reached(mei) == {}


def test_a_month_is_frozen_once_some_days_after_its_end_and_never_changes(company: Company) -> None:
    set_to(company, 50_000)
    with company.write() as work:
        order(work, "100")
    with company.read() as reading:
        assert due_months(reading) == [OCTOBER]
        assert has_work(reading)
    with company.database.write(STEP, SYSTEM) as work:
        assert run_rules(work).done["targets"] == 1
    with company.database.write(STEP, SYSTEM) as work:
        assert run_rules(work).done["targets"] == 0
    with company.write() as work:
        order(work, "900")
    assert reached(company) == {("Ada Lin", SALES): (50_000, 10_000, 1)}
    with pytest.raises(Invalid):
        set_to(company, 1)


def test_of_two_frozen_months_the_one_written_first_counts(company: Company) -> None:
    set_to(company, 50_000)
    with company.database.write(STEP, SYSTEM) as work:
        run_rules(work)
    with company.write() as work:
        known = work.session.scalars(select(PeriodSnapshot)).one()
        later = known.payload.replace("50000", "70000")
        row = {"kind": known.kind, "period": OCTOBER, "payload": later, "locked_at": (known.locked_at or 0) + 1}
        work.session.add(PeriodSnapshot(id="0" * 32, **row))
    assert reached(company) == {("Ada Lin", SALES): (50_000, 0, 0)}


def test_the_current_month_and_one_that_just_ended_stay_open(company: Company, clock: FixedClock) -> None:
    set_to(company, 50_000, month="2026-11")
    with company.read() as reading:
        assert due_months(reading) == []
    clock.instant += timedelta(days=12)
    with company.read() as reading:
        assert due_months(reading) == []
    clock.instant += timedelta(days=3)
    with company.read() as reading:
        assert due_months(reading) == ["2026-11"]


def test_two_laptops_freeze_the_same_month_into_the_same_row(company: Company, laptop: Laptop) -> None:
    set_to(company, 50_000)
    anna = laptop("anna")
    for each in (company, anna):
        with each.database.write(STEP, SYSTEM) as work:
            run_rules(work)
    meet(company, anna)
    for each in (company, anna):
        with each.read() as reading:
            assert len(reading.session.scalars(select(PeriodSnapshot)).all()) == 1
            assert review_count(reading) == 0
