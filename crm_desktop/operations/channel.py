"""The channel: who supplies whom since when, and what its members report of their own sales.

A link may be written by whoever may change the buyer or the supplier, a report by whoever may change its reporter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.models import ChannelReport, Customer, Product, SupplyLink
from crm_desktop.operations import amounts, drafts, records
from crm_desktop.operations.product_lines import QUANTITY_LIMIT
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

_ENDS = {"supplier_id": Customer, "buyer_id": Customer}
_POINTS_TO = {"reporter_id": Customer, "buyer_id": Customer, "product_id": Product}
# Days that lie before and behind all that are written.
_EVER, _FOR_EVER = date.min, date.max
_NOTE_LIMIT = 4_000


@dataclass(frozen=True)
class SupplyDraft:
    """A supplier and a buyer, perhaps with days and the supplier's share of what the buyer needs (millionths)."""

    supplier_id: str | None = None
    buyer_id: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    share_e6: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class ReportDraft:
    """What a member sold on in a span of days; without a buyer to consumers, without a currency in the company's."""

    reporter_id: str | None = None
    buyer_id: str | None = None
    product_id: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    quantity_e6: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    stock_e6: int | None = None
    note: str | None = None


def supply_draft(reading: Reading, link_id: str) -> SupplyDraft:
    """What a form edits of a link."""
    return drafts.loaded(SupplyDraft, records.find(reading, SupplyLink, link_id))


def create_supply(work: UnitOfWork, draft: SupplyDraft) -> str:
    """Note that one customer supplies another; returns the id of the link."""
    _check_supply(work, draft)
    _may_write(work, draft.supplier_id, draft.buyer_id)
    link = SupplyLink(id=work.new_id(), **records.values_of(draft))
    work.session.add(link)
    return link.id


def update_supply(
    work: UnitOfWork, link_id: str, draft: SupplyDraft, loaded: SupplyDraft | None = None, position: int | None = None
) -> None:
    """Change a link, or end it by its last day."""
    link = records.find(work, SupplyLink, link_id)
    _check_supply(work, draft, link)
    _may_write(work, link.supplier_id, link.buyer_id)
    _may_write(work, draft.supplier_id, draft.buyer_id)
    records.apply(work, link, records.values_of(draft), records.values_of(loaded) if loaded else None, position)


def end_supplies(work: UnitOfWork, ids: Iterable[str], on: date) -> int:
    """Make a day the last one of links that hold then; returns how many were ended."""
    links = [records.find(work, SupplyLink, each) for each in ids]
    for link in links:
        _may_write(work, link.supplier_id, link.buyer_id)
        if link.from_on and link.from_on > on:
            raise UserError(Message("A link that begins later cannot end yet. Delete it instead."))
    ended = [link for link in links if link.to_on is None or link.to_on > on]
    for link in ended:
        link.to_on = on
    return len(ended)


def delete_supplies(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete links that never were; one that is over is ended instead. Returns how many."""
    ids = list(ids)
    for each in ids:
        link = records.find(work, SupplyLink, each)
        _may_write(work, link.supplier_id, link.buyer_id)
    return records.delete(work, SupplyLink, ids)


def report_draft(reading: Reading, report_id: str) -> ReportDraft:
    """What a form edits of a report."""
    return drafts.loaded(ReportDraft, records.find(reading, ChannelReport, report_id))


def create_report(work: UnitOfWork, draft: ReportDraft) -> str:
    """Write down what a member of the channel reported; returns the id."""
    draft = _completed(work, draft)
    _check_report(work, draft)
    _may_write(work, draft.reporter_id)
    report = ChannelReport(id=work.new_id(), **records.values_of(draft), created_at=work.now_ms)
    work.session.add(report)
    return report.id


def update_report(
    work: UnitOfWork, report_id: str, draft: ReportDraft, loaded: ReportDraft | None = None, position: int | None = None
) -> None:
    """Correct a report."""
    report = records.find(work, ChannelReport, report_id)
    draft = _completed(work, draft)
    _check_report(work, draft, report)
    _may_write(work, report.reporter_id)
    _may_write(work, draft.reporter_id)
    records.apply(work, report, records.values_of(draft), records.values_of(loaded) if loaded else None, position)


def delete_reports(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete reports; returns how many."""
    ids = list(ids)
    for each in ids:
        _may_write(work, records.find(work, ChannelReport, each).reporter_id)
    return records.delete(work, ChannelReport, ids)


def _may_write(work: UnitOfWork, *customers: str | None) -> None:
    if not any(each and rights.may_change(work, "customer", each) for each in customers):
        raise NotAllowed(Message("These customers belong to someone else. Ask their owner or your manager."))


def _check_supply(work: UnitOfWork, draft: SupplyDraft, current: SupplyLink | None = None) -> None:
    problems = Problems()
    problems.require("supplier_id", draft.supplier_id, Message("Choose who supplies."))
    problems.require("buyer_id", draft.buyer_id, Message("Choose who is supplied."))
    check_references(work, problems, draft, _ENDS, current)
    amounts.check_share(problems, "share_e6", draft.share_e6)
    problems.at_most("note", draft.note, _NOTE_LIMIT)
    for name in ("from_on", "to_on"):
        problems.year_meant(name, getattr(draft, name), getattr(current, name, None))
    if draft.from_on and draft.to_on and draft.to_on < draft.from_on:
        problems.add("to_on", Message("The last day lies before the first. Mend one of them."))
    problems.refuse()
    own = current.id if current else ""
    if draft.supplier_id == draft.buyer_id:
        problems.add("buyer_id", Message("Nobody supplies themselves. Choose another customer."))
        problems.refuse()
    # Read once: a channel has thousands of links.
    others = _others(work, draft, own)
    if _is_known(others, draft):
        problems.add("buyer_id", Message("This link is there already for these days. Change that one instead."))
    elif _supplies(others, draft):
        problems.add(
            "supplier_id", Message("The buyer supplies this customer, directly or through others. Nothing may circle.")
        )
    elif (draft.share_e6 or 0) + _shares_of(others, draft) > E6:
        problems.add("share_e6", Message("With its other suppliers this buyer would be supplied more than 100 %."))
    problems.refuse()


def _others(work: Reading, draft: SupplyDraft, own: str) -> list[SupplyLink]:
    """The other living links that hold on some day on which this one holds."""
    found = work.session.scalars(select(SupplyLink).where(SupplyLink.deleted.is_(False), SupplyLink.id != own))
    return [link for link in found if _overlap(link, draft)]


def _overlap(link: SupplyLink | SupplyDraft, other: SupplyLink | SupplyDraft) -> bool:
    first = max(link.from_on or _EVER, other.from_on or _EVER)
    return first <= min(link.to_on or _FOR_EVER, other.to_on or _FOR_EVER)


def _is_known(others: Iterable[SupplyLink], draft: SupplyDraft) -> bool:
    ends = (draft.supplier_id, draft.buyer_id)
    return any((link.supplier_id, link.buyer_id) == ends for link in others)


def _supplies(others: Iterable[SupplyLink], draft: SupplyDraft) -> bool:
    """Whether the buyer supplies the supplier on a day of the draft, through however many others."""
    buyers: dict[str, list[str]] = {}
    for link in others:
        buyers.setdefault(link.supplier_id, []).append(link.buyer_id)
    seen, waiting = set[str](), [draft.buyer_id or ""]
    while waiting:
        at = waiting.pop()
        if at == draft.supplier_id:
            return True
        if at not in seen:
            seen.add(at)
            waiting += buyers.get(at, [])
    return False


def _shares_of(others: Iterable[SupplyLink], draft: SupplyDraft) -> int:
    """What the buyer's other suppliers have together on the day they have most, among the days of the draft."""
    same = [link for link in others if link.buyer_id == draft.buyer_id and link.share_e6]
    starts = [max(link.from_on or _EVER, draft.from_on or _EVER) for link in same]
    return max((_on(same, day) for day in starts), default=0)


def _on(links: Iterable[SupplyLink], day: date) -> int:
    return sum(link.share_e6 or 0 for link in links if (link.from_on or _EVER) <= day <= (link.to_on or _FOR_EVER))


def _completed(work: UnitOfWork, draft: ReportDraft) -> ReportDraft:
    return replace(draft, currency=draft.currency or work.currency) if draft.amount_minor is not None else draft


def _check_report(work: UnitOfWork, draft: ReportDraft, current: ChannelReport | None = None) -> None:
    problems = Problems()
    problems.require("reporter_id", draft.reporter_id, Message("Choose who reported."))
    problems.require("from_on", draft.from_on, Message("Choose the first day of the report."))
    problems.require("to_on", draft.to_on, Message("Choose the last day of the report."))
    check_references(work, problems, draft, _POINTS_TO, current)
    amounts.check_amount(problems, "amount_minor", draft.amount_minor)
    amounts.check_currency(problems, "currency", draft.currency)
    for name in ("quantity_e6", "stock_e6"):
        said = Message("Give a quantity of 0 or more.")
        problems.within(name, getattr(draft, name), 0, QUANTITY_LIMIT, said)
    problems.at_most("note", draft.note, _NOTE_LIMIT)
    problems.not_after("to_on", draft.to_on, work.today)
    if draft.from_on and draft.to_on and draft.to_on < draft.from_on:
        problems.add("to_on", Message("The last day lies before the first. Mend one of them."))
    if draft.reporter_id and draft.reporter_id == draft.buyer_id:
        problems.add("buyer_id", Message("Nobody sells to themselves. Choose another customer."))
    if (draft.quantity_e6, draft.amount_minor, draft.stock_e6) == (None, None, None):
        problems.add("quantity_e6", Message("Give a quantity, an amount, or what is left in stock."))
    if (draft.quantity_e6 is not None or draft.stock_e6 is not None) and draft.product_id is None:
        problems.add("product_id", Message("Choose the product that was counted."))
    if not problems.found and _is_reported(work, draft, current.id if current else ""):
        problems.add(
            "from_on", Message("A report of the same sales covers some of these days already. Change that one instead.")
        )
    problems.refuse()


def _is_reported(work: Reading, draft: ReportDraft, own: str) -> bool:
    """Whether another report tells of the same product and buyer on a day of the draft, which would count it twice."""
    report = ChannelReport
    same = select(report.id).where(
        report.reporter_id == draft.reporter_id,
        report.buyer_id.is_not_distinct_from(draft.buyer_id),
        report.product_id.is_not_distinct_from(draft.product_id),
        report.from_on <= draft.to_on,
        report.to_on >= draft.from_on,
        report.deleted.is_(False),
        report.id != own,
    )
    return work.session.scalar(same.limit(1)) is not None
