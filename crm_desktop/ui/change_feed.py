"""Who is told when records change: visible views at once, hidden ones when they are shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import MachineError
from crm_desktop.ui.background import Background

_AFTER_A_FAILURE_MS = 60_000
Callback = Callable[[ChangeSet], None]
Poll = Callable[[], ChangeSet | None]


@dataclass
class _Subscription:
    owner: QWidget
    entities: frozenset[str]
    callback: Callback
    missed: ChangeSet | None = None


class ChangeFeed(QObject):
    """Hands each committed change set to the views whose query reads a touched entity.

    `announced` tells it to what is no view and is always up to date, whoever made the change: this window or another
    program.
    """

    announced = Signal(object)

    def __init__(self, background: Background, poll: Poll | None = None, interval_ms: int = 1000) -> None:
        super().__init__()
        self._background = background
        self._subscriptions: list[_Subscription] = []
        self._poll = poll
        self._is_polling = self._is_out_of_reach = False
        background.committed.connect(self.announce)
        self._interval_ms = max(500, interval_ms)
        self._timer = QTimer(self, interval=self._interval_ms)
        self._timer.timeout.connect(self.look_for_foreign_changes)
        if poll is not None:
            self._timer.start()

    def subscribe(self, owner: QWidget, entities: Iterable[str], callback: Callback) -> None:
        """Call back while the owner lives, whenever one of the entities changes; once shown, if it is hidden then."""
        self._subscriptions.append(_Subscription(owner, frozenset(entities), callback))
        owner.installEventFilter(self)

    def announce(self, changes: ChangeSet) -> None:
        """Tell everyone concerned about the changes."""
        self.announced.emit(changes)
        self._subscriptions = [each for each in self._subscriptions if shiboken6.isValid(each.owner)]
        for subscription in list(self._subscriptions):
            if not shiboken6.isValid(subscription.owner) or not changes.touches(subscription.entities):
                continue
            if subscription.owner.isVisible():
                subscription.callback(changes)
            else:
                subscription.missed = _merged(subscription.missed, changes)

    def look_for_foreign_changes(self) -> None:
        """Ask whether another process wrote to the file; a slow answer is never asked for twice."""
        if self._poll is None or self._is_polling:
            return
        self._is_polling = True
        self._background.call(self, self._look, self._on_polled, self._on_poll_failed)

    def stop(self) -> None:
        """Stop looking for foreign changes."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Deliver what a view missed while it was hidden."""
        if event.type() == QEvent.Type.Show:
            for subscription in list(self._subscriptions):
                if subscription.owner is watched and subscription.missed is not None:
                    missed, subscription.missed = subscription.missed, None
                    subscription.callback(missed)
        return False

    def _look(self) -> ChangeSet | None:
        """Poll; a file that is out of reach, on a stick that was pulled, is said once and not every second."""
        assert self._poll is not None
        try:
            changes = self._poll()
        except MachineError:
            if self._is_out_of_reach:
                return None
            self._is_out_of_reach = True
            raise
        self._is_out_of_reach = False
        return changes

    def _on_polled(self, changes: ChangeSet | None) -> None:
        self._is_polling = False
        self._timer.setInterval(self._interval_ms)
        if changes:
            self.announce(changes)

    def _on_poll_failed(self, error: Exception) -> None:
        self._is_polling = False
        # Whoever was told once that the file cannot be read is not told every second.
        self._timer.setInterval(_AFTER_A_FAILURE_MS)


def _merged(first: ChangeSet | None, second: ChangeSet) -> ChangeSet:
    if first is None:
        return second
    names = {*first.entities, *second.entities}
    none: frozenset[str] = frozenset()
    return ChangeSet(
        {name: first.entities.get(name, none) | second.entities.get(name, none) for name in names},
        first.bulk | second.bulk,
    )
