"""One measurement: something the program does, beside the least the machine needs for it."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """What was measured, in milliseconds; `limit` is the bare work beside it, `aim` what is reached for."""

    work: str
    took: float
    limit: float | None = None
    aim: str = ""
    note: str = ""


def timed(act: Callable[..., object], *arguments: Any) -> float:
    """How long one call takes, in milliseconds."""
    start = time.perf_counter()
    act(*arguments)
    return (time.perf_counter() - start) * 1000


def best(act: Callable[..., object], *arguments: Any, times: int = 9) -> float:
    """The quickest of several calls after one that warms caches: what other programs take away is not ours."""
    act(*arguments)
    return min(timed(act, *arguments) for _ in range(times))


def usual(act: Callable[..., object], *arguments: Any, times: int = 9) -> float:
    """The median of several calls after one that warms caches: for work that waits for the disk."""
    act(*arguments)
    return statistics.median(timed(act, *arguments) for _ in range(times))


def p95(times: Sequence[float]) -> float:
    """What 95 of 100 stay below."""
    return statistics.quantiles(times, n=20)[-1]


def table(measured: Sequence[Measured]) -> str:
    """The measurements as a table of Markdown."""
    lines = ["| work | measured | limit beside it | ratio | aim | |", "| --- | ---: | ---: | ---: | --- | --- |"]
    lines += [
        f"| {each.work} | {_said(each.took)} | {_said(each.limit)} | {_ratio(each)} | {each.aim} | {each.note} |"
        for each in measured
    ]
    return "\n".join(lines)


def _said(milliseconds: float | None) -> str:
    if milliseconds is None:
        return "–"
    if milliseconds >= 1_000:
        return f"{milliseconds / 1000:.2f} s"
    return f"{milliseconds:.0f} ms" if milliseconds >= 100 else f"{milliseconds:.2f} ms"


def _ratio(each: Measured) -> str:
    return f"{each.took / each.limit:.1f} ×" if each.limit else "–"
