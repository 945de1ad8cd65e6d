"""Prices below the floor: asking for them to be allowed on a quotation, deciding, and refusing what nobody allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import APPROVE
from crm_desktop.models import Contract, ContractLine, Quotation
from crm_desktop.models.contract import IN_FORCE
from crm_desktop.models.order import CANCELLED
from crm_desktop.models.quotation import DRAFT, SENT
from crm_desktop.operations import approval, records
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import floor_price, rights
from crm_desktop.queries.floor_price import SUBJECT, LowLine, LowPrices, PricedLine
from crm_desktop.storage.database import Reading, UnitOfWork

if TYPE_CHECKING:
    from crm_desktop.operations.order import OrderDraft


def ask_for_prices(work: UnitOfWork, quotation_id: str, note: str | None = None) -> None:
    """Ask for the prices of a quotation that lie below the floor to be allowed as they are."""
    quotation = records.find_to_change(work, Quotation, quotation_id)
    if quotation.status not in (DRAFT, SENT):
        raise UserError(Message("This quotation was answered already. Make a new version of it first."))
    low = floor_price.low_prices_of(work, quotation)
    if not low.lines:
        raise UserError(Message("Nothing in this quotation is offered below its floor price."))
    if not floor_price.not_allowed(work, low, quotation.id).lines:
        raise UserError(Message("The prices of this quotation were approved already."))
    approval.ask(work, quotation, SUBJECT, low.content(), note)


def approve_prices(work: UnitOfWork, quotation_id: str, answer: str | None = None) -> None:
    """Allow the prices of a quotation as they were asked for."""
    quotation = _to_decide(work, quotation_id)
    asked = approval.grant(work, quotation, SUBJECT, answer)
    if floor_price.low_prices_of(work, quotation).beyond(asked.content).lines:
        raise UserError(Message("The quotation is no longer what was asked for. Send the prices back instead."))


def reject_prices(work: UnitOfWork, quotation_id: str, reason: str | None) -> None:
    """Do not allow the prices of a quotation, and say why."""
    approval.reject(work, _to_decide(work, quotation_id), SUBJECT, reason)


def follow_lines(work: UnitOfWork, quotation: Quotation) -> None:
    """After a quotation was changed: what is asked no longer holds when its prices went lower, or none is low."""
    asked = approval.pending(work, quotation.id, SUBJECT)
    if asked is None:
        return
    low = floor_price.low_prices_of(work, quotation)
    if not low.lines or low.beyond(asked.content).lines:
        approval.withdraw(work, quotation, SUBJECT)


def require_prices(work: UnitOfWork, quotation: Quotation) -> None:
    """Refuse a step of a quotation with prices that somebody has to allow first."""
    if floor_price.policy(work) != floor_price.APPROVE:
        return
    low = floor_price.not_allowed(work, floor_price.low_prices_of(work, quotation), quotation.id)
    if not low.lines:
        return
    if approval.pending(work, quotation.id, SUBJECT) is not None:
        raise UserError(Message("The prices of this quotation wait to be approved. It goes on after that."))
    raise UserError(
        Message(
            "{product} is offered below its floor price. Ask for the prices to be approved first.",
            product=low.lines[0].product,
        )
    )


def needs_approval(work: UnitOfWork, contract: Contract) -> bool:
    """Whether a contract has prices below the floor that were not allowed with its quotation."""
    if floor_price.policy(work) != floor_price.APPROVE:
        return False
    low = floor_price.low_prices(work, contract.customer_id, contract.currency, _lines_of(work, contract.id))
    return bool(floor_price.not_allowed(work, low, contract.quotation_id).lines)


def check_order(
    work: UnitOfWork,
    problems: Problems,
    draft: "OrderDraft",
    lines: Sequence[PricedLine],
    currency: str,
    before: "OrderDraft | None" = None,
    order_id: str = "",
) -> None:
    """An order sells below the floor only what was allowed on a quotation, agreed in a contract, or ordered before.

    What was allowed may be called off bit by bit. Whoever may approve needs nobody else.
    """
    if draft.status == CANCELLED or work.viewer.may(APPROVE) or floor_price.policy(work) != floor_price.APPROVE:
        return
    low = floor_price.low_prices(work, draft.customer_id, currency, lines)
    if low.lines and before is not None and before.status != CANCELLED:
        had = floor_price.low_prices(work, before.customer_id, before.currency or currency, before.lines)
        low = low.beyond_prices(had)
    low = _beyond_contract(work, low, draft.contract_id)
    low = floor_price.not_allowed(work, low, draft.quotation_id, draft.opportunity_id)
    low = floor_price.not_called_off(work, low, draft.quotation_id, order_id)
    if low.lines:
        said = Message(
            "{product} would be sold below its floor price. Have the price approved on a quotation first, or let"
            " somebody who may approve place the order.",
            product=low.lines[0].product,
        )
        problems.add("lines", said)


def _to_decide(work: UnitOfWork, quotation_id: str) -> Quotation:
    """Deciding takes the right to approve, not that to change what belongs to others."""
    rights.require(work.viewer, APPROVE)
    return records.find(work, Quotation, quotation_id)


def _beyond_contract(reading: Reading, low: LowPrices, contract_id: str | None) -> LowPrices:
    """What a contract in force does not say already: its prices hold for whatever is called off."""
    contract = reading.session.get(Contract, contract_id) if contract_id and low.lines else None
    if contract is None or contract.deleted or contract.stage not in IN_FORCE:
        return low
    if (contract.customer_id, contract.currency) != (low.customer_id, low.currency):
        return low
    least: dict[str, int] = {}
    for line in floor_price.low_prices(reading, low.customer_id, low.currency, _lines_of(reading, contract.id)).lines:
        least[line.product_id] = min(line.net_price, least.get(line.product_id, line.net_price))
    return replace(low, lines=tuple(line for line in low.lines if not _agreed(line, least)))


def _agreed(line: LowLine, least: dict[str, int]) -> bool:
    return line.product_id in least and least[line.product_id] <= line.net_price


def _lines_of(reading: Reading, contract_id: str) -> Iterable[ContractLine]:
    line = ContractLine
    return reading.session.scalars(select(line).where(line.contract_id == contract_id, line.deleted.is_(False)))
