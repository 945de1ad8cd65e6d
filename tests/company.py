"""The company that tests work in: a database with shipped choices and an administrator, seen by one of its users."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from crm_desktop.core.clock import Clock, FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.operations.company import CompanyDraft, create_company
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database, Reading, UnitOfWork

DRAFT = CompanyDraft("East Sales", "Ada Lin", "ada", "CNY", "Asia/Shanghai")
# 14:00 on a Saturday in Shanghai.
NOW = "2026-11-21T06:00"


@dataclass(frozen=True)
class Company:
    """The database, the clock it looks at, and who acts."""

    database: Database
    clock: FixedClock
    viewer: Viewer

    @contextmanager
    def write(self, label: str = "A test step") -> Iterator[UnitOfWork]:
        """One step by the viewer."""
        with self.database.write(Message(label), self.viewer) as work:
            yield work

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """What the viewer sees."""
        with self.database.read(self.viewer) as reading:
            yield reading

    def seen_by(self, login: str) -> "Company":
        """The same company for another of its users."""
        with self.database.read(SYSTEM) as reading:
            return replace(self, viewer=viewer_of(reading, login))


def found_company(path: Path, clock: Clock) -> Database:
    """A new company file with its administrator."""
    database = Database.create(path, clock)
    with database.write(Message("New company"), SYSTEM) as work:
        create_company(work, DRAFT)
    return database
