"""What stays of an erased person's business, because money is owed by it or somebody signed for it, loses the names.

It is written like any change: the history from before still tells them, as backups do.
"""

import json
from typing import Any

from sqlalchemy import select

from crm_desktop.models import Approval, Contact, Contract, HandOver, Invoice, Order
from crm_desktop.operations import approval
from crm_desktop.storage.database import UnitOfWork

EMPTY = "—"


def take_names_out(work: UnitOfWork, kind: str, record_id: str) -> None:
    """Take the names of a record of any kind that is about to be erased out of what stays."""
    if kind == "customer":
        _of_contracts(work, record_id)
        _of_orders(work, record_id)
        _of_invoices(work, record_id)
    elif kind == "contact":
        _of_signer(work, record_id)
    _of_protocols(work, record_id)
    work.session.flush()


def _of_contracts(work: UnitOfWork, customer_id: str) -> None:
    for contract in work.session.scalars(select(Contract).where(Contract.customer_id == customer_id)):
        contract.their_party = contract.signed_by_them = None
        for asked in work.session.scalars(select(Approval).where(Approval.record_id == contract.id)):
            # As long as it waits to be signed, the two are compared.
            asked.content = approval.written(_read(asked.content) | {"their_party": None})


def _of_orders(work: UnitOfWork, customer_id: str) -> None:
    """Where goods went stays no closer than the town."""
    for order in work.session.scalars(select(Order).where(Order.customer_id == customer_id)):
        order.delivery_name = order.delivery_address = order.delivery_postcode = None


def _of_invoices(work: UnitOfWork, customer_id: str) -> None:
    for invoice in work.session.scalars(select(Invoice).where(Invoice.customer_id == customer_id)):
        invoice.heading = invoice.tax_number = None


def _of_signer(work: UnitOfWork, contact_id: str) -> None:
    name = work.session.get_one(Contact, contact_id).name
    for contract in work.session.scalars(select(Contract).where(Contract.contact_id == contact_id)):
        if contract.signed_by_them == name:
            contract.signed_by_them = None


def _of_protocols(work: UnitOfWork, record_id: str) -> None:
    """What was handed over stays counted on the protocol."""
    for row in work.session.scalars(select(HandOver).where(HandOver.protocol.contains(record_id))):
        kept = _read(row.protocol)
        lines = [each | {"name": EMPTY} if each.get("id") == record_id else each for each in kept.get("lines", ())]
        row.protocol = json.dumps(kept | {"lines": lines}, ensure_ascii=False)


def _read(written: str) -> dict[str, Any]:
    """What another program wrote otherwise is nothing, rather than in the way."""
    try:
        found = json.loads(written)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
