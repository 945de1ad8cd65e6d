"""The window never waits for the file: while it is used, no statement runs in its thread."""

import gc
import threading
import weakref
from pathlib import Path

from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from tests.end_to_end.desk import at_the_desk
from tests.end_to_end.walk import Walk
from tests.gui_thread import FRAME_MS, Watchdog, sql_in_this_thread

# A frame is the aim, and what `dev.py bench` measures; this machine may be half as quick as a usual one.
SLOWEST_FRAME_MS = 2 * FRAME_MS


def test_the_thread_of_the_window_runs_no_statement_and_is_seldom_busy(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "sample.crm"
    create_sample_file(path, SampleDraft(40), clock=clock)
    with sql_in_this_thread() as found, at_the_desk(qapp, tmp_path, clock, path) as driver:
        driver.window.resize(1280, 800)
        driver.wait_for_list()
        with Watchdog() as watchdog:
            Walk(driver, watchdog.during).everywhere()
        assert found == []
        assert watchdog.p95() <= SLOWEST_FRAME_MS, watchdog.stalls()[:5]
        session = driver.desk.session
        assert session is not None
        # Whoever would read here is seen.
        with session.database.read(session.background.viewer):
            assert found


class _Round:
    """Something that only the collection of cycles frees; tells in which thread."""

    def __init__(self, told: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: told.append(threading.get_ident()))


def test_what_is_left_in_cycles_is_freed_in_the_thread_of_the_window(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    told: list[int] = []

    def litter() -> None:
        for _ in range(5_000):
            _Round(told)

    with at_the_desk(qapp, tmp_path, clock) as driver:
        thread = threading.Thread(target=litter)
        thread.start()
        thread.join()
        assert told == []
        driver.desk.garbage.collect()
        assert set(told) == {threading.get_ident()}
    assert gc.isenabled()
