"""`check`: a whole file is called whole, and damage is named (its kinds are tested in storage)."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from tests.cli.running import Shell, text_file


@pytest.fixture
def company(shell: Shell, tmp_path: Path) -> Shell:
    """A company with a customer."""
    assert shell("import", "customers", text_file(tmp_path / "c.csv", "name,number", "Haverton,H-1")).status == 0
    return shell


def damage(path: Path, statement: str) -> None:
    """Change the file behind the program's back."""
    by_hand = driver.connect(str(path))
    with by_hand:
        by_hand.execute(statement)
    by_hand.close()


def test_a_whole_file_is_called_whole(company: Shell) -> None:
    said = company("check", "--json")
    assert (said.status, said.data["whole"], said.data["findings"]) == (0, True, [])
    assert company("check").out == "The file, its journal and its indexes are whole.\n"


def test_a_terminal_hears_how_far_it_is(company: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert company("check").err == ""
    monkeypatch.setattr("crm_desktop.cli.check.sys.stderr.isatty", lambda: True)
    said = company("check")
    assert said.out == "The file, its journal and its indexes are whole.\n"
    *parts, last = said.err.split("\r")[:-1]
    assert [part.split("%")[0].strip() for part in parts] == [str(tenth) for tenth in range(0, 100, 10)]
    assert not last.strip()


def test_damage_is_named_and_gives_status_1(company: Shell) -> None:
    damage(company.path, "DROP TRIGGER journal_customer_update")
    said = company("check", "--json")
    assert (said.status, said.data["whole"]) == (1, False)
    assert [finding["area"] for finding in said.data["findings"]] == ["triggers"]
    assert company("check").out == "The triggers that write the journal are missing or out of date.\n"


def test_what_is_no_company_file_gets_one_sentence(company: Shell, tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04 no database", b"SQLite format 3\x00" + b"\x00" * 200):
        other = tmp_path / "other.crm"
        other.write_bytes(content)
        said = Shell(other, company.capsys)("check")
        assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
        assert "other.crm" in said.err
    assert Shell(tmp_path / "none.crm", company.capsys)("check").status == 1
