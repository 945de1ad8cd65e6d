"""A record as it was at a moment, beside what it is today."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import NotFound
from crm_desktop.operations.contact import PointDraft, contact_draft, update_contact
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.queries.as_of import RecordThen, record_as_of
from tests.builders import a_contact, a_customer, a_user
from tests.company import Company


def differing(seen: RecordThen) -> dict[str, tuple[str | None, str | None]]:
    """Title → (then, now) of what is different today."""
    return {each.title: (each.then, each.now) for each in seen.values if each.is_different}


def test_any_moment_shows_what_was_recorded_then(company: Company) -> None:
    with company.write() as work:
        acme = a_customer(work, "Acme", city="Bonn", credit_limit_minor=100_000)
    made = company.clock.now_ms()
    company.clock.instant += timedelta(days=2)
    with company.write() as work:
        loaded = customer_draft(work, acme)
        update_customer(work, acme, replace(loaded, city="Köln", credit_limit_minor=250_000), loaded)
    company.clock.instant += timedelta(days=2)
    with company.write() as work:
        loaded = customer_draft(work, acme)
        update_customer(work, acme, replace(loaded, city="Mainz"), loaded)
    with company.read() as reading:
        first = record_as_of(reading, "customer", acme, made)
        second = record_as_of(reading, "customer", acme, made + timedelta(days=3) // timedelta(milliseconds=1))
        today = record_as_of(reading, "customer", acme, company.clock.now_ms())
        before = record_as_of(reading, "customer", acme, made - 1)
    assert differing(first) == {"City": ("Bonn", "Mainz"), "Credit limit": ("¥1,000", "¥2,500")}
    assert differing(second) == {"City": ("Köln", "Mainz")}
    assert differing(today) == {}
    assert (before.was_there, before.is_there) == (False, True)
    assert all(each.then is None for each in before.values)


def test_what_belongs_to_it_is_shown_line_by_line(company: Company) -> None:
    with company.write() as work:
        dana = a_contact(work, "Dana", phone="0571 1111")
    made = company.clock.now_ms()
    company.clock.instant += timedelta(days=1)
    with company.write() as work:
        loaded = contact_draft(work, dana)
        points = (replace(loaded.points[0], value="0571 2222"), PointDraft("email", "dana@haverton.example"))
        update_contact(work, dana, replace(loaded, points=points), loaded)
    with company.read() as reading:
        seen = record_as_of(reading, "contact", dana, made)
    lines = {(each.then or "", each.now or "") for each in seen.values if each.part}
    assert any("0571 1111" in then and "0571 2222" in now for then, now in lines)
    assert any(then == "" and "dana@haverton.example" in now for then, now in lines)


def test_a_deleted_record_was_there_before(company: Company) -> None:
    with company.write() as work:
        acme = a_customer(work, "Acme")
    made = company.clock.now_ms()
    company.clock.instant += timedelta(days=1)
    with company.write() as work:
        delete_customers(work, [acme])
    with company.read() as reading:
        seen = record_as_of(reading, "customer", acme, made)
    assert (seen.was_there, seen.is_there) == (True, False)


def test_what_may_not_be_seen_today_is_not_seen_then(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Owen Chen", login="owen")
        acme = a_customer(work, "Acme")
    with company.seen_by("owen").read() as reading, pytest.raises(NotFound):
        record_as_of(reading, "customer", acme, company.clock.now_ms())
