"""Who earns how much commission of what was received, line by line. Pure: all it needs is handed in.

A receipt, less its tax, is spread over the lines of its contract or order by their net amounts; of each line everybody
with a share on that day earns by the one rule that holds. A refund counts as on the day of what it gives back: it takes
from the same people by the same rules. Days are ISO texts, amounts minor units of the company's currency.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from crm_desktop.core.commission_rule import IN_A_MONTH, MARGIN, SALES, Chooser, Dated, Rule, value_on
from crm_desktop.core.money import E6, rounded_part, share_of, spread


class Line(NamedTuple):
    """Something sold; `cost` is None where nobody knows it."""

    id: str
    product_id: str | None
    net: int
    cost: int | None = None


class Share(NamedTuple):
    """A colleague's part (millionths) in what is received in a span of days."""

    user_id: str
    share_e6: int
    from_on: str | None = None
    to_on: str | None = None


class Deal(NamedTuple):
    """A contract or an order: all that is to be paid, what of it is tax, its lines, and whose it was when."""

    id: str
    gross: int
    tax: int
    lines: Sequence[Line]
    owners: Dated
    shares: Sequence[Share] = ()
    levels: Dated = ()

    @property
    def is_plain(self) -> bool:
        """Whether one person, or nobody, always had all of its one line."""
        return len(self.lines) == 1 and len(self.owners) == 1 and not self.shares and self.gross > 0

    def level_on(self, receipt: "Paid") -> str | None:
        """The level of its customer on the day a receipt counts by."""
        return value_on(self.levels, receipt.since or receipt.on) if self.levels else None

    def people(self, day: str) -> list[tuple[str, int]]:
        """Everybody with a share on a day; what others have not is its owner's."""
        owner = self.owners[0][1] if len(self.owners) == 1 else value_on(self.owners, day)
        return people_on(owner, self.shares, day)


class Paid(NamedTuple):
    """Money that came in, or (negative) went back for what came in on `since`, the day it counts by."""

    id: str
    deal_id: str
    on: str
    amount: int
    refunds_id: str | None = None
    since: str | None = None


class Earned(NamedTuple):
    """What a person earns of one line of one receipt by one slice of a rule: base × rate × share = amount."""

    receipt: Paid
    line: Line
    user_id: str
    rule: Rule
    slice: int
    part: int
    base: int
    rate_e6: int
    share_e6: int
    amount: int

    @property
    def key(self) -> str:
        """What it is told by in every period that says something of it."""
        return f"{self.receipt.id}|{self.line.id}|{self.user_id}|{self.rule.id}|{self.slice}"


# What falls to a line: of the receipt, of the goods in it, and their margin (None when its cost is unknown).
_Parts = tuple[int, int, int | None]
_NONE: _Parts = (0, 0, 0)


class Earnings:
    """Works out what receipts earn; `without_cost` are deals whose margin cannot be told."""

    def __init__(self, deals: Mapping[str, Deal], chooser: Chooser, paid_by: Mapping[str, str] | None = None) -> None:
        """`paid_by`: of what locked periods paid, receipt|line|person → the rule."""
        self._deals, self._chooser, self._paid_by = deals, chooser, paid_by or {}
        self._given_back: dict[str, int] = defaultdict(int)
        # What counts towards tiers so far.
        self._filled: dict[tuple[str, ...], int] = defaultdict(int)
        self.without_cost: set[str] = set()

    def of(self, receipts: Iterable[Paid]) -> Iterator[Earned]:
        """What every receipt earns: first those that depend on no other, then the rest in the order they came in."""
        deals, others = self._deals, []
        for receipt in receipts:
            deal = deals.get(receipt.deal_id)
            if deal is None or deal.gross <= 0:
                continue
            if not deal.is_plain or (receipt.refunds_id is not None and receipt.amount < 0):
                others.append(receipt)
                continue
            line, owner = deal.lines[0], deal.owners[0][1]
            rule = self._rule(receipt, deal, line, owner) if owner else None
            if not owner or not rule:
                continue
            plain = plain_amount(rule, deal, line, receipt.amount)
            if plain is None:
                others.append(receipt)
            elif plain[2]:
                yield Earned(receipt, line, owner, rule, 0, plain[0], plain[1], rule.rate_e6, E6, plain[2])
        for receipt in sorted(others, key=attrgetter("on", "id")):
            yield from self._of_receipt(receipt, deals[receipt.deal_id])

    def _of_receipt(self, receipt: Paid, deal: Deal) -> Iterator[Earned]:
        people = deal.people(receipt.since or receipt.on)
        if not people:
            return
        before, after = self._span(receipt)
        now = _parts(deal, after)
        then = _parts(deal, before) if before else [_NONE] * len(now)
        for line, new, old in zip(deal.lines, now, then, strict=True):
            for rule, shares in self._rules(receipt, deal, line, people):
                yield from self._of_line(receipt, line, rule, shares, new, old)

    def _span(self, receipt: Paid) -> tuple[int, int]:
        """From where to where a receipt moves what was received: refunds of one receipt go on where the last ended.

        So that together they take back exactly what it earned.
        """
        if receipt.refunds_id is None or receipt.amount >= 0:
            return 0, receipt.amount
        before = self._given_back[receipt.refunds_id]
        self._given_back[receipt.refunds_id] = after = before + receipt.amount
        return before, after

    def _rules(
        self, receipt: Paid, deal: Deal, line: Line, people: Sequence[tuple[str, int]]
    ) -> Iterable[tuple[Rule, list[tuple[str, int]]]]:
        """The rules that hold for a line, each with the people it holds for."""
        found: dict[str, tuple[Rule, list[tuple[str, int]]]] = {}
        for user_id, share in people:
            rule = self._rule(receipt, deal, line, user_id)
            if rule is not None:
                found.setdefault(rule.id, (rule, []))[1].append((user_id, share))
        return found.values()

    def _rule(self, receipt: Paid, deal: Deal, line: Line, user_id: str) -> Rule | None:
        day = receipt.since or receipt.on
        if self._paid_by and (paid_by := self._paid_by.get(f"{receipt.id}|{line.id}|{user_id}")):
            rule = self._chooser.stays(paid_by, day)
            if rule is not None:
                return rule
        return self._chooser.choose(line.product_id, user_id, deal.level_on(receipt), day)

    def _of_line(
        self, receipt: Paid, line: Line, rule: Rule, shares: list[tuple[str, int]], new: _Parts, old: _Parts
    ) -> Iterator[Earned]:
        high, low = _base(rule, new), _base(rule, old)
        if high is None or low is None:
            self.without_cost.add(receipt.deal_id)
            return
        part = new[0] - old[0]
        if not rule.tiers:
            amounts = _amounts(high, rule.rate_e6, shares)
            if low:
                amounts = [a - b for a, b in zip(amounts, _amounts(low, rule.rate_e6, shares), strict=True)]
            for (user_id, share), amount in zip(shares, amounts, strict=True):
                if amount:
                    yield Earned(receipt, line, user_id, rule, 0, part, high - low, rule.rate_e6, share, amount)
        elif rule.tier_scope == IN_A_MONTH:
            yield from self._in_a_month(receipt, line, rule, shares, part, high - low)
        else:
            yield from self._in_a_contract(receipt, line, rule, shares, part, high - low)

    def _in_a_contract(
        self, receipt: Paid, line: Line, rule: Rule, shares: list[tuple[str, int]], part: int, base: int
    ) -> Iterator[Earned]:
        """Each slice of the whole is shared."""
        key = (rule.series_id, receipt.deal_id)
        for place, rate, piece in slices(rule, self._filled[key], base):
            amounts = _amounts(piece, rate, shares)
            for (user_id, share), amount in zip(shares, amounts, strict=True):
                if amount:
                    yield Earned(receipt, line, user_id, rule, place, part, piece, rate, share, amount)
        self._filled[key] += base

    def _in_a_month(
        self, receipt: Paid, line: Line, rule: Rule, shares: list[tuple[str, int]], part: int, base: int
    ) -> Iterator[Earned]:
        """What counts is a person's own: the base is what falls to the person, and all of its commission is theirs."""
        month = (receipt.since or receipt.on)[:7]
        for (user_id, _), own in zip(shares, parted(base, shares), strict=True):
            key = (rule.series_id, user_id, month)
            for place, rate, piece in slices(rule, self._filled[key], own):
                if amount := share_of(piece, rate):
                    yield Earned(receipt, line, user_id, rule, place, part, piece, rate, E6, amount)
            self._filled[key] += own


def people_on(owner: str | None, shares: Sequence[Share], day: str) -> list[tuple[str, int]]:
    """Everybody with a share on a day in what is that owner's then, who has whatever others have not."""
    if not shares:
        return [(owner, E6)] if owner else []
    parts: dict[str, int] = defaultdict(int)
    for each in shares:
        if (each.from_on or "") <= day and (each.to_on is None or day <= each.to_on):
            parts[each.user_id] += each.share_e6
    if owner and (rest := E6 - sum(parts.values())) > 0:
        parts[owner] += rest
    return sorted(parts.items())


def parted(whole: int, shares: Sequence[tuple[str, int]]) -> list[int]:
    """What of a whole falls to each of some people; shares beyond the whole are made smaller alike."""
    if len(shares) == 1 and shares[0][1] == E6:
        return [whole]
    parts = [share for _, share in shares]
    rest = max(0, E6 - sum(parts))
    return spread(whole, [*parts, rest])[: len(parts)]


def slices(rule: Rule, filled: int, amount: int) -> Iterator[tuple[int, int, int]]:
    """(number, rate, part) of an amount that comes on top of what is there; a negative one goes down from there."""
    low, high = sorted((filled, filled + amount))
    sign = 1 if amount >= 0 else -1
    rates = [(None, rule.rate_e6), *rule.tiers] if not rule.tiers or rule.tiers[0][0] > 0 else list(rule.tiers)
    for place, (limit, rate) in enumerate(rates):
        # Whatever lies below the first limit, below zero too, has the first rate.
        bottom = low if place == 0 or limit is None else max(low, limit)
        top = high if place + 1 == len(rates) else min(high, rates[place + 1][0] or 0)
        if top > bottom:
            yield place, rate, sign * (top - bottom)


def plain_amount(rule: Rule, deal: Deal, line: Line, amount: int) -> tuple[int, int, int] | None:
    """Part, base and commission of a receipt where one person has all of one line, as mostly: in a third of the time.

    None where the rule has tiers or the cost it needs is unknown.
    """
    if rule.tiers:
        return None
    if rule.basis == MARGIN or line.net <= 0 or line.net != deal.gross - deal.tax:
        parts = _part(deal, line, amount)
        part, base = parts[0], _base(rule, parts)
        if base is None:
            return None
    else:
        # All that is no tax is the line's.
        part = base = rounded_part(amount, line.net, deal.gross) if deal.tax else amount
    return part, base, rounded_part(base, rule.rate_e6, E6)


def _parts(deal: Deal, amount: int) -> list[_Parts]:
    """What of an amount received falls to each line, less tax; goods are that without freight."""
    if len(deal.lines) == 1:
        return [_part(deal, deal.lines[0], amount)]
    nets = [each.net for each in deal.lines]
    whole, goods = _without_tax(deal, sum(nets), amount)
    of_goods = spread(goods, nets)
    of_whole = of_goods if whole == goods else spread(whole, nets)
    return [(one, other, _margin(line, other)) for line, one, other in zip(deal.lines, of_whole, of_goods, strict=True)]


def _part(deal: Deal, line: Line, amount: int) -> _Parts:
    """`_parts` of the only line."""
    if line.net <= 0:
        return 0, 0, 0
    whole, goods = _without_tax(deal, line.net, amount)
    return whole, goods, None if line.cost is None else _margin(line, goods)


def _without_tax(deal: Deal, net: int, amount: int) -> tuple[int, int]:
    """What of an amount received is no tax, and what of that is for the lines, which come to `net`."""
    whole = rounded_part(amount, deal.gross - deal.tax, deal.gross) if deal.tax else amount
    return whole, whole if net == deal.gross - deal.tax else rounded_part(amount, net, deal.gross)


def _margin(line: Line, goods: int) -> int | None:
    """What remains of the goods received when their cost is taken off; nothing is earned by what was sold below it."""
    if line.cost is None:
        return None
    return rounded_part(goods, max(0, line.net - line.cost), line.net) if line.net > 0 else 0


def _base(rule: Rule, parts: _Parts) -> int | None:
    if rule.basis == MARGIN:
        return parts[2]
    return parts[1] if rule.basis == SALES else parts[0]


def _amounts(base: int, rate_e6: int, shares: list[tuple[str, int]]) -> list[int]:
    """The commission of a base, parted among people."""
    return parted(share_of(base, rate_e6), shares)
