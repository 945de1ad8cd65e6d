"""Contracts: written from nothing, a deal, a quotation or another contract, changed while drafts, handed on, deleted.

What happens to one from then on is in `operations.contract_steps`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import Invalid, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import (
    Campaign,
    Contact,
    Contract,
    ContractLine,
    Customer,
    DictionaryEntry,
    Opportunity,
    Quotation,
    User,
)
from crm_desktop.models.contract import DRAFT, TERMINATED
from crm_desktop.operations import (
    amounts,
    contract_shares,
    drafts,
    field_limits,
    field_rules,
    numbering,
    ownership,
    parts,
    payment_plan,
    product_lines,
    records,
)
from crm_desktop.operations.contract_shares import ContractShareDraft
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.product_lines import TaxedLineDraft
from crm_desktop.operations.references import check_choice, check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

_POINTS_TO = {
    "customer_id": Customer,
    "contact_id": Contact,
    "opportunity_id": Opportunity,
    "quotation_id": Quotation,
    "predecessor_id": Contract,
    "campaign_id": Campaign,
    "owner_id": User,
    "kind_id": DictionaryEntry,
}
# What may still be changed once a contract was submitted: all that is about our work with it, nothing that was agreed.
STAYS_EDITABLE = frozenset({"owner_id", "note", "remind_on", "shares", "kind_id", "external_key", "campaign_id"})
_NOT_WRITTEN = frozenset({"owner_id", "tax_rate_e6", "lines", "plan", "shares"})


ContractLineDraft = TaxedLineDraft
as_contract_lines = product_lines.as_taxed


@dataclass(frozen=True)
class ContractDraft:
    """A contract as a form edits it; its amount is that of its lines where it has any, tax included.

    `tax_rate_e6` is taken where neither line nor product say one.
    """

    name: str = ""
    number: str | None = None
    external_key: str | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    opportunity_id: str | None = None
    quotation_id: str | None = None
    predecessor_id: str | None = None
    campaign_id: str | None = None
    owner_id: str | None = None
    kind_id: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    remind_on: date | None = None
    our_party: str | None = None
    their_party: str | None = None
    signed_by_us: str | None = None
    signed_by_them: str | None = None
    currency: str | None = None
    amount_minor: int | None = None
    terms: str | None = None
    note: str | None = None
    tax_rate_e6: int | None = None
    lines: tuple[ContractLineDraft, ...] = ()
    plan: tuple[PlanRow, ...] = ()
    shares: tuple[ContractShareDraft, ...] = ()


def contract_draft(reading: Reading, contract_id: str) -> ContractDraft:
    """What a form edits of a contract."""
    contract = records.find(reading, Contract, contract_id)
    lines = parts.read_parts(reading, ContractLine, {"contract_id": contract.id}, ContractLineDraft)
    plan, shares = payment_plan.read_plan(reading, contract_id), contract_shares.read_shares(reading, contract_id)
    return drafts.loaded(ContractDraft, contract, lines=lines, plan=plan, shares=shares, tax_rate_e6=None)


def amount_of(lines: Iterable[ContractLineDraft], currency: str) -> int:
    """What priced lines cost, tax included."""
    return sum(sum(product_lines.amounts_of(line, currency).values()) for line in lines)


def create_contract(work: UnitOfWork, draft: ContractDraft, *, contract_id: str = "") -> str:
    """Write a contract down; it can be changed until it is submitted or signed. Returns its id."""
    lines = _checked(work, draft)
    values = _plain(work, draft, lines)
    field_rules.check_new(work, "contract", replace(draft, amount_minor=values["amount_minor"]))
    deal = work.session.get(Opportunity, draft.opportunity_id) if draft.opportunity_id else None
    owner_id = ownership.first_owner(work, draft.owner_id, deal.owner_id if deal else None)
    number = values["number"] or numbering.number_of_later_kind(work, Contract)
    made = Contract(
        id=contract_id or work.new_id(),
        **{**values, "number": number},
        owner_id=owner_id,
        stage=DRAFT,
        created_at=work.now_ms,
    )
    work.session.add(made)
    parts.add_parts(work, ContractLine, {"contract_id": made.id}, lines, _computed(made.currency))
    work.session.flush()
    payment_plan.write_plan(work, made, draft.plan)
    contract_shares.add_first_shares(work, made, draft.shares)
    records.note_history(work, made, "stage", DRAFT)
    if owner_id:
        records.note_history(work, made, "owner", owner_id)
    return made.id


def update_contract(
    work: UnitOfWork,
    contract_id: str,
    draft: ContractDraft,
    loaded: ContractDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a contract; from the day it was submitted only what was not agreed upon in it."""
    contract = records.find_to_change(work, Contract, contract_id)
    draft, loaded = field_limits.with_real_amounts(work, draft, loaded, lambda: contract_draft(work, contract_id))
    before = loaded or contract_draft(work, contract_id)
    if contract.stage == DRAFT:
        _write_content(work, contract, draft, before, position)
    else:
        _refuse_other_content(draft, before)
        _check_what_stays(work, contract, draft)
        field_rules.check_change(work, contract, replace(draft, amount_minor=contract.amount_minor))
        names = sorted(STAYS_EDITABLE - _NOT_WRITTEN)
        values, was = records.values_of(draft), records.values_of(before)
        picked = ({name: each[name] for name in names} for each in (values, was))
        records.apply(work, contract, next(picked), next(picked), position)
    if draft.shares != before.shares:
        contract_shares.write_shares(work, contract.id, draft.shares, before.shares, position)
    if draft.owner_id != before.owner_id:
        hand_contract_over(work, contract, draft.owner_id, position)


def assign_contracts(work: UnitOfWork, ids: Iterable[str], owner_id: str | None) -> int:
    """Hand several contracts over; returns how many changed hands."""
    found = [records.find_to_change(work, Contract, each) for each in ids]
    return sum(hand_contract_over(work, each, owner_id) for each in found)


def hand_contract_over(
    work: UnitOfWork, contract: Contract, owner_id: str | None, position: int | None = None, why: Any = None
) -> bool:
    """Give a contract a new owner from today on, who needs no share beside; returns whether that changed anything."""
    changed = ownership.hand_over(work, contract, owner_id, position=position, **({"why": why} if why else {}))
    if changed and owner_id:
        contract_shares.pass_on(work, contract.id, owner_id, None, work.today)
    return changed


def delete_contracts(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete contracts that were not submitted yet; returns how many."""
    ids = list(ids)
    for each in ids:
        if records.find_to_change(work, Contract, each).stage != DRAFT:
            raise UserError(Message("Only drafts of contracts can be deleted. End this contract instead."))
    return records.delete(work, Contract, ids)


def _write_content(
    work: UnitOfWork, contract: Contract, draft: ContractDraft, before: ContractDraft, position: int | None
) -> None:
    lines = _checked(work, draft, contract)
    values, was = _plain(work, draft, lines, contract), _plain(work, before, before.lines, contract)
    field_rules.check_change(work, contract, replace(draft, amount_minor=values["amount_minor"]))
    records.apply(work, contract, values, was, position)
    owner = {"contract_id": contract.id}
    parts.write_parts(work, ContractLine, owner, lines, before.lines, position, _computed(contract.currency))
    payment_plan.write_plan(work, contract, draft.plan, before.plan, position)


def _refuse_other_content(draft: ContractDraft, before: ContractDraft) -> None:
    """From the day it was submitted on the content of a contract stays as it is."""
    names = {each.name for each in fields(ContractDraft)} - STAYS_EDITABLE - {"tax_rate_e6"}
    said = Message(
        "What was agreed stays as it is once a contract was submitted. Take it back, or make a change of it."
    )
    changed = [name for name in sorted(names) if getattr(draft, name) != getattr(before, name)]
    if changed:
        raise Invalid(dict.fromkeys(changed, said))


def _check_what_stays(work: UnitOfWork, contract: Contract, draft: ContractDraft) -> None:
    problems = Problems()
    kinds = {name: kind for name, kind in _POINTS_TO.items() if name in STAYS_EDITABLE}
    check_references(work, problems, draft, kinds, contract)
    _check_kind(work, problems, draft, contract)
    contract_shares.check_shares(work, problems, draft.shares)
    problems.refuse()


def _plain(
    work: Reading, draft: ContractDraft, lines: Iterable[ContractLineDraft], contract: Contract | None = None
) -> dict[str, Any]:
    """What is written as it was typed, and the amount that follows from the lines."""
    values = {name: value for name, value in records.values_of(draft).items() if name not in _NOT_WRITTEN}
    currency = draft.currency or (contract.currency if contract else work.currency)
    lines = tuple(lines)
    amount = amount_of(lines, currency) if lines else draft.amount_minor or 0
    number = values["number"] or (contract.number if contract else None)
    return {**values, "name": values["name"] or "", "currency": currency, "amount_minor": amount, "number": number}


def _computed(currency: str) -> Any:
    return lambda line: product_lines.amounts_of(line, currency)


def _checked(work: UnitOfWork, draft: ContractDraft, current: Contract | None = None) -> tuple[ContractLineDraft, ...]:
    """The lines with what products and the rate of the whole say; refuses what cannot be agreed."""
    problems, currency = Problems(), draft.currency or (current.currency if current else work.currency)
    problems.require("name", draft.name, Message("Say in a few words what the contract is about."))
    problems.require("customer_id", draft.customer_id, Message("Choose the customer the contract is with."))
    amounts.check_currency(problems, "currency", draft.currency)
    amounts.check_amount(problems, "amount_minor", draft.amount_minor)
    amounts.check_share(problems, "tax_rate_e6", draft.tax_rate_e6)
    check_references(work, problems, draft, _POINTS_TO, current)
    _check_kind(work, problems, draft, current)
    numbering.check_number(work, problems, Contract, draft.number, current)
    _check_days(problems, draft, current)
    _check_predecessor(work, problems, draft, current)
    contract_shares.check_shares(work, problems, draft.shares)
    lines = product_lines.priced(work, problems, draft.lines, currency, draft.customer_id, draft.starts_on)
    lines = product_lines.rated(lines, draft.tax_rate_e6)
    amount = amount_of(lines, currency) if lines else draft.amount_minor or 0
    if lines:
        if amount < 0:
            problems.add("lines", Message("The lines are worth less than nothing together. Check their quantities."))
        amounts.check_amount(problems, "lines", max(amount, 0))
    payment_plan.check_plan(problems, draft.plan, amount, currency)
    problems.refuse()
    return lines


def _check_kind(work: UnitOfWork, problems: Problems, draft: ContractDraft, current: Contract | None) -> None:
    if draft.kind_id != (current.kind_id if current else None):
        check_choice(work, problems, "kind_id", draft.kind_id, "contract_kind")


def _check_days(problems: Problems, draft: ContractDraft, current: Contract | None) -> None:
    for name in ("starts_on", "ends_on", "remind_on"):
        problems.year_meant(name, getattr(draft, name), getattr(current, name, None))
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        problems.add("ends_on", Message("The contract would end before it begins. Choose a later day."))
    if draft.remind_on and draft.ends_on and draft.remind_on > draft.ends_on:
        problems.add("remind_on", Message("This is after the end of the contract. Choose an earlier day."))


def follower_of(reading: Reading, contract_id: str, besides: str = "") -> Contract | None:
    """The contract that renews or changes another one and was not ended early; `besides` is one that does not count."""
    follows = Contract.predecessor_id == contract_id, Contract.stage != TERMINATED, Contract.id != besides
    return reading.session.scalars(select(Contract).where(*follows, Contract.deleted.is_(False))).first()


def followed_already(other: Contract) -> Message:
    """Why no second contract can follow the same one."""
    return Message(
        "Contract {number} follows it already. Go on with that one, or delete it first.", number=other.number
    )


def _check_predecessor(work: UnitOfWork, problems: Problems, draft: ContractDraft, current: Contract | None) -> None:
    """What is renewed is a contract with the same customer that was signed, and no contract follows itself."""
    before = work.session.get(Contract, draft.predecessor_id) if draft.predecessor_id else None
    if before is None or before.id == getattr(current, "predecessor_id", None):
        return
    if before.customer_id != draft.customer_id:
        problems.add(
            "predecessor_id", Message("That contract is with another customer. Choose one with this customer.")
        )
    if before.signed_on is None:
        problems.add("predecessor_id", Message("That contract was never signed, so there is nothing to renew."))
    if (other := follower_of(work, before.id, current.id if current else "")) is not None:
        problems.add("predecessor_id", followed_already(other))
    seen = {current.id} if current else set()
    while before is not None:
        if before.id in seen:
            problems.add("predecessor_id", Message("Each of these contracts would follow the other. Choose another."))
            return
        seen.add(before.id)
        before = work.session.get(Contract, before.predecessor_id) if before.predecessor_id else None
