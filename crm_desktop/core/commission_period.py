"""What a month says of commission: what was earned by now, less what locked months said of it already. Pure.

What comes too late for a locked month, and what changed since, counts in the first month that is open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from crm_desktop.core.commission import Earned

EARNED, CLAWED_BACK, CORRECTED, ADJUSTED = "earned", "clawed_back", "corrected", "adjusted"


class Entry(NamedTuple):
    """A line of a statement, open or locked."""

    period: str
    user_id: str
    kind: str
    key: str
    on_day: str
    amount: int
    part: int = 0
    base: int = 0
    rate_e6: int = 0
    share_e6: int = 0
    receipt_id: str | None = None
    adjustment_id: str | None = None
    deal_id: str | None = None
    product_id: str | None = None
    rule_id: str | None = None


class Adjustment(NamedTuple):
    """An amount given or taken by hand."""

    id: str
    user_id: str
    on: str
    amount: int

    @property
    def key(self) -> str:
        """What it is told by in every period that says something of it."""
        return f"adjustment|{self.id}"


class Compared(NamedTuple):
    """What was earned beside what locked months said: not said yet, said otherwise, and said of what is gone."""

    fresh: list[Entry]
    changed: list[Entry]
    gone: list[str]

    @property
    def doubtful(self) -> list[str]:
        """What must be looked up in the locked months."""
        return [*(each.key for each in self.changed), *self.gone]


def is_by_hand(key: str) -> bool:
    """Whether a key tells of an adjustment."""
    return key.startswith("adjustment|")


def compare(
    earned: Iterable[Earned],
    adjustments: Iterable[Adjustment],
    locked: Mapping[str, int],
    first_open: str | None,
) -> Compared:
    """What was earned and given by now beside what all locked months together said, by key."""
    left = dict(locked)
    fresh: list[Entry] = []
    changed: list[Entry] = []
    for each in earned:
        said = left.pop(each.key, None)
        if said != each.amount:
            (fresh if said is None else changed).append(_of(each, first_open))
    for given in adjustments:
        said = left.pop(given.key, None)
        if said != given.amount:
            period = _period(given.on, first_open)
            entry = Entry(period, given.user_id, ADJUSTED, given.key, given.on, given.amount, adjustment_id=given.id)
            (fresh if said is None else changed).append(entry)
    return Compared(fresh, changed, [key for key, amount in left.items() if amount])


def corrections(found: Compared, said: Mapping[str, Entry], first_open: str | None) -> Iterator[Entry]:
    """The differences, each in the first open month; `said`: what locked months said, summed up by key."""
    for entry in found.changed:
        before = said[entry.key]
        amount, part, base = entry.amount - before.amount, entry.part - before.part, entry.base - before.base
        yield entry._replace(period=first_open or entry.period, kind=CORRECTED, amount=amount, part=part, base=base)
    for key in found.gone:
        # What it speaks of is gone, or is another's now.
        gone = said[key]
        period = first_open or gone.period
        yield gone._replace(period=period, kind=CORRECTED, amount=-gone.amount, part=-gone.part, base=-gone.base)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """As a statement lists them: by day, then receipt, line and slice."""
    return sorted(entries, key=lambda each: (each.on_day, each.key))


def total(entries: Iterable[Entry]) -> int:
    """The sum of some lines."""
    return sum(each.amount for each in entries)


def by_person(entries: Sequence[Entry]) -> dict[str, int]:
    """What each person gets by some lines."""
    found: dict[str, int] = {}
    for each in entries:
        found[each.user_id] = found.get(each.user_id, 0) + each.amount
    return found


def _of(each: Earned, first_open: str | None) -> Entry:
    receipt = each.receipt
    return Entry(
        _period(receipt.on, first_open),
        each.user_id,
        CLAWED_BACK if receipt.amount < 0 else EARNED,
        each.key,
        receipt.on,
        each.amount,
        each.part,
        each.base,
        each.rate_e6,
        each.share_e6,
        receipt.id,
        None,
        receipt.deal_id,
        each.line.product_id,
        each.rule.id,
    )


def _period(day: str, first_open: str | None) -> str:
    month = day[:7]
    return month if first_open is None else max(month, first_open)
