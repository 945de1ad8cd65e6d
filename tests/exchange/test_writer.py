"""What is written is complete, safe to open, and read back as it was."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import Message, Translator
from crm_desktop.exchange import guarding, kinds, mapping, rejects, writer
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.table import open_table
from crm_desktop.exchange.values import parse_flag
from crm_desktop.exchange.writer import OutputColumn, write_table

COLUMNS = (OutputColumn("name"), OutputColumn("amount", writer.MONEY), OutputColumn("day", writer.DATE))
ROWS: list[list[Cell]] = [
    ["海维康 =1+1", Decimal("1284000.50"), date(2026, 11, 18)],
    ["=cmd|'/c calc'!A1", Decimal("-5"), None],
    ['say "hi", 你好', None, date(1899, 1, 1)],
]


def back(path: Path) -> list[list[Cell]]:
    with open_table(path, has_header=True) as table:
        return [values for _, values in table.rows()]


@pytest.mark.parametrize(("language", "words"), [("zh_CN", ["是", "否"]), ("en", ["yes", "no"])])
def test_flags_of_a_text_file_speak_its_language_and_are_read_back(
    tmp_path: Path, language: str, words: list[str]
) -> None:
    path = tmp_path / "flags.csv"
    write_table(path, COLUMNS[:1], [[True], [False]], flags=writer.flags_in(Translator(language)))
    (yes,), (no,) = back(path)
    assert [yes, no] == words
    assert (parse_flag(yes), parse_flag(no)) == (True, False)


def test_a_csv_is_read_back_and_opens_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert write_table(path, COLUMNS, ROWS) == 3
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"'=cmd" in content
    assert [[str(v or "") for v in row] for row in back(path)] == [[str(v or "") for v in row] for row in ROWS]


def test_a_workbook_has_real_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert write_table(path, COLUMNS, ROWS) == 3
    found = back(path)
    assert found[0] == ["海维康 =1+1", Decimal("1284000.5"), date(2026, 11, 18)]
    assert found[1] == ["=cmd|'/c calc'!A1", -5, None]
    assert found[2][2] == "1899-01-01"


def test_long_numbers_are_not_changed_by_excel(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_table(path, [OutputColumn("id")], [[12345678901234567890], [Decimal("0.12345678901234567")], ["007"]])
    assert back(path) == [["12345678901234567890"], ["0.12345678901234567"], ["007"]]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_failed_or_cancelled_export_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("old")

    def failing() -> Iterator[Sequence[Cell]]:
        yield ["a"]
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError):
        write_table(path, [OutputColumn("a")], failing())
    with pytest.raises(writer.WritingCancelled):
        write_table(path, [OutputColumn("a")], ([str(n)] for n in range(5000)), cancelled=lambda: True)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert path.read_text() == "old"


def test_progress_is_told_and_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    told: list[int] = []
    write_table(tmp_path / "out.tsv", [OutputColumn("a")], ([n] for n in range(1200)), progress=told.append)
    assert told == [500, 1000, 1200]
    with pytest.raises(MachineError, match="cannot be written"):
        write_table(tmp_path / "none" / "out.csv", [OutputColumn("a")], [])
    with pytest.raises(UserError, match="must end in"):
        write_table(tmp_path / "out.docx", [OutputColumn("a")], [])


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)
cells = st.one_of(
    texts,
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**9), 10**9, places=2),
    st.dates(date(1900, 3, 1), date(2999, 1, 1)),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)
tables = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6)


@given(tables)
def test_any_csv_is_read_back_as_it_was_written(rows: list[list[Cell]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        write_table(path, [OutputColumn("first name"), OutputColumn("b"), OutputColumn("c")], rows, delimiter=",")
        with open_table(path, delimiter=",", has_header=True) as table:
            found = [values for _, values in table.rows()]
    written = [[f"{v:f}" if isinstance(v, Decimal) else str(v) for v in row] for row in rows]
    assert found == [row for row in written if any(cell.strip("\u3000\xa0 ") for cell in row)]


@given(tables)
@settings(max_examples=8)
def test_any_workbook_is_read_back_as_it_was_written(rows: list[list[Cell]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        write_table(path, [OutputColumn("first name"), OutputColumn("b"), OutputColumn("c")], rows)
        found = back(path)
    assert [[_plain(v) for v in row] for row in found] == [
        [_plain(v) for v in row] for row in rows if any(str(v).strip("\u3000\xa0 ") for v in row)
    ]


def _plain(value: Cell) -> object:
    """A datetime at midnight is a date to Excel; an empty text is nothing."""
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    return None if value == "" else value


@given(st.text(st.sampled_from("'=+-@\t\ra1 "), max_size=6))
def test_guarding_loses_nothing_and_lets_no_formula_pass(value: str) -> None:
    safe = guarding.guarded(value)
    assert guarding.unguarded(safe) == value
    assert not safe.startswith(("=", "@", "\t", "\r"))


def test_rejected_rows_come_back_with_their_reasons_and_can_be_imported_again(tmp_path: Path) -> None:
    columns = ("name", "phone", "import_reason")
    reason = Message("“{value}” does not look like a telephone number.", value="call Bob")
    rejected = [
        rejects.Rejected(7, ["=Acme", "call Bob", "old reason"], (rejects.Problem("phone", "call Bob", reason),)),
        rejects.Rejected(9, ["Beta", "1"], (rejects.Problem(None, "", Message("The row is too long.")),)),
    ]
    path = tmp_path / "rejects.csv"
    assert rejects.write_rejects(path, columns, rejected, Translator("en")) == 2
    with open_table(path) as table:
        assert table.columns == ("name", "phone", *rejects.ADDED_COLUMNS)
        rows = [values for _, values in table.rows()]
        suggested = mapping.suggest(kinds.CUSTOMERS, table.columns, rows)
    assert rows[0] == ["=Acme", "call Bob", "7", "phone", "call Bob", str(reason)]
    assert [column.field for column in suggested.columns] == ["name", "phone", None, None, None, None]
