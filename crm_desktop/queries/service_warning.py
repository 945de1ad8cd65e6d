"""Cases whose time limits pass soon or have passed: what the rules mark of them, and whom each calls for.

A case has up to two limits to come: of its first answer as long as nobody gave one, and of its solution. While it
waits, neither runs. Marks are instants that follow from the limits alone, so that every laptop writes the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select, text

from crm_desktop.core.viewer import ASSIGN
from crm_desktop.core.working_time import WorkingTime
from crm_desktop.models import ServiceCase, User
from crm_desktop.models.service_case import ASSIGNED, IN_PROGRESS, NEW
from crm_desktop.queries import rights
from crm_desktop.queries.names import customer_name, user_name
from crm_desktop.queries.service_measures import IS_OPEN
from crm_desktop.queries.working_calendar import working_time
from crm_desktop.storage.database import Reading

WARN_MINUTES, WARN_TO = "service_case.warn_minutes", "service_case.warn_to"
ESCALATE_MINUTES, ESCALATE_TO = "service_case.escalate_minutes", "service_case.escalate_to"
TO_OWNER, TO_BOTH = "owner", "both"
TO_MANAGER, TO_ASSIGNERS, TO_NOBODY = "manager", "assigners", "nobody"
DEFAULT_WARN_MINUTES = 60
ANSWER_SOON, ANSWER_LATE, SOLVE_SOON, SOLVE_LATE = "answer_soon", "answer_late", "solve_soon", "solve_late"
# Word for word the condition of the index `ix_service_case_under_way`.
UNDER_WAY = "deleted = 0 AND status IN ('new', 'assigned', 'in_progress', 'waiting')"
# Whose time limits run.
_RUNS = (NEW, ASSIGNED, IN_PROGRESS)
_RUNNING = f"{UNDER_WAY} AND status <> 'waiting'"
_LIMITS = (
    "SELECT id, respond_by, responded_at, solve_by, warned_at, escalated_at FROM service_case"
    f" WHERE {_RUNNING} AND (solve_by IS NOT NULL OR respond_by IS NOT NULL)"
)
_SETTINGS = "SELECT name, value FROM parameter WHERE name LIKE 'service_case.%' AND deleted = 0"


class Mark(NamedTuple):
    """What the rules are to write on a case: since when its limit is near, and since when it is passed."""

    case_id: str
    warned_at: int | None
    escalated_at: int | None


class CaseCall(NamedTuple):
    """A case that calls for the viewer: why, the limit that this is about, and since when it calls."""

    record_id: str
    title: str
    customer_id: str | None
    customer: str | None
    why: str
    limit_at: int
    called_at: int
    by: str | None


@dataclass(frozen=True)
class Warnings:
    """When cases call, as the settings say now."""

    working: WorkingTime
    ahead: int
    after: int

    def warned_at(self, limit_at: int) -> int | None:
        """Since when a limit is near."""
        return self.working.before(limit_at, self.ahead) if self.ahead else None

    def escalated_at(self, limit_at: int) -> int | None:
        """Since when a limit is passed for so long that others are told."""
        return self.working.after(limit_at, self.after)


class _Settings:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @cached_property
    def _stored(self) -> dict[str, str | None]:
        return dict(self._reading.plain(_SETTINGS))

    def minutes(self, name: str, usual: int) -> int:
        stored = self._stored.get(name) or ""
        return int(stored) if stored.isascii() and stored.isdigit() else usual

    def choice(self, name: str, usual: str) -> str:
        return self._stored.get(name) or usual


def warnings(reading: Reading) -> Warnings:
    """When cases call in this company."""
    settings = _Settings(reading)
    ahead, after = settings.minutes(WARN_MINUTES, DEFAULT_WARN_MINUTES), settings.minutes(ESCALATE_MINUTES, 0)
    return Warnings(working_time(reading), ahead, after)


def due_marks(reading: Reading) -> list[Mark]:
    """The cases of which something is to be written now."""
    return [mark for mark, _next in _looked_at(reading) if mark is not None]


def next_mark_at(reading: Reading) -> int | None:
    """The instant at which the next case is to be marked."""
    coming = [instant for _mark, instant in _looked_at(reading) if instant is not None]
    return min(coming, default=None)


def _looked_at(reading: Reading) -> Iterator[tuple[Mark | None, int | None]]:
    """Every running case with what is to be written of it, and when there is something next."""
    rows = reading.plain(_LIMITS)
    if not rows:
        return
    told, now = warnings(reading), reading.now_ms
    for case_id, respond_by, responded_at, solve_by, warned_at, escalated_at in rows:
        limits = _pending(respond_by, responded_at, solve_by)
        near = [each for limit in limits if (each := told.warned_at(limit)) is not None]
        past = [each for limit in limits if (each := told.escalated_at(limit)) is not None]
        # A warning of the first answer says nothing of the solution: that is warned of after the answer.
        warned = max((max(each, responded_at or 0) for each in near if each <= now), default=0)
        escalated = max((each for each in past if each <= now), default=0)
        mark = None
        if warned > (warned_at or 0) or escalated > (escalated_at or 0):
            mark = Mark(case_id, max(warned, warned_at or 0) or None, max(escalated, escalated_at or 0) or None)
        yield mark, min((each for each in (*near, *past) if each > now), default=None)


def _pending(respond_by: int | None, responded_at: int | None, solve_by: int | None) -> list[int]:
    answer = respond_by if responded_at is None else None
    return [each for each in (answer, solve_by) if each is not None]


def case_calls(reading: Reading) -> list[CaseCall]:
    """The marked cases that call for the viewer, the earliest limit first.

    Their own from the warning on; those of people they manage, or that nobody has, as the settings say.
    """
    found, settings = [], _Settings(reading)
    for row in reading.session.execute(_calling(reading, settings)):
        case_id, title, customer_id, customer, owner_id, owner, respond_by, responded_at, solve_by, *marks = row
        warned_at, escalated_at = marks
        is_own = owner_id == reading.viewer.user_id
        limit = min(_pending(respond_by, responded_at, solve_by), default=None)
        if limit is None:
            continue
        is_answer, is_late = limit == respond_by and responded_at is None, limit <= reading.now_ms
        is_escalated = escalated_at is not None and escalated_at >= limit
        called_at = escalated_at if is_escalated else warned_at
        if called_at is None or (responded_at is not None and called_at < responded_at):
            continue
        if not is_own and not _is_for_others(settings, is_escalated=is_escalated):
            continue
        why = (ANSWER_LATE if is_late else ANSWER_SOON) if is_answer else (SOLVE_LATE if is_late else SOLVE_SOON)
        by = None if is_own else owner
        found.append(CaseCall(case_id, title, customer_id, customer, why, limit, called_at, by))
    return sorted(found, key=lambda each: (each.limit_at, each.record_id))


def _is_for_others(settings: _Settings, *, is_escalated: bool) -> bool:
    if is_escalated:
        return settings.choice(ESCALATE_TO, TO_MANAGER) != TO_NOBODY
    return settings.choice(WARN_TO, TO_OWNER) == TO_BOTH


def _calling(reading: Reading, settings: _Settings) -> Any:
    """The marked cases of the viewer, of whom they manage, and for who assigns of nobody or of everybody."""
    me, case = reading.viewer.user_id, ServiceCase
    concerned: Any = (case.owner_id == me) | case.owner_id.in_(select(User.id).where(User.manager_id == me))
    if reading.viewer.may(ASSIGN):
        everybody = settings.choice(ESCALATE_TO, TO_MANAGER) == TO_ASSIGNERS
        concerned = text("1") if everybody else concerned | case.owner_id.is_(None)
    statement = select(
        case.id,
        case.subject,
        case.customer_id,
        customer_name(case.customer_id),
        case.owner_id,
        user_name(case.owner_id),
        case.respond_by,
        case.responded_at,
        case.solve_by,
        case.warned_at,
        case.escalated_at,
    ).where(
        case.deleted.is_(False),
        IS_OPEN,
        case.status.in_(_RUNS),
        case.warned_at.is_not(None) | case.escalated_at.is_not(None),
        concerned,
    )
    return rights.seen(case, reading.viewer, statement, few=True)
