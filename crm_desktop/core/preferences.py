"""Preferences of this device, kept as one JSON file beside the data; never in the company file."""

import json
import logging
import threading
from pathlib import Path
from typing import Any

from crm_desktop.core import paths

_log = logging.getLogger(__name__)


class Preferences:
    """Values by dotted name. An unreadable file starts empty; a value that cannot be written is only forgotten."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._values: dict[str, Any] = _read(path)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, or the default."""
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Remember a JSON-able value; None forgets it."""
        with self._lock:
            if self._values.get(name) == value:
                return
            # Another window of this program may have written meanwhile; what it remembered is kept.
            self._values = _read(self._path) or self._values
            if value is None:
                self._values.pop(name, None)
            else:
                self._values[name] = value
            self._save()

    def _save(self) -> None:
        text = json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with paths.replacing(self._path) as unfinished:
                unfinished.write_text(text, encoding="utf-8")
        except OSError as error:
            _log.info("preferences not saved: %s", error)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
