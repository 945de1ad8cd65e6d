"""What the code between BEGIN and COMMIT is given: a consistent view of the data, and a step under way in it."""

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import new_id
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Parameter, Synced
from crm_desktop.storage import bulk, journal, numbers, search_ahead, statements, veil
from crm_desktop.storage.fold import ERASE
from crm_desktop.storage.journal import TransactionId
from crm_desktop.storage.search_ahead import IndexedAhead


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

    @functools.cached_property
    def connection(self) -> Connection:
        """The connection below the session, for plain SQL."""
        return self.session.connection()

    @functools.cached_property
    def moment(self) -> Mapping[str, Any]:
        """What statements may ask about now: the instant, the day, and by how much the company's clocks are ahead."""
        offset = moment_of(self.now_ms, self.zone).utcoffset() or timedelta()
        return {"now": self.now_ms, "today": self.today.isoformat(), "utc_offset": offset // timedelta(milliseconds=1)}

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

    def each(self, statement: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """The rows of a statement one after the other, where there are too many of them to hold at once."""
        return self._driver.execute(statement, values)  # type: ignore[no-any-return]  # the driver is not typed


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
    indexed_ahead: IndexedAhead | None = None

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
                self.indexed_ahead = stack.enter_context(search_ahead.ahead(self.connection, self.give_up))
            stack.enter_context(bulk.filling(self.connection, entity, rows, self.give_up))
            yield

    def index_ahead(self) -> None:
        """Whoever is filling calls it when the new records are whole; they become searchable while it goes on."""
        if self.indexed_ahead is not None:
            self.indexed_ahead.go_on()

    def _parameter(self, name: str) -> str | None:
        self.session.flush()
        found = self.plain("SELECT value FROM parameter WHERE id = ?", (Parameter.id_of(name),))
        return found[0][0] if found else None
