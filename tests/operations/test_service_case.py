"""Cases go from new to archived by their steps, or back when the customer is not satisfied."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, IN_PROGRESS, NEW
from crm_desktop.operations.article import ArticleDraft, create_article, publish_article
from crm_desktop.operations.service_case import (
    ServiceCaseDraft,
    create_service_case,
    delete_service_cases,
    editable_fields,
    new_service_case,
    service_case_draft,
    update_service_case,
)
from crm_desktop.operations.service_steps import assign_case, assign_cases, give_feedback, handle_case, take_up_case
from crm_desktop.queries.service_case import ServiceCaseDetails, service_case_details
from tests.builders import a_case, a_customer, a_user, an_imported_case, entry, role
from tests.company import Company

TODAY = date(2026, 11, 21)


@pytest.fixture
def mei(company: Company) -> str:
    """A salesperson who handles cases."""
    with company.write() as work:
        return a_user(work, "Mei", login="mei", role_id=role("salesperson"))


@pytest.fixture
def case(company: Company) -> str:
    """A new case."""
    with company.write() as work:
        return a_case(work)


def details(company: Company, case: str) -> ServiceCaseDetails:
    with company.read() as reading:
        return service_case_details(reading, case)


def change(company: Company, case: str, **values: Any) -> None:
    with company.read() as reading:
        draft, position = service_case_draft(reading, case), reading.position
    with company.write() as work:
        update_service_case(work, case, replace(draft, **values), draft, position)


def assigned(company: Company, case: str, owner: str) -> None:
    with company.write() as work:
        assign_case(work, case, owner)


def handled(company: Company, case: str, owner: str) -> None:
    assigned(company, case, owner)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable", 30)


def test_a_new_case_knows_who_opened_it_and_when_it_is_due(company: Company) -> None:
    with company.write() as work:
        blank = new_service_case(work, a_customer(work))
        case = create_service_case(work, replace(blank, subject="No picture", kind_id=entry("case_kind", "repair")))
    seen = details(company, case)
    assert (seen.number, seen.status, seen.created_by, seen.owner) == ("00001", NEW, "Ada Lin", None)
    assert (seen.opened_on, seen.due_on) == (TODAY, TODAY + timedelta(days=3))


def test_a_case_needs_subject_customer_and_kind(company: Company) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_service_case(work, ServiceCaseDraft(priority="whenever"))
    assert set(refused.value.fields) == {"subject", "customer_id", "kind_id", "priority"}


def test_a_satisfied_customer_archives_the_case(company: Company, case: str, mei: str) -> None:
    handled(company, case, mei)
    with company.write() as work:
        assert give_feedback(work, case, "All good", 3) == ARCHIVED
    seen = details(company, case)
    assert (seen.status, seen.closed_on, seen.satisfaction, seen.rework_count) == (ARCHIVED, TODAY, 3, 0)
    assert [stay.value for stay in seen.statuses] == [NEW, ASSIGNED, IN_PROGRESS, HANDLED, ARCHIVED]


def test_a_dissatisfied_customer_sends_it_back_for_another_round(company: Company, case: str, mei: str) -> None:
    handled(company, case, mei)
    with company.write() as work:
        assert give_feedback(work, case, "Still dark", 2) == ASSIGNED
    seen = details(company, case)
    assert (seen.status, seen.owner, seen.rework_count, seen.closed_on) == (ASSIGNED, "Mei", 1, None)
    assert [stay.note for stay in seen.statuses] == [None, None, None, "Replaced the cable", "Still dark"]
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the screen", 60)
    assert (details(company, case).status, details(company, case).handling) == (HANDLED, "Replaced the screen")


def test_steps_keep_person_and_time(company: Company, case: str, mei: str) -> None:
    assigned(company, case, mei)
    company.clock.instant += timedelta(hours=2)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable", 30)
    seen = details(company, case)
    assert (seen.assigned_by, seen.handled_by, seen.minutes) == ("Ada Lin", "Mei", 30)
    assert seen.handled_at is not None
    assert seen.assigned_at is not None
    assert seen.handled_at - seen.assigned_at == 2 * 3600 * 1000


def test_steps_out_of_turn_are_refused(company: Company, case: str, mei: str) -> None:
    with pytest.raises(UserError), company.write() as work:
        handle_case(work, case, "Done", None)
    with pytest.raises(UserError), company.write() as work:
        take_up_case(work, case)
    with pytest.raises(UserError), company.write() as work:
        give_feedback(work, case, "Fine", 5)
    handled(company, case, mei)
    with pytest.raises(UserError), company.write() as work:
        assign_case(work, case, mei)


def test_steps_want_their_texts(company: Company, case: str, mei: str) -> None:
    assigned(company, case, mei)
    with pytest.raises(Invalid) as refused, company.seen_by("mei").write() as work:
        handle_case(work, case, " ", -1)
    assert set(refused.value.fields) == {"handling", "minutes"}
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Done")
    with pytest.raises(Invalid) as refused, company.write() as work:
        give_feedback(work, case, None, 6)
    assert set(refused.value.fields) == {"result", "satisfaction"}


def test_only_a_manager_assigns_others_but_everyone_takes_up_what_waits(company: Company, mei: str) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        pooled = a_case(work, customer_id=a_customer(work, pooled=True))
    as_mei = company.seen_by("mei")
    with pytest.raises(NotAllowed), as_mei.write() as work:
        assign_case(work, pooled, tom)
    with as_mei.write() as work:
        assign_case(work, pooled, mei)
    assert (details(company, pooled).status, details(company, pooled).owner) == (ASSIGNED, "Mei")


def test_only_whom_it_is_assigned_to_handles_a_case(company: Company, mei: str) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        case = a_case(work, customer_id=a_customer(work, owner_id=tom), owner_id=mei)
    for other in (company.seen_by("tom"), company):
        with pytest.raises(NotAllowed), other.write() as work:
            handle_case(work, case, "Did it")
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Did it")


def test_a_case_goes_back_to_nobody(company: Company, case: str, mei: str) -> None:
    assigned(company, case, mei)
    with company.write() as work:
        assign_case(work, case, None)
    assert (details(company, case).status, details(company, case).assigned_at) == (NEW, None)


def test_several_cases_are_assigned_at_once(company: Company, case: str, mei: str) -> None:
    with company.write() as work:
        cases = [case, a_case(work)]
        assert assign_cases(work, cases, mei) == 2
    assert {details(company, each).owner for each in cases} == {"Mei"}


def test_the_status_decides_what_may_be_edited(company: Company, case: str, mei: str) -> None:
    assert "handling" not in editable_fields(ASSIGNED)
    change(company, case, subject="Dark screen", priority="high")
    for values in ({"handling": "Did it"}, {"status": ARCHIVED}, {"owner_id": mei}):
        with pytest.raises(Invalid) as refused:
            change(company, case, **values)
        assert set(refused.value.fields) == set(values)
    handled(company, case, mei)
    change(company, case, handling="Replaced both cables", minutes=45)
    assert (details(company, case).handling, details(company, case).minutes) == ("Replaced both cables", 45)


def test_an_archived_case_is_only_looked_at(company: Company, case: str, mei: str) -> None:
    handled(company, case, mei)
    with company.write() as work:
        give_feedback(work, case, "Thanks", 5)
        article = create_article(work, ArticleDraft("A dark screen", body="Replace the cable"))
        publish_article(work, article)
    for values in ({"subject": "Something else"}, {"articles": (article,)}):
        with pytest.raises(UserError, match="is archived"):
            change(company, case, **values)


def test_only_whoever_handled_a_case_or_assigns_corrects_what_was_done(company: Company, mei: str) -> None:
    with company.write() as work:
        a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        case = a_case(work, customer_id=a_customer(work, pooled=True), owner_id=mei)
    with company.seen_by("mei").write() as work:
        handle_case(work, case, "Replaced the cable")
    with pytest.raises(NotAllowed, match="Only whoever handled"):
        change(company.seen_by("tom"), case, handling="Nothing")
    change(company.seen_by("tom"), case, subject="Dark screen")
    change(company.seen_by("mei"), case, handling="Replaced both cables")
    assert (details(company, case).handling, details(company, case).subject) == ("Replaced both cables", "Dark screen")


def test_a_case_with_a_customer_does_not_lose_it(company: Company, case: str) -> None:
    with pytest.raises(Invalid) as refused:
        change(company, case, customer_id=None, kind_id=None)
    assert set(refused.value.fields) == {"customer_id", "kind_id"}


def test_neither_status_nor_who_opened_it_when_is_typed_into_a_new_case(company: Company, mei: str) -> None:
    typed: dict[str, Any] = {"status": HANDLED, "satisfaction": 5, "created_by_id": mei, "opened_at": 1}
    with pytest.raises(Invalid) as refused, company.write() as work:
        a_case(work, **typed)
    assert set(refused.value.fields) == set(typed)


def test_an_import_takes_cases_over_as_they_are(company: Company, mei: str) -> None:
    with company.read() as reading:
        opened = instant_of(date(2016, 2, 29), reading.zone, hour=1)
    known: dict[str, Any] = {"external_key": "INC0000045", "opened_at": opened, "rework_count": 2}
    with company.write() as work:
        case = an_imported_case(work, "Caller 2403", status=ASSIGNED, owner_id=mei, **known)
    seen = details(company, case)
    assert (seen.opened_on, seen.status, seen.rework_count, seen.customer) == (date(2016, 2, 29), ASSIGNED, 2, None)
    with company.write() as work:
        before = service_case_draft(work, case)
        closed = replace(before, status=ARCHIVED, closed_on=date(2016, 3, 2), satisfaction=4)
        update_service_case(work, case, closed, before, imported=True)
    seen = details(company, case)
    assert (seen.status, seen.age_days) == (ARCHIVED, 2)
    assert (ARCHIVED, date(2016, 3, 2)) in [(stay.value, stay.from_on) for stay in seen.statuses]


def test_only_cases_nobody_works_on_are_deleted(company: Company, mei: str) -> None:
    with company.write() as work:
        mine = a_case(work, customer_id=a_customer(work, owner_id=mei))
        taken = a_case(work, customer_id=a_customer(work, owner_id=mei), owner_id=mei)
    as_mei = company.seen_by("mei")
    with pytest.raises(UserError), as_mei.write() as work:
        delete_service_cases(work, [mine, taken])
    with as_mei.write() as work:
        assert delete_service_cases(work, [mine]) == 1
    with company.write() as work:
        assert delete_service_cases(work, [taken]) == 1
