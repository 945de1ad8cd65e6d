"""Record numbers: blocks of each laptop, and provisional ones where the next block could clash."""

import json
from datetime import datetime

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.models import NumberBlock
from crm_desktop.operations.parameter import set_parameters
from crm_desktop.queries.affected import affected
from crm_desktop.storage import journal, numbers
from tests.company import Company


def take(company: Company, count: int) -> list[str]:
    with company.write("Take") as work:
        return work.next_numbers("customer", count)


def meet_the_shared_file(company: Company, at_ms: int) -> None:
    """As a sync does: it is noted, and numbers are renewed."""
    with company.database.merging() as connection:
        connection.exec_driver_sql("DELETE FROM sync_meta WHERE key LIKE 'hub%'")
        connection.exec_driver_sql(
            "INSERT INTO sync_meta VALUES ('hub', '{}'), ('hub.last', ?)", (json.dumps({"at_ms": at_ms}),)
        )


def blocks(company: Company) -> list[tuple[int, int]]:
    with company.read() as reading:
        return sorted((each.first, each.last) for each in reading.session.query(NumberBlock) if each.kind == "customer")


def test_a_lone_file_goes_on_with_the_next_block(company: Company) -> None:
    taken = take(company, 250)
    assert taken[0] == "C-00001"
    assert taken[-1] == "C-00250"
    assert take(company, 1) == ["C-00251"]


def test_a_block_used_up_away_from_the_shared_file_gives_numbers_with_the_tag_of_the_laptop(company: Company) -> None:
    take(company, 99)
    meet_the_shared_file(company, company.clock.now_ms() - 1)
    with company.read() as reading:
        tag = journal.own_id(reading.connection)[:3].upper()
    assert take(company, 3) == ["C-00100", f"C-{tag}-1", f"C-{tag}-2"]
    assert take(company, 1) == [f"C-{tag}-3"]
    assert len(blocks(company)) == 1


def test_meeting_the_shared_file_brings_ordinary_numbers_again(company: Company) -> None:
    take(company, 100)
    meet_the_shared_file(company, company.clock.now_ms() - 1)
    take(company, 1)
    meet_the_shared_file(company, company.clock.now_ms() + 1)
    assert take(company, 2) == ["C-00101", "C-00102"]


def test_the_next_block_is_leased_at_a_meeting_before_it_is_needed(company: Company) -> None:
    take(company, 60)
    meet_the_shared_file(company, 1)
    with company.write("Numbers") as work:
        assert numbers.is_low(work.connection, work.today)
        numbers.renew(work.connection, work.today)
        assert not numbers.is_low(work.connection, work.today)
    assert blocks(company) == [(1, 100), (101, 200)]
    assert take(company, 41)[-1] == "C-00101"


def set_pattern(company: Company, pattern: str) -> None:
    with company.write("Pattern") as work:
        set_parameters(work, {"number.customer": pattern})


def to(company: Company, day: str) -> None:
    company.clock.instant = datetime.fromisoformat(f"{day}T10:00:00+08:00")


def test_a_pattern_with_parts_of_the_day_counts_each_period_by_itself(company: Company) -> None:
    set_pattern(company, "KH{YYYY}{MM}-###")
    to(company, "2026-11-30")
    assert take(company, 2) == ["KH202611-001", "KH202611-002"]
    to(company, "2026-12-01")
    assert take(company, 1) == ["KH202612-001"]
    to(company, "2027-01-01")
    assert take(company, 1) == ["KH202701-001"]
    set_pattern(company, "{YY}-####")
    assert take(company, 2) == ["27-0001", "27-0002"]


def test_what_comes_next_is_told_without_being_taken(company: Company) -> None:
    to(company, "2026-11-30")
    take(company, 3)
    with company.read() as reading:
        told = numbers.upcoming(reading.connection, "customer", 3, "C-#####", reading.today)
        other = numbers.upcoming(reading.connection, "customer", 2, "K{YY}{MM}{DD}##", reading.today)
    assert told == take(company, 3) == ["C-00004", "C-00005", "C-00006"]
    assert other == ["K26113001", "K26113002"]


def test_a_period_that_begins_away_from_the_shared_file_has_a_block_or_numbers_with_the_tag(company: Company) -> None:
    set_pattern(company, "C-{YYYY}{MM}-###")
    to(company, "2026-11-30")
    take(company, 1)
    meet_the_shared_file(company, company.clock.now_ms() - 1)
    with company.write("Numbers") as work:
        assert numbers.is_low(work.connection, work.today)
        numbers.renew(work.connection, work.today)
        assert not numbers.is_low(work.connection, work.today)
        tag = journal.own_id(work.connection)[:3].upper()
    to(company, "2026-12-01")
    assert take(company, 1) == ["C-202612-001"]
    to(company, "2027-02-01")
    assert take(company, 1) == [f"C-202702-{tag}-1"]
    meet_the_shared_file(company, company.clock.now_ms() + 1)
    with company.write("Numbers") as work:
        numbers.renew(work.connection, work.today)
    assert take(company, 1) == ["C-202702-001"]


@pytest.mark.parametrize("pattern", ["C-{MM}-##", "C-{YYYY}{DD}-##", "C-{WW}-##", "C-{YYYY}"])
def test_a_pattern_that_would_give_a_number_twice_is_refused(company: Company, pattern: str) -> None:
    with pytest.raises(Invalid):
        set_pattern(company, pattern)


def test_the_next_three_numbers_are_shown_before_a_pattern_is_saved(company: Company) -> None:
    to(company, "2026-11-30")
    with company.read() as reading:
        told = affected(reading, "number.customer", "KH{YYYY}-####")
        wrong = affected(reading, "number.customer", "KH")
    assert str(told) == "The next numbers: KH2026-0001, KH2026-0002, KH2026-0003"
    assert wrong is None
