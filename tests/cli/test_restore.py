"""`restore`, `rescue` and `check --repair`, as somebody types them whose file is in trouble."""

from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage.database import Database
from tests.builders import a_user, role
from tests.cli.running import Shell, text_file


@pytest.fixture
def company(shell: Shell, tmp_path: Path) -> Shell:
    """A company with a backup, and a customer made since."""
    assert shell("import", "customers", text_file(tmp_path / "c.csv", "name,number", "Haverton,H-1")).status == 0
    assert shell("backup", tmp_path / "kept.crm").status == 0
    assert shell("import", "customers", text_file(tmp_path / "d.csv", "name,number", "Milford,H-2")).status == 0
    return shell


def names(company: Shell) -> list[str]:
    """The names of the customers."""
    return [name for (name,) in company.rows("SELECT name FROM customer WHERE deleted = 0 ORDER BY name")]


def test_a_backup_is_restored_and_the_present_file_kept(company: Shell, tmp_path: Path) -> None:
    said = company("restore", tmp_path / "kept.crm", "--json").data
    assert names(company) == ["Haverton"]
    assert names(Shell(Path(said["kept_aside"]), company.capsys)) == ["Haverton", "Milford"]
    assert company("check").status == 0


def test_what_was_done_since_is_brought_in_on_request(company: Shell, tmp_path: Path) -> None:
    said = company("restore", tmp_path / "kept.crm", "--merge")
    assert "Steps brought in again: 1." in said.out
    assert names(company) == ["Haverton", "Milford"]


def test_who_looks_after_the_company_restores_it(company: Shell, tmp_path: Path) -> None:
    """A file that cannot be read any more asks nobody."""
    with closing(Database.open(company.path)) as database, database.write(Message("New user"), SYSTEM) as work:
        a_user(work, "Ben Ohm", login="ben", role_id=role("salesperson"))
    refused = company("restore", tmp_path / "kept.crm", "--as", "ben")
    assert (refused.status, "Your role does not allow this." in refused.err) == (1, True)
    assert company("restore", tmp_path / "kept.crm", "--as", "nobody").status == 1
    assert names(company) == ["Haverton", "Milford"]
    company.path.write_bytes(bytes(4096) + company.path.read_bytes()[4096:])
    assert company("restore", tmp_path / "kept.crm", "--as", "ben").status == 0
    assert names(company) == ["Haverton"]


def test_a_file_is_not_restored_from_itself(company: Shell) -> None:
    said = company("restore", company.path)
    assert (said.status, said.err) == (1, "“team.crm” is the company file itself. Choose one of its backups.\n")


def test_a_damaged_file_is_rescued(company: Shell, tmp_path: Path) -> None:
    content = bytearray(company.path.read_bytes())
    content[:4096] = bytes(4096)
    company.path.write_bytes(content)
    assert company("history").status == 1
    said = company("rescue", tmp_path / "saved.crm")
    assert (said.status, "Customer: 2" in said.out) == (0, True)
    assert names(Shell(tmp_path / "saved.crm", company.capsys)) == ["Haverton", "Milford"]


def test_what_can_be_mended_is_mended(company: Shell) -> None:
    by_hand = driver.connect(str(company.path))
    by_hand.executescript(
        "UPDATE sync_state SET capture = 0; UPDATE customer SET name = 'X'; UPDATE sync_state SET capture = 1;"
    )
    by_hand.close()
    assert company("check").status == 1
    said = company("check", "--repair", "--json").data
    assert (said["whole"], len(said["mended"]) > 0) == (True, True)
    assert names(company) == ["Haverton", "Milford"]
    assert company("check").status == 0
