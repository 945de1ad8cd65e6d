"""How quickly is written: one customer, durably, and an import of many; beside plain inserts into the same tables."""

import csv
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, Took, said, timed, usual
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import new_id
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.exchange import import_run
from crm_desktop.operations.customer import CustomerDraft, create_customer
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage import capture
from crm_desktop.storage.connection import connect
from crm_desktop.storage.database import Database
from tests.company import NOW, found_company

COLUMNS = ("name", "external_key", "city", "address", "postcode", "phone", "email", "website")
HEADINGS = ("Customer", "Customer ID", "City", "Address", "Postcode", "Phone", "E-mail", "Website")
_CITIES = ("Leeds", "York", "Hamburg", "Köln", "杭州", "重庆", "上海", "Austin", "Oslo", "Lyon")
_WORDS = ("North", "Light", "Haver", "Clinic", "Medical", "东方", "医疗", "科技", "Group", "Works", "Optik", "仁爱")


def measure_one(database: Database, viewer: Viewer, folder: Path) -> Measured:
    """Create one customer: journaled, indexed, on the disk."""
    numbers = iter(range(1_000_000))

    def create() -> None:
        with database.write(Message("Benchmark"), viewer) as work:
            create_customer(work, CustomerDraft(name=f"Benchmark {next(numbers)}", city="Leeds", phone="0113 496 0000"))

    bare = _bare_file(folder / "bare_one.crm")
    statement = _insert(("number", "city", "phone", "name"))

    def insert() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(statement, (new_id(), "C-1", "Leeds", "0113 496 0000", f"Benchmark {next(numbers)}"))
        bare.execute("COMMIT")

    measured = Measured("create one customer", usual(create, times=99), usual(insert, times=99), "≤ 5 ×")
    bare.close()
    return measured


def measure_import(folder: Path, rows: int) -> Iterator[Measured]:
    """Import a CSV of customers into a new company: validated, key checked, journaled, searchable."""
    file = folder / "customers.csv"
    _write_csv(file, rows)
    database = found_company(folder / "import.crm", FixedClock.at(NOW))
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading)

    def run() -> None:
        with database.write(Message("Import"), viewer) as work:
            result = import_run.run(work, import_run.ImportRequest(file, "customers", key="external_key"))
            assert result.counts["created"] == rows, result.counts

    bare = _bare_file(folder / "bare_import.crm")
    before = _beside()
    own, limit = timed(run), timed(_plain_import, bare, file)
    beside = _beside() - before
    bare.close()
    database.close()
    took = Took(own.wall, own.cpu + beside)
    note = f"by the wall {own.wall / limit.wall:.1f} ×; {said(own.cpu)} in the process that writes"
    yield Measured(f"import {rows:,} customers from CSV", took, limit, "≤ 3 ×", note)


def _beside() -> float:
    """Milliseconds of the processors for processes that were started here and have ended."""
    times = os.times()
    return (times.children_user + times.children_system) * 1000


def _plain_import(bare: Any, file: Path) -> None:
    """The rows an import leaves in tables of records: the customers, and from which day on each has its status.

    Both tables have all their indexes and foreign keys, and the rows are on the disk in the end. What the import adds
    to that is not in here: the journal with its indexes and hash, the search index, numbers that nobody has, checks.
    """
    ids: list[str] = []

    def values() -> Iterator[tuple[str, ...]]:
        for number, row in enumerate(rows, 1):
            ids.append(new_id())
            yield (ids[-1], f"C-{number:05}", *row)

    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(_insert(("number", *COLUMNS)), values())
        bare.executemany(
            "INSERT INTO history_entry(id, record_kind, record_id, field, value, from_on, changed_at, deleted)"
            " VALUES (?, 'customer', ?, 'status', 'normal', '2026-11-21', 1, 0)",
            ((new_id(), record_id) for record_id in ids),
        )
        bare.execute("COMMIT")


def _insert(columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * (len(columns) + 1))
    return (
        f"INSERT INTO customer(id, {', '.join(columns)}, kind, status, created_at, deleted)"
        f" VALUES ({marks}, 'company', 'normal', 1, 0)"
    )


def _bare_file(path: Path) -> Any:
    """A connection to a file with the same tables and indexes, and nothing that follows an insert."""
    Database.create(path).close()
    connection = connect(path, writes=True)
    for name in capture.expected():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def _write_csv(file: Path, rows: int) -> None:
    dice = random.Random(1)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        for number in range(rows):
            name = f"{dice.choice(_WORDS)} {dice.choice(_WORDS)} {number}"
            phone = f"+44 113 {dice.randrange(10**6, 10**7)}"
            site = f"www.example-{number}.com"
            place = (dice.choice(_CITIES), f"{dice.randrange(1, 200)} High Street", f"{dice.randrange(10**4, 10**5)}")
            writer.writerow((name, f"K{number:06}", *place, phone, f"office@example-{number}.com", site))
