"""Opening a company file on a thread of its own: the window is there before the database is even loaded.

Loading the database and what the first list asks is most of a start, an upgrade of an old file can take minutes; all
the while the window stays alive and says what is going on.
"""

import contextlib
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import Damaged, Problem, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.ui.background import Background, Failed, Progress, Ticket
from crm_desktop.ui.worker import CancelledError, Report

if TYPE_CHECKING:
    from crm_desktop.app.company import Company
    from crm_desktop.core.viewer import Viewer
    from crm_desktop.storage.database import Database, Reading

# What the first page asks with, by its key: loaded where the window need not wait.
_ASKED_BY = {
    "today": ("crm_desktop.queries.today",),
    "customers": ("crm_desktop.queries.customer",),
    "contacts": ("crm_desktop.queries.contact",),
    "leads": ("crm_desktop.queries.lead",),
    "opportunities": ("crm_desktop.queries.opportunity",),
    "service": ("crm_desktop.queries.service_case",),
    "tasks": ("crm_desktop.queries.task",),
    "articles": ("crm_desktop.queries.article",),
    "campaigns": ("crm_desktop.queries.campaign",),
    "members": ("crm_desktop.queries.campaign_member",),
    "surveys": ("crm_desktop.queries.survey",),
    "quotations": ("crm_desktop.queries.quotation_list",),
    "contracts": ("crm_desktop.queries.contract",),
    "orders": ("crm_desktop.queries.order",),
    "receivables": ("crm_desktop.queries.receivable",),
    "churn": ("crm_desktop.queries.churn_watch",),
    "receipts": ("crm_desktop.queries.receipt",),
    "products": ("crm_desktop.queries.product",),
    "channel": ("crm_desktop.queries.channel_list",),
}


@dataclass(frozen=True)
class Wish:
    """A file to open: by the user of a login, else by the one this device knows, and on which page."""

    path: Path
    login: str | None
    known_user: str | None
    page: str


@dataclass(frozen=True)
class Opened:
    """A company file that is open, by whom, and what its window begins with."""

    database: "Database"
    viewer: "Viewer"
    company: "Company"


class Opening:
    """Opens one file at a time; a newer wish takes the place of the one under way."""

    def __init__(self, report_error: Callable[[Exception], None], clock: Clock) -> None:
        self._report_error, self._clock = report_error, clock
        self._background: Background | None = None
        self._ticket: Ticket | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether a file is being opened."""
        return self._ticket is not None

    def begin(
        self, owner: QObject, wish: Wish, then: Callable[[Opened], None], failed: Failed, progress: Progress
    ) -> None:
        """Open the file, then call back in the GUI thread."""
        self.cancel()
        self._background = self._background or Background(NoDatabase(), self._report_error)

        def job(report: Report) -> Opened:
            opened = _open(wish, self._clock, report)
            if ticket.cancelled:
                opened.database.close()
                raise CancelledError
            return opened

        def on_opened(opened: Opened) -> None:
            self._ticket = None
            then(opened)

        def on_failed(error: Exception) -> None:
            self._ticket = None
            failed(error)

        ticket = self._background.call_with_progress(owner, job, on_opened, on_failed, progress)
        self._ticket = ticket

    def cancel(self) -> None:
        """Give up what is under way; a file that was opened all the same is closed again."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None

    def close(self) -> None:
        """End it, and wait for its thread."""
        self.cancel()
        if self._background is not None:
            self._background.close()
            self._background = None


class FileDamaged(UserError):
    """The file of a path cannot be read: its backups are offered."""

    def __init__(self, path: Path, message: Message) -> None:
        super().__init__(message)
        self.path = path
        self.args = (path, message)


class NoDatabase:
    """Stands where a company file will be: what is run before there is one asks nothing of it."""

    def read(self, viewer: Any) -> Any:
        raise AssertionError("no company file is open")

    def write(self, label: Message, viewer: Any) -> Any:
        raise AssertionError("no company file is open")


def _open(wish: Wish, clock: Clock, progress: Report) -> Opened:
    from crm_desktop.app.company import Company
    from crm_desktop.core.viewer import SYSTEM
    from crm_desktop.queries.choices import choices
    from crm_desktop.queries.company import company_name
    from crm_desktop.queries.viewer import viewer_of
    from crm_desktop.storage.database import Database
    from crm_desktop.sync.settings import hub_of

    for module in _ASKED_BY.get(wish.page, ()):
        importlib.import_module(module)

    def viewer(reading: Any) -> "Viewer":
        if wish.login is None and wish.known_user:
            # The user this device knew may have been removed: then begin with the administrator again.
            with contextlib.suppress(Problem):
                return viewer_of(reading, user_id=wish.known_user)
        return viewer_of(reading, wish.login)

    try:
        database = Database.open(wish.path, clock, progress=progress)
    except Damaged as error:
        raise FileDamaged(wish.path, error.message) from error
    try:
        with database.read(SYSTEM) as reading:
            _must_be_complete(wish.path, reading)
            hub = hub_of(reading)
            shared_at = hub.address if hub else None
            company = Company(company_name(reading), reading.currency, reading.zone, choices(reading), shared_at)
            return Opened(database, viewer(reading), company)
    except Damaged as error:
        database.close()
        raise FileDamaged(wish.path, error.message) from error
    except BaseException:
        database.close()
        raise


def _must_be_complete(path: Path, reading: "Reading") -> None:
    """A file that was cut off often opens, and fails when what is missing is asked for."""
    log = path.with_name(path.name + "-wal")
    ((count,), (size,)) = (reading.plain(f"PRAGMA {name}")[0] for name in ("page_count", "page_size"))
    # Pages that stand in the log need not be in the file yet.
    if path.stat().st_size < count * size and not (log.exists() and log.stat().st_size):
        raise Damaged(Message("“{file}” was cut off: a part of it is missing.", file=path.name))
