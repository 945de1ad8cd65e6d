"""Rules of service: who gets a new case by itself, and after how many days a customer is visited again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, text

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import Customer, DictionaryEntry, ServiceCase, ServiceRound, ServiceRule, Task, Team, User
from crm_desktop.models.service_case import PRIORITIES
from crm_desktop.models.service_rule import ASSIGN, DOES, VISIT
from crm_desktop.operations import drafts, records, references
from crm_desktop.operations.references import check_references, lives, not_at_work
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.service_warning import UNDER_WAY as IS_UNDER_WAY
from crm_desktop.storage.database import Reading, UnitOfWork

_MOST_DAYS = 3650
_VISITED = DictionaryEntry.id_of("interaction_kind", "visit")


@dataclass(frozen=True)
class ServiceRuleDraft:
    """A rule as a form edits it; what is empty suits every case."""

    does: str = ASSIGN
    kind_id: str | None = None
    priority: str | None = None
    region_id: str | None = None
    level_id: str | None = None
    user_id: str | None = None
    team_id: str | None = None
    after_days: int | None = None


def service_rule_draft(reading: Reading, rule_id: str) -> ServiceRuleDraft:
    """What a form edits of a rule."""
    return drafts.loaded(ServiceRuleDraft, records.find(reading, ServiceRule, rule_id))


def create_service_rule(work: UnitOfWork, draft: ServiceRuleDraft) -> str:
    """Add a rule behind the others; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check(work, draft)
    last = work.session.scalar(select(func.max(ServiceRule.position)).where(ServiceRule.deleted.is_(False)))
    rule = ServiceRule(id=work.new_id(), position=(last or 0) + 1, **records.values_of(draft))
    work.session.add(rule)
    return rule.id


def update_service_rule(work: UnitOfWork, rule_id: str, draft: ServiceRuleDraft) -> None:
    """Change a rule."""
    rights.require(work.viewer, ADMINISTER)
    _check(work, draft)
    records.apply(work, records.find(work, ServiceRule, rule_id), records.values_of(draft))


def remove_service_rule(work: UnitOfWork, rule_id: str) -> None:
    """Take a rule away; what it did stays."""
    rights.require(work.viewer, ADMINISTER)
    records.find(work, ServiceRule, rule_id).deleted = True


def order_service_rules(work: UnitOfWork, ids: Sequence[str]) -> None:
    """Have rules tried in this order."""
    rights.require(work.viewer, ADMINISTER)
    for position, rule_id in enumerate(ids, start=1):
        records.apply(work, records.find(work, ServiceRule, rule_id), {"position": position})


def handler_for(work: UnitOfWork, case: ServiceCase) -> str | None:
    """Who gets a new case by the first rule that suits it and has somebody; nobody without one."""
    for rule in _suiting(work, case, ASSIGN):
        if rule.user_id is not None:
            if not_at_work(work, rule.user_id) is None:
                return rule.user_id
        elif (least := _least_busy(work, rule.team_id)) is not None:
            return least
    return None


def plan_visit(work: UnitOfWork, case: ServiceCase) -> str | None:
    """Plan the visit that the first suiting rule asks for after a case was archived; returns the id of its task.

    It is for whom the customer belongs to, else for whoever handled the case.
    """
    rule = next(iter(_suiting(work, case, VISIT)), None)
    if rule is None or case.customer_id is None:
        return None
    owner = work.session.scalar(select(Customer.owner_id).where(Customer.id == case.customer_id))
    task = Task(
        id=work.new_id(),
        subject=case.subject,
        kind_id=_VISITED if lives(work, DictionaryEntry, _VISITED) else None,
        case_id=case.id,
        customer_id=case.customer_id,
        contact_id=case.contact_id,
        owner_id=owner or case.owner_id,
        due_on=work.today + timedelta(days=rule.after_days or 0),
        assigned_at=work.now_ms,
        created_at=work.now_ms,
    )
    work.session.add(task)
    return task.id


def _suiting(work: UnitOfWork, case: ServiceCase, does: str) -> Iterable[ServiceRule]:
    rules = work.session.scalars(
        select(ServiceRule)
        .where(ServiceRule.does == does, ServiceRule.deleted.is_(False))
        .order_by(ServiceRule.position, ServiceRule.id)
    ).all()
    if not rules:
        return []
    about = select(Customer.region_id, Customer.level_id).where(Customer.id == case.customer_id)
    region, level = work.session.execute(about).one_or_none() or (None, None)
    return [
        each
        for each in rules
        if each.kind_id in (None, case.kind_id)
        and each.priority in (None, case.priority)
        and each.region_id in (None, region)
        and each.level_id in (None, level)
    ]


def _least_busy(work: UnitOfWork, team_id: str | None) -> str | None:
    """Who of a team has the fewest cases under way; of several the one who handled a case longest ago.

    Both are asked of indexes for each of the team: to look through 250,000 cases took a new one two seconds.
    """
    work.session.flush()
    busy = select(func.count()).select_from(ServiceCase).where(text(IS_UNDER_WAY), ServiceCase.owner_id == User.id)
    handled = select(ServiceRound.handled_at).where(
        ServiceRound.handled_by_id == User.id, ServiceRound.deleted.is_(False)
    )
    last = handled.order_by(ServiceRound.handled_at.desc()).limit(1)
    order = busy.correlate(User).scalar_subquery(), func.coalesce(last.correlate(User).scalar_subquery(), 0)
    of_team = (User.team_id == team_id, User.deleted.is_(False), User.is_active)
    return work.session.scalar(select(User.id).where(*of_team).order_by(*order, User.id).limit(1))


def _check(work: UnitOfWork, draft: ServiceRuleDraft) -> None:
    problems = Problems()
    problems.one_of("does", draft.does, DOES)
    if draft.priority is not None:
        problems.one_of("priority", draft.priority, PRIORITIES)
    references.check_choice(work, problems, "kind_id", draft.kind_id, "case_kind")
    references.check_choice(work, problems, "level_id", draft.level_id, "level")
    references.check_choice(work, problems, "region_id", draft.region_id, "region")
    check_references(work, problems, draft, {"user_id": User, "team_id": Team}, None)
    if draft.does == ASSIGN and (draft.user_id is None) == (draft.team_id is None):
        problems.add("user_id", Message("Choose a person or a team who gets these cases, one of the two."))
    if draft.does == VISIT:
        problems.require("after_days", draft.after_days, Message("Say after how many days."))
        wrong = Message("Give a whole number between {least} and {most}.", least=1, most=_MOST_DAYS)
        problems.within("after_days", draft.after_days, 1, _MOST_DAYS, wrong)
    problems.refuse()
