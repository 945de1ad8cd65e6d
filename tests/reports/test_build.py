"""The report of a real pipeline: its figures are those counted from the files, and each leads to just its records."""

import csv
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.exchange import import_run
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.people import owner_ids_named, team_id_named
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.reports import figures as names
from crm_desktop.reports.build import ReportRequest, build_report
from crm_desktop.reports.data import report_data
from crm_desktop.reports.figures import Report
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

    def count(self, spec: ListSpec | None) -> int:
        """How many deals the list behind a figure shows."""
        assert spec is not None
        with self.database.read(self.viewer) as reading:
            return OPPORTUNITIES.count(reading, spec)

    def won(self, by: Callable[[dict[str, str]], str]) -> dict[str, int]:
        """Won revenue by something, added up from the file."""
        sums: dict[str, int] = defaultdict(int)
        for deal in self.deals:
            if deal["deal_stage"] == "Won":
                sums[by(deal)] += int(float(deal["close_value"]))
        return dict(sums)


@pytest.fixture(scope="module")
def sales(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sales]:
    """The four files of the pipeline in a company in dollars, imported once."""
    folder = test_data / "crm_sales_opportunities"
    path = tmp_path_factory.mktemp("sales") / "sales.crm"
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


def _figures(report: Report) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in report_data(report)["figures"]}


def _breakdown(report: Report, name: str, value: str = "value") -> dict[str, Any]:
    (found,) = (each for each in report_data(report)["breakdowns"] if each["name"] == name)
    return {row["label"]: row.get(value) for row in found["rows"]}


# --- a year


def test_the_figures_of_the_year_are_those_known_of_it(sales: Sales) -> None:
    figures = _figures(sales.report())
    assert {name: figure["value"] for name, figure in figures.items() if name not in ("weighted_pipeline",)} == {
        "won_revenue": 10_005_534,
        "win_rate": round(4238 / 6711, 9),
        "deals_won": 4238,
        "deals_lost": 2473,
        "open_pipeline": 4_966_215,
        "average_deal": 2360.91,
        "sales_cycle": round(219_452 / 4238, 9),
    }
    assert (figures["win_rate"]["numerator"], figures["win_rate"]["denominator"]) == (4238, 6711)
    assert (figures["won_revenue"]["unit"], figures["open_pipeline"]["records"]) == ("USD", 1589 + 500)
    assert 0 < figures["weighted_pipeline"]["value"] < 4_966_215


def test_quarters_and_months_add_up(sales: Sales) -> None:
    report = sales.report()
    (quarters,) = (each for each in report_data(report)["breakdowns"] if each["name"] == names.BY_QUARTER)
    assert [(row["key"], row["value"], row["won"], row["lost"]) for row in quarters["rows"]] == [
        ("2017-Q1", 1_134_672, 531, 116),
        ("2017-Q2", 3_086_111, 1254, 778),
        ("2017-Q3", 2_982_255, 1257, 790),
        ("2017-Q4", 2_802_496, 1196, 789),
    ]
    (months,) = (each for each in report_data(report)["breakdowns"] if each["name"] == names.BY_MONTH)
    assert {row["key"]: row["value"] for row in months["rows"] if row["value"]} == sales.won(
        lambda deal: deal["close_date"][:7]
    )


@pytest.mark.parametrize(
    ("name", "column", "largest"),
    [
        (names.BY_OWNER, "sales_agent", [1_153_214, 478_396, 454_298]),
        (names.BY_CUSTOMER, "account", [341_455, 269_245, 206_410]),
        (names.BY_PRODUCT, "product", []),
    ],
)
def test_revenue_is_split_as_the_file_splits_it(sales: Sales, name: str, column: str, largest: list[int]) -> None:
    shown = _breakdown(sales.report(), name)
    assert {label: value for label, value in shown.items() if value} == sales.won(lambda deal: deal[column])
    assert list(shown.values())[: len(largest)] == largest


def test_regions_are_those_of_the_owners(sales: Sales) -> None:
    shown = _breakdown(sales.report(), names.BY_REGION)
    assert shown == {"West": 3_568_647, "Central": 3_346_293, "East": 3_090_594}
    assert shown == sales.won(lambda deal: sales.region_of[deal["sales_agent"]])
    report = sales.report()
    assert _breakdown(report, names.BY_OWNER, "won")["Darcel Schlecht"] == 349
    assert _breakdown(report, names.BY_OWNER, "lost")["Darcel Schlecht"] == 204


def test_the_pipeline_stands_in_its_stages(sales: Sales) -> None:
    shown = {label: value for label, value in _breakdown(sales.report(), names.BY_STAGE).items() if value}
    assert shown == {"Prospecting": 1_073_986, "Engaging": 3_892_229}


# --- other periods, teams and owners


def test_a_quarter_is_compared_with_the_one_before(sales: Sales) -> None:
    report = sales.report(date(2017, 7, 1), date(2017, 9, 30))
    figures = _figures(report)
    assert (report.previous_from, report.previous_to) == (date(2017, 4, 1), date(2017, 6, 30))
    assert (figures["won_revenue"]["value"], figures["won_revenue"]["previous"]) == (2_982_255, 3_086_111)
    assert (figures["deals_lost"]["value"], figures["deals_lost"]["previous"]) == (790, 778)
    assert figures["win_rate"]["previous"] == round(1254 / (1254 + 778), 9)


def test_a_year_without_sales_says_nothing_rather_than_zero_of_what_is_a_quotient(sales: Sales) -> None:
    figures = _figures(sales.report(date(2010, 1, 1), date(2010, 12, 31)))
    assert (figures["won_revenue"]["value"], figures["win_rate"]["value"], figures["average_deal"]["value"]) == (
        0,
        None,
        None,
    )
    # Deals without an opening day were always open.
    assert figures["open_pipeline"]["records"] == 500


def test_of_one_owner_only_the_own_deals_count(sales: Sales) -> None:
    owners = sales.looked_up(lambda reading: owner_ids_named(reading, ["Darcel Schlecht"]))
    report = sales.report(owner_ids=owners)
    figures = _figures(report)
    assert [figures[name]["value"] for name in ("won_revenue", "deals_won", "deals_lost")] == [1_153_214, 349, 204]
    assert list(_breakdown(report, names.BY_OWNER)) == ["Darcel Schlecht"]
    assert_figures_lead_to_their_records(sales, report)


def test_of_one_team_only_its_members_deals_count(sales: Sales) -> None:
    manager = "Dustin Brinkmann"
    team = sales.looked_up(lambda reading: team_id_named(reading, manager))
    report = sales.report(team_id=team)
    by_manager = sales.won(lambda deal: sales.manager_of[deal["sales_agent"]])
    assert _figures(report)["won_revenue"]["value"] == by_manager[manager]
    assert_figures_lead_to_their_records(sales, report)


# --- the way to the records


def assert_figures_lead_to_their_records(sales: Sales, report: Report) -> None:
    """Every figure's and row's list holds just the records it says it was made of."""
    for figure in report.figures:
        assert sales.count(figure.filter) == figure.records, figure.name
    for breakdown in report.breakdowns:
        for row in breakdown.rows:
            assert sales.count(row.filter) == row.count, (breakdown.name, row.label)


def test_every_figure_and_row_leads_to_just_its_records(sales: Sales) -> None:
    assert_figures_lead_to_their_records(sales, sales.report())


def test_figures_of_a_period_that_begins_within_a_month_lead_to_their_records_too(sales: Sales) -> None:
    assert_figures_lead_to_their_records(sales, sales.report(date(2017, 3, 14), date(2017, 12, 31)))


# --- on paper


def test_two_processes_print_the_same_bytes(sales: Sales, tmp_path: Path) -> None:
    printed = [tmp_path / "first.pdf", tmp_path / "second.pdf"]
    for number, out in enumerate(printed):
        environment = {**os.environ, "PYTHONHASHSEED": str(number), "TZ": ("UTC", "Asia/Shanghai")[number]}
        days = ["--from", "2017-01-01", "--to", "2017-12-31"]
        command = ["-m", "crm_desktop", "report", str(sales.path), "management", *days, "--out", str(out)]
        done = subprocess.run([sys.executable, *command], env=environment, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    assert printed[0].read_bytes() == printed[1].read_bytes()
