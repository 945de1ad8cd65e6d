"""What a new order is made of: a quotation that was accepted, or a contract that it is bought under."""

from dataclasses import fields, replace

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Contract, Opportunity, Order, Quotation, QuotationLine
from crm_desktop.models.contract import IN_FORCE, NOT_SIGNED
from crm_desktop.models.order import CANCELLED
from crm_desktop.models.quotation import ACCEPTED
from crm_desktop.operations import field_limits, parts, records
from crm_desktop.operations.order import OrderDraft, OrderLineDraft, new_order
from crm_desktop.operations.product_lines import LineDraft
from crm_desktop.storage.database import Reading


class OrderedAlready(UserError):
    """An order was made of it already; who wants another says so."""


def order_from_quotation(reading: Reading, quotation_id: str, *, again: bool = False) -> OrderDraft:
    """The draft of the order that a customer placed by accepting a quotation: at its prices, with its taxes.

    A quotation gives one order; another one is made only `again`. What is agreed in a contract is ordered under it,
    once that is signed: both would be owed otherwise.
    """
    field_limits.require_amounts(reading)
    quotation = records.find(reading, Quotation, quotation_id)
    if quotation.status != ACCEPTED:
        raise UserError(Message("Only a quotation that was accepted becomes an order."))
    number = _ordered_as(reading, quotation_id)
    if number is not None and not again:
        raise OrderedAlready(Message("Order {number} was made of this quotation already.", number=number))
    if (contract := _contract_to_sign(reading, quotation_id)) is not None:
        raise UserError(
            Message("Contract {number} on this quotation is not signed. Sign it first, or delete it.", number=contract)
        )
    deal = reading.session.get(Opportunity, quotation.opportunity_id) if quotation.opportunity_id else None
    blank = new_order(reading, quotation.customer_id)
    return replace(
        blank,
        opportunity_id=quotation.opportunity_id,
        quotation_id=quotation.id,
        contract_id=_contract_of(reading, quotation),
        campaign_id=deal.campaign_id if deal else None,
        owner_id=quotation.owner_id or blank.owner_id,
        currency=quotation.currency,
        tax_minor=None,
        lines=_lines(reading, quotation_id),
    )


def order_under_contract(reading: Reading, contract_id: str) -> OrderDraft:
    """The draft of an order that a contract pays."""
    contract = records.find(reading, Contract, contract_id)
    if contract.stage not in IN_FORCE:
        raise UserError(Message("This contract is not in force. Sign it first, or choose another."))
    blank = new_order(reading, contract.customer_id)
    return replace(
        blank,
        contract_id=contract.id,
        opportunity_id=contract.opportunity_id,
        campaign_id=contract.campaign_id,
        owner_id=contract.owner_id or blank.owner_id,
        currency=contract.currency,
        tax_minor=None,
        due_on=None,
    )


def _ordered_as(reading: Reading, quotation_id: str) -> str | None:
    """The number of the order made of a quotation, if one stands; a cancelled one makes room for another."""
    made = (Order.quotation_id == quotation_id, Order.deleted.is_(False), Order.status != CANCELLED)
    return reading.session.scalar(select(Order.number).where(*made).order_by(Order.number.desc()).limit(1))


def _contract_to_sign(reading: Reading, quotation_id: str) -> str | None:
    """The number of a contract that was drawn up on a quotation and is not in force yet."""
    of = (Contract.quotation_id == quotation_id, Contract.deleted.is_(False), Contract.stage.in_(NOT_SIGNED))
    return reading.session.scalar(select(Contract.number).where(*of).limit(1))


def _contract_of(reading: Reading, quotation: Quotation) -> str | None:
    """The contract in force that was drawn up on a quotation, where there is a single one."""
    of = (Contract.quotation_id == quotation.id, Contract.deleted.is_(False), Contract.stage.in_(IN_FORCE))
    found = list(reading.session.scalars(select(Contract.id).where(*of).limit(2)))
    return found[0] if len(found) == 1 else None


def _lines(reading: Reading, quotation_id: str) -> tuple[OrderLineDraft, ...]:
    known = {*(each.name for each in fields(LineDraft)), "unit", "tax_rate_e6"} - {"id"}
    rows = parts.living_parts(reading, QuotationLine, {"quotation_id": quotation_id})
    return tuple(OrderLineDraft(**{name: getattr(row, name, None) for name in known}) for row in rows)
