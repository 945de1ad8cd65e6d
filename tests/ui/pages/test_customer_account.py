"""What a customer owes stands on its detail side: by age, by contract and order, and beside the credit limit."""

from datetime import timedelta

from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.queries.customer_account import CustomerAccount, customer_account
from crm_desktop.ui.details.account import account_groups
from crm_desktop.ui.pages.customers import CustomersPage
from tests.builders import a_customer, an_order
from tests.operations.test_receipts import a_contract
from tests.ui.pages.office import Office


def told(office: Office, customer: str) -> CustomerAccount | None:
    with office.company.read() as reading:
        return customer_account(reading, customer)


def test_a_customer_shows_what_it_owes_by_age_and_of_what(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, credit_limit_minor=500_00, credit_limit_currency="CNY")
        contract = a_contract(work, 100_00, customer=customer)
        an_order(work, customer_id=customer, number="O-7", due_on=work.today - timedelta(days=45))
        record_receipt(work, ReceiptDraft(60_00, contract_id=contract))
    page = office.open_page(CustomersPage)
    page.table.set_current(customer)
    page.detail.later.read_now()
    page.detail.show_tab("business")
    assert {"Not paid yet", "¥140"} <= set(office.words(page))
    lines = {
        line.title: (line.note, line.right) for line in account_groups(told(office, customer), page.context)[0].lines
    }
    assert lines["O-7"] == ("45 days overdue", "¥100")
    assert sorted(right for _, right in lines.values()) == ["¥100", "¥40"]
    page.detail.show_tab("details")
    words = office.words(page)
    for label in ("31 to 60 days late", "Left to be paid", "Not due yet"):
        assert label in words
    assert "¥140 of ¥500" in words
