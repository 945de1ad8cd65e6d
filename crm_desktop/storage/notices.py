"""Which reminders this computer has shown: the local table `notice`, so that no window shows one a second time."""

from collections.abc import Sequence

from sqlalchemy import Connection

# As long as anything that was missed is still reminded of, and more.
_KEPT_MS = 90 * 86_400_000


def take(connection: Connection, keys: Sequence[str], now_ms: int) -> frozenset[str]:
    """The keys that nobody took before; from now on they are taken. Of two windows that ask, one gets each."""
    connection.exec_driver_sql("DELETE FROM notice WHERE seen_at < ?", (now_ms - _KEPT_MS,))
    taken = []
    for key in keys:
        written = connection.exec_driver_sql("INSERT OR IGNORE INTO notice(key, seen_at) VALUES (?, ?)", (key, now_ms))
        if written.rowcount:
            taken.append(key)
    return frozenset(taken)
