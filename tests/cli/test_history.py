"""`history`: what happened to a record, told newest first, for whoever names it by number, name or id."""

from pathlib import Path

import pytest

from tests.cli.running import Shell, text_file


@pytest.fixture
def told(shell: Shell, tmp_path: Path) -> Shell:
    """A customer that was imported twice, with another city the second time."""
    for city in ("York", "Leeds"):
        source = text_file(tmp_path / "customers.csv", "name,number,city", f"Haverton,H-1,{city}", "Kestrel,H-2,Selby")
        assert shell("import", "customers", source, "--key", "number").status == 0
    return shell


def test_the_steps_of_a_record_are_told_newest_first(told: Shell) -> None:
    said = told("history", "customers", "H-1", "--json")
    newest, oldest = said.data["steps"]
    assert (said.status, newest["by"], newest["is_undo"]) == (0, "Administrator", False)
    (change,) = newest["changes"]
    assert (change["table"], change["what"]) == ("customer", "changed")
    assert {"name": "city", "title": "City", "old": "York", "new": "Leeds"} in change["fields"]
    assert oldest["changes"][0]["what"] == "added"
    assert newest["at"] >= oldest["at"]


@pytest.mark.parametrize("kind", ["customers", "customer"])
def test_a_record_is_named_by_number_name_or_id(told: Shell, kind: str) -> None:
    record_id = told("history", kind, "H-2", "--json").data["id"]
    for name in (record_id, "Kestrel"):
        assert told("history", kind, name, "--json").data["id"] == record_id


def test_people_read_it_in_their_language(told: Shell) -> None:
    english, chinese = (
        told("history", "customers", "Haverton"),
        told("history", "customers", "Haverton", "--lang", "zh_CN"),
    )
    assert "    City: York → Leeds" in english.out.splitlines()
    assert "York → Leeds" in chinese.out
    assert "City" not in chinese.out


def test_what_is_unknown_gets_one_sentence(told: Shell) -> None:
    said = told("history", "customers", "Nobody")
    assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
    assert "Nobody" in said.err
    assert told("history", "dragons", "H-1").status == 2


def test_of_two_with_one_name_the_number_is_asked_for(told: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "more.csv", "name,number", "Kestrel,H-3")
    assert told("import", "customers", source, "--key", "number").status == 0
    said = told("history", "customers", "Kestrel")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert told("history", "customers", "H-3").status == 0
