"""The last words of a helper process that fails in native code, in a file that the process beside it reads."""

import contextlib
import faulthandler
import os
from collections.abc import Iterator
from pathlib import Path

from crm_desktop.core import paths


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Let this process write where it was when native code fails; nothing is left when it does not."""
    path = _place(os.getpid())
    with contextlib.ExitStack() as ending:
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            # Undone backwards: Windows removes no file that is open.
            ending.callback(path.unlink, missing_ok=True)
            file = ending.enter_context(path.open("w", encoding="utf-8"))
            faulthandler.enable(file)
            ending.callback(faulthandler.disable)
        yield


def take(process_id: int) -> str | None:
    """What a process wrote that has ended, if anything; its file goes."""
    path, told = _place(process_id), ""
    with contextlib.suppress(OSError):
        told = path.read_text(encoding="utf-8", errors="replace")
        path.unlink(missing_ok=True)
    return told or None


def _place(process_id: int) -> Path:
    return paths.log_dir() / f"worker-{process_id}.txt"
