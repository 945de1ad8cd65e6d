"""Noticing that a journal went on twice under one identity: a restored disk image, a copied laptop.

A fork of this replica's own identity is mended by giving what it wrote since a new one; another's is refused, because
nobody but its owner can tell what belongs where.
"""

from collections.abc import Iterable

from crm_desktop.sync.listing import Listing
from crm_desktop.sync.merge import Forked
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.segment import Span


def mend(replica: Replica, listing: Listing, vector: dict[str, int]) -> int:
    """How many steps of this replica were given a new identity; raises `Forked` when another's went on twice."""
    own = replica.id
    for origin, known in vector.items():
        suspects = [span for span in listing.spans.get(origin, ()) if _is_suspect(replica, span, known, own)]
        at = _begins_at(replica, listing, suspects, known)
        if at is None:
            continue
        if origin != own:
            raise Forked(origin, at)
        return replica.relabel(_common(replica, listing, origin, at))
    return 0


def _is_suspect(replica: Replica, span: Span, known: int, own: str) -> bool:
    """Whether a segment may hold something else under a sequence that is held here too: its name is but a hint."""
    if span.last > known:
        # What follows is compared when it is taken in; only of our own nobody else should know more than we.
        return span.origin == own and span.first <= known + 1
    return not (replica.hash_at(span.origin, span.last) or "").startswith(span.hash)


def _begins_at(replica: Replica, listing: Listing, suspects: Iterable[Span], known: int) -> int | None:
    """The first sequence under which something else is kept."""
    found = []
    for span in suspects:
        for each in listing.open(span) or ():
            if each.seq <= known and replica.hash_at(each.origin, each.seq) != each.hash:
                found.append(each.seq)
                break
            if each.seq == known + 1 and replica.hash_at(each.origin, known) != each.previous:
                found.append(known)
                break
    return min(found, default=None)


def _common(replica: Replica, listing: Listing, origin: str, at: int) -> int:
    """Up to which sequence both are certainly the same."""
    agreed = 0
    for span in listing.spans.get(origin, ()):
        if span.last < at:
            agreed = max(agreed, span.last)
        elif span.first <= at:
            transactions = {each.seq: each for each in listing.open(span) or ()}
            first = transactions.get(at)
            if first and first.previous == (replica.hash_at(origin, at - 1) or ""):
                return at - 1
    return agreed
