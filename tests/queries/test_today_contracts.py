"""Whoever may approve sees what waits for it; owners see what was decided and what ends soon and is not renewed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract, renewal_of
from crm_desktop.operations.contract_steps import approve_contract, reject_contract, sign_contract, submit_contract
from crm_desktop.queries.today import CONTRACTS, today
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_user, role
from tests.company import Company


def a_contract(work: UnitOfWork, name: str, **values: Any) -> str:
    draft = replace(new_contract(work, a_customer(work)), name=name, amount_minor=1000_00)
    return create_contract(work, replace(draft, **values))


def told(company: Company) -> list[tuple[str, str | None]]:
    with company.read() as reading:
        return [(each.title.split(" ", 1)[1], each.clock) for each in today(reading).of(CONTRACTS)]


def test_what_waits_for_a_decision_and_what_was_decided_calls(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("administrator"))
        first, second = (a_contract(work, name) for name in ("First", "Second"))
        for each in (first, second):
            submit_contract(work, each)
    mei = company.seen_by("mei")
    assert (told(company), sorted(told(mei))) == ([], [("First", "approve"), ("Second", "approve")])
    with mei.write() as work:
        approve_contract(work, first)
        reject_contract(work, second, "Too cheap")
    assert (sorted(told(company)), told(mei)) == ([("First", "sign"), ("Second", "sent_back")], [])


def test_what_ends_soon_calls_until_something_follows(company: Company) -> None:
    with company.write() as work:
        day = work.today
        starts = day - timedelta(days=300)
        soon = a_contract(work, "Soon", starts_on=starts, ends_on=day + timedelta(days=60))
        later = a_contract(work, "Later", starts_on=starts, ends_on=day + timedelta(days=61))
        named = a_contract(work, "Named", starts_on=starts, ends_on=day + timedelta(days=200), remind_on=day)
        over = a_contract(work, "Over", starts_on=starts, ends_on=day - timedelta(days=1))
        for each in (soon, later, named, over):
            sign_contract(work, each)
    assert told(company) == [("Over", "ended"), ("Soon", "renew"), ("Named", "renew")]
    with company.write() as work:
        create_contract(work, renewal_of(work, soon))
    assert told(company) == [("Over", "ended"), ("Named", "renew")]
