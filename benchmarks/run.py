"""Measures the program on a big company, each figure beside the least the machine needs for the same work.

Run `python3 dev.py bench [--customers N] [--file F.crm]`; it prints the table that docs/performance.md keeps. Making
the sample of 100,000 customers takes long; `--file` names one made before (it is created there when absent).
"""

import argparse
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import paper, reading, writing
from benchmarks.measure import Measured, table
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database

PARTS = ("read", "one", "import", "report")


def main() -> None:
    """Measure and print."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = asked.file or folder / "sample.crm"
        if set(asked.parts) != {"import"} and not sample.exists():
            print(f"Making a sample company with {asked.customers:,} customers …", file=sys.stderr)
            create_sample_file(sample, SampleDraft(asked.customers))
        print(f"Python {platform.python_version()}, {platform.platform()}\n")
        print(table(list(_measured(asked.parts, sample, folder, asked.customers))))


def _measured(parts: list[str], sample: Path, folder: Path, customers: int) -> Iterator[Measured]:
    if "import" in parts:
        yield from writing.measure_import(folder, customers)
    if not set(parts) - {"import"}:
        return
    database = Database.open(sample)
    with database.read(SYSTEM) as found:
        viewer = viewer_of(found)
    if "read" in parts:
        with database.read(viewer) as one:
            yield from reading.measure(one)
    if "report" in parts:
        with database.read(viewer) as one:
            yield from paper.measure(one)
    if "one" in parts:
        yield writing.measure_one(database, viewer, folder)
    database.close()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--file", type=Path, help="a sample company to measure on; customers are added to it")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    return parser.parse_args()


if __name__ == "__main__":
    main()
