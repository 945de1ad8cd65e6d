"""The company file: the one way to write it, the one way to read it, and what changed since.

Promises: a write is one explicit transaction and one undoable step, or nothing; writes of this process queue up behind
each other; a read sees one state from beginning to end, and never waits for a writer.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, SystemClock, day_of, zone_named
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.models import Parameter
from crm_desktop.storage import (
    capture,
    filling,
    folding,
    identity,
    indexes,
    journal,
    scores,
    search_index,
    statistics,
    veil,
)
from crm_desktop.storage.access import Access, access_of, only_read
from crm_desktop.storage.company_file import (
    check_kind,
    file_identity,
    has_unclosed,
    lay_out,
    moved_away,
    outdated,
    too_old,
)
from crm_desktop.storage.connection import close_all, engine, explained, remove_file, transaction
from crm_desktop.storage.identity import Device
from crm_desktop.storage.journal import LEAST_SCHEMA, SCHEMA_VERSION
from crm_desktop.storage.work import Reading, UnitOfWork

# Whoever reads or writes finds all that is needed here.
__all__ = ["SCHEMA_VERSION", "Database", "Reading", "UnitOfWork"]


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
                    lay_out(connection)
            except BaseException:
                database.close()
                remove_file(path)
                raise
            database._identity = file_identity(path)
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
                database._identity = file_identity(path, database._access)
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
                    raise too_old(self.path)
                work = UnitOfWork(session, viewer, *surroundings, label)
                begun_at = journal.begun_at(connection)
                yield work
                session.flush()
                work.give_up()
                if journal.has_changes(connection):
                    identity.introduce(connection, viewer.user_id)
                is_known = work.based_on is None and not work.folds
                indexed = work.indexed_ahead.records() if is_known and work.indexed_ahead else {}
                work.transaction = journal.close(
                    connection, viewer.user_id, work.label, work.now_ms, work.undo_of, work.based_on
                )
                if viewer.limits:
                    veil.refuse_changes(connection, viewer, work.transaction)
                if not self._is_filling:
                    touched = journal.touched_after(connection, begun_at)
                    (folding.refold_reviewed if is_known else folding.refold)(connection, touched)
                    work.changes = journal.change_set(touched)
                    search_index.update_all(connection, touched, indexed, work.give_up)
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

    @property
    def reached(self) -> int:
        """The place in the journal up to which changes were announced."""
        return self._seen

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
        if self._identity is None or (self.path.exists() and file_identity(self.path, self._access) == self._identity):
            return
        raise moved_away(self.path)

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
            check_kind(connection, self.path)
            is_outdated = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()) < SCHEMA_VERSION
            connection.rollback()
        if is_outdated:
            progress(0.0, Message(N_("Bringing the file up to date…")))
            self._migrate()
        with self._readers.connect() as connection:
            stale = capture.present(connection) != capture.expected()
            unsorted = bool(indexes.missing(connection))
            unindexed = not search_index.is_current(connection)
            unscored = not scores.is_current(connection)
            unclosed = has_unclosed(connection)
            self._seen = journal.position(connection)
            self._read_settings(connection)
            connection.rollback()
        if self._writer is None:
            if (unindexed or unscored) and self._access is not Access.FULL:
                raise outdated(self.path, self._access)
            return
        if stale:
            with self._write_connection() as connection, transaction(connection, immediate=True):
                capture.install(connection)
        if unclosed:
            with self.write(Message(N_("Changed by another program")), SYSTEM):
                pass
        if unscored:
            with self._write_connection() as connection, transaction(connection, immediate=True):
                scores.create(connection)
            self._readers.dispose()
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

    def _migrate(self) -> None:
        if self._writer is None:
            raise outdated(self.path, self._access)
        from crm_desktop.storage import migrations

        with self._write_connection() as connection:
            migrations.upgrade(connection, self.path, SCHEMA_VERSION)
        # Connections opened before know neither the new tables nor the planner's figures.
        self._readers.dispose()
