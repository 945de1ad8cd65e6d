"""Older company files: brought to this program's schema after a backup, or left exactly as they were."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import UserError
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import ENTITIES
from crm_desktop.queries.integrity import findings
from crm_desktop.storage import capture, database, migrations
from crm_desktop.storage.connection import APPLICATION_ID, engine
from crm_desktop.storage.database import SCHEMA_VERSION, Database
from tests.architecture.sources import ROOT
from tests.builders import a_customer
from tests.company import Company, found_company
from tests.upgrades.schema import schema_of

STEP = '''"""A step of a test."""

from alembic import op

revision = "{number:04d}"
down_revision = "{before:04d}"


def upgrade() -> None:
    """Do what the test wants."""
    op.execute("{statement}")
'''


@pytest.fixture
def outdated(tmp_path: Path) -> Path:
    """A file that is a company by its mark alone: version 0, no tables."""
    path = tmp_path / "old.crm"
    by_hand = driver.connect(str(path))
    by_hand.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    by_hand.close()
    return path


@pytest.fixture
def next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Adds a step with this statement behind the last one; gives its number."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.HERE / "versions", folder / "versions", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "HERE", folder)
    number = SCHEMA_VERSION

    def add(statement: str) -> int:
        nonlocal number
        number += 1
        content = STEP.format(number=number, before=number - 1, statement=statement)
        (folder / "versions" / f"{number:04d}_test.py").write_text(content, encoding="utf-8")
        return number

    return add


def upgraded(company: Company, target: int) -> Path:
    """Bring the file of a company to a version; gives the backup."""
    company.database.close()
    writer = engine(company.database.path, writes=True)
    try:
        with writer.connect() as connection:
            return migrations.upgrade(connection, company.database.path, target)
    finally:
        writer.dispose()


def asked(path: Path, statement: str) -> object:
    """The first answer of a file."""
    by_hand = driver.connect(str(path))
    try:
        row = by_hand.execute(statement).fetchone()
    finally:
        by_hand.close()
    return row[0] if row else None


def test_the_migrations_lead_to_the_schema_of_the_models(outdated: Path, tmp_path: Path) -> None:
    Database.open(outdated).close()
    Database.create(tmp_path / "new.crm").close()
    assert schema_of(outdated) == schema_of(tmp_path / "new.crm")


def test_an_upgraded_file_works_like_a_new_one(outdated: Path, tmp_path: Path, clock: FixedClock) -> None:
    Database.open(outdated, clock).close()
    shutil.copyfile(outdated, tmp_path / "empty.crm")
    company = Company(Database.open(outdated, clock), clock, SYSTEM)
    with company.write() as work:
        work.insert_rows(ENTITIES[0], [{"id": work.new_id(), "name": "company.currency", "value": "EUR"}])
    with company.read() as reading:
        assert reading.position == 1
        assert findings(reading) == []
    company.database.close()


def test_a_backup_of_the_older_file_stays_beside_it(outdated: Path) -> None:
    Database.open(outdated).close()
    (backup,) = outdated.parent.glob("old.version-0-*.crm")
    assert asked(backup, "PRAGMA application_id") == APPLICATION_ID
    assert asked(backup, "PRAGMA user_version") == 0
    assert asked(outdated, "PRAGMA user_version") == SCHEMA_VERSION


def test_steps_change_tables_and_keep_records_journal_and_search(
    company: Company, next_step: Callable[[str], int]
) -> None:
    with company.write() as work:
        a_customer(work, "Acme")
    next_step("ALTER TABLE customer ADD COLUMN nickname TEXT")
    target = next_step("UPDATE customer SET nickname = name")
    changes = asked(company.database.path, "SELECT count(*) FROM sync_change")
    backup = upgraded(company, target)
    path = company.database.path
    assert asked(path, "SELECT nickname FROM customer") == "Acme"
    assert asked(path, "PRAGMA user_version") == target
    assert asked(path, "SELECT count(*) FROM sync_change") == changes
    assert asked(path, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'") == 3 * len(ENTITIES)
    assert asked(backup, "SELECT name FROM customer") == "Acme"


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("INSERT INTO nowhere VALUES (1)", "no such table"),
        ("UPDATE customer SET parent_id = 'nobody'", "dangling reference"),
    ],
)
def test_a_step_that_fails_leaves_the_file_as_it_was_and_the_backup(
    company: Company, next_step: Callable[[str], int], statement: str, complaint: str
) -> None:
    with company.write() as work:
        a_customer(work, "Acme")
    before = schema_of(company.database.path)
    next_step("ALTER TABLE customer ADD COLUMN nickname TEXT")
    target = next_step(statement)
    with pytest.raises(Exception, match=complaint):
        upgraded(company, target)
    assert schema_of(company.database.path) == before
    assert asked(company.database.path, "PRAGMA user_version") == SCHEMA_VERSION
    (backup,) = company.database.path.parent.glob("*.version-*")
    assert asked(backup, "SELECT name FROM customer") == "Acme"
    reopened = Database.open(company.database.path, company.clock)
    with reopened.read(SYSTEM) as reading:
        assert findings(reading) == []
    reopened.close()


def test_the_second_of_two_programs_finds_the_work_done(company: Company, next_step: Callable[[str], int]) -> None:
    target = next_step("ALTER TABLE customer ADD COLUMN nickname TEXT")
    upgraded(company, target)
    upgraded(company, target)
    assert asked(company.database.path, "PRAGMA user_version") == target


def test_an_encrypted_file_is_backed_up_encrypted(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "sealed.crm"
    Database.create(path, clock, key="secret").close()
    writer = engine(path, "secret", writes=True)
    with writer.connect() as connection:
        backup = migrations.upgrade(connection, path, SCHEMA_VERSION)
    writer.dispose()
    assert not backup.read_bytes().startswith(b"SQLite format 3")
    Database.open(backup, clock, key="secret").close()


def test_stale_triggers_are_made_anew_on_opening(company: Company) -> None:
    company.database.close()
    by_hand = driver.connect(str(company.database.path))
    by_hand.executescript(
        "DROP TRIGGER journal_customer_update; DROP TRIGGER journal_contact_insert;"
        "CREATE TRIGGER journal_contact_insert AFTER INSERT ON contact BEGIN SELECT 1; END;"
        "CREATE TRIGGER journal_of_old AFTER INSERT ON product BEGIN SELECT 1; END;"
    )
    by_hand.close()
    opened = Database.open(company.database.path, company.clock)
    with opened.read(SYSTEM) as reading:
        assert capture.present(reading.connection) == capture.expected()
    opened.close()


def test_reading_an_outdated_file_says_what_to_do(outdated: Path) -> None:
    with pytest.raises(UserError, match="Open it in the window once"):
        Database.open(outdated, read_only=True)
    assert asked(outdated, "PRAGMA user_version") == 0


def test_a_current_file_is_opened_without_alembic(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "current.crm"
    found_company(path, clock).close()
    code = (
        "import sys, pathlib; from crm_desktop.storage.database import Database;"
        f"Database.open(pathlib.Path({str(path)!r})).close(); print(*sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if name.partition(".")[0] == "alembic"]


def test_every_version_has_its_step() -> None:
    numbers = sorted(file.name[:4] for file in (migrations.HERE / "versions").glob("[0-9]*.py"))
    assert numbers == [f"{number:04d}" for number in range(1, database.SCHEMA_VERSION + 1)]
