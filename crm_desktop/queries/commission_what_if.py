"""What a rule of commission would have changed: the last twelve months by the rules as they are, and by the draft."""

from dataclasses import dataclass
from datetime import date

from crm_desktop.core.commission_period import by_person
from crm_desktop.core.commission_rule import Rule
from crm_desktop.queries import rights
from crm_desktop.queries.commission import earnings_of
from crm_desktop.queries.commission_source import read_rules, read_source
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class PersonDifference:
    """What a person earned in the last twelve months, and would have by the draft."""

    user_id: str
    name: str
    now: int
    then: int

    @property
    def difference(self) -> int:
        """What the draft would have changed."""
        return self.then - self.now


@dataclass(frozen=True)
class WhatIf:
    """The last twelve months with a rule as it is drafted; people whose commission differs most come first."""

    from_on: date
    to_on: date
    people: tuple[PersonDifference, ...]
    now: int
    then: int
    currency: str


def what_if(reading: Reading, draft: Rule) -> WhatIf:
    """Work out the receipts of the last twelve months twice; the draft stands for every version of its rule.

    Locked months play no part: what counts is what the rules say, not what was paid.
    """
    rights.require_amounts(reading.viewer)
    today = reading.today
    begin = _a_year_before(today)
    known = [each for each in read_rules(reading) if not each.deleted]
    drafted = [each for each in known if each.series_id != draft.series_id]
    now = _earned(reading, known, begin)
    then = _earned(reading, [*drafted, draft._replace(from_on="", to_on=None)], begin)
    names = dict(reading.plain("SELECT id, name FROM app_user"))
    people = [
        PersonDifference(each, names.get(each, each), now.get(each, 0), then.get(each, 0)) for each in {**now, **then}
    ]
    people.sort(key=lambda each: (-abs(each.difference), each.name, each.user_id))
    return WhatIf(begin, today, tuple(people), sum(now.values()), sum(then.values()), reading.currency)


def _earned(reading: Reading, rules: list[Rule], begin: date) -> dict[str, int]:
    source = read_source(reading, reading.today, rules, begin.isoformat())
    return by_person(earnings_of(source).of(source.receipts))


def _a_year_before(today: date) -> date:
    """The day after today's, a year ago."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return date.fromordinal(date(today.year - 1, today.month, day).toordinal() + 1)
