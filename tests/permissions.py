"""Files and folders that cannot be written, for tests: also for root, who is let through everywhere."""

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_VERSION_3 = 0x20080522
# DAC_OVERRIDE, DAC_READ_SEARCH and FOWNER: what lets root write what nobody may.
_WRITES_ANYTHING = 1 << 1 | 1 << 2 | 1 << 3


@contextlib.contextmanager
def write_protected(*places: Path) -> Iterator[None]:
    """Nobody may write these files and folders until the end of the block."""
    if sys.platform == "win32":
        pytest.skip("folders have no such permissions on Windows")
    before = [(place, place.stat().st_mode) for place in places]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    try:
        with _like_anybody():
            yield
    finally:
        for place, mode in before:
            place.chmod(mode)


@contextlib.contextmanager
def _like_anybody() -> Iterator[None]:
    if sys.platform == "win32" or os.geteuid():
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may write everywhere")
    effective, *others = _capabilities()
    _set_capabilities(effective & ~_WRITES_ANYTHING, *others)
    try:
        yield
    finally:
        _set_capabilities(effective, *others)


def _capabilities() -> tuple[int, int, int]:
    """Effective, permitted and inheritable ones of this thread; those above the first 32 are left out."""
    header, data = (ctypes.c_uint32 * 2)(_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capget(header, data) == 0
    return data[0], data[1], data[2]


def _set_capabilities(effective: int, permitted: int, inheritable: int) -> None:
    header, data = (ctypes.c_uint32 * 2)(_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capget(header, data) == 0
    data[0], data[1], data[2] = effective, permitted, inheritable
    assert ctypes.CDLL(None).capset(header, data) == 0
