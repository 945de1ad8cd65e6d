"""Working time: how much of an office's hours lies between two instants, and when so much of it has passed.

Instants are milliseconds since 1970-01-01 UTC. An hour that the change to summer time leaves out is not worked, one
that is lived twice is worked twice.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import instant_of, moment_of
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message

MINUTE_MS = 60_000
_DAY_MINUTES = 24 * 60
_YEARS_AHEAD = 5
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～]\s*(\d{1,2})[:：](\d{2})")
_BETWEEN = re.compile(r"[\s,;，；、]+")

Spans = tuple[tuple[int, int], ...]


def spans_of(text: str) -> Spans:
    """The hours of a text such as “09:00-12:00, 13:00-18:00” in minutes of the day, in their order.

    Raises:
        UserError: for what is no such text, ends before it begins, or lies in another of its spans.

    """
    spans = []
    for part in filter(None, _BETWEEN.split(re.sub(r"\s*([-–—~～])\s*", r"\1", text))):
        found = _SPAN.fullmatch(part)
        if found is None:
            raise UserError(Message("Write hours like 09:00-12:00, 13:00-18:00. “{part}” is none.", part=part))
        first, last = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
        if max(int(found[2]), int(found[4])) > 59 or not first < last <= _DAY_MINUTES:
            raise UserError(Message("Hours end after they begin, and within the day. “{part}” does not.", part=part))
        spans.append((first, last))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise UserError(Message("The hours lie in each other. Give each hour once."))
    return tuple(spans)


@dataclass(frozen=True)
class _Year:
    """The worked spans of a year as instants, and what was worked before the beginning of each."""

    starts: list[int]
    ends: list[int]

    @cached_property
    def before(self) -> list[int]:
        return [0, *accumulate(end - start for start, end in zip(self.starts, self.ends, strict=True))]

    def worked_until(self, instant: int) -> int:
        nth = bisect_right(self.starts, instant) - 1
        return self.before[nth] + min(instant, self.ends[nth]) - self.starts[nth] if nth >= 0 else 0

    def when_worked(self, worked: int) -> int:
        """The first instant at which so much of the year is worked; less than all of it, and more than nothing."""
        nth = bisect_left(self.before, worked) - 1
        return self.starts[nth] + worked - self.before[nth]


class WorkingTime:
    """The hours of an office in its time zone: `spans` in minutes of each day that `is_open`."""

    def __init__(self, zone: ZoneInfo, spans: Spans, is_open: Callable[[date], bool]) -> None:
        self._zone, self._spans, self._is_open = zone, spans, is_open
        self._years: dict[int, _Year] = {}

    def between(self, start: int, end: int) -> int:
        """Worked milliseconds from an instant to a later one; 0 when the other is not later."""
        if end <= start:
            return 0
        first, last = (moment_of(each, self._zone).year for each in (start, end))
        whole = sum(self._year(year).before[-1] for year in range(first, last))
        return whole + self._year(last).worked_until(end) - self._year(first).worked_until(start)

    def minutes_between(self, start: int, end: int) -> int:
        """Whole worked minutes from an instant to a later one."""
        return self.between(start, end) // MINUTE_MS

    def after(self, start: int, minutes: int) -> int | None:
        """The instant at which so many minutes are worked, at the earliest `start`; nothing when it is years ahead."""
        if minutes <= 0:
            return start
        year = moment_of(start, self._zone).year
        wanted = minutes * MINUTE_MS + self._year(year).worked_until(start)
        for each in range(year, year + _YEARS_AHEAD):
            worked = self._year(each).before[-1]
            if wanted <= worked:
                return self._year(each).when_worked(wanted)
            wanted -= worked
        return None

    def before(self, end: int, minutes: int) -> int | None:
        """The first instant from which so many minutes are worked until `end`; nothing when it is years ago."""
        if minutes <= 0:
            return end
        year = moment_of(end, self._zone).year
        left = self._year(year).worked_until(end) - minutes * MINUTE_MS
        for each in range(year, year - _YEARS_AHEAD, -1):
            if left > 0:
                return self._year(each).when_worked(left)
            left += self._year(each - 1).before[-1]
        return None

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            worked = [span for day in _days(year) if self._is_open(day) for span in self._worked(day)]
            self._years[year] = _Year([start for start, _ in worked], [end for _, end in worked])
        return self._years[year]

    def _worked(self, day: date) -> Iterator[tuple[int, int]]:
        midnight, next_midnight = instant_of(day, self._zone, 0), instant_of(day + timedelta(days=1), self._zone, 0)
        if next_midnight - midnight == _DAY_MINUTES * MINUTE_MS:
            yield from ((midnight + first * MINUTE_MS, midnight + last * MINUTE_MS) for first, last in self._spans)
            return
        # The clock is changed on this day: what it shows says of each minute whether it is worked.
        began: int | None = None
        for instant in range(midnight, next_midnight, MINUTE_MS):
            shown = moment_of(instant, self._zone)
            minute = shown.hour * 60 + shown.minute
            is_worked = any(first <= minute < last for first, last in self._spans)
            if is_worked and began is None:
                began = instant
            elif not is_worked and began is not None:
                yield began, instant
                began = None
        if began is not None:
            yield began, next_midnight


def _days(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=nth) for nth in range((date(year + 1, 1, 1) - first).days))
