"""What a month says of commission: what was earned by now, less what locked months said of it already. Pure.

What comes too late for a locked month, and what changed since, counts in the first month that is open.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass
class Compared:
    """What was earned beside what locked months said: not said yet, said otherwise, and said of what is gone.

    Of what is not said yet there is one for every receipt that came in: it becomes lines of a statement for the months
    that somebody looks at.
    """

    first_open: str | None
    earned: dict[str, list[Earned]] = field(default_factory=dict)
    given: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def fresh(self) -> Iterator[Entry]:
        """The lines that no locked month has, of all months."""
        for period in self.earned:
            yield from self.fresh_of(period)
        yield from self.given

    def fresh_of(self, period: str) -> Iterator[Entry]:
        """What a month earned that no locked month has."""
        return (_of(each, period) for each in self.earned.get(period, ()))

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
    found = Compared(first_open)
    for each in earned:
        said = left.pop(each.key, None) if left else None
        if said is None:
            month = each.receipt.on[:7]
            period = month if first_open is None or month > first_open else first_open
            found.earned.setdefault(period, []).append(each)
        elif said != each.amount:
            found.changed.append(_of(each, _period(each.receipt.on, first_open)))
    for given in adjustments:
        said = left.pop(given.key, None)
        if said != given.amount:
            period = _period(given.on, first_open)
            entry = Entry(period, given.user_id, ADJUSTED, given.key, given.on, given.amount, adjustment_id=given.id)
            (found.given if said is None else found.changed).append(entry)
    found.gone = [key for key, amount in left.items() if amount]
    return found


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


def total(entries: Iterable[Entry | Earned]) -> int:
    """The sum of some lines."""
    return sum(each.amount for each in entries)


def by_person(entries: Iterable[Entry | Earned]) -> dict[str, int]:
    """What each person gets by some lines."""
    found: dict[str, int] = {}
    for each in entries:
        found[each.user_id] = found.get(each.user_id, 0) + each.amount
    return found


def _of(each: Earned, period: str) -> Entry:
    receipt = each.receipt
    return Entry(
        period,
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
