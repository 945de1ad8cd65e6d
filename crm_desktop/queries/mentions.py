"""Comments that call for somebody: those that name them, and those on their own activities and tasks, until seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.models import Interaction, Synced, Task
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading

# What nobody looked at for so long calls no more.
_DAYS = 60
_RECORDS: dict[str, type[Synced]] = {"interaction": Interaction, "task": Task}
_CALLING = """
SELECT c.id, c.record_kind, c.record_id, c.body, c.written_at, (SELECT name FROM app_user WHERE id = c.author_id),
    coalesce(t.subject, i.subject), coalesce(t.customer_id, i.customer_id), coalesce(t.contact_id, i.contact_id),
    (SELECT name FROM customer WHERE id = coalesce(t.customer_id, i.customer_id))
FROM comment c
    LEFT JOIN task t ON c.record_kind = 'task' AND t.id = c.record_id AND t.deleted = 0
    LEFT JOIN interaction i ON c.record_kind = 'interaction' AND i.id = c.record_id AND i.deleted = 0
WHERE c.deleted = 0 AND c.written_at >= ?2 AND c.author_id IS NOT ?1 AND coalesce(t.id, i.id) IS NOT NULL
    AND (instr(c.mentions, ?1) OR coalesce(t.owner_id, i.owner_id) = ?1)
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.key = 'mention/' || ?1 || '/' || c.id)
ORDER BY c.written_at DESC, c.id DESC
"""
_PLACES = (
    ("customer_id", "customer"),
    ("opportunity_id", "opportunity"),
    ("lead_id", "lead"),
    ("case_id", "service_case"),
    ("contact_id", "contact"),
)


@dataclass(frozen=True)
class Mention:
    """A comment for the viewer, and what it is about."""

    id: str
    record_kind: str
    record_id: str
    body: str
    written_at: int
    author: str | None
    subject: str
    customer_id: str | None
    contact_id: str | None
    customer: str | None


def mentions(reading: Reading) -> Iterator[Mention]:
    """Comments for the viewer that he has not seen on this computer, the newest first."""
    since = reading.now_ms - _DAYS * 86_400_000
    found = [Mention(*row) for row in reading.plain(_CALLING, (reading.viewer.user_id, since))]
    # Of all at once: asked for each, 58 of them took 0.5 s to somebody who does not see everything.
    in_sight = {
        kind: rights.seen_among(reading, entity, {each.record_id for each in found if each.record_kind == kind})
        for kind, entity in _RECORDS.items()
    }
    yield from (each for each in found if each.record_id in in_sight[each.record_kind])


def place_of_comment(reading: Reading, comment_id: str) -> tuple[str, str, str, str]:
    """Kind and id of the record in whose timeline a comment stands, and of the entry it belongs to."""
    rows = reading.plain("SELECT record_kind, record_id FROM comment WHERE id = ? AND deleted = 0", (comment_id,))
    if not rows:
        raise NotFound(Message("This comment is no longer there."))
    kind, record_id = rows[0]
    record = rights.find(reading, _RECORDS[kind], record_id)
    if kind == "task":
        return kind, record_id, kind, record_id
    found = ((place, getattr(record, name)) for name, place in _PLACES if getattr(record, name))
    # One that is about nothing else stands for itself.
    place, place_id = next(found, (kind, record_id))
    return place, str(place_id), kind, record_id
