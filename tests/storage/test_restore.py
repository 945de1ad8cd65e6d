"""A restored backup takes the place of the file, which is kept; whoever ends the program finds one of the two whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.core.errors import UserError
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.storage import backup, restore
from crm_desktop.storage.database import Database
from tests.builders import a_customer
from tests.company import Company, found_company

NOW = 1_764_000_000_000


def names(path: Path) -> set[str]:
    """The customers of a file."""
    database = Database.open(path, read_only=True)
    try:
        with database.read(SYSTEM) as reading:
            return {each.name for each in reading.session.query(Customer)}
    finally:
        database.close()


@pytest.fixture
def kept(company: Company, tmp_path: Path) -> Path:
    """A backup with one customer of a company that has two."""
    with company.write() as work:
        a_customer(work, "Acme")
    path = tmp_path / "kept.crm"
    backup.copy(company.database.path, path)
    with company.write("Create customer Beta") as work:
        a_customer(work, "Beta")
    return path


def test_a_preview_says_what_would_differ(company: Company, kept: Path) -> None:
    seen = restore.preview(company.database.path, kept)
    (customers,) = [each for each in seen.kinds if each.title == "Customer"]
    assert (customers.now, customers.then) == (2, 1)
    assert [(str(each.label), each.by) for each in seen.missing] == [("Create customer Beta", "Ada Lin")]
    assert (seen.missing_count, seen.only_there) == (1, 0)


def test_the_present_file_is_kept_aside(company: Company, kept: Path) -> None:
    path = company.database.path
    company.database.close()
    aside = restore.restore(path, kept, NOW)
    assert aside is not None
    assert names(path) == {"Acme"}
    assert names(aside) == {"Acme", "Beta"}
    assert names(kept) == {"Acme"}


def test_a_file_that_is_open_elsewhere_is_left_alone(
    company: Company, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "PATIENCE_S", 0.2)
    other = Database.open(company.database.path)
    try:
        with other.read(SYSTEM), pytest.raises(UserError, match="open in another window"):
            restore.restore(company.database.path, kept, NOW)
    finally:
        other.close()
    assert names(company.database.path) == {"Acme", "Beta"}


def test_a_backup_of_another_company_is_refused(company: Company, tmp_path: Path) -> None:
    other = found_company(tmp_path / "other.crm", company.clock)
    other.close()
    company.database.close()
    with pytest.raises(UserError, match="another company"):
        restore.preview(company.database.path, other.path)
    with pytest.raises(UserError, match="another company"):
        restore.restore(company.database.path, other.path, NOW)


def test_a_damaged_file_is_kept_with_what_stands_beside_it(company: Company, kept: Path) -> None:
    path = company.database.path
    company.database.close()
    content = bytearray(path.read_bytes())
    content[:4_000] = b"\xff" * 4_000
    path.write_bytes(content)
    path.with_name(path.name + "-wal").write_bytes(b"what was not written into it yet")
    assert restore.preview(path, kept).present is None
    aside = restore.restore(path, kept, NOW)
    assert aside is not None
    assert aside.read_bytes() == content
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"what was not written into it yet"
    assert names(path) == {"Acme"}


@pytest.mark.parametrize("until", [0.2, 0.96, 1.0])
def test_ended_at_any_moment_the_old_file_or_the_new_is_whole(company: Company, kept: Path, until: float) -> None:
    path = company.database.path
    company.database.close()
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from crm_desktop.storage import backup, restore\n"
        "backup._PAGES_AT_ONCE = 20\n"
        f"tell = lambda done, _text: done >= {until} and os._exit(9)\n"
        "restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), 5, progress=tell)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path), str(kept)], check=False)
    assert ended.returncode == 9
    assert names(path) == ({"Acme"} if until == 1.0 else {"Acme", "Beta"})
