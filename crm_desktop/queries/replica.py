"""The laptops that hold a copy of the company, as far as this file has heard of them."""

import platform
from dataclasses import dataclass

from crm_desktop.models import ReplicaInfo
from crm_desktop.storage.database import Reading

_LAPTOPS = (
    "SELECT r.id, r.n = s.me, (SELECT count(*) FROM sync_txn t WHERE t.origin = r.n),"
    " (SELECT t.wall_ms FROM sync_txn t WHERE t.origin = r.n ORDER BY t.seq DESC LIMIT 1)"
    " FROM sync_replica r, sync_state s ORDER BY r.n"
)
_NAMES = (
    "SELECT i.id, i.label, u.name, i.retired_at FROM replica_info i LEFT JOIN app_user u ON u.id = i.user_id"
    " WHERE i.deleted = 0"
)


@dataclass(frozen=True)
class Laptop:
    """A copy of the company: `steps` of it are in this file, the last of `last_ms` (UTC)."""

    id: str
    label: str
    user: str | None
    is_this: bool
    steps: int
    last_ms: int | None
    is_retired: bool


def laptops(reading: Reading) -> tuple[Laptop, ...]:
    """Every copy that wrote something, and this one; this one first, then the one that wrote last."""
    named = {row[0]: row[1:] for row in reading.plain(_NAMES)}
    found = []
    for replica, is_this, steps, last_ms in reading.plain(_LAPTOPS):
        # It tells the others its name with its first step.
        unnamed = (is_this and platform.node()) or replica[:4]
        label, user, retired_at = named.get(ReplicaInfo.id_of(replica), (unnamed, None, None))
        if steps or is_this:
            found.append(Laptop(replica, label, user, bool(is_this), steps, last_ms, retired_at is not None))
    return tuple(sorted(found, key=lambda each: (not each.is_this, -(each.last_ms or 0))))


def laptop_names(reading: Reading) -> dict[str, str]:
    """Replica id → what people call the laptop."""
    return {each.id: each.label for each in laptops(reading)}
