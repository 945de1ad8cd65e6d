"""Work that must not hold the window: reads, writes and heavy functions, handed back in the GUI thread.

Reads run on a few threads, writes one after another on a single thread, heavy functions in one spawned process.
Whatever finishes arrives through one signal, so every callback runs in the GUI thread; it is dropped when its owner is
gone.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from crm_desktop.core import trail
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.ui.worker import CancelledError, HeavyFunction, InlineWorker, Report, Worker, WorkerProcess

Result = TypeVar("Result")
Then = Callable[[Any], None]
Failed = Callable[[Exception], None]
Progress = Callable[[float, Message | None], None]
_IDLE_MS = 3_000


class Database(Protocol):
    """What background work needs from storage; the window's only sight of it."""

    def read(self, viewer: Any) -> AbstractContextManager[Any]:
        """Open a reading that sees what the viewer may see."""

    def write(self, label: Message, viewer: Any) -> AbstractContextManager[Any]:
        """Open a unit of work; leaving it commits, and its `changes` then say what was touched."""


class Ticket:
    """A request under way; cancelling it means its callbacks are never called."""

    def __init__(self, owner: QObject | None, title: Message | None = None) -> None:
        self.owner = owner
        self.title = title
        self.asked_at = time.perf_counter_ns()
        self.fraction: float = 0.0
        self.text: Message | None = None
        self.cancelled = False
        self.is_done = False
        # What came of a write has to be told to somebody, also when its owner is gone.
        self.writes = False
        self._on_cancel: list[Callable[[], None]] = []

    def cancel(self) -> None:
        """Give the request up: dropped when waiting, ended when it runs in the worker process."""
        if self.cancelled or self.is_done:
            return
        self.cancelled = True
        for action in self._on_cancel:
            action()

    def on_cancel(self, action: Callable[[], None]) -> None:
        """Call the action when the request is cancelled."""
        self._on_cancel.append(action)

    @property
    def is_wanted(self) -> bool:
        """Whether somebody still waits for the result."""
        return not self.cancelled and (self.owner is None or shiboken6.isValid(self.owner))


class InlineExecutor(Executor):
    """Runs each call at once in the calling thread, for tests."""

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Run the call and return its finished future."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Background(QObject):
    """Reads, writes and heavy functions off the GUI thread; `committed` announces each write once, after its commit."""

    committed = Signal(object)
    jobs_changed = Signal()
    _arrived = Signal(object)
    # Always queued: a quick job may end before its callback is set, and would call back inside `read` itself.
    _delivery = Qt.ConnectionType.QueuedConnection

    def __init__(self, database: Database, report_error: Callable[[Exception], None], viewer: Any = None) -> None:
        super().__init__()
        self.viewer = viewer
        # Why nothing can be changed in this file, in a marked text; nothing when it can.
        self.against_writing = ""
        self._database = database
        self._report_error = report_error
        self._is_closed = False
        # Whether the step written last changed anything: one that did not is no step, and undo would take back another.
        self.has_changed = False
        # The request whose answer is being told.
        self.answered: Ticket | None = None
        self._jobs: list[Ticket] = []
        self._writes: list[Ticket] = []
        self._once_written: dict[QObject, Callable[[], None]] = {}
        self._readers, self._writer, self._heavy, self._worker = self._engines()
        self._arrived.connect(self._on_arrived, self._delivery)
        # Runs out when nothing was read for a while.
        self.idle = QTimer(self, singleShot=True, interval=_IDLE_MS)

    def _engines(self) -> tuple[Executor, Executor, Executor, Worker]:
        return (
            ThreadPoolExecutor(3, thread_name_prefix="read"),
            ThreadPoolExecutor(1, thread_name_prefix="write"),
            ThreadPoolExecutor(1, thread_name_prefix="heavy"),
            WorkerProcess(),
        )

    @property
    def jobs(self) -> tuple[Ticket, ...]:
        """The titled requests under way, oldest first, for the status bar."""
        return tuple(self._jobs)

    def read(
        self,
        owner: QObject,
        query: Callable[[Any], Result],
        then: Callable[[Result], None],
        failed: Failed | None = None,
    ) -> Ticket:
        """Call the query with a reading of the acting user, then `then` with its result."""
        viewer = self.viewer
        self.idle.start()

        def job() -> Result:
            with self._database.read(viewer) as reading:
                return query(reading)

        return self._start(self._readers, Ticket(owner), job, then, failed)

    def call(
        self,
        owner: QObject,
        function: Callable[[], Result],
        then: Callable[[Result], None],
        failed: Failed | None = None,
    ) -> Ticket:
        """Call a plain function on a reader thread: small files, settings, version checks."""
        return self._start(self._readers, Ticket(owner), function, then, failed)

    def call_in_turn(
        self,
        owner: QObject,
        function: Callable[[], Result],
        then: Callable[[Result], None],
        failed: Failed | None = None,
    ) -> Ticket:
        """Call a plain function on the thread that writes, after what is being written: it may wait for the file."""
        return self._start(self._writer, Ticket(owner), function, then, failed)

    def call_with_progress(
        self,
        owner: QObject,
        function: Callable[[Report], Result],
        then: Callable[[Result], None],
        failed: Failed | None,
        progress: Progress | None,
        *,
        title: Message | None = None,
    ) -> Ticket:
        """Call a plain function that tells how far it is; what it tells raises once the ticket is cancelled.

        With a title it is shown in the status bar and counts as being written, as a write will follow.
        """
        ticket = Ticket(owner, title)
        if title is not None:
            self._begin_write(ticket)
        report = self._reporter(ticket, progress)
        return self._start(self._readers, ticket, lambda: function(report), then, failed)

    def write(
        self,
        label: Message,
        operation: Callable[..., Result],
        then: Callable[[Result], None] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
        progress: Progress | None = None,
        title: Message | None = None,
        written: Callable[[], None] | None = None,
        viewer: Any = None,
    ) -> Ticket:
        """Run the operation as one step, announce what it changed, then call `then` with its result.

        It is a step of the acting user unless a `viewer` is named.
        A write is always carried out, even when its owner is gone; `written` is called right after its commit by the
        thread that writes, owner or no owner. With `progress` the operation is called as
        `operation(work, report)`; `report` raises when the ticket was cancelled, which rolls everything back.
        """
        viewer = viewer or self.viewer
        trail.leave("step", label.text)
        ticket = Ticket(owner or _bound_owner(then), title)
        self._begin_write(ticket)
        report = self._reporter(ticket, progress)

        def job() -> Result:
            with self._database.write(label, viewer) as work:
                result = operation(work, report) if progress or title else operation(work)
            if written is not None:
                written()
            self._arrived.emit(lambda: self._on_committed(work.changes))
            return result

        return self._start(self._writer, ticket, job, then, failed)

    def _on_committed(self, changes: Any) -> None:
        self.has_changed = bool(changes)
        self.committed.emit(changes)

    def is_written(self, owner: QObject, then: Callable[[], None]) -> bool:
        """Whether nothing is being written; else `then` is called as soon as all of it was, unless it was refused."""
        if self._writes:
            self._once_written[owner] = then
        return not self._writes

    def run(
        self,
        owner: QObject,
        function: HeavyFunction,
        args: Sequence[Any],
        then: Then,
        failed: Failed | None = None,
        progress: Progress | None = None,
        *,
        title: Message | None = None,
    ) -> Ticket:
        """Call a heavy function, given itself or by dotted name, in the worker process.

        The function may take a keyword `progress(fraction, message)`. Cancelling the ticket ends the process.
        """
        trail.leave("job", function if isinstance(function, str) else function.__qualname__)
        ticket = Ticket(owner, title)
        ticket.on_cancel(lambda: self._worker.end(ticket))
        report = self._reporter(ticket, progress)
        return self._start(
            self._heavy, ticket, lambda: self._worker.call(ticket, function, tuple(args), report), then, failed
        )

    def close(self) -> None:
        """Shut down in order: no new reads, the worker ended, every write finished."""
        if self._is_closed:
            return
        self._is_closed = True
        self.idle.stop()
        self._worker.close()
        self._heavy.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)

    def _start(
        self, executor: Executor, ticket: Ticket, job: Callable[[], Any], then: Then | None, failed: Failed | None
    ) -> Ticket:
        if self._is_closed:
            # A timer of a window that is going may still ask.
            ticket.cancelled = True
            return ticket
        if ticket.title is not None:
            self._jobs.append(ticket)
            self.jobs_changed.emit()

        def guarded() -> Any:
            # What was cancelled while it waited in the queue is never begun.
            if ticket.cancelled:
                raise CancelledError
            return job()

        future = executor.submit(guarded)
        future.add_done_callback(lambda done: self._arrived.emit(lambda: self._finish(ticket, done, then, failed)))
        return ticket

    def _reporter(self, ticket: Ticket, progress: Progress | None) -> Report:
        def report(fraction: float, text: Message | None = None) -> None:
            if ticket.cancelled:
                raise CancelledError
            self._arrived.emit(lambda: self._show_progress(ticket, progress, fraction, text))

        return report

    def _show_progress(self, ticket: Ticket, progress: Progress | None, fraction: float, text: Message | None) -> None:
        if ticket.is_done or not ticket.is_wanted:
            return
        ticket.fraction, ticket.text = fraction, text
        if ticket.title is not None:
            self.jobs_changed.emit()
        if progress is not None:
            progress(fraction, text)

    def _finish(self, ticket: Ticket, done: "Future[Any]", then: Then | None, failed: Failed | None) -> None:
        ticket.is_done = True
        if ticket in self._jobs:
            self._jobs.remove(ticket)
            self.jobs_changed.emit()
        error = None if done.cancelled() else done.exception()
        has_failed = isinstance(error, Exception) and not isinstance(error, CancelledError)
        before, self.answered = self.answered, ticket
        try:
            if error is None and then is not None and not done.cancelled() and ticket.is_wanted:
                then(done.result())
            elif isinstance(error, Exception) and has_failed:
                self._fail(ticket, error, failed)
        finally:
            self.answered = before
            if ticket in self._writes:
                self._end_write(ticket, has_failed)

    def _begin_write(self, ticket: Ticket) -> None:
        ticket.writes = True
        self._writes.append(ticket)

    def _end_write(self, ticket: Ticket, has_failed: bool) -> None:
        self._writes.remove(ticket)
        if has_failed:
            self._once_written.clear()
        if not self._writes:
            waiting, self._once_written = self._once_written, {}
            for owner, then in waiting.items():
                if shiboken6.isValid(owner):
                    then()

    def _fail(self, ticket: Ticket, error: Exception, failed: Failed | None) -> None:
        is_told = ticket.is_wanted or not ticket.writes
        is_for_the_page = isinstance(error, UserError) and failed is not None and is_told
        if not is_for_the_page and not ticket.cancelled:
            self._report_error(error)
        if failed is not None and ticket.is_wanted:
            failed(error)

    def _on_arrived(self, deliver: Callable[[], None]) -> None:
        if not self._is_closed:
            deliver()


class InlineBackground(Background):
    """A background for tests: everything runs at once, in the calling thread and in this process."""

    _delivery = Qt.ConnectionType.DirectConnection

    def _engines(self) -> tuple[Executor, Executor, Executor, Worker]:
        return InlineExecutor(), InlineExecutor(), InlineExecutor(), InlineWorker()


class Latest:
    """Reads of which only the newest counts: a newer request cancels the one before."""

    def __init__(self, background: Background, owner: QObject) -> None:
        self._background = background
        self._owner = owner
        self._ticket: Ticket | None = None

    def read(
        self, query: Callable[[Any], Result], then: Callable[[Result], None], failed: Failed | None = None
    ) -> Ticket:
        """Read, and forget whatever was asked for before."""
        self.cancel()
        self._ticket = self._background.read(self._owner, query, then, failed)
        return self._ticket

    def cancel(self) -> None:
        """Forget the request under way, if any."""
        if self._ticket is not None:
            self._ticket.cancel()


def _bound_owner(then: Then | None) -> QObject | None:
    """Return the object a bound method belongs to, so that it is not called after its widget is gone."""
    owner = getattr(then, "__self__", None)
    return owner if isinstance(owner, QObject) else None
