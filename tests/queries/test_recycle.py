"""What lies in the recycle bin."""

from datetime import timedelta

from crm_desktop.core.i18n import Message
from crm_desktop.operations.contact import delete_contacts
from crm_desktop.operations.customer import delete_customers
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.undo_step import redo, undo
from crm_desktop.queries.recycle import bin_kinds, recycled
from tests.builders import a_contact, a_customer, a_user, role
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
