"""Makes a new company file of what a damaged one still says, and tells what was lost.

History that fits its hashes is taken over as it is. What the tables say beyond that is written as one step of the new
file, so that it can be looked at and undone like any other; what points to nothing is listed and left out.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Column

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import ENTITIES, ENTITY_OF, Synced
from crm_desktop.storage.capture import columns, table_of
from crm_desktop.storage.connection import plain, remove_file
from crm_desktop.storage.database import Database, UnitOfWork
from crm_desktop.storage.rescue import Progress, Salvaged, salvaged
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.salvage import Chains

Rows = dict[str, dict[str, Any]]
_FEW = 50


@dataclass
class Rescued:
    """What came of a rescue: records of each table, steps taken over of those known, and what was lost, in words."""

    records: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    steps_known: int = 0
    added: int = 0
    lost: list[Message] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing at all is known to be lost."""
        return not self.lost


def rescue(path: Path, out: Path, progress: Progress = lambda _fraction, _text: None) -> Rescued:
    """Salvage a file that nobody has open: into a new company file, or as CSV files when `out` does not end so."""
    if out.exists() and (out.suffix or not out.is_dir() or any(out.iterdir())):
        raise UserError(Message("“{file}” exists already. Choose another name.", file=out.name))
    with salvaged(path, progress) as found:
        if out.suffix.lower() != ".crm":
            return _as_csv(found, out)
        out.parent.mkdir(parents=True, exist_ok=True)
        database = Database.create(out)
        try:
            done = _Rescue(database, found, path.name, progress).carry_out()
        except BaseException:
            database.close()
            remove_file(out)
            raise
        database.close()
        return done


class _Rescue:
    def __init__(self, database: Database, found: Salvaged, name: str, progress: Progress) -> None:
        self._database, self._found, self._name, self._progress = database, found, name, progress
        self._done = Rescued()

    def carry_out(self) -> Rescued:
        """History first, then the contents of files, then what the tables say beyond the history."""
        with closing(self._found.opened()) as workshop:
            self._become(workshop)
            self._progress(0.5, Message(N_("Taking over the history…")))
            chains = Chains(workshop)
            Replica(self._database).merge(chains.genuine())
            self._done.steps, self._done.steps_known = chains.kept, chains.known
            self._take_blobs(workshop)
            self._progress(0.8, Message(N_("Taking over the records…")))
            with self._database.write(Message("Rescued from “{file}”", file=self._name), SYSTEM) as work:
                self._take_records(work, _rows(workshop))
        self._report()
        return self._done

    def _become(self, workshop: Any) -> None:
        """The same company as before, where that can still be read."""
        found = workshop.execute("SELECT value FROM sync_meta WHERE key = 'workspace_id'").fetchone()
        if found is None:
            self._done.lost.append(Message("Which company it was: copies of it cannot be merged with the new file."))
            return
        with self._database.merging() as connection:
            plain(connection, "UPDATE sync_meta SET value = ? WHERE key = 'workspace_id'", found)

    def _take_blobs(self, workshop: Any) -> None:
        with self._database.merging() as connection:
            for name, size, data in workshop.execute("SELECT sha256, size, data FROM blob"):
                if sha256(data).hexdigest() == name:
                    plain(connection, "INSERT INTO blob(sha256, size, data) VALUES (?, ?, ?)", (name, size, data))

    def _take_records(self, work: UnitOfWork, rows: Mapping[str, Rows]) -> None:
        """What the journal did not say already; references that lead nowhere are emptied, or the record is left out."""
        present = {each.__tablename__: _present(work, each) for each in ENTITIES}
        wanted = {table: dict(found) for table, found in rows.items()}
        self._leave_out(wanted, present)
        for entity in ENTITIES:
            table = entity.__tablename__
            for row_id, values in wanted.get(table, {}).items():
                if row_id not in present[table]:
                    names = ["id", *values]
                    marks = ", ".join("?" * len(names))
                    statement = f"INSERT INTO {table}({', '.join(names)}) VALUES ({marks})"
                    plain(work.connection, statement, (row_id, *values.values()))
                elif different := _different(work, table, row_id, values):
                    settings = ", ".join(f"{name} = ?" for name in different)
                    statement = f"UPDATE {table} SET {settings} WHERE id = ?"
                    plain(work.connection, statement, (*different.values(), row_id))
                else:
                    continue
                self._done.added += 1

    def _leave_out(self, wanted: dict[str, Rows], present: Mapping[str, set[str]]) -> None:
        """Leave out what cannot stand: again and again, because others may have stood on it."""
        emptied, gone, is_settled = dict[str, int](), dict[str, int](), False
        while not is_settled:
            is_settled = True
            for table, found in wanted.items():
                for column, target in _references(ENTITY_OF[table]):
                    there = present[target] | wanted.get(target, {}).keys()
                    for row_id, values in list(found.items()):
                        if values.get(column.name) is None or values[column.name] in there:
                            continue
                        is_settled = False
                        if column.nullable:
                            values[column.name] = None
                            emptied[table] = emptied.get(table, 0) + 1
                        else:
                            del found[row_id]
                            gone[table] = gone.get(table, 0) + 1
        for table, count in gone.items():
            self._lose("{count} × {kind}: left out, because the record it belongs to is lost.", table, count)
        for table, count in emptied.items():
            self._lose("{count} × {kind}: a reference to a lost record was emptied.", table, count)

    def _lose(self, text: str, table: str, count: int) -> None:
        self._done.lost.append(Message(text, kind=Message(ENTITY_OF[table].__title__), count=count))

    def _report(self) -> None:
        with self._database.read(SYSTEM) as reading:
            for entity in ENTITIES:
                table = entity.__tablename__
                ((count,),) = reading.plain(f"SELECT count(*) FROM {table} WHERE deleted = 0")
                if count:
                    self._done.records[table] = int(count)
            missing = reading.plain(
                "SELECT name FROM attachment WHERE deleted = 0 AND sha256 NOT IN (SELECT sha256 FROM blob)"
                f" LIMIT {_FEW}"
            )
        for (name,) in missing:
            self._done.lost.append(Message("The content of the file “{file}” is missing.", file=name))
        if lost := self._done.steps_known - self._done.steps:
            self._done.lost.append(
                Message("Steps of the history that could not be taken over: {count}. What they led to is.", count=lost)
            )
        self._done.lost += _unreadable(self._found)


def _unreadable(found: Salvaged) -> list[Message]:
    """What could not be read to its end, in words."""
    damaged = [ENTITY_OF[table].__title__ for table in found.damaged if table in ENTITY_OF]
    titles: list[object] = [Message(title) for title in damaged]
    if len(damaged) < len(found.damaged):
        titles.append(Message(N_("The history")))
    lost = [Message("{kind}: not readable to the end; some of it may be lost.", kind=title) for title in titles]
    if found.strays:
        lost.append(Message("Records whose kind could not be told: {count}.", count=found.strays))
    return lost


def _rows(workshop: Any) -> dict[str, Rows]:
    """Table → id → values: what the tables said, else what the journal says, whether its hash fits or not."""
    found: dict[str, Rows] = {}
    for table, row_id, data in workshop.execute("SELECT tbl, id, data FROM record WHERE is_sure"):
        found.setdefault(table, {})[row_id] = _known(table, json.loads(data))
    for table, row_id, values in _by_journal(workshop):
        if table in ENTITY_OF and row_id not in found.get(table, {}):
            found.setdefault(table, {})[row_id] = _known(table, values)
    for table, row_id, data in workshop.execute("SELECT tbl, id, data FROM record WHERE NOT is_sure"):
        found.setdefault(table, {}).setdefault(row_id, _known(table, json.loads(data)))
    return {table: {row_id: each for row_id, each in rows.items() if each} for table, rows in found.items()}


def _by_journal(workshop: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    rows = workshop.execute(
        "SELECT c.tbl, c.row_id, c.op, c.data FROM sync_change c"
        " LEFT JOIN sync_txn t ON t.origin = c.origin AND t.seq = c.seq ORDER BY c.tbl, c.row_id, t.hlc, c.id"
    )
    current: tuple[str, str] | None = None
    values: dict[str, Any] = {}
    for table, row_id, op, data in rows:
        if (table, row_id) != current:
            if current is not None:
                yield *current, values
            current, values = (table, row_id), {}
        try:
            content = json.loads(data)
            values.update(content if op in ("i", "x") else {name: pair[1] for name, pair in content.items()})
        except (ValueError, TypeError, IndexError, AttributeError):
            continue
    if current is not None:
        yield *current, values


def _known(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns this program knows, in whole records only: what a record must have and lacks makes it useless."""
    entity = ENTITY_OF[table]
    by_name, known = table_of(entity).c, {name: values.get(name) for name in columns(entity)}
    for name, value in known.items():
        if value is None and not by_name[name].nullable:
            if name != "deleted":
                return {}
            known[name] = 0
    return known


def _references(entity: type[Synced]) -> Iterator[tuple[Column[Any], str]]:
    for column in table_of(entity).c:
        for key in column.foreign_keys:
            yield column, key.column.table.name


def _present(work: UnitOfWork, entity: type[Synced]) -> set[str]:
    return {row_id for (row_id,) in work.plain(f"SELECT id FROM {entity.__tablename__}")}


def _different(work: UnitOfWork, table: str, row_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    ((*shown,),) = work.plain(f"SELECT {', '.join(values)} FROM {table} WHERE id = ?", (row_id,))
    return {name: value for (name, value), old in zip(values.items(), shown, strict=True) if value != old}


def _as_csv(found: Salvaged, out: Path) -> Rescued:
    """One file for each table, for whoever wants to look or import elsewhere."""
    out.mkdir(parents=True, exist_ok=True)
    done = Rescued()
    with closing(found.opened()) as workshop:
        for table, rows in _rows(workshop).items():
            names = columns(ENTITY_OF[table])
            with (out / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(("id", *names))
                writer.writerows((row_id, *(values[name] for name in names)) for row_id, values in rows.items())
            done.records[table] = len(rows)
        ((contents,),) = workshop.execute("SELECT count(*) FROM blob")
    done.lost += _unreadable(found)
    if contents:
        done.lost.append(Message("The contents of files are not in tables; a company file (.crm) takes them over."))
    return done
