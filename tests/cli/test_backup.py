"""`backup` makes a checked copy and never writes over anything."""

from pathlib import Path

import pytest

from crm_desktop.storage import backup
from tests.cli.running import Shell, text_file


@pytest.fixture
def company(shell: Shell, tmp_path: Path) -> Shell:
    """A company with a customer."""
    assert shell("import", "customers", text_file(tmp_path / "c.csv", "name,number", "Haverton,H-1")).status == 0
    return shell


def test_a_backup_lies_where_it_was_wanted_and_nothing_is_written_over(company: Shell, tmp_path: Path) -> None:
    out = tmp_path / "stick" / "monday.crm"
    said = company("backup", out, "--json")
    assert (said.status, said.data["backup"], said.data["verified"]) == (0, str(out), True)
    assert Shell(out, company.capsys)("check").status == 0
    assert company("backup", out.parent, "--json").data["backup"] == str(out.parent / company.path.name)
    again = company("backup", out)
    assert (again.status, again.err) == (1, "“monday.crm” exists already. Choose another name.\n")


def test_without_a_place_it_lies_with_the_other_backups(company: Shell) -> None:
    assert company("backup").status == 0
    (made,) = backup.generations_of(company.path, backup.default_place())
    assert made.is_verified
    assert not made.is_automatic


def test_what_is_no_company_file_is_said(shell: Shell, tmp_path: Path) -> None:
    said = Shell(text_file(tmp_path / "letter.crm", "Dear all"), shell.capsys)("backup", tmp_path / "out.crm")
    assert said.status == 1
    assert "not a company file" in said.err
    assert Shell(tmp_path / "nothing.crm", shell.capsys)("backup").err == "There is no file “nothing.crm”.\n"
