"""What became of a case, from the log of its states: rounds of handling, times of waiting, and whose it was when."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, IN_PROGRESS, NEW, WAITING

_DONE = (HANDLED, ARCHIVED)


@dataclass(frozen=True)
class CaseEvent:
    """From an instant on a case stood so; an owner of None says nothing of whose it was."""

    at: int
    status: str
    waits_for: str | None = None
    owner_id: str | None = None


@dataclass
class LoggedRound:
    """A round of handling, from 1 on."""

    number: int
    began_at: int
    owner_id: str | None = None
    handled_at: int | None = None


@dataclass
class LoggedWait:
    """A time of waiting; one that has no end goes on."""

    waits_for: str | None
    from_at: int
    to_at: int | None = None


@dataclass
class CaseStory:
    """All of it; `statuses` and `owners` are (value, instant) of each change."""

    opened_at: int
    status: str = NEW
    rounds: list[LoggedRound] = field(default_factory=list)
    waits: list[LoggedWait] = field(default_factory=list)
    statuses: list[tuple[str, int]] = field(default_factory=list)
    owners: list[tuple[str, int]] = field(default_factory=list)
    responded_at: int | None = None
    archived_at: int | None = None
    rework_count: int = 0
    reopen_count: int = 0

    @property
    def is_done(self) -> bool:
        """Whether it was handled, and still is."""
        return self.status in _DONE

    @property
    def last_round(self) -> LoggedRound:
        """The round it is in."""
        return self.rounds[-1]

    @property
    def open_wait(self) -> LoggedWait | None:
        """The waiting that goes on."""
        return self.waits[-1] if self.waits and self.waits[-1].to_at is None else None

    @property
    def pauses(self) -> list[tuple[int, int]]:
        """The times that are not the handler's: of waiting, and from handled until it came back."""
        waited = [(each.from_at, each.to_at) for each in self.waits if each.to_at is not None]
        ends = [each.began_at for each in self.rounds[1:]]
        came_back = zip((each.handled_at for each in self.rounds), ends, strict=False)
        return [*waited, *((handled, began) for handled, began in came_back if handled is not None)]


def story_of(events: Sequence[CaseEvent], opened_at: int) -> CaseStory:
    """The story that events tell, which come in their order."""
    story = CaseStory(opened_at, rounds=[LoggedRound(1, opened_at)])
    for event in events:
        _take_owner(story, event)
        status = ASSIGNED if event.status == NEW and story.owners else event.status
        _take_waiting(story, event)
        if status != story.status or not story.statuses:
            _take_status(story, status, event.at)
    return story


def _take_owner(story: CaseStory, event: CaseEvent) -> None:
    if event.owner_id is not None:
        if not story.owners or story.owners[-1][0] != event.owner_id:
            story.owners.append((event.owner_id, event.at))
        if not story.is_done or event.status not in _DONE:
            story.last_round.owner_id = event.owner_id


def _take_waiting(story: CaseStory, event: CaseEvent) -> None:
    waiting, is_waiting = story.open_wait, event.status == WAITING
    if waiting is not None and (not is_waiting or waiting.waits_for != event.waits_for):
        waiting.to_at, waiting = event.at, None
    if is_waiting and waiting is None:
        story.waits.append(LoggedWait(event.waits_for, event.at))


def _take_status(story: CaseStory, status: str, at: int) -> None:
    if story.is_done and status not in _DONE:
        story.rework_count += story.status == HANDLED
        story.reopen_count += story.status == ARCHIVED
        story.archived_at = None
        before = story.last_round
        story.rounds.append(LoggedRound(before.number + 1, at, before.owner_id))
    elif status in _DONE and story.last_round.handled_at is None:
        story.last_round.handled_at = at
    if status == ARCHIVED:
        story.archived_at = at
    if story.responded_at is None and status in (IN_PROGRESS, WAITING, *_DONE):
        story.responded_at = at
    story.status = status
    story.statuses.append((status, at))
