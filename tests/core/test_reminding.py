"""When a look for reminders is worth it, by a clock that is moved by hand."""

from datetime import UTC, timedelta

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.reminding import ReminderClock

HOUR = 3_600_000


def asks(reminding: ReminderClock, clock: FixedClock) -> bool:
    return reminding.wants_a_look(clock.now_ms(), clock.instant)


def look(reminding: ReminderClock, clock: FixedClock, next_at: int | None = None) -> None:
    reminding.looked(clock.now_ms(), clock.instant, next_at)


def a_clock(iso: str = "2026-11-21T14:00") -> tuple[FixedClock, ReminderClock]:
    clock = FixedClock.at(iso)
    assert clock.instant.tzinfo is UTC
    return clock, ReminderClock(clock.instant.date())


def test_it_looks_at_the_start_and_then_when_the_next_reminder_comes() -> None:
    clock, reminding = a_clock()
    assert asks(reminding, clock)
    look(reminding, clock, clock.now_ms() + HOUR)
    assert not asks(reminding, clock)
    clock.instant += timedelta(minutes=59)
    assert not asks(reminding, clock)
    clock.instant += timedelta(minutes=1)
    assert asks(reminding, clock)
    look(reminding, clock)
    assert not asks(reminding, clock)


def test_after_a_sleep_over_several_reminders_it_looks_once() -> None:
    clock, reminding = a_clock()
    look(reminding, clock, clock.now_ms() + HOUR)
    clock.instant += timedelta(hours=6)
    assert asks(reminding, clock)
    look(reminding, clock)
    assert not asks(reminding, clock)


def test_a_clock_that_was_put_back_is_asked_again() -> None:
    clock, reminding = a_clock()
    look(reminding, clock)
    clock.instant -= timedelta(hours=2)
    assert asks(reminding, clock)


def test_the_overview_comes_at_the_first_start_of_a_day_at_whatever_hour() -> None:
    clock, reminding = a_clock("2026-11-21T03:00")
    assert reminding.overview_is_due(clock.instant)
    look(reminding, clock)
    assert not reminding.overview_is_due(clock.instant)


def test_a_program_left_open_overnight_speaks_of_the_new_day_in_the_morning() -> None:
    clock, reminding = a_clock("2026-11-21T22:00")
    look(reminding, clock)
    clock.instant += timedelta(hours=3)
    assert not asks(reminding, clock)
    clock.instant += timedelta(hours=6)
    assert reminding.overview_is_due(clock.instant)
    assert asks(reminding, clock)


def test_changed_reminders_are_looked_at_again() -> None:
    clock, reminding = a_clock()
    look(reminding, clock)
    reminding.forget()
    assert asks(reminding, clock)
