"""What undo and the recycle bin keep of what operations keep: they put old values back where others went on since.

What was agreed stays as it was submitted or signed, receipts and invoices stay within it, receipts of locked months
stay as they are, and cases stand where a step leads. Whatever would break that is refused as a whole, with the reason.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select, func, select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.models import ENTITY_OF, Contract, ContractLine, Order, Receipt, Receivable, ServiceCase
from crm_desktop.models.contract import APPROVED, COMPLETED, SIGNED, SUBMITTED, TERMINATED
from crm_desktop.models.service_case import ARCHIVED, HANDLED
from crm_desktop.operations import payment
from crm_desktop.operations.contract_steps import content_of
from crm_desktop.operations.payment_limits import COUNTS, locked_among, stays_locked
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.storage.rules import RULE_OF, Rule, breaching

Touched = Mapping[str, Collection[str]]
_FOLLOWS = RULE_OF["order_payment"]
_KEPT = tuple(
    RULE_OF[name]
    for name in (
        *("contract_beyond", "contract_unsigned", "contract_plan", "contract_shares", "contract_invoiced"),
        *("order_beyond", "order_invoiced", "invoice_corrected", "refund_beyond", "refund_alone"),
        *("invoice_other", "supply_share", "circle.supply_link"),
        *("case_owner", "case_waiting", "case_closing", "case_handling"),
    )
)
# What a contract says stays as it is while it stands so.
_AGREED = (SUBMITTED, APPROVED, SIGNED, COMPLETED, TERMINATED)
_DONE = (HANDLED, ARCHIVED)
_ASKED = "SELECT value FROM json_each(?)"


@contextmanager
def limits_kept(work: UnitOfWork, touched: Touched) -> Iterator[None]:
    """Refuse what is done within if it leaves these rows against a limit that they kept before."""
    # What stands against a limit already, as after a merge, is for the review.
    broken = {rule.name: _breaches(work, rule, touched) for rule in _KEPT}
    agreed, locked, handled = _agreed(work, touched), _locked(work, touched), _handled(work, touched)
    yield
    work.session.flush()
    _refuse_rewritten(work, agreed)
    _refuse_taken_away(work, handled)
    for receipt_id, values in locked.items():
        receipt = work.session.get_one(Receipt, receipt_id)
        if _values(receipt) != values:
            raise stays_locked(values["paid_on"])
    for rule in _KEPT:
        for record_id in sorted(_breaches(work, rule, touched) - broken[rule.name]):
            raise _refusal(work, rule.table, record_id, Message(rule.says))
    for order_id in sorted(_breaches(work, _FOLLOWS, touched)):
        payment.follow(work, work.session.get_one(Order, order_id))


def _breaches(work: UnitOfWork, rule: Rule, touched: Touched) -> set[str]:
    """The records that break a rule, of those that some rows belong to."""
    reaches = rule.reach if rule.table in rule.reach else {**rule.reach, rule.table: "{ids}"}
    found: set[str] = set()
    for table, reach in reaches.items():
        if table in touched:
            asked = reach.format(ids=_ASKED)
            ids = (json.dumps(list(touched[table])),) * asked.count("?")
            found.update(work.connection.exec_driver_sql(breaching(rule, asked), ids).scalars())
    return found


def _agreed(work: UnitOfWork, touched: Touched) -> dict[str, str]:
    """Contract → its content, of those that are more than drafts."""
    ids = set(touched.get("contract", ()))
    for part in (ContractLine, Receivable):
        of_these = part.id.in_(_listed(touched.get(part.__tablename__, ())))
        ids.update(filter(None, work.session.scalars(select(part.contract_id).where(of_these))))
    agreed = Contract.id.in_(_listed(ids)) & Contract.stage.in_(_AGREED) & Contract.deleted.is_(False)
    return {each: content_of(work, each) for each in work.session.scalars(select(Contract.id).where(agreed))}


def _refuse_rewritten(work: UnitOfWork, agreed: Mapping[str, str]) -> None:
    for contract_id, content in agreed.items():
        contract = work.session.get_one(Contract, contract_id)
        if not contract.deleted and contract.stage in _AGREED and content_of(work, contract_id) != content:
            said = Message(
                "What was agreed in {number} stays as it is. Make a change of the contract.", number=contract.number
            )
            raise UserError(said)


def _handled(work: UnitOfWork, touched: Touched) -> dict[str, str]:
    """Case → whose it is, of those that were handled."""
    of = ServiceCase
    owned = of.id.in_(_listed(touched.get("service_case", ()))), of.status.in_(_DONE), of.owner_id.is_not(None)
    rows = work.session.execute(select(of.id, of.owner_id).where(*owned))
    return {case_id: str(owner_id) for case_id, owner_id in rows}


def _refuse_taken_away(work: UnitOfWork, handled: Mapping[str, str]) -> None:
    """A case stays with who handled it; one that was handed over since may go back to another."""
    for case_id, owner_id in handled.items():
        case = work.session.get_one(ServiceCase, case_id)
        is_taken = case.owner_id is None or (case.owner_id != owner_id and owner_id == case.handled_by_id)
        if is_taken and case.status in _DONE and not case.deleted:
            said = Message("This case has been handled already. Only open cases are assigned.")
            raise _refusal(work, "service_case", case_id, said)


def _locked(work: UnitOfWork, touched: Touched) -> dict[str, dict[str, Any]]:
    """Receipt → what counts of it, of those that a locked month counted."""
    locked = locked_among(work, touched.get("receipt", ()))
    living = select(Receipt).where(Receipt.id.in_(_listed(locked)), Receipt.deleted.is_(False))
    return {each.id: _values(each) for each in work.session.scalars(living)} if locked else {}


def _values(receipt: Receipt) -> dict[str, Any]:
    return {name: getattr(receipt, name) for name in (*COUNTS, "deleted")}


def _listed(ids: Collection[str]) -> Select[tuple[str]]:
    return select(func.json_each(json.dumps(sorted(ids))).table_valued("value").c.value)


def _refusal(work: UnitOfWork, table: str, record_id: str, why: Message) -> UserError:
    entity = ENTITY_OF[table]
    named = getattr(work.session.get(entity, record_id), entity.__search__.title, None) if entity.__search__ else None
    name = named or Message(entity.__title__)
    return UserError(Message("Nothing was changed, because this would follow for {name}: {why}", name=name, why=why))
