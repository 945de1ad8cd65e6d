"""A restored backup goes on as a laptop of its own, and loses nothing that the present file still has."""

from pathlib import Path

import pytest

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage import backup
from crm_desktop.storage.database import Database
from crm_desktop.sync.restoring import restore_file
from tests.builders import a_customer
from tests.company import Company

NOW = 1_764_000_000_000


@pytest.fixture
def kept(company: Company, tmp_path: Path) -> Path:
    """A backup with one customer of a company that has two; the company is closed."""
    with company.write() as work:
        a_customer(work, "Acme")
    path = tmp_path / "kept.crm"
    backup.copy(company.database.path, path)
    with company.write() as work:
        a_customer(work, "Beta")
    company.database.close()
    return path


def names(path: Path) -> list[str]:
    database = Database.open(path, read_only=True)
    try:
        with database.read(SYSTEM) as reading:
            return [name for (name,) in reading.plain("SELECT name FROM customer ORDER BY name")]
    finally:
        database.close()


def test_it_becomes_another_laptop_of_the_same_company(company: Company, kept: Path) -> None:
    path = company.database.path
    before = backup.verify(path)
    done = restore_file(path, kept, NOW)
    after = backup.verify(path)
    assert (after.workspace, done.merged) == (before.workspace, None)
    assert after.replica != before.replica
    assert names(path) == ["Acme"]
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []


def test_what_was_done_since_is_brought_in_again(company: Company, kept: Path) -> None:
    done = restore_file(company.database.path, kept, NOW, merge=True)
    assert done.merged == 1
    assert names(company.database.path) == ["Acme", "Beta"]


def test_even_a_damaged_file_gives_back_what_its_journal_still_says(company: Company, kept: Path) -> None:
    path = company.database.path
    content = bytearray(path.read_bytes())
    content[:4096] = bytes(4096)
    path.write_bytes(content)
    done = restore_file(path, kept, NOW, merge=True)
    assert done.merged == 1
    assert names(path) == ["Acme", "Beta"]
