"""Two laptops meet: what each wrote is on both afterwards, whatever the order."""

import json
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Stale, UserError
from crm_desktop.models import Customer
from crm_desktop.operations.customer import CustomerDraft, delete_customers, update_customer
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.search import search
from crm_desktop.storage import journal
from crm_desktop.sync.merge import Forked
from crm_desktop.sync.pairwise import merge_files, merge_replicas
from crm_desktop.sync.replica import Merged, Replica
from tests.builders import a_contact, a_customer
from tests.company import NOW, Company, found_company
from tests.sync.conftest import Laptop, Twin, copied
from tests.sync.states import assert_alike, state_of


def meet(one: Company, other: Company) -> None:
    """Both take in what the other has."""
    pull(one, other)
    pull(other, one)


def pull(into: Company, source: Company) -> Merged:
    return merge_replicas(Replica(into.database), Replica(source.database))


def edit(company: Company, customer: str, **values: Any) -> None:
    with company.write("Edit") as work:
        record = work.session.get_one(Customer, customer)
        for name, value in values.items():
            setattr(record, name, value)


def column(company: Company, customer: str, name: str) -> Any:
    with company.read() as reading:
        return getattr(reading.session.get_one(Customer, customer), name)


def conflicts(company: Company) -> list[tuple[Any, ...]]:
    with company.read() as reading:
        rows = reading.connection.exec_driver_sql("SELECT row_id, reg, kind, heads FROM sync_conflict ORDER BY 1, 2")
        return [
            (row_id, reg, kind, [values for _, _, values in json.loads(heads)]) for row_id, reg, kind, heads in rows
        ]


@pytest.fixture
def customer(company: Company) -> str:
    with company.write("First customer") as work:
        return a_customer(work, "Haverton", phone="0571 2041")


def test_new_records_arrive_and_are_found(company: Company, laptop: Laptop) -> None:
    other = laptop("other")
    with other.write("New") as work:
        customer = a_customer(work, "Zenith Optics", city="Leeds")
        a_contact(work, "Dana Holt", customer, phone="0571 2046")
    merged = pull(company, other)
    assert (merged.count, merged.held) == (1, 0)
    assert_alike(company, other)
    with company.read() as reading:
        assert [hit.title for hit in search(reading, "zenith").hits] == ["Zenith Optics"]
    assert pull(company, other) == Merged()


def test_different_fields_of_one_record_are_both_kept(company: Company, laptop: Laptop, customer: str) -> None:
    other = laptop("other")
    edit(company, customer, phone="0571 2042")
    edit(other, customer, website="haverton.example")
    meet(company, other)
    assert_alike(company, other)
    assert column(company, customer, "phone") == "0571 2042"
    assert column(company, customer, "website") == "haverton.example"
    assert conflicts(company) == []


def test_the_same_field_is_listed_and_a_later_edit_closes_it_everywhere(
    company: Company, laptop: Laptop, customer: str
) -> None:
    other = laptop("other")
    edit(company, customer, phone="0571 2042")
    edit(other, customer, phone="0571 2043")
    meet(company, other)
    assert_alike(company, other)
    assert [found[:3] for found in conflicts(company)] == [(customer, "phone", "edit/edit")]
    edit(other, customer, phone="0571 2044")
    assert conflicts(other) == []
    meet(company, other)
    assert conflicts(company) == []
    assert_alike(company, other)


def test_keeping_what_is_shown_closes_a_conflict(company: Company, laptop: Laptop, customer: str) -> None:
    other = laptop("other")
    edit(company, customer, phone="0571 2042")
    edit(other, customer, phone="0571 2043")
    meet(company, other)
    shown = column(company, customer, "phone")
    with company.write("Keep") as work:
        journal.decide(work.connection, "customer", customer, ["phone"])
    assert conflicts(company) == []
    meet(company, other)
    assert conflicts(other) == []
    assert column(other, customer, "phone") == shown
    assert_alike(company, other)


def test_an_edit_keeps_a_record_alive_that_another_deleted(company: Company, laptop: Laptop, customer: str) -> None:
    other = laptop("other")
    with company.write("Delete") as work:
        delete_customers(work, [customer])
    edit(other, customer, phone="0571 2043")
    meet(company, other)
    assert_alike(company, other)
    assert not column(company, customer, "deleted")
    assert conflicts(company) == [(customer, "deleted", "edit/delete", [{"deleted": 1}, {"phone": "0571 2043"}])]
    with other.write("Delete") as work:
        delete_customers(work, [customer])
        journal.decide(work.connection, "customer", customer, ["deleted"])
    meet(company, other)
    assert column(company, customer, "deleted")
    assert conflicts(company) == []
    assert_alike(company, other)


def test_a_form_opened_before_a_merge_is_saved_and_listed(company: Company, laptop: Laptop, customer: str) -> None:
    other = laptop("other")
    with company.read() as reading:
        position = reading.position
    loaded = CustomerDraft(name="Haverton", phone="0571 2041")
    edit(other, customer, phone="0571 2043")
    pull(company, other)
    with company.write("Save") as work:
        update_customer(work, customer, CustomerDraft(name="Haverton", phone="0571 2042"), loaded, position)
    assert conflicts(company) == [(customer, "phone", "edit/edit", [{"phone": "0571 2043"}, {"phone": "0571 2042"}])]
    assert column(company, customer, "phone") == "0571 2042"
    meet(company, other)
    assert_alike(company, other)


def test_a_form_still_meets_changes_made_on_this_laptop(company: Company, customer: str) -> None:
    with company.read() as reading:
        position = reading.position
    edit(company, customer, phone="0571 2043")
    loaded = CustomerDraft(name="Haverton", phone="0571 2041")
    with pytest.raises(Stale), company.write("Save") as work:
        update_customer(work, customer, CustomerDraft(name="Haverton", phone="0571 2042"), loaded, position)


def test_three_laptops_agree_whatever_the_order(company: Company, laptop: Laptop, customer: str) -> None:
    other, third = laptop("other"), laptop("third")
    for value, each in enumerate((company, other, third)):
        edit(each, customer, phone=str(value), name=f"Name {value}")
    pull(third, other)
    edit(third, customer, name="Chosen")
    pull(company, third)
    pull(other, company)
    pull(third, company)
    assert_alike(company, other, third)
    assert column(company, customer, "name") == "Chosen" or conflicts(company)


def test_an_undo_travels_like_any_step(company: Company, laptop: Laptop, customer: str) -> None:
    other = laptop("other")
    edit(other, customer, phone="0571 2049")
    with other.write("Undo") as work:
        undo(work)
    meet(company, other)
    assert column(company, customer, "phone") == "0571 2041"
    assert_alike(company, other)


def test_a_copy_of_the_file_is_merged_and_never_written(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    other = laptop("other")
    with other.write("New") as work:
        a_customer(work, "From the copy")
    copy = copied(other.database.path, tmp_path / "conflicted copy.crm")
    before = copy.read_bytes()
    assert merge_files(company.database, copy).count == 1
    assert copy.read_bytes() == before
    assert_alike(company, other)


def test_both_halves_of_a_file_that_went_on_twice_are_kept(company: Company, twin: Twin, customer: str) -> None:
    """Two files with one identity and different steps, as of a disk that was cloned."""
    other = twin(company)
    edit(company, customer, phone="0571 2042")
    edit(other, customer, phone="0571 2043")
    edit(other, customer, name="Twin")
    with other.write("Undo") as work:
        undo(work)
    merged = pull(company, other)
    assert (merged.relabelled, merged.count) == (1, 3)
    assert [found[:3] for found in conflicts(company)] == [(customer, "phone", "edit/edit")]
    meet(other, company)
    assert_alike(company, other)


def test_a_fork_of_somebody_else_is_refused_and_nothing_changed(
    company: Company, laptop: Laptop, twin: Twin, customer: str
) -> None:
    other = laptop("other")
    edit(other, customer, phone="0571 2042")
    clone = twin(other)
    edit(other, customer, phone="0571 2043")
    edit(clone, customer, phone="0571 2044")
    pull(company, other)
    before = state_of(company)
    with pytest.raises(Forked):
        pull(company, clone)
    assert state_of(company) == before


def test_another_company_is_refused(company: Company, tmp_path: Path) -> None:
    stranger = found_company(tmp_path / "stranger.crm", FixedClock.at(NOW))
    with pytest.raises(UserError, match="another company"):
        merge_replicas(Replica(company.database), Replica(stranger), "stranger.crm")
    stranger.close()
    with pytest.raises(UserError, match="another company"):
        merge_files(company.database, tmp_path / "stranger.crm")


def test_what_is_no_company_file_is_refused(company: Company, tmp_path: Path) -> None:
    nonsense = tmp_path / "notes.crm"
    nonsense.write_text("Just a text")
    with pytest.raises(Exception, match=r"notes\.crm.*not a company file"):
        merge_files(company.database, nonsense)
    with pytest.raises(UserError, match="no file"):
        merge_files(company.database, tmp_path / "missing.crm")
    with pytest.raises(UserError, match="is open"):
        merge_files(company.database, company.database.path)


def test_undo_after_a_merge_leaves_what_others_changed_since(company: Company, laptop: Laptop, customer: str) -> None:
    other = laptop("other")
    edit(company, customer, phone="0571 2042", website="a.example")
    meet(company, other)
    edit(other, customer, phone="0571 2043")
    pull(company, other)
    with company.write("Undo") as work:
        assert [left.fields for left in undo(work).left] == [("Phone",)]
    assert column(company, customer, "phone") == "0571 2043"
    assert column(company, customer, "website") is None
