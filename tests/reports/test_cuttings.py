"""The folder of cut fonts."""

import os
from pathlib import Path

from crm_desktop.core import paths
from crm_desktop.reports.fonts import REGULAR, Cuttings


def _files() -> set[Path]:
    return set((paths.cache_dir() / "cut fonts").iterdir())


def test_the_next_report_finds_the_font_again_and_what_none_needs_goes() -> None:
    made = Cuttings().path(REGULAR, "report 报表")
    before = made.stat().st_mtime_ns
    os.utime(made, (0, 0))
    assert Cuttings()._folder == made.parent
    assert made not in _files()
    again = Cuttings().path(REGULAR, "报表 report")
    assert (again, again.read_bytes()[:4]) == (made, b"\0\1\0\0")
    assert again.stat().st_mtime_ns >= before
    os.utime(again, (again.stat().st_mtime - 6 * 86_400,) * 2)
    assert Cuttings().path(REGULAR, "report 报表") == again
    left = again.with_suffix(".999")
    left.touch()
    os.utime(left, (0, 0))
    Cuttings()
    assert again in _files()
    assert left not in _files()
