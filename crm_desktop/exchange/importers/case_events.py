"""Service cases from the log of their states: a case comes in with all its events, or not at all."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.core.working_time import WorkingTime
from crm_desktop.exchange.case_log import CaseEvent, CaseStory, story_of
from crm_desktop.exchange.import_links import key_of
from crm_desktop.exchange.import_result import CREATED, SKIPPED, UNCHANGED, UPDATED
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.cases import SUBJECT_AT_MOST
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.exchange.mapping import SKIP
from crm_desktop.models import HistoryEntry, ServiceCase, ServiceRound, ServiceWait, Synced
from crm_desktop.models.service_case import CUSTOMER, KEPT, LIMIT, MISSED, SUPPLIER, WAITING
from crm_desktop.operations import records
from crm_desktop.operations.service_times import Times
from crm_desktop.queries.working_calendar import working_time

_PLAIN = ("priority", "request", "handling", "result", "subject")
_CHOICES = (("kind", "case_kind"), ("channel", "case_channel"))
_LINKS = ("contact", "product", "created_by", "handled_by")
_INSTANTS = ("opened_at", "handled_at", "closed_at")
_WAITING = {"waiting_customer": (WAITING, CUSTOMER), "waiting_supplier": (WAITING, SUPPLIER)}
_NEWEST = (
    "SELECT max(changed_at) FROM history_entry WHERE record_id = ? AND field IN ('status', 'owner') AND deleted = 0"
)
_STARS = Message("Choose a figure from 1 to 5.")

Columns = dict[str, Any]


@dataclass
class _Told:
    """What the rows of a case come to: its columns, the rows of other tables by their ids, and when they end."""

    columns: Columns
    beside: dict[str, tuple[type[Synced], Columns]]
    last_at: int


class CaseEventImporter(RecordImporter):
    """Imports cases from events: whatever a row says last counts, and its states become rounds and times of waiting."""

    kind = "cases"
    entity = ServiceCase
    named_by = ("external_key",)
    gathers = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        # How many rows of each case are still to come, and those that are here.
        self._awaited: Counter[str] = Counter()
        self._here: dict[str, list[Row]] = defaultdict(list)
        # Whether the file has a column for when cases were handled: what it does not say there, nobody knows.
        self._says_handled = "handled_at" in context.mapping.fields

    @cached_property
    def _times(self) -> Times:
        return Times(self.reading)

    @cached_property
    def _working(self) -> WorkingTime:
        return working_time(self.reading)

    def announce(self, row: Row) -> None:
        """Count the rows of each case, so that it is taken as soon as the last of them was read."""
        self._awaited[self._number(row)] += 1

    def gather(self, row: Row) -> list[Row] | None:
        """Keep a row until all of its case are here; a row that names no case is on its own."""
        number = self._number(row)
        # The cells of a row are read again for those who are told of it.
        row.cells, row.places = (), {}
        if not number:
            return [row]
        self._here[number].append(row)
        self._awaited[number] -= 1
        return None if self._awaited[number] > 0 else self._here.pop(number)

    def take_together(self, rows: Sequence[Row]) -> str:
        """A case with all its events."""
        known = self.match(rows[0])
        if known is not None and self.on_match == SKIP:
            return SKIPPED
        case_id = known or new_id()
        told = self._told(case_id, _in_order(rows, self))
        if known is not None:
            return self._bring_up(known, told, rows[0])
        self.check_unique(told.columns, rows[0])
        rows[0].check()
        self._create(case_id, told)
        self._known.setdefault("external_key", {})[self._number(rows[0])] = case_id
        self.links.announce("cases", case_id, told.columns)
        return CREATED

    # --- what the rows come to

    def _told(self, case_id: str, rows: Sequence[Row]) -> _Told:
        said = _Said(rows)
        columns = self._columns(said)
        story = story_of([self._event(row) for row in rows], columns.get("opened_at", self._at(rows[0])))
        for row in rows:
            row.check()
        self._complete(columns, story, said)
        return _Told(columns, self._beside(case_id, columns, story, said), self._at(rows[-1]))

    def _at(self, row: Row) -> int:
        return self.past_instant(row, "changed_at")

    def _event(self, row: Row) -> CaseEvent:
        said = str(row.get("status"))
        status, whom = _WAITING.get(said, (said, None))
        return CaseEvent(self._at(row), status, whom, self.link(row, "owner") if row.get("owner") else None)

    def _columns(self, said: "_Said") -> Columns:
        """What the last row to say something says."""
        columns: Columns = {"external_key": said.first.text("external_key")}
        columns |= {name: said.row(name).text(name) for name in _PLAIN if name in said}
        for name, kind in _CHOICES:
            if name in said:
                columns[f"{name}_id"] = self.links.choice(kind, str(said.row(name).get(name)), name)
        customer_id = self.link(said.row("customer"), "customer") if "customer" in said else None
        columns["customer_id"] = customer_id
        for name in _LINKS:
            if name in said:
                columns[f"{name}_id"] = self.link(said.row(name), name, customer_id if name == "contact" else None)
        for name in _INSTANTS:
            if name in said:
                columns[name] = self.past_instant(said.row(name), name)
        if "satisfaction" in said:
            columns["satisfaction"] = self.whole(said.row("satisfaction"), "satisfaction", 1, 5, _STARS)
        opened, handled = columns.get("opened_at"), columns.get("handled_at")
        if opened is not None and handled is not None and handled < opened:
            wrong = Message("The case was handled before it was opened. Mend one of the times.")
            said.row("handled_at").refuse("handled_at", wrong)
        return {name: value for name, value in columns.items() if value is not None}

    def _complete(self, columns: Columns, story: CaseStory, said: "_Said") -> None:
        """What follows from the story."""
        zone = self.reading.zone
        request = (columns.get("request") or "").strip().partition("\n")[0]
        kind = said.row("kind").text("kind") if "kind" in said else None
        subjects = (columns.get("subject"), request, kind)
        subject = next((each for each in subjects if each and any(map(str.isalnum, each))), columns["external_key"])
        columns["subject"] = subject[:SUBJECT_AT_MOST]
        closed_at = columns.pop("closed_at", None) or story.archived_at
        if not story.is_done:
            columns.pop("handled_at", None)
            columns.pop("handled_by_id", None)
        elif not self._says_handled:
            columns["handled_at"] = story.last_round.handled_at
        story.last_round.handled_at = handled = columns.get("handled_at")
        waited = sum(self._working.minutes_between(*pause) for pause in _until(story.pauses, handled))
        columns |= {
            "status": story.status,
            "opened_at": story.opened_at,
            "opened_on": day_of(story.opened_at, zone),
            "owner_id": story.owners[-1][0] if story.owners else None,
            "assigned_at": story.owners[-1][1] if story.owners else None,
            "responded_at": story.responded_at,
            "response_minutes": self._minutes(story.opened_at, story.responded_at),
            "waits_for": story.open_wait.waits_for if story.open_wait else None,
            "waiting_since": story.open_wait.from_at if story.open_wait else None,
            "waited_minutes": waited or None,
            "rework_count": story.rework_count,
            "reopen_count": story.reopen_count or None,
            "closed_on": day_of(closed_at, zone) if closed_at and story.archived_at is not None else None,
        }
        if handled is not None:
            took = self._working.minutes_between(story.opened_at, handled)
            columns["solution_minutes"] = max(0, took - waited)
            columns.setdefault("handled_by_id", story.last_round.owner_id)
        if not story.is_done:
            columns |= self._times.limits_of(columns)

    def _minutes(self, start: int, end: int | None) -> int | None:
        return None if end is None else self._working.minutes_between(start, end)

    def _beside(
        self, case_id: str, columns: Columns, story: CaseStory, said: "_Said"
    ) -> dict[str, tuple[type[Synced], Columns]]:
        """Rounds, times of waiting and the history, each with the id it has whenever the log is read."""
        found: dict[str, tuple[type[Synced], Columns]] = {}
        last = story.last_round
        for each in story.rounds:
            values = {"case_id": case_id, "number": each.number, "owner_id": each.owner_id, "began_at": each.began_at}
            values |= {"handled_at": each.handled_at, "handled_by_id": each.owner_id if each.handled_at else None}
            if each is last:
                names = ("handling", "handled_by_id", "result", "satisfaction")
                values |= {name: columns.get(name) for name in names}
            found[ServiceRound.id_of(case_id, each.number)] = ServiceRound, values
        for wait in story.waits:
            values = {"case_id": case_id, "waits_for": wait.waits_for, "from_at": wait.from_at, "to_at": wait.to_at}
            minutes = self._minutes(wait.from_at, wait.to_at)
            found[derived_id("service_wait", case_id, str(wait.from_at))] = ServiceWait, {**values, "minutes": minutes}
        changes = {"status": story.statuses, "owner": story.owners}
        if "within_limit" in said and story.is_done:
            kept = KEPT if said.row("within_limit").get("within_limit") else MISSED
            changes[LIMIT] = [(kept, story.statuses[-1][1])]
        for field, told in changes.items():
            for place, (value, at) in enumerate(told):
                entry_id = derived_id("case_event", case_id, field, str(place))
                found[entry_id] = HistoryEntry, self._history(case_id, field, value, at)
        return found

    def _history(self, case_id: str, field: str, value: str, at: int) -> Columns:
        values = {"record_kind": "service_case", "record_id": case_id, "field": field, "value": value}
        by_id = self.reading.viewer.user_id or None
        return {**values, "from_on": day_of(at, self.reading.zone), "changed_at": at, "by_id": by_id}

    # --- writing

    def _create(self, case_id: str, told: _Told) -> None:
        number = self.number_of("number", told.columns["external_key"])
        self.batch.add(ServiceCase, {"id": case_id, "number": number, **told.columns})
        for row_id, (entity, values) in told.beside.items():
            self.batch.add(entity, {"id": row_id, **values})

    def _bring_up(self, case_id: str, told: _Told, row: Row) -> str:
        """A known case with what the log says beyond what is known of it; one that ends before that says nothing."""
        if self.batch.holds(case_id):
            self.batch.flush()
        if (self.reading.plain(_NEWEST, (case_id,))[0][0] or 0) > told.last_at:
            return SKIPPED
        case = self.reading.session.get(ServiceCase, case_id)
        missing = self._missing(case_id, told)
        if not missing and all(getattr(case, name) == value for name, value in told.columns.items()):
            return UNCHANGED
        if (work := self.context.work) is None:
            return UPDATED
        try:
            with work.session.begin_nested():
                records.apply(work, records.find_to_change(work, ServiceCase, case_id), told.columns)
                for row_id, (entity, values) in missing.items():
                    stored = work.session.get(entity, row_id)
                    if stored is None:
                        work.session.add(entity(id=row_id, **values))
                    else:
                        records.apply(work, stored, {**values, "deleted": False})
        except Problem as error:
            self._refuse(error, row)
        return UPDATED

    def _missing(self, case_id: str, told: _Told) -> dict[str, tuple[type[Synced], Columns]]:
        """The rows beside a case that are not there, or otherwise."""
        missing = dict(told.beside)
        beside: Any = ((ServiceRound, "case_id"), (ServiceWait, "case_id"), (HistoryEntry, "record_id"))
        for entity, column in beside:
            of = getattr(entity, column)
            for stored in self.reading.session.scalars(select(entity).where(of == case_id, entity.deleted.is_(False))):
                if (wanted := missing.get(stored.id)) and all(getattr(stored, n) == v for n, v in wanted[1].items()):
                    del missing[stored.id]
        return missing

    def _number(self, row: Row) -> str:
        return key_of(row.text("external_key") or "")


class _Said:
    """For each field the last row that says something of it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.first = rows[0]
        self._rows = {name: row for row in rows for name, value in row.values.items() if value not in (None, "")}

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def row(self, name: str) -> Row:
        return self._rows[name]


def _in_order(rows: Sequence[Row], importer: CaseEventImporter) -> list[Row]:
    """By their times; those of one time by their numbers, else as they stand in the file."""
    return sorted(rows, key=lambda row: (importer._at(row), row.get("sequence") or 0, row.line))


def _until(pauses: Sequence[tuple[int, int]], end: int | None) -> list[tuple[int, int]]:
    """The pauses as far as they lie before an instant."""
    return [(first, last if end is None else min(last, end)) for first, last in pauses]
