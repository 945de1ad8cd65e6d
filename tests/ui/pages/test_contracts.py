"""The page of contracts: drawn up by hand and from a deal, approved, signed, renewed and ended by keys."""

from dataclasses import replace

import pytest

from crm_desktop.operations import parameter
from crm_desktop.operations.contract import contract_draft, create_contract, update_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import sign_contract
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.queries.contract import ContractBrief, contracts_of
from crm_desktop.queries.contract_details import contract_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.forms.contract_rows import PlanField
from crm_desktop.ui.pages.contracts import ContractsPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from tests.builders import a_customer, a_line, an_opportunity
from tests.ui.pages.office import Key, Office, message_under


@pytest.fixture
def customer(office: Office) -> str:
    """A customer with a draft of a contract over a thousand."""
    with office.company.write() as work:
        made = a_customer(work)
        work.session.flush()
        plan = (PlanRow(None, work.today, "On signing", 1000_00),)
        create_contract(work, replace(new_contract(work, made), name="Frame", amount_minor=1000_00, plan=plan))
    return made


def contracts(office: Office, customer: str) -> list[ContractBrief]:
    with office.company.read() as reading:
        return list(contracts_of(reading, customer_id=customer))


def stages(office: Office, customer: str) -> list[str]:
    return [each.stage for each in contracts(office, customer)]


def opened(office: Office, view: str = "all") -> ContractsPage:
    page = office.open_page(ContractsPage)
    page.show_view(view)
    page.table.setFocus()
    return page


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(ContractsPage).actions_set.actions]) == []


def test_a_contract_is_submitted_approved_and_signed_by_keys(office: Office, customer: str) -> None:
    with office.company.write() as work:
        parameter.set_parameter(work, parameter.APPROVAL_FROM, 0)
        parameter.set_parameter(work, parameter.APPROVES_OWN, True)
    opened(office)
    for key, stage in ((Key.Key_D, "submitted"), (Key.Key_W, "approved"), (Key.Key_S, "signed")):
        office.press(key)
        office.save()
        assert stages(office, customer) == [stage]


def test_one_is_sent_back_with_a_reason_and_taken_back_without(office: Office, customer: str) -> None:
    with office.company.write() as work:
        parameter.set_parameter(work, parameter.APPROVES_OWN, True)
    opened(office)
    office.press(Key.Key_D)
    office.save()
    office.press(Key.Key_X)
    office.field("reason").set_value("Too cheap")
    office.save()
    assert stages(office, customer) == ["draft"]
    office.press(Key.Key_D)
    office.save()
    office.press(Key.Key_U)
    assert stages(office, customer) == ["draft"]
    with office.company.read() as reading:
        decided = contract_details(reading, contracts(office, customer)[0].id).approvals
    assert [each.decision for each in decided] == ["withdrawn", "rejected"]


def test_whoever_asked_is_offered_to_take_it_back_and_not_to_decide(office: Office, customer: str) -> None:
    page = opened(office)
    office.press(Key.Key_D)
    office.save()
    for may_approve_own, expected in ((False, {"Take back"}), (True, {"Approve…", "Send back…"})):
        with office.company.write() as work:
            parameter.set_parameter(work, parameter.APPROVES_OWN, may_approve_own)
        with office.company.read() as reading:
            details = contract_details(reading, contracts(office, customer)[0].id)
        offered = {each.text for each in page.detail._own_actions if each.offered(details)}
        assert offered & {"Approve…", "Send back…", "Take back"} == expected
    office.press(Key.Key_W)
    assert not office.has_dialog
    assert office.notebook.refused[0].startswith("Somebody else decides"), "the key says why"


def test_a_contract_is_drawn_up_by_hand_with_its_payments(office: Office, customer: str) -> None:
    opened(office)
    office.press(Key.Key_N)
    office.type("name", "Spare parts")
    office.field("customer_id").set_value(customer)
    office.field("amount_minor").set_value(500_00)
    plan = office.field("plan")
    assert isinstance(plan, PlanField)
    plan.add_row()
    (payment,) = plan.rows()
    payment["due_on"].set_value(office.company.database.today())
    payment["amount_minor"].set_value(500_00)
    office.save()
    made = next(each for each in contracts(office, customer) if each.name == "Spare parts")
    assert (made.amount_minor, made.stage) == (500_00, "draft")
    with office.company.read() as reading:
        assert [row.amount_minor for row in contract_draft(reading, made.id).plan] == [500_00]


def test_a_deal_becomes_a_contract(office: Office, customer: str) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Probes", customer_id=customer, lines=(a_line("100", "3"),))
    page = office.open_page(OpportunitiesPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_C)
    office.save()
    assert [each.amount_minor for each in contracts(office, customer) if each.name == "Probes"] == [300_00]


def test_a_contract_in_force_is_renewed_and_ended_early(office: Office, customer: str) -> None:
    opened(office)
    office.press(Key.Key_S)
    office.save()
    office.press(Key.Key_R)
    assert office.dialog.accessibleName() == "Renew the contract"
    office.save()
    assert sorted(stages(office, customer)) == ["draft", "signed"]
    page = opened(office, "in_force")
    assert len(office.rows(page)) == 1
    page.terminate()
    office.field("reason").set_value("They moved away")
    office.save()
    assert sorted(stages(office, customer)) == ["draft", "terminated"]


def test_what_came_in_is_written_down_from_the_contract(office: Office, customer: str) -> None:
    page = opened(office)
    office.press(Key.Key_S)
    office.save()
    contract = contracts(office, customer)[0]
    office.press(Key.Key_M)
    assert office.field("contract_id").value() == contract.id
    assert office.field("amount_minor").value() == contract.amount_minor, "all that its plan has left"
    office.field("amount_minor").set_value(contract.amount_minor - 5_00)
    office.save()
    with office.company.read() as reading:
        assert contract_details(reading, contract.id).open_minor == 5_00
    assert page.isVisible()


def test_the_payment_that_is_due_next_is_proposed(office: Office, customer: str) -> None:
    with office.company.write() as work:
        contract = contracts(office, customer)[0].id
        draft = contract_draft(work, contract)
        plan = (PlanRow(None, work.today, "On signing", 300_00), PlanRow(None, work.today, "On delivery", 700_00))
        update_contract(work, contract, replace(draft, plan=plan), draft)
        sign_contract(work, contract)
        record_receipt(work, ReceiptDraft(100_00, contract_id=contract))
    opened(office)
    office.press(Key.Key_M)
    assert office.field("amount_minor").value() == 200_00


def test_who_signs_beyond_the_credit_limit_is_warned_or_kept_from_it(office: Office, customer: str) -> None:
    with office.company.write() as work:
        draft = customer_draft(work, customer)
        update_customer(work, customer, replace(draft, credit_limit_minor=900_00, credit_limit_currency="CNY"), draft)
    opened(office)
    office.press(Key.Key_S)
    assert "credit limit" in message_under(office.field("signed_on"))
    with office.company.write() as work:
        parameter.set_parameter(work, parameter.ON_EXCEEDING, parameter.REFUSE)
    office.save()
    assert stages(office, customer) == ["draft"]
