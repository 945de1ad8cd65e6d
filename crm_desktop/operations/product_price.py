"""Prices of a product beside its list price: agreed with a customer, for a level, or for all, by quantity and days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import APPROVE, PRODUCTS
from crm_desktop.models import Customer, Product, ProductPrice
from crm_desktop.operations import amounts, drafts, records
from crm_desktop.operations.product_lines import QUANTITY_LIMIT
from crm_desktop.operations.references import check_choice, check_references
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import floor_price, rights
from crm_desktop.queries.price import is_below
from crm_desktop.storage.database import Reading, UnitOfWork

_NOTE_LIMIT = 4_000


@dataclass(frozen=True)
class PriceDraft:
    """A price a unit, for a customer or a level or neither, from a quantity on and on some days.

    Without a currency it is in that of the product. In the form of a product it is a row, whose product is that one.
    """

    id: str | None = None
    product_id: str | None = None
    customer_id: str | None = None
    level_id: str | None = None
    from_quantity_e6: int | None = None
    price_e6: int | None = None
    currency: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    note: str | None = None


def price_draft(reading: Reading, price_id: str) -> PriceDraft:
    """What a form edits of a price."""
    return drafts.loaded(PriceDraft, records.find(reading, ProductPrice, price_id))


def create_price(work: UnitOfWork, draft: PriceDraft) -> str:
    """Agree a price with a customer, or set one for a level or for all; returns its id."""
    rights.require(work.viewer, PRODUCTS)
    draft = _completed(work, draft)
    _check_alone(work, draft)
    return _add(work, draft)


def update_price(
    work: UnitOfWork, price_id: str, draft: PriceDraft, loaded: PriceDraft | None = None, position: int | None = None
) -> None:
    """Change a price; lines already written keep theirs."""
    rights.require(work.viewer, PRODUCTS)
    price = records.find_to_change(work, ProductPrice, price_id)
    draft = _completed(work, draft)
    _check_alone(work, draft, price)
    records.apply(work, price, _values(draft), _values(loaded) if loaded else None, position)


def delete_prices(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete prices, after which the next best holds; returns how many."""
    rights.require(work.viewer, PRODUCTS)
    return records.delete(work, ProductPrice, ids)


def read_prices(reading: Reading, product_id: str) -> tuple[PriceDraft, ...]:
    """The prices of a product that the actor sees, as rows of its form: agreements, levels, then those for all."""
    found = _living(reading, product_id)
    rows = [drafts.loaded(PriceDraft, each) for each in found if rights.sees(reading, ProductPrice, each.id)]
    return tuple(sorted(rows, key=_place))


def check_prices(
    work: UnitOfWork,
    problems: Problems,
    product_id: str,
    rows: Sequence[PriceDraft],
    loaded: Sequence[PriceDraft],
    currency: str,
) -> tuple[PriceDraft, ...]:
    """The rows of a product's form with what they leave out; notes what cannot be a price."""
    known = {each.id: each for each in _living(work, product_id)}
    full = [_completed_row(each, currency, product_id) for each in rows]
    edited = {each.id for each in (*loaded, *rows)}
    others = [drafts.loaded(PriceDraft, each) for key, each in known.items() if key not in edited]
    for number, row in enumerate(full, 1):
        faults = _faults(work, row, known.get(row.id or ""))
        if any(_key(row) == _key(other) for other in (*others, *full[: number - 1])):
            faults.add("price_e6", _SAID_TWICE)
        for said in faults.found.values():
            problems.add("prices", Message("Price {number}: {problem}", number=number, problem=said))
    return tuple(full)


def write_prices(
    work: UnitOfWork,
    product_id: str,
    rows: Sequence[PriceDraft],
    loaded: Sequence[PriceDraft] = (),
    position: int | None = None,
) -> None:
    """Make these the prices of a product; what somebody else added meanwhile, or nobody showed here, stays."""
    known = {each.id: each for each in _living(work, product_id)}
    before = {each.id: each for each in loaded if each.id}
    for row in rows:
        if (price := known.get(row.id or "")) is not None:
            was = before.get(price.id)
            records.apply(work, price, _values(row), _values(was) if was else None, position)
        else:
            _add(work, row)
    for gone in before.keys() - {each.id for each in rows}:
        if gone in known:
            known[gone or ""].deleted = True


_SAID_TWICE = Message("There is a price for the same from the same day on. Change that one, or choose another day.")


def _completed(work: UnitOfWork, draft: PriceDraft) -> PriceDraft:
    product = work.session.get(Product, draft.product_id) if draft.product_id else None
    currency = product.currency if product and product.currency else work.currency
    return _completed_row(draft, currency, draft.product_id)


def _completed_row(draft: PriceDraft, currency: str, product_id: str | None) -> PriceDraft:
    return replace(
        draft,
        product_id=product_id,
        currency=(draft.currency or "").strip().upper() or currency,
        from_quantity_e6=draft.from_quantity_e6 or 0,
    )


def _check_alone(work: UnitOfWork, draft: PriceDraft, current: ProductPrice | None = None) -> None:
    problems = _faults(work, draft, current)
    problems.require("product_id", draft.product_id, Message("Choose a product."))
    check_references(work, problems, draft, {"product_id": Product}, current)
    own = current.id if current else ""
    others = [each for each in _living(work, draft.product_id or "") if each.id != own]
    if any(_key(draft) == _key(drafts.loaded(PriceDraft, each)) for each in others):
        problems.add("from_on", _SAID_TWICE)
    problems.refuse()


def _faults(work: UnitOfWork, draft: PriceDraft, current: ProductPrice | None) -> Problems:
    problems = Problems()
    check_references(work, problems, draft, {"customer_id": Customer}, current)
    if draft.level_id != (current.level_id if current else None):
        check_choice(work, problems, "level_id", draft.level_id, "level")
    if draft.customer_id and draft.level_id:
        problems.add("level_id", Message("Choose a customer or a level, not both."))
    said = Message("Give a quantity of 0 or more.")
    problems.within("from_quantity_e6", draft.from_quantity_e6, 0, QUANTITY_LIMIT, said)
    problems.require("price_e6", draft.price_e6, Message("Give a price."))
    amounts.check_price(problems, "price_e6", draft.price_e6)
    amounts.check_currency(problems, "currency", draft.currency)
    for name in ("from_on", "to_on"):
        problems.year_meant(name, getattr(draft, name), getattr(current, name, None))
    if draft.from_on and draft.to_on and draft.to_on < draft.from_on:
        problems.add("to_on", Message("The last day lies before the first. Mend one of them."))
    problems.at_most("note", draft.note, _NOTE_LIMIT)
    if _is_to_be_approved(work, draft, current):
        said = Message("This is below the floor price. Only who may approve such prices can agree it.")
        problems.add("price_e6", said)
    return problems


def _is_to_be_approved(work: UnitOfWork, draft: PriceDraft, current: ProductPrice | None) -> bool:
    """Whether a new price lies below the floor, and the actor may not decide that it does."""
    product = work.session.get(Product, draft.product_id) if draft.product_id else None
    if product is None or draft.price_e6 is None or work.viewer.may(APPROVE):
        return False
    is_known = current is not None and (current.price_e6, current.currency) == (draft.price_e6, draft.currency)
    is_comparable = (product.currency or work.currency) == draft.currency
    asks = floor_price.policy(work) == floor_price.APPROVE
    return not is_known and is_comparable and asks and is_below(product.floor_price_e6, draft.price_e6, 0)


def _key(draft: PriceDraft) -> tuple[Any, ...]:
    """What tells which price holds: of two alike in it the look-up could not choose."""
    return draft.customer_id, draft.level_id, draft.from_quantity_e6, draft.currency, draft.from_on


def _place(draft: PriceDraft) -> tuple[Any, ...]:
    """Agreements first, then levels, then the list; each from the smallest quantity on."""
    rank = 0 if draft.customer_id else 1 if draft.level_id else 2
    whose = draft.customer_id or draft.level_id or ""
    return rank, whose, draft.from_quantity_e6, draft.from_on or date.min, draft.id


def _living(reading: Reading, product_id: str) -> list[ProductPrice]:
    price = ProductPrice
    statement = select(price).where(price.product_id == product_id, price.deleted.is_(False))
    return list(reading.session.scalars(statement.order_by(price.id)))


def _add(work: UnitOfWork, draft: PriceDraft) -> str:
    price = ProductPrice(id=work.new_id(), **_values(draft))
    work.session.add(price)
    return price.id


def _values(draft: PriceDraft) -> dict[str, Any]:
    return {name: value for name, value in records.values_of(draft).items() if name != "id"}
