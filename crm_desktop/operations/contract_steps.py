"""What becomes of a contract: submitted, approved or sent back, signed, completed, or terminated before its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core import formats
from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import APPROVE
from crm_desktop.models import Contract, Receipt
from crm_desktop.models.contract import APPROVED, COMPLETED, DRAFT, IN_FORCE, SIGNED, SUBMITTED, TERMINATED
from crm_desktop.operations import approval, credit, floor_price, parameter, payment_plan, records
from crm_desktop.operations.contract import STAYS_EDITABLE, ContractDraft, contract_draft
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import money, rights
from crm_desktop.storage.database import Reading, UnitOfWork

SUBJECT = "contract"


@dataclass(frozen=True)
class SigningDraft:
    """When a contract was signed and by whom; whether the contract it takes the place of ends with it."""

    signed_on: date | None = None
    signed_by_us: str | None = None
    signed_by_them: str | None = None
    ends_predecessor: bool = False


def needs_approval(reading: Reading, contract: Contract) -> bool:
    """Whether a contract of this amount has to be approved before it is signed."""
    least = parameter.value(reading, parameter.APPROVAL_FROM)
    if least is None:
        return False
    in_base = select(money.in_base(Contract.amount_minor, Contract.currency, reading.today))
    amount = reading.session.scalar(in_base.where(Contract.id == contract.id))
    # What no rate converts may be large.
    return amount is None or amount >= parameter.in_minor(reading, int(least))


def submit_contract(work: UnitOfWork, contract_id: str, note: str | None = None) -> None:
    """Ask for a contract to be approved: from now on its content stays as it is."""
    contract = _in_stage(work, contract_id, (DRAFT,), Message("This contract was submitted already."))
    _ready(work, contract)
    approval.ask(work, contract, SUBJECT, frozen_content(contract_draft(work, contract_id)), note)
    _move(work, contract, SUBMITTED, note=note)


def approve_contract(work: UnitOfWork, contract_id: str, answer: str | None = None) -> None:
    """Allow a contract to be signed as it was submitted."""
    contract = _to_decide(work, contract_id)
    asked = approval.grant(work, contract, SUBJECT, answer)
    if asked.content != content_of(work, contract_id):
        raise UserError(
            Message("The contract is no longer what was submitted. Send it back, so that it is submitted anew.")
        )
    _move(work, contract, APPROVED, note=answer)


def reject_contract(work: UnitOfWork, contract_id: str, reason: str | None) -> None:
    """Send a contract back: it can be changed and submitted again."""
    contract = _to_decide(work, contract_id)
    approval.reject(work, contract, SUBJECT, reason)
    _move(work, contract, DRAFT, note=reason)


def withdraw_contract(work: UnitOfWork, contract_id: str) -> None:
    """Take back what was submitted or approved and not signed, to change it."""
    otherwise = Message("Only a contract that waits to be approved or signed can be taken back.")
    contract = _in_stage(work, contract_id, (SUBMITTED, APPROVED), otherwise)
    approval.withdraw(work, contract, SUBJECT)
    _move(work, contract, DRAFT)


def sign_contract(work: UnitOfWork, contract_id: str, draft: SigningDraft | None = None) -> None:
    """Both signed: from now on the contract is in force and what it plans is owed."""
    draft = draft or SigningDraft()
    contract = _in_stage(work, contract_id, (DRAFT, APPROVED), _why_not_signed(work, contract_id))
    if contract.stage == DRAFT and needs_approval(work, contract):
        raise UserError(Message("A contract of this amount has to be approved first. Submit it."))
    if contract.stage == DRAFT and floor_price.needs_approval(work, contract):
        raise UserError(Message("Something in this contract is sold below its floor price. Submit it for approval."))
    if contract.stage == APPROVED:
        _still_as_approved(work, contract)
    problems = Problems()
    signed_on = draft.signed_on or work.today
    problems.not_after("signed_on", signed_on, work.today)
    problems.year_meant("signed_on", signed_on)
    problems.refuse()
    _ready(work, contract)
    if draft.ends_predecessor and contract.predecessor_id:
        _covers_what_came(work, contract)
    credit.refuse_beyond(work, contract.customer_id, *_more(work, contract, draft))
    signers = {"signed_by_us": draft.signed_by_us, "signed_by_them": draft.signed_by_them}
    named = {name: (value or "").strip() or getattr(contract, name) for name, value in signers.items()}
    records.apply(work, contract, {**named, "signed_on": signed_on, "closed_on": None, "close_reason": None})
    _move(work, contract, SIGNED, signed_on)
    if draft.ends_predecessor and contract.predecessor_id:
        _end_predecessor(work, contract, signed_on)


def credit_warning(reading: Reading, contract_id: str, draft: SigningDraft) -> Message | None:
    """What to say before a contract is signed with which its customer would owe more than the credit limit."""
    contract = records.find(reading, Contract, contract_id)
    return credit.warning(reading, contract.customer_id, *_more(reading, contract, draft))


def complete_contract(work: UnitOfWork, contract_id: str, on: date | None = None) -> None:
    """Everything was paid and its last day has passed."""
    refusal = Message("Only a contract in force can be completed. Sign it first, or reopen it if it was closed.")
    contract = _in_stage(work, contract_id, (SIGNED,), refusal)
    _check_closing(contract, on, work.today)
    if contract.ends_on is not None and contract.ends_on >= work.today:
        raise UserError(Message("This contract has not ended yet. End it early with a reason, or wait."))
    if received(work, contract_id) < contract.amount_minor:
        raise UserError(Message("This contract is not paid in full. Note what came in first, or end it with a reason."))
    _close(work, contract, COMPLETED, on or work.today, None)


def terminate_contract(work: UnitOfWork, contract_id: str, reason: str | None, on: date | None = None) -> None:
    """A contract in force ends before its time, for a reason; what it planned is owed no more."""
    refusal = Message("Only a contract in force can be ended. Delete it instead if it was never signed.")
    contract = _in_stage(work, contract_id, IN_FORCE, refusal)
    problems = Problems()
    problems.require("reason", reason, Message("Write down why the contract ends."))
    problems.refuse()
    _check_closing(contract, on, work.today)
    _close(work, contract, TERMINATED, on or work.today, (reason or "").strip())


def reopen_contract(work: UnitOfWork, contract_id: str) -> None:
    """A contract that was completed or ended by mistake is in force again."""
    closed = (COMPLETED, TERMINATED)
    contract = _in_stage(work, contract_id, closed, Message("This contract was neither completed nor ended."))
    if contract.stage == TERMINATED:
        _refuse_replaced(work, contract)
        # It is owed again.
        credit.refuse_beyond(work, contract.customer_id, contract.amount_minor, contract.currency)
    records.apply(work, contract, {"closed_on": None, "close_reason": None})
    _move(work, contract, SIGNED)


def received(reading: Reading, contract_id: str) -> int:
    """What came in for a contract, less what was given back."""
    statement = select(func.coalesce(func.sum(Receipt.amount_minor), 0))
    mine = (Receipt.contract_id == contract_id, Receipt.deleted.is_(False))
    return int(reading.session.scalar(statement.where(*mine)) or 0)


def frozen_content(draft: ContractDraft) -> dict[str, Any]:
    """What was agreed in a contract, as plain values: nothing of it changes after it was submitted."""
    left_out = STAYS_EDITABLE | {"tax_rate_e6", "signed_by_us", "signed_by_them", "lines", "plan"}
    values = {name: value for name, value in records.values_of(draft).items() if name not in left_out}
    rows = {name: [_row(each) for each in getattr(draft, name)] for name in ("lines", "plan")}
    return {**{name: _told(value) for name, value in values.items()}, **rows}


def content_of(reading: Reading, contract_id: str) -> str:
    """What was agreed in a contract as an approval keeps it."""
    return approval.written(frozen_content(contract_draft(reading, contract_id)))


def _row(part: Any) -> dict[str, Any]:
    return {name: _told(value) for name, value in records.values_of(part).items() if name != "id" and value is not None}


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _ready(work: UnitOfWork, contract: Contract) -> None:
    """What must be there before others rely on it."""
    problems = Problems()
    problems.require("starts_on", contract.starts_on, Message("Choose the day the contract begins."))
    if problems.found:
        raise Invalid(problems.found)
    payment_plan.settle_plan(work, contract)


def _to_decide(work: UnitOfWork, contract_id: str) -> Contract:
    """Deciding takes the right to approve, not that to change what belongs to others."""
    rights.require(work.viewer, APPROVE)
    contract = records.find(work, Contract, contract_id)
    if contract.stage != SUBMITTED:
        raise UserError(Message("This contract does not wait for a decision."))
    return contract


def _still_as_approved(work: UnitOfWork, contract: Contract) -> None:
    """Two laptops may have changed a contract and approved it at the same time."""
    allowed = approval.granted_content(work, contract.id, SUBJECT)
    if allowed is not None and allowed != content_of(work, contract.id):
        raise UserError(Message("The contract is no longer what was approved. Take it back and submit it anew."))


def _in_stage(work: UnitOfWork, contract_id: str, stages: Sequence[str], otherwise: Message) -> Contract:
    contract = records.find_to_change(work, Contract, contract_id)
    if contract.stage not in stages:
        raise UserError(otherwise)
    return contract


def _why_not_signed(work: UnitOfWork, contract_id: str) -> Message:
    contract = records.find(work, Contract, contract_id)
    if contract.stage == SUBMITTED:
        return Message("This contract waits to be approved. It can be signed after that.")
    return Message("This contract was signed already.")


def _move(work: UnitOfWork, contract: Contract, stage: str, on: date | None = None, note: str | None = None) -> None:
    records.apply(work, contract, {"stage": stage})
    records.note_history(work, contract, "stage", stage, on, (note or "").strip() or None)


def _check_closing(contract: Contract, on: date | None, today: date) -> None:
    """A contract is closed on a day between its signing and today."""
    problems = Problems()
    problems.not_after("closed_on", on, today)
    if on and contract.signed_on and on < contract.signed_on:
        problems.add("closed_on", Message("This is before the contract was signed. Choose a later day."))
    problems.refuse()


def _refuse_replaced(work: UnitOfWork, contract: Contract) -> None:
    """What took the place of a contract, and is in force, says what is owed."""
    after = select(Contract.number).where(Contract.predecessor_id == contract.id, Contract.deleted.is_(False))
    for number in work.session.scalars(after.where(Contract.stage.in_(IN_FORCE))):
        if contract.close_reason == _replaced_by(number):
            raise UserError(Message("{number} took the place of this contract. End that one first.", number=number))


def _replaced_by(number: str) -> str:
    """Why a contract ended whose place another took: the same in every language, and a number to be searched for."""
    return f"→ {number}"


def _close(work: UnitOfWork, contract: Contract, stage: str, on: date, reason: str | None) -> None:
    records.apply(work, contract, {"closed_on": on, "close_reason": reason})
    _move(work, contract, stage, on, reason)


def _more(reading: Reading, contract: Contract, draft: SigningDraft) -> tuple[int, str]:
    """What a contract adds to what is owed, and in which currency: what ends with it is owed no more."""
    before = reading.session.get(Contract, contract.predecessor_id) if contract.predecessor_id else None
    if not draft.ends_predecessor or before is None or before.stage not in IN_FORCE:
        return contract.amount_minor, contract.currency
    same = (before.customer_id, before.currency) == (contract.customer_id, contract.currency)
    return contract.amount_minor - (before.amount_minor if same else 0), contract.currency


def _covers_what_came(work: UnitOfWork, contract: Contract) -> None:
    """A contract that takes the place of another during its time costs no less than what came in for that."""
    before = records.find(work, Contract, contract.predecessor_id or "")
    is_renewal = before.ends_on is not None and contract.starts_on is not None and contract.starts_on > before.ends_on
    if is_renewal or before.stage not in IN_FORCE or before.currency != contract.currency:
        return
    if (came := received(work, before.id)) > contract.amount_minor:
        amount = formats.money(came, before.currency, symbol=True)
        raise UserError(
            Message(
                "{amount} came in for {number}, more than this contract costs. Write a refund first.",
                amount=amount,
                number=before.number,
            )
        )


def _end_predecessor(work: UnitOfWork, contract: Contract, on: date) -> None:
    before = records.find_to_change(work, Contract, contract.predecessor_id or "")
    if before.stage in IN_FORCE:
        _close(work, before, TERMINATED, on, _replaced_by(contract.number))
