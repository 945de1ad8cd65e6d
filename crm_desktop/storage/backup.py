"""Backups of a company file: made through SQLite's own interface while people work, each opened and checked.

Everything here opens the company file anew and so must never run in the window's process while the file is open there:
closing it would take away SQLite's locks (POSIX locks belong to the process). The worker process and the command line
may. A backup becomes visible under its name only when it is whole; what an ended process left is taken away later.
"""

import contextlib
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from crm_desktop.core import paths
from crm_desktop.core.clock import moment_of, zone_named
from crm_desktop.core.errors import MachineError, Problem, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.storage import check, journal
from crm_desktop.storage.backup_thinning import HOUR_MS, Policy, to_drop
from crm_desktop.storage.connection import APPLICATION_ID, connect, engine, explained, remove_file

Progress = Callable[[float, Message], None]
SUFFIX = ".crm"
_PLACE_NAME = "CRM Desktop backups"
_PAGES_AT_ONCE = 4_000
_NEWEST_CHECKED = 200
_MAGIC = b"SQLite format 3\0"
_COPYING, _CHECKING = N_("Copying the company file…"), N_("Checking the backup…")


@dataclass(frozen=True)
class Identity:
    """Which company a file holds, whose copy it is, and how far its journal reaches."""

    workspace: str
    replica: str
    position: int
    newest_ms: int | None
    steps: int


@dataclass(frozen=True)
class Generation:
    """One backup: where it lies, when it was made, of which file, and what it holds.

    `is_verified` says that it was opened and checked after it was written.
    """

    path: Path
    made_at: int
    size: int
    source: str
    identity: Identity | None
    is_automatic: bool = True
    is_verified: bool = True


@dataclass(frozen=True)
class Made:
    """What came of a backup: none when nothing changed since the last one; what was wrong with the second place."""

    generation: Generation | None
    second_problem: Message | None = None
    dropped: int = 0


def default_place() -> Path:
    """Where this device keeps backups when nobody chose a place."""
    return paths.data_dir() / "backups"


def folder_of(place: Path, workspace: str) -> Path:
    """The folder of one company in a place."""
    return place / workspace[:16]


def second_place(chosen: Path) -> Path:
    """Where backups lie within a folder somebody chose, apart from what else is there."""
    return chosen / _PLACE_NAME


def make(
    source: Path,
    place: Path,
    now_ms: int,
    *,
    second: Path | None = None,
    policy: Policy | None = None,
    is_automatic: bool = True,
    key: str | None = None,
    progress: Progress = lambda _fraction, _text: None,
) -> Made:
    """Make a backup in a place (and again in a second), then take away what the policy no longer keeps."""
    with reading(source, key) as connection:
        identity = identity_of(connection)
    folder = folder_of(place, identity.workspace)
    known = generations(folder)
    if is_automatic and known and known[0].identity == identity and known[0].is_verified:
        return Made(None)
    target = _name(folder, source, now_ms)
    _make_room(folder, source, now_ms)
    copy(source, target, key=key, progress=lambda done, text: progress(done * 0.9, text))
    generation = _described(target, source, now_ms, is_automatic, key)
    _note(generation)
    problem = _copy_to(second, generation, key) if second is not None else None
    dropped = _thin(folder, now_ms, policy or Policy())
    if second is not None and problem is None:
        _thin(folder_of(second_place(second), identity.workspace), now_ms, policy or Policy())
    return Made(generation, problem, dropped)


def copy(
    source: Path,
    target: Path,
    *,
    key: str | None = None,
    progress: Progress = lambda _fraction, _text: None,
) -> None:
    """A copy of a company file as of one moment, checked, in a file that must not be there yet."""
    if target.exists():
        raise UserError(Message("“{file}” exists already. Choose another name.", file=target.name))
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{paths.unique_suffix()}.tmp")
    try:
        _copy_pages(source, unfinished, key, progress)
        _let_nobody_else_read(unfinished, source)
        progress(1.0, Message(_CHECKING))
        verify(unfinished, key, target.name)
        with explained(target):
            sync_file(unfinished)
            unfinished.replace(target)
            sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            remove_file(unfinished)
        raise


def verify(path: Path, key: str | None = None, name: str = "") -> Identity:
    """What a backup holds; refused in a sentence when it is not whole or not a company file of this program."""
    name = name or path.name
    with reading(path, key) as connection:
        try:
            problems = [line for (line,) in connection.exec_driver_sql("PRAGMA quick_check(1)").all() if line != "ok"]
            if not problems and _is_altered(connection):
                problems = ["journal"]
            identity = identity_of(connection)
        except Exception as error:
            raise _damaged(name) from error
        if problems:
            raise _damaged(name)
        return identity


def _is_altered(connection: Any) -> bool:
    """Whether a hash does not fit; older programs made them in another way, which the upgrade takes care of."""
    is_older = connection.exec_driver_sql("PRAGMA user_version").scalar_one() < journal.SCHEMA_VERSION
    return not is_older and not check.newest_are_genuine(connection, _NEWEST_CHECKED)


@contextlib.contextmanager
def reading(path: Path, key: str | None = None) -> Iterator[Any]:
    """A connection of its own to a company file that changes nothing; says in a sentence what else the file is."""
    must_be_company(path, key)
    reader = engine(path, key, writes=False)
    try:
        with explained(path), reader.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            _check_kind(connection, path)
            yield connection
            connection.rollback()
    finally:
        reader.dispose()


def must_be_company(path: Path, key: str | None = None) -> None:
    """Refuse what cannot be a company file by its first bytes alone."""
    if not path.is_file():
        raise UserError(Message("There is no file “{file}”.", file=path.name))
    with explained(path), path.open("rb") as stream:
        head = stream.read(len(_MAGIC))
    if not head:
        raise UserError(Message("“{file}” is empty: it has 0 bytes and holds nothing.", file=path.name))
    if head != _MAGIC and not key:
        raise UserError(
            Message(
                "“{file}” cannot be read: it is encrypted with a key, damaged at its beginning, or not a company file.",
                file=path.name,
            )
        )


def identity_of(connection: Any) -> Identity:
    """Which company an open file holds, and how far it reaches."""
    sql = connection.exec_driver_sql
    workspace = sql("SELECT value FROM sync_meta WHERE key = 'workspace_id'").scalar_one()
    replica = sql("SELECT r.id FROM sync_replica r JOIN sync_state s ON s.me = r.n").scalar_one()
    steps, newest = sql("SELECT count(*), max(wall_ms) FROM sync_txn").one()
    return Identity(str(workspace), str(replica), journal.position(connection), newest, int(steps))


def generations(folder: Path) -> list[Generation]:
    """The backups that lie in a folder, newest first."""
    try:
        found = [_read(each) for each in folder.iterdir() if each.suffix == SUFFIX and not each.name.startswith(".")]
    except OSError:
        return []
    return sorted(found, key=lambda each: -each.made_at)


def generations_of(source: Path, place: Path) -> list[Generation]:
    """The backups that were made of the file of a path, whatever is in it now: it may be damaged, or gone."""
    wanted = str(source.resolve())
    try:
        folders = [each for each in place.iterdir() if each.is_dir()]
    except OSError:
        return []
    found = [each for folder in folders for each in generations(folder) if each.source == wanted]
    return sorted(found, key=lambda each: -each.made_at)


def remove(generation: Generation) -> None:
    """Take a backup away."""
    with explained(generation.path):
        generation.path.unlink(missing_ok=True)
        _notes_of(generation.path).unlink(missing_ok=True)


# --- copying


def _copy_pages(source: Path, target: Path, key: str | None, progress: Progress) -> None:
    def tell(_status: int, left: int, total: int) -> None:
        progress(1 - left / max(1, total), Message(_COPYING))

    with explained(target):
        from_, to = connect(source, key, writes=False), _new_file(target, key)
        try:
            # One moment for the whole copy, however long it takes and whoever writes meanwhile.
            from_.execute("BEGIN")
            from_.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
            from_.backup(to, pages=_PAGES_AT_ONCE, progress=tell)
            # A single file, that can be read from a place where nothing may be written.
            to.execute("PRAGMA journal_mode = DELETE").fetchall()
        finally:
            to.close()
            from_.close()


def _let_nobody_else_read(copy: Path, source: Path) -> None:
    """Who may not read the company file may not read its copy either; some disks know no such difference."""
    with contextlib.suppress(OSError):
        copy.chmod(copy.stat().st_mode & (source.stat().st_mode | stat.S_IRWXU))


def _new_file(path: Path, key: str | None) -> Any:
    connection = driver.connect(str(path), isolation_level=None)
    if key:
        connection.execute("PRAGMA key = '{}'".format(key.replace("'", "''")))
    return connection


def _make_room(folder: Path, source: Path, now_ms: int) -> None:
    """Refuse at once what cannot fit: half a backup would fill the disk for everybody else."""
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        free, wanted = shutil.disk_usage(folder).free, source.stat().st_size
    for left in folder.glob(".*.tmp*"):
        # What is younger may be the work of another window.
        if left.stat().st_mtime * 1000 < now_ms - HOUR_MS:
            left.unlink(missing_ok=True)
    if free < wanted:
        raise MachineError(
            Message(
                "There is no room for a backup: it needs {wanted} MB, and the disk has {free} MB left.",
                wanted=wanted // 1_000_000 + 1,
                free=free // 1_000_000,
            )
        )


def _copy_to(chosen: Path, generation: Generation, key: str | None) -> Message | None:
    """The same file in the second place; what is wrong with that place is no reason to go without the first."""
    assert generation.identity is not None
    problem = Message("The second place “{place}” could not be reached or written.", place=str(chosen))
    if not chosen.is_dir():
        # Made by us, the folder of a stick that is not plugged in would fill the disk below it.
        return problem
    folder = folder_of(second_place(chosen), generation.identity.workspace)
    target = folder / generation.path.name
    try:
        _make_room(folder, generation.path, generation.made_at)
        unfinished = target.with_name(f".{target.name}.{paths.unique_suffix()}.tmp")
        try:
            shutil.copyfile(generation.path, unfinished)
            _let_nobody_else_read(unfinished, generation.path)
            sync_file(unfinished)
            verify(unfinished, key, target.name)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        _note(replace(generation, path=target))
    except Problem as error:
        return error.message
    except OSError:
        return problem
    return None


def sync_file(path: Path) -> None:
    """See that what was written is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- what is known of each


def _name(folder: Path, source: Path, now_ms: int) -> Path:
    moment = moment_of(now_ms, zone_named("UTC")).strftime("%Y-%m-%d %H-%M-%S")
    path, number = folder / f"{source.stem} {moment}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{source.stem} {moment} ({number}){SUFFIX}"
    return path


def _described(path: Path, source: Path, now_ms: int, is_automatic: bool, key: str | None) -> Generation:
    with reading(path, key) as connection:
        identity = identity_of(connection)
    return Generation(path, now_ms, path.stat().st_size, str(source.resolve()), identity, is_automatic)


def _notes_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _note(generation: Generation) -> None:
    values = {key: value for key, value in asdict(generation).items() if key not in ("path", "size")}
    with paths.replacing(_notes_of(generation.path)) as unfinished:
        unfinished.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def _read(path: Path) -> Generation:
    """A backup with what was noted of it; one without notes was brought here by somebody, and never checked."""
    size, changed = path.stat().st_size, int(path.stat().st_mtime * 1000)
    try:
        values = json.loads(_notes_of(path).read_text(encoding="utf-8"))
        identity = Identity(**values["identity"])
        return Generation(
            path, values["made_at"], size, values["source"], identity, values["is_automatic"], values["is_verified"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Generation(path, changed, size, "", None, is_automatic=False, is_verified=False)


def _thin(folder: Path, now_ms: int, policy: Policy) -> int:
    dropped = to_drop(generations(folder), now_ms, policy)
    for each in dropped:
        remove(each)
    return len(dropped)


def _check_kind(connection: Any, path: Path) -> None:
    if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
        raise UserError(Message("“{file}” is not a company file of this program.", file=path.name))
    if connection.exec_driver_sql("PRAGMA user_version").scalar_one() > journal.SCHEMA_VERSION:
        raise MachineError(
            Message("“{file}” was written by a newer version of the program. Update this one.", file=path.name)
        )


def _damaged(name: str) -> MachineError:
    return MachineError(
        Message("The copy “{file}” is damaged, and perhaps the company file too. Check it now.", file=name)
    )
