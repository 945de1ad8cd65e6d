"""Working time against a count minute by minute, the days on which clocks are changed included."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm_desktop.core.clock import moment_of
from crm_desktop.core.errors import UserError
from crm_desktop.core.working_time import MINUTE_MS, WorkingTime, spans_of

OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
NIGHT = ((0, 150), (23 * 60, 24 * 60))
CLOSED = {date(2026, 10, 1), date(2026, 3, 30)}
# In each of these zones the clock is changed on some of the days; on Lord Howe by half an hour, in Havana at midnight.
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "UTC")]
CHANGES = [
    datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1))
]


def is_open(day: date) -> bool:
    """Whether somebody works on a day: weekends do not, and neither do two holidays."""
    return day.weekday() < 5 and day not in CLOSED


def is_ever_open(_day: date) -> bool:
    """Whether somebody works on a day: on all of them."""
    return True


def counted(zone: ZoneInfo, spans: tuple[tuple[int, int], ...], opens: object, start: int, end: int) -> int:
    """Worked minutes, each looked at by itself."""
    worked = 0
    for instant in range(start, end, MINUTE_MS):
        shown = moment_of(instant, zone)
        minute = shown.hour * 60 + shown.minute
        is_worked = any(first <= minute < last for first, last in spans)
        worked += is_worked and (is_ever_open if opens is is_ever_open else is_open)(shown.date())
    return worked


@given(
    zone=some.sampled_from(ZONES),
    spans=some.sampled_from([OFFICE, NIGHT, ((0, 24 * 60),)]),
    opens=some.sampled_from([is_open, is_ever_open]),
    change=some.sampled_from(CHANGES),
    before=some.integers(0, 3 * 24 * 60),
    length=some.integers(0, 5 * 24 * 60),
)
def test_minutes_are_those_counted_one_by_one(
    zone: ZoneInfo, spans: tuple[tuple[int, int], ...], opens: object, change: datetime, before: int, length: int
) -> None:
    start = round(change.timestamp() * 1000) - before * MINUTE_MS
    end = start + length * MINUTE_MS
    hours = WorkingTime(zone, spans, is_ever_open if opens is is_ever_open else is_open)
    assert hours.minutes_between(start, end) == counted(zone, spans, opens, start, end)


@given(
    zone=some.sampled_from(ZONES),
    spans=some.sampled_from([OFFICE, NIGHT]),
    start=some.integers(0, 400 * 24 * 60),
    minutes=some.integers(1, 20_000),
)
def test_what_is_due_after_minutes_lies_so_many_minutes_ahead(
    zone: ZoneInfo, spans: tuple[tuple[int, int], ...], start: int, minutes: int
) -> None:
    hours = WorkingTime(zone, spans, is_open)
    begun = round(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000) + start * MINUTE_MS
    due = hours.after(begun, minutes)
    assert due is not None
    assert hours.minutes_between(begun, due) == minutes
    # Not a minute later than needed.
    assert hours.minutes_between(begun, due - MINUTE_MS) == minutes - 1


@given(
    zone=some.sampled_from(ZONES),
    spans=some.sampled_from([OFFICE, NIGHT]),
    end=some.integers(0, 400 * 24 * 60),
    minutes=some.integers(1, 20_000),
)
def test_what_begins_minutes_before_lies_so_many_minutes_back(
    zone: ZoneInfo, spans: tuple[tuple[int, int], ...], end: int, minutes: int
) -> None:
    instant = round(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000) + end * MINUTE_MS
    hours = WorkingTime(zone, spans, is_open)
    begins = hours.before(instant, minutes)
    assert begins is not None
    assert hours.between(begins, instant) == minutes * MINUTE_MS
    # It is the first such instant: a moment earlier something was worked besides.
    assert hours.between(begins - 1, instant) > minutes * MINUTE_MS


def test_over_new_year_and_for_years() -> None:
    hours = WorkingTime(ZONES[0], OFFICE, is_open)
    start = round(datetime(2025, 12, 31, 9, 0, tzinfo=UTC).timestamp() * 1000)
    # 17:00 of a Wednesday in Shanghai; Thursday is worked, too.
    assert hours.after(start, 60 + 30) == start + (16 * 60 + 30) * MINUTE_MS
    years = round(timedelta(days=365 * 9 + 2).total_seconds() * 1000)
    assert hours.minutes_between(start, start + years) == pytest.approx(9 * 261 * 480, rel=0.01)


def test_an_office_that_never_opens_has_no_due_instant() -> None:
    assert WorkingTime(ZONES[0], OFFICE, lambda _day: False).after(0, 1) is None
    assert WorkingTime(ZONES[0], (), is_open).after(0, 1) is None


def test_nothing_is_worked_backwards() -> None:
    assert WorkingTime(ZONES[0], OFFICE, is_open).between(10**12, 10**12 - 10**9) == 0


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00-12:00, 13:00-18:00", OFFICE),
        ("13:00 – 18:00；9：00～12：00", OFFICE),
        ("0:00-24:00", ((0, 1440),)),
        ("", ()),
    ],
)
def test_hours_are_read(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert spans_of(text) == spans


@pytest.mark.parametrize(
    "text", ["9-17", "18:00-09:00", "09:00-24:01", "09:60-10:00", "09:00-12:00 11:00-13:00", "morgens"]
)
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        spans_of(text)
