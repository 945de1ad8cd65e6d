"""Commission as people see it: the months with what each person gets, and a statement line by line.

A locked month says what was written when it was locked; an open one is worked out anew whenever it is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm_desktop.core.commission import Earned, Earnings
from crm_desktop.core.commission_period import (
    Compared,
    Entry,
    by_person,
    compare,
    corrections,
    in_order,
    is_by_hand,
    total,
)
from crm_desktop.core.commission_rule import Chooser
from crm_desktop.core.commission_told import Told, unsettled
from crm_desktop.core.errors import NotFound
from crm_desktop.core.garbage import only_new
from crm_desktop.core.i18n import Message
from crm_desktop.core.months import last_day, month_after, month_of
from crm_desktop.core.viewer import COMMISSION, Viewer
from crm_desktop.queries import rights
from crm_desktop.queries.commission_locks import Lock, entries_of, first_open, lines_of, locks, said, said_of
from crm_desktop.queries.commission_names import Names, names_of
from crm_desktop.queries.commission_source import Source, read_source
from crm_desktop.storage.database import Database, Reading


@dataclass(frozen=True)
class Worked:
    """What the open months say by now, and what could not be worked out."""

    found: Compared
    corrected: list[Entry]
    locks: list[Lock]
    without_rate: tuple[str, ...] = ()
    without_cost: tuple[str, ...] = ()

    @property
    def entries(self) -> list[Entry]:
        """The lines of all open months."""
        return [*self.found.fresh, *self.corrected]

    def entries_of(self, period: str) -> list[Entry]:
        """The lines of an open month."""
        others = (each for each in (*self.found.given, *self.corrected) if each.period == period)
        return in_order([*self.found.fresh_of(period), *others])

    def by_month(self) -> dict[str, list[Earned | Entry]]:
        """What every open month has lines of, in no order."""
        months: dict[str, list[Earned | Entry]] = {period: [*each] for period, each in self.found.earned.items()}
        for each in (*self.found.given, *self.corrected):
            months.setdefault(each.period, []).append(each)
        return months

    @property
    def earliest(self) -> str | None:
        """The first open month that has lines."""
        others = {each.period for each in (*self.found.given, *self.corrected)}
        return min({*self.found.earned, *others}, default=None)


@dataclass(frozen=True)
class MonthRow:
    """A month (YYYY-MM): what its people get together, and since when that stays."""

    period: str
    amount: int
    people: int
    lines: int
    is_locked: bool
    may_lock: bool = False
    locked_at: int | None = None
    locked_by: str | None = None


@dataclass(frozen=True)
class PersonRow:
    """What one person gets in a month, and which parts of it are no plain earnings."""

    user_id: str
    name: str
    amount: int
    lines: int
    clawed_back: int = 0
    corrected: int = 0
    adjusted: int = 0


@dataclass(frozen=True)
class StatementLine:
    """A line with the names of all it was made of."""

    entry: Entry
    names: Names

    @property
    def is_late(self) -> bool:
        """Whether its day lies in a month before the one it counts in."""
        return self.entry.on_day[:7] < self.entry.period


@dataclass(frozen=True)
class Statement:
    """What one person gets in a month, line by line."""

    user_id: str
    name: str
    period: str
    is_locked: bool
    currency: str
    lines: tuple[StatementLine, ...]
    amount: int
    locked_at: int | None = None
    locked_by: str | None = None


@dataclass(frozen=True)
class Overview:
    """The months, newest first, the people of one of them, and the statement of one of those."""

    months: tuple[MonthRow, ...]
    period: str
    people: tuple[PersonRow, ...]
    statement: Statement | None
    currency: str
    without_rate: int = 0
    without_cost: int = 0
    has_rules: bool = True


def overview_in_file(path: str, viewer: Viewer, period: str | None, user_id: str | None) -> Overview:
    """`overview` for the worker process: a company with 300,000 receipts takes seconds."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return overview(reading, period, user_id)
    finally:
        database.close()


def overview(reading: Reading, period: str | None = None, user_id: str | None = None) -> Overview:
    """Every month, with a statement of one person of one month: of the newest with anything where none is named."""
    worked = work_out(reading)
    rows = _months(reading, worked)
    shown = period or next((each.period for each in rows if each.lines), month_of(reading.today))
    entries = _entries(reading, worked, shown)
    people = _people(reading, entries)
    # What is missing comes into an open month once it is known: a locked one waits for nothing.
    is_open = not any(each.is_locked for each in rows if each.period == shown)
    someone = user_id if user_id in {each.user_id for each in people} else next((each.user_id for each in people), None)
    return Overview(
        tuple(rows),
        shown,
        tuple(people),
        None if someone is None else _statement(reading, worked, entries, shown, someone),
        reading.currency,
        len(worked.without_rate) if is_open else 0,
        len(worked.without_cost) if is_open else 0,
        bool(reading.plain("SELECT 1 FROM commission_rule WHERE deleted = 0 LIMIT 1")),
    )


def statement(reading: Reading, period: str, user_id: str) -> Statement:
    """What a person gets in a month; one whom the viewer may not see has none."""
    if not sees(reading.viewer, user_id):
        raise NotFound(Message("This record no longer exists, or it is not yours to see."))
    worked = _of_month(reading, period)
    return _statement(reading, worked, _entries(reading, worked, period), period, user_id)


def people_of(reading: Reading, period: str) -> list[PersonRow]:
    """What each person the viewer may see gets in a month."""
    return _people(reading, _entries(reading, _of_month(reading, period), period))


def month_rows(reading: Reading) -> list[MonthRow]:
    """Every month, newest first."""
    return _months(reading, work_out(reading))


def work_out(reading: Reading, until: date | None = None) -> Worked:
    """Work out what the open months say of all that came in up to a day."""
    rights.require_amounts(reading.viewer)
    known = locks(reading)
    opened = first_open(known)
    # What locked months speak of is always read, or it would look as if it were gone.
    least = last_day(month_after(opened, -1)) if opened else date.min
    with only_new():
        told = said(reading, known) if known else Told()
        source = read_source(reading, max(least, until or last_day(month_of(reading.today))))
        receipts = unsettled(source.receipts, source.deals, Chooser(source.rules, source.groups), told)
        amounts = told.amounts()
        earnings = earnings_of(source, amounts)
        found = compare(earnings.of(receipts), source.adjustments, amounts, opened)
    corrected = list(corrections(found, said_of(reading, known, found.doubtful), opened))
    return Worked(found, corrected, known, tuple(source.without_rate), tuple(sorted(earnings.without_cost)))


def earnings_of(source: Source, told: Iterable[str] = ()) -> Earnings:
    """What works out what came in. What locked months told by a rule stays with that rule."""
    paid_by: dict[str, str] = {}
    for key in told:
        if not is_by_hand(key):
            head, rule, _ = key.rsplit("|", 2)
            # Of several the one made last.
            paid_by[head] = max(rule, paid_by.get(head, ""))
    return Earnings(source.deals, Chooser(source.rules, source.groups), paid_by)


def sees(viewer: Viewer, user_id: str) -> bool:
    """Whether a viewer may see what a person gets: who looks after commission sees everybody's."""
    return viewer.may(COMMISSION) or user_id == viewer.user_id or viewer.reads(user_id)


def _of_month(reading: Reading, period: str) -> Worked:
    """What is needed for one month: of a locked one nothing has to be worked out."""
    rights.require_amounts(reading.viewer)
    known = locks(reading)
    if any(each.period == period for each in known):
        return Worked(Compared(first_open(known)), [], known)
    return work_out(reading, last_day(period))


def _entries(reading: Reading, worked: Worked, period: str) -> list[Entry]:
    """The lines of a month that the viewer may see."""
    lock = next((each for each in worked.locks if each.period == period), None)
    found = entries_of(reading, lock) if lock else worked.entries_of(period)
    return [each for each in found if sees(reading.viewer, each.user_id)]


def _months(reading: Reading, worked: Worked) -> list[MonthRow]:
    viewer, now = reading.viewer, month_of(reading.today)
    names = _names(reading)
    rows = _locked_rows(reading, worked.locks, names)
    earliest, coming = worked.earliest or now, max(now, worked.found.first_open or now)
    months = worked.by_month()
    months.setdefault(coming, [])
    for period, entries in months.items():
        seen = _seen(viewer, entries)
        may_lock = viewer.may(COMMISSION) and period < now and period <= earliest
        if seen or period == coming:
            rows.append(MonthRow(period, total(seen), len(by_person(seen)), len(seen), False, may_lock))
    return sorted(rows, key=lambda each: each.period, reverse=True)


def _seen(viewer: Viewer, entries: list[Earned | Entry]) -> list[Earned | Entry]:
    """Those of entries that a viewer may see."""
    people = {each: sees(viewer, each) for each in {each.user_id for each in entries}}
    return entries if all(people.values()) else [each for each in entries if people[each.user_id]]


def _locked_rows(reading: Reading, known: list[Lock], names: dict[str, str]) -> list[MonthRow]:
    """The locked months with what of them the viewer may see."""
    people = {user for each in known for user in each.people}
    seen = {user for user in people if sees(reading.viewer, user)}
    own = {each.id: each.lines for each in known} if seen == people else lines_of(reading, known, seen)
    return [_locked_row(each, seen, own.get(each.id, 0), names) for each in known]


def _locked_row(lock: Lock, seen: AbstractSet[str], lines: int, names: dict[str, str]) -> MonthRow:
    amounts = [amount for user, amount in lock.people.items() if user in seen]
    by = names.get(lock.locked_by_id or "")
    return MonthRow(lock.period, sum(amounts), len(amounts), lines, True, False, lock.locked_at, by)


def _people(reading: Reading, entries: list[Entry]) -> list[PersonRow]:
    names, parts = _names(reading), defaultdict[str, list[Entry]](list)
    for each in entries:
        parts[each.user_id].append(each)
    rows = [
        PersonRow(
            user_id,
            names.get(user_id, user_id),
            total(own),
            len(own),
            **{
                kind: total(each for each in own if each.kind == kind)
                for kind in ("clawed_back", "corrected", "adjusted")
            },
        )
        for user_id, own in parts.items()
    ]
    return sorted(rows, key=lambda each: (-each.amount, each.name, each.user_id))


def _statement(reading: Reading, worked: Worked, entries: list[Entry], period: str, user_id: str) -> Statement:
    own = [each for each in entries if each.user_id == user_id]
    lock = next((each for each in worked.locks if each.period == period), None)
    names, people = names_of(reading, own), _names(reading)
    return Statement(
        user_id,
        people.get(user_id, user_id),
        period,
        lock is not None,
        reading.currency,
        tuple(StatementLine(each, one) for each, one in zip(own, names, strict=True)),
        total(own),
        lock.locked_at if lock else None,
        people.get(lock.locked_by_id or "") if lock else None,
    )


def _names(reading: Reading) -> dict[str, str]:
    return dict(reading.plain("SELECT id, name FROM app_user"))
