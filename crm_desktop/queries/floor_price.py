"""Prices below the floor of their product: which there are, and what was allowed of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Text, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from crm_desktop.core.money import E6, line_net
from crm_desktop.models import Approval, Order, OrderLine, Product, Quotation, QuotationLine
from crm_desktop.models.contract import GRANTED, PENDING
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.models.order import CANCELLED
from crm_desktop.models.quotation import ACCEPTED
from crm_desktop.queries.approval import ApprovalView, approvals_of
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.price import is_below
from crm_desktop.storage.database import Reading

SUBJECT = "floor price"
PARAMETER = "price.below_floor"
APPROVE, WARN, NOTHING = "approve", "warn", "nothing"
_POLICIES = (APPROVE, WARN, NOTHING)


class PricedLine(Protocol):
    """What of a line says what a unit is sold for."""

    @property
    def product_id(self) -> str | None: ...
    @property
    def quantity_e6(self) -> int | None: ...
    @property
    def unit_price_e6(self) -> int | None: ...
    @property
    def discount_e6(self) -> int | None: ...


class LowLine(NamedTuple):
    """A line whose price, less its discount, lies below the floor."""

    product_id: str
    product: str
    quantity_e6: int
    unit_price_e6: int
    discount_e6: int
    floor_price_e6: int

    @property
    def net_price(self) -> int:
        """What a unit is sold for, in millionths of millionths: exact, to be compared."""
        return self.unit_price_e6 * (E6 - self.discount_e6)


@dataclass(frozen=True)
class LowPrices:
    """All that is sold to a customer below the floor in one quotation, order or contract."""

    customer_id: str | None
    currency: str
    lines: tuple[LowLine, ...]

    def content(self) -> dict[str, Any]:
        """The same as it is kept when somebody asks for it to be allowed."""
        amount = sum(
            line_net(each.quantity_e6, each.unit_price_e6, each.discount_e6, self.currency) for each in self.lines
        )
        lines = [each._asdict() for each in self.lines]
        return {"customer_id": self.customer_id, "currency": self.currency, "lines": lines, "amount_minor": amount}

    def beyond(self, allowed: str) -> "LowPrices":
        """What goes beyond a content that was allowed: another product, quantity or customer, or a lower price."""
        return self.beyond_prices(_read(allowed))

    def beyond_prices(self, allowed: "LowPrices") -> "LowPrices":
        """What goes beyond other prices; each of them allows one line, of the same product and quantity."""
        if not self._are_for(allowed):
            return self
        free = sorted(allowed.lines, key=lambda line: line.net_price)
        left = []
        for line in sorted(self.lines, key=lambda line: line.net_price):
            fitting = (each for each in free if _allows(each, line))
            if (found := next(fitting, None)) is None:
                left.append(line)
            else:
                free.remove(found)
        return replace(self, lines=tuple(left))

    def beyond_in_parts(self, allowed: str, taken: Mapping[str, int]) -> "LowPrices":
        """What goes beyond a content that was allowed when it is called off bit by bit.

        `taken` is how much of each product was called off before.
        """
        known = _read(allowed)
        if not self._are_for(known):
            return self
        cheapest, wanted = dict[str, int](), dict(taken)
        for line in self.lines:
            cheapest[line.product_id] = min(line.net_price, cheapest.get(line.product_id, line.net_price))
            wanted[line.product_id] = wanted.get(line.product_id, 0) + line.quantity_e6
        room = dict.fromkeys(cheapest, 0)
        for line in known.lines:
            if line.product_id in cheapest and line.net_price <= cheapest[line.product_id]:
                room[line.product_id] += line.quantity_e6
        lines = tuple(line for line in self.lines if wanted[line.product_id] > room[line.product_id])
        return replace(self, lines=lines)

    def _are_for(self, other: "LowPrices") -> bool:
        return (other.customer_id, other.currency) == (self.customer_id, self.currency)


@dataclass(frozen=True)
class FloorState:
    """How a quotation stands with the floor: what of it is too low and not allowed, and what was asked and decided."""

    low: LowPrices
    policy: str
    approvals: tuple[ApprovalView, ...]

    @property
    def needs_approval(self) -> bool:
        """Whether somebody has to allow its prices before it goes on."""
        return self.policy == APPROVE and bool(self.low.lines)

    @property
    def pending(self) -> ApprovalView | None:
        """What waits for a decision."""
        return next((each for each in self.approvals if each.decision == PENDING), None)


_line = QuotationLine
_LINES: Any = (
    select(_line.product_id, _line.quantity_e6, _line.unit_price_e6, _line.discount_e6)
    .where(_line.quotation_id == RECORD, _line.deleted.is_(False))
    .order_by(_line.position, _line.id)
)
_other = aliased(Quotation)
# Whatever its version, what was allowed under a number was allowed for this customer and this business.
_NUMBERS = select(_other.number).where(
    _other.deleted.is_(False),
    or_(
        _other.id == RECORD,
        (_other.opportunity_id == bindparam("deal", type_=Text)) & (_other.status == ACCEPTED),
    ),
)
_GRANTED: Any = (
    select(Approval.content)
    .join(Quotation, Quotation.id == Approval.record_id)
    .where(Approval.subject == SUBJECT, Approval.decision == GRANTED, Approval.deleted.is_(False))
    .where(Quotation.number.in_(_NUMBERS))
    .order_by(Approval.decided_at.desc(), Approval.id.desc())
)
_CALLED_OFF: Any = (
    select(OrderLine.product_id, func.sum(OrderLine.quantity_e6))
    .join(Order, Order.id == OrderLine.order_id)
    .where(Order.quotation_id == RECORD, Order.deleted.is_(False), Order.status != CANCELLED)
    .where(Order.id != bindparam("order", type_=Text))
    .where(OrderLine.deleted.is_(False), OrderLine.product_id.is_not(None))
    .group_by(OrderLine.product_id)
)


def policy(reading: Reading) -> str:
    """What happens to prices below the floor: as the company decided."""
    stored = reading.plain("SELECT value FROM parameter WHERE name = ? AND deleted = 0", (PARAMETER,))
    return stored[0][0] if stored and stored[0][0] in _POLICIES else APPROVE


def low_prices(reading: Reading, customer_id: str | None, currency: str, lines: Iterable[PricedLine]) -> LowPrices:
    """Those of priced lines that lie below the floor of their product, where that is given in the same currency."""
    return LowPrices(customer_id, currency, tuple(_low(reading, currency, lines)))


def low_prices_of(reading: Reading, quotation: Quotation) -> LowPrices:
    """The same of a quotation as it stands."""
    lines = (_Line(*row) for row in reading.fetch(_LINES, {"record": quotation.id}))
    return low_prices(reading, quotation.customer_id, quotation.currency, lines)


def not_allowed(
    reading: Reading, low: LowPrices, quotation_id: str | None, opportunity_id: str | None = None
) -> LowPrices:
    """What of low prices was not allowed with a version of a quotation, or what was accepted of a deal.

    One decision has to allow all of them: what was looked at one by one was not looked at together.
    """
    if not low.lines:
        return low
    for (content,) in reading.fetch(_GRANTED, {"record": quotation_id, "deal": opportunity_id}):
        if not low.beyond(content).lines:
            return replace(low, lines=())
    return low


def not_called_off(reading: Reading, low: LowPrices, quotation_id: str | None, order_id: str = "") -> LowPrices:
    """What of an order's low prices an accepted quotation does not hold for, as part of what was allowed with it.

    All its orders together call off no more than that.
    """
    quotation = reading.session.get(Quotation, quotation_id) if quotation_id and low.lines else None
    if quotation is None or quotation.status != ACCEPTED:
        return low
    taken = dict(reading.fetch(_CALLED_OFF, {"record": quotation.id, "order": order_id}))
    for (content,) in reading.fetch(_GRANTED, {"record": quotation.id, "deal": None}):
        if not low.beyond_in_parts(content, taken).lines:
            return replace(low, lines=())
    return low


def floor_state(reading: Reading, quotation: Quotation) -> FloorState:
    """How a quotation stands with the floor; whoever may not see floors sees what was asked and decided."""
    # To whoever is kept from amounts a price reads as 0.
    sold = LowPrices(None, "", ()) if reading.viewer.hides(AMOUNT) else low_prices_of(reading, quotation)
    low = not_allowed(reading, sold, quotation.id)
    return FloorState(low, policy(reading), approvals_of(reading, quotation.id))


class _Line(NamedTuple):
    product_id: str | None
    quantity_e6: int | None
    unit_price_e6: int | None
    discount_e6: int | None


def _low(reading: Reading, currency: str, lines: Iterable[PricedLine]) -> Iterator[LowLine]:
    for line in lines:
        # What is taken back is not sold too cheaply.
        if not line.product_id or (line.quantity_e6 or 0) <= 0 or line.unit_price_e6 is None:
            continue
        product = reading.session.get(Product, line.product_id)
        if product is None or product.floor_price_e6 is None or product.currency not in (None, currency):
            continue
        if is_below(product.floor_price_e6, line.unit_price_e6, line.discount_e6 or 0):
            prices = (line.quantity_e6 or 0, line.unit_price_e6, line.discount_e6 or 0)
            yield LowLine(product.id, product.name, *prices, product.floor_price_e6)


def _allows(allowed: LowLine, line: LowLine) -> bool:
    same = (allowed.product_id, allowed.quantity_e6) == (line.product_id, line.quantity_e6)
    return same and allowed.net_price <= line.net_price


def _read(content: str) -> LowPrices:
    try:
        kept = json.loads(content)
        lines = tuple(LowLine(**each) for each in kept["lines"])
        return LowPrices(kept["customer_id"], kept["currency"], lines)
    except (ValueError, KeyError, TypeError):  # written by another program
        return LowPrices(None, "", ())
