"""The steps of a case: assigned, taken up, waiting, handled, felt about, archived; back when the customer is not
satisfied, and open again for some days after.

Every step keeps the person and the time by itself and leaves a line in the history of the status. What was done in a
round, and what the customer thought of it, stays with that round.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select

from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models import ServiceCase, ServiceRound, ServiceWait, ServiceWork
from crm_desktop.models.service_case import (
    ARCHIVED,
    ASSIGNED,
    HANDLED,
    IN_PROGRESS,
    NEW,
    UNDER_WAY,
    WAITING,
    WAITS_FOR,
    agreeing,
)
from crm_desktop.operations import ownership, parameter, records
from crm_desktop.operations.case_answer import write_answers
from crm_desktop.operations.references import not_at_work
from crm_desktop.operations.service_rule import plan_visit
from crm_desktop.operations.service_times import Times
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import UnitOfWork


def assign_case(
    work: UnitOfWork, case_id: str, owner_id: str | None, due_on: date | None = None, position: int | None = None
) -> None:
    """Give an unfinished case to someone to handle; to nobody takes it back among the new ones."""
    case = records.find_to_change(work, ServiceCase, case_id)
    _require_status(
        case, (NEW, *UNDER_WAY), Message("This case has been handled already. Only open cases are assigned.")
    )
    if owner_id and owner_id != case.owner_id and (why := not_at_work(work, owner_id)):
        raise Invalid({"owner_id": why})
    if due_on:
        problems = Problems()
        check_due(problems, due_on, case)
        problems.refuse()
        case.due_on = due_on
    if ownership.hand_over(work, case, owner_id, position=position):
        if case.status == WAITING:
            end_waiting(work, case)
        _given(work, case)


def give(work: UnitOfWork, case: ServiceCase, owner_id: str) -> None:
    """Give a case to somebody as a rule of the company says, whoever acts."""
    case.owner_id = owner_id
    records.note_history(work, case, "owner", owner_id)
    _given(work, case)


def assign_cases(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Give several cases to someone; returns how many."""
    ids = list(ids)
    for case_id in ids:
        assign_case(work, case_id, owner_id)
    return len(ids)


def take_up_case(work: UnitOfWork, case_id: str) -> None:
    """Begin with a case that is assigned to the actor; that is its first answer."""
    case = _to_handle(work, case_id)
    _require_status(case, (ASSIGNED,), Message("Only a case that is assigned and not begun can be taken up."))
    _begin(work, case)


def wait_with_case(work: UnitOfWork, case_id: str, waits_for: str, reason: str | None = None) -> None:
    """Let a case wait for the customer or a supplier; its time limit stands still until it goes on."""
    case = _to_handle(work, case_id)
    _require_status(case, (IN_PROGRESS,), Message("Only a case that is in progress can wait. Take it up first."))
    problems = Problems()
    problems.one_of("waits_for", waits_for, WAITS_FOR)
    problems.refuse()
    said = (reason or "").strip() or None
    case.waits_for, case.waiting_since = waits_for, work.now_ms
    work.session.add(
        ServiceWait(id=work.new_id(), case_id=case.id, waits_for=waits_for, reason=said, from_at=work.now_ms)
    )
    _enter(work, case, WAITING, note=said)


def go_on_with_case(work: UnitOfWork, case_id: str, note: str | None = None) -> None:
    """Go on with a case that waited."""
    case = _to_handle(work, case_id)
    _require_status(case, (WAITING,), Message("This case does not wait for anybody."))
    end_waiting(work, case)
    _enter(work, case, IN_PROGRESS, note=(note or "").strip() or None)


def handle_case(
    work: UnitOfWork,
    case_id: str,
    handling: str | None,
    minutes: int | None = None,
    articles: Iterable[str] = (),
    before: Iterable[str] = (),
) -> None:
    """Write down what was done about a case; only whom it is assigned to may.

    `articles` of the answers library are kept with it, and those used `before` that are not among them go.

    A case that was not taken up is by this, in the same step.
    """
    case = _to_handle(work, case_id)
    _require_status(
        case,
        (ASSIGNED, IN_PROGRESS),
        Message("Only a case that is assigned to someone, and waits for nobody, can be handled."),
    )
    problems = Problems()
    problems.require("handling", handling, Message("Write down what was done."))
    check_minutes(problems, minutes)
    problems.refuse()
    if case.status == ASSIGNED:
        _begin(work, case)
    case.handling, case.minutes = (handling or "").strip(), minutes
    case.handled_by_id, case.handled_at = work.viewer.user_id or None, work.now_ms
    Times(work).solve(case)
    keep_handling(work, case)
    write_answers(work, case.id, articles, before)
    _enter(work, case, HANDLED, note=case.handling)


def give_feedback(work: UnitOfWork, case_id: str, result: str | None, satisfaction: int | None) -> str:
    """Note how the customer felt, 1 to 5: enough stars archive the case, fewer send it back. Returns its status."""
    case = records.find_to_change(work, ServiceCase, case_id)
    _require_status(case, (HANDLED,), Message("Only a case that has been handled can get feedback."))
    problems = Problems()
    problems.require("result", result, Message("Write down what the customer said."))
    problems.require("satisfaction", satisfaction, Message("Choose how satisfied the customer is."))
    check_satisfaction(problems, satisfaction)
    problems.refuse()
    said = round_of(work, case)
    case.result = said.result = (result or "").strip()
    case.satisfaction = said.satisfaction = satisfaction
    said.told_at, said.told_by_id = work.now_ms, work.viewer.user_id or None
    if (satisfaction or 0) >= parameter.integer(work, parameter.ARCHIVE_FROM):
        case.closed_on = work.today
        plan_visit(work, case)
        _enter(work, case, ARCHIVED, note=case.result)
    else:
        case.rework_count += 1
        _begin_round(work, case)
        _enter(work, case, agreeing(NEW, case.owner_id), note=case.result)
    return case.status


def reopen_case(work: UnitOfWork, case_id: str, reason: str | None) -> None:
    """Open an archived case again, as long as the settings allow; whoever had it goes on with another round."""
    case = records.find_to_change(work, ServiceCase, case_id)
    _require_status(case, (ARCHIVED,), Message("Only an archived case can be opened again."))
    if case.merged_into_id:
        raise UserError(Message("This case was merged into another. Go on with that one."))
    days = parameter.integer(work, parameter.REOPEN_DAYS)
    if case.closed_on is not None and (work.today - case.closed_on).days > days:
        raise UserError(
            Message("This case was archived more than {count} days ago. Open a new one instead.", count=days)
        )
    problems = Problems()
    problems.require("reason", reason, Message("Say why it is opened again."))
    problems.refuse()
    case.closed_on = None
    case.reopen_count = (case.reopen_count or 0) + 1
    _begin_round(work, case)
    _enter(work, case, agreeing(NEW, case.owner_id), note=(reason or "").strip())


def keep_handling(work: UnitOfWork, case: ServiceCase) -> None:
    """Keep what a case says of its handling with the round it is in, and its minutes as time spent on it."""
    said = round_of(work, case)
    said.handling, said.minutes = case.handling, case.minutes
    said.handled_by_id, said.handled_at = case.handled_by_id, case.handled_at
    spent = work.session.get(ServiceWork, ServiceWork.id_of(said.id))
    if spent is None:
        spent = ServiceWork(id=ServiceWork.id_of(said.id), case_id=case.id, created_at=work.now_ms)
        work.session.add(spent)
    spent.user_id, spent.minutes, spent.deleted = case.handled_by_id, case.minutes or 0, not case.minutes
    spent.worked_on = day_of(case.handled_at or work.now_ms, work.zone)


def round_of(work: UnitOfWork, case: ServiceCase) -> ServiceRound:
    """The round a case is in; the first begins with the case."""
    work.session.flush()
    last = select(func.max(ServiceRound.number)).where(ServiceRound.case_id == case.id, ServiceRound.deleted.is_(False))
    number = work.session.scalar(last)
    if number is None:
        first = _new_round(work, case, 1, case.assigned_at or case.opened_at)
        # A case of another system brings what was done.
        first.handling, first.minutes = case.handling, case.minutes
        first.handled_by_id, first.handled_at = case.handled_by_id, case.handled_at
        return first
    return work.session.get_one(ServiceRound, ServiceRound.id_of(case.id, number))


def check_minutes(problems: Problems, minutes: int | None) -> None:
    """Minutes somebody spent are none or more, and no more than years of them."""
    problems.within("minutes", minutes, 0, 1_000_000, Message("Give the minutes as a whole number of 0 or more."))


def check_due(problems: Problems, due_on: date | None, case: ServiceCase | None) -> None:
    """A case is due on a day somebody can mean, and no day before it was opened, unless it was due then already."""
    was = case.due_on if case else None
    problems.year_meant("due_on", due_on, was)
    if case and due_on and due_on != was and due_on < case.opened_on:
        problems.add("due_on", Message("It was opened after that day. Choose a later one."))


def check_satisfaction(problems: Problems, satisfaction: int | None) -> None:
    """Satisfaction is 1 to 5."""
    problems.within("satisfaction", satisfaction, 1, 5, Message("Choose a figure from 1 to 5."))


def _given(work: UnitOfWork, case: ServiceCase) -> None:
    case.assigned_by_id = (work.viewer.user_id or None) if case.owner_id else None
    case.assigned_at = work.now_ms if case.owner_id else None
    if case.owner_id:
        round_of(work, case).owner_id = case.owner_id
    _enter(work, case, agreeing(NEW, case.owner_id))


def _begin_round(work: UnitOfWork, case: ServiceCase) -> None:
    """Begin the next round; what the customer took to say so is no time of ours."""
    number = round_of(work, case).number + 1
    if case.handled_at is not None:
        Times(work).wait(case, case.handled_at)
    _new_round(work, case, number, work.now_ms)


def _new_round(work: UnitOfWork, case: ServiceCase, number: int, began_at: int) -> ServiceRound:
    """A round of which nothing is known yet; one whose beginning was undone is there, and begins again."""
    key = ServiceRound.id_of(case.id, number)
    begun = work.session.get(ServiceRound, key)
    if begun is None:
        begun = ServiceRound(id=key, case_id=case.id, number=number)
        work.session.add(begun)
    begun.owner_id, begun.began_at, begun.deleted = case.owner_id, began_at, False
    begun.handling = begun.handled_at = begun.handled_by_id = begun.minutes = None
    begun.result = begun.satisfaction = begun.told_at = begun.told_by_id = None
    return begun


def _begin(work: UnitOfWork, case: ServiceCase) -> None:
    Times(work).respond(case)
    _enter(work, case, IN_PROGRESS)


def end_waiting(work: UnitOfWork, case: ServiceCase) -> None:
    """Count what a case waited until now, which it does no more."""
    work.session.flush()
    since = case.waiting_since if case.waiting_since is not None else work.now_ms
    minutes = Times(work).wait(case, since)
    case.waits_for = case.waiting_since = None
    open_ones = select(ServiceWait).where(
        ServiceWait.case_id == case.id, ServiceWait.to_at.is_(None), ServiceWait.deleted.is_(False)
    )
    for each in work.session.scalars(open_ones):
        each.to_at, each.minutes = work.now_ms, minutes


def _to_handle(work: UnitOfWork, case_id: str) -> ServiceCase:
    case = records.find_to_change(work, ServiceCase, case_id)
    if case.owner_id != work.viewer.user_id and case.status in UNDER_WAY:
        hint = (
            Message("This case is assigned to someone else. Assign it to yourself first.")
            if work.viewer.may(ASSIGN)
            else Message("This case is assigned to someone else, who writes down what was done.")
        )
        raise NotAllowed(hint)
    return case


def _enter(work: UnitOfWork, case: ServiceCase, status: str, note: str | None = None) -> None:
    if case.status != status:
        case.status = status
        records.note_history(work, case, "status", status, note=note)


def _require_status(case: ServiceCase, allowed: tuple[str, ...], message: Message) -> None:
    if case.status not in allowed:
        raise UserError(message)
