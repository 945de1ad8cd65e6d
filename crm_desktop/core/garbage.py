"""Python's search for reference cycles, kept off what a long piece of work has piled up."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def only_new() -> Iterator[Callable[[], None]]:
    """Within the block cycles are looked for when the given function is called, and only among what came since.

    Python itself looks at everything again and again while much is allocated: a seventh of an import's time. Where
    another takes care of cycles already, nothing is done.
    """
    if not gc.isenabled():
        yield lambda: None
        return
    gc.disable()
    try:
        yield _collect_new
    finally:
        gc.enable()


def _collect_new() -> None:
    gc.collect(1)
