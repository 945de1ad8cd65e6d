"""What a company file remembers of its shared file, on this computer alone: where it is, its form and its key."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage.connection import plain
from crm_desktop.storage.database import Database, Reading

_HUB = "hub"
_LAST = "hub.last"
_SPARED_MS = 5 * 60 * 1000
_LABEL = Message(N_("Shared file"))


@dataclass(frozen=True)
class HubSettings:
    """Where the shared file of a company is; `about` is its `hub.json`, should that be lost."""

    address: str
    form: str
    about: Mapping[str, Any]
    place: str = "local"
    service: str = ""
    key: bytes | None = None


@dataclass(frozen=True)
class LastSync:
    """What the last sync that ended well found: when, how far each replica's work was covered, and when all was read.

    It is shown, and never relied upon.
    """

    at_ms: int = 0
    covered: Mapping[str, int] = field(default_factory=dict)
    scrubbed_ms: int = 0


def hub_of(source: Database | Reading) -> HubSettings | None:
    """The shared file of a company; None when it has none."""
    stored = _get(source, _HUB)
    if stored is None:
        return None
    key = stored.pop("key")
    return HubSettings(**stored, key=bytes.fromhex(key) if key else None)


def last_sync(source: Database | Reading) -> LastSync:
    """The last sync that ended well; at 0 before the first."""
    return LastSync(**(_get(source, _LAST) or {}))


def remember(database: Database, settings: HubSettings) -> None:
    """Keep where the shared file is; what was found in another one says nothing of it."""
    key, before = settings.key.hex() if settings.key else None, hub_of(database)
    is_another = before is not None and before.about.get("hub_id") != settings.about.get("hub_id")
    forgotten = {_LAST: asdict(LastSync())} if is_another else {}
    _set(database, {_HUB: {**asdict(replace(settings, key=None)), "key": key}, **forgotten})


def note_sync(database: Database, before: LastSync, now: LastSync) -> None:
    """Keep what a sync found, when it differs: each time costs a write that waits for the disk."""
    is_other = (now.covered, now.scrubbed_ms) != (before.covered, before.scrubbed_ms)
    if is_other or abs(now.at_ms - before.at_ms) > _SPARED_MS:
        _set(database, {_LAST: asdict(now)})


def forget(database: Database) -> None:
    """Leave the shared file; it stays as it is, and so does this file."""
    with database.write(_LABEL, SYSTEM) as work:
        plain(work.connection, "DELETE FROM sync_meta WHERE key IN (?, ?)", (_HUB, _LAST))


def waiting(reading: Reading) -> int:
    """How many steps of this laptop the shared file lacked when it was last seen: what is told while it is away."""
    ((own, written),) = reading.plain("SELECT r.id, s.next_seq - 1 FROM sync_state s JOIN sync_replica r ON r.n = s.me")
    return max(0, int(written) - last_sync(reading).covered.get(own, 0))


def _get(source: Database | Reading, key: str) -> Any:
    if isinstance(source, Database):
        with source.read(SYSTEM) as reading:
            return _get(reading, key)
    found = source.plain("SELECT value FROM sync_meta WHERE key = ?", (key,))
    return json.loads(found[0][0]) if found and found[0][0] else None


def _set(database: Database, values: Mapping[str, object]) -> None:
    # No synced table is touched, so no step is recorded.
    with database.write(_LABEL, SYSTEM) as work:
        for key, value in values.items():
            text = json.dumps(value, ensure_ascii=False)
            plain(work.connection, "INSERT OR REPLACE INTO sync_meta(key, value) VALUES (?, ?)", (key, text))
