"""Ending the program from outside: told to end it closes in order, and the next start says nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.core import paths
from crm_desktop.core.run_mark import bad_ends
from tests.end_to_end.desk import wait_until

_PATIENCE_S = 60


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal; Qt hears of a shutdown there")
@pytest.mark.usefixtures("qapp")
def test_a_window_at_rest_ends_in_order_when_the_system_asks(tmp_path: Path) -> None:
    environment = {**os.environ, paths.HOME_VARIABLE: str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen([sys.executable, "-m", "crm_desktop"], env=environment) as process:
        try:
            wait_until(lambda: any((tmp_path / "log").glob("running-*")), "the mark of the run")
            process.send_signal(signal.SIGTERM)
            assert process.wait(_PATIENCE_S) == 0
        finally:
            process.kill()
    assert not bad_ends(tmp_path / "log")
    assert not list((tmp_path / "log").glob("running-*"))
