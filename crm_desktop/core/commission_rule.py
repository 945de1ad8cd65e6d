"""Which rule of commission holds for a product, a person, a customer's level and a day. Days are ISO texts."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

RECEIPTS, SALES, MARGIN = "receipts", "sales", "margin"
IN_A_MONTH = "month"
# From a day on, a value: ascending.
Dated = Sequence[tuple[str, str | None]]


class Rule(NamedTuple):
    """A version of a rule; `tiers` are (limit, rate of what lies above it), ascending, below the first `rate_e6`."""

    id: str
    series_id: str
    from_on: str
    to_on: str | None
    basis: str
    rate_e6: int
    tiers: tuple[tuple[int, int], ...] = ()
    tier_scope: str | None = None
    product_id: str | None = None
    category_id: str | None = None
    level_id: str | None = None
    user_id: str | None = None
    team_id: str | None = None
    priority: int = 0
    deleted: bool = False

    def covers(self, day: str) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class Groups(NamedTuple):
    """What products and people belong to, however far up: product → categories, person → teams."""

    categories: Mapping[str, frozenset[str]] = {}
    teams: Mapping[str, frozenset[str]] = {}


class Chooser:
    """The one rule that holds: highest priority, then most specific, then the newest, then the highest id.

    A person is more specific than a team, that than a product, a category, a level of customers.
    """

    def __init__(self, rules: Iterable[Rule], groups: Groups) -> None:
        self.by_id = {each.id: each for each in rules}
        living = [each for each in self.by_id.values() if not each.deleted]
        self._ranked = sorted(living, key=_rank, reverse=True)
        self._groups = groups
        # Between two of these days every rule holds or does not, whichever day is asked for.
        known = self.by_id.values()
        self._edges = sorted({each.from_on for each in known} | {_after(each.to_on) for each in known if each.to_on})
        self._known: dict[tuple[int, str | None, str, str | None], Rule | None] = {}
        self._staying: dict[tuple[int, str], Rule | None] = {}

    def choose(self, product_id: str | None, user_id: str, level_id: str | None, day: str) -> Rule | None:
        """The rule for what is sold to a customer of a level by a person, received on a day."""
        key = (bisect_right(self._edges, day), product_id, user_id, level_id)
        if key not in self._known:
            found = (each for each in self._ranked if each.covers(day) and self._means(each, *key[1:]))
            self._known[key] = next(found, None)
        return self._known[key]

    def stays(self, rule_id: str, day: str) -> Rule | None:
        """The rule a locked period paid by, as long as no newer version of it holds for the day.

        Who changes the team, or a product its category, afterwards changes nothing of what was locked.
        """
        key = (bisect_right(self._edges, day), rule_id)
        if key not in self._staying:
            self._staying[key] = self._stays(rule_id, day)
        return self._staying[key]

    def _stays(self, rule_id: str, day: str) -> Rule | None:
        rule = self.by_id.get(rule_id)
        if rule is None or not rule.covers(day):
            return None
        newer = (each for each in self._ranked if each.series_id == rule.series_id and each.from_on > rule.from_on)
        return None if any(each.covers(day) for each in newer) else rule

    def _means(self, rule: Rule, product_id: str | None, user_id: str, level_id: str | None) -> bool:
        if rule.category_id and rule.category_id not in self._groups.categories.get(product_id or "", ()):
            return False
        if rule.team_id and rule.team_id not in self._groups.teams.get(user_id, ()):
            return False
        return (
            rule.product_id in (None, product_id)
            and rule.user_id in (None, user_id)
            and rule.level_id in (None, level_id)
        )


def value_on(dated: Dated, day: str) -> str | None:
    """What held on a day; before the first day known, what held first."""
    held = dated[0][1] if dated else None
    for from_on, value in dated:
        if from_on > day:
            break
        held = value
    return held


def _rank(rule: Rule) -> tuple[object, ...]:
    named = (rule.user_id, rule.team_id, rule.product_id, rule.category_id, rule.level_id)
    return (rule.priority, *(each is not None for each in named), rule.from_on, rule.id)


def _after(day: str) -> str:
    """Later than every moment of a day, and not later than the next: text is compared."""
    return day + "~"
