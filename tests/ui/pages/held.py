"""A background whose readings are answered when a test says so, in the order it says."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from crm_desktop.ui.background import InlineBackground
from crm_desktop.ui.worker import Worker

Result = TypeVar("Result")


class HeldExecutor(Executor):
    """Reads at once, and tells the answer only when it is let go."""

    def __init__(self) -> None:
        self.is_holding = False
        self.held: list[tuple[Future[Any], Any, Exception | None]] = []

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Read now what is to be told later."""
        future: Future[Result] = Future()
        found, error = None, None
        try:
            found = fn(*args, **kwargs)
        except Exception as wrong:
            error = wrong
        self.held.append((future, found, error))
        if not self.is_holding:
            self.let_go()
        return future

    def let_go(self, *, newest_first: bool = False) -> int:
        """Tell what is held, and return how many answers that were; what is asked for meanwhile stays held."""
        held, self.held = self.held, []
        for future, found, error in reversed(held) if newest_first else held:
            if error is None:
                future.set_result(found)
            else:
                future.set_exception(error)
        return len(held)


class HeldBackground(InlineBackground):
    """Writes at once; readings wait while `reads` is holding, and what is worked out while `heavy` is."""

    reads: HeldExecutor
    heavy: HeldExecutor

    def _engines(self) -> tuple[Executor, Executor, Executor, Worker]:
        _readers, writer, _heavy, worker = super()._engines()
        self.reads, self.heavy = HeldExecutor(), HeldExecutor()
        return self.reads, writer, self.heavy, worker
