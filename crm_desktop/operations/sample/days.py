"""The calendar of the sample: working days up to yesterday, busier at the ends of quarters and from year to year."""

from bisect import bisect_left
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import day_of, instant_of
from crm_desktop.operations.sample.dice import Dice

# January to December; in February people are home for the Spring Festival.
SEASON = (0.85, 0.55, 1.15, 1.0, 1.0, 1.2, 0.9, 0.88, 1.15, 0.9, 1.1, 1.3)
GROWTH_A_YEAR = 1.2
HISTORY_DAYS = 770


class Days:
    """Knows today, the working days before it, and when something happens on a day."""

    def __init__(self, today: date, zone: ZoneInfo) -> None:
        self.today, self.zone = today, zone
        self.first = today - timedelta(days=HISTORY_DAYS)
        self._working = [day for n in range(HISTORY_DAYS) if (day := self.first + timedelta(days=n)).weekday() < 5]
        self.last = self._working[-1]
        self._limits = list(accumulate(self._weight(day) for day in self._working))
        self._midnight = cache(lambda day: instant_of(day, zone, 0))

    def draw(self, dice: Dice, after: date | None = None, upto: date | None = None) -> date:
        """A working day of the last two years, likelier in busy months; within these days when given."""
        low = bisect_left(self._working, after) if after else 0
        high = bisect_left(self._working, upto + timedelta(days=1)) if upto else len(self._working)
        if low >= high:
            return self.working(max(after or self.first, self.first))
        begin = self._limits[low - 1] if low else 0.0
        point = begin + dice.random() * (self._limits[high - 1] - begin)
        return self._working[min(bisect_left(self._limits, point), high - 1)]

    def working(self, day: date) -> date:
        """This day or the next working one, but not after the last one that is over."""
        while day.weekday() > 4:
            day += timedelta(days=1)
        return min(day, self.last)

    def coming(self, day: date) -> date:
        """This day or the next working one, also in the future."""
        while day.weekday() > 4 and day != self.today:
            day += timedelta(days=1)
        return day

    def day_of(self, instant_ms: int) -> date:
        """The calendar day of an instant."""
        return day_of(instant_ms, self.zone)

    def opening(self, day: date) -> int:
        """The instant a working day begins."""
        return self._midnight(day) + 8 * 3_600_000

    def midnight(self, day: date) -> int:
        """The instant a day begins."""
        return self._midnight(day)

    def at(self, dice: Dice, day: date, hour: int | None = None) -> int:
        """An instant in the working hours of a day."""
        chosen = dice.between(8, 17) if hour is None else hour
        return self._midnight(day) + (chosen * 3600 + int(dice.random() * 3600)) * 1000

    def _weight(self, day: date) -> float:
        return SEASON[day.month - 1] * float(GROWTH_A_YEAR ** ((day - self.first).days / 365))
