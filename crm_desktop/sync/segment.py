"""A segment: transactions of one replica, one after the other, in one immutable piece of a hub.

Its name says what is in it, so that a listing alone shows what a hub covers, what is cut short and who forked:
`steps/<writer>-<origin>-<first>-<last>-<bytes>-<hash of the last>.seg`. Names are hints: what is inside decides.
"""

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.sync.envelope import Damaged, Envelope
from crm_desktop.sync.hubs.store import SEGMENT, STEPS
from crm_desktop.sync.transaction import Transaction

HASH_DIGITS = 8
_LEVEL = 6
_NAME = re.compile(
    re.escape(STEPS)
    + r"/(?P<writer>[0-9a-f]{16})-(?P<origin>[0-9a-f]{16})-(?P<first>\d{1,18})-(?P<last>\d{1,18})-(?P<size>\d{1,12})"
    r"-(?P<hash>[0-9a-f]{8})" + re.escape(SEGMENT)
)


@dataclass(frozen=True, order=True)
class Span:
    """What the name of a segment promises; sorted by where it begins."""

    origin: str
    first: int
    last: int
    hash: str
    name: str
    size: int
    writer: str

    @classmethod
    def of(cls, name: str, size: int) -> "Span | None":
        """The promise of a listed name; None when it is no segment's name, or the segment is not whole."""
        found = _NAME.fullmatch(name)
        if found is None or int(found["size"]) != size or int(found["first"]) > int(found["last"]):
            return None
        return cls(found["origin"], int(found["first"]), int(found["last"]), found["hash"], name, size, found["writer"])


def pack(transactions: Sequence[Transaction], envelope: Envelope) -> bytes:
    """Transactions of one origin, in order, as bytes."""
    lines = [json.dumps(each.as_json(), ensure_ascii=False, separators=(",", ":")) for each in transactions]
    return envelope.close(zlib.compress("\n".join(lines).encode(), _LEVEL))


def unpack(data: bytes, envelope: Envelope) -> list[Transaction]:
    """What `pack` was given; raises `Damaged` unless it is wholly that."""
    try:
        lines = zlib.decompress(envelope.open(data)).split(b"\n")
        transactions = [Transaction.from_json(json.loads(line)) for line in lines if line]
    except (zlib.error, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Damaged from error
    if not transactions or not _follow_each_other(transactions):
        raise Damaged
    return transactions


def _follow_each_other(transactions: Sequence[Transaction]) -> bool:
    first = transactions[0]
    return all(
        each.is_genuine() and each.origin == first.origin and each.seq == first.seq + place
        for place, each in enumerate(transactions)
    )


def beginning(writer: str) -> str:
    """How the names of all segments of a writer begin."""
    return f"{STEPS}/{writer}-"


def name_of(writer: str, transactions: Sequence[Transaction], size: int) -> str:
    """The name under which a writer puts a packed segment."""
    first, last = transactions[0], transactions[-1]
    return f"{beginning(writer)}{first.origin}-{first.seq}-{last.seq}-{size}-{last.hash[:HASH_DIGITS]}{SEGMENT}"
