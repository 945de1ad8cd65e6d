"""Reports of crashes: what failed, where, after which commands; never anybody's data.

Messages of exceptions are often made of a record, so only those phrased by the system are kept, without what they
quote; file names lose the user's name.
"""

import itertools
import logging
import platform
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from crm_desktop.core.version import PROGRAM, VERSION

_log = logging.getLogger(__name__)
_KEPT = 20
_LIBRARIES = ("PySide6_Essentials", "sqlalchemy", "sqlcipher3", "babel")
# To the last quote: an apostrophe within would end it early. ("can't" begins none.)
_QUOTED = re.compile(r"""(?<!\w)['"].*['"]|“.*”|‘.*’|«.*»|「.*」""", re.DOTALL)
# Kinds whose messages the language, the system or the database phrases: they quote what they were given. Any other
# message may be made of somebody's data, so only its kind and place are told.
_PHRASED = re.compile(
    r"(.*\.)?((Arithmetic|Assertion|Attribute|BrokenPipe|Connection|Database|FileExists|FileNotFound|Import|Index"
    r"|Integrity|Interface|Interrupted|IsADirectory|Memory|ModuleNotFound|Name|NotADirectory|NotImplemented|OS"
    r"|Operational|Overflow|Permission|Programming|Recursion|Timeout|Type|UnboundLocal|Worker|ZeroDivision)Error"
    r"|StopIteration)"
)
# SQLAlchemy tells the values of the statement that failed; e-mail addresses and long numbers give themselves away.
_VALUES = re.compile(r"\[parameters: .*", re.DOTALL)
# How a traceback begins and ends in the text a worker process sends.
_BEGINS = ("Traceback", "In the worker", "Fatal", "Current thread", "Thread", "During handling", "The above")
_LAST = re.compile(r"([A-Za-z_][\w.]*)(?:: (.*))?$")
_REVEALING = re.compile(r"\S+@\S+|\d[\d .-]{4,}\d|[^\x00-\x7f‘’“”…–—]+")


def write_report(folder: Path, text: str, when: datetime) -> Path | None:
    """Write a report to a file of its own and keep the newest ones; None when even that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _unused(folder / f"crash-{when:%Y%m%d-%H%M%S}.txt")
        path.write_text(text, encoding="utf-8")
        for old in sorted(folder.glob("crash-*.txt"), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as problem:
        _log.error("no crash report: %s", problem)
        return None
    return path


def report_text(story: Sequence[str], when: datetime, trail: Iterable[str] = ()) -> str:
    """A report: when and on what it happened, the story in lines, and what was done before."""
    done = [f"  {each}" for each in trail]
    told = ["", "Done before, the newest last:", *done] if done else []
    return "\n".join([*heading(when), "", *story, *told, ""])


def heading(when: datetime) -> list[str]:
    """The lines every report begins with: versions of the program, the system and its libraries."""
    libraries = ", ".join(f"{name} {version}" for name in _LIBRARIES if (version := _version(name)))
    built = "built program" if getattr(sys, "frozen", False) else "run from its sources"
    return [
        f"{PROGRAM} {VERSION} ({built}), {when.isoformat(timespec='seconds')}",
        f"{platform.platform()}, Python {platform.python_version()}",
        *([libraries] if libraries else []),
    ]


def story_of(error: BaseException) -> list[str]:
    """An exception and what led to it, in lines without anybody's data."""
    told: list[str] = []
    for each in _chain(traceback.TracebackException.from_exception(error, limit=-60)):
        told += ["Traceback (most recent call last):"] if each.stack else []
        told += "".join(each.stack.format()).splitlines()
        told += [*_said(each), ""]
    return [without_home(line) for line in told[:-1]]


def fingerprint(error: BaseException) -> tuple[str, ...]:
    """What two occurrences of one bug have in common: its kind and the place it comes from."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return (type(error).__qualname__, *(f"{each.filename}:{each.lineno}" for each in frames))


def without_data(text: str) -> str:
    """A message without what it quotes: names, addresses and numbers become dots."""
    return _REVEALING.sub("…", _QUOTED.sub("‘…’", _VALUES.sub("", text)))


def without_home(text: str) -> str:
    """A text in which the user's folder is `~`."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _said(error: traceback.TracebackException) -> list[str]:
    kind = getattr(error, "exc_type_str", None) or getattr(error.exc_type, "__qualname__", "error")
    # Notes tell of the worker process: its traceback is as much needed as ours, and its last line as talkative.
    notes = [line for note in error.__notes__ or () for line in _note_lines(note)]
    return [*_said_by(str(kind), str(error)), *notes]


def _said_by(kind: str, text: str) -> list[str]:
    """The kind of an exception with as much of its message as cannot be data."""
    told = without_data(text) if _PHRASED.fullmatch(kind) else "…" if text else ""
    return f"{kind}: {told}".splitlines() if told else [kind]


def _note_lines(note: str) -> Iterator[str]:
    in_message = False
    for line in note.splitlines():
        if line.startswith(_BEGINS) or (line.startswith("  ") and not in_message):
            in_message = False
            yield line
        elif not in_message and (found := _LAST.match(line)):
            in_message = True
            yield from _said_by(found[1], found[2] or "")


def _chain(error: traceback.TracebackException) -> list[traceback.TracebackException]:
    """The exception after those that caused it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*(_chain(before) if before else ()), error]


def _version(name: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _unused(path: Path) -> Path:
    """The path itself, or with a number when there is such a file: faults rarely come alone."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(2))
    return next(each for each in itertools.chain([path], numbered) if not each.exists())
