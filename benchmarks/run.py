"""Measures the program on a big company, each figure beside the least the machine needs for the same work.

Run `python3 dev.py bench [--customers N] [--file F.crm]`; it prints the table that docs/performance.md keeps. The
company is the sample company, made once and kept; `--file` names another to measure on, of which a copy is taken.
"""

import argparse
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import (
    buying,
    commissioning,
    owing,
    pages,
    paper,
    reading,
    ruling,
    sample,
    scoring,
    serving,
    syncing,
    window,
    writing,
)
from benchmarks.measure import Measured, said, table
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.operations.sample import SampleDraft
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database

PARTS = (
    *("sample", "read", "one", "import", "report", "window", "sync", "rules", "commission", "owing", "service"),
    *("buying", "scores"),
)
# These need no company.
_ALONE = frozenset({"sample", "import", "commission", "owing", "service", "buying", "scores"})


def main() -> None:
    """Measure and print."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measured = []
        for each in _measured(asked.parts, asked.file, folder, asked.customers):
            measured.append(each)
            print(f"{each.work}: {said(each.took.cpu)} {each.note}", file=sys.stderr)
        print(f"Python {platform.python_version()}, {platform.platform()}\n")
        print(table(measured))


def _measured(parts: list[str], file: Path | None, folder: Path, customers: int) -> Iterator[Measured]:
    if "sample" in parts and file is None:
        yield from sample.measured(customers)
    if "import" in parts:
        yield from writing.measure_import(folder, customers)
    if "commission" in parts:
        yield from commissioning.measure(folder)
    if "owing" in parts:
        yield from owing.measure(folder)
    if "service" in parts:
        yield from serving.measure(folder)
    if "buying" in parts:
        yield from buying.measure()
    if "scores" in parts:
        yield from scoring.measure(folder)
    if set(parts) <= _ALONE:
        return
    company = folder / "company.crm"
    shutil.copyfile(file or sample.sample_file(customers), company)
    if "window" in parts:
        yield from window.measure(customers, company, sample.working_copy(SampleDraft().customers, folder))
    database = Database.open(company)
    viewer = _administrator(database)
    if "read" in parts:
        with database.read(viewer) as one:
            yield from reading.measure(one)
            yield from pages.measure(one)
        yield from pages.measure_with_limits(database, viewer)
    if "report" in parts:
        with database.read(viewer) as one:
            yield from paper.measure(one)
    if "one" in parts:
        yield writing.measure_one(database, viewer, folder)
    if "rules" in parts:
        yield from ruling.measure(database)
    database.close()
    if "sync" in parts:
        yield from syncing.measure(folder, company)


def _administrator(database: Database) -> Viewer:
    with database.read(SYSTEM) as found:
        return viewer_of(found)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--file", type=Path, help="a company to measure on, instead of the sample")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    return parser.parse_args()


if __name__ == "__main__":
    main()
