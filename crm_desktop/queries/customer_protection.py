"""Through which day every customer of a list is its owner's, as SQL: what `queries.protection` says of one."""

from typing import Any

from sqlalchemy import Text, and_, case, exists, func, null, or_, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.models import Customer, HistoryEntry, Interaction, LevelRule, Opportunity, Order
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.queries.list_field import TODAY, UTC_OFFSET

_NEVER = "9999-12-31"
_deal, _visit, _order, _past = aliased(Opportunity), aliased(Interaction), aliased(Order), aliased(HistoryEntry)


def _latest(column: Any, of: Any, *conditions: Any) -> Any:
    found = select(func.max(type_coerce(column, Text))).where(of == Customer.id, *conditions)
    return func.coalesce(found.correlate(Customer).scalar_subquery(), "")


def _ruled(column: Any) -> Any:
    """What the rule of the customer's level says, or that of all others."""
    rule = LevelRule
    found = select(column).where(
        rule.deleted.is_(False), or_(rule.level_id == Customer.level_id, rule.level_id.is_(None))
    )
    return found.order_by(rule.level_id.is_(None)).limit(1).correlate(Customer).scalar_subquery()


_BEGUN = func.max(
    _latest(_past.from_on, _past.record_id, _past.field == "owner", _past.deleted.is_(False)),
    func.date((Customer.created_at + UTC_OFFSET) / 1000, "unixepoch"),
)


def _ends(days: Any, last: Any) -> Any:
    # A clock that no rule set is not looked at.
    ends = func.date(func.max(last, _BEGUN), type_coerce(_ruled(days), Text).concat(" days"))
    return case((_ruled(days).is_(None), _NEVER), else_=ends)


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
# Nothing is worked out where no rule could take a customer away.
_IS_RULED = exists(select(LevelRule.id).where(LevelRule.deleted.is_(False)))
PROTECTED_UNTIL: Any = case(
    (~_IS_RULED, null()),
    (Customer.owner_id.is_(None), null()),
    (and_(func.coalesce(_ruled(LevelRule.keeps_with_deals), 0) == 1, _BUYS), null()),
    # The first day is named once, because SQLite works it out each time; whatever is held, never stays never.
    else_=func.nullif(func.max(_FIRST, case((_HELD >= TODAY, _HELD), else_="")), _NEVER),
)
