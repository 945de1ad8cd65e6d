"""One laptop of the random schedules: its file, its clock, and what its computer remembers."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import derived_id
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import ENTITY_OF, Customer, DictionaryEntry
from crm_desktop.storage import contexts, identity
from crm_desktop.storage.connection import plain
from crm_desktop.storage.database import Database, UnitOfWork
from crm_desktop.storage.identity import Device

KIND, FIRST = derived_id("kind", "call"), derived_id("customer", "first")


@dataclass
class Watch:
    """The clock of one laptop: it goes on with everybody's time, and may be wrong by anything."""

    time: list[int]
    skew: int = 0

    def now_ms(self) -> int:
        """Milliseconds since 1970, as this laptop believes."""
        self.time[0] += 1
        return self.time[0] + self.skew


@dataclass
class Laptop:
    """One laptop: its file, what it remembers outside the file, and its clock."""

    path: Path
    watch: Watch
    backup: Path | None = None
    device: Path = field(init=False)
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.device = self.path.with_suffix(".device")

    def open(self) -> None:
        """Start the program on the file."""
        self.database = Database.open(self.path, self.watch)
        self.database.device = Device(self.device)

    def rows(self, statement: str, *values: object) -> list[Any]:
        """What a statement gives."""
        with self.database.snapshot() as connection:
            return plain(connection, statement, values)

    def tokens(self) -> frozenset[int]:
        """The steps in the journal."""
        labels = self.rows("SELECT label FROM sync_txn")
        return frozenset(int(text) for (label,) in labels if (text := json.loads(label)[0]).isdigit())

    def put_back(self, backup: Path) -> None:
        """Put an old copy of the file in its place."""
        self.database.close()
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.copyfile(backup, self.path)
        self.open()


def make_template(path: Path) -> None:
    """A company file with one customer and what rows refer to."""
    database = Database.create(path, Watch([1_600_000_000_000]))
    with database.write(Message("Founded"), SYSTEM) as work:
        entry = {"kind": "interaction", "code": "call", "name_en": "Call", "name_zh": "电话"}
        work.insert_row(DictionaryEntry, {"id": KIND, **entry})
        insert_customer(work, FIRST)
    with database.merging() as connection:
        identity.forget_home(connection)
    database.close()


def dump(laptop: Laptop) -> dict[str, Any]:
    """Every row of every table, what is to be reviewed, and how much of each replica's journal there is."""
    with laptop.database.read(SYSTEM) as reading:
        tables = {table: reading.plain(f"SELECT * FROM {table} ORDER BY id") for table in ENTITY_OF}
        conflicts = sorted(reading.plain("SELECT * FROM sync_conflict"))
        hashes = sorted(
            reading.plain("SELECT r.id, t.seq, t.hash FROM sync_txn t JOIN sync_replica r ON r.n = t.origin")
        )
        return {**tables, "conflicts": conflicts, "journal": hashes, "vector": contexts.vector(reading.connection)}


def assert_same(found: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Two laptops show the same."""
    for name, rows in expected.items():
        assert found[name] == rows, name


def insert_customer(work: UnitOfWork, key: str) -> None:
    """A customer who is called "New"."""
    work.insert_row(Customer, {"id": key, "number": key[:8], "name": "New", "created_at": 0})
