"""Values rolled up from the records that belong to one: how many, their sum, the least, the greatest, the last."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Text, func, null, select, type_coerce

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Condition, Filter, ListSpec
from crm_desktop.models import (
    Contract,
    CustomRecord,
    Interaction,
    Invoice,
    Opportunity,
    Order,
    Quotation,
    Receipt,
    ServiceCase,
    Synced,
    Task,
)
from crm_desktop.models.customising import OWN_RECORD, own_kind_id, table_of_kind
from crm_desktop.queries import custom_field as own
from crm_desktop.queries import rights
from crm_desktop.queries.custom_field import CustomFieldView
from crm_desktop.queries.list_conditions import met
from crm_desktop.queries.list_field import DATE, FLAG, MONEY, NUMBER, TEXT, Field
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.own_record import own_records
from crm_desktop.storage.database import Reading

COUNT, SUM, LEAST, MOST, LAST = "count", "sum", "min", "max", "last"
WAYS = (COUNT, SUM, LEAST, MOST, LAST)
# Kind → the kinds whose records belong to one, by the column that names it.
CHILDREN: dict[str, dict[str, Any]] = {
    "customer": {
        "opportunity": Opportunity.customer_id,
        "sales_order": Order.customer_id,
        "interaction": Interaction.customer_id,
        "service_case": ServiceCase.customer_id,
        "task": Task.customer_id,
        "quotation": Quotation.customer_id,
        "contract": Contract.customer_id,
        "receipt": Receipt.customer_id,
        "invoice": Invoice.customer_id,
    },
    "contact": {
        "opportunity": Opportunity.contact_id,
        "interaction": Interaction.contact_id,
        "service_case": ServiceCase.contact_id,
        "task": Task.contact_id,
    },
    "opportunity": {
        "interaction": Interaction.opportunity_id,
        "task": Task.opportunity_id,
        "quotation": Quotation.opportunity_id,
        "contract": Contract.opportunity_id,
        "sales_order": Order.opportunity_id,
    },
    "contract": {
        "sales_order": Order.contract_id,
        "receipt": Receipt.contract_id,
        "invoice": Invoice.contract_id,
        "service_case": ServiceCase.contract_id,
    },
    "sales_order": {
        "receipt": Receipt.order_id,
        "invoice": Invoice.order_id,
        "service_case": ServiceCase.order_id,
    },
    "campaign": {
        "opportunity": Opportunity.campaign_id,
        "sales_order": Order.campaign_id,
        "interaction": Interaction.campaign_id,
    },
    "service_case": {"interaction": Interaction.case_id, "task": Task.case_id},
    "lead": {"interaction": Interaction.lead_id, "task": Task.lead_id},
}
# By which day records of a kind come one after the other.
_IN_TIME: dict[str, Any] = {
    "opportunity": Opportunity.opened_on,
    "sales_order": Order.ordered_on,
    "interaction": Interaction.happened_at,
    "service_case": ServiceCase.opened_on,
    "task": Task.due_on,
    "quotation": Quotation.quoted_on,
    "contract": func.coalesce(Contract.signed_on, Contract.starts_on),
    "receipt": Receipt.paid_on,
    "invoice": Invoice.issued_on,
    OWN_RECORD: CustomRecord.created_on,
}


def belonging(kind: str, of: str) -> Any:
    """The column by which records of a kind belong to one of another; None when they do not."""
    if kind == "customer" and own_kind_id(of):
        return CustomRecord.customer_id
    return CHILDREN.get(kind, {}).get(of)


@dataclass(frozen=True)
class RollUp:
    """What is rolled up: of which kind, in which way, which field, and of those records that meet all conditions."""

    of: str
    way: str = COUNT
    field: str = ""
    where: tuple[Condition, ...] = ()

    def to_json(self) -> str:
        """As it is kept."""
        where = ListSpec(self.where).to_json()["filters"]
        return json.dumps({"of": self.of, "way": self.way, "field": self.field, "where": where}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "RollUp":
        """What was kept."""
        said = json.loads(text)
        return cls(
            said["of"], said["way"], said.get("field", ""), ListSpec.from_json({"filters": said["where"]}).filters
        )


def child_list(kind: str) -> ListQuery[Any]:
    """The list of a kind whose records belong to others."""
    if own_kind_id(kind):
        return own_records(kind)
    # Loaded when something is rolled up: a list needs none of the others.
    from crm_desktop.queries.contract import CONTRACTS
    from crm_desktop.queries.interaction import INTERACTIONS
    from crm_desktop.queries.invoice import INVOICES
    from crm_desktop.queries.opportunity import OPPORTUNITIES
    from crm_desktop.queries.order import ORDERS
    from crm_desktop.queries.quotation_list import QUOTATIONS
    from crm_desktop.queries.receipt import RECEIPTS
    from crm_desktop.queries.service_case import SERVICE_CASES
    from crm_desktop.queries.task import TASKS

    sold = (OPPORTUNITIES, QUOTATIONS, CONTRACTS, ORDERS, RECEIPTS, INVOICES)
    return {each.kind: each for each in (*sold, INTERACTIONS, SERVICE_CASES, TASKS)}[kind]


def fields_of(kind: str, way: str) -> list[Field]:
    """The fields of a kind that can be rolled up in a way."""
    suiting = {SUM: (NUMBER, MONEY), LEAST: (NUMBER, MONEY, DATE), MOST: (NUMBER, MONEY, DATE)}
    types = suiting.get(way, (TEXT, NUMBER, MONEY, DATE))
    return [each for each in child_list(kind).fields if each.type in types and _is_plain(each)]


def conditions_of(kind: str) -> list[Field]:
    """The fields of a kind that a condition may ask about."""
    return [each for each in child_list(kind).fields if each.is_filterable and each.type != "choice_on"]


def type_of(said: RollUp) -> str:
    """The type of what is rolled up."""
    if said.way == COUNT:
        return own.INTEGER
    field = child_list(said.of).field(said.field)
    if field.type == DATE:
        return own.MOMENT if field.is_instant else own.DATE
    return {MONEY: own.MONEY, NUMBER: own.INTEGER, FLAG: own.FLAG}.get(field.type, own.TEXT)


def checked(kind: str, text: str | None) -> RollUp:
    """What is rolled up, if that is possible of a kind; refused with a sentence."""
    try:
        said = RollUp.from_json(text or "")
        known = belonging(kind, said.of) is not None and said.way in WAYS
    except (ValueError, LookupError, TypeError):
        known = False
    if not known:
        raise UserError(Message("Choose which records are rolled up, and how."))
    if said.way != COUNT and said.field not in {each.key for each in fields_of(said.of, said.way)}:
        raise UserError(Message("Choose the field that is rolled up."))
    if any(one.field not in {each.key for each in conditions_of(said.of)} for one in said.where):
        raise UserError(Message("A condition asks about a field that these records do not have."))
    return said


def rolled_up(reading: Reading, entity: type[Synced], of: CustomFieldView) -> Any:
    """The SQL of a value; what a newer program rolls up, and this one does not know, is missing."""
    kind = entity.__tablename__
    try:
        said = checked(kind, of.rollup)
    except UserError:
        return null()
    query, belongs = child_list(said.of), belonging(kind, said.of)
    child: Any = query.entity
    conditions = [met(query.field(one.field), one, reading, child.id) for one in said.where if isinstance(one, Filter)]
    scope = rights.visible(child, reading.viewer)
    conditions += [each for each in (scope, query.within) if each is not None]
    statement = (
        select(_told(query, said))
        .select_from(child)
        .where(belongs == entity.id, child.deleted.is_(False), *conditions)
        .correlate(entity)
    )
    if said.way == LAST:
        statement = statement.order_by(_IN_TIME[table_of_kind(said.of)].desc(), child.id.desc()).limit(1)
    return statement.scalar_subquery()


def _told(query: ListQuery[Any], said: RollUp) -> Any:
    if said.way == COUNT:
        return func.count()
    field = query.field(said.field)
    # Amounts of several currencies are told in the company's.
    value = query.totals.get(f"{field.key}_minor", field.value)
    value = type_coerce(value, Text if field.type in (TEXT, DATE) and not field.is_instant else BigInteger)
    ways: dict[str, Any] = {SUM: func.sum, LEAST: func.min, MOST: func.max}
    return ways[said.way](value) if said.way in ways else value


def _is_plain(of: Field) -> bool:
    return of.through is None and of.condition is None
