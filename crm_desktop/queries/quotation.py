"""Quotations as a user sees them: those of a deal or of a customer, and one with its lines and totals."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import case, func, select

from crm_desktop.core.postal_address import PostalAddress
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Customer, Opportunity, Quotation, QuotationLine, User
from crm_desktop.models.quotation import SENT
from crm_desktop.queries import rights
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.floor_price import FloorState, floor_state
from crm_desktop.queries.names import contact_name, customer_name, name_of, product_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class QuotationRow:
    """One quotation: `is_expired` when nobody answered in time; `total_minor` is with tax."""

    id: str
    number: str
    version: int
    title: str
    status: str
    quoted_on: date
    valid_until: date | None
    currency: str
    total_minor: int | None
    is_expired: bool

    @property
    def name(self) -> str:
        """The number with its version: Q-00012/2."""
        return self.number if self.version == 1 else f"{self.number}/{self.version}"


@dataclass(frozen=True)
class QuotationLineView:
    """A line as it is offered."""

    product: str | None
    description: str | None
    unit: str | None
    quantity_e6: int
    unit_price_e6: int
    discount_e6: int
    net_minor: int | None
    tax_rate_e6: int | None
    tax_minor: int | None


@dataclass(frozen=True)
class QuotationDetails:
    """Everything of one quotation."""

    row: QuotationRow
    opportunity_id: str | None
    opportunity: str | None
    customer_id: str | None
    customer: str | None
    customer_address: PostalAddress
    contact_id: str | None
    contact: str | None
    owner_id: str | None
    owner: str | None
    owner_reached: str
    introduction: str | None
    terms: str | None
    note: str | None
    sent_on: date | None
    decided_on: date | None
    created_at: int
    lines: tuple[QuotationLineView, ...]
    floor: FloorState
    versions: tuple[QuotationRow, ...] = ()

    @property
    def id(self) -> str:
        """The id of the quotation."""
        return self.row.id

    @property
    def net_minor(self) -> int | None:
        """The sum without tax; nothing when the viewer is kept from the amounts."""
        amounts = [line.net_minor for line in self.lines if line.net_minor is not None]
        return sum(amounts) if len(amounts) == len(self.lines) else None

    @property
    def taxes(self) -> tuple[tuple[int, int], ...]:
        """(rate, tax) for every rate there is."""
        found: dict[int, int] = {}
        for line in self.lines:
            if line.tax_rate_e6:
                found[line.tax_rate_e6] = found.get(line.tax_rate_e6, 0) + (line.tax_minor or 0)
        return tuple(sorted(found.items()))


def sum_of_all(amount: Any) -> Any:
    """The sum over the lines; nothing where an amount is not to be seen."""
    return case((func.count() == func.count(amount), func.coalesce(func.sum(amount), 0)))


_NAMES = ("id", "number", "version", "title", "status", "quoted_on", "valid_until", "currency", "total_minor")
_line = QuotationLine
_TOTAL = (
    select(sum_of_all(_line.net_minor + _line.tax_minor))
    .where(_line.quotation_id == Quotation.id, _line.deleted.is_(False))
    .correlate(Quotation)
    .scalar_subquery()
)


def quotations_of(reading: Reading, *, opportunity_id: str = "", customer_id: str = "") -> tuple[QuotationRow, ...]:
    """The quotations of a deal, or of a customer, that the viewer may see, the newest first."""
    of = "opportunity_id" if opportunity_id else "customer_id"
    found = reading.fetch(_newest(of, reading.viewer), {"record": opportunity_id or customer_id})
    return tuple(_row(reading, row) for row in found)


@lru_cache(maxsize=64)
def _newest(of: str, viewer: Viewer) -> Any:
    """The quotations that name a record in a column; put together once, because that takes longer than asking."""
    statement = _rows().where(getattr(Quotation, of) == RECORD, Quotation.deleted.is_(False))
    ordered = statement.order_by(Quotation.quoted_on.desc(), Quotation.number.desc(), Quotation.version.desc())
    return rights.seen(Quotation, viewer, ordered)


def quotation_details(reading: Reading, quotation_id: str) -> QuotationDetails:
    """One quotation, if the viewer may see it."""
    quotation = rights.find(reading, Quotation, quotation_id)
    row = _row(reading, reading.session.execute(_rows().where(Quotation.id == quotation_id)).one())
    customer = reading.session.get(Customer, quotation.customer_id) if quotation.customer_id else None
    owner = reading.session.get(User, quotation.owner_id) if quotation.owner_id else None
    names = select(
        customer_name(Quotation.customer_id),
        contact_name(Quotation.contact_id),
        name_of(Opportunity, Quotation.opportunity_id),
    ).where(Quotation.id == quotation_id)
    customer_called, contact, opportunity = reading.session.execute(names).one()
    reached = (getattr(owner, "phone", None), getattr(owner, "email", None))
    same = ("opportunity_id", "customer_id", "contact_id", "owner_id", "introduction", "terms", "note", "sent_on")
    return QuotationDetails(
        row=row,
        opportunity=opportunity,
        customer=customer_called,
        customer_address=customer.postal_address if customer else PostalAddress(),
        contact=contact,
        owner=owner.name if owner else None,
        owner_reached=" · ".join(part for part in reached if part),
        lines=_lines(reading, quotation_id),
        floor=floor_state(reading, quotation),
        versions=_other_versions(reading, quotation),
        **{name: getattr(quotation, name) for name in (*same, "decided_on", "created_at")},
    )


def _other_versions(reading: Reading, quotation: Quotation) -> tuple[QuotationRow, ...]:
    """What else was offered under its number, the newest first."""
    of = Quotation
    statement = _rows().where(of.number == quotation.number, of.id != quotation.id, of.deleted.is_(False))
    found = reading.session.execute(rights.seen(of, reading.viewer, statement.order_by(of.version.desc())))
    return tuple(_row(reading, row) for row in found)


def _rows() -> Any:
    of = Quotation
    columns = (of.id, of.number, of.version, of.title, of.status, of.quoted_on, of.valid_until, of.currency)
    return select(*columns, _TOTAL)


def _row(reading: Reading, row: Any) -> QuotationRow:
    values = dict(zip(_NAMES, row, strict=True))
    until = values["valid_until"]
    values["is_expired"] = values["status"] == SENT and until is not None and until < reading.today
    return QuotationRow(**values)


def _lines(reading: Reading, quotation_id: str) -> tuple[QuotationLineView, ...]:
    columns = (
        product_name(_line.product_id),
        _line.description,
        _line.unit,
        _line.quantity_e6,
        _line.unit_price_e6,
        _line.discount_e6,
        _line.net_minor,
        _line.tax_rate_e6,
        _line.tax_minor,
    )
    statement = select(*columns).where(_line.quotation_id == quotation_id, _line.deleted.is_(False))
    found = reading.session.execute(statement.order_by(_line.position, _line.id))
    return tuple(QuotationLineView(*row) for row in found)
