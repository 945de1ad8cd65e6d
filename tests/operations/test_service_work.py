"""Time and cost of a case entered by hand: who may, at which steps, what is refused, and what undo brings back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, UserError
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.operations.service_case import service_case_draft, update_service_case
from crm_desktop.operations.service_merge import merge_cases
from crm_desktop.operations.service_steps import give_feedback, handle_case, reopen_case
from crm_desktop.operations.service_work import WorkDraft, delete_work, note_work, update_work, work_draft
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.service_case import service_case_details
from crm_desktop.queries.service_work import Spent, WorkEntry, spent, spent_on
from tests.builders import a_case, a_customer, a_user, an_imported_case, role
from tests.company import Company
from tests.entities.test_field_limits import seen_by


@pytest.fixture
def people(company: Company) -> dict[str, str]:
    """Two who handle cases."""
    with company.write() as work:
        names = (("Mei", "mei"), ("Bo", "bo"))
        return {login: a_user(work, name, login=login, role_id=role("salesperson")) for name, login in names}


def noted(company: Company, case_id: str, **values: Any) -> str:
    with company.write() as work:
        return note_work(work, WorkDraft(case_id, **values))


def entries(company: Company, case_id: str) -> tuple[WorkEntry, ...]:
    with company.read() as reading:
        found = service_case_details(reading, case_id).work
        assert spent_on(reading, [case_id]).get(case_id, Spent()) == spent(found), "the list says what the case says"
        return found


def test_time_and_cost_are_noted_corrected_and_deleted_each_by_a_step(company: Company, people: dict[str, str]) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=people["mei"])
    mei = company.seen_by("mei")
    noted(mei, case, minutes=45, note="Looked at it")
    taxi = noted(mei, case, cost_minor=4050, worked_on=date(2026, 11, 20), note="Taxi")
    noted(mei, case, minutes=30, cost_minor=1200, cost_currency="jpy")
    newest = entries(company, case)[-1]
    assert (newest.user, newest.worked_on, newest.minutes, newest.cost_minor, newest.cost_currency) == (
        *("Mei", date(2026, 11, 20)),
        *(0, 4050, "CNY"),
    )
    assert spent(entries(company, case)) == Spent(75, (("CNY", 4050), ("JPY", 1200)))
    with mei.write() as work:
        loaded = work_draft(work, taxi)
        update_work(work, taxi, replace(loaded, cost_minor=5050, minutes=5), loaded, work.position)
    assert spent(entries(company, case)) == Spent(80, (("CNY", 5050), ("JPY", 1200)))
    with mei.write() as work:
        assert delete_work(work, [taxi]) == 1
    assert spent(entries(company, case)) == Spent(75, (("JPY", 1200),))
    for expected in (Spent(80, (("CNY", 5050), ("JPY", 1200))), Spent(75, (("CNY", 4050), ("JPY", 1200)))):
        with mei.write() as work:
            undo(work)
        assert spent(entries(company, case)) == expected


def test_what_was_noted_with_the_handling_counts_once_and_is_corrected_there(
    company: Company, people: dict[str, str]
) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=people["mei"])
    mei = company.seen_by("mei")
    noted(mei, case, minutes=10)
    with mei.write() as work:
        handle_case(work, case, "Changed the lamp", 35)
    assert spent(entries(company, case)).minutes == 45
    of_round = next(each for each in entries(company, case) if each.is_of_a_round)
    with pytest.raises(UserError, match="noted with what was done"), mei.write() as work:
        delete_work(work, [of_round.id])
    noted(mei, case, minutes=5, note="Called back")
    with company.write() as work:
        give_feedback(work, case, "Good", 5)
    with pytest.raises(UserError, match="archived"):
        noted(mei, case, minutes=5)
    with company.write() as work:
        reopen_case(work, case, "Dark again")
    noted(mei, case, minutes=7)
    assert spent(entries(company, case)).minutes == 57


def test_own_entries_are_one_s_own_the_handler_and_who_assigns_mend_all(
    company: Company, people: dict[str, str]
) -> None:
    with company.write() as work:
        # Whose customer it is sees the case, whoever handles it.
        case = a_case(work, customer_id=a_customer(work, owner_id=people["bo"]), owner_id=people["mei"])
    mei, bo = company.seen_by("mei"), company.seen_by("bo")
    helped = noted(bo, case, minutes=20)
    own = noted(mei, case, minutes=15)
    with pytest.raises(NotAllowed, match="someone else's time"):
        noted(bo, case, minutes=5, user_id=people["mei"])
    for step in (lambda work: delete_work(work, [own]), lambda work: update_work(work, own, WorkDraft(minutes=1))):
        with pytest.raises(NotAllowed, match="someone else's time"), bo.write() as work:
            step(work)
    with pytest.raises(NotAllowed), bo.write() as work:
        # One's own does not become another's either.
        update_work(work, helped, replace(work_draft(work, helped), user_id=people["mei"]))
    with mei.write() as work:
        update_work(work, helped, replace(work_draft(work, helped), minutes=25))
    with company.write() as work:
        delete_work(work, [own])
    assert [(each.user, each.minutes) for each in entries(company, case)] == [("Bo", 25)]


def test_entries_of_a_case_out_of_sight_are_not_met(company: Company, people: dict[str, str]) -> None:
    with company.write() as work:
        hers = a_customer(work, owner_id=people["mei"])
        case = a_case(work, customer_id=hers, owner_id=people["mei"])
    own = noted(company.seen_by("mei"), case, minutes=15)
    bo = company.seen_by("bo")
    with pytest.raises(NotFound), bo.read() as reading:
        work_draft(reading, own)
    with pytest.raises((NotFound, Invalid)):
        noted(bo, case, minutes=5)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({}, "minutes", "Give minutes, a cost, or both"),
        ({"minutes": 0, "cost_minor": 0}, "minutes", "Give minutes"),
        ({"minutes": 1441}, "minutes", "1,440"),
        ({"minutes": -1}, "minutes", "1,440"),
        ({"cost_minor": -5}, "cost_minor", "0 or more"),
        ({"cost_minor": 5, "cost_currency": "XAU"}, "cost_currency", "three letters"),
        ({"minutes": 5, "worked_on": date(2026, 11, 22)}, "worked_on", "today or an earlier day"),
        ({"minutes": 5, "note": "x" * 4001}, "note", "4000"),
        ({"minutes": 5, "user_id": "0" * 32}, "user_id", "no longer exists"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(
    company: Company, values: dict[str, Any], field: str, said: str
) -> None:
    with company.write() as work:
        case = a_case(work)
    with pytest.raises(Invalid) as refused:
        noted(company, case, **values)
    assert said in str(refused.value.fields[field])
    assert entries(company, case) == ()


def test_minutes_of_another_system_count_once_however_often_they_come(company: Company) -> None:
    closed: dict[str, Any] = {"status": "archived", "closed_on": date(2026, 11, 3)}
    with company.write() as work:
        case, bare = an_imported_case(work, minutes=40, **closed), an_imported_case(work, **closed)
    (entry,) = entries(company, case)
    assert (entry.minutes, entry.worked_on, entry.is_of_a_round, entries(company, bare)) == (
        *(40, date(2026, 11, 3), True),
        (),
    )
    with company.write() as work:
        loaded = service_case_draft(work, case)
        update_service_case(work, case, replace(loaded, minutes=55), loaded, imported=True)
    assert spent(entries(company, case)).minutes == 55


def test_whoever_is_kept_from_minutes_meets_none_in_rounds_and_entries(company: Company) -> None:
    with company.write() as work:
        case = a_case(work, owner_id=work.viewer.user_id)
        handle_case(work, case, "Changed the lamp", 4711)
        note_work(work, WorkDraft(case, minutes=817, cost_minor=500))
    kept = seen_by(company, company.viewer, ("service_case.minutes", HIDDEN))
    with company.read() as all_of_it, kept.read() as reading:
        told, less = (repr(service_case_details(each, case)) for each in (all_of_it, reading))
    # With its name: the digits alone may stand in an id.
    assert [(f"minutes={value}" in told, f"minutes={value}" in less) for value in (4711, 817)] == [(True, False)] * 2
    assert spent(entries(kept, case)) == Spent(0, (("CNY", 500),))


def test_cases_that_become_one_keep_what_was_spent_on_each(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        kept, other = (a_case(work, customer_id=customer) for _ in range(2))
    noted(company, kept, minutes=10)
    noted(company, other, minutes=20, cost_minor=99)
    with company.write() as work:
        merge_cases(work, kept, [other])
    assert (spent(entries(company, kept)), entries(company, other)) == (Spent(30, (("CNY", 99),)), ())
