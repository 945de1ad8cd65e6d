"""Contracts and receipts from files: made as by their forms, so that what these refuse is told by line."""

from pathlib import Path

import pytest

from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange import import_run
from crm_desktop.exchange.export_kinds import export_kind
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.models import Receivable
from crm_desktop.models.contract import DRAFT, SIGNED, TERMINATED
from crm_desktop.operations.commission import lock_month
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.contract import CONTRACTS, ContractRow
from crm_desktop.queries.custom_field import custom_values
from crm_desktop.queries.receipt import RECEIPTS, ReceiptRow
from tests.builders import a_customer
from tests.company import Company
from tests.exchange.test_import_run import imported, living, written

FILE = (
    "合同编号,合同名称,客户,状态,签订日期,到期日期,金额,类型,终止原因,Dock",
    "HT-1,Frame,Haverton,履行中,2026-03-01,2027-02-28,1000.50,框架合同,,North",
    "HT-2,Draft,Haverton,草稿,,,200,,,",
    "HT-3,Ended,Haverton,已终止,2026-01-05,,300,,They moved,",
)
PAID = (
    "收款日期,合同,金额,付款方式,Slip",
    "2026-05-04,HT-1,600,转账,S-1",
    "2026-06-04,HT-1,400.50,转账,",
)


@pytest.fixture
def firm(company: Company) -> Company:
    """A customer, and own fields of contracts and receipts."""
    with company.write() as work:
        a_customer(work, "Haverton")
        create_custom_field(work, CustomFieldDraft("contract", "Dock"))
        create_custom_field(work, CustomFieldDraft("receipt", "Slip"))
    return company


def contracts(company: Company) -> dict[str, ContractRow]:
    with company.read() as reading:
        return {row.number: row for row in CONTRACTS.first(reading, ListSpec(), 9)}


def receipts(company: Company) -> list[ReceiptRow]:
    with company.read() as reading:
        return sorted(RECEIPTS.first(reading, ListSpec(), 9), key=lambda row: row.paid_on)


def own(company: Company, kind: str, record_id: str) -> list[object]:
    with company.read() as reading:
        return [each.value for each in custom_values(reading, kind, record_id)]


def test_contracts_come_in_as_far_as_they_are(firm: Company, tmp_path: Path) -> None:
    result = imported(firm, written(tmp_path, *FILE), "contracts")
    assert (result.created, result.rejected_rows) == (3, [])
    found = contracts(firm)
    stages = {number: (row.stage, row.amount_minor, str(row.signed_on)) for number, row in found.items()}
    assert stages == {
        "HT-1": (SIGNED, 100_050, "2026-03-01"),
        "HT-2": (DRAFT, 20_000, "None"),
        "HT-3": (TERMINATED, 30_000, "2026-01-05"),
    }
    assert own(firm, "contract", found["HT-1"].id) == ["North"]
    assert (100_050,) in living(firm, Receivable, "amount_minor"), "what is in force is owed"
    assert imported(firm, written(tmp_path, *FILE), "contracts").counts["unchanged"] == 3
    with firm.read() as reading:
        assert export_kind(reading, "contracts", tmp_path / "out.csv", ListSpec()) == 3
    assert imported(firm, tmp_path / "out.csv", "contracts").counts["unchanged"] == 3


def test_a_draft_is_signed_by_its_file_and_what_was_agreed_stays(firm: Company, tmp_path: Path) -> None:
    imported(firm, written(tmp_path, *FILE), "contracts")
    lines = (
        "Contract number,Name,Customer,Status,Signed,Amount",
        "HT-2,Draft,Haverton,signed,2026-06-01,250",
        "HT-1,Frame,Haverton,signed,2026-03-01,900",
    )
    result = imported(firm, written(tmp_path, *lines), "contracts")
    assert (result.updated, [row.line for row in result.rejected_rows]) == (1, [3])
    after = contracts(firm)
    assert (after["HT-2"].stage, after["HT-2"].amount_minor, after["HT-1"].amount_minor) == (SIGNED, 25_000, 100_050)


def test_what_cannot_be_agreed_is_told_by_line_and_leaves_nothing(firm: Company, tmp_path: Path) -> None:
    lines = (
        "Number,Name,Customer,Kind,Stage,Signed,Starts,Ends,Amount",
        "1,Backwards,Haverton,New kind,draft,,2026-05-02,2026-05-01,5",
        "2,Ahead,Haverton,,signed,2027-05-02,,,5",
        "3,Nobody,Nobody,,,,,,5",
        "4,Less,Haverton,,,,,,-5",
        "5,When,Haverton,,signed,,,,5",
        "6,Nobody means this year,Haverton,Other kind,,,,9999-01-01,5",
        "7,Fine,Haverton,,,,,,5",
    )
    result = imported(firm, written(tmp_path, *lines), "contracts")
    assert (result.created, [row.line for row in result.rejected_rows]) == (1, [2, 3, 4, 5, 6, 7])
    assert list(contracts(firm)) == ["7"]
    with firm.read() as reading:
        assert not reading.plain("SELECT 1 FROM dictionary_entry WHERE name_en LIKE '% kind' AND deleted = 0")


def test_receipts_come_in_once_and_never_beyond_their_contract(firm: Company, tmp_path: Path) -> None:
    imported(firm, written(tmp_path, *FILE), "contracts")
    beyond = ("2026-07-01,HT-1,0.01,,", "2026-07-01,HT-2,5,,", "2027-07-01,HT-3,5,,", "2026-07-01,,5,,")
    with firm.read() as reading:
        looked = import_run.prepare(reading, ImportRequest(written(tmp_path, *PAID, *beyond), "receipts"))
    result = imported(firm, written(tmp_path, *PAID, *beyond), "receipts")
    for each in (looked, result):
        assert (each.created, [row.line for row in each.rejected_rows]) == (2, [4, 5, 6, 7])
    first, second = receipts(firm)
    assert (first.amount_minor, first.customer, first.contract, first.method) == (60_000, "Haverton", "HT-1", "转账")
    assert own(firm, "receipt", first.id) == ["S-1"]
    assert contracts(firm)["HT-1"].open_minor == 0
    assert imported(firm, written(tmp_path, *PAID), "receipts").counts["unchanged"] == 2
    assert [each.id for each in receipts(firm)] == [first.id, second.id]


def test_what_an_import_brought_goes_by_one_undo(firm: Company, tmp_path: Path) -> None:
    imported(firm, written(tmp_path, *FILE), "contracts")
    imported(firm, written(tmp_path, *PAID), "receipts")
    for left in (3, 0):
        with firm.write() as work:
            undo(work)
        assert (len(receipts(firm)), len(contracts(firm))) == (0, left)


def test_a_receipt_of_a_locked_month_stays_as_it_is(firm: Company, tmp_path: Path) -> None:
    imported(firm, written(tmp_path, *FILE), "contracts")
    imported(firm, written(tmp_path, "收款编号,收款日期,合同,金额", "R-1,2026-05-04,HT-1,600"), "receipts")
    with firm.write() as work:
        lock_month(work, "2026-05")
    again = written(tmp_path, "收款编号,收款日期,合同,金额", "R-1,2026-05-04,HT-1,500")
    result = imported(firm, again, "receipts")
    assert [row.line for row in result.rejected_rows] == [2]
    assert [each.amount_minor for each in receipts(firm)] == [60_000]
