"""Clocks of laptops that are wrong: nothing is lost by one, but people want to know which to set right.

What was known here for a week is not told again: the laptop may be set right, have another name or be gone by now.
"""

import json

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.replica import laptop_names
from crm_desktop.storage import clocks
from crm_desktop.storage.connection import plain
from crm_desktop.storage.database import Database

HOUR_MS = 3600 * 1000
_HOURS = 48
_WEEK_MS = 7 * 24 * HOUR_MS
_OTHERS = (
    "SELECT r.id, t.seq, t.wall_ms FROM sync_replica r JOIN sync_txn t"
    " ON t.origin = r.n AND t.seq = (SELECT max(seq) FROM sync_txn WHERE origin = r.n)"
    " WHERE r.n <> (SELECT me FROM sync_state) AND t.wall_ms > ? ORDER BY t.wall_ms DESC"
)
_KNOWN_LONG = (
    "SELECT x.vec FROM sync_txn t JOIN sync_ctx x ON x.origin = t.origin AND x.epoch = t.ctx"
    " WHERE t.origin = (SELECT me FROM sync_state) AND t.wall_ms < ? ORDER BY t.seq DESC LIMIT 1"
)


def warning(database: Database) -> Message | None:
    """What to tell whose clock, or whose team mate's, is wrong; None when all seem right."""
    now = database.clock.now_ms()
    with database.snapshot() as connection:
        ((newest,),) = plain(connection, "SELECT last_hlc FROM sync_state")
        ahead = plain(connection, _OTHERS, (now + HOUR_MS,))
        known = plain(connection, _KNOWN_LONG, (now - _WEEK_MS,)) if ahead else []
    if newest and clocks.is_wrong(now, newest):
        return Message(
            "The clock of this computer is more than ten years ahead of everything in the company. Set it right in the"
            " settings of the system. Your changes reach the others all the same, but with wrong dates."
        )
    long_known = json.loads(known[0][0]) if known else {}
    fresh = ((replica, said) for replica, seq, said in ahead if seq > long_known.get(replica, 0))
    return next((_ahead(database, replica, said, now) for replica, said in fresh), None)


def _ahead(database: Database, replica: str, said_ms: int, now_ms: int) -> Message:
    with database.read(SYSTEM) as reading:
        laptop = laptop_names(reading).get(replica, replica[:4])
    hours = -(-(said_ms - now_ms) // HOUR_MS)
    if hours < _HOURS:
        return Message(
            "The clock of “{laptop}” is some {hours} hours ahead of the one of this computer. Set the wrong one right;"
            " until then its changes win where two people changed the same.",
            laptop=laptop,
            hours=hours,
        )
    return Message(
        "The clock of “{laptop}” is some {days} days ahead of the one of this computer. Set the wrong one right; until"
        " then its changes win where two people changed the same.",
        laptop=laptop,
        days=hours // 24,
    )
