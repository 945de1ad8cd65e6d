"""Undo, redo and the recycle bin as a user meets them."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import NotAllowed, NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.contact import contact_draft, delete_contacts
from crm_desktop.operations.customer import (
    CustomerDraft,
    assign_customers,
    customer_draft,
    delete_customers,
    update_customer,
)
from crm_desktop.operations.interaction import interaction_draft
from crm_desktop.operations.opportunity import opportunity_draft
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.undo_any import undo_any
from crm_desktop.operations.undo_step import LeftAlone, next_steps, redo, undo
from crm_desktop.queries.history import history
from tests.builders import a_contact, a_customer, a_user, an_interaction, an_opportunity, entry, role
from tests.company import Company


def test_a_step_is_undone_and_redone_by_its_name(company: Company) -> None:
    with company.write("Add Haverton") as work:
        made = a_customer(work, tags=("VIP",))
    with company.read() as reading:
        assert next_steps(reading).undo == Message("Add Haverton")
    with company.write("Undo") as work:
        assert undo(work).label == Message("Add Haverton")
    with company.read() as reading:
        assert next_steps(reading).redo == Message("Add Haverton")
        with pytest.raises(NotFound):
            customer_draft(reading, made)
    with company.write("Redo") as work:
        redo(work)
    with company.read() as reading:
        assert customer_draft(reading, made).tags == ("VIP",)
        assert next_steps(reading).redo is None


def test_what_someone_else_changed_since_is_left_alone_and_named(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, city="Wuxi", phone="0510 1111")
        a_user(work, "Owen", login="owen", role_id=role("administrator"))
    with company.write("Move to Suzhou") as work:
        loaded = customer_draft(work, made)
        update_customer(work, made, replace(loaded, city="Suzhou", phone="0512 2222"), loaded)
    with company.seen_by("owen").write() as work:
        loaded = customer_draft(work, made)
        update_customer(work, made, replace(loaded, phone="0512 3333"), loaded)
    with company.write("Undo") as work:
        outcome = undo(work)
    assert outcome.left == (LeftAlone("customer", made, "Haverton Medical", ("Phone",)),)
    with company.read() as reading:
        draft = customer_draft(reading, made)
        assert (draft.city, draft.phone) == ("Wuxi", "0512 3333")


def test_with_nothing_to_undo_the_user_is_told_so(company: Company) -> None:
    with company.write("Undo") as work:
        with pytest.raises(UserError, match="nothing to undo"):
            undo(work)
        with pytest.raises(UserError, match="nothing to redo"):
            redo(work)


def test_restoring_a_whole_step_brings_back_everything_it_deleted(company: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, name) for name in ("Haverton", "Yarrow", "Deleted before")]
        contact = a_contact(work, "Dana", customers[0])
    with company.write() as work:
        delete_customers(work, customers[2:])
    with company.write() as work:
        delete_customers(work, customers[:2])
        delete_contacts(work, [contact])
    with company.write() as work:
        assert restore_records(work, "customer", customers[:1], whole_steps=True) == 3
    with company.read() as reading:
        assert customer_draft(reading, customers[1]).name == "Yarrow"
        assert contact_draft(reading, contact).customers[0].customer_id == customers[0]
        with pytest.raises(NotFound):
            customer_draft(reading, customers[2])


def test_what_was_deleted_again_since_stays_deleted(company: Company) -> None:
    with company.write() as work:
        first, second = a_customer(work, "Haverton"), a_customer(work, "Yarrow")
    with company.write() as work:
        delete_customers(work, [first, second])
    with company.write() as work:
        restore_records(work, "customer", [first])
    with company.write() as work:
        delete_customers(work, [first])
    with company.write() as work:
        assert restore_records(work, "customer", [first]) == 1
        assert customer_draft(work, first).name == "Haverton"


def test_only_what_lies_in_the_bin_and_is_one_s_own_is_restored(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        hers = a_customer(work, "Hers")
        with pytest.raises(NotFound):
            restore_records(work, "customer", [hers])
    with company.write() as work:
        delete_customers(work, [hers])
    with pytest.raises(NotAllowed), company.seen_by("ian").write() as work:
        restore_records(work, "customer", [hers])


def test_an_undone_edit_by_draft_leaves_the_customer_as_it_was(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, "Haverton", tags=("VIP",), city="Wuxi")
        before = customer_draft(work, made)
    with company.write() as work:
        update_customer(work, made, CustomerDraft("Yarrow", tags=("KA",)))
    with company.write("Undo") as work:
        undo(work)
    with company.read() as reading:
        assert customer_draft(reading, made) == before


def test_what_belongs_to_others_stays_deleted_when_one_restores_ones_own(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian")
        his, hers = a_customer(work, "His", owner_id=ian), a_customer(work, "Hers")
    with company.write() as work:
        delete_customers(work, [his, hers])
    with company.seen_by("ian").write() as work:
        assert restore_records(work, "customer", [his]) == 1
    with company.read() as reading:
        assert customer_draft(reading, his).name == "His"
        with pytest.raises(NotFound):
            customer_draft(reading, hers)


def test_a_record_handed_to_somebody_else_since_is_left_as_it_is(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        made = a_customer(work, "Haverton", city="Wuxi", level_id=entry("level", "B"), owner_id=ian)
    with company.seen_by("ian").write("Move") as work:
        loaded = customer_draft(work, made)
        update_customer(work, made, replace(loaded, city="Suzhou", level_id=entry("level", "A")), loaded)
    with company.write() as work:
        assign_customers(work, [made], company.viewer.user_id)
    with company.seen_by("ian").write("Undo") as work:
        outcome = undo(work)
    assert [(each.kind, each.record_id) for each in outcome.left] == [("customer", made)]
    with company.read() as reading:
        assert customer_draft(reading, made).city == "Suzhou"
        assert [stay.value for stay in history(reading, made, "level")] == [entry("level", "B"), entry("level", "A")]


def test_a_creation_others_built_on_since_is_left_with_all_that_is_its_own(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Owen", login="owen", role_id=role("administrator"))
    with company.write("Add") as work:
        built, unused = a_customer(work, "Haverton", tags=("VIP",)), a_customer(work, "Yarrow", tags=("VIP",))
        visit = an_interaction(work, customer_id=built)
    with company.seen_by("owen").write() as work:
        deal = an_opportunity(work, customer_id=built)
    with company.write("Undo") as work:
        outcome = undo(work)
    assert [(each.kind, each.title) for each in outcome.left] == [("customer", "Haverton")]
    with company.read() as reading:
        assert customer_draft(reading, built).tags == ("VIP",)
        assert opportunity_draft(reading, deal).customer_id == built
        for gone, draft in ((unused, customer_draft), (visit, interaction_draft)):
            with pytest.raises(NotFound):
                draft(reading, gone)
    with company.write("Redo") as work:
        assert redo(work).left == ()
        assert customer_draft(work, unused).tags == ("VIP",)
    with company.write("Undo again") as work:
        assert {each.title for each in undo(work).left} == set()
    with company.read() as reading:
        assert customer_draft(reading, built).name == "Haverton"


def test_what_one_step_made_and_referred_to_is_undone_as_a_whole(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work)
    with company.write("Hand over to somebody new") as work:
        assign_customers(work, [made], a_user(work, "Grace"))
    with company.write("Undo") as work:
        assert undo(work).left == ()
    with company.read() as reading:
        assert customer_draft(reading, made).owner_id == company.viewer.user_id


def test_a_deletion_is_done_again_whatever_refers_to_it(company: Company) -> None:
    with company.write() as work:
        contact = a_contact(work, "Dana", a_customer(work))
        an_interaction(work, contact_id=contact)
    with company.write("Delete") as work:
        delete_contacts(work, [contact])
    for step in (undo, redo, undo, redo):
        with company.write("Back or forth") as work:
            assert step(work).left == ()
    with company.read() as reading, pytest.raises(NotFound):
        contact_draft(reading, contact)


def test_a_restoration_is_undone_unless_somebody_built_on_it_since(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        a_contact(work, "Dana", customer)
        an_interaction(work, customer_id=customer)
    with company.write("Delete") as work:
        delete_customers(work, [customer])
    with company.write("Restore") as work:
        restore_records(work, "customer", [customer])
    for step in (undo, redo, undo, redo):
        with company.write("Back or forth") as work:
            assert step(work).left == ()
    with company.write("By somebody else") as work:
        built = an_opportunity(work, customer_id=customer)
    with company.write("Undo the restoration") as work:
        restored = work.connection.exec_driver_sql(
            "SELECT max(origin || ':' || seq) FROM sync_txn WHERE label LIKE '%Restore%' AND undo_of IS NULL"
        ).scalar_one()
        assert [each.kind for each in undo_any(work, str(restored)).left] == ["customer"]
        assert opportunity_draft(work, built).customer_id == customer


def test_the_past_of_a_field_stays_where_somebody_went_on_from_it(company: Company) -> None:
    with company.write() as work:
        made, mei, sam = a_customer(work), a_user(work, "Mei"), a_user(work, "Sam")
    with company.write("Hand over") as work:
        assign_customers(work, [made], mei)
    with company.database.write(Message("By somebody else"), SYSTEM) as work:
        assign_customers(work, [made], sam)
    for step, left in ((undo, ("Owner",)), (redo, ())):
        with company.write("Back or forth") as work:
            assert sum((each.fields for each in step(work).left), ()) == left
        with company.read() as reading:
            past = [stay.value for stay in history(reading, made, "owner")]
            assert past == [company.viewer.user_id, mei, sam]
