"""A real pipeline of 8,800 deals in a company of dollars, and the same deals as their file has them."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.exchange import import_run
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.reports.build import build_report
from crm_desktop.reports.figures import Report
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.storage.database import Database, Reading
from tests.company import NOW

SOURCES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("users", "sales_teams", {}),
    ("products", "products", {}),
    ("customers", "accounts", {"technolgy": "Technology", "Philipines": "Philippines"}),
    ("opportunities", "sales_pipeline", {"GTXPro": "GTX Pro"}),
)
YEAR = (date(2017, 1, 1), date(2017, 12, 31))
Deals = list[dict[str, str]]


@dataclass(frozen=True)
class Sales:
    """The company with the pipeline in it, and the pipeline as its file has it."""

    path: Path
    database: Database
    viewer: Viewer
    deals: Deals
    region_of: dict[str, str]
    manager_of: dict[str, str]

    def report(self, first: date = YEAR[0], last: date = YEAR[1], **choices: Any) -> Report:
        """The report of some days, of 2017 when not said."""
        with self.database.read(self.viewer) as reading:
            return build_report(reading, ReportRequest(first, last, **choices))

    def looked_up(self, query: Callable[[Reading], Any]) -> Any:
        """What a query says."""
        with self.database.read(self.viewer) as reading:
            return query(reading)

    def won(self, by: Callable[[dict[str, str]], str]) -> dict[str, int]:
        """Won revenue by something, added up from the file."""
        sums: dict[str, int] = defaultdict(int)
        for deal in self.deals:
            if deal["deal_stage"] == "Won":
                sums[by(deal)] += int(float(deal["close_value"]))
        return dict(sums)


@contextmanager
def imported(folder: Path, path: Path) -> Iterator[Sales]:
    """The four files of the pipeline, imported into a new company file."""
    database = Database.create(path, FixedClock.at(NOW))
    with database.write(Message("New company"), SYSTEM) as work:
        create_company(work, CompanyDraft("Hardware Vendor", "Ada Lin", "ada", "USD", "UTC"))
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading)
    for kind, name, fixes in SOURCES:
        with database.write(Message("Import"), viewer) as work:
            assert import_run.run(work, ImportRequest(folder / f"{name}.csv", kind, fixes=fixes)).rejected == 0
    people = _rows(folder / "sales_teams.csv")
    yield Sales(
        path,
        database,
        viewer,
        [
            {**row, "product": SOURCES[3][2].get(row["product"], row["product"])}
            for row in _rows(folder / "sales_pipeline.csv")
        ],
        {row["sales_agent"]: row["regional_office"] for row in people},
        {row["sales_agent"]: row["manager"] for row in people},
    )
    database.close()


def _rows(path: Path) -> Deals:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
