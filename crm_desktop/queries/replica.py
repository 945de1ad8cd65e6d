"""The laptops that hold a copy of the company, as far as this file has heard of them."""

import platform
from dataclasses import dataclass

from crm_desktop.core.i18n import N_, Translator
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


# It tells the others its name with its first step; a copy that was never shared told nobody.
_THIS, _ANOTHER = N_("This laptop"), N_("Another laptop")


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


def laptops(reading: Reading, language: str = "en") -> tuple[Laptop, ...]:
    """Every copy that wrote something, and this one; this one first, then the one that wrote last.

    One whose name nobody heard of is called so in a language.
    """
    told = Translator(language).t
    named = {row[0]: row[1:] for row in reading.plain(_NAMES)}
    found = []
    for replica, is_this, steps, last_ms in reading.plain(_LAPTOPS):
        unnamed = platform.node() or told(_THIS) if is_this else told(_ANOTHER)
        label, user, retired_at = named.get(ReplicaInfo.id_of(replica), (unnamed, None, None))
        if steps or is_this:
            found.append(Laptop(replica, label, user, bool(is_this), steps, last_ms, retired_at is not None))
    return tuple(sorted(found, key=lambda each: (not each.is_this, -(each.last_ms or 0))))


def laptop_names(reading: Reading, language: str = "en") -> dict[str, str]:
    """Replica id → what people call the laptop, in a language."""
    return {each.id: each.label for each in laptops(reading, language)}
