"""How customers of a level are protected: days of each clock, when to warn, what exempts them."""

from dataclasses import dataclass

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import LevelRule
from crm_desktop.operations import drafts, records, references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

_CLOCKS = ("contact_days", "deal_days", "order_days")
_MOST = 3650


@dataclass(frozen=True)
class LevelRuleDraft:
    """The protection of a level; a clock without days does not count."""

    contact_days: int | None = None
    deal_days: int | None = None
    order_days: int | None = None
    warn_days: int | None = None
    touch_days: int | None = None
    keeps_with_deals: bool = True


def level_rule(reading: Reading, level_id: str | None) -> LevelRuleDraft | None:
    """The rule of a level, of None that of all levels without one; None when there is none."""
    rule = reading.session.get(LevelRule, LevelRule.id_of(level_id))
    return None if rule is None or rule.deleted else drafts.loaded(LevelRuleDraft, rule)


def set_level_rule(work: UnitOfWork, level_id: str | None, draft: LevelRuleDraft | None) -> None:
    """Set the rule of a level, or take it away."""
    rights.require(work.viewer, ADMINISTER)
    rule = work.session.get(LevelRule, LevelRule.id_of(level_id))
    if draft is None:
        if rule is not None:
            rule.deleted = True
        return
    _check(work, level_id, draft)
    values = records.values_of(draft)
    if rule is None:
        work.session.add(LevelRule(id=LevelRule.id_of(level_id), level_id=level_id, **values))
    else:
        rule.deleted = False
        records.apply(work, rule, values)


def _check(work: UnitOfWork, level_id: str | None, draft: LevelRuleDraft) -> None:
    problems = Problems()
    references.check_choice(work, problems, "level_id", level_id, "level")
    wrong = Message("Give a whole number between {least} and {most}.", least=1, most=_MOST)
    for name in (*_CLOCKS, "touch_days"):
        problems.within(name, getattr(draft, name), 1, _MOST, wrong)
    problems.within(
        "warn_days",
        draft.warn_days,
        0,
        _MOST,
        Message("Give a whole number between {least} and {most}.", least=0, most=_MOST),
    )
    days = [each for name in _CLOCKS if (each := getattr(draft, name))]
    if draft.warn_days and days and draft.warn_days >= min(days):
        problems.add("warn_days", Message("Warn fewer days before than the shortest clock has."))
    problems.refuse()
