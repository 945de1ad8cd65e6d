"""Identities: time-ordered random ids for what people write, derived ids for what rules write."""

import hashlib
import os
import re
import struct
import threading
import time
import uuid
from collections.abc import Iterable, Iterator

PACKED = 16
_ID = re.compile(r"[0-9a-f]{12}[57][0-9a-f]{19}")
_NAMESPACE = uuid.UUID("6f0c6f5e-0d0e-5c1b-9d3a-2a6f5b7f4c11")
# The first two bits of this digit say that it is an RFC 9562 id.
_VARIANT = {digit: f"{int(digit, 16) & 0x3 | 0x8:x}" for digit in "0123456789abcdef"}
_RANDOM, _IS_RFC_9562 = (1 << 62) - 1, 0b10 << 62
_lock = threading.Lock()
_last_ms = 0
_counter = 0


def new_id() -> str:
    """A UUIDv7 (RFC 9562) as 32 hex characters; ids of one process rise in the order they are made."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """So many of them: a third of the time each, for very many."""
    global _last_ms, _counter
    tails = struct.unpack(f">{count}Q", os.urandom(8 * count))
    made = []
    with _lock:
        _last_ms = max(time.time_ns() // 1_000_000, _last_ms)
        for tail in tails:
            _counter = (_counter + 1) & 0xFFF
            if _counter == 0:
                _last_ms += 1
            made.append(f"{_last_ms:012x}7{_counter:03x}{tail & _RANDOM | _IS_RFC_9562:016x}")
    return made


def derived_id(rule: str, *parts: str) -> str:
    """The same id on every laptop for the same rule and parts (UUIDv5), so that a merge meets itself."""
    # As `uuid.uuid5(…).hex`, in a sixth of the time: rules make them by the hundred thousand.
    named = hashlib.sha1(_NAMESPACE.bytes + "\x1f".join((rule, *parts)).encode(), usedforsecurity=False).hexdigest()
    return f"{named[:12]}5{named[13:16]}{_VARIANT[named[16]]}{named[17:32]}"


def is_derived(key: str) -> bool:
    """Whether an id was made by `derived_id`, not by a person's writing."""
    return key[12:13] == "5"


def is_id(text: str) -> bool:
    """Whether a text is nothing but an id, which nobody reads."""
    return _ID.fullmatch(text) is not None


def pack(ids: Iterable[str]) -> bytes:
    """Ids as 16 bytes each, one after the other."""
    return bytes.fromhex("".join(ids))


def unpack(packed: bytes) -> Iterator[str]:
    """The ids of a packed vector, in order."""
    for start in range(0, len(packed), PACKED):
        yield packed[start : start + PACKED].hex()
