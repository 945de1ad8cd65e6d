"""Measures the program on a big company, each figure beside the least the machine needs for the same work.

Run `python3 dev.py bench [--customers N] [--file F.crm]`; it prints the table that docs/performance.md keeps. The
company is made of random records; `--file` names another to measure on, such as the sample company.
"""

import argparse
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import filling, paper, reading, writing
from benchmarks.measure import Measured, table
from crm_desktop.core.clock import SystemClock
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from tests.company import found_company

PARTS = ("read", "one", "import", "report")


def main() -> None:
    """Measure and print."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        company = asked.file or folder / "company.crm"
        if set(asked.parts) != {"import"} and not company.exists():
            print(f"Making a company with {asked.customers:,} customers …", file=sys.stderr)
            _make(company, asked.customers)
        print(f"Python {platform.python_version()}, {platform.platform()}\n")
        print(table(list(_measured(asked.parts, company, folder, asked.customers))))


def _measured(parts: list[str], company: Path, folder: Path, customers: int) -> Iterator[Measured]:
    if "import" in parts:
        yield from writing.measure_import(folder, customers)
    if not set(parts) - {"import"}:
        return
    database = Database.open(company)
    viewer = _administrator(database)
    if "read" in parts:
        with database.read(viewer) as one:
            yield from reading.measure(one)
    if "report" in parts:
        with database.read(viewer) as one:
            yield from paper.measure(one)
    if "one" in parts:
        yield writing.measure_one(database, viewer, folder)
    database.close()


def _make(path: Path, customers: int) -> None:
    database = found_company(path, SystemClock())
    filling.fill(database, _administrator(database), customers)
    database.close()


def _administrator(database: Database) -> Viewer:
    with database.read(SYSTEM) as found:
        return viewer_of(found)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument(
        "--file", type=Path, help="a company to measure on, made there when absent; it gets a few customers more"
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    return parser.parse_args()


if __name__ == "__main__":
    main()
