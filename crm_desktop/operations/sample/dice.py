"""Chance that repeats itself: the same seed gives the same draws, and the same ids."""

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice:
    """Draws from one seed. Only `random()` and `getrandbits()` are used: they are the same in every Python."""

    def __init__(self, seed: str) -> None:
        self._source = random.Random(seed)
        self.random = self._source.random

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.random() < probability

    def pick(self, choices: Sequence[T]) -> T:
        """One of them, each as likely."""
        return choices[int(self.random() * len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """So many different ones, or all when there are fewer."""
        left = list(choices)
        return [left.pop(int(self.random() * len(left))) for _ in range(min(count, len(left)))]

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return low + int(self.random() * (high - low + 1))

    def normal(self) -> float:
        """A draw from the normal distribution."""
        return math.sqrt(-2 * math.log(1 - self.random())) * math.cos(2 * math.pi * self.random())

    def spread(self, median: float, sigma: float) -> float:
        """A draw around a median, with few values far above it (log-normal)."""
        return median * math.exp(sigma * self.normal())

    def count(self, mean: float) -> int:
        """How often something happens that happens so often on average (Poisson)."""
        if mean > 20:
            return max(0, round(mean + math.sqrt(mean) * self.normal()))
        limit, product, times = math.exp(-mean), self.random(), 0
        while product > limit:
            product *= self.random()
            times += 1
        return times

    def id_at(self, instant_ms: int) -> str:
        """An id as `core.ids.new_id` would have made it at that instant."""
        bits = self._source.getrandbits(74)
        return f"{instant_ms:012x}7{bits >> 62:03x}{(0b10 << 62) | (bits & ((1 << 62) - 1)):016x}"

    def digits(self, count: int) -> str:
        """A row of digits."""
        return f"{int(self.random() * 10**count):0{count}d}"


class Weighted(Generic[T]):
    """Choices of which some come more often than others."""

    def __init__(self, *choices: tuple[T, float]) -> None:
        self._items = [item for item, _ in choices]
        self._items.append(self._items[-1])
        self._limits = list(accumulate(weight for _, weight in choices))

    def draw(self, dice: Dice) -> T:
        """One of them, by weight."""
        return self._items[bisect_right(self._limits, dice.random() * self._limits[-1])]
