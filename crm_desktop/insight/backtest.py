"""What a warning would have said on a day in the past, against what happened since: how often it was right."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from crm_desktop.insight.figure import ENOUGH


@dataclass(frozen=True)
class Backtest:
    """How good some scores were; None where too few were lost or stayed to say so.

    Of those warned of (a score from `warned_from`), `precision` were lost; of those lost, `recall` were warned of.
    `average_precision` looks at the order of all scores, `lift` at the tenth with the highest: how many times as many
    of them were lost as of all.
    """

    customers: int
    lost: int
    warned: int
    precision: Fraction | None
    recall: Fraction | None
    average_precision: Fraction | None
    lift: Fraction | None


@dataclass(frozen=True)
class Bin:
    """Those whose chance was said to be about `said`: how many there were, and how many of them were lost."""

    said: float
    customers: int
    lost: int


def backtest(scores: Sequence[float], was_lost: Sequence[bool], warned_from: float = 70.0) -> Backtest:
    """Compare scores of customers with what happened to them."""
    lost, count = sum(was_lost), len(scores)
    warned = [gone for points, gone in zip(scores, was_lost, strict=True) if points >= warned_from]
    says = lost >= ENOUGH and count - lost >= ENOUGH
    return Backtest(
        count,
        lost,
        len(warned),
        Fraction(sum(warned), len(warned)) if len(warned) >= ENOUGH else None,
        Fraction(sum(warned), lost) if lost >= ENOUGH else None,
        average_precision(scores, was_lost) if says else None,
        _lift(scores, was_lost) if says else None,
    )


def average_precision(scores: Sequence[float], was_lost: Sequence[bool]) -> Fraction:
    """The mean precision at each lost customer, the highest score first; equal scores are looked at together."""
    lost, found, looked_at, total = sum(was_lost), 0, 0, Fraction(0)
    ranked = sorted(zip(scores, was_lost, strict=True), key=lambda each: -each[0])
    for _, same in groupby(ranked, key=lambda each: each[0]):
        gone = [each[1] for each in same]
        found, looked_at = found + sum(gone), looked_at + len(gone)
        total += Fraction(found, looked_at) * sum(gone)
    return total / lost if lost else Fraction(0)


def _lift(scores: Sequence[float], was_lost: Sequence[bool]) -> Fraction:
    """Equal scores at the edge of the highest tenth count as far as they belong to it."""
    count, lost = len(scores), sum(was_lost)
    wanted, found = Fraction(count, 10), Fraction(0)
    ranked = sorted(zip(scores, was_lost, strict=True), key=lambda each: -each[0])
    for _, same in groupby(ranked, key=lambda each: each[0]):
        gone = [each[1] for each in same]
        taken = min(wanted, Fraction(len(gone)))
        found += taken * Fraction(sum(gone), len(gone))
        wanted -= taken
        if not wanted:
            break
    return found / Fraction(count, 10) / Fraction(lost, count)


def calibration(chances: Sequence[float], was_lost: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Chances in so many bins of equal width, each with its mean; empty ones are left out."""
    parts: dict[int, list[tuple[float, bool]]] = {}
    for chance, gone in zip(chances, was_lost, strict=True):
        parts.setdefault(min(bins - 1, int(chance * bins)), []).append((chance, gone))
    return [
        Bin(sum(chance for chance, _ in part) / len(part), len(part), sum(gone for _, gone in part))
        for _, part in sorted(parts.items())
    ]
