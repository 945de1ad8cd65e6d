"""Clocks of laptops that are wrong: nothing is lost by one, but people want to know which to set right."""

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.replica import laptop_names
from crm_desktop.storage import clocks
from crm_desktop.storage.connection import plain
from crm_desktop.storage.database import Database

HOUR_MS = 3600 * 1000
_HOURS = 48
_OTHERS = (
    "SELECT r.id, (SELECT t.wall_ms FROM sync_txn t WHERE t.origin = r.n ORDER BY t.seq DESC LIMIT 1) AS said"
    " FROM sync_replica r WHERE r.n <> (SELECT me FROM sync_state) AND said > ? ORDER BY said DESC LIMIT 1"
)


def warning(database: Database) -> Message | None:
    """What to tell whose clock, or whose team mate's, is wrong; None when all seem right."""
    now = database.clock.now_ms()
    with database.snapshot() as connection:
        ((newest,),) = plain(connection, "SELECT last_hlc FROM sync_state")
        ahead = plain(connection, _OTHERS, (now + HOUR_MS,))
    if newest and clocks.is_wrong(now, newest):
        return Message(
            "The clock of this computer is more than ten years ahead of everything in the company. Set it right in the"
            " settings of the system. Your changes reach the others all the same, but with wrong dates."
        )
    for replica, said in ahead:
        return _ahead(database, replica, said, now)
    return None


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
