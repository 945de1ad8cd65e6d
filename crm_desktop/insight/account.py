"""What customers bring and cost in some days, as far as records tell: from net sales to what is left.

Left are net sales less the cost of goods, of service, of visits, the share of campaigns, commission, and the interest
on what was paid late. Rebates stand in the net amounts already. All in the company's currency, by the rates of the day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Text, func, select, type_coerce

from crm_desktop.core.viewer import COMMISSION
from crm_desktop.insight.payments import Payment
from crm_desktop.insight.sales import Period
from crm_desktop.models import Campaign, CampaignMember, CommissionEntry, Customer, DictionaryEntry, Interaction
from crm_desktop.queries import rights
from crm_desktop.queries.customer_profit import Profit
from crm_desktop.queries.money import RatesByDay
from crm_desktop.queries.profit_rates import interest, sales_hour
from crm_desktop.queries.service_work import time_cost
from crm_desktop.storage.database import Reading

VISIT = DictionaryEntry.id_of("interaction_kind", "visit")
_DAYS = 365


@dataclass(frozen=True)
class Account:
    """Money in minor units; what is a cost counts as such, without a sign."""

    sold: int = 0
    goods: int = 0
    service: int = 0
    visits: int = 0
    campaigns: int = 0
    commission: int = 0
    interest: int = 0
    without_cost: int = 0
    without_rate: int = 0

    @property
    def left(self) -> int:
        """What is left of what was sold."""
        return self.margin - self.service - self.visits - self.campaigns - self.commission - self.interest

    @property
    def margin(self) -> int:
        """What is left after the cost of goods alone."""
        return self.sold - self.goods


COSTS = ("goods", "service", "visits", "campaigns", "commission", "interest")


def together(accounts: Iterable[Account]) -> Account:
    """Several accounts as one."""
    sums = {each.name: 0 for each in fields(Account)}
    for account in accounts:
        for name in sums:
            sums[name] += getattr(account, name)
    return Account(**sums)


def accounts(
    reading: Reading,
    within: Period,
    profits: Mapping[str, Profit],
    payments: Iterable[Payment],
    owners: frozenset[str] | None = None,
    customer_id: str | None = None,
) -> dict[str, Account]:
    """By customer in sight, from what it bought and what service took (`profits`), and what was due in the days."""
    parts: dict[str, Any] = {
        "visits": _visits(reading, within, owners, customer_id),
        "campaigns": _campaigns(reading, within, owners, customer_id),
        "commission": _commission(reading, within, owners, customer_id),
        "interest": _interest(reading, within, payments),
    }
    found = {customer: account_of(profit) for customer, profit in profits.items()}
    for name, costs in parts.items():
        for customer, cost in costs.items():
            found[customer] = replace(found.get(customer, Account()), **{name: round(cost)})
    return found


def late_days(of: Payment, within: Period) -> int:
    """For how many of some days a payment was overdue."""
    first = max(of.paid.due_on + timedelta(days=1), within.first)
    until = min(of.paid.paid_on or within.last, within.last)
    return max(0, (until - first).days + 1)


def account_of(profit: Profit) -> Account:
    """What was sold, what it cost, and what service took."""
    sold = (profit.orders, profit.contracts)
    return Account(
        sum(each.net_minor for each in sold),
        sum(each.cost_minor for each in sold),
        profit.time_minor + profit.service_minor,
        without_cost=profit.without_cost,
        without_rate=profit.without_rate,
    )


def _interest(reading: Reading, within: Period, payments: Iterable[Payment]) -> dict[str, Fraction]:
    waited = defaultdict[str, int](int)
    for each in payments:
        if days := late_days(each, within):
            waited[each.customer_id] += each.worth * days
    rate = interest(reading) / _DAYS
    return {customer: money * rate for customer, money in waited.items()}


def _visits(reading: Reading, within: Period, owners: frozenset[str] | None, customer_id: str | None) -> dict[str, int]:
    """Hours of visits, and what was noted beside any contact."""
    on = type_coerce(Interaction.happened_on, Text)
    statement = select(
        Interaction.customer_id, Interaction.kind_id, Interaction.minutes, Interaction.cost_minor,
        func.coalesce(Interaction.cost_currency, reading.currency), on,
    ).where(Interaction.deleted.is_(False), on.between(*_days(within)))  # fmt: skip
    hour, rates = sales_hour(reading), RatesByDay(reading)
    minutes, costs = defaultdict[str, int](int), defaultdict[str, int](int)
    for customer, kind, spent, cost, currency, day in _rows(reading, statement, Interaction, owners, customer_id):
        minutes[customer] += (spent or 0) if kind == VISIT else 0
        costs[customer] += rates.convert(cost, currency, day) or 0 if cost else 0
    found = {customer: costs[customer] + time_cost(minutes[customer], hour) for customer in minutes}
    return {customer: cost for customer, cost in found.items() if cost}


def _campaigns(
    reading: Reading, within: Period, owners: frozenset[str] | None, customer_id: str | None
) -> dict[str, Fraction]:
    """Of each campaign begun in the days, an equal share for every member."""
    shares = campaign_shares(reading, within)
    member = CampaignMember
    statement = select(member.customer_id, member.campaign_id).where(
        member.deleted.is_(False), member.campaign_id.in_(sorted(shares))
    )
    found = defaultdict[str, Fraction](Fraction)
    for customer, campaign in _rows(reading, statement, member, owners, customer_id):
        found[customer] += shares[campaign]
    return found


def campaign_shares(reading: Reading, within: Period) -> dict[str, Fraction]:
    """What a campaign that began in some days cost for each of its members, where it has any."""
    on = type_coerce(Campaign.starts_on, Text)
    members = (
        select(func.count())
        .where(CampaignMember.campaign_id == Campaign.id, CampaignMember.deleted.is_(False))
        .correlate(Campaign)
        .scalar_subquery()
    )
    statement = select(
        Campaign.id, Campaign.cost_minor, func.coalesce(Campaign.currency, reading.currency), on, members
    ).where(Campaign.deleted.is_(False), Campaign.cost_minor > 0, on.between(*_days(within)))
    rates, found = RatesByDay(reading), {}
    for key, cost, currency, day, count in reading.session.execute(statement):
        known = rates.convert(cost, currency, day)
        if known is not None and count:
            found[key] = Fraction(known, count)
    return found


def _commission(
    reading: Reading, within: Period, owners: frozenset[str] | None, customer_id: str | None
) -> dict[str, int]:
    """What was locked as commission; to nobody who may not see that of others."""
    if not reading.viewer.may(COMMISSION):
        return {}
    entry, on = CommissionEntry, type_coerce(CommissionEntry.on_day, Text)
    statement = select(entry.customer_id, entry.amount_minor, entry.currency, on).where(
        entry.deleted.is_(False), on.between(*_days(within))
    )
    rates, found = RatesByDay(reading), defaultdict[str, int](int)
    for customer, amount, currency, day in _rows(reading, statement, entry, owners, customer_id):
        found[customer] += rates.convert(amount, currency, day) or 0
    return found


def _days(within: Period) -> tuple[str, str]:
    return within.first.isoformat(), within.last.isoformat()


def _rows(
    reading: Reading, statement: Any, entity: Any, owners: frozenset[str] | None, customer_id: str | None
) -> Iterator[Any]:
    """Rows of the customers in sight."""
    if customer_id is not None:
        statement = statement.where(entity.customer_id == customer_id)
    seen: Any = select(Customer.id).where(Customer.deleted.is_(False))
    if owners is not None:
        seen = seen.where(Customer.owner_id.in_(sorted(owners)))
    seen = rights.seen(Customer, reading.viewer, seen)
    yield from reading.session.execute(statement.where(entity.customer_id.in_(seen)))
