"""A spawned process that works beside this one and ends with it, whatever becomes of either."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import Any

_ASKED_EVERY_S = 0.5
_END_S = 2.0


class Ended(Exception):
    """The other process is gone, or could not be started: its work must be done here."""


class SecondProcess:
    """Runs `target(connection, *args)`; what it sends is received here, in order."""

    def __init__(self, target: Callable[..., None], *args: object) -> None:
        # Loaded by few commands: the start needs none of it.
        from multiprocessing import get_context

        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        # Both end when this process does: the daemonic one by Python, and a pipe nobody holds any more by an EOFError.
        self._process = context.Process(target=_serve, args=(target, theirs, *args), daemon=True)
        try:
            with free_to_start_processes():
                self._process.start()
        except (OSError, RuntimeError) as error:
            self._connection.close()
            raise Ended from error
        finally:
            theirs.close()

    def send(self, message: object) -> None:
        """Hand something over; waits while the other process does not take it."""
        try:
            self._connection.send(message)
        except OSError as error:
            raise Ended from error

    def receive(self, meanwhile: Callable[[], None] = lambda: None) -> Any:
        """What the other process sends next; `meanwhile` is called now and then while it is awaited, and may raise."""
        try:
            while not self._connection.poll(_ASKED_EVERY_S):
                meanwhile()
            return self._connection.recv()
        except (EOFError, OSError) as error:
            raise Ended from error

    def close(self) -> None:
        """End it at once; one that hangs in a file of a network, and cannot even be killed, is not waited for."""
        self._connection.close()
        self._process.kill()
        self._process.join(_END_S)
        if not self._process.is_alive():
            self._process.close()


@contextlib.contextmanager
def free_to_start_processes() -> Iterator[None]:
    """Let a worker, which is daemonic to end with the window, start another process that ends with it."""
    from multiprocessing import current_process

    own = current_process()
    was_daemonic = own.daemon
    if was_daemonic:
        own.daemon = False
    try:
        yield
    finally:
        if was_daemonic:
            own.daemon = True


def _serve(target: Callable[..., None], connection: Any, *args: object) -> None:
    # Ctrl+C in a terminal reaches both processes; only the first decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The first process is gone, or wants no more.
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        target(connection, *args)
