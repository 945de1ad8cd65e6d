"""Customers who may be leaving: the rule that warns, measures, the loss, and the paid order that ends it."""

from datetime import date
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotFound, UserError
from crm_desktop.models import Customer, Order
from crm_desktop.models.order import PAID
from crm_desktop.operations import churn, parameter
from crm_desktop.operations.order import delete_orders
from crm_desktop.operations.rules import has_work, run_rules
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.churn import Warned, months_later, warned
from crm_desktop.queries.review import everything
from tests.builders import a_customer, a_user, an_order, entry
from tests.company import Company
from tests.meeting import meet
from tests.sync.conftest import Laptop


def bought(company: Company, months: int, name: str = "Haverton Medical", **values: Any) -> str:
    with company.write() as work:
        customer = a_customer(work, name)
        on = months_later(work.today, -months)
        an_order(work, customer_id=customer, ordered_on=on, **{"payment_state": "paid", "paid_on": on, **values})
    return customer


def rules(company: Company) -> int:
    with company.write() as work:
        return run_rules(work).done["churn"]


def only(company: Company) -> Warned:
    with company.read() as reading:
        (found,) = warned(reading)
    return found


def status(company: Company, customer_id: str) -> str:
    with company.read() as reading:
        return reading.session.get_one(Customer, customer_id).status


def test_who_bought_and_stopped_is_warned_of_once_and_not_again_after_an_undo(company: Company) -> None:
    silent = bought(company, 6)
    bought(company, 5, "Buys still")
    bought(company, 7, "Never paid", payment_state="unpaid", paid_on=None)
    with company.write() as work:
        a_customer(work, "Never bought")
    assert rules(company) == 1
    with company.read() as reading:
        assert not has_work(reading)
        assert [(each.customer_id, each.warned_on) for each in warned(reading)] == [(silent, reading.today)]
    with company.write() as work:
        undo(work)
    assert rules(company) == 0


def test_no_months_mean_no_warning(company: Company) -> None:
    bought(company, 9)
    with company.write() as work:
        parameter.set_parameters(work, {parameter.CHURN_MONTHS: 0})
    assert rules(company) == 0


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    assert months_later(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_a_measure_is_required_and_kept_beside_the_earlier_ones(company: Company) -> None:
    bought(company, 8)
    rules(company)
    case = only(company).id
    for wrong in (churn.MeasureDraft(), churn.MeasureDraft(" ", date(2020, 1, 1))):
        with pytest.raises(Invalid) as refused, company.write() as work:
            churn.postpone(work, case, wrong)
        assert set(refused.value.fields) == {"measure", "next_check_on"}
    for measure in ("Visited them", "Offered a discount"):
        with company.write() as work:
            churn.postpone(work, case, churn.MeasureDraft(measure, work.today))
    assert (only(company).state, only(company).measures) == ("held", 2)
    with company.write() as work:
        undo(work)
    assert only(company).measures == 1


def test_a_paid_order_wins_back_and_its_undo_takes_that_back(company: Company) -> None:
    customer = bought(company, 8)
    rules(company)
    with company.write() as work:
        order = an_order(work, customer_id=customer)
    assert only(company).state == "warned"
    with company.write() as work:
        work.session.get_one(Order, order).payment_state = PAID
    found = only(company)
    assert found.state == "won_back"
    assert found.won_back_on is not None
    with pytest.raises(UserError), company.write() as work:
        churn.postpone(work, found.id, churn.MeasureDraft("Too late", work.today))
    with company.write() as work:
        delete_orders(work, [order])
    assert only(company).state == "warned"


def test_a_loss_needs_its_reason_makes_the_customer_lost_and_can_be_taken_back(company: Company) -> None:
    customer = bought(company, 8)
    rules(company)
    case = only(company).id
    for wrong in (None, entry("lost_reason", "price")):
        with pytest.raises(Invalid), company.write() as work:
            churn.confirm(work, case, churn.LossDraft(wrong))
    with company.write() as work:
        churn.confirm(work, case, churn.LossDraft(entry("churn_reason", "competitor"), "Nordlicht"))
    assert (only(company).state, only(company).competitor, status(company, customer)) == ("lost", "Nordlicht", "lost")
    with pytest.raises(UserError), company.write() as work:
        churn.postpone(work, case, churn.MeasureDraft("Too late", work.today))
    with company.write() as work:
        churn.take_back(work, case)
    assert (only(company).state, status(company, customer)) == ("warned", "normal")
    with company.write() as work:
        undo(work)
    assert (only(company).state, status(company, customer)) == ("lost", "lost")


def test_only_who_looks_after_the_customer_handles_the_warning(company: Company) -> None:
    bought(company, 8)
    rules(company)
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    grace = company.seen_by("grace")
    with grace.read() as reading:
        assert warned(reading) == []
    with pytest.raises(NotFound), grace.write() as work:
        churn.postpone(work, only(company).id, churn.MeasureDraft("Called", work.today))


def test_two_laptops_that_both_find_a_silence_warn_of_it_once(company: Company, laptop: Laptop) -> None:
    bought(company, 9)
    other = laptop("other")
    for each in (company, other):
        assert rules(each) == 1
    meet(company, other)
    assert only(company) == only(other)
    with company.read() as reading:
        assert everything(reading, "en") == []
