"""What lies in the recycle bin."""

from datetime import timedelta

import pytest

from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.operations.comment import add_comment
from crm_desktop.operations.contact import delete_contacts
from crm_desktop.operations.customer import delete_customers
from crm_desktop.operations.opportunity import delete_opportunities
from crm_desktop.operations.recycle import empty_bin, note_reason_of_deleted, purge
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.task import delete_tasks
from crm_desktop.operations.undo_step import redo, undo
from crm_desktop.queries.recycle import BinFilter, bin_kinds, recycled, recycled_count
from crm_desktop.queries.recycle_links import bin_details, missing
from tests.builders import a_contact, a_customer, a_task, a_user, an_opportunity, role
from tests.company import Company


def _titles(company: Company) -> list[str]:
    with company.read() as reading:
        return [row.title for row in recycled(reading)]


def test_the_bin_tells_who_deleted_what_and_what_comes_back_with_it(company: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, name) for name in ("Haverton", "Yarrow")]
        contact = a_contact(work, "Dana")
    with company.write("Delete contact") as work:
        delete_contacts(work, [contact])
    company.clock.instant += timedelta(minutes=1)
    with company.write("Delete customers") as work:
        delete_customers(work, customers)
    with company.read() as reading:
        rows = recycled(reading)
        assert [row.title for row in rows] == ["Yarrow", "Haverton", "Dana"]
        first, last = rows[0], rows[-1]
        assert (first.kind, first.by, first.label, first.together) == (
            "customer",
            "Ada Lin",
            Message("Delete customers"),
            1,
        )
        assert (last.kind, last.together, last.deleted_at) == ("contact", 0, first.deleted_at - 60_000)
        assert [row.title for row in recycled(reading, "contact")] == ["Dana"]
        assert [row.title for row in recycled(reading, limit=1)] == ["Yarrow"]


def test_what_was_restored_or_only_undone_is_not_in_the_bin(company: Company) -> None:
    with company.write() as work:
        kept = a_customer(work, "Kept")
    with company.write() as work:
        delete_customers(work, [kept])
    with company.write() as work:
        restore_records(work, "customer", [kept])
    assert _titles(company) == []
    with company.write() as work:
        a_customer(work, "Made by mistake")
    with company.write() as work:
        undo(work)
    assert _titles(company) == []
    with company.write() as work:
        delete_customers(work, [kept])
    with company.write() as work:
        undo(work)
    assert _titles(company) == []
    with company.write() as work:
        redo(work)
    assert _titles(company) == ["Kept"]


def test_another_s_deleted_customer_is_not_shown(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        delete_customers(work, [a_customer(work, "Hers")])
    assert _titles(company.seen_by("ian")) == []


def test_the_bin_holds_the_kinds_people_work_with() -> None:
    assert {"customer", "contact", "opportunity", "sales_order", "service_case", "interaction", "lead"} <= set(
        bin_kinds()
    )
    assert not {"app_user", "contact_point", "parameter"} & set(bin_kinds())


def test_the_bin_is_read_page_by_page_and_narrowed_by_kind_person_words_and_time(company: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, f"Haverton {number}") for number in range(5)]
        contact = a_contact(work, "Dana")
    with company.write() as work:
        delete_customers(work, customers[:3])
    company.clock.instant += timedelta(minutes=1)
    with company.write() as work:
        delete_customers(work, customers[3:])
        delete_contacts(work, [contact])
    with company.read() as reading:
        whole = [row.id for row in recycled(reading)]
        parts: list[str] = []
        after = None
        while page := recycled(reading, limit=2, after=after):
            parts += [row.id for row in page]
            after = page[-1].cursor
        assert (parts, recycled_count(reading)) == (whole, 6)
        moment = recycled(reading, limit=1)[0].deleted_at
        for wanted, count in (
            (BinFilter("contact"), 1),
            (BinFilter(text="haverton"), 5),
            (BinFilter(text="%"), 0),
            (BinFilter(before_ms=moment), 3),
            (BinFilter(person=company.viewer.user_id), 6),
            (BinFilter(person="nobody"), 0),
        ):
            assert recycled_count(reading, wanted) == len(recycled(reading, wanted=wanted)) == count


def test_a_reason_is_told_until_the_record_is_back(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton")
    with company.write() as work:
        delete_customers(work, [customer])
        note_reason_of_deleted(work, "customer", [customer], " twice in the list ", "Customers")
    with company.read() as reading:
        row = recycled(reading)[0]
        assert (row.reason, row.place) == ("twice in the list", "Customers")
    with company.write() as work:
        restore_records(work, "customer", [customer])
    with company.write() as work:
        delete_customers(work, [customer])
    with company.read() as reading:
        assert recycled(reading)[0].reason == ""


def test_a_record_comes_back_with_what_is_its_own_and_names_what_it_belongs_to(company: Company) -> None:
    with company.write() as work:
        first, second = a_customer(work, "Haverton"), a_customer(work, "Yarrow")
        deal, other = an_opportunity(work, "Beds", customer_id=first), an_opportunity(work, "Lamps", customer_id=second)
    with company.write() as work:
        delete_opportunities(work, [deal, other])
        delete_customers(work, [first, second])
    with company.read() as reading:
        assert [(each.kind, each.title) for each in missing(reading, "opportunity", [deal])] == [
            ("customer", "Haverton")
        ]
        row = next(row for row in recycled(reading) if row.id == first)
        details = bin_details(reading, row, "en")
        assert details.along >= 1
        assert "Haverton" in [value for _title, _part, value in details.fields]
    with company.write() as work:
        restore_records(work, "customer", [first])
    with company.read() as reading:
        assert {row.id for row in recycled(reading)} == {second, other}
        assert missing(reading, "opportunity", [deal]) == []


def test_what_is_purged_is_gone_for_good_and_only_an_administrator_may(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        kept, gone = a_customer(work, "Kept"), a_customer(work, "Gone")
    with company.write() as work:
        delete_customers(work, [gone])
    with pytest.raises(NotAllowed), company.seen_by("ian").write() as work:
        purge(work, [("customer", gone)])
    with pytest.raises(UserError, match="recycle bin"), company.write() as work:
        purge(work, [("customer", kept)])
    with company.write("Empty") as work:
        assert empty_bin(work, 1) == 0
    company.clock.instant += timedelta(days=2)
    with company.write("Empty") as work:
        assert empty_bin(work, 1) == 1
    assert _titles(company) == []
    with company.read() as reading:
        assert reading.plain("SELECT count(*) FROM sync_change WHERE data LIKE '%Gone%'") == [(0,)]
        assert reading.plain("SELECT name, deleted FROM customer WHERE id = ?", (gone,)) == [("—", 1)]


def test_what_was_said_of_a_purged_record_goes_with_it(company: Company) -> None:
    with company.write() as work:
        task = a_task(work, "Ask for the address")
        work.session.flush()
        add_comment(work, "task", task, "She lives in Elm Street")
    with company.write() as work:
        delete_tasks(work, [task])
    with company.write() as work:
        purge(work, [("task", task)])
    with company.read() as reading:
        assert reading.plain("SELECT body, deleted FROM comment") == [("—", 1)]
        assert not reading.plain("SELECT 1 FROM sync_change WHERE data LIKE '%Elm Street%'")
