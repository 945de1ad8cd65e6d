"""The register of invoices: nothing is rewritten, nothing goes, and no more is invoiced than was agreed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.listing import ListSpec
from crm_desktop.models import Customer, Invoice, Order
from crm_desktop.models.contract import DRAFT, ISSUED, ORDINARY, VOID
from crm_desktop.models.order import CANCELLED
from crm_desktop.operations import parameter
from crm_desktop.operations.invoice import (
    InvoiceDraft,
    credit_note_of,
    invoice_draft,
    invoiced,
    issue_invoice,
    new_invoice,
    update_invoice,
    void_invoice,
)
from crm_desktop.operations.order import delete_orders, order_draft, set_order_status, update_order
from crm_desktop.queries.invoice import INVOICES, invoice_details
from tests.builders import a_customer, a_line, a_user, an_order, an_order_line, role
from tests.company import Company
from tests.operations.test_receipts import a_contract

TODAY = date(2026, 11, 21)


@pytest.fixture
def contract(company: Company) -> str:
    """A contract in force over 10,000 minor units."""
    with company.write() as work:
        return a_contract(work)


def refused(company: Company, draft: InvoiceDraft) -> dict[str, str]:
    """What is wrong with an invoice."""
    with pytest.raises(Invalid) as caught, company.write() as work:
        issue_invoice(work, draft)
    return {name: message.text for name, message in caught.value.fields.items()}


def issued(company: Company, draft: InvoiceDraft) -> str:
    with company.write() as work:
        return issue_invoice(work, draft)


def test_a_contract_is_invoiced_in_parts_and_never_beyond_its_amount(company: Company, contract: str) -> None:
    first = issued(company, InvoiceDraft(6_000, 600, contract_id=contract))
    with company.read() as reading:
        draft = new_invoice(reading, contract)
        row = invoice_details(reading, first).row
    assert (row.number, row.status, row.issued_on, row.currency) == ("INV-00001", ISSUED, TODAY, "CNY")
    assert draft.amount_minor == 4_000, "all that is left"
    assert refused(company, replace(draft, amount_minor=4_001)).keys() == {"amount_minor"}
    issued(company, draft)
    with company.read() as reading:
        assert new_invoice(reading, contract).amount_minor is None
    with company.write() as work:
        parameter.set_parameter(work, parameter.INVOICE_BEYOND, True)
    issued(company, replace(draft, amount_minor=1))


def test_title_and_tax_number_are_those_of_the_customer_unless_others_are_given(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Wexham Clinic")
        found = work.session.get_one(Customer, customer)
        found.invoice_title, found.tax_number = "Wexham Clinic plc", "GB 77"
        contract = a_contract(work, customer=customer)
    row, other = (issued(company, InvoiceDraft(10, contract_id=contract, heading=more)) for more in (None, "Ward 7"))
    with company.read() as reading:
        told = [invoice_details(reading, each).row for each in (row, other)]
    assert [(each.heading, each.tax_number) for each in told] == [("Wexham Clinic plc", "GB 77"), ("Ward 7", "GB 77")]


def test_the_tax_proposed_is_the_share_of_what_is_left(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), lines=(a_line("100", "3"),))
        work.session.get_one(Order, order).tax_minor = 39_00
    with company.read() as reading:
        draft = new_invoice(reading, order_id=order)
        assert (draft.amount_minor, draft.tax_minor) == (339_00, 39_00)
    issued(company, replace(draft, amount_minor=226_00, tax_minor=26_00))
    with company.read() as reading:
        left = new_invoice(reading, order_id=order)
    assert (left.amount_minor, left.tax_minor) == (113_00, 13_00)


def test_the_last_invoice_and_credit_note_take_the_last_cent_of_tax(company: Company) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=a_customer(work), lines=(a_line("100", "1"),), tax_minor=13_00)
    parts = [issued(company, InvoiceDraft(37_67, 4_33, order_id=order)) for _ in range(2)]
    with company.read() as reading:
        last = new_invoice(reading, order_id=order)
    assert (last.amount_minor, last.tax_minor) == (37_66, 4_34), "thirds of 113.00 with 13.00 of tax"
    with company.read() as reading:
        note = credit_note_of(reading, parts[0])
    for _ in range(2):
        issued(company, replace(note, amount_minor=-12_55, tax_minor=-1_45))
    with company.read() as reading:
        rest = credit_note_of(reading, parts[0])
    assert (rest.amount_minor, rest.tax_minor) == (-12_57, -1_43)
    issued(company, rest)


def test_an_issued_invoice_keeps_its_money_but_its_words_may_be_corrected(company: Company, contract: str) -> None:
    invoice = issued(company, InvoiceDraft(6_000, contract_id=contract))
    with company.read() as reading:
        draft = invoice_draft(reading, invoice)
    for wrong in ({"amount_minor": 5_000}, {"issued_on": TODAY - timedelta(days=1)}, {"contract_id": None}):
        with pytest.raises(Invalid) as caught, company.write() as work:
            update_invoice(work, invoice, replace(draft, **wrong), draft)
        assert caught.value.fields.keys() == wrong.keys()
    with company.write() as work:
        update_invoice(work, invoice, replace(draft, number="2432 0001", kind=ORDINARY, note="by post"), draft)
    with company.read() as reading:
        row = invoice_details(reading, invoice).row
    assert (row.number, row.kind, row.note, row.amount_minor) == ("2432 0001", ORDINARY, "by post", 6_000)
    assert refused(company, InvoiceDraft(10, contract_id=contract, number="2432 0001")).keys() == {"number"}


def test_an_invoice_changes_hands_like_any_record(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Sam", login="sam", role_id=role("salesperson"))
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    sam = company.seen_by("sam")
    with sam.write() as work:
        customer = a_customer(work)
    with pytest.raises(NotAllowed), sam.write() as work:
        issue_invoice(work, InvoiceDraft(10, customer_id=customer, owner_id=mei))
    with sam.write() as work:
        invoice = issue_invoice(work, InvoiceDraft(10, customer_id=customer))
        draft = invoice_draft(work, invoice)
        update_invoice(work, invoice, replace(draft, owner_id=mei), draft)
    with pytest.raises(Invalid), company.write() as work:
        update_invoice(work, invoice, replace(draft, owner_id="nobody"), draft)
    with company.read() as reading:
        assert invoice_draft(reading, invoice).owner_id == mei


def test_a_void_invoice_stays_and_can_be_issued_anew(company: Company, contract: str) -> None:
    invoice = issued(company, InvoiceDraft(10_000, contract_id=contract))
    with company.write() as work:
        void_invoice(work, invoice)
    with pytest.raises(UserError), company.write() as work:
        void_invoice(work, invoice)
    issued(company, InvoiceDraft(10_000, contract_id=contract))
    with company.read() as reading:
        rows = INVOICES.first(reading, ListSpec(), 9)
        sums = INVOICES.sums(reading, ListSpec())
    assert sorted(row.status for row in rows) == [ISSUED, VOID]
    assert sums["amount_minor"] == 10_000, "what is void does not count"


def test_a_credit_note_takes_off_what_is_left_and_no_more(company: Company, contract: str) -> None:
    invoice = issued(company, InvoiceDraft(10_000, 1_000, contract_id=contract))
    with company.read() as reading:
        draft = credit_note_of(reading, invoice)
    assert (draft.amount_minor, draft.tax_minor) == (-10_000, -1_000)
    note = issued(company, replace(draft, amount_minor=-4_000, tax_minor=-400))
    with company.read() as reading:
        assert invoice_details(reading, invoice).credited_minor == -4_000
        assert new_invoice(reading, contract).amount_minor == 4_000
        again = credit_note_of(reading, invoice)
    assert (again.amount_minor, again.tax_minor) == (-6_000, -600)
    assert refused(company, replace(again, amount_minor=-6_001)).keys() == {"amount_minor"}
    assert refused(company, InvoiceDraft(-10, contract_id=contract)).keys() == {"corrects_id"}
    with pytest.raises(UserError, match="credit note"), company.write() as work:
        void_invoice(work, invoice)
    issued(company, InvoiceDraft(4_000, contract_id=contract))
    with pytest.raises(UserError, match="more would be invoiced"), company.write() as work:
        void_invoice(work, note)


def test_what_nobody_can_mean_is_refused_with_a_sentence(company: Company, contract: str) -> None:
    with company.write() as work:
        drafted, other = a_contract(work, stage=DRAFT), a_customer(work, "Other")
    cases = {
        "amount_minor": InvoiceDraft(None, contract_id=contract),
        "issued_on": InvoiceDraft(10, contract_id=contract, issued_on=TODAY + timedelta(days=1)),
        "tax_minor": InvoiceDraft(10, 11, contract_id=contract),
        "contract_id": InvoiceDraft(10, contract_id=drafted),
        "customer_id": InvoiceDraft(10, contract_id=contract, customer_id=other),
        "currency": InvoiceDraft(10, contract_id=contract, currency="EUR"),
        "heading": InvoiceDraft(10, contract_id=contract, heading="x" * 301),
        "kind": InvoiceDraft(10, contract_id=contract, kind="gold"),
    }
    assert refused(company, InvoiceDraft(10, contract_id=contract, issued_on=date(1, 1, 1))).keys() == {"issued_on"}
    for name, draft in cases.items():
        assert refused(company, draft).keys() == {name}
    with company.read() as reading:
        assert invoiced(reading) == 0, "nothing was half written"


def test_whoever_may_not_change_a_contract_enters_no_invoice_of_it(company: Company) -> None:
    with company.write() as work:
        contract = a_contract(work, customer=a_customer(work, owner_id=company.viewer.user_id))
        a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
    grace = company.seen_by("grace")
    assert refused(grace, InvoiceDraft(10, contract_id=contract)).keys() == {"contract_id"}
    issued(company, InvoiceDraft(10, contract_id=contract))
    with grace.read() as reading:
        assert INVOICES.count(reading, ListSpec()) == 0


def test_an_invoiced_order_stays_what_was_invoiced(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        order, contract = an_order(work, customer_id=customer), a_contract(work, customer=customer)
    invoice = issued(company, InvoiceDraft(10_000, 1_000, order_id=order))
    with company.read() as reading:
        draft, note = order_draft(reading, order), credit_note_of(reading, invoice)
    assert refused(company, replace(note, amount_minor=-4_000, tax_minor=-2_000)).keys() == {"tax_minor"}
    for wrong, field in (({"lines": (an_order_line("10"),)}, "lines"), ({"contract_id": contract}, "contract_id")):
        with pytest.raises(Invalid) as caught, company.write() as work:
            update_order(work, order, replace(draft, **wrong), draft)
        assert caught.value.fields.keys() == {field}
    with pytest.raises(UserError, match="Void the invoice"), company.write() as work:
        delete_orders(work, [order])
    with company.write() as work:
        void_invoice(work, invoice)
        set_order_status(work, order, CANCELLED)
    assert refused(company, InvoiceDraft(10, order_id=order)).keys() == {"order_id"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(("issue", "void", "credit")), st.integers(0, 5), st.integers(-3_000, 12_000)),
        max_size=12,
    )
)
def test_whatever_is_tried_a_contract_is_never_invoiced_beyond_its_amount(
    company: Company, moves: list[tuple[str, int, int]]
) -> None:
    with company.write() as work:
        contract = a_contract(work)
    for move, which, amount in moves:
        with company.read() as reading:
            ids = list(reading.session.scalars(select(Invoice.id).where(Invoice.contract_id == contract)))
        try:
            with company.write() as work:
                if move == "issue" or not ids:
                    issue_invoice(work, InvoiceDraft(amount, contract_id=contract))
                elif move == "void":
                    void_invoice(work, ids[which % len(ids)])
                else:
                    note = credit_note_of(work, ids[which % len(ids)])
                    issue_invoice(work, replace(note, amount_minor=-abs(amount), tax_minor=0))
        except (UserError, Invalid):
            pass
        with company.read() as reading:
            of = reading.session.scalars(select(Invoice).where(Invoice.contract_id == contract)).all()
            holding = [each.amount_minor for each in of if each.status == ISSUED]
            assert invoiced(reading, Invoice.contract_id == contract) == sum(holding)
            assert 0 <= sum(holding) <= 10_000
