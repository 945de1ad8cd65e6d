"""What customers are parted by: when, how often and how much they bought in twelve months, and what that left."""

from crm_desktop.insight.account import account_of
from crm_desktop.insight.ten.panel import Asked


def measured(asked: Asked) -> dict[str, tuple[int, int, int]]:
    """Days since the last purchase, purchases and sales of the twelve months to the last day, of who bought in them."""
    found = {}
    for customer, days in asked.bought.days.items():
        within = {day: amount for day, amount in days.items() if asked.year.first <= day <= asked.year.last}
        if within:
            found[customer] = ((asked.as_of - max(within)).days, len(within), sum(within.values()))
    return found


def margins(asked: Asked) -> dict[str, int]:
    """What each customer in sight left in the twelve months after the cost of goods; nobody who bought nothing."""
    found = {customer: account_of(each) for customer, each in asked.profits(asked.year).items()}
    return {customer: each.margin for customer, each in found.items() if each.sold}
