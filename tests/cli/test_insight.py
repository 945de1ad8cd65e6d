"""`insight` and `report`: the same figures for people, for programs and on paper."""

from pathlib import Path

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
