"""A backup in the place of the company file: what would differ, and the exchange itself, which loses neither.

The present file is never overwritten: it stays beside the restored one under a name that says so. Whoever ends the
program at any moment finds the old file or the new one under the name of the company, each whole.
"""

import json
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_desktop.core import paths
from crm_desktop.core.clock import moment_of, zone_named
from crm_desktop.core.errors import MachineError, Problem, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import ENTITIES
from crm_desktop.storage import backup, journal
from crm_desktop.storage.backup import Identity, Progress
from crm_desktop.storage.connection import connect, driver_errors, explained

_NEWEST = 12
PATIENCE_S, _PAUSE_S = 12.0, 0.25
_SIDE_FILES = ("-wal", "-shm", "-journal")
# People know records of these kinds; the others follow them.
KINDS = (
    "customer",
    "contact",
    "opportunity",
    "sales_order",
    "service_case",
    "lead",
    "interaction",
    "product",
    "attachment",
)
_TITLES = {entity.__tablename__: entity.__title__ for entity in ENTITIES}


@dataclass(frozen=True)
class KindCount:
    """How many living records of a kind there are now, and how many in the backup."""

    title: str
    now: int | None
    then: int


@dataclass(frozen=True)
class MissingStep:
    """A step that the backup does not have: when, by whom, what."""

    at: int
    by: str
    label: Message


@dataclass(frozen=True)
class Preview:
    """What restoring a backup would change. `present` is None when the present file cannot be read.

    `missing` are the newest of the `missing_count` steps the backup does not have; `only_there` counts the other way.
    """

    backup: Identity
    present: Identity | None
    kinds: tuple[KindCount, ...]
    missing: tuple[MissingStep, ...]
    missing_count: int
    only_there: int


@dataclass(frozen=True)
class _Seen:
    """What a preview reads of one file."""

    identity: Identity
    counts: Mapping[str, int]
    vector: Mapping[str, int]


def preview(present: Path, chosen: Path, *, is_checked: bool = True) -> Preview:
    """Compare a backup with the present file; refused when it is damaged, or a backup of another company."""
    there = _look(chosen, is_checked=is_checked)
    try:
        here = _look(present, is_checked=False)
    except Problem:
        kinds = tuple(KindCount(_TITLES[table], None, there.counts[table]) for table in KINDS)
        return Preview(there.identity, None, kinds, (), 0, 0)
    _must_be_same(here.identity, there.identity, chosen)
    kinds = tuple(KindCount(_TITLES[table], here.counts[table], there.counts[table]) for table in KINDS)
    count, missing = _missing(present, there.vector)
    only_there = sum(max(0, seq - here.vector.get(replica, 0)) for replica, seq in there.vector.items())
    return Preview(there.identity, here.identity, kinds, missing, count, only_there)


def restore(
    target: Path,
    chosen: Path,
    now_ms: int,
    *,
    renew: Callable[[Path], None] = lambda _path: None,
    progress: Progress = lambda _fraction, _text: None,
) -> Path | None:
    """Put a backup in the place of a file that nobody has open; returns where the present one went.

    `renew` is called with the restored file before it takes its name: it must not go on as the laptop it was.
    """
    _refuse_itself(target, chosen)
    identity = backup.verify(chosen)
    present = _identity(target)
    if present is not None:
        _must_be_same(present, identity, chosen)
    unfinished = target.with_name(f".{target.name}.{paths.unique_suffix()}.tmp")
    try:
        backup.copy(chosen, unfinished, progress=lambda done, text: progress(done * 0.9, text))
        renew(unfinished)
        progress(0.92, Message(N_("Keeping the present file aside…")))
        aside = _set_aside(target, now_ms) if target.exists() else None
        progress(0.96, Message(N_("Putting the backup in its place…")))
        with explained(target):
            unfinished.replace(target)
            backup.sync_folder(target.parent)
    finally:
        for ending in ("", *_SIDE_FILES):
            unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)
    progress(1.0, Message(N_("Restored.")))
    return aside


def _refuse_itself(target: Path, chosen: Path) -> None:
    if target.exists() and chosen.exists() and target.samefile(chosen):
        raise UserError(Message("“{file}” is the company file itself. Choose one of its backups.", file=chosen.name))


def _identity(path: Path) -> Identity | None:
    """Which company a file holds; None when there is none or it cannot be read."""
    try:
        with backup.reading(path) as connection:
            return backup.identity_of(connection)
    except Problem:
        return None
    except driver_errors():
        return None


def _must_be_same(here: Identity, there: Identity, chosen: Path) -> None:
    if here.workspace != there.workspace:
        raise UserError(
            Message(
                "“{file}” is a backup of another company. Open it as a file of its own instead.",
                file=chosen.name,
            )
        )


# --- comparing


def _look(path: Path, *, is_checked: bool) -> _Seen:
    if is_checked:
        backup.verify(path)
    with backup.reading(path) as connection:
        sql = connection.exec_driver_sql
        try:
            known = {name for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
            counts = dict.fromkeys(KINDS, 0)
            for table in known.intersection(KINDS):
                counts[table] = sql(f"SELECT count(*) FROM {table} WHERE deleted = 0").scalar_one()
            vector = sql("SELECT r.id, max(t.seq) FROM sync_txn t JOIN sync_replica r ON r.n = t.origin GROUP BY r.id")
            return _Seen(backup.identity_of(connection), counts, dict(tuple(row) for row in vector))
        except driver_errors() as error:
            raise MachineError(Message("“{file}” is damaged.", file=path.name)) from error


def _missing(present: Path, vector: Mapping[str, int]) -> tuple[int, tuple[MissingStep, ...]]:
    beyond = (
        "FROM sync_txn t JOIN sync_replica r ON r.n = t.origin LEFT JOIN json_each(:vector) v ON v.key = r.id"
        " WHERE t.seq > coalesce(v.value, 0)"
    )
    given: Any = {"vector": json.dumps(vector)}
    with backup.reading(present) as connection:
        sql = connection.exec_driver_sql
        count = sql(f"SELECT count(*) {beyond}", given).scalar_one()
        rows = sql(
            "SELECT t.wall_ms, (SELECT name FROM app_user WHERE id = t.actor), t.label"
            f" {beyond} ORDER BY t.hlc DESC LIMIT {_NEWEST}",
            given,
        ).all()
    return count, tuple(MissingStep(at, by or "", journal.label_message(label)) for at, by, label in rows)


# --- exchanging


def _set_aside(target: Path, now_ms: int) -> Path:
    """Keep the present file under another name; refused while another program has it open."""
    aside = _free_name(target, now_ms)
    with explained(target):
        if _is_settled(target):
            _link(target, aside)
        else:
            # Damaged: its journal goes along, because SQLite could not write that into it.
            for ending in ("-wal", ""):
                part = target.with_name(target.name + ending)
                if part.exists():
                    shutil.copyfile(part, aside.with_name(aside.name + ending))
            backup.sync_folder(aside.parent)
            # Else the restored file would be read with what was not yet written into the damaged one.
            for ending in _SIDE_FILES:
                target.with_name(target.name + ending).unlink(missing_ok=True)
    return aside


def _is_settled(target: Path) -> bool:
    """Write all that stands beside the file into it, as its only user; False when it is too damaged for that."""
    try:
        backup.must_be_company(target)
        connection = connect(target, writes=True)
    except Problem:
        return False
    except driver_errors():
        return False
    try:
        mode = _leave_wal(connection)
    finally:
        connection.close()
    if mode == "locked":
        raise UserError(
            Message("“{file}” is open in another window or program. Close it there and try again.", file=target.name)
        )
    return mode == "delete"


def _leave_wal(connection: Any) -> str:
    """Move everything into the file itself; a program that is about to end, such as a last sync, is waited for."""
    pause, left = threading.Event(), PATIENCE_S
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
        except driver_errors() as error:
            if "locked" not in str(error) and "busy" not in str(error):
                return "damaged"
        if left <= 0:
            return "locked"
        # SQLite itself does not wait for this lock.
        pause.wait(_PAUSE_S)
        left -= _PAUSE_S


def _link(target: Path, aside: Path) -> None:
    """A second name of the same file, where the disk knows such; else a copy."""
    try:
        os.link(target, aside)
    except OSError:
        shutil.copyfile(target, aside)
        backup.sync_file(aside)
    backup.sync_folder(aside.parent)


def _free_name(target: Path, now_ms: int) -> Path:
    moment = moment_of(now_ms, zone_named("UTC")).strftime("%Y-%m-%d %H-%M-%S")
    name, number = f"{target.stem} before {moment}", 1
    while (aside := target.with_name(f"{name}{target.suffix}")).exists():
        number += 1
        name = f"{target.stem} before {moment} ({number})"
    return aside
