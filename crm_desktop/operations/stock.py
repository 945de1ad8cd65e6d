"""Stock: what was counted of a product at a place of a warehouse. A later count takes the place of the one before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import PRODUCTS
from crm_desktop.models import Product, StockLevel
from crm_desktop.operations import drafts, records
from crm_desktop.operations.product_lines import QUANTITY_LIMIT
from crm_desktop.operations.references import check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import Reading, UnitOfWork

_TEXT_LIMIT, _NOTE_LIMIT = 100, 4_000


@dataclass(frozen=True)
class StockDraft:
    """How much of a product lay at a place, and when it was counted; without a day today."""

    product_id: str | None = None
    warehouse: str = ""
    bin: str | None = None
    quantity_e6: int | None = None
    counted_on: date | None = None
    note: str | None = None


def stock_draft(reading: Reading, stock_id: str) -> StockDraft:
    """What a form edits of a count."""
    return drafts.loaded(StockDraft, records.find(reading, StockLevel, stock_id))


def count_stock(work: UnitOfWork, draft: StockDraft) -> str:
    """Note what was counted at a place; returns the id of the place. Never an earlier count over a later one."""
    rights.require(work.viewer, PRODUCTS)
    draft = replace(draft, counted_on=draft.counted_on or work.today)
    problems = _faults(work, draft)
    known = _at(work, draft)
    if known is not None and not known.deleted and draft.counted_on and draft.counted_on < known.counted_on:
        day = known.counted_on.isoformat()
        problems.add("counted_on", Message("This place was counted later, on {day}. Correct that count.", day=day))
    problems.refuse()
    return _write(work, draft)


def correct_stock(
    work: UnitOfWork, stock_id: str, draft: StockDraft, loaded: StockDraft | None = None, position: int | None = None
) -> str:
    """Change a count that was noted wrongly, its day and its place too; returns the id of its place."""
    rights.require(work.viewer, PRODUCTS)
    level = records.find_to_change(work, StockLevel, stock_id)
    draft = replace(draft, counted_on=draft.counted_on or work.today)
    problems = _faults(work, draft, level)
    there = _at(work, draft)
    if there is not None and there.id != stock_id and not there.deleted:
        problems.add("warehouse", Message("This place has a count of its own. Correct that one, and delete this."))
    problems.refuse()
    if there is None or there.id != stock_id:
        level.deleted = True
        return _write(work, draft)
    records.apply(work, level, records.values_of(draft), records.values_of(loaded) if loaded else None, position)
    return stock_id


def delete_stock(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete the counts of places that are no more; returns how many."""
    rights.require(work.viewer, PRODUCTS)
    return records.delete(work, StockLevel, ids)


def _write(work: UnitOfWork, draft: StockDraft) -> str:
    values, known = records.values_of(draft), _at(work, draft)
    if known is not None:
        records.apply(work, known, {**values, "deleted": False})
        return known.id
    level = StockLevel(id=_place_of(draft), **values)
    work.session.add(level)
    return level.id


def _at(work: Reading, draft: StockDraft) -> StockLevel | None:
    """What is known of the place, deleted or not."""
    return work.session.get(StockLevel, _place_of(draft))


def _place_of(draft: StockDraft) -> str:
    return StockLevel.id_of(draft.product_id or "", draft.warehouse.strip(), (draft.bin or "").strip() or None)


def _faults(work: UnitOfWork, draft: StockDraft, current: StockLevel | None = None) -> Problems:
    problems = Problems()
    problems.require("product_id", draft.product_id, Message("Choose the product that was counted."))
    problems.require("warehouse", draft.warehouse, Message("Write which warehouse it is in."))
    problems.require("quantity_e6", draft.quantity_e6, Message("Give a quantity of 0 or more."))
    check_references(work, problems, draft, {"product_id": Product}, current)
    said = Message("Give a quantity of 0 or more.")
    problems.within("quantity_e6", draft.quantity_e6, 0, QUANTITY_LIMIT, said)
    problems.not_after("counted_on", draft.counted_on, work.today)
    problems.at_most("warehouse", draft.warehouse, _TEXT_LIMIT)
    problems.at_most("bin", draft.bin, _TEXT_LIMIT)
    problems.at_most("note", draft.note, _NOTE_LIMIT)
    return problems
