"""Keeping a shared file sound and small: reading again what is there, and joining one's own small segments."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import takewhile

from crm_desktop.sync.hubs.opening import Hub
from crm_desktop.sync.listing import Listing
from crm_desktop.sync.publishing import batches, publish
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.segment import Span, beginning
from crm_desktop.sync.transaction import Transaction

SEGMENTS_AT_MOST = 64
_SMALL = 256 * 1024


def look_again(listing: Listing, *, everything: bool, dice: random.Random) -> None:
    """Read a small segment again, or all there are: a listing cannot see that a disk forgot what it was given."""
    unread = sorted((span for span in listing if span.name not in listing.read), key=lambda span: span.name)
    if everything:
        for span in unread:
            listing.open(span)
        return
    small = [span for span in unread if span.size < _SMALL]
    if small:
        listing.check(dice.choice(small))


def clear_away(hub: Hub, listing: Listing, writer: str) -> None:
    """Remove this replica's own segments that were cut short, before what they held is put there again."""
    for name in listing.cut_short:
        if name.startswith(beginning(writer)):
            hub.store.remove(name)


def tidy(replica: Replica, hub: Hub, listing: Listing) -> int:
    """Join this replica's own small segments when there are many; returns how many were replaced.

    What replaces them is put and read back first. Readers put up with segments that overlap and with ones that vanish.
    """
    own = replica.id
    small = [span for span in listing if span.writer == own and span.size < _SMALL]
    if len(small) <= SEGMENTS_AT_MOST:
        return 0
    replaced = 0
    for run in _runs(small):
        if len(run) > 1:
            replaced += join(replica, hub, own, run)
    return replaced


def _runs(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Segments of one origin that follow each other or overlap."""
    run: list[Span] = []
    reach = 0
    for span in sorted(spans, key=lambda span: (span.origin, span.first, span.last)):
        if run and (span.origin != run[0].origin or span.first > reach + 1):
            yield run
            run = []
        reach = max(reach, span.last) if run else span.last
        run.append(span)
    if run:
        yield run


def join(replica: Replica, hub: Hub, writer: str, run: Sequence[Span]) -> int:
    """Put what segments of one origin hold there anew, as it is in the journal now; returns how many were replaced."""
    origin, first, last = run[0].origin, run[0].first, max(span.last for span in run)
    transactions = held(replica, origin, first, last)
    if len(transactions) <= last - first:
        return 0
    made = {publish(hub, writer, batch) for batch in batches(transactions)}
    gone = [span for span in run if span.name not in made]
    for span in gone:
        hub.store.remove(span.name)
    return len(gone)


def held(replica: Replica, origin: str, first: int, last: int) -> list[Transaction]:
    """The transactions of one origin from the first to the last, as far as they are in the journal."""
    known = {**replica.vector(), origin: first - 1}
    with closing(replica.export(known)) as exported:
        return list(takewhile(lambda each: each.seq <= last, (each for each in exported if each.origin == origin)))
