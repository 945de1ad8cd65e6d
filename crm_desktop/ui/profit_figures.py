"""The lines of a customer's profit account that lead to the list of what they count."""

from datetime import date

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models.contract import IN_FORCE
from crm_desktop.ui.navigator import Navigator

# The kind that a line names to open such a list; its record is what `profit_figure` gives.
PROFIT_FIGURE = "profit_figure"
ORDERS, CONTRACTS, SERVICE = "orders", "contracts", "service"
_BETWEEN = ":"
# What a line counts: the kind of record, what is asked of it besides its customer, and the field of its day.
_LISTS: dict[str, tuple[str, tuple[Filter, ...], str]] = {
    ORDERS: ("sales_order", (Filter("is_sold", "is", True),), "ordered_on"),
    CONTRACTS: ("contract", (Filter("stage", "in", IN_FORCE),), "signed_on"),
    SERVICE: ("service_case", (), "worked_on"),
}


def profit_figure(customer_id: str, counts: str, days: tuple[date, date] | None) -> str:
    """What a line of `PROFIT_FIGURE` leads to: a key of the lists above, on some days or on all."""
    return _BETWEEN.join((customer_id, counts, *(day.isoformat() for day in days or ())))


def open_profit_figure(navigator: Navigator, named: str) -> None:
    """Show the list of what a line counts."""
    customer_id, counts, *days = named.split(_BETWEEN)
    kind, more, day = _LISTS[counts]
    lies = [Filter(day, "between", (days[0], days[1]))] if days else []
    if counts == SERVICE and not days:
        lies = [Filter(day, "not_empty")]
    navigator.show_list(kind, ListSpec((Filter("customer", "is", customer_id), *more, *lies)))
