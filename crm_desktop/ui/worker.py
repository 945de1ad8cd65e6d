"""The one spawned process in which heavy functions run, so that the window stays smooth and small."""

import importlib
import inspect
import logging
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from typing import Any, Protocol

from crm_desktop.core import native_faults
from crm_desktop.core.i18n import Message

_log = logging.getLogger(__name__)
_LAST_WORDS_S = 5
HeavyFunction = Callable[..., Any] | str
Report = Callable[..., None]


class CancelledError(Exception):
    """The work was given up by the user; never shown."""


class WorkerError(Exception):
    """The worker process ended by itself, or handed back an error that cannot travel between processes."""


class Worker(Protocol):
    """Somewhere to run heavy functions, one after another."""

    def call(self, token: object, function: HeavyFunction, args: tuple[Any, ...], report: Report) -> Any:
        """Run the function to its end and return its result; the token names this call for `end`."""

    def end(self, token: object) -> None:
        """Stop the call named by the token, if it is the one running."""

    def close(self) -> None:
        """Stop for good."""


class InlineWorker:
    """Runs heavy functions in this process, for tests and the command line."""

    def call(self, token: object, function: HeavyFunction, args: tuple[Any, ...], report: Report) -> Any:
        """Call the function here."""
        return call_function(function, args, report)

    def end(self, token: object) -> None:
        """Do nothing: a call here is over before anyone could end it."""

    def close(self) -> None:
        """Own nothing to close."""


class WorkerProcess:
    """A spawned process, started with the first call and started anew after a cancelled one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Any = None
        self._connection: Any = None
        self._running: object | None = None
        self._is_closed = False

    def warm(self) -> None:
        """Start the process if it is not there."""
        with self._lock:
            if not self._is_closed and (self._process is None or not self._process.is_alive()):
                self._start()

    def call(self, token: object, function: HeavyFunction, args: tuple[Any, ...], report: Report) -> Any:
        """Send the function over, pass on its progress and return its result; blocks the calling thread."""
        self.warm()
        with self._lock:
            if self._is_closed:
                raise CancelledError
            self._running = token
            process, connection = self._process, self._connection
        try:
            connection.send((function, args))
            result = self._await_result(process, connection, report)
            _log.info("job done: %s", function if isinstance(function, str) else function.__qualname__)
            return result
        finally:
            self._running = None

    def end(self, token: object) -> None:
        """Kill the process if it is busy with the call of this token; its caller gets `CancelledError`."""
        with self._lock:
            if self._running is token:
                self._kill()

    def close(self) -> None:
        """Kill the process and refuse further calls."""
        with self._lock:
            self._is_closed = True
            self._kill()

    def _start(self) -> None:
        # Loaded with the first call: the start needs none of it.
        import multiprocessing

        # Always spawn: a forked copy of a process with threads and Qt in it is not safe anywhere.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), name="crm-worker", daemon=True)
        self._connection = ours
        self._process.start()
        theirs.close()

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            # One that hangs in a shared file of a network cannot even be killed; nobody waits for it.
            process.join(_LAST_WORDS_S)
            if not process.is_alive():
                native_faults.take(process.pid)
                process.close()

    def _await_result(self, process: Any, connection: Any, report: Report) -> Any:
        while True:
            try:
                kind, value = connection.recv()
            except (EOFError, OSError) as error:
                connection.close()
                if self._process is not process:
                    raise CancelledError from error
                raise _ended(process) from error
            if kind == "progress":
                report(*value)
            elif kind == "result":
                return value
            else:
                raise value


def serve(connection: Any) -> None:
    """Answer calls until the window's process closes the pipe; the main function of the worker process."""
    # Ctrl+C in a terminal reaches both processes; only the window decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with native_faults.kept():
        while True:
            try:
                function, args = connection.recv()
            except EOFError:
                return
            connection.send(_answer(connection, function, args))


def call_function(function: HeavyFunction, args: tuple[Any, ...], report: Report) -> Any:
    """Call a function given itself or as `package.module.name`, with `progress` if it takes that."""
    if isinstance(function, str):
        module, _, name = function.rpartition(".")
        function = getattr(importlib.import_module(module), name)
    assert callable(function)
    if "progress" in inspect.signature(function).parameters:
        return function(*args, progress=report)
    return function(*args)


def _answer(connection: Any, function: HeavyFunction, args: tuple[Any, ...]) -> tuple[str, Any]:
    def report(fraction: float, text: Message | None = None) -> None:
        connection.send(("progress", (fraction, text)))

    try:
        answer = ("result", call_function(function, args, report))
        pickle.dumps(answer[1])
    except Exception as error:
        error.add_note("In the worker process:\n" + traceback.format_exc())
        answer = ("error", _portable(error))
    return answer


def _ended(process: Any) -> WorkerError:
    """The process failed in native code, or somebody killed it."""
    process.join(_LAST_WORDS_S)
    error = WorkerError(f"the worker process ended unexpectedly, exit status {process.exitcode}")
    if (told := native_faults.take(process.pid)) is not None:
        error.add_note(f"In the worker process:\n{told}")
    return error


def _portable(error: Exception) -> Exception:
    """Return the error itself if it survives the trip, else one that says the same in words."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        travels = WorkerError(f"{type(error).__name__}, which cannot be handed on")
        travels.add_note("In the worker process:\n" + "".join(traceback.format_exception(error)))
        return travels
    return error
