"""What of a customer takes longer than the rest, and is shown when somebody stays with it: account, profit, channel."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Select, or_, select, union_all

from crm_desktop.models import ChannelReport, SupplyLink
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.channel import ChannelView, channel_of_year
from crm_desktop.queries.customer_account import CustomerAccount, customer_account
from crm_desktop.queries.customer_profit import CustomerProfit, customer_profit
from crm_desktop.storage.database import Reading

if TYPE_CHECKING:
    from crm_desktop.queries.customer_details import CustomerDetails


@dataclass(frozen=True)
class CustomerRest:
    """The account of a customer, what it brings and costs, and its place in the channel, as far as it has any."""

    account: CustomerAccount | None
    profit: CustomerProfit | None
    channel: ChannelView | None


_LINKED = select(SupplyLink.id).where(
    or_(SupplyLink.supplier_id == RECORD, SupplyLink.buyer_id == RECORD), SupplyLink.deleted.is_(False)
)
_REPORTED = select(ChannelReport.id).where(ChannelReport.reporter_id == RECORD, ChannelReport.deleted.is_(False))
_IN_CHANNEL: Select[tuple[str]] = select(union_all(_LINKED, _REPORTED).subquery().c.id).limit(1)


def customer_rest(reading: Reading, customer_id: str) -> CustomerRest:
    """All of one customer: its channel alone takes 10 to 50 ms, all else that is shown 2."""
    account = customer_account(reading, customer_id)
    in_channel = reading.value(_IN_CHANNEL, {"record": customer_id}) is not None
    profit = customer_profit(reading, customer_id)
    return CustomerRest(account, profit, channel_of_year(reading, customer_id) if in_channel else None)


def with_rest(details: "CustomerDetails", rest: CustomerRest) -> "CustomerDetails":
    """A customer with what `customer_rest` told."""
    return replace(details, account=rest.account, profit=rest.profit, channel=rest.channel)
