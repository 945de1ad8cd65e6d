"""What was typed and not saved yet, kept on this device beside the preferences: one private file for each open form.

It is never part of the company file and of what computers exchange. The files are plain text, also when the company
file is encrypted; each goes as soon as its text is saved or discarded.
"""

import contextlib
import hashlib
import importlib
import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crm_desktop.core import paths
from crm_desktop.core.clock import Clock

_log = logging.getLogger(__name__)
_ENDING, _PROGRAM = ".json", "crm_desktop."
_SCALARS = (str, int, float, bool, type(None))


@dataclass(frozen=True)
class KeepAs:
    """Which form a text belongs to, so that it can be opened again: its kind, its record, and what else it needs."""

    form: str
    record_id: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KeptText:
    """The state of a form that was not saved.

    `base` is the draft it was opened with at this `position` of the journal; `values` is what was changed since,
    `typed` what fields hold that is no value yet, `names` what the ids in it are called.
    """

    id: str
    user_id: str
    form: KeepAs
    title: str
    context: str
    saved_at: int
    position: int
    base: Any
    values: Mapping[str, Any]
    typed: Mapping[str, str]
    names: Mapping[str, str]


class KeptTexts:
    """The kept texts of one company file on this device; safe to call from any thread."""

    def __init__(self, folder: Path, company: Path, clock: Clock) -> None:
        self._folder = folder / hashlib.sha256(str(company).encode()).hexdigest()[:16]
        self._clock = clock
        # One text is written at a time, which a slow disk makes long; what the window asks for waits for `_lock` only.
        self._writing, self._lock = threading.Lock(), threading.Lock()
        self._gone, self._taken_back = set[str](), set[str]()
        self._written: dict[str, int] = {}
        # Forms that are open now: what is being typed there need not be offered.
        self.being_written = set[str]()

    def now_ms(self) -> int:
        """When a text is kept now."""
        return self._clock.now_ms()

    def write(self, text: KeptText, number: int) -> None:
        """Keep a text; `number` grows with every state of a form, so that an older state never replaces a newer."""
        with self._writing:
            with self._lock:
                if text.id in self._gone or number < self._written.get(text.id, 0):
                    return
                self._written[text.id] = number
                self._taken_back.discard(text.id)
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with paths.replacing(self._folder / f"{text.id}{_ENDING}") as unfinished:
                    _write_privately(unfinished, json.dumps(_encode(text), ensure_ascii=False))
            except OSError as error:
                _log.info("an unsaved text could not be kept: %s", error)
            with self._lock:
                if text.id in self._taken_back:
                    self._remove(text.id)

    def forget(self, text_id: str, *, for_ever: bool = True) -> None:
        """The text was saved or discarded, or, not for ever, is as it was before anything was typed."""
        with self._lock:
            if for_ever:
                self._gone.add(text_id)
            # One that is just being written goes when it is.
            self._taken_back.add(text_id)
            self._remove(text_id)

    def _remove(self, text_id: str) -> None:
        with contextlib.suppress(OSError):
            (self._folder / f"{text_id}{_ENDING}").unlink(missing_ok=True)

    def left(self, user_id: str) -> list[KeptText]:
        """The texts of a user that no open form holds, the newest first; what cannot be read is left alone."""
        found = []
        for path in self._folder.glob(f"*{_ENDING}"):
            try:
                text = _decode(json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError, KeyError, AttributeError, ImportError) as error:
                _log.info("an unsaved text could not be read: %s", type(error).__name__)
                continue
            if isinstance(text, KeptText) and text.user_id == user_id and text.id not in self.being_written:
                found.append(text)
        return sorted(found, key=lambda each: each.saved_at, reverse=True)


def _write_privately(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _encode(value: Any) -> Any:
    """A value of a draft as JSON; drafts are built of plain values, days, tuples and other drafts."""
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"day": value.isoformat()}
    if isinstance(value, tuple | list):
        return {"tuple": [_encode(each) for each in value]}
    if isinstance(value, Mapping):
        return {"map": {str(key): _encode(each) for key, each in value.items()}}
    if is_dataclass(value) and type(value).__module__.startswith(_PROGRAM):
        parts = {each.name: _encode(getattr(value, each.name)) for each in fields(value)}
        return {"of": f"{type(value).__module__}:{type(value).__qualname__}", "parts": parts}
    raise TypeError(f"no draft holds a {type(value).__qualname__}")


def _decode(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return date.fromisoformat(value["day"])
    if "tuple" in value:
        return tuple(_decode(each) for each in value["tuple"])
    if "map" in value:
        return {key: _decode(each) for key, each in value["map"].items()}
    kind = _draft_class(value["of"])
    known = {each.name for each in fields(kind)}
    # A newer program may know a field more or less.
    return kind(**{name: _decode(each) for name, each in value["parts"].items() if name in known})


def _draft_class(name: str) -> Any:
    """Only the program's own dataclasses are ever made from a file."""
    module, _, kind = name.partition(":")
    if not module.startswith(_PROGRAM):
        raise ValueError(name)
    found = getattr(importlib.import_module(module), kind)
    if not (isinstance(found, type) and is_dataclass(found)):
        raise TypeError(name)
    return found
