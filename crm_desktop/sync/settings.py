"""What a company file remembers of its shared file, on this computer alone: where it is, its form and its key."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage.connection import plain
from crm_desktop.storage.database import Database, Reading

_HUB = "hub"
_LAST = "hub.last"
_LABEL = Message(N_("Shared file"))


@dataclass(frozen=True)
class HubSettings:
    """Where the shared file of a company is; `about` is its `hub.json`, should that be lost."""

    address: str
    form: str
    hub_id: str
    about: Mapping[str, Any]
    place: str = "local"
    service: str = ""
    key: str | None = None


@dataclass(frozen=True)
class LastSync:
    """What the last sync that ended well found: when, how far each replica's work was covered, and what it did."""

    at_ms: int
    covered: Mapping[str, int]
    scrubbed_ms: int = 0


def hub_of(source: Database | Reading) -> HubSettings | None:
    """The shared file of a company; None when it has none."""
    stored = _get(source, _HUB)
    return None if stored is None else HubSettings(**stored)


def last_sync(source: Database | Reading) -> LastSync | None:
    """The last sync that ended well; None before the first."""
    stored = _get(source, _LAST)
    return None if stored is None else LastSync(**stored)


def remember(database: Database, settings: HubSettings) -> None:
    """Keep where the shared file is."""
    _set(database, {_HUB: asdict(settings)})


def note_sync(database: Database, last: LastSync) -> None:
    """Keep what the last sync found; only ever shown, never relied upon."""
    _set(database, {_LAST: asdict(last)})


def forget(database: Database) -> None:
    """Leave the shared file; it stays as it is, and so does this file."""
    with database.write(_LABEL, SYSTEM) as work:
        plain(work.connection, "DELETE FROM sync_meta WHERE key = ? OR key LIKE ?", (_HUB, f"{_HUB}.%"))


def waiting(reading: Reading) -> int:
    """How many steps of this file the shared file lacked when it was last seen: what is told while it is away."""
    last = _get(reading, _LAST)
    covered = last["covered"] if last else {}
    rows = reading.plain("SELECT r.id, (SELECT max(seq) FROM sync_txn WHERE origin = r.n) FROM sync_replica r")
    return sum(max(0, (held or 0) - covered.get(replica, 0)) for replica, held in rows)


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
