"""What was erased for privacy goes out of a hub too: each replica packs its own segments anew without it.

Segments of a laptop that never syncs again keep it, and so do old copies of a hub; whoever joins from them erases it
again, because the erasure itself travels.
"""

from collections.abc import Sequence

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.sync import base, upkeep
from crm_desktop.sync.attachments import hashes_in
from crm_desktop.sync.hubs.opening import Hub
from crm_desktop.sync.listing import Listing
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.segment import Span
from crm_desktop.sync.transaction import Transaction

# How the data of a change begins that was blanked (`storage.sealing`).
_BLANKED = (
    "SELECT DISTINCT r.id, c.seq FROM sync_change c JOIN sync_replica r ON r.n = c.origin WHERE c.data LIKE '{\"~\":[%'"
)
_ERASES = "x"


def is_erasure(transaction: Transaction) -> bool:
    """Whether a step erases something."""
    return any(op == _ERASES for _, _, op, _ in transaction.changes)


def forget(replica: Replica, hub: Hub, listing: Listing) -> int:
    """Take out of the hub, as far as it is this replica's, what was erased; returns how many segments were replaced."""
    with replica.database.read(SYSTEM) as reading:
        blanked = [(str(origin), int(seq)) for origin, seq in reading.plain(_BLANKED)]
    own, replaced = replica.id, 0
    for span in [span for span in listing if span.writer == own]:
        if any(origin == span.origin and span.first <= seq <= span.last for origin, seq in blanked):
            replaced += _replace(replica, hub, listing, span)
    if replaced:
        base.renew(replica, hub)
    return replaced


def _replace(replica: Replica, hub: Hub, listing: Listing, span: Span) -> bool:
    there = listing.open(span)
    here = upkeep.held(replica, span.origin, span.first, span.last)
    if not there or there == here or len(there) != len(here):
        return False
    upkeep.join(replica, hub, span.writer, [span])
    _remove_contents(replica, hub, there, here)
    return True


def _remove_contents(replica: Replica, hub: Hub, there: Sequence[Transaction], here: Sequence[Transaction]) -> None:
    """Of files that nobody speaks of any more."""
    gone = {name for each in there for name in hashes_in(each)} - {name for each in here for name in hashes_in(each)}
    for sha256 in sorted(gone):
        with replica.database.read(SYSTEM) as reading:
            if reading.plain("SELECT 1 FROM attachment WHERE sha256 = ?", (sha256,)):
                continue
        for name, _ in hub.store.inside(f"blobs/{sha256[:2]}"):
            if name.rpartition("/")[2].startswith(f"{sha256}-"):
                hub.store.remove(name)
