"""A statistic is one set of figures: on screen, on paper, in files and as JSON; each cell counts the list behind it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from crm_desktop.core import formats
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.viewer import HIDDEN, SYSTEM
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from crm_desktop.queries.contract import CONTRACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.interaction import INTERACTIONS
from crm_desktop.queries.lead import LEADS
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.order import ORDERS
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.reports import statistic, statistic_jobs
from crm_desktop.reports.pipeline_statistic import BY_CHANGE, WAY
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.sketch import Box
from crm_desktop.reports.statistic import Cell, Statistic, as_data
from crm_desktop.reports.statistic_charts import chart_of
from crm_desktop.reports.statistic_jobs import StatisticRequest, build, export, print_pages
from crm_desktop.reports.statistic_names import STATISTICS
from crm_desktop.storage.database import Reading
from tests.cli.running import table
from tests.company import NOW
from tests.reports.pages import pages

LISTS = {each.kind: each for each in (OPPORTUNITIES, CUSTOMERS, ORDERS, SERVICE_CASES, CONTRACTS, INTERACTIONS, LEADS)}
MONTH = ReportRequest(date(2026, 11, 1), date(2026, 11, 21))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company."""
    made = tmp_path_factory.mktemp("statistic") / "sample.crm"
    create_sample_file(made, SampleDraft(80), clock=FixedClock.at(NOW))
    return made


@pytest.fixture(scope="module")
def reading(path: Path) -> Iterator[Reading]:
    with statistic_jobs.reading_of(str(path), SYSTEM) as opened:
        yield opened


def _cells(found: Statistic) -> Iterator[tuple[str, Cell, bool]]:
    """Each cell, called by where it stands, and whether it counts records."""
    for each in found.tables:
        for row in each.rows:
            for column, cell in zip(each.columns, row, strict=True):
                yield f"{each.name} {row[0].text} {column.title}", cell, column.unit == statistic.COUNT


@pytest.mark.parametrize("name", STATISTICS)
def test_every_count_is_that_of_the_list_behind_it(reading: Reading, name: str) -> None:
    found = build(reading, StatisticRequest(name, MONTH))
    told = {where: cell for where, cell, is_count in _cells(found) if is_count and cell.spec}
    assert any(cell.number for cell in told.values())
    for where, cell in told.items():
        assert cell.spec
        assert LISTS[cell.kind or found.kind].count(reading, cell.spec) == cell.number, where


def test_the_steps_of_the_pipeline_begin_where_the_one_before_ended(reading: Reading) -> None:
    found = build(reading, StatisticRequest("pipeline", MONTH))
    boxes = [mark for mark in chart_of(found, WAY, 600, 250).sketch.marks if isinstance(mark, Box)]
    steps = [(box.x, box.x + box.width) for box in boxes]
    assert len(steps) > 3
    for (left, right), (next_left, next_right) in pairwise(steps):
        assert {round(left), round(right)} & {round(next_left), round(next_right)}, "they meet"


@pytest.mark.parametrize("name", STATISTICS)
def test_paper_file_and_data_say_the_same(path: Path, reading: Reading, tmp_path: Path, name: str) -> None:
    for language in ("en", "zh_CN"):
        asked = StatisticRequest(name, replace(MONTH, language=language))
        found = build(reading, asked)
        pdf = print_pages(str(path), SYSTEM, asked, language)
        assert pdf == print_pages(str(path), SYSTEM, asked, language)
        said = "".join("".join(pages(pdf)).split())
        for where, cell, _ in _cells(found):
            assert "".join(cell.text.split()) in said, where
        # Tables made alike stand below each other, each row with the name of its own.
        alike = [each for each in found.tables if each.columns == found.tables[0].columns]
        crossed = sum(len(row) - 1 for each in found.tables if each not in alike for row in each.rows)
        target, rows = tmp_path / f"{language}.csv", sum(len(each.rows) for each in alike)
        assert export(str(path), SYSTEM, asked, str(target)) == rows + (crossed if len(alike) > 1 else 0)
        data = [row for each in alike for row in as_data(found)["tables"][each.name]]
        for line, told in zip(table(target)[:rows], data, strict=True):
            assert [*line][len(line) - len(told) :] == [*told]
            for title, value in told.items():
                if isinstance(value, int | float):
                    assert float(line[title]) == value
                else:
                    assert line[title] in ((value,) if value else ("", formats.MISSING)), title


def test_a_role_without_amounts_is_told_none_and_one_without_reports_nothing(reading: Reading) -> None:
    kept = replace(reading, viewer=replace(SYSTEM, limits=frozenset({(AMOUNT, HIDDEN)})))
    found = build(kept, StatisticRequest("pipeline", MONTH))
    assert {tile.cell.number for tile in found.tiles} == {None}
    assert all(row[2].number is None for row in next(each for each in found.tables if each.name == BY_CHANGE).rows)
    with pytest.raises(NotAllowed):
        build(replace(reading, viewer=replace(SYSTEM, rights=frozenset())), StatisticRequest("pipeline", MONTH))


def test_who_is_kept_from_amounts_reads_none_in_the_ten_cs(reading: Reading) -> None:
    kept = replace(reading, viewer=replace(SYSTEM, limits=frozenset({(AMOUNT, HIDDEN)})))
    customer = reading.plain("SELECT customer_id FROM sales_order GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")[0][0]
    for about in (None, customer):
        asked = StatisticRequest("ten_c", replace(MONTH, period_from=date(2025, 11, 22)), about)
        open_to_all, hidden = (
            {(table.name, row[0].text): row[1].number for table in build(each, asked).tables for row in table.rows}
            for each in (reading, kept)
        )
        told = {key for key, number in hidden.items() if number is not None}
        assert told <= open_to_all.keys()
        for name in ("Net sales", "Left", "Sales kept, net", "Cost per new customer", "Class A", "Share of demand"):
            assert not any(title.startswith(name) for _, title in told), name
    refused = replace(reading, viewer=replace(SYSTEM, rights=frozenset()))
    assert build(refused, StatisticRequest("ten_c", MONTH, customer)).tables
