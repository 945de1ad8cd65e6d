"""Opening connections to a company file: the driver, its pragmas, and what a wrong file is called."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from crm_desktop.core.errors import Damaged, MachineError
from crm_desktop.core.i18n import Message
from crm_desktop.storage.access import Access, address

APPLICATION_ID = 0x43524D31
BUSY_MS = 20_000
# Of the values a byte can have, 256 occur in a page of chance; in one of SQLite's never so many.
_PAGE, _NEARLY_ALL = 4096, 250
# The company file itself, and the two that SQLite keeps beside it while it is open.
_ENDINGS = ("", "-wal", "-shm")
# The connections of each engine that are open, by their ids.
_opened: WeakKeyDictionary[Engine, dict[int, Any]] = WeakKeyDictionary()
# What was compiled for one engine serves all others: compiling takes several times as long as running most statements.
_compiled: LRUCache[Any, Any] = LRUCache(1000)


class Dialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's own for SQLite; any two are equal, so that one engine takes what was compiled for another."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.company", __name__, Dialect.__name__)


def connect(path: Path, key: str | None = None, *, writes: bool, access: Access = Access.FULL) -> Any:
    """A driver connection; transactions are always begun explicitly. Without `writes` it refuses to change anything."""
    connection = driver.connect(
        address(path, access),
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
        uri=access is not Access.FULL,
    )
    if key:
        connection.execute("PRAGMA key = '{}'".format(key.replace("'", "''")))
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    # The names of 100,000 customers in any order: 240 ms, with half the memory 585.
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA recursive_triggers = ON")
    if writes:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # Many new rows touch pages all over the indexes, and again with the next ones.
        connection.execute("PRAGMA cache_size = -65536")
    else:
        connection.execute("PRAGMA query_only = ON")
    return connection


def engine(path: Path, key: str | None = None, *, writes: bool, access: Access = Access.FULL) -> Engine:
    """An engine over `connect`: SQLite's dialect on the sqlcipher3 driver. One connection when it writes."""
    size = {"pool_size": 1, "max_overflow": 0} if writes else {"pool_size": 4, "max_overflow": 8}
    opened: dict[int, Any] = {}

    def open_one() -> Any:
        connection = connect(path, key, writes=writes, access=access)
        opened[id(connection)] = connection
        return connection

    made = create_engine(
        "sqlite+company://",
        module=driver,
        creator=open_one,
        poolclass=QueuePool,
        # Errors end up in reports that people send on; what was being written is nobody else's business.
        hide_parameters=True,
        execution_options={"compiled_cache": _compiled},
        **size,
    )
    event.listen(made, "close", lambda connection, _record: opened.pop(id(connection), None))
    _opened[made] = opened
    return made


def close_all(of: Engine) -> None:
    """Close every connection of an engine that nobody works with, so that the file is free when this returns.

    One that was lent while the pool was renewed went back to the old pool, which only the collector ends; and what the
    window was made of, that does not look at.
    """
    of.dispose()
    opened = _opened[of]
    for number, each in list(opened.items()):
        # One in a transaction is at work in another thread.
        if not each.in_transaction:
            each.close()
            del opened[number]


def is_open_company(connection: Connection, path: Path) -> bool:
    """Whether a path leads, by whatever name, to the file of a connection or to what SQLite keeps beside it."""
    company = Path(plain(connection, "PRAGMA database_list")[0][2])
    return any(_is_same(company.with_name(company.name + ending), path) for ending in _ENDINGS)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def remove_file(path: Path) -> None:
    """Take away a company file that was made in vain; nobody has it open."""
    for ending in _ENDINGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def plain(connection: Connection, statement: str, values: Sequence[object] = ()) -> list[Any]:
    """The rows of a statement by the driver alone: a tenth of a millisecond less than by SQLAlchemy, each time."""
    own: Any = connection.connection.driver_connection
    return own.execute(statement, values).fetchall()  # type: ignore[no-any-return]  # the driver is not typed


@contextlib.contextmanager
def transaction(connection: Connection, *, immediate: bool) -> Iterator[None]:
    """One explicit transaction: committed at the end, rolled back on any error."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns the disk's and the driver's refusals into sentences; nothing was written when they appear."""
    try:
        yield
    except driver_errors() as error:
        problem = _machine_error(path, str(getattr(error, "orig", error)))
        if problem is None:
            raise
        raise problem from error
    except BrokenPipeError:
        # Whoever listened is gone, which says nothing of the file.
        raise
    except OSError as error:
        raise MachineError(
            Message("“{file}” could not be used: {reason}.", file=path.name, reason=error.strerror or str(error))
        ) from error


def driver_errors() -> tuple[type[Exception], ...]:
    """What the driver raises, itself or through SQLAlchemy, when it cannot read or write a file."""
    # What SQLite says about a damaged schema quotes it, and need not be text.
    return DBAPIError, driver.DatabaseError, UnicodeDecodeError


def _machine_error(path: Path, reason: str) -> MachineError | None:
    """What the machine refused, in a sentence; None when the refusal is a bug of ours."""
    said = reason.lower()
    if "locked" in said or "busy" in said:
        text = Message("“{file}” is busy in another program. Wait a moment and try again.", file=path.name)
    elif "full" in said:
        text = Message("The disk is full. Nothing was changed; make room and try again.")
    elif "readonly" in said or "read-only" in said:
        text = Message(
            "“{file}” is write-protected. Move it to a folder of your own and open it again.", file=path.name
        )
    elif "not a database" in said and _looks_encrypted(path):
        return Damaged(
            Message(
                "“{file}” is encrypted, or nothing in it can be read. This version opens no encrypted company files."
                " Open it with the program that encrypted it, or restore a backup.",
                file=path.name,
            )
        )
    elif any(each in said for each in ("not a database", "malformed", "encrypted", "could not decode", "can't decode")):
        return Damaged(
            Message(
                "“{file}” is not a company file, or it is damaged. Restore a backup, or rescue what can be read.",
                file=path.name,
            )
        )
    elif "unable to open" in said:
        text = Message("“{file}” could not be opened. Check that the folder exists and is yours.", file=path.name)
    elif "disk i/o" in said:
        text = Message("The disk refused to read or write “{file}”. Nothing was changed.", file=path.name)
    else:
        return None
    return MachineError(text)


def _looks_encrypted(path: Path) -> bool:
    """Whether a file begins with what only encryption or chance makes: a page in which nearly every byte occurs."""
    try:
        with path.open("rb") as stream:
            first, size = stream.read(_PAGE), path.stat().st_size
    except OSError:
        return False
    return size > 0 and size % _PAGE == 0 and len(set(first)) > _NEARLY_ALL
