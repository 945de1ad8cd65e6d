"""How a run that ended badly is noticed, and what its report says."""

import faulthandler
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop.core import crash
from crm_desktop.core.run_mark import RunMark, bad_ends

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
# A run that does one thing and then ends in the way given.
RUN = """
import logging, os, signal, sys
from datetime import datetime
from pathlib import Path
from crm_desktop.core import trail
from crm_desktop.core.log import keep_log
from crm_desktop.core.run_mark import RunMark
folder = Path(sys.argv[1])
keep_log(folder)
mark = RunMark(folder, datetime.now().astimezone())
trail.leave("command", "customer.edit")
{end}
"""


@pytest.fixture
def run(tmp_path: Path) -> "Run":
    return Run(tmp_path)


class Run:
    """Starts processes that end badly."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, end: str) -> int:
        command = [sys.executable, "-c", RUN.format(end=end), str(self.folder)]
        return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode


def test_a_killed_run_is_reported_once_with_what_it_did_last(run: Run) -> None:
    assert run("os.kill(os.getpid(), signal.SIGKILL)" if sys.platform != "win32" else "os._exit(9)")
    (bad,) = bad_ends(run.folder)
    told = bad.report.read_text(encoding="utf-8")
    assert "killed, or failed in native code" in told
    assert "command customer.edit" in told
    assert abs((datetime.now().astimezone() - bad.when).total_seconds()) < 600
    assert not bad_ends(run.folder)


def test_a_fault_in_native_code_leaves_its_place(run: Run) -> None:
    assert run("import faulthandler; faulthandler._sigabrt()")
    (bad,) = bad_ends(run.folder)
    assert "Fatal Python error: Aborted" in bad.report.read_text(encoding="utf-8")


def test_a_run_that_goes_on_or_ended_well_is_not_reported(run: Run) -> None:
    assert run("mark.end()") == 0
    assert not bad_ends(run.folder)
    was_on = faulthandler.is_enabled()
    mine = RunMark(run.folder, NOW)
    assert not bad_ends(run.folder)
    mine.end()
    assert not list(run.folder.glob("running-*"))
    if was_on:
        faulthandler.enable()


def test_a_device_that_keeps_no_files_goes_without(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    mark = RunMark(tmp_path / "log", NOW)
    mark.write("nothing happens")
    mark.end()


def test_few_reports_are_kept(tmp_path: Path) -> None:
    for _crash in range(25):
        crash.write_report(tmp_path, "report", NOW)
    assert len(list(tmp_path.glob("crash-*.txt"))) == 20


def test_what_caused_an_error_is_told_before_it_without_data() -> None:
    quoting = "no such customer: 'Haverton Ltd'\n[parameters: ('Haverton', 'x')]"
    try:
        try:
            raise ValueError(quoting)
        except ValueError as error:
            raise AssertionError("could not read 12 rows") from error
    except AssertionError as error:
        error.add_note("In the worker process:\nTraceback (most recent call last):\n  File x")
        error.add_note("ValueError: of Haverton\n  and Haverton")
        story = "\n".join(crash.story_of(error))
    assert story.index("ValueError: …") < story.index("AssertionError: could not read 12 rows")
    assert "  File x" in story
    # The code that failed is told; what it worked on is not.
    assert "Haverton" not in story


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("secret customer Alderworth 重庆 text"), "RuntimeError: …"),
        (KeyError("Alderworth Care Homes"), "KeyError: …"),
        (ValueError("no amount in\nAlderworth Care Homes"), "ValueError: …"),
        (TypeError("can't add 'Alderworth's home' to 'int'"), "TypeError: can't add ‘…’"),
        (PermissionError(13, "Permission denied", "/tmp/Alderworth.crm"), "PermissionError: [Errno 13] Permission"),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
    ],
)
def test_a_message_made_of_data_is_not_told_in_any_script(error: Exception, told: str) -> None:
    story = "\n".join(crash.story_of(error))
    assert told in story
    assert "Alderworth" not in story
