"""The time, asked from an object that is passed in: nothing else in the program looks at the machine's clock."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Tells the time."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000


@dataclass
class FixedClock:
    """A clock that stands still until it is moved: for tests and for reproducible sample data."""

    instant: datetime

    @classmethod
    def at(cls, iso: str) -> "FixedClock":
        """A clock standing at an ISO instant; without a zone it means UTC."""
        instant = datetime.fromisoformat(iso)
        return cls(instant if instant.tzinfo else instant.replace(tzinfo=UTC))

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return round(self.instant.timestamp() * 1000)


def zone_named(name: str) -> ZoneInfo:
    """The IANA time zone of this name; an unknown one is UTC, so that a file from elsewhere still opens."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local_moment(instant_ms: int) -> datetime:
    """An instant on the clock of this computer, where no company says which zone counts."""
    return (_EPOCH + timedelta(milliseconds=instant_ms)).astimezone()


def day_of(instant_ms: int, zone: ZoneInfo) -> date:
    """The calendar day of an instant in the company's time zone."""
    return moment_of(instant_ms, zone).date()


def moment_of(instant_ms: int, zone: ZoneInfo) -> datetime:
    """An instant as local date and time of the company's time zone."""
    # `fromtimestamp` refuses what lies before 1970 on Windows.
    return (_EPOCH + timedelta(milliseconds=instant_ms)).astimezone(zone)


def instant_of(day: date, zone: ZoneInfo, hour: int = 12, minute: int = 0) -> int:
    """Milliseconds since 1970 of a local time on a day of the company's time zone."""
    return round(datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).timestamp() * 1000)
