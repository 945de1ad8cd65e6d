"""Running the company's rules while the window is open: soon after the start, then from time to time."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.page_context import PageContext

if TYPE_CHECKING:  # loaded when the rules are first looked at, not at the start
    from crm_desktop.operations.rules import RulesRun

_FIRST_MS = 20_000
_EVERY_MS = 15 * 60_000
# A merge brings many changes one after the other.
_AFTER_CLAIMS_MS = 3_000


class RulesRunner(QObject):
    """Looks on a reader thread whether there is something to do, and only then writes."""

    def __init__(self, window: MainWindow, context: PageContext, feed: ChangeFeed) -> None:
        super().__init__(window)
        self._window, self._background = window, context.background
        self._is_first = True
        self._timer = QTimer(self, interval=_FIRST_MS)
        self._timer.timeout.connect(self.run)
        if not self._background.against_writing:
            self._timer.start()
            feed.subscribe(window, ("claim",), lambda _changes: self._timer.start(_AFTER_CLAIMS_MS))

    def run(self) -> None:
        """Find out whether anything is due, and do it."""
        self._timer.start(_EVERY_MS)
        self._background.read(self, self._look, self._on_looked)

    def stop(self) -> None:
        """Never again."""
        self._timer.stop()

    def _look(self, reading: Any) -> tuple[bool, int, int | None]:
        from crm_desktop.operations.rules import has_work
        from crm_desktop.queries.protection import about_to_return
        from crm_desktop.queries.service_warning import next_mark_at

        leaving = about_to_return(reading, reading.viewer.user_id) if self._is_first else []
        next_at = next_mark_at(reading)
        return has_work(reading), len(leaving), None if next_at is None else next_at - reading.now_ms

    def _on_looked(self, found: tuple[bool, int, int | None]) -> None:
        is_due, leaving, next_in = found
        if next_in is not None and next_in < _EVERY_MS:
            # A time limit is told of when it passes, and not up to a quarter of an hour later.
            self._timer.start(max(_AFTER_CLAIMS_MS, next_in))
        if leaving:
            self._window.say(Message("Of your customers soon in the public pool: {count}", count=leaving))
        self._is_first = False
        if is_due:
            from crm_desktop.operations.rules import STEP, run_rules

            self._background.write(STEP, run_rules, self._on_run, owner=self, viewer=SYSTEM)

    def _on_run(self, run: "RulesRun") -> None:
        if run.is_partial:
            self._timer.start(_AFTER_CLAIMS_MS)
        if returned := run.done.get("pool"):
            self._window.say(Message("Given back to the public pool: {count}", count=returned))
