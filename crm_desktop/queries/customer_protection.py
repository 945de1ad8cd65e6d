"""Through which day every customer of a list is its owner's, as SQL: what `queries.protection` says of one."""

from typing import Any

from sqlalchemy import Text, and_, bindparam, case, exists, func, null, or_, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.models import Customer, HistoryEntry, Interaction, LevelRule, Opportunity, Order
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.queries.list_field import TODAY, UTC_OFFSET
from crm_desktop.queries.list_walk import read_as_they_lie

_NEVER = "9999-12-31"
_deal, _visit, _order, _past = aliased(Opportunity), aliased(Interaction), aliased(Order), aliased(HistoryEntry)
_own_rule = aliased(LevelRule)


def _latest(column: Any, of: Any, *conditions: Any) -> Any:
    found = select(func.max(type_coerce(column, Text))).where(of == Customer.id, *conditions)
    return func.coalesce(found.correlate(Customer).scalar_subquery(), "")


_BEGUN = func.max(
    _latest(_past.from_on, _past.record_id, _past.field == "owner", _past.deleted.is_(False)),
    func.date((Customer.created_at + UTC_OFFSET) / 1000, "unixepoch"),
)


def _ends(days: Any, last: Any) -> Any:
    # A clock that no rule set is not looked at.
    return case(
        (days.is_(None), _NEVER), else_=func.date(func.max(last, _BEGUN), type_coerce(days, Text).concat(" days"))
    )


_FIRST = func.min(
    _ends(LevelRule.contact_days, _latest(_visit.happened_on, _visit.customer_id, _visit.deleted.is_(False))),
    _ends(LevelRule.deal_days, _latest(_deal.opened_on, _deal.customer_id, _deal.deleted.is_(False))),
    _ends(
        LevelRule.order_days,
        func.max(
            _latest(_deal.closed_on, _deal.customer_id, _deal.deleted.is_(False), _deal.outcome == WON),
            _latest(_order.ordered_on, _order.customer_id, _order.deleted.is_(False)),
        ),
    ),
)
_BUYS = exists(
    select(_deal.id)
    .where(_deal.customer_id == Customer.id, _deal.deleted.is_(False), _deal.outcome.in_((OPEN, WON)))
    .correlate(Customer)
)
_HELD = type_coerce(Customer.locked_until, Text)
_HAS_NO_CLOCK = and_(*(each.is_(None) for each in (LevelRule.contact_days, LevelRule.deal_days, LevelRule.order_days)))
# The level whose rule counts; none is that of all others.
_LEVEL = (
    select(_own_rule.level_id)
    .where(_own_rule.level_id == Customer.level_id, _own_rule.deleted.is_(False))
    .limit(1)
    .correlate(Customer)
    .scalar_subquery()
)
# Within the one row of the rule, which is looked up once: for each of its columns it took twice as long.
_RULED = (
    select(case((or_(_HAS_NO_CLOCK, and_(LevelRule.keeps_with_deals.is_(True), _BUYS)), _NEVER), else_=_FIRST))
    .where(LevelRule.deleted.is_(False), LevelRule.level_id.is_(_LEVEL))
    .limit(1)
    .correlate(Customer)
    .scalar_subquery()
)
PROTECTED_UNTIL: Any = case(
    (Customer.owner_id.is_(None), null()),
    # Whatever is held, never stays never.
    else_=func.nullif(func.max(func.coalesce(_RULED, _NEVER), case((_HELD >= TODAY, _HELD), else_="")), _NEVER),
)

# Whose protection has run out: a fifth of the time that working out how each customer stands takes.
DUE = select(Customer.id).where(read_as_they_lie(Customer), PROTECTED_UNTIL < TODAY)
ANY_DUE = DUE.limit(1)
# Those of one person whose protection runs out by a day.
DUE_SOON = select(Customer.id).where(
    Customer.deleted.is_(False),
    Customer.owner_id == bindparam("owner", type_=Text),
    bindparam("soon", type_=Text) >= PROTECTED_UNTIL,
)
