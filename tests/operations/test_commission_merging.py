"""Commission after laptops met: one lock of a month counts, and nothing that came late is lost."""

from collections.abc import Callable

from crm_desktop.operations.commission import lock_month
from crm_desktop.queries.commission import people_of
from crm_desktop.queries.finds import finds
from tests.builders import a_user
from tests.commission import a_contract, a_receipt, a_rule
from tests.company import Company
from tests.meeting import meet


def paid(company: Company, period: str) -> dict[str, int]:
    """What each person gets in a month."""
    with company.read() as reading:
        return {each.name.split()[0]: each.amount for each in people_of(reading, period)}


def test_a_receipt_that_arrives_after_the_lock_counts_in_the_next_open_month(
    laptop: Callable[[str], Company],
) -> None:
    one, other = laptop("one"), laptop("other")
    with one.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        a_rule(work, 5)
        contract = a_contract(work, grace)
        a_receipt(work, contract, 20_000, "2026-05-10")
    meet(one, other)
    with one.write() as work:
        lock_month(work, "2026-05")
    with other.write() as work:
        a_receipt(work, contract, 10_000, "2026-05-20")
    meet(one, other)
    for each in (one, other):
        assert paid(each, "2026-05") == {"Grace": 1_000}
        assert paid(each, "2026-06") == {"Grace": 500}
        with each.read() as reading:
            assert finds(reading) == []


def test_of_two_locks_of_a_month_the_earlier_counts_and_the_pair_is_listed(laptop: Callable[[str], Company]) -> None:
    one, other = laptop("one"), laptop("other")
    with one.write() as work:
        grace, tom = a_user(work, "Grace Lin", login="grace"), a_user(work, "Tom Ray", login="tom")
        a_rule(work, 5)
        contracts = [a_contract(work, each) for each in (grace, tom)]
        a_receipt(work, contracts[0], 20_000, "2026-05-10")
    meet(one, other)
    with one.write() as work:
        lock_month(work, "2026-05")
    other.clock.instant = one.clock.instant.replace(hour=9)
    with other.write() as work:
        a_receipt(work, contracts[1], 10_000, "2026-05-20")
        lock_month(work, "2026-05")
        lock_month(work, "2026-06")
    meet(one, other)
    for each in (one, other):
        assert paid(each, "2026-05") == {"Grace": 1_000}
        assert paid(each, "2026-06") == {}
        # What only the later lock had.
        assert paid(each, "2026-07") == {"Tom": 500}
        with each.read() as reading:
            assert [(find.table, find.other) for find in finds(reading)] == [("period_snapshot", "commission_lock")]


def test_a_rule_made_elsewhere_for_a_locked_month_is_listed_and_changes_nothing_that_was_locked(
    laptop: Callable[[str], Company],
) -> None:
    one, other = laptop("one"), laptop("other")
    with one.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        a_rule(work, 5)
        contract = a_contract(work, grace)
        a_receipt(work, contract, 20_000, "2026-05-10")
    meet(one, other)
    with one.write() as work:
        lock_month(work, "2026-05")
    other.clock.instant = one.clock.instant.replace(hour=9)
    with other.write() as work:
        a_rule(work, 9, "2026-05-01", priority=1)
    meet(one, other)
    for each in (one, other):
        assert paid(each, "2026-05") == {"Grace": 1_000}
        assert paid(each, "2026-06") == {}
        with each.read() as reading:
            assert [(find.table, find.other) for find in finds(reading)] == [
                ("commission_rule", "commission_rule_late")
            ]
