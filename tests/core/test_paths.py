"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from crm_desktop.core.paths import remove_unfinished, replacing


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(path) as unfinished:
        unfinished.write_text(str(1 / 0))
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("list.csv", "old")]


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with replacing(path) as one, replacing(path) as other:
        one.write_text("one")
        other.write_text("other")
    assert path.read_text() == "one"


def test_what_an_ended_process_left_is_taken_away_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "List [1].xlsx"
    (tmp_path / ".List [1].xlsx.7-abc.tmp").write_text("half")
    (tmp_path / ".List 1.xlsx.7-abc.tmp").write_text("somebody else's")
    remove_unfinished(path)
    assert [each.name for each in tmp_path.iterdir()] == [".List 1.xlsx.7-abc.tmp"]
