"""The report of a real pipeline: its figures are those counted from the files."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.queries.people import owner_ids_named, team_id_named
from crm_desktop.reports import figures as names
from crm_desktop.reports.data import report_data
from crm_desktop.reports.figures import Report
from tests.reports.sales import Sales


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


def test_of_one_team_only_its_members_deals_count(sales: Sales) -> None:
    manager = "Dustin Brinkmann"
    team = sales.looked_up(lambda reading: team_id_named(reading, manager))
    report = sales.report(team_id=team)
    by_manager = sales.won(lambda deal: sales.manager_of[deal["sales_agent"]])
    assert _figures(report)["won_revenue"]["value"] == by_manager[manager]


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
