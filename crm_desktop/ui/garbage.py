"""Python's collection of reference cycles, kept in the GUI thread."""

import contextlib
import ctypes
import gc
import sys

from PySide6.QtCore import QObject, QTimer


class GarbageCollection(QObject):
    """Collects in its own thread every second what is due, once begun; until it is stopped no other thread collects.

    Left alone, Python collects in whichever thread allocates next. A timer of the window that a reader thread destroys
    ends the process ("Timers cannot be stopped from another thread").
    """

    def __init__(self, interval_ms: int = 1000) -> None:
        super().__init__()
        gc.disable()
        self._timer = QTimer(self, interval=interval_ms)
        self._timer.timeout.connect(self.collect)

    def begin(self) -> None:
        """Collect from now on. While all is still being loaded there is much to look at and nothing to be found."""
        self._timer.start()

    def leave_alone(self) -> None:
        """Look no more at what there is now: it stays, and looking at it all would hold the window.

        What was left alone before and is of no use any more, such as a company closed since, goes first.
        """
        if gc.get_freeze_count():
            gc.unfreeze()
            gc.collect()
        gc.freeze()

    def collect(self) -> None:
        """Collect the oldest generation that is due, by the limits Python itself uses."""
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def give_back() -> None:
    """Hand memory that is free again back to the system: after a start glibc keeps some 15 MiB of it for itself."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)
