"""Who took part in an activity besides its contact, and what the customer expected and perceived of a visit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from crm_desktop.core.i18n import Message
from crm_desktop.models import Contact, DictionaryEntry, Interaction, Participant, Rating, Synced, User
from crm_desktop.operations import records
from crm_desktop.operations.references import lives
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

# The kinds whose form asks how it was felt.
RATED = frozenset({"visit"})
BEST = 5
_ITEMS = "rating_item"


@dataclass(frozen=True)
class RatingDraft:
    """What was expected and perceived of one item, 1 to 5 or not said."""

    item_id: str
    expected: int | None = None
    perceived: int | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was rated."""
        return self.expected is None and self.perceived is None


def is_rated(kind_id: str | None) -> bool:
    """Whether activities of a kind are rated."""
    return kind_id in {DictionaryEntry.id_of("interaction_kind", code) for code in RATED}


def read_people(reading: Reading, interaction_id: str) -> dict[str, tuple[str, ...]]:
    """The contacts and the colleagues who took part, by the names of the draft."""
    rows = reading.session.scalars(
        select(Participant).where(Participant.interaction_id == interaction_id, Participant.deleted.is_(False))
    ).all()
    return {
        "contacts": tuple(sorted(row.contact_id for row in rows if row.contact_id)),
        "colleagues": tuple(sorted(row.user_id for row in rows if row.user_id)),
    }


def read_ratings(reading: Reading, interaction_id: str) -> tuple[RatingDraft, ...]:
    """What was rated, in the order of the items."""
    statement = (
        select(Rating.item_id, Rating.expected, Rating.perceived)
        .join(DictionaryEntry, DictionaryEntry.id == Rating.item_id)
        .where(Rating.interaction_id == interaction_id, Rating.deleted.is_(False))
        .order_by(DictionaryEntry.position, DictionaryEntry.id)
    )
    return tuple(RatingDraft(*row) for row in reading.session.execute(statement))


def write_people(work: UnitOfWork, interaction: Interaction, draft: Any, before: Any = None) -> None:
    """Make those who took part these; who was added elsewhere meanwhile stays."""
    for name, column in (("contacts", "contact_id"), ("colleagues", "user_id")):
        wanted, known = set(getattr(draft, name)), set(getattr(before, name) if before is not None else ())
        for person_id in sorted(wanted - known):
            values = {"interaction_id": interaction.id, column: person_id}
            _put(work, Participant, Participant.id_of(interaction.id, person_id), values)
        for person_id in sorted(known - wanted):
            _take_away(work, interaction.id, getattr(Participant, column) == person_id)


def write_ratings(
    work: UnitOfWork,
    interaction: Interaction,
    wanted: Iterable[RatingDraft],
    known: Iterable[RatingDraft] = (),
) -> None:
    """Make the ratings of a visit these; only what differs is written."""
    if interaction.customer_id is None or not is_rated(interaction.kind_id):
        wanted = ()
    after = {each.item_id: each for each in wanted if not each.says_nothing}
    rows = {row.item_id: row for row in _ratings(work, interaction.id)}
    before = {each.item_id: each for each in known}
    for item_id, each in after.items():
        values = {"expected": each.expected, "perceived": each.perceived, "rated_on": interaction.happened_on}
        if item_id in rows:
            records.apply(work, rows[item_id], values)
        elif each != before.get(item_id):
            about = {"customer_id": interaction.customer_id, "interaction_id": interaction.id, "item_id": item_id}
            _put(work, Rating, Rating.id_of(interaction.id, item_id), about | values)
    for item_id in before.keys() - after.keys():
        if item_id in rows:
            rows[item_id].deleted = True


def check_parts(work: UnitOfWork, problems: Problems, draft: Any, before: Any = None) -> None:
    """Refuse people who are not there or not to be seen, and ratings beyond one to five."""
    for name, kind in (("contacts", Contact), ("colleagues", User)):
        for person_id in set(getattr(draft, name)) - set(getattr(before, name) if before is not None else ()):
            if not lives(work, kind, person_id) or not rights.sees(work, kind, person_id):
                problems.add(name, Message("What was chosen here no longer exists. Choose again."))
    if draft.contact_id and draft.contact_id in draft.contacts:
        problems.add("contacts", Message("The contact is named above already. Choose somebody else."))
    if draft.ratings and not draft.customer_id and is_rated(draft.kind_id):
        problems.add("customer_id", Message("Choose the customer whose rating this is."))
    for each in draft.ratings:
        item = work.session.get(DictionaryEntry, each.item_id)
        if item is None or item.kind != _ITEMS:
            problems.add("ratings", Message("Choose one of the offered values."))
        if any(value is not None and not 1 <= value <= BEST for value in (each.expected, each.perceived)):
            problems.add("ratings", Message("Rate from 1 to {best}.", best=BEST))


def _ratings(work: Reading, interaction_id: str) -> list[Rating]:
    statement = select(Rating).where(Rating.interaction_id == interaction_id, Rating.deleted.is_(False))
    return list(work.session.scalars(statement))


def _put(work: UnitOfWork, kind: type[Synced], row_id: str, values: Mapping[str, Any]) -> None:
    """Add a row whose id is made from what it is about, or bring it back."""
    row = work.session.get(kind, row_id)
    if row is None:
        work.session.add(kind(id=row_id, **values))
        return
    row.deleted = False
    records.apply(work, row, values)


def _take_away(work: UnitOfWork, interaction_id: str, is_person: ColumnElement[bool]) -> None:
    """By whom it names, not by its id: the row of somebody who was merged into another kept its own."""
    for row in work.session.scalars(select(Participant).where(Participant.interaction_id == interaction_id, is_person)):
        row.deleted = True
