"""Deciding what two laptops wrote unknown to each other: one decision closes it on both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import NotAllowed, NotFound, Stale, UserError
from crm_desktop.core.form_layout import FULL, FormLayout, Part, Placed
from crm_desktop.models import (
    Contact,
    ContactRole,
    Contract,
    Customer,
    HistoryEntry,
    Interaction,
    Opportunity,
    Order,
    Parameter,
    User,
)
from crm_desktop.models.customising import own_kind
from crm_desktop.models.service_case import CUSTOMER
from crm_desktop.operations import payment, review
from crm_desktop.operations.channel import SupplyDraft, create_supply
from crm_desktop.operations.contact import PointDraft, RoleDraft
from crm_desktop.operations.contract import contract_draft, create_contract, update_contract
from crm_desktop.operations.contract_making import new_contract, renewal_of
from crm_desktop.operations.contract_shares import ContractShareDraft
from crm_desktop.operations.contract_steps import sign_contract
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.operations.form_layout import set_form_layout
from crm_desktop.operations.invoice import InvoiceDraft, credit_note_of, issue_invoice, void_invoice
from crm_desktop.operations.merging_records import merge_records
from crm_desktop.operations.order import order_draft, update_order
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind
from crm_desktop.operations.own_record import OwnRecordDraft, create_own_record
from crm_desktop.operations.payment import ReceiptDraft
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.service_steps import (
    assign_case,
    give_feedback,
    handle_case,
    take_up_case,
    wait_with_case,
)
from crm_desktop.operations.undo_step import redo, undo
from crm_desktop.operations.user import deactivate_users, update_user, user_draft
from crm_desktop.queries.conflicts import Conflict
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.findings import Finding
from crm_desktop.queries.form_layout import form_layouts
from crm_desktop.queries.numbers import number_suffixes
from crm_desktop.queries.own_record import own_record_details, own_records
from crm_desktop.queries.receipt import RECEIPTS
from crm_desktop.queries.review import Review, marks, place_of, review_count, review_list, review_of
from crm_desktop.queries.search import search
from crm_desktop.queries.tag import tags_of
from crm_desktop.storage import finds
from tests.builders import (
    a_case,
    a_contact,
    a_customer,
    a_receipt,
    a_user,
    an_interaction,
    an_opportunity,
    an_order,
    an_order_line,
    entry,
    role,
)
from tests.company import Company
from tests.meeting import meet
from tests.operations.test_receipts import a_contract

Laptop = Callable[[str], Company]


def edited(company: Company, customer_id: str, **values: Any) -> None:
    """A customer is changed by its form."""
    company.clock.instant += timedelta(minutes=1)
    with company.write("Change customer") as work:
        loaded = customer_draft(work, customer_id)
        update_customer(work, customer_id, replace(loaded, **values), loaded)


def to_review(company: Company) -> list[tuple[str, str, int]]:
    with company.read() as reading:
        return [(each.kind, each.title, each.count) for each in review_list(reading, "en")]


def look(company: Company, kind: str, record_id: str) -> Review:
    with company.read() as reading:
        return review_of(reading, kind, record_id, "en")


def conflict(company: Company, record_id: str, kind: str = "customer") -> Conflict:
    (found,) = look(company, kind, record_id).conflicts
    return found


def finding(company: Company, kind: str, record_id: str) -> Finding:
    (found,) = look(company, kind, record_id).findings
    return found


def shown(company: Company, record_id: str, column: str, entity: Any = Customer) -> Any:
    with company.read() as reading:
        return getattr(reading.session.get_one(entity, record_id), column)


@pytest.fixture
def customer(company: Company) -> str:
    with company.write() as work:
        return a_customer(work, "Haverton", city="Harborough", note="Pays late.")


@pytest.fixture
def anna(laptop: Laptop, customer: str) -> Company:
    """Another laptop, offline since the customer was made."""
    assert customer
    return laptop("anna")


def test_before_mine_and_theirs_are_told_in_words(company: Company, anna: Company, customer: str) -> None:
    edited(company, customer, level_id=entry("level", "A"), credit_limit_minor=500_000)
    edited(anna, customer, level_id=entry("level", "B"))
    meet(company, anna)
    found = conflict(company, customer)
    assert (found.titles, found.before) == (("Level",), None)
    assert [(each.text, each.is_mine) for each in (found.mine, *found.theirs) if each] == [
        ("A · Strategic partner", True),
        ("B · Partner", False),
    ]
    assert sum(each.is_shown for each in found.versions) == 1
    assert {each.author.by for each in found.versions} == {"Ada Lin"}
    assert to_review(company) == to_review(anna) == [("customer", "Haverton", 1)]


def test_what_was_before_is_what_both_knew_not_what_each_replaced(
    company: Company, anna: Company, customer: str
) -> None:
    for city in ("Eastport", "Westport"):
        edited(company, customer, city=city)
    edited(anna, customer, city="Northport")
    meet(company, anna)
    assert conflict(company, customer).before == conflict(anna, customer).before == "Harborough"


@pytest.mark.parametrize("mine", [True, False])
def test_one_decision_closes_it_on_both_laptops(company: Company, anna: Company, customer: str, mine: bool) -> None:
    edited(company, customer, name="Haverton Medical")
    edited(anna, customer, name="Haverton Care")
    meet(company, anna)
    found = conflict(company, customer)
    version = found.mine if mine else found.theirs[0]
    assert version is not None
    with company.write("Review") as work:
        review.take(work, found, version)
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []
    name = "Haverton Medical" if mine else "Haverton Care"
    assert shown(company, customer, "name") == shown(anna, customer, "name") == name


def test_keeping_what_is_shown_closes_it_too(company: Company, anna: Company, customer: str) -> None:
    edited(company, customer, name="Haverton Medical")
    edited(anna, customer, name="Haverton Care")
    meet(company, anna)
    before = shown(anna, customer, "name")
    with anna.write("Review") as work:
        review.keep(work, conflict(anna, customer))
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []
    assert shown(company, customer, "name") == shown(anna, customer, "name") == before


def test_another_value_is_checked_as_in_the_form(company: Company, anna: Company, customer: str) -> None:
    edited(company, customer, email="a@haverton.example")
    edited(anna, customer, email="b@haverton.example")
    meet(company, anna)
    found = conflict(company, customer)
    with pytest.raises(Exception, match="@"), company.write() as work:
        review.write(work, found, "nobody")
    with company.write() as work:
        review.write(work, found, "c@haverton.example")
    meet(company, anna)
    assert to_review(anna) == []
    assert shown(anna, customer, "email") == "c@haverton.example"


def test_a_decision_is_an_undoable_step(company: Company, anna: Company, customer: str) -> None:
    edited(company, customer, name="Haverton Medical")
    edited(anna, customer, name="Haverton Care")
    meet(company, anna)
    found = conflict(company, customer)
    before = shown(company, customer, "name")
    other = next(each for each in found.versions if not each.is_shown)
    with company.write("Review") as work:
        review.take(work, found, other)
    assert shown(company, customer, "name") != before
    with company.write("Undo") as work:
        assert undo(work).was_review
    assert shown(company, customer, "name") == before
    assert to_review(company) == []
    with company.write("Redo") as work:
        assert not redo(work).was_review


def test_a_version_that_arrived_meanwhile_is_not_decided_unseen(
    company: Company, anna: Company, laptop: Laptop, customer: str
) -> None:
    ben = laptop("ben")
    for each, name in ((company, "One"), (anna, "Two"), (ben, "Three")):
        edited(each, customer, name=name)
    meet(company, anna)
    seen = conflict(company, customer)
    meet(company, ben)
    with pytest.raises(Stale), company.write() as work:
        review.keep(work, seen)
    assert len(conflict(company, customer).versions) == 3
    with company.write() as work:
        review.keep(work, conflict(company, customer))
    with pytest.raises(NotFound), company.write() as work:
        review.keep(work, seen)


def test_a_whole_record_is_decided_at_once(company: Company, anna: Company, customer: str) -> None:
    edited(company, customer, name="Haverton Medical", phone="0571 2041 1111", city="Eastport")
    edited(anna, customer, name="Haverton Care", phone="0571 2041 2222", city="Westport")
    meet(company, anna)
    found = look(company, "customer", customer)
    assert [each.titles for each in found.conflicts] == [("Name",), ("City",), ("Phone",)]
    theirs = found.conflicts[0].theirs[0].replica
    with company.write("Review") as work:
        assert review.decide_all(work, found, theirs) == 3
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []
    assert [shown(anna, customer, each) for each in ("name", "phone", "city")] == [
        "Haverton Care",
        "0571 2041 2222",
        "Westport",
    ]


def test_the_past_follows_the_decision(company: Company, anna: Company, customer: str) -> None:
    edited(company, customer, level_id=entry("level", "A"))
    anna.clock.instant += timedelta(hours=1)
    edited(anna, customer, level_id=entry("level", "B"))
    meet(company, anna)
    mine = conflict(company, customer).mine
    assert mine is not None
    company.clock.instant += timedelta(hours=2)
    with company.write() as work:
        review.take(work, conflict(company, customer), mine)
    with company.read() as reading:
        noted = reading.session.query(HistoryEntry).filter_by(record_id=customer, field="level")
        latest = max(noted, key=lambda each: (each.from_on, each.changed_at))
    assert latest.value == entry("level", "A")


@pytest.mark.parametrize("keeps", [True, False])
def test_what_was_edited_and_deleted_lives_until_somebody_decides(
    company: Company, anna: Company, customer: str, keeps: bool
) -> None:
    edited(company, customer, phone="0571 2041 9999")
    anna.clock.instant += timedelta(hours=1)
    with anna.write("Delete") as work:
        delete_customers(work, [customer])
    meet(company, anna)
    found = conflict(anna, customer)
    assert found.is_deletion
    assert not shown(anna, customer, "deleted")
    edit = next(each for each in found.versions if not each.is_deletion)
    assert edit.edited == ("Phone",)
    version = edit if keeps else next(each for each in found.versions if each.is_deletion)
    with anna.write("Review") as work:
        review.take(work, found, version)
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []
    assert shown(company, customer, "deleted") is shown(anna, customer, "deleted") is (not keeps)


def test_a_row_of_a_record_is_reviewed_with_its_record(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        dana = a_contact(work, "Dana Holt", points=(PointDraft(value="0571 1111 1111"),))
    anna = laptop("anna")
    for each, number in ((company, "0571 2222 2222"), (anna, "0571 3333 3333")):
        with each.write() as work:
            work.session.query(Contact).filter_by(id=dana).one()
            from crm_desktop.operations.contact import contact_draft, update_contact

            loaded = contact_draft(work, dana)
            points = (replace(loaded.points[0], value=number),)
            update_contact(work, dana, replace(loaded, points=points), loaded)
    meet(company, anna)
    assert to_review(company) == [("contact", "Dana Holt", 1)]
    found = conflict(company, dana, "contact")
    assert (found.part, found.titles, found.before) == ("Phone or e-mail", ("Value",), "0571 1111 1111")


def test_a_form_arranged_on_two_laptops_is_told_in_words(company: Company, laptop: Laptop) -> None:
    anna = laptop("anna")
    name, phone = Placed("name"), Placed("phone", FULL)
    mine = FormLayout((Part("Company", (name,)), Part("new:1", (phone,), "How to reach", "联系方式")))
    theirs = FormLayout((Part("Company", (phone, name)), Part("Notes")), ("fax",))
    for each, layout in ((company, mine), (anna, theirs)):
        each.clock.instant += timedelta(minutes=1)
        with each.write() as work:
            set_form_layout(work, "customer", layout)
    meet(company, anna)
    record_id = Parameter.id_of("form.customer")
    assert to_review(company) == [("parameter", "Form: Customer", 1)]
    found = conflict(company, record_id, "parameter")
    assert {each.text for each in found.versions} == {
        "Company: Name\nHow to reach: Phone (as wide as the form)",
        "Company: Phone (as wide as the form), Name\nNotes: nothing\nLeft out: Fax",
    }
    assert not found.is_text
    with company.read() as reading:
        (said,) = review_of(reading, "parameter", record_id, "zh_CN").conflicts
    assert any("联系方式" in (each.text or "") for each in said.versions)
    version = next(each for each in found.versions if not each.is_shown)
    with company.write() as work:
        review.take(work, found, version)
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []
    with anna.read() as reading:
        assert form_layouts(reading)["customer"] in (mine, theirs)


def test_people_see_and_decide_what_is_theirs(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        secret = a_customer(work, "Secret", owner_id=work.viewer.user_id)
        own = a_customer(work, "Open", owner_id=ian)
    anna = laptop("anna")
    for each, name in ((company, "One"), (anna, "Two")):
        edited(each, secret, short_name=name)
        edited(each, own, short_name=name)
    meet(company, anna)
    seen = company.seen_by("ian")
    assert [title for _, title, _ in to_review(seen)] == ["Open"]
    with company.read() as reading, seen.read() as of_ian:
        assert (review_count(reading), review_count(of_ian)) == (2, 1)
    with pytest.raises(NotFound):
        look(seen, "customer", secret)
    with pytest.raises(NotAllowed), seen.write() as work:
        review.keep(work, conflict(company, secret))


def test_marks_name_the_columns(company: Company, anna: Company, customer: str) -> None:
    edited(company, customer, name="Haverton Medical", city="Eastport")
    edited(anna, customer, name="Haverton Care", city="Westport")
    meet(company, anna)
    with company.read() as reading:
        found = marks(reading, "customer", customer)
        assert found.keys() == {"name", "city"}
        assert place_of(reading, found["name"]) == (("customer", customer), None)


# --- what only shows when laptops meet


def test_the_same_customer_made_on_two_laptops_becomes_one(company: Company, laptop: Laptop) -> None:
    anna = laptop("anna")
    with company.write() as work:
        mine = a_customer(work, "Yarrow Trading Ltd", city="Eastport", phone="0571 2041 7777")
        an_interaction(work, customer_id=mine)
        a_contact(work, "Dana", mine)
    anna.clock.instant += timedelta(minutes=5)
    with anna.write() as work:
        theirs = a_customer(work, "Yarrow Trading", city="Eastport", email="info@yarrow.example", tags=("VIP",))
        visit = an_interaction(work, customer_id=theirs)
    meet(company, anna)
    kinds = {each.find.kind for each in look(company, "customer", theirs).findings}
    assert kinds == {"duplicate", "number"}
    assert to_review(company) == to_review(anna)
    found = next(each for each in look(company, "customer", theirs).findings if each.find.kind == "duplicate")
    assert (found.row, found.other) == ("Yarrow Trading", "Yarrow Trading Ltd")
    with company.write("Review") as work:
        merge_records(work, "customer", mine, theirs)
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []
    assert shown(anna, mine, "email") == "info@yarrow.example"
    assert shown(anna, visit, "customer_id", Interaction) == mine
    with anna.read() as reading:
        assert tags_of(reading, mine) == ("VIP",)
    with company.write("Undo") as work:
        undo(work)
    assert not shown(company, theirs, "deleted")
    assert shown(company, visit, "customer_id", Interaction) == theirs


def test_two_different_ones_are_not_asked_about_again(company: Company, laptop: Laptop) -> None:
    anna = laptop("anna")
    for each in (company, anna):
        with each.write() as work:
            number = "C-1" if each is company else "C-2"
            anna.clock.instant += timedelta(minutes=5)
            made = a_customer(work, "Yarrow", city="Eastport", number=number)
    meet(company, anna)
    with anna.write("Review") as work:
        review.tell_apart(work, finding(anna, "customer", made).find)
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []


def test_what_one_person_made_twice_knowingly_is_no_matter_of_review(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        a_customer(work, "Yarrow", city="Eastport")
        a_customer(work, "Yarrow", city="Eastport")
    anna = laptop("anna")
    with anna.write() as work:
        a_customer(work, "Yarrow", city="Eastport", number="C-9")
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []


def test_the_later_of_two_numbers_is_shown_with_a_suffix_until_it_gets_its_own(
    company: Company, laptop: Laptop
) -> None:
    anna = laptop("anna")
    with company.write() as work:
        mine = a_customer(work, "Brightline")
    anna.clock.instant += timedelta(minutes=5)
    with anna.write() as work:
        theirs = a_customer(work, "Coldbrook")
    meet(company, anna)
    for each in (company, anna):
        assert shown(each, mine, "number") == shown(each, theirs, "number")
        with each.read() as reading:
            assert dict(number_suffixes(reading)) == {theirs: "/2"}
            numbers = {row.name: row.number for row in CUSTOMERS.rows(reading, [mine, theirs])}
            assert customer_details(reading, theirs).number == numbers["Coldbrook"] == "C-00001/2"
            assert numbers["Brightline"] == "C-00001"
            assert [hit.subtitle for hit in search(reading, "coldbrook").hits] == ["C-00001/2"]
    with company.write("Review") as work:
        found = finding(company, "customer", theirs)
        assert (found.number, found.other) == ("C-00001", "Brightline")
        number = review.give_new_number(work, found.find)
    meet(company, anna)
    assert to_review(anna) == []
    assert shown(anna, theirs, "number") == number
    with anna.read() as reading:
        assert not number_suffixes(reading)


def test_receipts_of_two_laptops_with_one_number_are_told_apart(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        customer = a_customer(work)
    anna = laptop("anna")
    with company.write() as work:
        mine = a_receipt(work, 5_000, customer_id=customer)
    anna.clock.instant += timedelta(minutes=5)
    with anna.write() as work:
        theirs = a_receipt(work, 6_000, customer_id=customer)
    meet(company, anna)
    with company.read() as reading:
        assert [row.number for row in RECEIPTS.rows(reading, [mine, theirs])] == ["R-00001", "R-00001/2"]
    with company.write("Review") as work:
        review.give_new_number(work, finding(company, "receipt", theirs).find)
    meet(company, anna)
    assert to_review(anna) == []


def test_own_records_are_told_apart_by_number_within_their_kind(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        machines = create_own_kind(work, OwnKindDraft("Machine", pattern="M-###"))
        licences = create_own_kind(work, OwnKindDraft("Licence"))
    anna = laptop("anna")
    with company.write() as work:
        create_own_record(work, OwnRecordDraft(machines, "Press"))
        mine = create_own_record(work, OwnRecordDraft(licences, "Office", "L-1"))
    anna.clock.instant += timedelta(minutes=5)
    with anna.write() as work:
        create_own_record(work, OwnRecordDraft(licences, "Not the press", "M-001"))
        theirs = create_own_record(work, OwnRecordDraft(machines, "Lathe"))
        other = create_own_record(work, OwnRecordDraft(licences, "Design", "L-1"))
    meet(company, anna)
    for each in (company, anna):
        with each.read() as reading:
            assert dict(number_suffixes(reading)) == {theirs: "/2", other: "/2"}
            assert own_record_details(reading, theirs).number == "M-001/2"
            assert [row.number for row in own_records(own_kind(machines)).rows(reading, [theirs])] == ["M-001/2"]
            assert own_record_details(reading, mine).number == "L-1"
    with company.write("Review") as work:
        assert review.give_new_number(work, finding(company, "custom_record", theirs).find) == "M-002"
    with pytest.raises(UserError, match="are typed"), company.write("Review") as work:
        review.give_new_number(work, finding(company, "custom_record", other).find)
    meet(company, anna)
    assert to_review(anna) == [("custom_record", "Design", 1)]


@pytest.mark.parametrize("keeps", [True, False])
def test_what_was_given_to_a_deleted_customer_is_brought_to_review(
    company: Company, anna: Company, customer: str, keeps: bool
) -> None:
    with company.write() as work:
        deal = an_opportunity(work, "New wing", customer_id=customer)
    with anna.write() as work:
        delete_customers(work, [customer])
    meet(company, anna)
    assert to_review(company) == to_review(anna) == [("customer", "Haverton", 1)]
    found = finding(company, "customer", customer)
    assert (found.find.kind, found.row, found.other) == ("orphan", "New wing", "Haverton")
    with company.write("Review") as work:
        if keeps:
            review.restore_parent(work, found.find)
        else:
            review.delete_orphans(work, [found.find])
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []
    assert shown(anna, customer, "deleted") is (not keeps)
    assert shown(anna, deal, "deleted", Opportunity) is (not keeps)


def test_children_of_a_customer_deleted_knowingly_are_no_matter_of_review(
    company: Company, laptop: Laptop, customer: str
) -> None:
    with company.write() as work:
        an_opportunity(work, customer_id=customer)
    anna = laptop("anna")
    with anna.write() as work:
        delete_customers(work, [customer])
    meet(company, anna)
    assert to_review(company) == to_review(anna) == []


def test_records_given_to_somebody_who_left_meanwhile(company: Company, laptop: Laptop, customer: str) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian")
    anna = laptop("anna")
    edited(company, customer, owner_id=ian)
    with anna.write() as work:
        deactivate_users(work, [ian])
    meet(company, anna)
    found = finding(anna, "app_user", ian)
    assert (found.row, found.other) == ("Haverton", "Ian")
    with anna.write() as work:
        review.detach(work, found.find)
    meet(company, anna)
    assert to_review(company) == []
    assert shown(company, customer, "owner_id") is None


def _logins(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company, person in ((one, ids["ian"]), (other, ids["eve"])):
        with company.write() as work:
            loaded = user_draft(work, person)
            update_user(work, person, replace(loaded, login="same"), loaded)


def _managers(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company, person, manager in ((one, ids["ian"], ids["eve"]), (other, ids["eve"], ids["ian"])):
        with company.write() as work:
            loaded = user_draft(work, person)
            update_user(work, person, replace(loaded, manager_id=manager), loaded)


def _parents(one: Company, other: Company, ids: dict[str, str]) -> None:
    edited(one, ids["a"], parent_id=ids["b"])
    edited(other, ids["b"], parent_id=ids["a"])


def _main_contacts(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company, name in ((one, "Dana"), (other, "Lee")):
        with company.write() as work:
            a_contact(work, name, customers=(RoleDraft(ids["a"], is_main=True),))


def _receipts(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company in (one, other):
        with company.write() as work:
            payment.record_receipt(work, ReceiptDraft(5_000, ids["order"]))


def _last_amount(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company in (one, other):
        with company.write() as work:
            payment.record_receipt(work, ReceiptDraft(6_000, contract_id=ids["contract"]))


def _plans(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company in (one, other):
        with company.write() as work:
            loaded = contract_draft(work, ids["draft"])
            plan = (PlanRow(None, work.today, None, 4_000), PlanRow(None, work.today, None, 6_000))
            update_contract(work, ids["draft"], replace(loaded, plan=plan), loaded)


def _shares(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company, person in ((one, ids["ian"]), (other, ids["eve"])):
        with company.write() as work:
            loaded = contract_draft(work, ids["contract"])
            share = ContractShareDraft(user_id=person, share_e6=600_000)
            update_contract(work, ids["contract"], replace(loaded, shares=(share,)), loaded)


def _invoiced_twice(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company in (one, other):
        with company.write() as work:
            issue_invoice(work, InvoiceDraft(6_000, contract_id=ids["contract"]))


def _ordered_invoiced_twice(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company in (one, other):
        with company.write() as work:
            issue_invoice(work, InvoiceDraft(6_000, order_id=ids["order"]))


def _in_dollars(company: Company, order_id: str) -> None:
    with company.write() as work:
        loaded = order_draft(work, order_id)
        update_order(work, order_id, replace(loaded, currency="USD"), loaded)


def _invoiced_and_changed(one: Company, other: Company, ids: dict[str, str]) -> None:
    _in_dollars(one, ids["order"])
    with other.write() as work:
        issue_invoice(work, InvoiceDraft(6_000, order_id=ids["order"]))


def _void_and_corrected(one: Company, other: Company, ids: dict[str, str]) -> None:
    with one.write() as work:
        issue_invoice(work, credit_note_of(work, ids["invoice"]))
    with other.write() as work:
        void_invoice(work, ids["invoice"])


def _given_back_twice(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company in (one, other):
        with company.write() as work:
            payment.record_receipt(work, ReceiptDraft(-700, refunds_id=ids["receipt"]))


def _deal_days(one: Company, other: Company, ids: dict[str, str]) -> None:
    with one.write() as work:
        work.session.get_one(Opportunity, ids["deal"]).opened_on = date(2026, 11, 20)
    with other.write() as work:
        from crm_desktop.operations.stage_moves import close_won

        close_won(work, ids["deal"], date(2026, 11, 10))


def _sent_back(one: Company, other: Company, ids: dict[str, str]) -> None:
    with other.write() as work:
        sign_contract(work, ids["draft"])
        payment.record_receipt(work, ReceiptDraft(1_000, contract_id=ids["draft"]))
    for stage in ("submitted", "draft"):
        with one.write() as work:
            work.session.get_one(Contract, ids["draft"]).stage = stage


def _signed_and_changed(one: Company, other: Company, ids: dict[str, str]) -> None:
    with one.write() as work:
        sign_contract(work, ids["draft"])
    with other.write() as work:
        loaded = contract_draft(work, ids["draft"])
        update_contract(work, ids["draft"], replace(loaded, terms="Delivered in five years"), loaded)


def _renewed_twice(one: Company, other: Company, ids: dict[str, str]) -> None:
    with one.write() as work:
        sign_contract(work, ids["draft"])
    meet(one, other)
    for company in (one, other):
        with company.write() as work:
            create_contract(work, renewal_of(work, ids["draft"]))


def _refunded_and_deleted(one: Company, other: Company, ids: dict[str, str]) -> None:
    with one.write() as work:
        payment.delete_receipts(work, [ids["receipt"]])
    with other.write() as work:
        payment.record_receipt(work, ReceiptDraft(-300, refunds_id=ids["receipt"]))


def _suppliers(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company, supplier, buyer in ((one, "a", "b"), (other, "b", "a")):
        with company.write() as work:
            create_supply(work, SupplyDraft(ids[supplier], ids[buyer]))


def _administrators(one: Company, other: Company, ids: dict[str, str]) -> None:
    for company, person in ((one, ids["eve"]), (other, ids["ada"])):
        with company.write() as work:
            deactivate_users(work, [person])


def _taken_back_and_taken_up(one: Company, other: Company, ids: dict[str, str]) -> None:
    with one.write() as work:
        assign_case(work, ids["case"], None)
    other.clock.instant += timedelta(minutes=1)
    with other.write() as work:
        take_up_case(work, ids["case"])


def _waiting_and_handled(one: Company, other: Company, ids: dict[str, str]) -> None:
    with one.write() as work:
        take_up_case(work, ids["case"])
        wait_with_case(work, ids["case"], CUSTOMER)
    other.clock.instant += timedelta(minutes=1)
    with other.write() as work:
        handle_case(work, ids["case"], "Replaced the cable")


def _undone_and_felt(one: Company, other: Company, ids: dict[str, str]) -> None:
    with one.write() as work:
        handle_case(work, ids["case"], "Replaced the cable")
    meet(one, other)
    with one.write() as work:
        undo(work)
    other.clock.instant += timedelta(minutes=1)
    with other.write() as work:
        give_feedback(work, ids["case"], "Bright again", 5)


# What each has come to, and what it may be.
SUMS = {
    "contract_beyond": ("¥140", "¥100"),
    "contract_plan": ("¥200", "¥100"),
    "contract_invoiced": ("¥120", "¥100"),
    "order_invoiced": ("¥120", "¥100"),
}


@pytest.mark.parametrize(
    ("break_it", "rule"),
    [
        (_logins, "login"),
        (_managers, "circle.app_user"),
        (_parents, "circle.customer"),
        (_main_contacts, "main_contact"),
        (_receipts, "order_payment"),
        (_last_amount, "contract_beyond"),
        (_plans, "contract_plan"),
        (_shares, "contract_shares"),
        (_given_back_twice, "refund_beyond"),
        (_refunded_and_deleted, "refund_alone"),
        (_sent_back, "contract_unsigned"),
        (_signed_and_changed, "contract_changed"),
        (_renewed_twice, "contract_followed"),
        (_invoiced_twice, "contract_invoiced"),
        (_ordered_invoiced_twice, "order_invoiced"),
        (_void_and_corrected, "invoice_corrected"),
        (_invoiced_and_changed, "invoice_other"),
        (_deal_days, "deal_days"),
        (_administrators, "administrator"),
        (_taken_back_and_taken_up, "case_owner"),
        (_waiting_and_handled, "case_waiting"),
        (_undone_and_felt, "case_handling"),
        (_suppliers, "circle.supply_link"),
    ],
)
def test_rules_that_two_laptops_break_together_are_listed_on_both_and_not_mended(
    company: Company, laptop: Laptop, break_it: Callable[[Company, Company, dict[str, str]], None], rule: str
) -> None:
    with company.write() as work:
        ids = {"ada": work.viewer.user_id}
        ids |= {"ian": a_user(work, "Ian", login="ian")}
        ids |= {"eve": a_user(work, "Eve", login="eve", role_id=role("administrator"))}
        ids |= {each: a_customer(work, each) for each in "ab"}
        ids |= {"deal": an_opportunity(work, opened_on=date(2026, 11, 1), customer_id=ids["b"])}
        ids |= {"order": an_order(work, customer_id=ids["a"], lines=(an_order_line("100"),))}
        ids |= {"contract": a_contract(work, customer=ids["a"])}
        draft = replace(new_contract(work, ids["a"]), name="Draft", amount_minor=10_000)
        ids |= {"draft": create_contract(work, draft)}
        payment.record_receipt(work, ReceiptDraft(1_000, contract_id=ids["contract"]))
        ids |= {"receipt": payment.record_receipt(work, ReceiptDraft(1_000, contract_id=ids["contract"]))}
        ids |= {"invoice": issue_invoice(work, InvoiceDraft(500, customer_id=ids["a"]))}
        ids |= {"case": a_case(work, customer_id=ids["a"], owner_id=ids["ada"])}
    anna = laptop("anna")
    break_it(company, anna, ids)
    meet(company, anna)
    for each in (company, anna):
        with each.read() as reading:
            listed = review_list(reading, "en")
            found = [
                one
                for record in listed
                for one in review_of(reading, record.kind, record.record_id, "en").findings
                if one.find.kind == "rule"
            ]
            assert [one.find.other for one in found] == [rule]
            if rule in SUMS:
                assert found[0].sums == SUMS[rule]
            assert review_count(reading) == len(listed)
    with anna.write("Review") as work:
        review.accept(work, found[0].find)
    meet(company, anna)
    with company.read() as reading:
        assert all("rule" not in each.kinds for each in review_list(reading, "en"))


def test_the_payment_of_an_order_follows_its_receipts_again(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), lines=(an_order_line("100"),))
    anna = laptop("anna")
    _receipts(company, anna, {"order": order})
    meet(company, anna)
    with company.write("Review") as work:
        found = {each.find.kind: each.find for each in look(company, "sales_order", order).findings}
        review.follow_receipts(work, found[finds.RULE])
        # Both wrote a receipt down, with the same number.
        review.give_new_number(work, found[finds.NUMBER])
    meet(company, anna)
    assert to_review(anna) == []
    assert shown(anna, order, "payment_state", Order) == "paid"


def test_two_contacts_that_are_one_keep_each_telephone_and_customer_once(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        place = a_customer(work, "Haverton")
    anna = laptop("anna")
    made = {}
    for each, mail in ((company, "a@x.example"), (anna, "b@x.example")):
        with each.write() as work:
            reached = (PointDraft(value="0571 2041 7777"), PointDraft("email", mail))
            made[mail] = a_contact(work, "Dana Holt", customers=(RoleDraft(place),), points=reached)
    meet(company, anna)
    kept, other = made["a@x.example"], made["b@x.example"]
    with company.write("Review") as work:
        merge_records(work, "contact", kept, other)
    with company.read() as reading:
        roles = reading.session.query(ContactRole).filter_by(contact_id=kept, deleted=False).count()
        from crm_desktop.operations.contact import contact_draft

        points = contact_draft(reading, kept).points
    assert roles == 1
    assert sorted(each.value for each in points) == ["0571 2041 7777", "a@x.example", "b@x.example"]


def test_what_is_private_is_not_shown(company: Company, laptop: Laptop) -> None:
    anna = laptop("anna")
    for each, secret in ((company, "one"), (anna, "two")):
        with each.write() as work:
            work.session.get_one(User, work.viewer.user_id).password_hash = secret
    meet(company, anna)
    found = conflict(company, company.viewer.user_id, "app_user")
    assert {each.text for each in found.versions} == {"••••••"}


def test_nothing_to_review_is_known_at_once(company: Company) -> None:
    with company.read() as reading:
        assert review_count(reading) == 0
        assert review_list(reading, "en") == []
        assert marks(reading, "customer", "x") == {}


def test_what_was_noted_is_found_again_by_looking_at_everything(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        gone = a_customer(work, "Coldbrook")
    anna = laptop("anna")
    for each in (company, anna):
        with each.write() as work:
            a_customer(work, "Yarrow", city="Eastport", number="C-77")
    with company.write() as work:
        an_opportunity(work, "New wing", customer_id=gone)
    with anna.write() as work:
        delete_customers(work, [gone])
    meet(company, anna)
    with company.read() as reading:
        noted = reading.plain("SELECT * FROM sync_find ORDER BY 1, 2, 3, 4")
    with company.database.merging() as connection:
        assert not finds.is_behind(connection)
        connection.exec_driver_sql("DELETE FROM sync_find")
        finds.look(connection, anew=True)
    with company.read() as reading:
        assert reading.plain("SELECT * FROM sync_find ORDER BY 1, 2, 3, 4") == noted
    assert {row[0] for row in noted} == {"duplicate", "number", "orphan"}


def test_a_copy_need_not_look_at_what_was_there_before(laptop: Laptop, customer: str) -> None:
    assert customer
    with laptop("anna").database.merging() as connection:
        assert not finds.is_behind(connection)
