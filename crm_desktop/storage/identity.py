"""That two files never write under one identity: what this computer remembers of replicas, outside the company file.

A file that was copied, or put back from a backup, must not go on as the replica it was: others may have seen steps of
that which it no longer has. For each replica that writes here a mark says how far it got; a file that is behind its
mark, or says otherwise, gets a new identity before its next write. So does one that says it belongs to another
computer, or to a place on this one that still holds a file. To move or rename a file changes nothing.
"""

import contextlib
import json
import platform
import uuid
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from crm_desktop.core import paths
from crm_desktop.models import ReplicaInfo
from crm_desktop.storage import journal
from crm_desktop.storage.connection import plain
from crm_desktop.storage.relabelling import rehome

_HOME = "home"


class Mark(NamedTuple):
    """How far a replica got: its last sequence, and the hash of that."""

    seq: int
    hash: str


class Device:
    """What one computer remembers of the replicas that write on it, in a folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or paths.data_dir()
        self._name = ""
        # Where the mark of a replica stands, and under which name it is written: every step writes one.
        self._places: dict[str, tuple[Path, Path]] = {}

    def mark(self, replica: str) -> Mark | None:
        """How far a replica got here; None when it never wrote here, or that was forgotten."""
        try:
            seq, found = self._place(replica)[0].read_bytes().decode("ascii").split()
            return Mark(int(seq), found)
        except (OSError, ValueError):
            return None

    def note(self, replica: str, mark: Mark) -> None:
        """Remember how far a replica got. A mark that could not be written protects less, and hurts nobody."""
        with contextlib.suppress(OSError):
            file, unfinished = self._place(replica)
            written = f"{mark.seq} {mark.hash}".encode("ascii")
            try:
                unfinished.write_bytes(written)
            except FileNotFoundError:
                file.parent.mkdir(parents=True, exist_ok=True)
                unfinished.write_bytes(written)
            try:
                unfinished.replace(file)
            except OSError:
                unfinished.unlink(missing_ok=True)

    def _place(self, replica: str) -> tuple[Path, Path]:
        if replica not in self._places:
            file = self._folder / "replicas" / replica
            self._places[replica] = file, paths.unfinished(file)
        return self._places[replica]

    def name(self) -> str:
        """What tells this computer, for this person, from others; no number of its hardware."""
        self._name = self._name or self._known_name()
        return self._name

    def _known_name(self) -> str:
        file = self._folder / "computer"
        with contextlib.suppress(OSError):
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                with paths.replacing(file) as unfinished:
                    unfinished.write_text(uuid.uuid4().hex, "ascii")
            return file.read_text("ascii")
        return ""


def settle(connection: Connection, path: Path, device: Device) -> str:
    """See to it, within the caller's transaction, that this file alone writes under its identity; returns that."""
    home = [device.name(), str(path.resolve())]
    said = _said_home(connection)
    if _is_behind(connection, device) or (said and _is_elsewhere(said, home)):
        rehome(connection)
    if said != home:
        forget_home(connection)
        plain(connection, "INSERT INTO sync_meta(key, value) VALUES (?, ?)", (_HOME, json.dumps(home)))
    return journal.own_id(connection)


def forget_home(connection: Connection) -> None:
    """Let the file belong to wherever it is written next: it is handed on, and this copy of it will not be used."""
    plain(connection, "DELETE FROM sync_meta WHERE key = ?", (_HOME,))


def reached(connection: Connection) -> Mark:
    """How far the file's replica got."""
    rows = plain(
        connection,
        "SELECT t.seq, t.hash FROM sync_state s JOIN sync_txn t ON t.origin = s.me ORDER BY t.seq DESC LIMIT 1",
    )
    return Mark(*rows[0]) if rows else Mark(0, "")


def introduce(connection: Connection, user_id: str | None) -> None:
    """Tell the others what this laptop is called and whose it is, as part of a step, once there are others."""
    replica = journal.own_id(connection)
    key = ReplicaInfo.id_of(replica)
    if not _is_shared(connection) or plain(connection, "SELECT 1 FROM replica_info WHERE id = ?", (key,)):
        return
    machine = platform.node() or replica[:4]
    plain(
        connection,
        "INSERT INTO replica_info(id, deleted, replica, label, machine, user_id) VALUES (?, 0, ?, ?, ?, ?)",
        (key, replica, machine, machine, user_id or None),
    )


def _is_shared(connection: Connection) -> bool:
    ((found,),) = plain(
        connection,
        "SELECT EXISTS (SELECT 1 FROM sync_replica WHERE n > 1) OR EXISTS (SELECT 1 FROM sync_meta WHERE key = 'hub')",
    )
    return bool(found)


def _said_home(connection: Connection) -> list[str] | None:
    rows = plain(connection, "SELECT value FROM sync_meta WHERE key = ?", (_HOME,))
    return json.loads(rows[0][0]) if rows else None


def _is_behind(connection: Connection, device: Device) -> bool:
    """Whether this computer remembers steps of the file's replica that the file does not hold."""
    mark = device.mark(journal.own_id(connection))
    if mark is None or mark.seq == 0:
        return False
    ((me,),) = plain(connection, "SELECT me FROM sync_state")
    return journal.hash_of(connection, journal.TransactionId(me, mark.seq)) != mark.hash


def _is_elsewhere(said: list[str], home: list[str]) -> bool:
    """Whether the file says it belongs to another computer, or to a place here where a file still lies."""
    (computer, place), (this_computer, here) = said, home
    if computer != this_computer:
        return True
    return place != here and Path(place).exists() and not Path(place).samefile(here)
