"""Commission as people see it: the months with what each person gets, and a statement line by line.

A locked month says what was written when it was locked; an open one is worked out anew whenever it is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm_desktop.core.commission import Earned, Earnings
from crm_desktop.core.commission_period import Entry, by_person, compare, corrections, in_order, is_by_hand, total
from crm_desktop.core.commission_rule import Chooser
from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.months import last_day, month_after, month_of
from crm_desktop.core.viewer import COMMISSION, Viewer
from crm_desktop.queries import rights
from crm_desktop.queries.commission_locks import Lock, entries_of, first_open, locks, said, said_of
from crm_desktop.queries.commission_names import Names, names_of
from crm_desktop.queries.commission_source import Source, read_source
from crm_desktop.storage.database import Database, Reading


@dataclass(frozen=True)
class Worked:
    """What the open months say by now, and what could not be worked out."""

    entries: list[Entry]
    locks: list[Lock]
    first_open: str | None
    without_rate: tuple[str, ...] = ()
    without_cost: tuple[str, ...] = ()


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
    someone = user_id if user_id in {each.user_id for each in people} else next((each.user_id for each in people), None)
    return Overview(
        tuple(rows),
        shown,
        tuple(people),
        None if someone is None else _statement(reading, worked, entries, shown, someone),
        reading.currency,
        len(worked.without_rate),
        len(worked.without_cost),
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
    told, opened = said(reading, known) if known else {}, first_open(known)
    # What locked months speak of is always read, or it would look as if it were gone.
    least = last_day(month_after(opened, -1)) if opened else date.min
    source = read_source(reading, max(least, until or last_day(month_of(reading.today))))
    earned, without_cost = earned_by(source, told)
    found = compare(earned, source.adjustments, told, opened)
    entries = [*found.fresh, *corrections(found, said_of(reading, known, found.doubtful), opened)]
    return Worked(entries, known, opened, tuple(source.without_rate), without_cost)


def earned_by(source: Source, told: Iterable[str] = ()) -> tuple[list[Earned], tuple[str, ...]]:
    """What everything that came in earns, and the contracts and orders whose margin cannot be told.

    What locked months told by a rule stays with that rule.
    """
    paid_by = {head: rule for head, rule, _ in (key.rsplit("|", 2) for key in told if not is_by_hand(key))}
    earnings = Earnings(source.deals, Chooser(source.rules, source.groups), paid_by)
    return list(earnings.of(source.receipts)), tuple(sorted(earnings.without_cost))


def sees(viewer: Viewer, user_id: str) -> bool:
    """Whether a viewer may see what a person gets: who looks after commission sees everybody's."""
    return viewer.may(COMMISSION) or user_id == viewer.user_id or viewer.reads(user_id)


def _of_month(reading: Reading, period: str) -> Worked:
    """What is needed for one month: of a locked one nothing has to be worked out."""
    rights.require_amounts(reading.viewer)
    known = locks(reading)
    if any(each.period == period for each in known):
        return Worked([], known, first_open(known))
    return work_out(reading, last_day(period))


def _entries(reading: Reading, worked: Worked, period: str) -> list[Entry]:
    """The lines of a month that the viewer may see."""
    lock = next((each for each in worked.locks if each.period == period), None)
    found = entries_of(reading, lock) if lock else in_order(each for each in worked.entries if each.period == period)
    return [each for each in found if sees(reading.viewer, each.user_id)]


def _months(reading: Reading, worked: Worked) -> list[MonthRow]:
    viewer, now = reading.viewer, month_of(reading.today)
    names = _names(reading)
    rows = [_locked_row(viewer, each, names) for each in worked.locks]
    open_ones: dict[str, list[Entry]] = defaultdict(list)
    earliest = min((each.period for each in worked.entries), default=now)
    for each in worked.entries:
        if sees(viewer, each.user_id):
            open_ones[each.period].append(each)
    open_ones.setdefault(max(now, worked.first_open or now), [])
    for period, entries in open_ones.items():
        may_lock = viewer.may(COMMISSION) and period < now and period <= earliest
        rows.append(MonthRow(period, total(entries), len(by_person(entries)), len(entries), False, may_lock))
    return sorted(rows, key=lambda each: each.period, reverse=True)


def _locked_row(viewer: Viewer, lock: Lock, names: dict[str, str]) -> MonthRow:
    seen = {user: amount for user, amount in lock.people.items() if sees(viewer, user)}
    by = names.get(lock.locked_by_id or "")
    return MonthRow(lock.period, sum(seen.values()), len(seen), lock.lines, True, False, lock.locked_at, by)


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
