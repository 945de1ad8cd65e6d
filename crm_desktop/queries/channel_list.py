"""The channel of the whole firm: every link of a supplier to a buyer, with what went over it in twelve months."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Text, case, func, select, tuple_, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import ChannelReport, Customer, Order, OrderLine, SupplyLink
from crm_desktop.models.channel import COMING, ENDED, SUPPLIES
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries import rights
from crm_desktop.queries.cells import cells
from crm_desktop.queries.channel import ChannelView, ReportView, channel_of_year, reports_of
from crm_desktop.queries.list_query import CHOICE, DATE, MONEY, NUMBER, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import customer_name, name_of, user_name
from crm_desktop.storage.database import Reading


class SupplyRow(NamedTuple):
    """One link. Amounts are of twelve months, net, in the company's currency; stock is of all products (millionths).

    `sold_in_minor` is what we sold to the supplier, `passed_minor` what that reported as sold to the buyer while the
    link holds, `sold_on_minor` what the buyer reported as sold on, and `stock_e6` what it reported last as left.
    """

    id: str
    supplier_id: str
    supplier: str | None
    buyer_id: str
    buyer: str | None
    state: str
    from_on: date | None
    to_on: date | None
    share_e6: int | None
    sold_in_minor: int
    passed_minor: int
    sold_on_minor: int
    stock_e6: int | None
    reported_on: date | None
    owner_id: str | None
    owner: str | None
    note: str | None


@dataclass(frozen=True)
class SupplyDetails:
    """A link with what both its ends reported; `chain` is what went through all that begins with the supplier.

    That takes longer and is asked for by itself: until `is_rolled_up` nothing is known of it. It stays None for who
    does not see the supplier.
    """

    id: str
    row: SupplyRow
    passed: tuple[ReportView, ...]
    sold_on: tuple[ReportView, ...]
    chain: ChannelView | None = None
    is_rolled_up: bool = False


_TODAY_TEXT = type_coerce(TODAY, Text)
_YEAR_AGO = func.date(TODAY, "-365 days")
_FROM, _TO = (type_coerce(column, Text) for column in (SupplyLink.from_on, SupplyLink.to_on))
_STATE = case((_TO < _TODAY_TEXT, ENDED), (_FROM > _TODAY_TEXT, COMING), else_=SUPPLIES)


def _figures(viewer: Viewer | None) -> dict[str, Any]:
    """What went over a link, as far as somebody sees the orders and reports it is told by."""
    report, by_buyer = ChannelReport, ChannelReport.reporter_id == SupplyLink.buyer_id
    ended = type_coerce(report.to_on, Text)
    over_it = (
        report.reporter_id == SupplyLink.supplier_id,
        report.buyer_id == SupplyLink.buyer_id,
        ended >= func.coalesce(_FROM, ""),
        ended <= func.coalesce(_TO, "9999-12-31"),
    )
    amount = func.coalesce(func.sum(in_base(report.amount_minor, report.currency, report.to_on)), 0)
    return {
        "sold_in_minor": _sold_in(viewer),
        "passed_minor": _reported(viewer, amount, *over_it),
        "sold_on_minor": _reported(viewer, amount, by_buyer),
        "stock_e6": _reported(viewer, func.sum(report.stock_e6), by_buyer, _is_last_of_product()),
        "reported_on": _reported(viewer, type_coerce(func.max(ended), report.to_on.type), by_buyer),
    }


def _reported(viewer: Viewer | None, told: Any, *of: Any) -> Any:
    report = ChannelReport
    ended = type_coerce(report.to_on, Text)
    of_year = (report.deleted.is_(False), ended >= _YEAR_AGO, ended <= _TODAY_TEXT)
    return _as_seen(ChannelReport, viewer, select(told).select_from(report).where(*of, *of_year))


def _is_last_of_product() -> Any:
    """Being the last report of a product's stock; of two of one day the greater, as `queries.channel` has it."""
    this, later = ChannelReport, aliased(ChannelReport)
    when = tuple_(later.to_on, later.stock_e6, later.id) > tuple_(this.to_on, this.stock_e6, this.id)
    same = (later.reporter_id == this.reporter_id, later.product_id == this.product_id)
    known = (later.deleted.is_(False), later.stock_e6.is_not(None), type_coerce(later.to_on, Text) <= _TODAY_TEXT)
    newer = select(later.id).where(*same, *known, when).correlate(this)
    return this.stock_e6.is_not(None) & ~newer.exists()


def _sold_in(viewer: Viewer | None) -> Any:
    net = in_base(OrderLine.net_minor, Order.currency, Order.ordered_on)
    ordered = type_coerce(Order.ordered_on, Text)
    statement = (
        select(func.coalesce(func.sum(net), 0))
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Order.customer_id == SupplyLink.supplier_id,
            Order.deleted.is_(False),
            OrderLine.deleted.is_(False),
            Order.status != CANCELLED,
            ordered >= _YEAR_AGO,
            ordered <= _TODAY_TEXT,
        )
    )
    return _as_seen(Order, viewer, statement)


def _as_seen(entity: Any, viewer: Viewer | None, statement: Any) -> Any:
    seen = statement if viewer is None else rights.seen(entity, viewer, statement, few=True)
    return seen.correlate(SupplyLink).scalar_subquery()


_OWNER_ID = name_of(Customer, SupplyLink.buyer_id, "owner_id")
_OWN: Mapping[str, Any] = {
    **_figures(None),
    "supplier": customer_name(SupplyLink.supplier_id),
    "buyer": customer_name(SupplyLink.buyer_id),
    "state": _STATE,
    "owner_id": _OWNER_ID,
    "owner": user_name(_OWNER_ID),
}

SUPPLY_LINKS = ListQuery(
    kind="supply_link",
    entity=SupplyLink,
    row=SupplyRow,
    cells=cells(SupplyRow, SupplyLink, _OWN),
    cells_in_sight=_figures,
    fields=(
        Field(
            "supplier",
            N_("Supplier"),
            CHOICE,
            SupplyLink.supplier_id,
            choices="customers",
            order=_OWN["supplier"],
            along=Customer.name,
        ),
        Field(
            "buyer",
            N_("Buyer"),
            CHOICE,
            SupplyLink.buyer_id,
            choices="customers",
            order=_OWN["buyer"],
            along=Customer.name,
        ),
        Field("state", N_("State"), CHOICE, _STATE, choices="supply_state"),
        Field("from_on", N_("Supplies from"), DATE, SupplyLink.from_on),
        Field("to_on", N_("Supplies until"), DATE, SupplyLink.to_on),
        Field("share_e6", N_("Share"), NUMBER, SupplyLink.share_e6, millionths=True, share=True),
        # Figures are told by what the viewer sees; a filter would tell the rest.
        Field("sold_in", N_("Sold in by us"), MONEY, _OWN["sold_in_minor"], is_filterable=False),
        Field("passed", N_("Passed on"), MONEY, _OWN["passed_minor"], is_filterable=False),
        Field("sold_on", N_("Sold on"), MONEY, _OWN["sold_on_minor"], is_filterable=False),
        Field("stock_e6", N_("Stock left"), NUMBER, _OWN["stock_e6"], is_filterable=False, millionths=True),
        Field("reported_on", N_("Last report"), DATE, _OWN["reported_on"]),
        Field(
            "owner",
            N_("Owner of the buyer"),
            PERSON,
            _OWNER_ID,
            choices="users",
            order=_OWN["owner"],
        ),
        Field(
            "region",
            N_("Region of the buyer"),
            CHOICE,
            name_of(Customer, SupplyLink.buyer_id, "region_id"),
            choices="region",
            is_sortable=False,
        ),
        Field("note", N_("Note"), TEXT, SupplyLink.note),
    ),
    default_sorts=(Sort("supplier"), Sort("buyer")),
    totals={"passed_minor": _OWN["passed_minor"]},
    found_by=((SupplyLink.supplier_id, "customer"), (SupplyLink.buyer_id, "customer")),
)


def supply_details(reading: Reading, link_id: str) -> SupplyDetails:
    """One link, if the viewer may see it."""
    rights.must_see(reading, SupplyLink, link_id)
    (row,) = SUPPLY_LINKS.rows(reading, [link_id])
    passed = tuple(each for each in reports_of(reading, row.supplier_id) if each.buyer_id == row.buyer_id)
    return SupplyDetails(link_id, row, passed, reports_of(reading, row.buyer_id))


def chain_of_link(reading: Reading, link_id: str) -> ChannelView | None:
    """What went through the chain that begins with the supplier of a link; None for who does not see that."""
    link = rights.find(reading, SupplyLink, link_id)
    if not rights.sees(reading, Customer, link.supplier_id):
        return None
    return channel_of_year(reading, link.supplier_id)


def with_chain(details: SupplyDetails, chain: ChannelView | None) -> SupplyDetails:
    """A link with what `chain_of_link` told of it."""
    return replace(details, chain=chain, is_rolled_up=True)
