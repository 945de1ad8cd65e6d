"""Time spent on cases and what they cost beside it: entered by hand at any step until the case is archived.

What was noted with the handling of a round follows from there, and is corrected there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models import ServiceCase, ServiceRound, ServiceWork, User
from crm_desktop.operations import amounts, drafts, records
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

MINUTES_OF_A_DAY = 24 * 60
NOTE_AT_MOST = 4_000


@dataclass(frozen=True)
class WorkDraft:
    """Minutes that somebody spent on a case on a day, a cost beside them, or both.

    Without a person it is who acts, without a day today; a cost without a currency is in that of the company.
    """

    case_id: str | None = None
    user_id: str | None = None
    worked_on: date | None = None
    minutes: int | None = None
    cost_minor: int | None = None
    cost_currency: str | None = None
    note: str | None = None


def work_draft(reading: Reading, work_id: str) -> WorkDraft:
    """What a form edits of an entry on a case that the viewer sees; no minutes stay empty."""
    draft = drafts.loaded(WorkDraft, _found(reading, work_id)[0])
    return replace(draft, minutes=draft.minutes or None)


def note_work(work: UnitOfWork, draft: WorkDraft) -> str:
    """Note time or cost on an open case: one's own, or of others as its handler or who assigns; returns the id."""
    draft = _completed(work, draft)
    problems = Problems()
    problems.require("case_id", draft.case_id, Message("Choose the case that it was spent on."))
    check_references(work, problems, draft, {"case_id": ServiceCase})
    problems.refuse()
    case = rights.find(work, ServiceCase, draft.case_id or "")
    _require(work, case, draft.user_id)
    _check(work, draft, None)
    entry = ServiceWork(id=work.new_id(), case_id=case.id, created_at=work.now_ms, **_values(draft))
    work.session.add(entry)
    return entry.id


def update_work(
    work: UnitOfWork, work_id: str, draft: WorkDraft, loaded: WorkDraft | None = None, position: int | None = None
) -> None:
    """Correct an entry of an open case; it stays with its case."""
    entry, case = _to_change(work, work_id)
    draft = _completed(work, draft)
    _require(work, case, draft.user_id)
    _check(work, draft, entry)
    records.apply(work, entry, _values(draft), _values(loaded) if loaded else None, position)


def delete_work(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete entries of open cases; returns how many."""
    found = [_to_change(work, each)[0] for each in dict.fromkeys(ids)]
    for entry in found:
        entry.deleted = True
    return len(found)


def take_over_minutes(work: UnitOfWork, case: ServiceCase) -> None:
    """Count the minutes that another system says a case took, as if noted with its first round; later ones stand."""
    if work.session.get(ServiceRound, ServiceRound.id_of(case.id, 2)) is not None:
        return
    key = ServiceWork.id_of(ServiceRound.id_of(case.id, 1))
    entry = work.session.get(ServiceWork, key)
    if entry is None:
        entry = ServiceWork(id=key, case_id=case.id, created_at=work.now_ms)
        work.session.add(entry)
    records.apply(work, entry, {**minutes_taken_over(case, work.zone), "deleted": not case.minutes})


def minutes_taken_over(case: ServiceCase, zone: ZoneInfo) -> dict[str, Any]:
    """What another system says a case took: whose minutes, how many, and on which day."""
    handled_on = day_of(case.handled_at, zone) if case.handled_at is not None else None
    return {
        "user_id": case.handled_by_id or case.owner_id,
        "minutes": case.minutes or 0,
        "worked_on": handled_on or case.closed_on or case.opened_on,
    }


def _found(reading: Reading, work_id: str) -> tuple[ServiceWork, ServiceCase]:
    entry = records.find(reading, ServiceWork, work_id)
    return entry, rights.find(reading, ServiceCase, entry.case_id)


def _to_change(work: UnitOfWork, work_id: str) -> tuple[ServiceWork, ServiceCase]:
    entry, case = _found(work, work_id)
    if entry.is_of_a_round:
        raise UserError(
            Message("This time was noted with what was done. Correct it there, while the case waits for feedback.")
        )
    _require(work, case, entry.user_id)
    return entry, case


def _require(work: UnitOfWork, case: ServiceCase, user_id: str | None) -> None:
    """Refuse unless the case is open, and the time one's own, of a case one handles, or of one that one may assign."""
    if not case.is_open:
        raise UserError(Message("This case is archived. Open it again to note time or cost."))
    me, viewer = work.viewer.user_id or None, work.viewer
    if me in (user_id, case.owner_id) and me is not None:
        return
    if not (viewer.may(ASSIGN) and rights.may_change(work, "service_case", case.id)):
        raise NotAllowed(Message("This is someone else's time. Ask them, or whom the case is assigned to."))


def _completed(work: UnitOfWork, draft: WorkDraft) -> WorkDraft:
    currency = (draft.cost_currency or "").strip().upper() or work.currency
    return replace(
        draft,
        user_id=draft.user_id or work.viewer.user_id or None,
        worked_on=draft.worked_on or work.today,
        cost_currency=currency if draft.cost_minor is not None else None,
    )


def _check(work: UnitOfWork, draft: WorkDraft, current: ServiceWork | None) -> None:
    problems = Problems()
    check_references(work, problems, draft, {"user_id": User}, current)
    problems.not_after("worked_on", draft.worked_on, work.today)
    problems.within(
        "minutes", draft.minutes, 0, MINUTES_OF_A_DAY, Message("A day has 1,440 minutes. Give those of this day.")
    )
    amounts.check_amount(problems, "cost_minor", draft.cost_minor)
    amounts.check_currency(problems, "cost_currency", draft.cost_currency)
    problems.at_most("note", draft.note, NOTE_AT_MOST)
    if not draft.minutes and not draft.cost_minor:
        problems.add("minutes", Message("Give minutes, a cost, or both."))
    problems.refuse()


def _values(draft: WorkDraft) -> dict[str, Any]:
    values = {name: value for name, value in records.values_of(draft).items() if name != "case_id"}
    return values | {"minutes": values["minutes"] or 0}
