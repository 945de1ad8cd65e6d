"""One measurement: what the program does, beside the least the machine needs for it; in wall and processor time."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Took:
    """Milliseconds by the clock on the wall, and of them by the processors for this process: the rest was waiting."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Measured:
    """What was measured; `limit` is the bare work beside it, `aim` what is reached for."""

    work: str
    took: Took
    limit: Took | None = None
    aim: str = ""
    note: str = ""


def timed(act: Callable[..., object], *arguments: Any) -> Took:
    """How long one call takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act(*arguments)
    return Took((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)


def best(act: Callable[..., object], *arguments: Any, times: int = 9) -> Took:
    """The quickest of several calls after one that warms caches: what other programs take away is not ours."""
    act(*arguments)
    return quickest([timed(act, *arguments) for _ in range(times)])


def usual(act: Callable[..., object], *arguments: Any, times: int = 9) -> Took:
    """The median of several calls after one that warms caches: for work that waits for the disk."""
    act(*arguments)
    return middle([timed(act, *arguments) for _ in range(times)])


def quickest(took: Sequence[Took]) -> Took:
    """The least of several calls, wall and processor each by itself."""
    return Took(min(each.wall for each in took), min(each.cpu for each in took))


def middle(took: Sequence[Took]) -> Took:
    """The median of several calls."""
    return Took(statistics.median(each.wall for each in took), statistics.median(each.cpu for each in took))


def p95(took: Sequence[Took]) -> Took:
    """What 95 of 100 stay below."""
    return Took(*(statistics.quantiles(each, n=20)[-1] for each in ([t.wall for t in took], [t.cpu for t in took])))


def table(measured: Sequence[Measured]) -> str:
    """The measurements as a table of Markdown; ratios are of processor time, which other programs hardly change."""
    lines = [
        "| work | wall | processor | limit beside it, processor | ratio | aim | |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    lines += [
        f"| {each.work} | {said(each.took.wall)} | {said(each.took.cpu)} |"
        f" {said(each.limit.cpu) if each.limit else '–'} | {_ratio(each)} | {each.aim} | {each.note} |"
        for each in measured
    ]
    return "\n".join(lines)


def said(milliseconds: float) -> str:
    """Milliseconds in words of a table."""
    if milliseconds >= 1_000:
        return f"{milliseconds / 1000:.2f} s"
    return f"{milliseconds:.0f} ms" if milliseconds >= 100 else f"{milliseconds:.2f} ms"


def _ratio(each: Measured) -> str:
    return f"{each.took.cpu / each.limit.cpu:.1f} ×" if each.limit and each.limit.cpu else "–"
