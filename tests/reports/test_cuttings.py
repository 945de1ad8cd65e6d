"""The folder of cut fonts."""

import os
import tempfile
from pathlib import Path

import pytest

from crm_desktop.reports.fonts import Cuttings


def test_what_a_cancelled_report_left_goes_with_a_later_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("crm-fonts-old", "crm-fonts-new", "somebody-elses"):
        (tmp_path / name).mkdir()
    for name in ("crm-fonts-old", "somebody-elses"):
        os.utime(tmp_path / name, (0, 0))
    made = Cuttings()._folder
    assert {each.name for each in tmp_path.iterdir()} == {made.name, "crm-fonts-new", "somebody-elses"}
