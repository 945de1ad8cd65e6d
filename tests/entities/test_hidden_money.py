"""Whoever does not see what deals are worth sees no amount of contracts, orders and money either, and loses nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import CHINESE
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.exchange.export_run import export
from crm_desktop.exchange.list_export import ListExport, write_list
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.commission import lock_month
from crm_desktop.operations.contract import ContractLineDraft, contract_draft, create_contract, update_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import sign_contract, submit_contract
from crm_desktop.operations.invoice import (
    InvoiceDraft,
    credit_note_of,
    invoice_draft,
    issue_invoice,
    new_invoice,
    update_invoice,
)
from crm_desktop.operations.order import order_draft, update_order
from crm_desktop.operations.payment import (
    ReceiptDraft,
    mark_paid,
    receipt_draft,
    record_receipt,
    refund_of,
    update_receipt,
)
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.target import TargetDraft, set_targets
from crm_desktop.queries.account import account_statement
from crm_desktop.queries.balance import balances_by_customer, contract_balance, customer_balance, firm_balance
from crm_desktop.queries.commission import month_rows, people_of, statement
from crm_desktop.queries.contract import CONTRACTS
from crm_desktop.queries.contract_details import contract_details
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.invoice import invoice_details
from crm_desktop.queries.order import ORDERS, order_details
from crm_desktop.queries.receipt import RECEIPTS, receipt_details
from crm_desktop.queries.record_history import record_history
from crm_desktop.queries.search import search
from crm_desktop.queries.target import month_of_targets
from crm_desktop.queries.timeline import timeline
from tests.builders import a_customer, an_order, an_order_line
from tests.commission import a_rule
from tests.company import Company
from tests.entities.test_field_limits import all_told, seen_by
from tests.entities.test_lists import LISTS

# A line of 3 × 29,373.45 makes the contract; two payments; what came in; an order of 76,543.21; commission of 5 %.
PRICE, AMOUNT_MINOR, FIRST, CAME, ORDERED, PAID = "29373450", "8812035", "4406017", "1234568", "7654321", "61728"
INVOICED = "3141593"


@pytest.fixture
def money(company: Company) -> dict[str, str]:
    """A customer with a contract that is paid in part, one that waits to be approved, and an order."""
    with company.write() as work:
        customer, me = a_customer(work), work.viewer.user_id
        a_rule(work, 5)
        line = ContractLineDraft(description="Probes", quantity_e6=3_000_000, unit_price_e6=int(PRICE) * 1000)
        days = (work.today, date(2027, 1, 31))
        plan = tuple(PlanRow(None, day, None, each) for day, each in zip(days, (int(FIRST), 4406018), strict=True))
        draft = replace(new_contract(work, customer), name="Frame", lines=(line,), plan=plan)
        signed, asked = create_contract(work, draft), create_contract(work, replace(draft, name="Asked"))
        work.session.flush()
        sign_contract(work, signed)
        submit_contract(work, asked)
        order = an_order(work, customer_id=customer, lines=(an_order_line("76543.21"),))
        work.session.flush()
        invoice = issue_invoice(work, InvoiceDraft(int(INVOICED), 0, work.today, contract_id=signed))
        receipt = record_receipt(work, ReceiptDraft(int(CAME), contract_id=signed, paid_on=date(2026, 1, 5)))
        set_targets(work, [TargetDraft(me, "2026-01", "sales", 5550000)])
    with company.write() as work:
        lock_month(work, "2026-01")
    return {
        "customer": customer,
        "signed": signed,
        "asked": asked,
        "order": order,
        "receipt": receipt,
        "me": me,
        "invoice": invoice,
    }


def told(company: Company, money: dict[str, str]) -> str:
    with company.read() as reading:
        said: list[Any] = [part for query in LISTS for part in all_told(reading, query, query.kind)]
        for each in ("signed", "asked"):
            said += [contract_details(reading, money[each]), contract_draft(reading, money[each])]
            said += [record_history(reading, "contract", money[each])]
        said += [order_details(reading, money["order"]), order_draft(reading, money["order"])]
        said += [record_history(reading, "sales_order", money["order"])]
        said += [receipt_details(reading, money["receipt"]), receipt_draft(reading, money["receipt"])]
        said += [record_history(reading, "receipt", money["receipt"])]
        said += [invoice_details(reading, money["invoice"]), invoice_draft(reading, money["invoice"])]
        said += [record_history(reading, "invoice", money["invoice"])]
        said += [contract_balance(reading, money["signed"], "CNY"), customer_balance(reading, money["customer"])]
        said += [customer_details(reading, money["customer"]), timeline(reading, customer_id=money["customer"])]
        said += [search(reading, "Frame").hits]
        for table in ("approval", "period_snapshot", "commission_entry", "target"):
            said += reading.plain(f"SELECT * FROM {table}")
        return repr(said)


def test_no_amount_of_contracts_orders_or_money_is_met_anywhere(company: Company, money: dict[str, str]) -> None:
    everything, kept = told(company, money), told(seen_by(company, company.viewer, (AMOUNT, HIDDEN)), money)
    for value in (
        PRICE,
        AMOUNT_MINOR,
        FIRST,
        INVOICED,
        CAME,
        ORDERED,
        PAID,
        str(int(AMOUNT_MINOR) - int(CAME)),
        "5550000",
    ):
        assert value in everything, value
        assert value not in kept, value


def test_no_order_filter_or_sum_tells_an_amount(company: Company, money: dict[str, str]) -> None:
    with seen_by(company, company.viewer, (AMOUNT, HIDDEN)).read() as reading:
        for query, name in ((CONTRACTS, "amount"), (RECEIPTS, "amount"), (ORDERS, "net")):
            assert query.count(reading, ListSpec()) > 0
            assert query.count(reading, ListSpec((Filter(name, "at_least", 1),))) == 0
            assert set(query.sums(reading, ListSpec()).values()) <= {0, None}
            in_order = [row.id for row in query.first(reading, ListSpec(sorts=(Sort(name),)), 5)]
            assert in_order == sorted(in_order)
    assert money


REFUSED: dict[str, Callable[[Any, dict[str, str]], object]] = {
    "account": lambda reading, of: account_statement(reading, of["customer"], date(2026, 1, 1), date(2026, 12, 31)),
    "firm": lambda reading, of: firm_balance(reading),
    "debtors": lambda reading, of: balances_by_customer(reading),
    "commission of a locked month": lambda reading, of: statement(reading, "2026-01", of["me"]),
    "commission of others": lambda reading, of: people_of(reading, "2026-01"),
    "months": lambda reading, of: month_rows(reading),
    "targets": lambda reading, of: month_of_targets(reading, "2026-01"),
    "invoice": lambda reading, of: new_invoice(reading, of["signed"]),
    "credit note": lambda reading, of: credit_note_of(reading, of["invoice"]),
    "refund": lambda reading, of: refund_of(reading, of["receipt"]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_made_of_amounts_alone_is_refused(company: Company, money: dict[str, str], what: str) -> None:
    with company.read() as reading:
        REFUSED[what](reading, money)
    with pytest.raises(NotAllowed), seen_by(company, company.viewer, (AMOUNT, HIDDEN)).read() as reading:
        REFUSED[what](reading, money)


def test_no_file_holds_an_amount(company: Company, money: dict[str, str], tmp_path: Path) -> None:
    limited = seen_by(company, company.viewer, (AMOUNT, HIDDEN))
    columns = (("number", "Number"), ("amount", "Amount"), ("received", "Received"), ("open", "Outstanding"))
    for kind in ("contract", "receipt", "invoice"):
        for whose, is_told in ((company, True), (limited, False)):
            target = tmp_path / f"{kind}.csv"
            with whose.read() as reading:
                write_list(reading, ListExport(kind, columns, ListSpec(), str(target), CHINESE))
            said = target.read_text("utf-8-sig")
            amount = {"contract": "88120.35", "receipt": "12345.68", "invoice": "31415.93"}[kind]
            assert (amount in said) == is_told
            assert is_told or "0.00" not in said
    with limited.read() as reading:
        export(reading, "orders", tmp_path / "orders.csv")
    said = (tmp_path / "orders.csv").read_text("utf-8-sig")
    assert "76543" not in said
    assert money


def test_who_does_not_see_amounts_changes_the_rest_and_nothing_is_lost(company: Company, money: dict[str, str]) -> None:
    limited = seen_by(company, company.viewer, (AMOUNT, HIDDEN))
    with company.write() as work:
        draft = replace(new_contract(work, money["customer"]), name="Draft", amount_minor=990_00)
        money["draft"] = create_contract(work, draft)
    with limited.read() as reading:
        drafts = {each: contract_draft(reading, money[each]) for each in ("draft", "signed")}
        order, receipt = order_draft(reading, money["order"]), receipt_draft(reading, money["receipt"])
        invoice = invoice_draft(reading, money["invoice"])
    with limited.write() as work:
        for each, known in drafts.items():
            update_contract(work, money[each], replace(known, note="Called"), known)
        update_order(work, money["order"], replace(order, note="Called"), order)
        update_receipt(work, money["receipt"], replace(receipt, note="Called"), receipt)
        update_invoice(work, money["invoice"], replace(invoice, note="Called"), invoice)
        mark_paid(work, money["order"])
    with company.read() as reading:
        assert [contract_details(reading, money[each]).amount_minor for each in drafts] == [990_00, int(AMOUNT_MINOR)]
        found = order_details(reading, money["order"])
        assert (found.net_minor, found.received_minor, found.note) == (int(ORDERED), int(ORDERED), "Called")
        assert invoice_details(reading, money["invoice"]).row.amount_minor == int(INVOICED)
        assert receipt_details(reading, money["receipt"]).row.amount_minor == int(CAME)
    with pytest.raises(NotAllowed), limited.write() as work:
        record_receipt(work, ReceiptDraft(1, contract_id=money["signed"]))
