"""`insight` and `report`: the same figures for people, for programs and on paper."""

from pathlib import Path

from crm_desktop.insight.ten.titles import GRIDS, TITLES
from tests.cli.running import Shell
from tests.reports.pages import pages


def test_the_pipeline_is_told_for_people_for_programs_and_on_paper(shell: Shell, tmp_path: Path) -> None:
    assert shell("demo").status == 0
    told = shell("insight", "pipeline", "--period", "2026", "--json").data
    assert told["tables"]["change"][0]["Change"] == "Open before"
    new = told["figures"]["new"]["note"]
    assert new in shell("insight", "pipeline", "--period", "2026").out
    target = tmp_path / "pipeline.pdf"
    assert shell("report", "pipeline", "--from", "2026-01-01", "--to", "2026-12-31", "--out", target).status == 0
    assert new in pages(target.read_bytes())[0]


def test_days_that_mean_nothing_are_refused(shell: Shell) -> None:
    assert shell("demo").status == 0
    assert "lies behind" in shell("insight", "pipeline", "--from", "2026-03-01", "--as-of", "2026-02-01").err
    assert "not both" in shell("insight", "pipeline", "--period", "2026", "--as-of", "2026-02-01").err
    assert "2026-Q3" in shell("insight", "pipeline", "--period", "soon").err


def test_the_ten_cs_are_told_of_the_firm_and_of_a_customer(shell: Shell, tmp_path: Path) -> None:
    assert shell("demo").status == 0
    firm = shell("insight", "ten_c", "--as-of", "2026-11-21", "--json").data
    assert len(firm["figures"]) == 10
    assert {*firm["tables"]} == {*TITLES, *GRIDS}
    number = shell.value("SELECT number FROM customer WHERE deleted = 0 LIMIT 1")
    told = shell("insight", "ten_c", "--customer", number, "--json").data
    assert [*told["tables"]] == [*TITLES]
    target = tmp_path / "ten.pdf"
    assert shell("report", "ten_c", "--from", "2025-11-22", "--to", "2026-11-21", "--out", target).status == 0
    assert "not told of one" in shell("insight", "pipeline", "--customer", number).err


def test_a_segment_is_run_on_two_days_and_tells_who_moved(shell: Shell) -> None:
    assert shell("demo").status == 0
    assert "Name the segment" in shell("segments", "run").err
    assert shell("segments", "add", "Classes").status == 0
    assert "two days" in shell("segments", "migration", "Classes").err
    for day in ("2026-06-30", "2026-11-20"):
        told = shell("segments", "run", "Classes", "--as-of", day, "--json").data
    assert [each["on"] for each in told[0]["runs"]] == ["2026-11-20", "2026-06-30"]
    moves = shell("segments", "migration", "Classes", "--json").data["moves"]
    new = told[0]["runs"][0]["members"]
    assert sum(each["customers"] for each in moves if each["after"]) == new


def test_groups_are_told_in_words_and_a_segment_goes_with_its_runs(shell: Shell) -> None:
    assert shell("demo").status == 0
    assert shell("segments", "add", "Worth", "--by", "rfm").status == 0
    told = shell("segments", "run", "Worth", "--as-of", "2026-11-20").out
    assert "Important, of value: " in told
    assert "champions" not in told
    assert shell("segments", "delete", "Worth").out.strip() == "Nothing found."
    assert shell.value("SELECT count(*) FROM segment_run WHERE deleted = 0") == 0
    assert shell("undo").status == 0
    assert shell.value("SELECT count(*) FROM segment_run WHERE deleted = 0") == 1
    assert shell("segments", "list").out == told


def test_the_forecast_of_a_month_is_kept_once_by_the_rules(shell: Shell) -> None:
    assert shell("demo").status == 0
    assert shell("rules", "run", "--json").data["forecast_kept"]
    assert not shell("rules", "run", "--json").data["forecast_kept"]
    told = shell("insight", "forecast", "--as-of", "2069-12-31", "--from", "2020-01-01", "--json").data
    assert [*told["tables"]] == ["months", "owners", "deals", "decides", "kept", "people"]
    assert told["tables"]["deals"]
    assert len(told["tables"]["kept"]) == 6
