"""In how many working minutes cases are to be answered and solved, set by priority, level of the customer and kind."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import ServiceCase, ServiceLimit
from crm_desktop.models.service_case import NEW, PRIORITIES, UNDER_WAY
from crm_desktop.operations import drafts, records, references
from crm_desktop.operations.service_times import Times
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

_MOST = 1_000_000


@dataclass(frozen=True)
class ServiceLimitDraft:
    """A limit: whom it is for, where nothing is everybody, and the working minutes it gives."""

    priority: str | None = None
    level_id: str | None = None
    kind_id: str | None = None
    respond_minutes: int | None = None
    solve_minutes: int | None = None


def service_limit_draft(reading: Reading, limit_id: str) -> ServiceLimitDraft:
    """What a form edits of a limit."""
    return drafts.loaded(ServiceLimitDraft, records.find(reading, ServiceLimit, limit_id))


def set_service_limit(work: UnitOfWork, draft: ServiceLimitDraft, replaced_id: str | None = None) -> str:
    """Set the limit of cases like these, perhaps in place of another; returns its id.

    Open cases have it from now on; those that are handled or archived keep what was measured.
    """
    rights.require(work.viewer, ADMINISTER)
    draft = replace(
        draft, priority=draft.priority or None, level_id=draft.level_id or None, kind_id=draft.kind_id or None
    )
    _check(work, draft)
    limit_id = ServiceLimit.id_of(draft.priority, draft.level_id, draft.kind_id)
    limit = work.session.get(ServiceLimit, limit_id)
    if limit is None:
        work.session.add(ServiceLimit(id=limit_id, **records.values_of(draft)))
    else:
        records.apply(work, limit, {**records.values_of(draft), "deleted": False})
    if replaced_id and replaced_id != limit_id:
        _end(work, replaced_id)
    follow_limits(work)
    return limit_id


def remove_service_limit(work: UnitOfWork, limit_id: str) -> None:
    """Take a limit away; a more general one counts instead, if there is one."""
    rights.require(work.viewer, ADMINISTER)
    _end(work, limit_id)
    follow_limits(work)


def follow_limits(work: UnitOfWork) -> int:
    """Work out anew when the limits of all cases pass that somebody is to solve; returns how many changed."""
    work.session.flush()
    times, changed = Times(work), 0
    open_ones = select(ServiceCase).where(ServiceCase.deleted.is_(False), ServiceCase.status.in_((NEW, *UNDER_WAY)))
    for case in work.session.scalars(open_ones):
        before = (case.respond_by, case.solve_by, case.due_on)
        times.set_limits(case)
        changed += before != (case.respond_by, case.solve_by, case.due_on)
    return changed


def _end(work: UnitOfWork, limit_id: str) -> None:
    records.find(work, ServiceLimit, limit_id).deleted = True


def _check(work: UnitOfWork, draft: ServiceLimitDraft) -> None:
    problems = Problems()
    if draft.priority is not None:
        problems.one_of("priority", draft.priority, PRIORITIES)
    references.check_choice(work, problems, "level_id", draft.level_id, "level")
    references.check_choice(work, problems, "kind_id", draft.kind_id, "case_kind")
    wrong = Message("Give a whole number between {least} and {most}.", least=1, most=_MOST)
    for name in ("respond_minutes", "solve_minutes"):
        problems.within(name, getattr(draft, name), 1, _MOST, wrong)
    if draft.respond_minutes is None and draft.solve_minutes is None:
        problems.add("solve_minutes", Message("Give at least one of the two times."))
    elif draft.respond_minutes and draft.solve_minutes and draft.respond_minutes > draft.solve_minutes:
        problems.add("respond_minutes", Message("The first answer comes before the solution. Give a shorter time."))
    problems.refuse()
