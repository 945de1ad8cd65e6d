"""The bell of a window that is busy stays its own."""

import os
import socket
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer

from crm_desktop.ui import doorbell
from crm_desktop.ui.doorbell import Doorbell, bell_name


@pytest.mark.usefixtures("qapp")
def test_a_window_too_busy_to_answer_is_not_taken_for_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "_PATIENCE_MS", 50)
    path = tmp_path / "company.crm"
    busy = QLocalServer()
    assert busy.listen(bell_name(path))
    other = Doorbell(path, lambda _login: True)
    assert not other._server.isListening()
    busy.close()


@pytest.mark.skipif(sys.platform == "win32", reason="bells are no files there")
@pytest.mark.usefixtures("qapp")
def test_bells_of_killed_programs_go_when_another_one_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="bells") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        dead, alive, fresh = (Path(folder) / f"crm-desktop-{name}" for name in ("dead", "alive", "fresh"))
        listening = socket.socket(socket.AF_UNIX)
        for place in (dead, alive, fresh):
            one = listening if place is alive else socket.socket(socket.AF_UNIX)
            one.bind(str(place))
            if one is listening:
                one.listen()
            else:
                one.close()
        for place in (dead, alive):
            os.utime(place, (0, 0))
        (Path(folder) / "crm-desktop-tests").mkdir()
        Doorbell(tmp_path / "company.crm", lambda _login: True).take_down()
        assert {each.name for each in Path(folder).iterdir()} == {
            "crm-desktop-alive",
            "crm-desktop-fresh",
            "crm-desktop-tests",
        }
        listening.close()
