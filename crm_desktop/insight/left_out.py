"""Deals of a report whose amounts are in none of its sums, because no exchange rate is known for their currency."""

from datetime import date

from sqlalchemy import func, or_, select

from crm_desktop.insight.sales import Period, counted
from crm_desktop.models import Opportunity
from crm_desktop.models.dictionary import WON
from crm_desktop.queries.deals_on import was_open_on
from crm_desktop.queries.money import rate_on
from crm_desktop.storage.database import Reading


def left_out(
    reading: Reading, period: Period, open_on: date, owners: frozenset[str] | None = None
) -> list[tuple[str, int, int]]:
    """(currency, number of deals, their amounts in it) of the deals won in a period or open on a day, by currency."""
    deal, is_open = Opportunity, was_open_on(open_on.isoformat())
    won = (deal.outcome == WON) & deal.closed_on.between(period.first, period.last)
    statement = (
        select(deal.currency, func.count(), func.sum(deal.amount_minor))
        .where(deal.currency != reading.currency, *counted(reading, owners))
        .where(
            or_(
                won & rate_on(deal.currency, deal.closed_on).is_(None),
                is_open & rate_on(deal.currency, open_on).is_(None),
            )
        )
        .group_by(deal.currency)
        .order_by(deal.currency)
    )
    return [(currency, deals, amount) for currency, deals, amount in reading.session.execute(statement)]
