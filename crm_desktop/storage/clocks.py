"""How far ahead a clock is believed: ten years beyond the newest step that is known.

A broken clock, decades ahead, would win against everybody for as long. Whoever writes by one stamps its steps right
after the newest it knows, as if no time had passed; whoever takes steps in lets wait what is stamped further ahead than
that. Both go by what was known when the step was written, so that no step of this program ever waits for long.
"""

_TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000
# 2026-11-22. A clock that says less is broken too, as when its battery is empty: the others are not ahead of that.
_FIRST_SHARED_MS = 1_795_305_600_000


def stamp(wall_ms: int, newest: int) -> int:
    """The stamp of a step written now, after the newest one that is known."""
    return newest + 1 if is_wrong(wall_ms, newest) else max(wall_ms << 16, newest + 1)


def is_wrong(wall_ms: int, newest: int) -> bool:
    """Whether a clock is too far ahead of the newest step that is known to be believed."""
    return wall_ms << 16 > latest(newest)


def latest(newest: int, now_ms: int = 0) -> int:
    """The latest stamp to be believed where the newest step known has this one, and by the clock of who reads it."""
    return max(newest, max(now_ms, _FIRST_SHARED_MS) << 16) + (_TEN_YEARS_MS << 16)
