"""Quotations: made from a deal, frozen when they are sent, accepted into the deal or declined, and made anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6, minor_digits
from crm_desktop.models import Contact, Customer, Opportunity, Quotation, QuotationLine, User
from crm_desktop.models.quotation import ACCEPTED, DECLINED, DRAFT, SENT
from crm_desktop.operations import (
    amounts,
    drafts,
    field_limits,
    field_rules,
    floor_price,
    numbering,
    ownership,
    parameter,
    parts,
    product_lines,
    records,
)
from crm_desktop.operations.custom_field import copy_own_values
from crm_desktop.operations.opportunity import opportunity_draft, update_opportunity
from crm_desktop.operations.product_lines import LineDraft, TaxedLineDraft
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

_LONGEST_TITLE = 300
_POINTS_TO = {"opportunity_id": Opportunity, "customer_id": Customer, "contact_id": Contact, "owner_id": User}


QuotationLineDraft = TaxedLineDraft
as_quotation_lines = product_lines.as_taxed


@dataclass(frozen=True)
class QuotationDraft:
    """A quotation as a form edits it; `tax_rate_e6` is taken where neither line nor product say one."""

    title: str = ""
    opportunity_id: str | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    owner_id: str | None = None
    quoted_on: date | None = None
    valid_until: date | None = None
    currency: str | None = None
    introduction: str | None = None
    terms: str | None = None
    note: str | None = None
    tax_rate_e6: int | None = None
    lines: tuple[QuotationLineDraft, ...] = ()


def new_quotation(reading: Reading, opportunity_id: str) -> QuotationDraft:
    """The draft of a quotation for a deal: with its lines, or one of its amount where it has none."""
    field_limits.require_amounts(reading)
    deal = records.find(reading, Opportunity, opportunity_id)
    days = parameter.integer(reading, parameter.QUOTATION_DAYS)
    return QuotationDraft(
        title=deal.name[:_LONGEST_TITLE],
        opportunity_id=deal.id,
        customer_id=deal.customer_id,
        contact_id=deal.contact_id,
        owner_id=deal.owner_id or reading.viewer.user_id or None,
        quoted_on=reading.today,
        valid_until=reading.today + timedelta(days=days),
        currency=deal.currency,
        terms=str(parameter.value(reading, parameter.QUOTATION_TERMS) or "") or None,
        lines=_lines_of_deal(reading, deal),
    )


def empty_quotation(reading: Reading) -> QuotationDraft:
    """The draft of a quotation that belongs to no deal yet."""
    days = parameter.integer(reading, parameter.QUOTATION_DAYS)
    return QuotationDraft(
        owner_id=reading.viewer.user_id or None,
        quoted_on=reading.today,
        valid_until=reading.today + timedelta(days=days),
        currency=reading.currency,
        terms=str(parameter.value(reading, parameter.QUOTATION_TERMS) or "") or None,
    )


def quotation_draft(reading: Reading, quotation_id: str) -> QuotationDraft:
    """What a form edits of a quotation."""
    quotation = records.find(reading, Quotation, quotation_id)
    lines = parts.read_parts(reading, QuotationLine, {"quotation_id": quotation.id}, QuotationLineDraft)
    return drafts.loaded(QuotationDraft, quotation, lines=lines, tax_rate_e6=None)


def create_quotation(work: UnitOfWork, draft: QuotationDraft) -> str:
    """Write a quotation down; it can be changed until it is sent. Returns its id."""
    field_rules.check_new(work, "quotation", draft)
    lines = _checked(work, draft)
    quotation_id = work.new_id()
    deal = work.session.get(Opportunity, draft.opportunity_id) if draft.opportunity_id else None
    draft = replace(draft, owner_id=ownership.first_owner(work, draft.owner_id, deal.owner_id if deal else None))
    _add(work, quotation_id, draft, lines, number=numbering.number_of_later_kind(work, Quotation), version=1)
    return quotation_id


def update_quotation(
    work: UnitOfWork,
    quotation_id: str,
    draft: QuotationDraft,
    loaded: QuotationDraft | None = None,
    position: int | None = None,
) -> None:
    """Change a quotation that was not sent yet."""
    quotation = _find(work, quotation_id, (DRAFT,), Message("A quotation that was sent stays as it is."))
    draft, loaded = field_limits.with_real_amounts(work, draft, loaded, lambda: quotation_draft(work, quotation_id))
    field_rules.check_change(work, quotation, draft)
    before = loaded or quotation_draft(work, quotation_id)
    lines = _checked(work, draft, quotation)
    values, was = ({**_plain(work, each), "owner_id": quotation.owner_id} for each in (draft, before))
    records.apply(work, quotation, values, was, position)
    if draft.owner_id != before.owner_id:
        ownership.hand_over(work, quotation, draft.owner_id, position=position)
    owner = {"quotation_id": quotation.id}
    parts.write_parts(work, QuotationLine, owner, lines, before.lines, position, _amounts(quotation.currency))
    floor_price.follow_lines(work, quotation)


def send_quotation(work: UnitOfWork, quotation_id: str) -> None:
    """A quotation went to the customer: from now on it stays as it is."""
    quotation = _find(work, quotation_id, (DRAFT,), Message("This quotation was sent already."))
    lines = parts.living_parts(work, QuotationLine, {"quotation_id": quotation.id})
    if not lines:
        raise UserError(Message("This quotation offers nothing yet. Add a line first."))
    if sum(line.net_minor + line.tax_minor for line in lines) < 0:
        raise UserError(Message("The lines are worth less than nothing together. Check their quantities."))
    if quotation.valid_until and quotation.valid_until < work.today:
        raise UserError(Message("This quotation has expired already. Choose a later day first."))
    floor_price.require_prices(work, quotation)
    quotation.status, quotation.sent_on = SENT, work.today
    records.note_history(work, quotation, "status", SENT)


def next_version(work: UnitOfWork, quotation_id: str) -> str:
    """Make a quotation anew from one that was sent, under its number with the next version; returns its id."""
    known = _find(
        work, quotation_id, (SENT, DECLINED, ACCEPTED), Message("This quotation was not sent yet. Change it instead.")
    )
    days = parameter.integer(work, parameter.QUOTATION_DAYS)
    draft = quotation_draft(work, quotation_id)
    lines = tuple(replace(line, id=None) for line in draft.lines)
    draft = replace(draft, quoted_on=work.today, valid_until=work.today + timedelta(days=days), lines=lines)
    # Deleted ones count, too: the bin may bring them back.
    last = work.session.scalar(select(func.max(Quotation.version)).where(Quotation.number == known.number))
    made = work.new_id()
    _add(work, made, draft, lines, number=known.number, version=(last or known.version) + 1)
    copy_own_values(work, "quotation", known.id, made)
    return made


def accept_quotation(work: UnitOfWork, quotation_id: str) -> None:
    """The customer took it: the deal's lines and amount become those of the quotation."""
    quotation = _find(work, quotation_id, (SENT,), Message("Only a quotation that was sent can be accepted."))
    _refuse_twice(work, quotation)
    floor_price.require_prices(work, quotation)
    if quotation.opportunity_id is not None:
        field_limits.require_amounts(work)
        _deal_there(work, quotation.opportunity_id)
    quotation.status, quotation.decided_on = ACCEPTED, work.today
    records.note_history(work, quotation, "status", ACCEPTED)
    if quotation.opportunity_id is None:
        return
    lines = parts.read_parts(work, QuotationLine, {"quotation_id": quotation.id}, LineDraft)
    deal = opportunity_draft(work, quotation.opportunity_id)
    sold = tuple(replace(line, id=None) for line in lines)
    after = replace(deal, lines=sold, amount_minor=None, currency=quotation.currency)
    update_opportunity(work, quotation.opportunity_id, after, deal)


def _refuse_twice(work: UnitOfWork, quotation: Quotation) -> None:
    """Of one quotation a single version is taken."""
    others = select(Quotation.version).where(
        Quotation.number == quotation.number,
        Quotation.status == ACCEPTED,
        Quotation.deleted.is_(False),
        Quotation.id != quotation.id,
    )
    if (version := work.session.scalar(others.limit(1))) is not None:
        raise UserError(
            Message(
                "Version {version} of this quotation was accepted already. Make a new version of that one instead.",
                version=version,
            )
        )


def _deal_there(work: UnitOfWork, opportunity_id: str) -> None:
    deal = work.session.get(Opportunity, opportunity_id)
    if deal is None or deal.deleted:
        raise UserError(Message("The deal of this quotation lies in the recycle bin. Bring it back first."))


def decline_quotation(work: UnitOfWork, quotation_id: str, reason: str | None) -> None:
    """The customer did not take it, for a reason."""
    quotation = _find(work, quotation_id, (SENT,), Message("Only a quotation that was sent can be declined."))
    problems = Problems()
    problems.require("reason", reason, Message("Write down why it was declined."))
    problems.refuse()
    said = (reason or "").strip()
    quotation.status, quotation.decided_on = DECLINED, work.today
    quotation.note = "\n".join(part for part in (quotation.note, said) if part)
    records.note_history(work, quotation, "status", DECLINED, note=said)


def delete_quotations(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete quotations that were not sent; returns how many."""
    ids = list(ids)
    for each in ids:
        _find(work, each, (DRAFT,), Message("A quotation that was sent stays in the records."))
    return records.delete(work, Quotation, ids)


def _find(work: UnitOfWork, quotation_id: str, statuses: Sequence[str], otherwise: Message) -> Quotation:
    quotation = records.find_to_change(work, Quotation, quotation_id)
    if quotation.status not in statuses:
        raise UserError(otherwise)
    return quotation


def _add(
    work: UnitOfWork,
    quotation_id: str,
    draft: QuotationDraft,
    lines: Sequence[QuotationLineDraft],
    **named: Any,
) -> None:
    values = {**_plain(work, draft), **named}
    quotation = Quotation(id=quotation_id, status=DRAFT, created_at=work.now_ms, **values)
    work.session.add(quotation)
    parts.add_parts(work, QuotationLine, {"quotation_id": quotation_id}, lines, _amounts(values["currency"]))
    records.note_history(work, quotation, "status", DRAFT)


def _plain(work: Reading, draft: QuotationDraft) -> dict[str, Any]:
    values = {name: value for name, value in records.values_of(draft).items() if name != "tax_rate_e6"}
    return {**values, "quoted_on": draft.quoted_on or work.today, "currency": draft.currency or work.currency}


def _amounts(currency: str) -> Any:
    return lambda line: product_lines.amounts_of(line, currency)


def _checked(
    work: UnitOfWork, draft: QuotationDraft, current: Quotation | None = None
) -> tuple[QuotationLineDraft, ...]:
    """The lines with what products and the rate of the whole say; refuses what cannot be offered."""
    problems, currency = Problems(), draft.currency or work.currency
    problems.require("title", draft.title, Message("Say in a few words what is offered."))
    problems.at_most("title", draft.title, _LONGEST_TITLE)
    for name in ("quoted_on", "valid_until"):
        problems.year_meant(name, getattr(draft, name), getattr(current, name, None))
    amounts.check_currency(problems, "currency", draft.currency)
    amounts.check_share(problems, "tax_rate_e6", draft.tax_rate_e6)
    check_references(work, problems, draft, _POINTS_TO, current)
    if draft.valid_until and draft.valid_until < (draft.quoted_on or work.today):
        problems.add("valid_until", Message("The quotation would end before it begins. Choose a later day."))
    lines = product_lines.priced(work, problems, draft.lines, currency, draft.customer_id, draft.quoted_on)
    amounts.check_amount(problems, "lines", abs(product_lines.total(lines, currency)))
    problems.refuse()
    return product_lines.rated(lines, draft.tax_rate_e6)


def _lines_of_deal(reading: Reading, deal: Opportunity) -> tuple[QuotationLineDraft, ...]:
    lines = opportunity_draft(reading, deal.id).lines
    if lines:
        return product_lines.as_taxed(replace(line, id=None) for line in lines)
    if not deal.amount_minor:
        return ()
    price = deal.amount_minor * E6 // 10 ** minor_digits(deal.currency)
    return (QuotationLineDraft(description=deal.name, unit_price_e6=price),)
