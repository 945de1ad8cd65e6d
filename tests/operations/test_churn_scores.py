"""Warnings by the scores: which detector raises them is a setting; whom only the scores know can be worked on too."""

from datetime import timedelta

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.insight.score_jobs import of_all
from crm_desktop.models.order import PAID
from crm_desktop.operations import churn, parameter
from crm_desktop.operations.rules import has_work
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.affected import affected
from crm_desktop.queries.churn import warned
from crm_desktop.queries.churn_watch import CHURN_WATCH, reasons, watched_details
from crm_desktop.queries.today import CHECKS, today
from crm_desktop.storage import scores
from tests.builders import a_customer, a_user, an_order, entry
from tests.company import Company
from tests.operations.test_churn import rules, status


def buyer(company: Company, name: str, *days_ago: int, paid: bool = True) -> str:
    with company.write() as work:
        customer = a_customer(work, name, owner_id=company.viewer.user_id)
        for each in days_ago:
            on = work.today - timedelta(each)
            bought = {"payment_state": PAID, "paid_on": on} if paid else {}
            an_order(work, customer_id=customer, ordered_on=on, **bought)
    return customer


def score(company: Company) -> None:
    """What the night does."""
    with company.read() as reading:
        found = of_all(reading, reading.today)
    with company.write() as work:
        scores.store(work.connection, found.rows, found.state)


def listed(company: Company, *filters: Filter) -> list[tuple[str, str]]:
    with company.read() as reading:
        return [(each.name, each.state) for each in CHURN_WATCH.first(reading, ListSpec(filters), 9)]


def test_who_is_late_by_its_own_rhythm_is_listed_and_warned_of_when_that_is_switched_on(company: Company) -> None:
    late = buyer(company, "Late", 220, 190, 160, 130, 100)
    buyer(company, "Always slow", 500, 300, 100)
    score(company)
    assert listed(company) == [("Late", "scored")]
    assert rules(company) == 0
    with company.read() as reading:
        said = affected(reading, parameter.CHURN_RHYTHM, 180)
        assert said is not None
        assert said.values == {"count": 1}
        row = watched_details(reading, late).row
        (why,) = reasons(row, reading.today)
        assert why.values == {"days": 100, "gap": 30}
        assert row.stake_minor
    with company.write() as work:
        parameter.set_parameters(work, {parameter.CHURN_RHYTHM: 180})
    with company.read() as reading:
        assert has_work(reading)
    assert rules(company) == 1
    assert rules(company) == 0
    assert listed(company) == [("Late", "warned")]
    with company.write() as work:
        an_order(work, customer_id=late, payment_state=PAID, paid_on=work.today)
    assert listed(company) == [("Late", "won_back")]


def test_whom_only_the_scores_know_is_worked_on_with_a_measure_in_one_step(company: Company) -> None:
    late = buyer(company, "Late", 220, 190, 160, 130, 100)
    buyer(company, "Regular", 60, 30, 5)
    score(company)
    with pytest.raises(Invalid), company.write() as work:
        churn.postpone(work, churn.warning_of(work, late), churn.MeasureDraft())
    with company.write() as work:
        churn.postpone(work, churn.warning_of(work, late), churn.MeasureDraft("Called", work.today))
    with company.read() as reading:
        details = watched_details(reading, late)
        assert (details.row.state, [each.measure for each in details.measures]) == ("held", ["Called"])
        assert details.row.check_due
        assert [(each.title, each.by, each.on) for each in today(reading, [CHECKS]).items] == [
            ("Late", "Called", reading.today)
        ]
    assert listed(company, Filter("check_due", "is", True)) == [("Late", "held")]
    with company.write() as work:
        undo(work)
    assert listed(company) == [("Late", "scored")]
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    assert listed(company.seen_by("grace")) == []


def test_a_lost_customer_who_orders_again_is_won_back_and_lost_no_more(company: Company) -> None:
    customer = buyer(company, "Haverton", 300)
    assert rules(company) == 1
    with company.write() as work:
        churn.confirm(work, churn.case_of(work, customer), churn.LossDraft(entry("churn_reason", "price")))
    assert status(company, customer) == "lost"
    with company.write() as work:
        an_order(work, customer_id=customer, payment_state=PAID, paid_on=work.today)
    with company.read() as reading:
        assert has_work(reading)
    assert rules(company) == 1
    assert status(company, customer) == "normal"
    with company.read() as reading:
        (case,) = warned(reading)
        assert (case.state, case.confirmed_on) == ("won_back", reading.today)
        assert not has_work(reading)
