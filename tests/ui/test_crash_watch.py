"""Failures outside of the window's own thread, and of the run before, reach the person too."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.ui.crash_watch import CrashWatch
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.worker import WorkerError, WorkerProcess
from tests.ui.test_messages import shown_box, shown_boxes

NOW = FixedClock.at("2026-11-21T06:00")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def watch(theme: Theme, window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrashWatch]:
    # Each hook is put back as pytest had it.
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr("crm_desktop.ui.crash_watch.qInstallMessageHandler", lambda _handler: None)
    monkeypatch.setattr(CrashWatch, "_end_when_told", lambda _watch: None)
    messages = Messages(theme, tmp_path, NOW)
    messages.attach(window, lambda _: None)
    watch = CrashWatch(messages, tmp_path, NOW)
    yield watch
    watch.end()


@pytest.mark.logs("unexpected error")
@pytest.mark.usefixtures("watch")
def test_a_thread_that_fails_is_told_of_in_the_window(qtbot: QtBot) -> None:
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(shown_boxes()))
    assert "ZeroDivisionError" in shown_box().details
    shown_box().accept()


def test_the_next_start_says_that_the_last_run_was_killed(
    watch: CrashWatch, window: QWidget, theme: Theme, tmp_path: Path
) -> None:
    code = (
        "import os, sys; from pathlib import Path; from datetime import datetime;"
        "from crm_desktop.core.run_mark import RunMark;"
        "mark = RunMark(Path(sys.argv[1]), datetime.now().astimezone()); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60)
    zone = timezone(timedelta(hours=8))
    before = datetime.now(zone)
    watch.tell_of_bad_end(window, theme, zone)
    box = shown_box()
    assert isinstance(box, MessageDialog)
    # The clock of the company, as everywhere in its window.
    around = [before + timedelta(minutes=minutes) for minutes in (-1, 0, 1)]
    assert any(f"{moment:%H:%M}" in box.lines[0] for moment in around)
    assert box.heading == "The program ended unexpectedly last time"
    assert "killed" in box.details
    box.accept()
    QApplication.processEvents()
    watch.tell_of_bad_end(window, theme)
    assert not shown_boxes()


def _fail_natively() -> None:
    import faulthandler

    faulthandler._sigabrt()  # type: ignore[attr-defined]  # there for such tests


def test_a_worker_that_fails_natively_tells_where() -> None:
    worker = WorkerProcess()
    try:
        with pytest.raises(WorkerError, match="ended unexpectedly") as failed:
            worker.call(object(), f"{__name__}._fail_natively", (), lambda *_: None)
    finally:
        worker.close()
    assert "Fatal Python error: Aborted" in "".join(failed.value.__notes__)
