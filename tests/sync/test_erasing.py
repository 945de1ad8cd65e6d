"""A person is erased: nothing of them is left in any file that hears of it, and everything else still fits together."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from crm_desktop.core.errors import NotAllowed, Problem, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import (
    Approval,
    Campaign,
    CampaignMember,
    Contact,
    Contract,
    Customer,
    HandOver,
    Interaction,
    Invoice,
    Order,
    ProductPrice,
    Quotation,
    QuotationLine,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyResponse,
    Synced,
)
from crm_desktop.operations.attachment import add_content
from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import approve_contract, submit_contract
from crm_desktop.operations.customer import delete_customers
from crm_desktop.operations.erase import erase
from crm_desktop.operations.hand_over import HandOverDraft, hand_everything_over
from crm_desktop.operations.order import create_order, new_order
from crm_desktop.operations.recycle import purge
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.service_case import delete_service_cases
from crm_desktop.operations.service_steps import (
    give_feedback,
    go_on_with_case,
    handle_case,
    take_up_case,
    wait_with_case,
)
from crm_desktop.operations.undo_any import undo_any
from crm_desktop.operations.undo_step import next_steps, undo
from crm_desktop.queries.attachment import attachments
from crm_desktop.queries.finds import ORPHAN
from crm_desktop.queries.review import everything
from crm_desktop.queries.search import search
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.sync.replica import Replica
from tests.builders import a_case, a_contact, a_customer, a_product, a_user, an_interaction, role
from tests.company import Company
from tests.sync.conftest import Laptop
from tests.sync.states import assert_alike
from tests.sync.test_pairwise import meet, pull

NAME = "Xaverine Quuxley"


@pytest.fixture
def person(company: Company) -> str:
    """A contact with all that a contact can have, who was talked to."""
    with company.database.write(Message("New contact {name}", name=NAME), company.viewer) as work:
        customer = a_customer(work, "Haverton")
        contact = a_contact(work, NAME, customer, phone="0571 204 9988", job_title="Quuxer", tags=("VIP",))
        an_interaction(work, "A call", customer_id=customer, contact_id=contact)
        add_content(work, "contact", contact, "Quux.txt", b"About Xaverine")
    with company.database.write(Message("Change {name}", name=NAME), company.viewer) as work:
        work.session.get_one(Contact, contact).name = f"{NAME} junior"
    return contact


def traces(company: Company) -> list[str]:
    """Everything in the file that still names the person."""
    with company.read() as reading:
        tables = [name for (name,) in reading.plain("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = (
            (table, row)
            for table in tables
            if not table.startswith("search_")
            for row in reading.plain(f"SELECT * FROM {table}")
        )
        return [
            table for table, row in rows if any(word in str(row) for word in ("Xaver", "Quux", "2049988", "204 9988"))
        ]


def test_nothing_of_a_person_is_left_and_the_file_is_whole(company: Company, laptop: Laptop, person: str) -> None:
    other = laptop("other")
    assert traces(other)
    with company.write("Erase") as work:
        assert erase(work, "contact", person) >= 4
    assert traces(company) == []
    with company.read() as reading:
        assert search(reading, "xaverine").hits == ()
        assert reading.session.query(Interaction).one().contact_id == person
    pull(other, company)
    assert traces(other) == []
    assert_alike(company, other)


def test_what_was_said_in_campaigns_surveys_and_quotations_goes_too(company: Company, laptop: Laptop) -> None:
    def add(work: UnitOfWork, entity: type[Synced], **values: Any) -> str:
        row_id = work.new_id()
        work.session.add(entity(id=row_id, **values))
        return row_id

    with company.write() as work:
        customer = a_customer(work, NAME)
        survey = add(work, Survey, name="Spring", created_at=1)
        question = add(work, SurveyQuestion, survey_id=survey, text="Why?")
        on = {"survey_id": survey, "answered_on": work.today}
        response = add(work, SurveyResponse, customer_id=customer, note="Quux", **on)
        add(work, SurveyAnswer, response_id=response, question_id=question, said="As Quuxley says")
        campaign = add(work, Campaign, name="Letters")
        add(work, CampaignMember, campaign_id=campaign, customer_id=customer, note="Quuxley is away")
        made = {"quoted_on": work.today, "currency": "CNY", "created_at": 1, "deleted": True}
        quotation = add(work, Quotation, number="Q-1", title="For Quuxley", customer_id=customer, **made)
        price = {"quantity_e6": 1, "unit_price_e6": 1, "net_minor": 1}
        add(work, QuotationLine, quotation_id=quotation, description="Bell for Xaverine", **price)
    other = laptop("other")
    with company.write("Erase") as work:
        erase(work, "customer", customer)
        purge(work, [("quotation", quotation)])
    pull(other, company)
    assert traces(company) == traces(other) == []
    with company.read() as reading:
        assert reading.session.get_one(SurveyQuestion, question).text == "Why?"
    assert_alike(company, other)


def test_what_was_agreed_and_invoiced_stays_without_saying_with_whom(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        a_user(work, "Eve", login="eve", role_id=role("administrator"))
        customer = a_customer(work, NAME)
        draft = replace(new_contract(work, customer), name="Frame", amount_minor=100, signed_by_them="Xaverine")
        contract = create_contract(work, draft)
        submit_contract(work, contract)
        add_content(work, "contract", contract, "Scan.pdf", b"signed")
        price = {"product_id": a_product(work), "price_e6": 1, "currency": "CNY"}
        work.session.add(ProductPrice(id=work.new_id(), customer_id=customer, note="Quuxley's", **price))
        values = {"number": "I-1", "kind": "ordinary", "status": "issued", "currency": "CNY", "issued_on": work.today}
        made = {"heading": NAME, "tax_number": "2049988", "amount_minor": 5, "created_at": 1}
        work.session.add(Invoice(id="i" * 32, customer_id=customer, contract_id=contract, **values, **made))
    other = laptop("other")
    with company.write("Erase") as work:
        erase(work, "customer", customer)
    with company.seen_by("eve").write() as work:
        approve_contract(work, contract)
    pull(other, company)
    for each in (company, other):
        with each.read() as reading:
            found = reading.session.get_one(Contract, contract)
            assert (found.their_party, found.signed_by_them, found.amount_minor) == (None, None, 100)
            invoice = reading.session.get_one(Invoice, "i" * 32)
            assert (invoice.heading, invoice.tax_number, invoice.amount_minor) == (None, None, 5)
            assert [scan.name for scan in attachments(reading, "contract", contract)] == ["Scan.pdf"]
        assert set(traces(each)) <= {"sync_change"}
    assert_alike(company, other)


def test_orders_and_protocols_of_hand_overs_stay_without_the_name(company: Company, laptop: Laptop) -> None:
    with company.write() as work:
        customer = a_customer(work, NAME, city="Leeds", address="2 Quux Lane")
        orders = [create_order(work, replace(new_order(work, customer), number=each)) for each in ("O-1", "O-2")]
        drawn_up = create_contract(work, replace(new_contract(work, customer), name="Frame"))
        content = {"record_kind": "contract", "record_id": drawn_up, "subject": "contract", "asked_at": 1}
        odd = [Approval(id=work.new_id(), content=each, **content) for each in ("Quux, of another program", "[1]")]
        work.session.add_all(odd)
        to_id = a_user(work, "Eve", login="eve")
        hand_everything_over(work, HandOverDraft(work.viewer.user_id, (to_id,)))
    other = laptop("other")
    with company.write("Erase") as work:
        erase(work, "customer", customer)
    erased = str(work.transaction)
    pull(other, company)
    for each in (company, other):
        with each.read() as reading:
            for order in (reading.session.get_one(Order, order_id) for order_id in orders):
                assert (order.delivery_name, order.delivery_address, order.delivery_city) == (None, None, "Leeds")
            lines = json.loads(reading.session.scalars(select(HandOver)).one().protocol)["lines"]
            assert {line["name"] for line in lines if line["id"] == customer} == {"—"}
            assert {line["name"] for line in lines if line["kind"] == "sales_order"} == {"O-1", "O-2"}
        assert set(traces(each)) <= {"sync_change"}
    assert_alike(company, other)
    # Undo would put the names back where they were taken out: it passes the step by.
    with company.read() as reading:
        assert (undone := next_steps(reading).undo) is None or undone.text != "Erase"
    with pytest.raises(UserError, match="stays erased"), company.write("Undo") as work:
        undo_any(work, erased)


def test_a_customer_erased_in_the_recycle_bin_leaves_no_name_either(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, NAME)
        order = create_order(work, new_order(work, customer))
        delete_customers(work, [customer])
    with company.write("Erase") as work:
        purge(work, [("customer", customer)])
    with company.read() as reading:
        assert reading.session.get_one(Order, order).delivery_name is None
    assert set(traces(company)) <= {"sync_change"}


def test_a_case_erased_in_the_recycle_bin_takes_its_rounds_and_reasons_along(company: Company) -> None:
    with company.write() as work:
        case = a_case(work, "Of Xaverine", owner_id=work.viewer.user_id)
        take_up_case(work, case)
        wait_with_case(work, case, "customer", "Quuxley is away")
        go_on_with_case(work, case)
        handle_case(work, case, "Called Xaverine", 10)
        give_feedback(work, case, "Quux!", 1)
        delete_service_cases(work, [case])
    with company.write("Erase") as work:
        purge(work, [("service_case", case)])
    assert traces(company) == []


def test_who_signed_and_is_erased_is_no_longer_named_in_the_contract(company: Company, person: str) -> None:
    with company.write() as work:
        customer = work.session.scalars(select(Customer)).one().id
        said = replace(new_contract(work, customer), name="Frame", contact_id=person)
        mine, others = (
            create_contract(work, replace(said, signed_by_them=each)) for each in (f"{NAME} junior", "Dana Holt")
        )
    with company.write("Erase") as work:
        erase(work, "contact", person)
    with company.read() as reading:
        assert reading.session.get_one(Contract, mine).signed_by_them is None
        assert reading.session.get_one(Contract, others).signed_by_them == "Dana Holt"


def test_erasing_wins_over_what_another_laptop_wrote_meanwhile(company: Company, laptop: Laptop, person: str) -> None:
    other = laptop("other")
    with company.write("Erase") as work:
        erase(work, "contact", person)
    with other.database.write(Message("Change {name}", name=NAME), other.viewer) as work:
        work.session.get_one(Contact, person).name = f"{NAME} senior"
    meet(company, other)
    assert traces(company) == traces(other) == []
    assert_alike(company, other)


def test_a_laptop_that_comes_later_gets_the_stub(company: Company, laptop: Laptop, person: str) -> None:
    early = laptop("early")
    with company.write("Something else") as work:
        second = a_contact(work, f"{NAME} the second", phone="0571 204 9988")
        an_interaction(work, "Another call", contact_id=second)
    with company.write("Erase") as work:
        erase(work, "contact", second)
        erase(work, "contact", person)
    # The new row comes in before anything is known of its end.
    steps = list(Replica(company.database).export(Replica(early.database).vector()))
    for step in steps:
        assert step.is_genuine()
        Replica(early.database).merge([step])
    assert traces(early) == []
    assert_alike(company, early)


def test_what_was_erased_cannot_be_brought_back(company: Company, person: str) -> None:
    with company.write("Erase") as work:
        erase(work, "contact", person)
    with pytest.raises(Problem), company.write("Restore") as work:
        restore_records(work, "contact", [person])
    for _ in range(3):
        with suppress(UserError), company.write("Undo") as work:
            undo(work)
    assert traces(company) == []


def test_only_administrators_erase(company: Company, person: str) -> None:
    with company.write("Colleague") as work:
        a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("grace").write("Erase") as work:
        erase(work, "contact", person)
    with pytest.raises(Problem), company.database.write(Message("Erase"), SYSTEM) as work:
        erase(work, "product", person)


def test_who_still_names_an_erased_person_is_asked_about(company: Company, laptop: Laptop, person: str) -> None:
    other = laptop("other")
    with company.write("Erase") as work:
        erase(work, "contact", person)
    with other.write("A call") as work:
        an_interaction(work, "A call meanwhile", contact_id=person)
    meet(company, other)
    assert traces(company) == traces(other) == []
    for each in (company, other):
        with each.read() as reading:
            (found,) = everything(reading, "en")
        assert [finding.find.kind for finding in found.findings] == [ORPHAN]
