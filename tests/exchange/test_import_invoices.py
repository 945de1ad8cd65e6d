"""Invoices from files: issued as by their form, so that what it refuses is told by line, in the preview too."""

from pathlib import Path

import pytest

from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange import import_run
from crm_desktop.exchange.export_kinds import export_kind
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.models.contract import ISSUED, ORDINARY, SPECIAL, VOID
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.custom_field import custom_values
from crm_desktop.queries.invoice import INVOICES, InvoiceRow, invoice_details
from tests.builders import a_customer
from tests.company import Company
from tests.exchange.test_import_contracts import FILE as CONTRACTS
from tests.exchange.test_import_run import imported, written

FILE = (
    "发票号码,开票日期,合同,客户,价税合计,税额,发票类型,状态,作废日期,原发票,备注,Slip",
    "F-1,2026-05-04,HT-1,,800,80,专票,作废,2026-05-06,,,S-1",
    "F-2,2026-05-07,HT-1,,800,80,普票,,,,First part,",
    "F-3,2026-06-07,HT-1,,-100.50,-10,普票,,,F-2,,",
    "F-4,2026-06-08,,Haverton,9.90,,,,,,,",
)


@pytest.fixture
def firm(company: Company, tmp_path: Path) -> Company:
    """A contract in force over 1,000.50, and an own field of invoices."""
    with company.write() as work:
        a_customer(work, "Haverton")
        create_custom_field(work, CustomFieldDraft("invoice", "Slip"))
    imported(company, written(tmp_path, *CONTRACTS), "contracts")
    return company


def invoices(company: Company) -> dict[str, InvoiceRow]:
    with company.read() as reading:
        return {row.number: row for row in INVOICES.first(reading, ListSpec(), 9)}


def test_invoices_come_in_with_what_is_void_or_corrected_and_go_by_one_undo(firm: Company, tmp_path: Path) -> None:
    result = imported(firm, written(tmp_path, *FILE), "invoices")
    assert (result.created, result.rejected_rows) == (4, [])
    found = invoices(firm)
    assert {number: (row.amount_minor, row.tax_minor, row.kind, row.status) for number, row in found.items()} == {
        "F-1": (80_000, 8_000, SPECIAL, VOID),
        "F-2": (80_000, 8_000, ORDINARY, ISSUED),
        "F-3": (-10_050, -1_000, ORDINARY, ISSUED),
        "F-4": (990, 0, SPECIAL, ISSUED),
    }
    assert (str(found["F-1"].voided_on), found["F-2"].customer, found["F-2"].note) == (
        *("2026-05-06", "Haverton"),
        "First part",
    )
    with firm.read() as reading:
        assert invoice_details(reading, found["F-3"].id).corrects == "F-2"
        assert [each.value for each in custom_values(reading, "invoice", found["F-1"].id)] == ["S-1"]
        assert export_kind(reading, "invoices", tmp_path / "out.csv", ListSpec()) == 4
    # What was exported, and the same file once more, change nothing.
    for again in (tmp_path / "out.csv", written(tmp_path, *FILE)):
        result = imported(firm, again, "invoices")
        assert (result.counts["unchanged"], result.rejected_rows) == (4, []), again.read_text()
    with firm.write() as work:
        undo(work)
    assert invoices(firm) == {}


def test_what_could_not_be_issued_is_told_by_line_before_and_after(firm: Company, tmp_path: Path) -> None:
    lines = (
        "Invoice number,Issued,Contract,Customer,Amount,Tax,Corrects",
        "1,2026-05-04,HT-1,,1000,,",
        "2,2026-05-04,HT-1,,0.51,,",  # beyond the contract, with the row before
        "3,2026-05-04,HT-2,,5,,",  # a draft
        "4,2027-05-04,HT-1,,0.10,,",  # ahead of today
        "5,0202-05-04,HT-1,,0.10,,",  # nobody means this year
        "6,2026-05-04,HT-1,,0.10,0.20,",  # more tax than amount
        "7,2026-05-04,,Haverton,-5,,",  # a credit note of nothing
        "8,2026-05-04,,Nobody,5,,",
        "1,2026-05-04,,,5,,",  # nobody is invoiced; the number is known
        "9,2026-05-04,HT-1,,0.50,,",
    )
    file = written(tmp_path, *lines)
    with firm.read() as reading:
        looked = import_run.prepare(reading, ImportRequest(file, "invoices", on_match="create"))
    result = imported(firm, file, "invoices", on_match="create")
    for each in (looked, result):
        assert (each.created, [row.line for row in each.rejected_rows]) == (2, [3, 4, 5, 6, 7, 8, 9, 10])
    assert sorted(invoices(firm)) == ["1", "9"]


def test_what_was_issued_is_not_rewritten_by_a_file(firm: Company, tmp_path: Path) -> None:
    imported(firm, written(tmp_path, *FILE), "invoices")
    lines = ("发票号码,价税合计,备注,状态", "F-2,700,,", "F-4,9.90,Paid in cash,作废")
    result = imported(firm, written(tmp_path, *lines), "invoices")
    assert (result.updated, [row.line for row in result.rejected_rows]) == (1, [2])
    found = invoices(firm)
    assert (found["F-2"].amount_minor, found["F-4"].note, found["F-4"].status) == (80_000, "Paid in cash", VOID)
