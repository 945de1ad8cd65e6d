"""Files and wishes that cannot work: one clear sentence, nothing half done, an end when the user wants it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import ENGLISH, Translator
from crm_desktop.exchange import import_run, near
from crm_desktop.exchange.import_request import ImportCancelled, ImportRequest
from crm_desktop.exchange.import_result import write_rejected
from crm_desktop.exchange.jobs import ImportStopped, import_file
from crm_desktop.models import Customer, Product
from crm_desktop.queries.search import search
from tests.cli.running import table
from tests.company import Company
from tests.exchange.test_import_run import imported, living, written


def reasons(result: Any) -> list[str]:
    return [str(problem.reason) for row in result.rejected_rows for problem in row.problems]


def test_what_an_unclosed_quotation_mark_swallowed_does_not_become_a_customer(company: Company, tmp_path: Path) -> None:
    result = imported(
        company, written(tmp_path, "name,city", "Moor,Hull", '"Haverton,York', "Kestrel,Leeds"), "customers"
    )
    assert living(company, Customer, "name") == [("Moor",)]
    assert [row.line for row in result.rejected_rows] == [3]
    assert "is never closed" in reasons(result)[0]


@pytest.mark.parametrize(
    ("written_amount", "reason"),
    [
        ("1e400", "This amount is too large."),
        ("99999999999999999999", "This amount is too large."),
        ("15%", "“15%” is a share, not an amount of money."),
        ("Infinity", "“Infinity” is not a number."),
    ],
)
def test_amounts_that_are_none_are_named(company: Company, tmp_path: Path, written_amount: str, reason: str) -> None:
    result = imported(company, written(tmp_path, "name,credit limit", f"Haverton,{written_amount}"), "customers")
    assert reasons(result) == [reason]


def test_a_price_that_is_no_number_keeps_its_product_out(company: Company, tmp_path: Path) -> None:
    result = imported(company, written(tmp_path, "产品,标价,型号", "屏幕,NaN,nan", "探头,12,nan"), "products")
    assert reasons(result) == ["“NaN” is not a number."]
    assert living(company, Product, "name", "list_price_e6") == [("探头", 12_000_000)]


def test_a_year_that_is_none_is_called_so(company: Company, tmp_path: Path) -> None:
    result = imported(company, written(tmp_path, "name,founded", "Haverton,98"), "customers")
    assert reasons(result) == ["“98” is not a year."]


def test_the_stages_there_are_stand_in_the_language_of_the_file(company: Company, tmp_path: Path) -> None:
    result = imported(company, written(tmp_path, "deal,stage", "A,Foo", "B,福"), "opportunities")
    english, chinese = reasons(result)
    assert "There are: Prospecting, Qualification," in english
    assert "There are: 线索确认, 需求分析," in chinese


def test_of_very_many_wrong_rows_the_first_are_kept_and_all_are_counted(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "KEPT", 3)
    result = imported(company, written(tmp_path, "name,employees", *(f"A{n},many" for n in range(9))), "customers")
    assert (result.rejected, [row.line for row in result.rejected_rows]) == (9, [2, 3, 4])


def test_rejected_rows_are_not_written_over_the_file_they_come_from(company: Company, tmp_path: Path) -> None:
    source = written(tmp_path, "name,employees", "Haverton,many")
    result, before = imported(company, source, "customers"), source.read_bytes()
    with pytest.raises(UserError, match="is the file that is read"):
        write_rejected(source, ImportRequest(source, "customers"), result, Translator(ENGLISH))
    assert source.read_bytes() == before


def test_rejected_rows_show_what_the_cells_say(company: Company, tmp_path: Path) -> None:
    source = written(
        tmp_path,
        "deal,amount,stage,closed,customer",
        'A,"(50)",Won,2026-11-02,',
        "B,99999999999999999999,Won,31/12/2999,Nobody  Known",
    )
    result = imported(company, source, "opportunities")
    rejects = tmp_path / "rejects.csv"
    write_rejected(rejects, ImportRequest(source, "opportunities"), result, Translator(ENGLISH))
    said = [(row["import_column"], row["import_value"]) for row in table(rejects)]
    assert said == [
        ("amount", "(50)"),
        ("customer; closed; amount", "Nobody Known; 31/12/2999; 99999999999999999999"),
    ]


def after_calls(count: int) -> Callable[[], bool]:
    """A wish to cancel that comes at the question of this number."""
    asked = iter(range(count))
    return lambda: next(asked, None) is None


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 25])
def test_a_cancel_is_obeyed_at_every_row(company: Company, tmp_path: Path, count: int) -> None:
    source = written(tmp_path, "name,parent,sector", *(f"Customer {n},Customer {n + 1},Sector {n}" for n in range(30)))
    with pytest.raises(ImportCancelled), company.write() as work:
        import_run.run(work, ImportRequest(source, "customers"), None, after_calls(count))
    assert living(company, Customer, "name") == []


def test_a_cancel_is_obeyed_while_the_step_is_closed(company: Company, tmp_path: Path) -> None:
    # So many that they are indexed in bulk; the wish comes when the journal is closed already.
    source = written(tmp_path, "name", *(f"Customer {n}" for n in range(2_500)))
    is_unwanted: list[Callable[[], bool]] = [lambda: False]

    def import_all() -> None:
        with company.write() as work:
            done = import_file(work, ImportRequest(source, "customers"), lambda *_: None, lambda: is_unwanted[0]())
            assert done.result.created == 2_500
            is_unwanted[0] = after_calls(1)

    with pytest.raises(ImportStopped):
        import_all()
    assert living(company, Customer, "name") == []
    with company.read() as reading:
        assert search(reading, "Customer").hits == ()


def test_looking_for_near_names_ends_with_a_cancel_and_after_a_fair_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [f"Haverton Medical {chr(97 + n)}{chr(97 + m)}" for n in range(26) for m in range(26)]
    unknown = {f"Hoverton Medicol {n}": 1 for n in range(50)}

    def stop() -> None:
        raise ImportCancelled

    with pytest.raises(ImportCancelled):
        near.propose(unknown, known, stop)
    looked_up: list[int] = []
    monkeypatch.setattr(near, "_MAX_COMPARED", 5 * len(known))
    near.propose(unknown, known, lambda: looked_up.append(1))
    assert len(looked_up) < 10
