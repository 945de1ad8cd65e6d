"""What lists of every kind share: statements are kept, yet always answer for whoever asks, today; sorts are quick."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ME, Filter, ListSpec
from crm_desktop.core.viewer import OWN
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.order import ORDERS
from crm_desktop.storage.database import Database, Reading
from tests.builders import a_customer, a_user, an_interaction, days_ago
from tests.company import Company
from tests.queries.plans import plan

READ_FOR_EVERY_RECORD: tuple[tuple[ListQuery[Any], str], ...] = (
    (CUSTOMERS, "last_contact"),
    (CUSTOMERS, "quiet_days"),
    (CUSTOMERS, "next_step"),
    (CUSTOMERS, "next_step_on"),
    (CUSTOMERS, "open_deals"),
    (CONTACTS, "customer"),
    (CONTACTS, "last_contact"),
    (OPPORTUNITIES, "customer"),
    (ORDERS, "customer"),
    (ORDERS, "net"),
)


def _listed(reading: Reading, *filters: Filter) -> list[str]:
    spec = ListSpec(filters)
    rows = CUSTOMERS.first(reading, spec, 10)
    assert list(unpack(CUSTOMERS.ids(reading, spec))) == [row.id for row in rows]
    assert CUSTOMERS.count(reading, spec) == len(rows)
    return [row.name for row in rows]


def test_the_same_list_is_another_one_for_another_viewer(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        a_customer(work, "Hers", owner_id=grace)
        a_customer(work, "Mine")
    mine = Filter("owner", "is", ME)
    own = replace(company.seen_by("grace").viewer, read_scope=OWN, readable=frozenset({grace}))
    with company.database.read(own) as reading:
        assert (_listed(reading), _listed(reading, mine)) == (["Hers"], ["Hers"])
    with company.read() as reading:
        assert (_listed(reading), _listed(reading, mine)) == (["Hers", "Mine"], ["Mine"])


def test_a_search_in_a_copy_of_the_file_does_not_answer_with_the_original(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "copy.crm"
    shutil.copyfile(company.database.path, path)
    found = ListSpec(search="Haverton")
    names = []
    copied = replace(company, database=Database.open(path, company.clock))
    for each in (company, copied):
        with each.write() as work:
            a_customer(work, "Haverton Medical")
    for each in (company, copied, company):
        with each.read() as reading:
            ids = list(unpack(CUSTOMERS.ids(reading, found)))
            names.append([row.name for row in CUSTOMERS.rows(reading, ids)])
    copied.database.close()
    assert names == [["Haverton Medical"]] * 3


def test_days_are_counted_from_the_day_of_the_question(company: Company) -> None:
    recent = Filter("last_contact", "within", 7)
    with company.write() as work:
        an_interaction(work, customer_id=a_customer(work, "Met"), happened_at=days_ago(work, 6))
    with company.read() as reading:
        assert _listed(reading, recent) == ["Met"]
        assert _listed(replace(reading, today=reading.today + timedelta(days=3)), recent) == []


def test_a_list_of_nothing_has_no_ids(company: Company) -> None:
    with company.read() as reading:
        assert (CUSTOMERS.ids(reading, ListSpec()), CUSTOMERS.rows(reading, [])) == (b"", [])


@pytest.mark.parametrize(("query", "key"), READ_FOR_EVERY_RECORD)
def test_what_a_sort_reads_for_every_record_comes_from_indexes_alone(
    company: Company, query: ListQuery[Any], key: str
) -> None:
    own = f"SEARCH {query.kind} "
    with company.read() as reading:
        read = [step for step in plan(reading, query, key) if step.startswith("SEARCH") and not step.startswith(own)]
    assert read
    assert [step for step in read if "COVERING INDEX" not in step] == []


def test_a_sort_that_works_out_every_record_reads_them_as_they_lie(company: Company) -> None:
    with company.read() as reading:
        for query, key in ((OPPORTUNITIES, "weighted"), (CUSTOMERS, "protected_until"), (CUSTOMERS, "completeness")):
            assert f"SCAN {query.kind}" in plan(reading, query, key)
        own = replace(reading, viewer=replace(reading.viewer, read_scope=OWN, readable=frozenset({"x"})))
        assert "SCAN customer" not in plan(own, CUSTOMERS, "protected_until"), "few of many are found by their owner"
