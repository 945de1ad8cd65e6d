"""Comments of colleagues on what was done and what is to be done; @ and a name calls somebody's attention to one.

Whoever sees an activity or a task may comment it; a comment is taken back by who wrote it.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import Comment, Interaction, Synced, Task, User
from crm_desktop.operations import records
from crm_desktop.queries import rights
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Reading, UnitOfWork

LONGEST = 2000
_COMMENTED: dict[str, type[Synced]] = {"interaction": Interaction, "task": Task}


def add_comment(work: UnitOfWork, kind: str, record_id: str, body: str) -> str:
    """Say something of an activity or a task; returns the id. Who is named after an @ finds it on their day."""
    record = records.find(work, _COMMENTED[kind], record_id)
    text = body.strip()
    if not text:
        raise Invalid({"body": Message("Write what you want to say.")})
    if len(text) > LONGEST:
        raise Invalid({"body": Message("A comment has at most {count} characters.", count=LONGEST)})
    called = mentioned(work, text)
    for person in called:
        _refuse_if_hidden(work, record, person)
    comment = Comment(
        id=work.new_id(),
        record_kind=kind,
        record_id=record_id,
        author_id=work.viewer.user_id or None,
        written_at=work.now_ms,
        body=text,
        mentions=" ".join(sorted(person.id for person in called)) or None,
    )
    work.session.add(comment)
    return comment.id


def delete_comment(work: UnitOfWork, comment_id: str) -> None:
    """Take a comment back: one's own, or any for who administers the company."""
    comment = work.session.get(Comment, comment_id)
    if comment is None or comment.deleted:
        raise NotFound(Message("This comment is no longer there."))
    if comment.author_id != work.viewer.user_id and not work.viewer.may(ADMINISTER):
        raise NotAllowed(Message("Only who wrote a comment can take it back."))
    comment.deleted = True


def mark_seen(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Remember on this computer that the actor saw the comments that name him; what was seen is no business data."""
    for comment_id in ids:
        key = seen_key(work.viewer.user_id, comment_id)
        work.plain("INSERT OR IGNORE INTO notice(key, seen_at) VALUES (?, ?)", (key, work.now_ms))


def seen_key(user_id: str, comment_id: str) -> str:
    """What a comment that somebody saw is remembered by."""
    return f"mention/{user_id}/{comment_id}"


def mentioned(reading: Reading, text: str) -> list[User]:
    """The colleagues whose name or login stands after an @; of names that begin alike the longest counts."""
    people = reading.session.scalars(select(User).where(User.deleted.is_(False), User.is_active.is_(True)))
    by_word: dict[str, list[User]] = {}
    for person in people:
        for word in {person.name.casefold(), person.login.casefold()}:
            by_word.setdefault(word, []).append(person)
    words = sorted(by_word, key=len, reverse=True)
    found = {person.id: person for each in _calls(text) for person in by_word.get(_first(words, each), ())}
    return sorted(found.values(), key=lambda person: person.id)


def _calls(text: str) -> Iterator[str]:
    """What follows every @."""
    at = text.find("@")
    while at >= 0:
        yield text[at + 1 :].casefold()
        at = text.find("@", at + 1)


def _first(words: list[str], text: str) -> str:
    return next((word for word in words if word and text.startswith(word)), "")


def _refuse_if_hidden(work: UnitOfWork, record: Synced, person: User) -> None:
    sight = rights.visible(type(record), viewer_of(work, user_id=person.id))
    kind = type(record)
    if sight is not None and work.session.scalar(select(kind.id).where(kind.id == record.id, sight)) is None:
        sentence = Message("{name} does not see this record. Share the customer with them first.", name=person.name)
        raise Invalid({"body": sentence})
