"""Reminding people while the program runs, shown or hidden: at their moment, together after a pause, each one once."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import Clock, moment_of
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.reminding import ReminderClock, overview_key, reminder_key
from crm_desktop.storage import notices
from crm_desktop.storage.database import Database
from crm_desktop.ui.actions import VIEW, Action
from crm_desktop.ui.background import Latest
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages import TODAY
from crm_desktop.ui.reminders.sign import ReminderSign

if TYPE_CHECKING:  # loaded with the first look, not at the start
    from crm_desktop.queries.reminders import Overview, Reminder, Reminders

_FIRST_MS, _EVERY_MS, _SETTLE_MS = 4_000, 15_000, 300
# Told of every step, wherever it was made; anything else does not change what somebody is reminded of.
_READS = frozenset({"task", "service_case"})


def reminders_action(reminding: Callable[[], "Reminding"]) -> Action:
    """The command that shows the list behind the bell."""
    return Action(
        "work.reminders",
        N_("Reminders…"),
        lambda: reminding().open_list(),
        N_("What you are reminded of, and your day in short"),
        "Ctrl+R",
        "bell",
        menu=VIEW,
    )


class Teller(Protocol):
    """What shows a notification of the desktop, where there is one."""

    def notify(self, title: str, body: str) -> bool:
        """Show it; False when this desktop cannot."""


class Reminding(QObject):
    """Looks at a clock every few seconds and at the file only when something is due or tasks changed."""

    def __init__(
        self, window: MainWindow, context: PageContext, feed: ChangeFeed, database: Database, clock: Clock
    ) -> None:
        super().__init__(window)
        self._window, self._context, self._database, self._machine = window, context, database, clock
        self.teller: Teller | None = None
        self.leads_to: Callable[[], None] = window.come_forward
        self._panel: Any = None
        # A file that cannot be written remembers nothing: what this window showed is known here alone.
        self._shown: set[str] = set()
        self._reads = Latest(context.background, self)
        self._clock = self._begin()
        self.sign = ReminderSign(context.theme)
        self.sign.clicked.connect(self.open_list)
        window.status.add_sign(self.sign)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self._timer = QTimer(self, interval=_FIRST_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        feed.announced.connect(self._on_changes)
        context.viewer_changed.connect(self._on_viewer)

    def tick(self) -> None:
        """Look when the clock says that something may be due."""
        self._timer.setInterval(_EVERY_MS)
        if self._clock.wants_a_look(*self._now()):
            self.look()

    def look(self) -> None:
        """Read what is due, and tell of it what was not told yet."""
        wants_day = self._clock.overview_is_due(self._now()[1])
        user_id = self._context.background.viewer.user_id

        def read(reading: Any) -> "tuple[Reminders, Overview | None]":
            from crm_desktop.queries.reminders import overview, reminders

            key = overview_key(user_id, reading.today)
            known = reading.plain("SELECT 1 FROM notice WHERE key = ?", (key,))
            return reminders(reading), overview(reading) if wants_day and not known else None

        self._reads.read(read, self._on_found)

    def open_list(self) -> None:
        """Show the reminders that wait for an answer."""
        from crm_desktop.ui.reminders.panel import open_reminders

        self._window.come_forward()
        self._panel = open_reminders(self._context, self._window, self._window.show_page)

    def stop(self) -> None:
        """Never again."""
        self._timer.stop()
        self._settle.stop()

    # --- what was found

    def _on_found(self, found: "tuple[Reminders, Overview | None]") -> None:
        waiting, day = found
        now_ms, now = self._now()
        self._clock.looked(now_ms, now, waiting.next_at)
        self.sign.show_count(len(waiting.standing))
        self._window.status.fit()
        user_id = self._context.background.viewer.user_id
        keys = {reminder_key(user_id, each.item.record_id, each.remind_at): each for each in waiting.standing}
        wanted = [*keys, *([overview_key(user_id, now.date())] if day is not None else [])]
        unknown = [each for each in wanted if each not in self._shown]
        if not unknown:
            return
        self._shown.update(unknown)

        def show(taken: frozenset[str]) -> None:
            fresh = [each for key, each in keys.items() if key in taken]
            self._tell(fresh, day if overview_key(user_id, now.date()) in taken else None)

        if self._context.background.against_writing:
            show(frozenset(unknown))
        else:
            self._context.background.call_in_turn(self, lambda: self._take(unknown), show)

    def _take(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys that no window on this computer has shown before."""
        with self._database.merging() as connection:
            return notices.take(connection, keys, self._machine.now_ms())

    def _tell(self, fresh: "Sequence[Reminder]", day: "Overview | None") -> None:
        # Loaded when there is something to tell: it is no part of the start.
        from crm_desktop.ui.reminders.words import notice

        said = notice(fresh, day, self._context)
        if said is None:
            return
        self.leads_to = self._way_to(fresh)
        if self.teller is not None and self.teller.notify(said.title, said.body):
            return
        if fresh:
            # Without a tray the window itself asks to be looked at; its bell stays.
            QApplication.alert(self._window)
            self._window.say(Message("{title}: {text}", title=said.title, text=said.body.partition("\n")[0]))

    def _way_to(self, fresh: "Sequence[Reminder]") -> Callable[[], None]:
        """What a notification opens: the list of reminders, or the day."""
        return self.open_list if fresh else self._open_day

    def _open_day(self) -> None:
        self._window.come_forward()
        self._window.show_page(TODAY)

    # --- what happens meanwhile

    def _on_changes(self, changes: Any) -> None:
        if changes.touches(_READS):
            self._settle.start()

    def _on_viewer(self) -> None:
        """Somebody else acts, with reminders of their own."""
        self._clock = self._begin()
        self.sign.show_count(0)
        self.look()

    def _begin(self) -> ReminderClock:
        return ReminderClock(self._context.today())

    def _now(self) -> tuple[int, Any]:
        now_ms = self._machine.now_ms()
        return now_ms, moment_of(now_ms, self._context.zone)
