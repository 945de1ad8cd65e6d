"""The list of all quotations: what was offered to whom, until when, and what became of it."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Text, case, cast, exists, func, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Opportunity, Quotation, QuotationLine, User
from crm_desktop.models.base import Flag
from crm_desktop.models.quotation import SENT
from crm_desktop.queries.cells import cells
from crm_desktop.queries.list_query import (
    CHOICE,
    DATE,
    FLAG,
    MONEY,
    NUMBER,
    PERSON,
    TEXT,
    TODAY,
    Field,
    ListQuery,
)
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import contact_name, customer_name, name_of, user_name
from crm_desktop.queries.quotation import sum_of_all


class QuotationListRow(NamedTuple):
    """One quotation: its number with the version (Q-00012/2); `net_minor` and `total_minor`, which is with tax."""

    id: str
    number: str
    version: int
    title: str
    customer_id: str | None
    customer: str | None
    opportunity_id: str | None
    opportunity: str | None
    contact: str | None
    quoted_on: date
    valid_until: date | None
    status: str
    is_expired: bool
    is_newest: bool
    net_minor: int | None
    total_minor: int | None
    currency: str
    owner_id: str | None
    owner: str | None
    sent_on: date | None
    decided_on: date | None


_line, _newer = aliased(QuotationLine), aliased(Quotation)


def _sum(amount: Any) -> Any:
    """The sum over the lines; nothing where their amounts are not to be seen."""
    return (
        select(sum_of_all(amount))
        .where(_line.quotation_id == Quotation.id, _line.deleted.is_(False))
        .correlate(Quotation)
        .scalar_subquery()
    )


NET, TOTAL = _sum(_line.net_minor), _sum(_line.net_minor + _line.tax_minor)
# Sent, not answered, and its last day is past.
IS_EXPIRED: Any = type_coerce(
    func.coalesce((Quotation.status == SENT) & (type_coerce(Quotation.valid_until, Text) < TODAY), 0), Flag
)
_IS_NEWEST: Any = type_coerce(
    ~exists(
        select(_newer.id).where(
            _newer.number == Quotation.number, _newer.version > Quotation.version, _newer.deleted.is_(False)
        )
    ).correlate(Quotation),
    Flag,
)
_OWN = {
    "number": case(
        (Quotation.version == 1, Quotation.number), else_=Quotation.number + "/" + cast(Quotation.version, Text)
    ),
    "customer": customer_name(Quotation.customer_id),
    "opportunity": name_of(Opportunity, Quotation.opportunity_id),
    "contact": contact_name(Quotation.contact_id),
    "is_expired": IS_EXPIRED,
    "is_newest": _IS_NEWEST,
    "net_minor": NET,
    "total_minor": TOTAL,
    "owner": user_name(Quotation.owner_id),
}

QUOTATIONS = ListQuery(
    kind="quotation",
    entity=Quotation,
    row=QuotationListRow,
    cells=cells(QuotationListRow, Quotation, _OWN),
    fields=(
        Field("number", N_("Number"), TEXT, Quotation.number),
        Field("version", N_("Version"), NUMBER, Quotation.version),
        Field("title", N_("Title"), TEXT, Quotation.title),
        Field("customer", N_("Customer"), CHOICE, Quotation.customer_id, choices="customers", order=_OWN["customer"]),
        Field(
            "opportunity",
            N_("Opportunity"),
            CHOICE,
            Quotation.opportunity_id,
            choices="opportunities",
            order=_OWN["opportunity"],
        ),
        Field("contact", N_("Contact"), TEXT, _OWN["contact"]),
        Field("quoted_on", N_("Quoted"), DATE, Quotation.quoted_on),
        Field("valid_until", N_("Valid until"), DATE, Quotation.valid_until, is_due=True),
        Field("status", N_("Status"), CHOICE, Quotation.status, choices="quotation_status"),
        Field("is_expired", N_("Expired"), FLAG, IS_EXPIRED),
        Field("is_newest", N_("Newest version"), FLAG, _IS_NEWEST),
        Field("net", N_("Net amount"), MONEY, NET),
        Field("total", N_("With tax"), MONEY, TOTAL),
        Field("currency", N_("Currency"), CHOICE, Quotation.currency, choices="currencies"),
        Field("owner", N_("Owner"), PERSON, Quotation.owner_id, choices="users", order=_OWN["owner"], along=User.name),
        Field(
            "team", N_("Team"), CHOICE, name_of(User, Quotation.owner_id, "team_id"), choices="teams", is_sortable=False
        ),
        Field("sent_on", N_("Sent on"), DATE, Quotation.sent_on),
        Field("decided_on", N_("Decided"), DATE, Quotation.decided_on),
        Field(
            "product",
            N_("Product"),
            CHOICE,
            QuotationLine.product_id,
            choices="products",
            is_sortable=False,
            through=QuotationLine.quotation_id,
        ),
    ),
    default_sorts=(Sort("quoted_on", descending=True), Sort("number", descending=True)),
    totals={"net_minor": in_base(NET, Quotation.currency, Quotation.quoted_on)},
)
