"""Where kept files lie while other programs show them."""

import os
from pathlib import Path

import pytest

from crm_desktop.core import paths
from crm_desktop.ui import opened_files


def test_what_another_window_takes_away_meanwhile_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path)
    monkeypatch.setattr(opened_files, "_folder", None)
    old = tmp_path / "opened" / "old"
    old.mkdir(parents=True)
    (old / "gone.pdf").symlink_to(tmp_path / "nowhere")
    os.utime(old, (0, 0))
    (tmp_path / "opened" / "a gone").symlink_to(tmp_path / "nowhere")
    place = opened_files.place_for("offer.pdf")
    assert place.name == "offer.pdf"
    assert not old.exists()
