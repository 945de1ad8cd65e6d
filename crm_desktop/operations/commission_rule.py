"""Rules of commission: added, given a new version from a day on, ended. What a locked month paid by never changes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from crm_desktop.core.commission_rule import Rule
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.core.viewer import COMMISSION, Viewer
from crm_desktop.models import CommissionEntry, CommissionRule, Product, ProductCategory, Team, User
from crm_desktop.models.commission import BASES, IN_A_CONTRACT, OF_RECEIPTS, TIER_SCOPES
from crm_desktop.operations import drafts, records
from crm_desktop.operations.commission import refuse_locked
from crm_desktop.operations.references import check_choice, check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.commission_source import tiers_of
from crm_desktop.queries.commission_what_if import WhatIf, what_if
from crm_desktop.queries.money import AMOUNT_LIMIT
from crm_desktop.storage.database import Database, Reading, UnitOfWork

_POINTS_TO = {"product_id": Product, "category_id": ProductCategory, "user_id": User, "team_id": Team}
_LONGEST, _MOST_TIERS, _PRIORITY = 120, 10, 1000
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tier:
    """From an amount on, another rate for what lies above it."""

    from_minor: int | None = None
    rate_e6: int | None = None


@dataclass(frozen=True)
class CommissionRuleDraft:
    """A rate of receipts, sales or margin, from a day on, for what is named; without a name for everything."""

    name: str = ""
    from_on: date | None = None
    to_on: date | None = None
    basis: str = OF_RECEIPTS
    rate_e6: int | None = None
    tiers: tuple[Tier, ...] = ()
    tier_scope: str | None = None
    product_id: str | None = None
    category_id: str | None = None
    level_id: str | None = None
    user_id: str | None = None
    team_id: str | None = None
    priority: int = 0
    note: str | None = None


def rule_draft(reading: Reading, rule_id: str) -> CommissionRuleDraft:
    """What a form edits of a version of a rule."""
    rule = records.find(reading, CommissionRule, rule_id)
    tiers = tuple(Tier(limit, rate) for limit, rate in tiers_of(rule.tiers))
    return drafts.loaded(CommissionRuleDraft, rule, tiers=tiers)


def create_rule(work: UnitOfWork, draft: CommissionRuleDraft) -> str:
    """Add a rule; returns the id of its first version."""
    rights.require(work.viewer, COMMISSION)
    draft = _tidied(draft)
    _check(work, draft)
    rule_id = work.new_id()
    _add(work, rule_id, rule_id, 1, draft)
    return rule_id


def update_rule(work: UnitOfWork, rule_id: str, draft: CommissionRuleDraft) -> str:
    """Give a rule other terms; returns the id of the version that has them.

    One that begins no later, in no locked month, is corrected itself; else a new version begins on the day of the
    draft. The version before ends the day before.
    """
    rights.require(work.viewer, COMMISSION)
    rule, draft = records.find(work, CommissionRule, rule_id), _tidied(draft)
    newest = _newest(work, rule.series_id)
    if newest.id != rule.id:
        raise UserError(Message("There is a newer version of this rule. Change that one."))
    begins_later = draft.from_on is not None and draft.from_on > rule.from_on
    _check(work, draft, rule)
    if not begins_later:
        # It lies in no locked month, so nothing was earned by it for good.
        before = _before(work, rule)
        if before is not None and before.to_on == rule.from_on - _DAY and draft.from_on is not None:
            before.to_on = draft.from_on - _DAY
        records.apply(work, rule, _values(draft))
        return rule.id
    version_id = work.new_id()
    _add(work, version_id, rule.series_id, rule.version + 1, draft)
    if rule.to_on is None or rule.to_on >= (draft.from_on or rule.from_on):
        rule.to_on = (draft.from_on or rule.from_on) - _DAY
    return version_id


def end_rule(work: UnitOfWork, rule_id: str, last: date) -> None:
    """Let a rule hold up to a day, which lies in no locked month."""
    rights.require(work.viewer, COMMISSION)
    rule = records.find(work, CommissionRule, rule_id)
    problems = Problems()
    problems.year_meant("to_on", last, rule.to_on)
    problems.refuse()
    refuse_locked(work, problems, "to_on", last + _DAY)
    if last < rule.from_on - _DAY:
        problems.add("to_on", Message("The last day lies before the first. Choose a later one."))
    problems.refuse()
    rule.to_on = last


def delete_rules(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete rules by which nothing was earned in a locked month; returns how many."""
    rights.require(work.viewer, COMMISSION)
    wanted = list(ids)
    if any(has_earned(work, each) for each in wanted):
        raise UserError(Message("A locked month paid by this rule, so it stays. End it instead."))
    return records.delete(work, CommissionRule, wanted)


def has_earned(reading: Reading, rule_id: str) -> bool:
    """Whether a locked month paid by this version."""
    statement = select(CommissionEntry.id).where(CommissionEntry.rule_id == rule_id).limit(1)
    return reading.session.scalar(statement) is not None


def what_if_of(reading: Reading, draft: CommissionRuleDraft, rule_id: str | None = None) -> WhatIf:
    """What a draft would have changed in the last twelve months, in place of the rule it is a version of."""
    rights.require(reading.viewer, COMMISSION)
    rule = records.find(reading, CommissionRule, rule_id) if rule_id else None
    draft = _tidied(draft)
    _check(reading, replace(draft, from_on=None), rule, for_good=False)
    drafted = Rule(
        "draft",
        rule.series_id if rule else "draft",
        "",
        None,
        draft.basis,
        draft.rate_e6 or 0,
        tuple((each.from_minor or 0, each.rate_e6 or 0) for each in draft.tiers),
        draft.tier_scope,
        draft.product_id,
        draft.category_id,
        draft.level_id,
        draft.user_id,
        draft.team_id,
        draft.priority,
    )
    return what_if(reading, drafted)


def what_if_in_file(path: str, viewer: Viewer, draft: CommissionRuleDraft, rule_id: str | None) -> WhatIf:
    """`what_if_of` for the worker process."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return what_if_of(reading, draft, rule_id)
    finally:
        database.close()


def _tidied(draft: CommissionRuleDraft) -> CommissionRuleDraft:
    """Without tiers nothing counts towards them; with tiers a contract's money does unless said otherwise."""
    tiers = tuple(each for each in draft.tiers if each != Tier())
    return replace(draft, tiers=tiers, tier_scope=(draft.tier_scope or IN_A_CONTRACT) if tiers else None)


def _add(work: UnitOfWork, rule_id: str, series_id: str, version: int, draft: CommissionRuleDraft) -> None:
    by = {"made_by_id": work.viewer.user_id or None, "made_at": work.now_ms}
    work.session.add(CommissionRule(id=rule_id, series_id=series_id, version=version, **_values(draft), **by))


def _values(draft: CommissionRuleDraft) -> dict[str, object]:
    tiers = json.dumps([[each.from_minor, each.rate_e6] for each in draft.tiers]) if draft.tiers else None
    return {**records.values_of(draft), "tiers": tiers}


def _before(reading: Reading, rule: CommissionRule) -> CommissionRule | None:
    """The version before another."""
    other = CommissionRule
    same = (other.series_id == rule.series_id, other.deleted.is_(False), other.version < rule.version)
    return reading.session.scalars(select(other).where(*same).order_by(other.version.desc())).first()


def _newest(work: UnitOfWork, series_id: str) -> CommissionRule:
    rule = CommissionRule
    statement = select(rule).where(rule.series_id == series_id, rule.deleted.is_(False))
    return work.session.scalars(
        statement.order_by(rule.from_on.desc(), rule.version.desc(), rule.id.desc())
    ).first() or (records.find(work, rule, series_id))


def _check(
    reading: Reading, draft: CommissionRuleDraft, current: CommissionRule | None = None, *, for_good: bool = True
) -> None:
    problems = Problems()
    if for_good:
        problems.require("name", draft.name, Message("Give the rule a name."))
        problems.at_most("name", draft.name, _LONGEST)
        _check_days(reading, problems, draft, current)
    problems.one_of("basis", draft.basis, BASES)
    wrong = Message("Give a rate between 0 and 100 %.")
    problems.require("rate_e6", draft.rate_e6, wrong)
    problems.within("rate_e6", draft.rate_e6, 0, E6, wrong)
    problems.within("priority", draft.priority, -_PRIORITY, _PRIORITY, Message("Give a whole number up to 1,000."))
    _check_tiers(problems, draft)
    check_references(reading, problems, draft, _POINTS_TO, current)
    check_choice(reading, problems, "level_id", draft.level_id, "level")
    problems.refuse()


def _check_tiers(problems: Problems, draft: CommissionRuleDraft) -> None:
    reached = 0
    for number, each in enumerate(draft.tiers, 1):
        if each.from_minor is None or not 0 < each.from_minor <= AMOUNT_LIMIT:
            problems.add("tiers", Message("Tier {number}: give the amount above which it counts.", number=number))
        elif each.from_minor <= reached:
            problems.add("tiers", Message("Tier {number}: give a larger amount than the one before.", number=number))
        if each.rate_e6 is None or not 0 <= each.rate_e6 <= E6:
            problems.add("tiers", Message("Tier {number}: give a rate between 0 and 100 %.", number=number))
        reached = max(reached, each.from_minor or 0)
    if len(draft.tiers) > _MOST_TIERS:
        problems.add("tiers", Message("Give {most} tiers at most.", most=_MOST_TIERS))
    if draft.tiers:
        problems.one_of("tier_scope", draft.tier_scope, TIER_SCOPES)


def _check_days(
    reading: Reading, problems: Problems, draft: CommissionRuleDraft, current: CommissionRule | None
) -> None:
    problems.require("from_on", draft.from_on, Message("Choose the day it begins."))
    for name in ("from_on", "to_on"):
        problems.year_meant(name, getattr(draft, name), getattr(current, name, None))
    if draft.from_on and draft.to_on and draft.to_on < draft.from_on:
        problems.add("to_on", Message("The last day lies before the first. Choose a later one."))
    before = None if current is None else _before(reading, current)
    if draft.from_on and before is not None and draft.from_on <= before.from_on:
        problems.add("from_on", Message("The version before begins on that day or later. Choose a later day."))
    refuse_locked(reading, problems, "from_on", draft.from_on)
