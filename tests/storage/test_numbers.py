"""Record numbers: blocks of each laptop, and provisional ones where the next block could clash."""

import json

from crm_desktop.models import NumberBlock
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
        assert numbers.is_low(work.connection)
        numbers.renew(work.connection)
        assert not numbers.is_low(work.connection)
    assert blocks(company) == [(1, 100), (101, 200)]
    assert take(company, 41)[-1] == "C-00101"
