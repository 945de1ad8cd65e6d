"""Interactions: what was said and done, with whom and when.

Most programs give an activity no key. One without is known again by its day, kind and subject, and whom it was with.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import select

from crm_desktop.core import text
from crm_desktop.core.clock import day_of, moment_of
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.moments import instant
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.exchange.mapping import CREATE
from crm_desktop.models import DictionaryEntry, Interaction
from crm_desktop.operations.interaction import (
    DAY_MINUTES,
    InteractionDraft,
    interaction_draft,
    update_interaction,
)
from crm_desktop.queries import rights
from crm_desktop.storage.database import UnitOfWork

_NOTE = DictionaryEntry.id_of("interaction_kind", "note")
_WITH = ("customer_id", "contact_id", "opportunity_id")


class _Likeness(NamedTuple):
    """What all interactions that may be one share."""

    day: date
    kind_id: str
    subject: str


@dataclass(frozen=True)
class _Known:
    """An interaction there was before the import; midnight stands for a day without a time."""

    id: str
    at: time
    owner_id: str | None
    about: tuple[str | None, ...]

    def may_be(self, at: time, owner_id: str | None, about: Sequence[str | None]) -> bool:
        """Whether nothing a row says of time and people speaks against it."""
        same_time = time.min in (at, self.at) or at == self.at
        same_people = all(said in (None, known) for said, known in zip(about, self.about, strict=True))
        # A row that names nobody is no news of somebody.
        return same_time and same_people and owner_id in (None, self.owner_id) and any(about) == any(self.about)

    def agreement(self, at: time, about: Sequence[str | None]) -> int:
        """In how much it is just as a row says."""
        return (at == self.at) + sum(said == known for said, known in zip(about, self.about, strict=True))


class InteractionImporter(RecordImporter):
    """Imports interactions."""

    kind = "interactions"
    entity = Interaction
    plain = (
        "subject",
        "detail",
        "direction",
        "place",
        "next_step",
        "next_step_on",
        "external_key",
    )
    choices = (("result", "interaction_result"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        # Those of the days the file has come to; each is known again once, so that two alike in the file stay two.
        self._alike: dict[_Likeness, list[_Known]] = defaultdict(list)
        self._read_days: set[date] = set()
        self._identity: dict[str, Any] = {}

    def expect(self, rows: Sequence[Row]) -> None:
        """Read what is known of the days the next rows are about, before any of them is written."""
        super().expect(rows)
        if self.on_match != CREATE:
            moments = (row.get("happened_at") for row in rows)
            days = {day_of(instant(moment, self.reading.zone), self.reading.zone) for moment in moments if moment}
            self._read_alike(days - self._read_days)
            self._read_days |= days

    def match(self, row: Row) -> str | None:
        """By the key; a row without one by what makes it the same."""
        known = super().match(row)
        self._identity = self._identified(row)
        if known is None and not row.problems and not row.get("external_key") and self.on_match != CREATE:
            return self._known_again(row)
        return known

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = {**self.columns(row), **self._identity}
        minutes = Message("Give the minutes as a whole number of 0 or more.")
        if (length := self.whole(row, "minutes", 0, DAY_MINUTES, minutes)) is not None:
            given["minutes"] = length
        if (cost := self.money(row, "cost")) is not None:
            given["cost_minor"], given["cost_currency"] = cost
        return given

    def _identified(self, row: Row) -> dict[str, Any]:
        """The columns that say which interaction it is."""
        given: dict[str, Any] = {}
        if kind := row.text("kind"):
            given["kind_id"] = self.links.choice("interaction_kind", kind, "kind")
        customer_id = self.link(row, "customer")
        about = {
            "customer_id": customer_id,
            "contact_id": self.link(row, "contact", customer_id),
            "opportunity_id": self.link(row, "opportunity"),
            "owner_id": self.link(row, "owner") if row.get("owner") else None,
        }
        given |= {name: value for name, value in about.items() if value}
        if row.get("happened_at") is not None:
            given["happened_at"] = self.past_instant(row, "happened_at")
        return given

    def _known_again(self, row: Row) -> str | None:
        """The interaction of that day, kind and subject that is most like the row and that no row has taken yet."""
        said = self._identity
        moment = moment_of(said["happened_at"], self.reading.zone)
        at = _clock_time(moment)
        likeness = _Likeness(moment.date(), said.get("kind_id", _NOTE), text.fold(row.text("subject") or ""))
        about = [said.get(name) for name in _WITH]
        alike = self._alike.get(likeness, [])
        found = max(
            (known for known in alike if known.may_be(at, said.get("owner_id"), about)),
            key=lambda known: known.agreement(at, about),
            default=None,
        )
        if found is None:
            return None
        alike.remove(found)
        if at == time.min:
            # The file knows the day alone: the time somebody gave it since stays.
            del said["happened_at"]
        return found.id

    def _read_alike(self, days: set[date]) -> None:
        of = Interaction
        about = [getattr(of, name) for name in _WITH]
        statement = select(of.id, of.happened_at, of.kind_id, of.subject, of.owner_id, *about)
        statement = statement.where(of.deleted.is_(False), of.happened_on.in_(days)).order_by(of.id)
        scope = rights.visible(of, self.reading.viewer)
        rows = self.reading.session.execute(statement if scope is None else statement.where(scope)) if days else ()
        for record_id, happened_at, kind_id, subject, owner_id, *people in rows:
            moment = moment_of(happened_at, self.reading.zone)
            known = _Known(record_id, _clock_time(moment), owner_id, tuple(people))
            self._alike[_Likeness(moment.date(), kind_id, text.fold(subject))].append(known)

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """It happened with somebody."""
        if not row.problems and not row.warnings and not any(given.get(name) for name in _WITH):
            row.refuse(None, Message("Name the customer or the contact it happened with."))

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """One row."""
        on = day_of(given["happened_at"], self.reading.zone)
        owner = {"owner_id": self.context.default_owner}
        self.batch.add(Interaction, {"id": record_id, "happened_on": on, "kind_id": _NOTE, **owner, **given})

    def draft(self, work: UnitOfWork, record_id: str) -> InteractionDraft:
        """The interaction as known."""
        return interaction_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: InteractionDraft, given: dict[str, Any], row: Row
    ) -> InteractionDraft:
        """With what the row says."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: InteractionDraft, before: InteractionDraft) -> None:
        """The ordinary change."""
        update_interaction(work, record_id, draft, before)


def _clock_time(moment: datetime) -> time:
    """The time to the minute, as files write it."""
    return moment.time().replace(second=0, microsecond=0)
