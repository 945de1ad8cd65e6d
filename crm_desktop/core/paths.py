"""Where files live: the program's resources, and this device's data, cache and logs."""

import os
import sys
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


def _own(part: str, standard: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) / part if home else Path(standard)
