"""Salvages what can be read from a damaged company file into a workshop beside it: table by table, then page by page.

The damaged file is only read. What SQLite itself reads counts; where it stops, the pages are read one by one, and
the shape of a record tells its table. What the journal says is believed later, when its hashes fit (`sync/salvage.py`).
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2 as driver

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import ENTITIES, ENTITY_OF, Synced
from crm_desktop.storage.capture import table_of
from crm_desktop.storage.pages import PageFile, Value

Progress = Callable[[float, Message], None]
_AT_ONCE = 2_000
# How every SQLite file begins, how far into a file that is looked for, and how large a page of a company file is.
_MAGIC, _LOOKED_THROUGH, _PAGE = b"SQLite format 3\0", 1 << 20, 4096
_HEX = frozenset("0123456789abcdef")
# Local tables → how many columns they have; the journal first, because it tells where other records belong.
_LOCAL = {"sync_meta": 2, "sync_replica": 2, "sync_ctx": 3, "sync_txn": 11, "sync_change": 7, "blob": 3}
_SCHEMA = (
    "CREATE TABLE sync_meta(key PRIMARY KEY, value)",
    "CREATE TABLE sync_replica(n PRIMARY KEY, id)",
    "CREATE TABLE sync_ctx(origin, epoch, vec, PRIMARY KEY(origin, epoch))",
    "CREATE TABLE sync_txn(origin, seq, hlc, ctx, actor, label, wall_ms, schema_ver, app_ver, undo_of, hash,"
    " PRIMARY KEY(origin, seq))",
    "CREATE TABLE sync_change(id, origin, seq, tbl, row_id, op, data, PRIMARY KEY(origin, seq, tbl, row_id))",
    "CREATE INDEX of_row ON sync_change(row_id)",
    "CREATE TABLE blob(sha256 PRIMARY KEY, size, data)",
    "CREATE TABLE record(tbl, id, data, is_sure, PRIMARY KEY(tbl, id))",
    "CREATE TABLE stray(fits, data)",
)


@dataclass
class Salvaged:
    """What was found: the workshop it lies in, which tables SQLite could not read to the end, and strays."""

    workshop: Path
    damaged: list[str] = field(default_factory=list)
    strays: int = 0

    def opened(self) -> Any:
        """A connection to the workshop."""
        return driver.connect(str(self.workshop), isolation_level=None)


@contextmanager
def salvaged(path: Path, progress: Progress = lambda _fraction, _text: None) -> Iterator[Salvaged]:
    """What can be read of a file that nobody has open; it lies in a private folder until the end of the block."""
    if not path.is_file():
        raise UserError(Message("There is no file “{file}”.", file=path.name))
    if not path.stat().st_size:
        raise UserError(Message("“{file}” is empty: it has 0 bytes and holds nothing.", file=path.name))
    with TemporaryDirectory(prefix="crm-rescue-") as folder:
        found = Salvaged(Path(folder) / "workshop.db")
        with closing(found.opened()) as workshop:
            workshop.execute("PRAGMA journal_mode = OFF")
            workshop.execute("PRAGMA synchronous = OFF")
            for statement in _SCHEMA:
                workshop.execute(statement)
            progress(0.0, Message(N_("Reading the tables…")))
            path = _aligned(path, Path(folder))
            orders = {each.__tablename__: _order(each) for each in ENTITIES}
            found.damaged = _read_tables(path, Path(folder), workshop, orders)
            if found.damaged:
                progress(0.3, Message(N_("Reading the pages one by one…")))
                wanted = {table: orders.get(table, []) for table in found.damaged}
                found.strays = _read_pages(path, workshop, wanted)
            ((count,),) = workshop.execute("SELECT (SELECT count(*) FROM record) + (SELECT count(*) FROM sync_change)")
        if not count:
            raise UserError(
                Message(
                    "Nothing can be read from “{file}”: it is encrypted with a key, destroyed throughout,"
                    " or not a company file.",
                    file=path.name,
                )
            )
        yield found


def _aligned(path: Path, folder: Path) -> Path:
    """The file, or a copy with its pages in their places: where something stands in front, or the head is cut off."""
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_THROUGH).find(_MAGIC)
        ahead = -path.stat().st_size % _PAGE if start < 0 else 0
        if start <= 0 and not ahead:
            return path
        copy = folder / path.name
        stream.seek(max(0, start))
        with copy.open("wb") as target:
            target.write(b"\0" * ahead)
            shutil.copyfileobj(stream, target)
    return copy


# --- table by table


def _order(entity: type[Synced]) -> list[str]:
    """The columns of a table as they stand in its records, in a file that this program laid out."""
    return [column.name for column in table_of(entity).columns if column.computed is None]


def _read_tables(path: Path, folder: Path, workshop: Any, orders: dict[str, list[str]]) -> list[str]:
    """Read with SQLite as far as it goes, from a private copy; the tables that could not be read to the end.

    Where the schema can be read, `orders` learns how the columns of this file stand.
    """
    copy = folder / "damaged.crm"
    every = [*_LOCAL, *ENTITY_OF]
    try:
        for ending in ("", "-wal"):
            part = path.with_name(path.name + ending)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + ending))
        source = driver.connect(str(copy), isolation_level=None)
    except (OSError, driver.DatabaseError):
        return every
    with closing(source):
        return [table for table in every if not _read_table(source, workshop, table, orders)]


def _read_table(source: Any, workshop: Any, table: str, orders: dict[str, list[str]]) -> bool:
    """Whether a table was read to its end; one that breaks off is read from its other end too."""
    try:
        names = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
    except (driver.DatabaseError, UnicodeDecodeError):
        # What SQLite says about a damaged schema quotes it, and need not be text.
        return False
    if not names:
        return table not in ("sync_txn", "sync_change", "customer")
    if len(names) != _LOCAL.get(table, len(names)) or (table in ENTITY_OF and "id" not in names):
        # What describes the table is damaged itself: its pages are read by the shape the program gave them.
        return False
    orders[table] = names
    statement = f"SELECT {', '.join(names)} FROM {table} NOT INDEXED ORDER BY rowid"
    if _read_rows(source, workshop, table, names, statement):
        return True
    _read_rows(source, workshop, table, names, f"{statement} DESC")
    return False


def _read_rows(source: Any, workshop: Any, table: str, names: Sequence[str], statement: str) -> bool:
    try:
        rows = source.execute(statement)
        while True:
            part = []
            try:
                for _ in range(_AT_ONCE):
                    if (row := rows.fetchone()) is None:
                        return True
                    part.append(row)
            finally:
                _keep(workshop, table, names, part)
    except (driver.DatabaseError, UnicodeDecodeError):
        return False


def _keep(workshop: Any, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    workshop.execute("BEGIN")
    if table in _LOCAL:
        marks = ", ".join("?" * len(names))
        workshop.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
    else:
        workshop.executemany(
            "INSERT OR IGNORE INTO record VALUES (?, ?, ?, 1)",
            [(table, *_record(names, row)) for row in rows if _is_hex(row[names.index("id")], 32)],
        )
    workshop.execute("COMMIT")


def _record(names: Sequence[str], row: Sequence[Any]) -> tuple[str, str]:
    """The id of a record, and its values as JSON."""
    values = dict(zip(names, row, strict=False))
    return values.pop("id"), _json(values)


def _json(values: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in values.items() if not isinstance(value, bytes)})


# --- page by page


def _read_pages(path: Path, workshop: Any, wanted: Mapping[str, Sequence[str]]) -> int:
    """Records of the wanted tables (with their columns) on any page; how many there are whose table nothing tells."""
    with closing(PageFile(path)) as pages:
        workshop.execute("BEGIN")
        for row_id, values in pages.records():
            local = _local_table(values)
            if local in wanted:
                row = [row_id, *values[1:]] if values[0] is None else values
                workshop.execute(f"INSERT OR IGNORE INTO {local} VALUES ({', '.join('?' * len(row))})", row)
            elif local is None and (fits := _fits(values, wanted)):
                with suppress(TypeError):
                    workshop.execute("INSERT INTO stray VALUES (?, ?)", (json.dumps(fits), json.dumps(values)))
        workshop.execute("COMMIT")
    return _place_strays(workshop, wanted)


def _fits(values: Sequence[Value], wanted: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """(table, id) of the tables a record may belong to; one from before a column was added lacks the last ones."""
    found = []
    for table, names in wanted.items():
        if table in _LOCAL:
            continue
        at = names.index("id")
        if at < len(values) <= len(names) and _is_hex(values[at], 32):
            found.append((table, str(values[at])))
    return found


def _local_table(values: Sequence[Value]) -> str | None:
    """The local table a record belongs to by its shape."""
    for table, count in _LOCAL.items():
        if len(values) == count and _SHAPES[table](values):
            return table
    return None


_SHAPES: dict[str, Callable[[Sequence[Any]], bool]] = {
    "sync_meta": lambda v: v[0] in ("workspace_id",),
    "sync_replica": lambda v: v[0] is None and _is_hex(v[1], 16),
    "sync_ctx": lambda v: _are_numbers(v[:2]) and isinstance(v[2], str) and v[2].startswith("{"),
    "sync_txn": lambda v: _are_numbers([*v[:4], v[6], v[7]]) and _is_hex(v[10], 32),
    "sync_change": lambda v: (
        v[0] is None and _are_numbers(v[1:3]) and v[5] in ("i", "u", "r", "x") and str(v[6]).startswith("{")
    ),
    "blob": lambda v: _is_hex(v[0], 64) and _are_numbers(v[1:2]) and isinstance(v[2], bytes),
}


def _place_strays(workshop: Any, wanted: Mapping[str, Sequence[str]]) -> int:
    """Records whose table the journal names, or that fit one table alone; SQLite's own reading goes first."""
    left = 0
    tables = dict(workshop.execute("SELECT row_id, min(tbl) FROM sync_change GROUP BY row_id"))
    for fits, data in workshop.execute("SELECT fits, data FROM stray").fetchall():
        values, candidates = json.loads(data), json.loads(fits)
        named = [table for table, row_id in candidates if tables.get(row_id) == table]
        whole = [table for table, _ in candidates if len(wanted[table]) == len(values)]
        table = named[0] if named else whole[0] if len(whole) == 1 else None
        if table is None:
            left += 1
        else:
            record = _record(wanted[table], values)
            workshop.execute("INSERT OR IGNORE INTO record VALUES (?, ?, ?, 0)", (table, *record))
    workshop.execute("DELETE FROM stray")
    return left


def _is_hex(value: object, length: int) -> bool:
    return isinstance(value, str) and len(value) == length and set(value) <= _HEX


def _are_numbers(values: Iterable[object]) -> bool:
    return all(type(value) is int for value in values)
