"""How likely a deal is won, learned from one's own closed deals, with what few of them say drawn towards the rest.

Each trait of a deal (product, agent, source …) moves the odds of all deals by what its value did among the closed
ones. How much of that is believed is estimated from the deals themselves: where the win rates of a trait differ no
more than chance would make them, it says nothing; where they do differ, a value counts the more the more deals it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from types import MappingProxyType

from crm_desktop.core.i18n import Message

LEAST_CLOSED = 50
"""So many deals must have been won or lost: fewer tell of chance."""
LEAST_OF_EACH = 5
"""So many of them must have been won, and as many lost."""

Traits = Mapping[str, str]


@dataclass(frozen=True)
class WinModel:
    """What closed deals tell: the rate of all of them, and by how much each value of a trait moves the log odds."""

    rate: float
    closed: int
    moves: Mapping[str, Mapping[str, float]]

    def chance(self, traits: Traits) -> float:
        """The chance that a deal with these traits is won; a trait or value never seen moves nothing."""
        odds = _odds(self.rate) + sum(self.moves.get(name, {}).get(value, 0.0) for name, value in traits.items())
        return 1 / (1 + exp(-odds))


Stood = Mapping[str, Sequence[tuple[str, bool]]]
"""Traits of which a deal may have several values, as the stages it stood in; and whether it was won."""


def learn(closed: Sequence[tuple[Traits, bool]], stood: Stood = MappingProxyType({})) -> WinModel | Message:
    """What deals that were won (True) or lost tell, or why they are too few."""
    won = sum(1 for _, is_won in closed if is_won)
    if len(closed) < LEAST_CLOSED:
        return Message("Too few deals are closed: {count} of at least {least}.", count=len(closed), least=LEAST_CLOSED)
    if min(won, len(closed) - won) < LEAST_OF_EACH:
        return Message("Too few deals were won, or too few lost, to tell what decides.")
    rate = won / len(closed)
    names = sorted({name for traits, _ in closed for name in traits})
    values = {name: [(traits[name], is_won) for traits, is_won in closed if name in traits] for name in names}
    return WinModel(rate, len(closed), {name: _moves(pairs, rate) for name, pairs in {**values, **stood}.items()})


def _moves(pairs: Sequence[tuple[str, bool]], rate: float) -> dict[str, float]:
    counts: dict[str, tuple[int, int]] = {}
    for value, is_won in pairs:
        deals, won = counts.get(value, (0, 0))
        counts[value] = (deals + 1, won + is_won)
    if not counts:
        return {}
    weight = _weight_of_all(list(counts.values()), rate)
    if weight is None:
        return {}
    return {
        value: _odds((won + weight * rate) / (deals + weight)) - _odds(rate) for value, (deals, won) in counts.items()
    }


def _weight_of_all(counts: Sequence[tuple[int, int]], rate: float) -> float | None:
    """For how many deals the rate of all counts beside those of one value; None when values differ by chance alone.

    By the moments of a beta binomial: what the rates vary more than chance is how much the values differ in truth.
    """
    total = sum(deals for deals, _ in counts)
    spread = sum(deals * (won / deals - rate) ** 2 for deals, won in counts)
    chance = rate * (1 - rate)
    room = total - sum(deals**2 for deals, _ in counts) / total
    if room <= 0:
        return None
    differ = (spread - (len(counts) - 1) * chance) / room
    return max(chance / differ - 1, 1.0) if differ > 0 else None


def _odds(rate: float) -> float:
    return log(rate / (1 - rate))
