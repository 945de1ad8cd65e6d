"""Where files lie for a while that nobody else shall read: a private folder, gone in the end.

Kept files lie there, read-only, while another program shows them, and pasted rows while they are imported.
"""

import atexit
import contextlib
import shutil
import stat
import tempfile
from pathlib import Path

from crm_desktop.core import file_names, paths
from crm_desktop.core.clock import SystemClock

_STALE_MS = 3 * 24 * 3600 * 1000
_folder: Path | None = None


def place_for(name: str) -> Path:
    """A path nobody else reads, for a file of this name to be written to."""
    return new_folder() / file_names.tidy(name)


def new_folder() -> Path:
    """An empty folder nobody else reads, gone with the program at the latest."""
    return Path(tempfile.mkdtemp(dir=_own_folder()))


def protect(path: Path) -> None:
    """What is changed in another program would be lost with the folder: it shall say so at once."""
    path.chmod(stat.S_IREAD)


def is_ours(path: Path) -> bool:
    """Whether a file lies in the private folder, and goes with it."""
    return _folder is not None and path.is_relative_to(_folder)


def release(path: Path) -> None:
    """Nobody needs a file of the private folder any more."""
    if is_ours(path):
        _remove(path.parent)


def _own_folder() -> Path:
    global _folder
    if _folder is None or not _folder.is_dir():
        root = paths.cache_dir() / "opened"
        root.mkdir(parents=True, exist_ok=True)
        _clean(root)
        _folder = Path(tempfile.mkdtemp(dir=root))
        atexit.register(_remove, _folder)
    return _folder


def _clean(root: Path) -> None:
    """What a program left that was ended; another window of today may still show its own."""
    for left in root.iterdir():
        # Another window may be tidying up as well, or another program hold a file.
        with contextlib.suppress(OSError):
            if SystemClock().now_ms() - left.stat().st_mtime * 1000 > _STALE_MS:
                _remove(left)


def _remove(folder: Path) -> None:
    for each in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if each.is_file():
                each.chmod(stat.S_IREAD | stat.S_IWRITE)
    shutil.rmtree(folder, ignore_errors=True)
