"""What a new contract begins with: nothing, a deal, a quotation that was accepted, or a contract to follow."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import Contract, Customer, Opportunity, Order, Quotation, QuotationLine
from crm_desktop.models.contract import COMPLETED, IN_FORCE, SIGNED, TERMINATED
from crm_desktop.models.order import CANCELLED
from crm_desktop.models.quotation import ACCEPTED
from crm_desktop.operations import contract_shares, field_limits, parameter, parts, records
from crm_desktop.operations.contract import (
    ContractDraft,
    ContractLineDraft,
    contract_draft,
    followed_already,
    follower_of,
)
from crm_desktop.operations.opportunity import opportunity_draft
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.product_lines import as_taxed
from crm_desktop.storage.database import Reading

_FOLLOWED = (SIGNED, COMPLETED, TERMINATED)


def new_contract(reading: Reading, customer_id: str | None = None) -> ContractDraft:
    """The draft of a contract that follows from nothing, with a customer if one is named."""
    return ContractDraft(
        customer_id=customer_id,
        their_party=_name_of(reading, customer_id),
        our_party=str(parameter.value(reading, parameter.COMPANY_NAME) or "") or None,
        owner_id=reading.viewer.user_id or None,
        starts_on=reading.today,
        currency=reading.currency,
    )


def contract_from_deal(reading: Reading, opportunity_id: str) -> ContractDraft:
    """The draft of the contract that a deal led to: what was accepted of its quotations, else its own lines."""
    field_limits.require_amounts(reading)
    deal = records.find(reading, Opportunity, opportunity_id)
    accepted = _accepted_of(reading, opportunity_id)
    if accepted is not None:
        return contract_from_quotation(reading, accepted.id)
    lines = as_taxed(replace(line, id=None) for line in opportunity_draft(reading, opportunity_id).lines)
    return replace(
        _of_deal(reading, new_contract(reading, deal.customer_id), deal),
        name=deal.name,
        currency=deal.currency,
        amount_minor=None if lines else deal.amount_minor,
        lines=lines,
    )


def contract_from_quotation(reading: Reading, quotation_id: str) -> ContractDraft:
    """The draft of the contract on what was accepted: its lines at their prices and taxes.

    What was ordered on its own already would be owed twice.
    """
    field_limits.require_amounts(reading)
    quotation = records.find(reading, Quotation, quotation_id)
    if quotation.status != ACCEPTED:
        raise UserError(Message("Only a quotation that was accepted becomes a contract."))
    alone = (Order.quotation_id == quotation_id, Order.contract_id.is_(None), Order.status != CANCELLED)
    number = reading.session.scalar(select(Order.number).where(*alone, Order.deleted.is_(False)).limit(1))
    if number is not None:
        raise UserError(
            Message(
                "Order {number} was made of this quotation and is owed on its own. Go on with it, or cancel it first.",
                number=number,
            )
        )
    draft = new_contract(reading, quotation.customer_id)
    if quotation.opportunity_id:
        draft = _of_deal(reading, draft, records.find(reading, Opportunity, quotation.opportunity_id))
    rows = parts.read_parts(reading, QuotationLine, {"quotation_id": quotation.id}, ContractLineDraft)
    return replace(
        draft,
        name=quotation.title,
        contact_id=quotation.contact_id,
        quotation_id=quotation.id,
        owner_id=quotation.owner_id or draft.owner_id,
        currency=quotation.currency,
        terms=quotation.terms,
        lines=tuple(replace(line, id=None) for line in rows),
    )


def renewal_of(reading: Reading, contract_id: str) -> ContractDraft:
    """The draft of the contract that follows when one ends: the same for as long again, with its payments moved."""
    known = _to_follow(reading, contract_id)
    draft = _successor(reading, known)
    starts = known.ends_on + timedelta(days=1) if known.ends_on else reading.today
    days = (starts - known.starts_on).days if known.starts_on else 0
    ends = _same_length(known.starts_on, known.ends_on, starts)
    plan = tuple(
        PlanRow(None, row.due_on + timedelta(days=days) if row.due_on else None, row.title, row.amount_minor)
        for row in draft.plan
    )
    return replace(draft, starts_on=starts, ends_on=ends, plan=plan if days else ())


def change_of(reading: Reading, contract_id: str) -> ContractDraft:
    """The draft of the contract that takes the place of one in force, with what was agreed so far, to be changed."""
    known = _to_follow(reading, contract_id)
    if known.stage not in IN_FORCE:
        raise UserError(Message("This contract is not in force. Renew it instead."))
    draft = _successor(reading, known)
    return replace(draft, plan=tuple(replace(row, id=None) for row in draft.plan))


def _to_follow(reading: Reading, contract_id: str) -> Contract:
    field_limits.require_amounts(reading)
    known = records.find(reading, Contract, contract_id)
    if known.stage not in _FOLLOWED:
        raise UserError(Message("This contract was not signed yet. Change it instead."))
    if (other := follower_of(reading, known.id)) is not None:
        raise UserError(followed_already(other))
    return known


def _successor(reading: Reading, known: Contract) -> ContractDraft:
    draft = contract_draft(reading, known.id)
    today = reading.today
    shares = tuple(replace(each, id=None, from_on=None, to_on=None) for each in draft.shares if each.covers(today))
    return replace(
        draft,
        number=None,
        external_key=None,
        predecessor_id=known.id,
        quotation_id=None,
        remind_on=None,
        signed_by_us=None,
        signed_by_them=None,
        lines=tuple(replace(line, id=None) for line in draft.lines),
        shares=shares,
    )


def _same_length(starts: date | None, ends: date | None, anew: date) -> date | None:
    """The last day of as many years, or days, from a day on."""
    if starts is None or ends is None:
        return None
    after = ends + timedelta(days=1)
    if (after.month, after.day) == (starts.month, starts.day):
        try:
            return anew.replace(year=anew.year + after.year - starts.year) - timedelta(days=1)
        except ValueError:  # the 29th of February
            pass
    return anew + (ends - starts)


def _of_deal(reading: Reading, draft: ContractDraft, deal: Opportunity) -> ContractDraft:
    return replace(
        draft,
        opportunity_id=deal.id,
        campaign_id=deal.campaign_id,
        owner_id=deal.owner_id or draft.owner_id,
        shares=contract_shares.shares_of_deal(reading, deal.id),
    )


def _accepted_of(reading: Reading, opportunity_id: str) -> Quotation | None:
    quotation = Quotation
    statement = select(quotation).where(
        quotation.opportunity_id == opportunity_id, quotation.status == ACCEPTED, quotation.deleted.is_(False)
    )
    return reading.session.scalars(statement.order_by(quotation.decided_on.desc(), quotation.id.desc())).first()


def _name_of(reading: Reading, customer_id: str | None) -> str | None:
    customer = reading.session.get(Customer, customer_id) if customer_id else None
    return customer.name if customer else None
