"""Where files live: the program's resources, and this device's data, cache and logs."""

import glob
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

HOME_VARIABLE = "CRM_HOME"
_NAME = "CRM Desktop"


def resources() -> Path:
    """The folder of icons, fonts and translations: in the bundle when frozen, else beside the package."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).resolve().parents[2] / "resources"


def data_dir() -> Path:
    """Preferences and what this device remembers."""
    return _own("data", platformdirs.user_data_dir(_NAME, appauthor=False))


def documents_dir() -> Path:
    """Where new company files are offered to be kept."""
    return _own("documents", platformdirs.user_documents_dir())


def cache_dir() -> Path:
    """What can be made again at any time."""
    return _own("cache", platformdirs.user_cache_dir(_NAME, appauthor=False))


def log_dir() -> Path:
    """Logs and crash reports."""
    return _own("log", platformdirs.user_log_dir(_NAME, appauthor=False))


def unique_suffix() -> str:
    """A file-name part no other running program uses, for files that are renamed when complete."""
    return f"{os.getpid()}-{os.urandom(4).hex()}"


def unfinished(path: Path) -> Path:
    """A name beside a file, to be written under until it is whole."""
    return path.with_name(f".{path.name}.{unique_suffix()}.tmp")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write to: the file takes its real name when all went well, else what stood there is left."""
    beside = unfinished(path)
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def remove_unfinished(path: Path) -> None:
    """Take away what a process that was ended left of `replacing` a file."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        left.unlink(missing_ok=True)


def _own(part: str, standard: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) / part if home else Path(standard)
