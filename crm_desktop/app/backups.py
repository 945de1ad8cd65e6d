"""Backups of the open company: made by themselves while the program is open, by hand, and put back.

The worker is a process of its own, ended after each backup: reports never wait for it, and it holds no memory.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from crm_desktop.app.opening import NoDatabase
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.texts import Text

if TYPE_CHECKING:
    from crm_desktop.sync.backups import Made, Order

_JOB = "crm_desktop.sync.backups.make_backup"
# The first one some minutes after the start, when nobody waits for the disk; then it is asked again and again.
_FIRST_MS, _AGAIN_MS = 180_000, 300_000
_AUTOMATIC, _SECOND, _CAP = "backups.automatic", "backups.second", "backups.cap_gb"
_USUAL_CAP = 4


class Desk(Protocol):
    """What backups need of the program around them."""

    preferences: Preferences
    messages: Messages
    clock: Clock

    def restore(self, path: Path, chosen: Path, *, merges: bool) -> None:
        """Close the company, put a backup in its place and open it again."""


class CompanyBackups(QObject):
    """Makes the backups of one company file, as the preferences of this device want it."""

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__()
        self._desk, self._path = desk, path
        self._asked: Background | None = None
        self._alone: Background | None = None
        self._is_busy = False
        self._made_at = 0
        self._timer = QTimer(self, singleShot=True, interval=_FIRST_MS)
        self._timer.timeout.connect(self.make_when_due)
        self._timer.start()

    @property
    def background(self) -> Background:
        """What works for whoever looks at the backups."""
        self._asked = self._asked or Background(NoDatabase(), self._desk.messages.show_error)
        return self._asked

    @property
    def is_automatic(self) -> bool:
        """Whether backups are made by themselves."""
        return bool(self._desk.preferences.get(_AUTOMATIC, True))

    @is_automatic.setter
    def is_automatic(self, value: bool) -> None:
        self._desk.preferences.set(_AUTOMATIC, value)

    @property
    def second(self) -> str | None:
        """The folder where every backup is kept a second time."""
        found = self._desk.preferences.get(_SECOND)
        return found if isinstance(found, str) else None

    @second.setter
    def second(self, value: str | None) -> None:
        self._desk.preferences.set(_SECOND, value)

    @property
    def cap_gb(self) -> int:
        """How much room backups may take."""
        found = self._desk.preferences.get(_CAP, _USUAL_CAP)
        return found if isinstance(found, int) else _USUAL_CAP

    @cap_gb.setter
    def cap_gb(self, value: int) -> None:
        self._desk.preferences.set(_CAP, value)

    def make_when_due(self) -> None:
        """Make one unless one was made within the hour, or nothing changed since."""
        self._timer.start(_AGAIN_MS)
        order = self._order(is_automatic=True)
        if self.is_automatic and not self._is_busy and order.now_ms - self._made_at >= order.policy.every_ms:
            self._is_busy = True
            self._alone = Background(NoDatabase(), self._desk.messages.show_error)
            self._alone.run(self, _JOB, (order,), lambda made: self._on_made(order, made), self._on_failed)

    def make_now(self, owner: QWidget, then: Callable[[Text, bool], None]) -> None:
        """Make one because somebody wants it; `then` hears what came of it and whether it went well."""
        order = self._order(is_automatic=False)

        def done(made: "Made") -> None:
            self._on_made(order, made)
            then(made.second_problem or N_("The backup is made and checked."), made.second_problem is None)

        def failed(error: Exception) -> None:
            self._is_busy = False
            then(error.message if isinstance(error, Problem) else N_("The backup could not be made."), False)

        self._is_busy = True
        self.background.run(owner, _JOB, (order,), done, failed, title=Message("Backup"))

    def restore(self, chosen: Path, *, merges: bool) -> None:
        """Put a backup in the place of the company file."""
        self._desk.restore(self._path, chosen, merges=merges)

    def close(self) -> None:
        """End what is under way; half a backup leaves nothing behind."""
        self._timer.stop()
        self._is_busy = False
        self._end_alone()
        if self._asked is not None:
            self._asked.close()

    def _order(self, *, is_automatic: bool) -> "Order":
        from crm_desktop.sync.backups import GIGABYTE, Order, Policy

        policy = Policy(cap_bytes=self.cap_gb * GIGABYTE)
        return Order(str(self._path), self.second, policy, self._desk.clock.now_ms(), is_automatic)

    def _on_made(self, order: "Order", made: "Made") -> None:
        self._is_busy = False
        self._made_at = order.now_ms
        QTimer.singleShot(0, self, self._end_alone)
        if made.second_problem is not None and order.is_automatic:
            self._desk.messages.notify(made.second_problem)

    def _on_failed(self, _error: Exception) -> None:
        """It was said already; tried again when the next one is due, not every few minutes."""
        self._is_busy = False
        self._made_at = self._desk.clock.now_ms()
        QTimer.singleShot(0, self, self._end_alone)

    def _end_alone(self) -> None:
        """Let go of the process of a backup made by itself."""
        if self._alone is not None and not self._is_busy:
            self._alone.close()
            self._alone = None
