"""Which backups are kept as time goes by: many of today, fewer of last month, never more than there is room for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Policy:
    """How often backups are made by themselves, how long they are kept, and how much room they may take."""

    every_ms: int = HOUR_MS
    hours: int = 24
    days: int = 14
    weeks: int = 12
    cap_bytes: int = 4 * GIGABYTE


class Aged(Protocol):
    """What thinning has to know of a backup."""

    @property
    def made_at(self) -> int:
        """When it was made, in milliseconds."""

    @property
    def size(self) -> int:
        """How much room it takes."""

    @property
    def is_automatic(self) -> bool:
        """Whether nobody asked for it; those somebody made by hand are never taken away."""


Backup = TypeVar("Backup", bound=Aged)


def to_drop(backups: Iterable[Backup], now_ms: int, policy: Policy) -> list[Backup]:
    """The automatic backups that are no longer needed; the newest is never among them."""
    newest_first = sorted((each for each in backups if each.is_automatic), key=lambda each: -each.made_at)
    kept = _spread(newest_first, now_ms, policy)
    while len(kept) > 1 and sum(each.size for each in kept) > policy.cap_bytes:
        kept.remove(_least_missed(kept, now_ms))
    return [each for each in newest_first if each not in kept]


def _spread(newest_first: Sequence[Backup], now_ms: int, policy: Policy) -> list[Backup]:
    """The newest of each hour of the last day, of each day of the last weeks, of each week of the last months."""
    kept = list(newest_first[:1])
    for length, count in ((HOUR_MS, policy.hours), (DAY_MS, policy.days), (WEEK_MS, policy.weeks)):
        seen: set[int] = set()
        for each in newest_first:
            # One from the future (a clock that was wrong) is as good as new.
            is_young = now_ms - each.made_at <= length * count
            if is_young and each.made_at // length not in seen:
                seen.add(each.made_at // length)
                if each not in kept:
                    kept.append(each)
    return sorted(kept, key=lambda each: -each.made_at)


def _least_missed(newest_first: Sequence[Backup], now_ms: int) -> Backup:
    """The one whose neighbours are nearest to it, measured by its age: what stays reaches back evenly.

    The oldest goes only when nothing stands between it and the newest.
    """
    if len(newest_first) == 2:
        return newest_first[1]

    def gap(at: int) -> float:
        newer, older = newest_first[at - 1], newest_first[at + 1]
        return (newer.made_at - older.made_at) / max(1, now_ms - newest_first[at].made_at)

    return newest_first[min(range(1, len(newest_first) - 1), key=gap)]
