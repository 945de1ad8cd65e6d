"""Taking on customers, changing them, handing them over, deleting them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, Stale, UserError
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ListSpec
from crm_desktop.models import Customer, HistoryEntry, PersonProfile, TagLink
from crm_desktop.models.customer import CONSUMER, LOST
from crm_desktop.operations.customer import (
    CustomerDraft,
    assign_customers,
    create_customer,
    customer_draft,
    delete_customers,
    new_customer,
    update_customer,
)
from crm_desktop.operations.payment import mark_paid
from crm_desktop.operations.user import delete_users
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.history import history
from crm_desktop.queries.interaction import INTERACTIONS
from crm_desktop.queries.order import ORDERS
from tests.builders import a_contact, a_customer, a_user, an_interaction, an_order, an_order_line, entry, role
from tests.company import Company


def test_a_new_customer_gets_a_number_and_belongs_to_whoever_takes_it_on(company: Company) -> None:
    with company.write() as work:
        first = a_customer(work, "Haverton Medical")
        second = a_customer(work, "Yarrow Trading")
    with company.read() as reading:
        assert customer_draft(reading, first).number == "C-00001"
        assert customer_draft(reading, second).number == "C-00002"
        assert customer_draft(reading, first).owner_id == company.viewer.user_id


def test_a_customer_for_the_public_pool_has_no_owner(company: Company) -> None:
    with company.write() as work:
        pooled = a_customer(work, pooled=True)
    with company.read() as reading:
        assert customer_draft(reading, pooled).owner_id is None


def test_a_number_typed_by_hand_is_not_given_out_again(company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Typed", number="C-00001")
        numbered = a_customer(work, "Numbered")
        with pytest.raises(Invalid, match="has this number"):
            a_customer(work, "Again", number="C-00001")
        assert customer_draft(work, numbered).number == "C-00002"


def test_what_is_wrong_with_a_draft_is_said_field_by_field(company: Company) -> None:
    draft = CustomerDraft(
        name="  ",
        kind="club",
        satisfaction=6,
        credit=-1,
        region_id=entry("level", "A"),
        owner_id="0" * 32,
        founded_year=2031,
        email="grace at haverton",
        phone="n/a",
        credit_limit_minor=-1,
        level_id=entry("region", "east"),
        parent_id="0" * 32,
    )
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_customer(work, draft)
    wrong = {"name", "kind", "satisfaction", "founded_year", "email", "phone", "credit_limit_minor", "level_id"}
    assert refused.value.fields.keys() == wrong | {"credit", "region_id", "owner_id", "parent_id"}


def test_text_is_tidied_and_amounts_get_the_currency_of_the_company(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, "  Haverton ", city=" ", credit_limit_minor=100, annual_turnover_currency="USD")
        draft = customer_draft(work, made)
    assert (draft.name, draft.city) == ("Haverton", None)
    assert (draft.credit_limit_currency, draft.annual_turnover_currency) == ("CNY", None)


def test_level_owner_and_status_keep_their_history(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, level_id=entry("level", "B"))
        owen = a_user(work, "Owen Chen")
    company.clock.instant = company.clock.instant.replace(day=25)
    with company.write() as work:
        update_customer(work, made, CustomerDraft("Haverton", level_id=entry("level", "A"), owner_id=owen, status=LOST))
    with company.read() as reading:
        level, before = history(reading, made, "level")[::-1]
        assert (level.value, level.from_on) == (entry("level", "A"), date(2026, 11, 25))
        assert (before.value, before.to_on) == (entry("level", "B"), date(2026, 11, 25))
        assert [stay.value for stay in history(reading, made, "owner")] == [company.viewer.user_id, owen]
        assert [stay.value for stay in history(reading, made, "status")] == ["normal", "lost"]


def test_an_edit_without_changes_leaves_no_trace(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, kind=CONSUMER, sex="female", tags=("VIP",), level_id=entry("level", "B"))
    with company.write() as work:
        draft = customer_draft(work, made)
        update_customer(work, made, draft, draft, work.position)
    assert not work.changes


def test_a_private_person_has_a_profile_and_a_firm_has_none(company: Company) -> None:
    with company.write() as work:
        person = a_customer(work, "Mei Wu", kind=CONSUMER, sex="female", born_on=date(1990, 5, 1))
        firm = a_customer(work, "Yarrow", sex="female")
    with company.write() as work:
        update_customer(work, person, CustomerDraft("Mei Wu", kind=CONSUMER, occupation="Nurse"))
    with company.read() as reading:
        draft = customer_draft(reading, person)
        assert (draft.sex, draft.born_on, draft.occupation) == (None, None, "Nurse")
        assert reading.session.get(PersonProfile, PersonProfile.id_of(firm)) is None


def test_a_company_cannot_end_up_above_itself(company: Company) -> None:
    with company.write() as work:
        group = a_customer(work, "Group")
        division = a_customer(work, "Division", parent_id=group)
        plant = a_customer(work, "Plant", parent_id=division)
        with pytest.raises(Invalid) as refused:
            update_customer(work, group, CustomerDraft("Group", parent_id=plant))
    assert refused.value.fields.keys() == {"parent_id"}


def test_two_people_may_edit_different_fields_of_one_customer(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, city="Wuxi", tags=("VIP",))
    with company.read() as reading:
        loaded, position = customer_draft(reading, made), reading.position
    with company.write() as work:
        update_customer(
            work, made, CustomerDraft("Haverton Medical", city="Wuxi", phone="0510 1234", tags=("VIP", "KA"))
        )
    edited = CustomerDraft("Haverton Medical", number=loaded.number, owner_id=loaded.owner_id, city="Suzhou", tags=())
    with company.write() as work:
        update_customer(work, made, edited, loaded, position)
    with company.read() as reading:
        draft = customer_draft(reading, made)
        assert (draft.city, draft.phone, draft.tags) == ("Suzhou", "0510 1234", ("KA",))


def test_the_same_field_edited_twice_is_refused_the_second_time(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, city="Wuxi")
    with company.read() as reading:
        loaded, position = customer_draft(reading, made), reading.position
    with company.write() as work:
        update_customer(work, made, CustomerDraft("Haverton Medical", city="Nanjing"))
    with pytest.raises(Stale), company.write() as work:
        update_customer(work, made, CustomerDraft("Haverton Medical", city="Suzhou"), loaded, position)


def test_a_salesperson_changes_own_customers_and_takes_up_unowned_ones_only(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian Zhao", login="ian")
        hers = a_customer(work, "Hers")
        pooled = a_customer(work, "Pooled", pooled=True)
        his = a_customer(work, "His", owner_id=ian)
    with company.seen_by("ian").write() as work:
        with pytest.raises(NotFound):
            update_customer(work, hers, CustomerDraft("Mine now"))
        with pytest.raises(NotAllowed):
            assign_customers(work, [pooled], company.viewer.user_id)
        assert assign_customers(work, [pooled], ian) == 1
        assert assign_customers(work, [his, pooled], None) == 2
        assert new_customer(work).owner_id == ian


def test_a_deleted_customer_is_gone_but_what_belongs_to_it_stays(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, tags=("VIP",), level_id=entry("level", "B"))
        contact, order = a_contact(work, "Dana", made), an_order(work, customer_id=made)
        talk = an_interaction(work, customer_id=made)
    with company.write() as work:
        mark_paid(work, order)
    with company.write() as work:
        assert delete_customers(work, [made]) == 1
    assert work.changes.entities == {"customer": frozenset({made})}
    with company.read() as reading:
        for query, child in ((CONTACTS, contact), (ORDERS, order), (INTERACTIONS, talk)):
            assert list(unpack(query.ids(reading, ListSpec()))) == [child]
        with pytest.raises(NotFound):
            customer_draft(reading, made)
        assert reading.session.get(Customer, made) is not None
        assert reading.session.scalars(select(TagLink).where(TagLink.deleted.is_(False))).all()
        assert reading.session.scalars(select(HistoryEntry).where(HistoryEntry.deleted.is_(False))).all()


def test_nobody_who_owes_money_is_deleted(company: Company) -> None:
    with company.write() as work:
        free, owing = a_customer(work, "Free"), a_customer(work, "Owing")
        order = an_order(work, customer_id=owing, lines=(an_order_line("100"),))
    with pytest.raises(UserError, match=r"Owing owes money\."), company.write() as work:
        delete_customers(work, [free, owing])
    with company.write() as work:
        mark_paid(work, order)
    with company.write() as work:
        assert delete_customers(work, [free, owing]) == 2


def test_customers_are_handed_to_nobody_who_is_gone(company: Company) -> None:
    with company.write() as work:
        customer, gone = a_customer(work), a_user(work, "Gone")
        delete_users(work, [gone])
    for owner in (gone, "0" * 32):
        with pytest.raises(Invalid) as refused, company.write() as work:
            assign_customers(work, [customer], owner)
        assert set(refused.value.fields) == {"owner_id"}


def test_what_another_system_left_in_a_field_does_not_keep_the_others_from_being_edited(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work)
        work.session.get_one(Customer, made).email = "sales@haverton.example; dana@haverton.example"
    with company.write() as work:
        update_customer(work, made, replace(customer_draft(work, made), city="Wuxi"))
        with pytest.raises(Invalid) as refused:
            update_customer(work, made, replace(customer_draft(work, made), email="dana at haverton"))
    assert set(refused.value.fields) == {"email"}
    with company.read() as reading:
        assert customer_draft(reading, made).city == "Wuxi"


@pytest.mark.parametrize("pooled", [False, True])
def test_only_who_assigns_takes_on_a_customer_for_someone_else(company: Company, pooled: bool) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("ian").write() as work:
        create_customer(work, CustomerDraft("Yarrow", owner_id=mei), pooled=pooled)
    with company.seen_by("mei").write() as work:
        create_customer(work, CustomerDraft("Yarrow", owner_id=mei), pooled=pooled)
    with company.write() as work:
        create_customer(work, CustomerDraft("Haverton", owner_id=mei), pooled=pooled)
