"""Contracts, receipts and rules for tests of commission, written as rows."""

from datetime import date
from typing import Any

from crm_desktop.core.money import to_e6
from crm_desktop.models import Contract, ContractLine, ContractShare, HistoryEntry, Receipt
from crm_desktop.operations.commission_rule import CommissionRuleDraft, create_rule
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer


def a_contract(
    work: UnitOfWork, owner_id: str, *nets: int, tax: int = 0, products: tuple[str, ...] = (), **values: Any
) -> str:
    """A signed contract with a line for each net amount; tax stands on the first line. Without lines: 1,000.00."""
    contract_id = values.pop("id", None) or work.new_id()
    values.setdefault("customer_id", None)
    values["customer_id"] = values["customer_id"] or a_customer(work)
    values.setdefault("currency", work.currency)
    values.setdefault("amount_minor", sum(nets) + tax if nets else 100_000)
    named = {"number": f"K-{contract_id[-4:]}", "name": "Screens", "stage": "signed", "created_at": work.now_ms}
    work.session.add(Contract(id=contract_id, owner_id=owner_id, **{**named, **values}))
    for place, net in enumerate(nets):
        line = {"quantity_e6": to_e6(1), "unit_price_e6": net * 10_000, "net_minor": net, "position": place}
        product_id = products[place] if place < len(products) else None
        taxed = {"tax_minor": tax if place == 0 else 0, "product_id": product_id}
        work.session.add(ContractLine(id=work.new_id(), contract_id=contract_id, **line, **taxed))
    work.session.flush()
    return contract_id


def a_receipt(work: UnitOfWork, contract_id: str, amount: int, on: str, **values: Any) -> str:
    """Money that came in for a contract."""
    receipt_id = values.pop("id", None) or work.new_id()
    contract = work.session.get_one(Contract, contract_id)
    values.setdefault("currency", contract.currency)
    named = {"customer_id": contract.customer_id, "contract_id": contract_id, "paid_on": date.fromisoformat(on)}
    work.session.add(Receipt(id=receipt_id, amount_minor=amount, **named, **values))
    work.session.flush()
    return receipt_id


def a_refund(work: UnitOfWork, contract_id: str, of: str, amount: int, on: str) -> str:
    """Money that went back for a receipt."""
    return a_receipt(work, contract_id, -amount, on, refunds_id=of)


def a_share(work: UnitOfWork, contract_id: str, user_id: str, percent: int, **values: Any) -> None:
    """A colleague's part in a contract."""
    share = {"contract_id": contract_id, "user_id": user_id, "share_e6": percent * 10_000}
    work.session.add(ContractShare(id=work.new_id(), **share, **values))
    work.session.flush()


def an_owner_since(work: UnitOfWork, contract_id: str, *changes: tuple[str, str]) -> None:
    """Whose a contract was from which day on; the last one owns it now."""
    for on, user_id in changes:
        work.session.add(
            HistoryEntry(
                id=work.new_id(),
                record_kind="contract",
                record_id=contract_id,
                field="owner",
                value=user_id,
                from_on=date.fromisoformat(on),
                changed_at=work.now_ms,
            )
        )
    work.session.get_one(Contract, contract_id).owner_id = changes[-1][1]
    work.session.flush()


def a_rule(work: UnitOfWork, percent: float = 5, from_on: str = "2026-01-01", **values: Any) -> str:
    """A rule of commission for everything received, unless told otherwise."""
    values.setdefault("name", "All receipts")
    rate = round(percent * 10_000)
    return create_rule(work, CommissionRuleDraft(from_on=date.fromisoformat(from_on), rate_e6=rate, **values))
