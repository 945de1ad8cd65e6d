"""Starting the program again, by real processes: the window that has the file open comes forward."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QApplication

from crm_desktop.core import paths
from crm_desktop.core.clock import FixedClock
from crm_desktop.operations.user import UserDraft, create_user
from crm_desktop.ui.doorbell import bell_name, ring
from tests.company import Company
from tests.end_to_end.desk import at_the_desk, wait_until

Start = Callable[..., "subprocess.Popen[str]"]
_PATIENCE_S = 60


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the program on this device as a shell would; what still runs in the end is ended."""
    started: list[subprocess.Popen[str]] = []
    environment = {**os.environ, paths.HOME_VARIABLE: str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}

    def begin(*arguments: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "crm_desktop", *map(str, arguments)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def file(company: Company) -> Iterator[Path]:
    """A company file of two users; the bells of killed programs do not stay behind."""
    with company.write() as work:
        create_user(work, UserDraft(name="Tom Reyes", login="tom"))
    company.database.close()
    path = company.database.path
    yield path
    for each in path.parent.glob("*.crm"):
        QLocalServer.removeServer(bell_name(each))


def test_the_open_window_comes_forward(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path, start: Start
) -> None:
    link = tmp_path / "the same.crm"
    link.symlink_to(file)
    with at_the_desk(qapp, tmp_path, clock, file) as driver:
        driver.wait_for_list()
        driver.window.showMinimized()
        driver.wait(driver.window.isMinimized, "the window gone")
        second = start(link, "--as", "ada")
        driver.wait(lambda: second.poll() is not None, "the second start to end")
        assert second.returncode == 0, second.communicate()
        assert not driver.window.isMinimized()
        assert driver.window.isVisible()
        assert not ring(tmp_path / "nobody has this open.crm")


@pytest.mark.usefixtures("qapp")
def test_a_bell_left_by_a_crash_is_taken_down(file: Path, start: Start) -> None:
    crashed = start(file)
    wait_until(lambda: ring(file), "a window")
    crashed.kill()
    crashed.wait(_PATIENCE_S)
    again = start(file)
    wait_until(lambda: ring(file), "a window again")
    # Someone else at the same file gets a window of their own.
    assert not ring(file, "tom")
    assert again.poll() is None
