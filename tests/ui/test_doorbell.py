"""The bell of a window that is busy stays its own."""

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
