"""Laptops killed at any moment lose nothing that was saved: a short run; `dev.py soak` is the long one."""

import sys
from pathlib import Path

import pytest

from tests.sync import killing


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="processes are made by fork here, which is quick on Linux alone")
def test_no_acknowledged_step_is_lost_to_kills_and_damage(tmp_path: Path) -> None:
    seen = killing.run(2, 3, tmp_path)
    assert seen.kills
    assert seen.acknowledged
