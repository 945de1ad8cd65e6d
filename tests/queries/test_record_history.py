"""Who changed what of a record, in the words people use."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import CHINESE, Message
from crm_desktop.operations.contact import PointDraft, contact_draft, update_contact
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.operations.tag import set_tags
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.record_history import ADDED, CHANGED, REMOVED, RESTORED, HistoryItem, record_history
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_contact, a_customer, a_lead, a_product, a_user, an_opportunity, an_order, entry, role
from tests.company import Company


def _changes(item: HistoryItem, table: str) -> list[tuple[str, str | None, str | None]]:
    return [(each.title, each.old, each.new) for row in item.changes if row.table == table for each in row.fields]


def test_names_stand_where_ids_were_and_money_has_its_currency(company: Company) -> None:
    with company.write("New customer") as work:
        made = a_customer(work, level_id=entry("level", "B"), credit_limit_minor=1_000_000)
        owen = a_user(work, "Owen Chen")
    company.clock.instant += timedelta(minutes=5)
    with company.write("Change customer") as work:
        loaded = customer_draft(work, made)
        edited = replace(
            loaded, level_id=entry("level", "A"), owner_id=owen, status="lost", credit_limit_minor=1_250_050
        )
        update_customer(work, made, edited, loaded)
    with company.read() as reading:
        newest, oldest = record_history(reading, "customer", made)
        in_chinese = record_history(reading, "customer", made, CHINESE)[0]
        assert newest.at == reading.now_ms
    assert (newest.by, newest.label, newest.is_undo) == ("Ada Lin", Message("Change customer"), False)
    assert _changes(newest, "customer") == [
        ("Owner", "Ada Lin", "Owen Chen"),
        ("Level", "B · Partner", "A · Strategic partner"),
        ("Status", "Regular", "Churned"),
        ("Credit limit", "¥10,000", "¥12,500.50"),
    ]
    assert ("Level", "B · 合作伙伴", "A · 战略合作伙伴") in _changes(in_chinese, "customer")
    assert oldest.changes[0].what == ADDED
    assert ("Number", None, "C-00001") in _changes(oldest, "customer")


def test_rows_of_a_record_belong_to_its_history(company: Company) -> None:
    with company.write() as work:
        made = a_contact(work, phone="0571 1111")
    with company.write("Change contact") as work:
        loaded = contact_draft(work, made)
        points = (replace(loaded.points[0], value="0571 2222"), PointDraft("email", "dana@haverton.example"))
        update_contact(work, made, replace(loaded, points=points, tags=("VIP",)), loaded)
    with company.write() as work:
        loaded = contact_draft(work, made)
        update_contact(work, made, replace(loaded, points=loaded.points[1:]), loaded)
    with company.read() as reading:
        removed, changed, _ = record_history(reading, "contact", made)
    assert {row.what for row in removed.changes} == {REMOVED, CHANGED}
    assert ("Value", "0571 1111", "0571 2222") in _changes(changed, "contact_point")
    assert ("Kind", None, "E-mail") in _changes(changed, "contact_point")
    assert _changes(changed, "tag_link") == [("Tag", None, "VIP")]
    assert {each.part for row in changed.changes for each in row.fields} == {"Phone or e-mail", "Tag on a record"}


def test_shares_days_and_flags_are_written_as_people_write_them(company: Company) -> None:
    with company.write() as work:
        made = an_opportunity(work, amount_minor=150_000, probability_e6=250_000)
        contact = a_contact(work, points=(PointDraft(value="0571 1111", is_opted_out=True),))
    with company.read() as reading:
        (opened,) = record_history(reading, "opportunity", made)
        (added,) = record_history(reading, "contact", contact, CHINESE)
    told = _changes(opened, "opportunity")
    assert ("Probability", None, "25.0%") in told
    assert ("Opened", None, "1 Nov 2026") in told
    assert ("Amount", None, "¥1,500") in told
    assert ("Not to be used", None, "是") in _changes(added, "contact_point")


def test_deleting_and_undoing_are_part_of_the_history(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work)
    with company.write("Delete customer") as work:
        delete_customers(work, [made])
    with company.write("Undo") as work:
        undo(work)
    with company.read() as reading:
        restored, removed, _ = record_history(reading, "customer", made)
    assert (restored.is_undo, restored.changes[0].what, removed.changes[0].what) == (True, RESTORED, REMOVED)


def test_another_s_history_is_not_told(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        made = a_customer(work)
    with company.seen_by("ian").read() as reading, pytest.raises(NotFound):
        record_history(reading, "customer", made)


def test_customers_out_of_sight_are_not_named_in_a_contact_s_history(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        made = a_contact(work, "Dana", a_customer(work, "Hidden"), a_customer(work, "Mine", owner_id=ian))
    with company.seen_by("ian").read() as reading:
        (item,) = record_history(reading, "contact", made)
    named = {new for title, _, new in _changes(item, "contact_role") if title == "Customer"}
    assert named == {"Mine", "(not yours to see)"}


@pytest.mark.parametrize(("kind", "make"), [("lead", a_lead), ("sales_order", an_order), ("product", a_product)])
def test_tags_and_own_fields_of_every_kind_belong_to_its_history(
    company: Company, kind: str, make: Callable[[UnitOfWork], str]
) -> None:
    with company.write() as work:
        made = make(work)
        field = create_custom_field(work, CustomFieldDraft(kind, "Colour", "颜色", "text"))
    with company.write() as work:
        set_tags(work, kind, made, ("VIP",), ())
        set_custom_value(work, kind, made, field, "red")
    with company.read() as reading:
        newest = record_history(reading, kind, made)[0]
    assert {change.table for change in newest.changes} == {"tag_link", "custom_value"}
