"""`undo`, and the history of the whole company that names its steps."""

from pathlib import Path

import pytest

from tests.cli.running import Shell, text_file


@pytest.fixture
def company(shell: Shell, tmp_path: Path) -> Shell:
    """A company with two imports."""
    assert shell("import", "customers", text_file(tmp_path / "c.csv", "name,number", "Haverton,H-1")).status == 0
    assert shell("import", "customers", text_file(tmp_path / "d.csv", "name,number", "Milford,H-2")).status == 0
    return shell


def living(company: Shell) -> list[str]:
    """The names of the customers."""
    return [name for (name,) in company.rows("SELECT name FROM customer WHERE deleted = 0 ORDER BY name")]


def test_the_history_of_the_company_names_the_steps_that_can_be_undone(company: Shell) -> None:
    steps = company("history", "--json", "--text", "c.csv").data["steps"]
    assert len(steps) == 1
    seen = company("undo", steps[0]["transaction"], "--preview", "--json").data
    assert seen["changes"]["Customer"] == 1
    assert living(company) == ["Haverton", "Milford"]
    assert "Undone" in company("undo", steps[0]["transaction"]).out
    assert living(company) == ["Milford"]
    assert "(undone)" in company("history").out
    again = company("undo", steps[0]["transaction"])
    assert (again.status, again.err) == (1, "This step was undone already. Undo that undo to do it again.\n")


def test_without_a_step_the_last_one_is_undone(company: Shell) -> None:
    assert company("undo").status == 0
    assert living(company) == ["Haverton"]


def test_a_kind_alone_lists_the_steps_of_its_records(company: Shell) -> None:
    assert len(company("history", "customers", "--json").data["steps"]) == 2
    assert company("history", "leads", "--json").data["steps"] == []
    assert len(company("history", "--limit", "1").out.splitlines()) == 1


def test_a_step_that_is_not_there_is_said(company: Shell) -> None:
    said = company("undo", "7:7")
    assert (said.status, said.err) == (1, "There is no step “7:7”. The history lists them all.\n")
