"""How much working time is left until the limits of cases pass, told anew as time goes by; nothing is read for it."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import language, tr
from crm_desktop.core.working_time import WorkingTime
from crm_desktop.models.service_case import ARCHIVED, HANDLED, WAITING
from crm_desktop.queries.service_warning import Warnings, warnings
from crm_desktop.ui.background import Latest
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.service_words import worked
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell

_EVERY_MS = 30_000
# What it depends on; whoever shows it has it read again when one of them changed.
CALENDAR = ("parameter", "closing_day")


class Limited(Protocol):
    """What the countdown asks of a case."""

    @property
    def status(self) -> str:
        """Where it stands."""

    @property
    def respond_by(self) -> int | None:
        """When its first answer is due."""

    @property
    def responded_at(self) -> int | None:
        """When it was answered."""

    @property
    def solve_by(self) -> int | None:
        """When its solution is due."""

    @property
    def waiting_since(self) -> int | None:
        """Since when it waits."""


class Countdown(QObject):
    """Knows the working calendar of the company and the time; `ticked` says that what is left is less."""

    ticked = Signal()

    def __init__(self, context: PageContext, owner: QObject, is_seen: Callable[[], bool]) -> None:
        super().__init__(owner)
        self._context, self._is_seen = context, is_seen
        self._known: Warnings | None = None
        self._reads = Latest(context.background, self)
        timer = QTimer(self, interval=_EVERY_MS)
        timer.timeout.connect(self.tick)
        timer.start()
        self.read()

    def read(self) -> None:
        """Read the calendar, and how early cases are warned of."""
        self._reads.read(_read, self._on_read)

    def tick(self) -> None:
        """Tell that time went by, where somebody looks."""
        if self._is_seen():
            self.ticked.emit()

    def answer(self, case: Limited) -> Cell:
        """The time left until its first answer is due."""
        if case.respond_by is None or case.status in (HANDLED, ARCHIVED):
            return Cell(formats.MISSING)
        if case.responded_at is not None:
            is_late = case.responded_at > case.respond_by
            said = tr("answered late") if is_late else tr("answered")
            return Cell(said, Tone.NEUTRAL, "check", tooltip=self._moment(case.responded_at))
        return self._left(case, case.respond_by)

    def solution(self, case: Limited) -> Cell:
        """The time left until its solution is due."""
        if case.solve_by is None or case.status in (HANDLED, ARCHIVED):
            return Cell(formats.MISSING)
        return self._left(case, case.solve_by)

    def next(self, case: Limited) -> Cell:
        """The time left until whichever of the two is due first."""
        answer = case.respond_by if case.responded_at is None else None
        if answer is not None and (case.solve_by is None or answer <= case.solve_by):
            return self.answer(case)
        return self.solution(case)

    def _left(self, case: Limited, until: int) -> Cell:
        known = self._known
        if known is None:
            return Cell(formats.MISSING)
        is_waiting = case.status == WAITING and case.waiting_since is not None
        now = case.waiting_since if is_waiting and case.waiting_since is not None else self._context.now_ms()
        tip = self._moment(until)
        if until < now:
            late = tr("{time} late", time=worked(known.working.minutes_between(until, now)))
            return Cell(late, Tone.BAD, "circle-alert", tooltip=tip)
        left = known.working.minutes_between(now, until)
        if is_waiting:
            said = tr("{time}, waits", time=worked(left))
            return Cell(said, Tone.NEUTRAL, "hourglass", tooltip=tr("Stands still while the case waits"))
        is_near = left <= known.ahead
        return Cell(worked(left), Tone.WARNING if is_near else Tone.NEUTRAL, "clock" if is_near else "", tooltip=tip)

    def _moment(self, instant: int) -> str:
        return formats.moment(moment_of(instant, self._context.zone), language())

    def _on_read(self, known: Warnings) -> None:
        self._known = known
        self.ticked.emit()


def _read(reading: Any) -> Warnings:
    """With the years that limits lie in taken up already: asking for one in the window would take it some time."""
    known = warnings(reading)
    _take_up(known.working, reading.now_ms)
    return known


def _take_up(working: WorkingTime, now: int) -> None:
    year = 365 * 86_400_000
    working.between(now - year, now + year)
