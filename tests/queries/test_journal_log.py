"""The log of the company: what each filter finds, a window at a time, for whoever may see it."""

from datetime import date, timedelta

import pytest

from crm_desktop.core.i18n import CHINESE
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries import journal_log
from crm_desktop.queries.journal_log import LogFilter, LogStep, log_page
from crm_desktop.queries.step_changes import step_changes
from crm_desktop.storage.database import Reading
from tests.builders import a_contact, a_customer, a_user, an_opportunity
from tests.company import Company


def labels(reading: Reading, wanted: LogFilter, language: str = "en") -> list[str]:
    """The labels of all steps that match, window by window."""
    return [str(each.label) for each in steps(reading, wanted, language)]


def steps(reading: Reading, wanted: LogFilter, language: str = "en") -> list[LogStep]:
    """All steps that match, window by window."""
    found, after = list[LogStep](), None
    while True:
        page = log_page(reading, wanted, after, language, limit=3)
        found += page.steps
        if page.following is None:
            return found
        after = page.following


@pytest.fixture
def week(company: Company) -> Company:
    """A company where something was done each day of a week, by two people."""
    with company.write("Create user Owen") as work:
        a_user(work, "Owen Chen", login="owen")
    owen = company.seen_by("owen")
    for day in range(7):
        company.clock.instant += timedelta(days=1)
        with (owen if day % 2 else company).write(f"Customer {day}") as work:
            customer = a_customer(work, f"Customer {day}")
        with company.write(f"Contact {day}") as work:
            a_contact(work, f"Person {day}", customer)
    return company


def test_it_goes_back_to_the_beginning_window_by_window(week: Company) -> None:
    with week.read() as reading:
        found = labels(reading, LogFilter())
    assert found[:4] == ["Contact 6", "Customer 6", "Contact 5", "Customer 5"]
    assert found[-1] == "New company"
    assert len(found) == len(set(found)) == 16


def test_each_filter_finds_its_steps(week: Company) -> None:
    owen, start = week.seen_by("owen").viewer.user_id, week.clock.now_ms()
    day = 86_400_000
    with week.read() as reading:
        (laptop,) = {row[0] for row in reading.plain("SELECT id FROM sync_replica")}
        assert labels(reading, LogFilter(person=owen)) == ["Customer 5", "Customer 3", "Customer 1"]
        assert labels(reading, LogFilter(first_ms=start, text="customer")) == ["Customer 6"]
        between = LogFilter(first_ms=start - 2 * day, before_ms=start)
        assert labels(reading, between) == ["Contact 5", "Customer 5", "Contact 4", "Customer 4"]
        assert len(labels(reading, LogFilter(kind="contact"))) == 7
        assert labels(reading, LogFilter(kind="opportunity")) == []
        assert len(labels(reading, LogFilter(laptop=laptop))) == 16
        assert labels(reading, LogFilter(laptop="0" * 16)) == []
        assert labels(reading, LogFilter(text="NEW COMP")) == ["New company"]


def test_words_are_looked_for_in_the_language_of_the_window(week: Company) -> None:
    with week.write("New company") as work:
        a_customer(work)
    with week.read() as reading:
        assert labels(reading, LogFilter(text="新建公司"), CHINESE) == ["New company", "New company"]
        assert labels(reading, LogFilter(text="新建公司")) == []


def test_far_between_they_are_found_all_the_same(week: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_log, "EXAMINED", 2)
    with week.read() as reading:
        page = log_page(reading, LogFilter(text="new company"))
        assert (page.steps, page.following is None) == ((), False)
        assert labels(reading, LogFilter(text="new company")) == ["New company"]


def test_undone_steps_are_marked_until_they_are_done_again(week: Company) -> None:
    with week.write() as work:
        undo(work)
    with week.read() as reading:
        first, second, *_ = log_page(reading, LogFilter()).steps
        assert (first.is_undo, second.is_undone, second.changes) == (True, True, 3)


def test_who_does_not_see_all_sees_the_steps_of_those_he_sees(week: Company) -> None:
    owen = week.seen_by("owen")
    with owen.write("A deal") as work:
        an_opportunity(work)
    with owen.read() as reading:
        assert set(labels(reading, LogFilter())) == {"A deal", "Customer 1", "Customer 3", "Customer 5"}


def test_a_step_says_what_it_changed_record_by_record(week: Company) -> None:
    with week.read() as reading:
        (newest, *_) = log_page(reading, LogFilter()).steps
        seen = step_changes(reading, newest.transaction)
    (person,) = seen.records
    assert (person.kind, person.name) == ("contact", "Person 6")
    assert {row.table for row in person.rows} == {"contact", "contact_role"}
    assert (seen.total, newest.by, newest.laptop != "") == (2, "Ada Lin", True)


def test_what_has_no_name_is_told_by_what_it_says(company: Company) -> None:
    with company.write("A rate") as work:
        set_exchange_rate(work, "USD", date(2026, 1, 1), 7_100_000)
    with company.read() as reading:
        (newest, *_) = log_page(reading, LogFilter()).steps
        (rate,) = step_changes(reading, newest.transaction).records
    assert (rate.kind, rate.name) == ("exchange_rate", "USD · 1 Jan 2026")
