"""The company file: the one way to write it, the one way to read it, and what changed since.

Promises: a write is one explicit transaction and one undoable step, or nothing; writes of this process queue up behind
each other; a read sees one state from beginning to end, and never waits for a writer.
"""

import contextlib
import functools
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, SystemClock, day_of, moment_of, zone_named
from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.ids import new_id
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.models import Parameter, Synced
from crm_desktop.models.base import Base
from crm_desktop.storage import (
    bulk,
    capture,
    filling,
    folding,
    identity,
    indexes,
    journal,
    numbers,
    search_ahead,
    search_index,
    statements,
    statistics,
    veil,
)
from crm_desktop.storage.access import Access, access_of, only_read
from crm_desktop.storage.connection import APPLICATION_ID, close_all, engine, explained, remove_file, transaction
from crm_desktop.storage.fold import ERASE
from crm_desktop.storage.hub_file import HUB_APPLICATION_ID
from crm_desktop.storage.identity import Device
from crm_desktop.storage.journal import LEAST_SCHEMA, TransactionId

SCHEMA_VERSION = journal.SCHEMA_VERSION


@dataclass
class Reading:
    """A consistent view of the data for one viewer; `position` tells how far the journal reached when it began."""

    session: Session
    viewer: Viewer
    today: date
    now_ms: int
    zone: ZoneInfo
    currency: str
    position: int

    @property
    def connection(self) -> Connection:
        """The connection below the session, for plain SQL."""
        return self.session.connection()

    @functools.cached_property
    def moment(self) -> Mapping[str, Any]:
        """What statements may ask about now: the day, and by how many milliseconds the company's clocks are ahead."""
        offset = moment_of(self.now_ms, self.zone).utcoffset() or timedelta()
        return {"today": self.today.isoformat(), "utc_offset": offset // timedelta(milliseconds=1)}

    def fetch(self, statement: statements.Statement, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a statement that is kept and asked again and again; see `storage.statements`."""
        given = values or {}
        return statements.prepared(statement, given).rows(self._driver, given)

    def value(self, statement: statements.Statement, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row of a kept statement; None when there is no row."""
        found = self.fetch(statement, values)
        return found[0][0] if found else None

    @functools.cached_property
    def _driver(self) -> Any:
        return self.connection.connection.driver_connection

    def plain(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """The rows of a statement by the driver alone: a tenth of a millisecond less than by SQLAlchemy, each time."""
        found: list[Any] = self._driver.execute(statement, values).fetchall()
        return found


@dataclass
class UnitOfWork(Reading):
    """One user action under way: operations change records through `session`; nobody but `Database.write` commits.

    Who only learns on the way what the step is best called changes its `label`. `give_up` is called between the parts
    of a long closing, and raises when nobody wants the step any more.
    """

    label: Message
    undo_of: TransactionId | None = None
    transaction: TransactionId | None = None
    changes: ChangeSet = field(default_factory=ChangeSet)
    give_up: Callable[[], None] = lambda: None
    based_on: int | None = None
    folds: bool = False
    _indexes_ahead: Callable[[], None] = lambda: None

    def base_on(self, position: int) -> None:
        """Let the step count as made without knowledge of what came from other replicas after this position.

        What it changes that they changed too is then listed for review, instead of silently winning.
        """
        self.based_on = position if self.based_on is None else min(position, self.based_on)

    def fetch(self, statement: statements.Statement, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a kept statement, what this step changed so far included."""
        self.session.flush()
        return super().fetch(statement, values)

    def erase_row(self, entity: type[Synced], row_id: str, stub: Mapping[str, Any]) -> None:
        """Take a row and all the journal says of it away for good, here and wherever this step gets to.

        `stub`: what stays, {column: value}; nothing but what every row of the table must have.
        """
        journal.append(self.connection, entity.__tablename__, row_id, ERASE, stub)
        self.folds = True

    @contextlib.contextmanager
    def in_sight(self) -> Iterator[None]:
        """Within the block nothing is written, and what is read is what the acting user may see.

        For steps that choose or copy by what records hold: the tables themselves tell what is kept from this user.
        """
        self.session.flush()
        with self.session.no_autoflush, veil.looking(self.connection, self.viewer):
            yield

    def new_id(self) -> str:
        """An id for a new record."""
        return new_id()

    def next_number(self, kind: str) -> str:
        """The next human number of a kind of record, such as C-00417."""
        return self.next_numbers(kind, 1)[0]

    def next_numbers(self, kind: str, count: int) -> list[str]:
        """The next `count` human numbers of a kind of record."""
        pattern = self._parameter(f"number.{kind}")
        return numbers.take(self.connection, kind, count, pattern, self.now_ms, self.today)

    def insert_row(self, entity: type[Synced], values: Mapping[str, Any]) -> None:
        """Insert one new record at a third of what it costs through the session, which finds it like any other."""
        bulk.insert_one(self.connection, entity, values)

    def insert_rows(self, entity: type[Synced], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert many new records at once: the quick way for imports, journaled like any other."""
        self.session.flush()
        bulk.insert(self.connection, entity, rows)

    def update_alike(self, entity: type[Synced], ids: Sequence[str], values: Mapping[str, Any]) -> None:
        """Give many records the same values of some columns; whoever calls has checked them."""
        self.session.flush()
        bulk.update_alike(self.connection, entity, ids, values)
        # Records read before would still show the old values.
        self.session.expire_all()

    @contextlib.contextmanager
    def filling(self, entity: type[Synced], rows: int) -> Iterator[None]:
        """Within the block about so many rows of a kind are inserted; what is read meanwhile may take longer."""
        with contextlib.ExitStack() as stack:
            if bulk.fills(self.connection, entity, rows):
                self._indexes_ahead = stack.enter_context(search_ahead.ahead(self.connection, self.give_up))
            stack.enter_context(bulk.filling(self.connection, entity, rows, self.give_up))
            yield
        self._indexes_ahead = lambda: None

    def index_ahead(self) -> None:
        """Whoever is filling calls it when the new records are whole; they become searchable while it goes on."""
        self._indexes_ahead()

    def _parameter(self, name: str) -> str | None:
        self.session.flush()
        found = self.plain("SELECT value FROM parameter WHERE id = ?", (Parameter.id_of(name),))
        return found[0][0] if found else None


class Database:
    """An open company file. Make one with `create` or `open`; close it in the end."""

    def __init__(
        self, path: Path, clock: Clock, key: str | None, *, writes: bool, access: Access = Access.FULL
    ) -> None:
        self.path = path
        self.clock = clock
        self._access = access
        self._writer = engine(path, key, writes=True) if writes and access is Access.FULL else None
        self._readers = engine(path, key, writes=False, access=access)
        for each in (self._readers, self._writer):
            if each is not None:
                event.listen(each, "connect", self._tell_day)
        self._writing = threading.Lock()
        self._seen = 0
        self._is_filling = False
        self._settings: tuple[ZoneInfo, str] | None = None
        self._identity: tuple[int, ...] | None = None
        self._is_too_old = False
        self.device = Device()

    @classmethod
    def create(cls, path: Path, clock: Clock | None = None, key: str | None = None) -> "Database":
        """A new, empty company file. Refuses to overwrite an existing file."""
        if path.exists():
            raise UserError(Message("“{file}” exists already. Choose another name or open it.", file=path.name))
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            database = cls(path, clock or SystemClock(), key, writes=True)
            try:
                with database._write_connection() as connection, transaction(connection, immediate=True):
                    _lay_out(connection)
            except BaseException:
                database.close()
                remove_file(path)
                raise
            database._identity = _identity(path)
        return database

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Clock | None = None,
        key: str | None = None,
        *,
        read_only: bool = False,
        progress: Callable[[float, Message], None] | None = None,
    ) -> "Database":
        """An existing company file, brought to this program's schema. Nothing is changed when it is not one.

        One that lies where nothing can be written is opened for reading only, asked for or not.
        `progress` is told what takes long: an upgrade, and building the search index.
        """
        if not path.is_file():
            raise UserError(
                Message("There is no file “{file}”. Choose another, or create a new company.", file=path.name)
            )
        database = cls(path, clock or SystemClock(), key, writes=not read_only, access=access_of(path))
        try:
            with explained(path):
                database._identity = _identity(path, database._access)
                database._prepare(progress or (lambda _fraction, _text: None))
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Release the file."""
        for each in (self._readers, self._writer):
            if each is not None:
                close_all(each)

    def rest(self) -> None:
        """Let go of the pages that idle readers hold, up to 32 MB each; the next reading opens one anew."""
        self._readers.dispose()

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._writer is None

    @contextlib.contextmanager
    def read(self, viewer: Viewer) -> Iterator[Reading]:
        """A consistent view for a viewer."""
        self._check_place()
        with explained(self.path), self._readers.connect() as connection:
            veil.put_on(connection, viewer)
            connection.exec_driver_sql("BEGIN")
            with Session(connection, autoflush=False, expire_on_commit=False) as session:
                yield Reading(session, viewer, *self._surroundings(connection))
            connection.rollback()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A consistent view for what is no person and needs no entities, at a tenth of what `read` costs."""
        self._check_place()
        with explained(self.path), self._readers.connect() as connection:
            veil.put_on(connection, SYSTEM)
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextlib.contextmanager
    def write(self, label: Message, viewer: Viewer) -> Iterator[UnitOfWork]:
        """One step by a user, undoable under its label: committed at the end of the block, or nothing of it remains."""
        with explained(self.path), self._write_connection() as connection:
            with (
                self._own_transaction(connection),
                Session(connection, expire_on_commit=False) as session,
            ):
                surroundings = self._surroundings(connection)
                if self._is_too_old:
                    raise _too_old(self.path)
                work = UnitOfWork(session, viewer, *surroundings, label)
                begun_at = journal.begun_at(connection)
                yield work
                session.flush()
                work.give_up()
                if journal.has_changes(connection):
                    identity.introduce(connection, viewer.user_id)
                work.transaction = journal.close(
                    connection, viewer.user_id, work.label, work.now_ms, work.undo_of, work.based_on
                )
                if viewer.limits:
                    veil.refuse_changes(connection, viewer, work.transaction)
                if not self._is_filling:
                    touched = journal.touched_after(connection, begun_at)
                    is_known = work.based_on is None and not work.folds
                    (folding.refold_reviewed if is_known else folding.refold)(connection, touched)
                    work.changes = journal.change_set(touched)
                    search_index.update_all(connection, touched, work.give_up)
                reached = journal.position(connection)
            if self._seen == work.position:
                self._seen = reached
            if work.changes.touches((Parameter.__tablename__,)):
                self._read_settings(connection)

    @contextlib.contextmanager
    def merging(self) -> Iterator[Connection]:
        """One transaction for what is no step of a user, such as merging; all of it, or nothing.

        Whoever looks at the file notices what it brought by the position of the journal.
        """
        with (
            explained(self.path),
            self._write_connection() as connection,
            self._own_transaction(connection),
        ):
            yield connection
            self._read_settings(connection)

    @contextlib.contextmanager
    def _own_transaction(self, connection: Connection) -> Iterator[None]:
        """A transaction under an identity that no other file has; how far it got is remembered on this computer."""
        with transaction(connection, immediate=True):
            if not self._is_filling:
                identity.settle(connection, self.path, self.device)
            before = identity.reached(connection)
            yield
            own, mark = journal.own_id(connection), identity.reached(connection)
        if mark != before and not self._is_filling:
            self.device.note(own, mark)

    @contextlib.contextmanager
    def filled(self, progress: Callable[[int, int], None] | None = None) -> Iterator[None]:
        """The writes of the block fill a new file: a third of the time, for nobody can read it before the end.

        What an error leaves of it is worth nothing. `progress(done, total)` counts the records that search finds.
        """
        with self._write_connection() as connection:
            put_off = filling.begin(connection)
        self._is_filling = True
        yield
        self._is_filling = False
        with self._write_connection() as connection:
            filling.end(connection, put_off, progress)
        # Connections opened before know nothing of the indexes.
        self._readers.dispose()

    def today(self) -> date:
        """The calendar day in the company's time zone."""
        zone, _ = self._settings or (zone_named("UTC"), "")
        return day_of(self.clock.now_ms(), zone)

    def poll(self) -> ChangeSet:
        """What other programs changed in this file since the last call."""
        self._check_place()
        with explained(self.path), self._readers.connect() as connection:
            veil.put_on(connection, SYSTEM)
            reached = journal.position(connection)
            changes = journal.changes_after(connection, self._seen) if reached > self._seen else ChangeSet()
            if changes.touches((Parameter.__tablename__,)):
                self._read_settings(connection)
            connection.rollback()
        self._seen = reached
        return changes

    @contextlib.contextmanager
    def _write_connection(self) -> Iterator[Connection]:
        if self._writer is None:
            raise only_read(self.path)
        self._check_place()
        with self._writing, self._writer.connect() as connection:
            yield connection

    def _check_place(self) -> None:
        """SQLite would go on in a file that was moved or deleted, and begin an empty one in its place."""
        if self._identity is None or (self.path.exists() and _identity(self.path, self._access) == self._identity):
            return
        raise MachineError(
            Message(
                "“{file}” was moved, deleted or replaced while it was open. Nothing was written. Put it back where"
                " it was, or open it where it is now, or a backup of it (Ctrl+O).",
                file=self.path.name,
            )
        )

    def _tell_day(self, connection: Any, _record: object) -> None:
        """Let statements ask which day it is: conditions of rights are kept over midnight and have no parameters."""
        connection.create_function("company_today", 0, self._today)
        veil.prepare(connection)

    def _today(self) -> str:
        zone = self._settings[0] if self._settings else zone_named("UTC")
        return day_of(self.clock.now_ms(), zone).isoformat()

    def _surroundings(self, connection: Connection) -> tuple[date, int, ZoneInfo, str, int]:
        zone, currency = self._settings or self._read_settings(connection)
        now = self.clock.now_ms()
        return day_of(now, zone), now, zone, currency, journal.position(connection)

    def _read_settings(self, connection: Connection) -> tuple[ZoneInfo, str]:
        rows = connection.execute(
            select(Parameter.name, Parameter.value).where(
                Parameter.name.in_(("company.time_zone", "company.currency", LEAST_SCHEMA))
            )
        )
        values = {name: value for name, value in rows if value}
        self._is_too_old = int(values.get(LEAST_SCHEMA, "0")) > SCHEMA_VERSION
        self._settings = zone_named(values.get("company.time_zone", "UTC")), values.get("company.currency", "USD")
        return self._settings

    def _prepare(self, progress: Callable[[float, Message], None]) -> None:
        with self._readers.connect() as connection:
            self._check_kind(connection)
            outdated = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()) < SCHEMA_VERSION
            connection.rollback()
        if outdated:
            progress(0.0, Message(N_("Bringing the file up to date…")))
            self._migrate()
        with self._readers.connect() as connection:
            stale = capture.present(connection) != capture.expected()
            unsorted = bool(indexes.missing(connection))
            unindexed = not search_index.is_current(connection)
            unclosed = _has_unclosed(connection)
            self._seen = journal.position(connection)
            self._read_settings(connection)
            connection.rollback()
        if self._writer is None:
            if unindexed and self._access is not Access.FULL:
                raise self._outdated()
            return
        if stale:
            with self._write_connection() as connection, transaction(connection, immediate=True):
                capture.install(connection)
        if unclosed:
            with self.write(Message(N_("Changed by another program")), SYSTEM):
                pass
        if unsorted:
            with self._write_connection() as connection, transaction(connection, immediate=True):
                ordering = Message(N_("Preparing the lists…"))
                indexes.install(connection, lambda done, total: progress(done / total, ordering))
                statistics.renew(connection)
            # Connections opened before know nothing of them.
            self._readers.dispose()
        if unindexed:
            with self._write_connection() as connection, transaction(connection, immediate=True):
                text = Message(N_("Building the search index…"))
                search_index.rebuild(connection, lambda done, total: progress(done / max(1, total), text))

    def _check_kind(self, connection: Connection) -> None:
        kind = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if kind == HUB_APPLICATION_ID:
            raise UserError(
                Message(
                    "“{file}” is the shared file of a team, not a company file. Open your own company file, or join the"
                    " team from it.",
                    file=self.path.name,
                )
            )
        if kind != APPLICATION_ID:
            raise UserError(Message("“{file}” is not a company file of this program.", file=self.path.name))
        if connection.exec_driver_sql("PRAGMA user_version").scalar_one() > SCHEMA_VERSION:
            raise MachineError(
                Message("“{file}” was written by a newer version of the program. Update this one.", file=self.path.name)
            )

    def _migrate(self) -> None:
        if self._writer is None:
            raise self._outdated()
        from crm_desktop.storage import migrations

        with self._write_connection() as connection:
            migrations.upgrade(connection, self.path, SCHEMA_VERSION)
        # Connections opened before know neither the new tables nor the planner's figures.
        self._readers.dispose()

    def _outdated(self) -> UserError:
        if self._access is Access.FULL:
            text = Message(
                "“{file}” was written by an older version of the program. Open it in the window once; that makes a"
                " copy of it and brings it up to date.",
                file=self.path.name,
            )
        else:
            text = Message(
                "“{file}” was written by an older version of the program and must be brought up to date, but it can"
                " only be read here. Copy it to a folder of your own and open the copy.",
                file=self.path.name,
            )
        return UserError(text)


def _identity(path: Path, access: Access = Access.FULL) -> tuple[int, ...]:
    """What tells one file from another of its name; Windows lets nobody move an open one, and may not number it."""
    found = path.stat()
    same = (0, 0) if sys.platform == "win32" else (found.st_dev, found.st_ino)
    # What is read as never changing must not change.
    return (*same, found.st_mtime_ns, found.st_size) if access is Access.FIXED else same


def _too_old(path: Path) -> MachineError:
    return MachineError(
        Message(
            "Your company works with a newer version of the program by now. “{file}” can still be read here, and passes"
            " on what the others write; to change something, update the program.",
            file=path.name,
        )
    )


def _lay_out(connection: Connection) -> None:
    """What all migrations together lead to, at once: seven times faster, and a test compares the two."""
    Base.metadata.create_all(connection)
    for statement in journal.LOCAL_TABLES:
        connection.exec_driver_sql(statement)
    journal.start(connection)
    capture.install(connection)
    search_index.create(connection)
    statistics.install(connection)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _has_unclosed(connection: Connection) -> bool:
    found = connection.exec_driver_sql(
        "SELECT 1 FROM sync_change c JOIN sync_state s ON c.origin = s.me AND c.seq = s.next_seq LIMIT 1"
    )
    return found.first() is not None
