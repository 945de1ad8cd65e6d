"""What is worked out for a record – formulas and roll-ups – looked at before it is kept, and read for one record."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm_desktop.models import ENTITY_OF
from crm_desktop.models.customising import own_kind_id
from crm_desktop.queries import rights
from crm_desktop.queries.custom_field import CustomFieldView, Value, custom_fields
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.own_limits import refuse_too_much
from crm_desktop.queries.own_list import surroundings, told
from crm_desktop.queries.own_record import own_records
from crm_desktop.queries.own_values import as_kept, cell_of, names_of, piece_of_formula, value_of
from crm_desktop.queries.roll_up import checked
from crm_desktop.storage.database import Reading


def list_of(kind: str) -> ListQuery[Any]:
    """The list of a kind that can have own fields."""
    if own_kind_id(kind):
        return own_records(kind)
    # Loaded when asked for: a list needs none of the others.
    from crm_desktop.queries.article import ARTICLES
    from crm_desktop.queries.campaign import CAMPAIGNS
    from crm_desktop.queries.contact import CONTACTS
    from crm_desktop.queries.contract import CONTRACTS
    from crm_desktop.queries.customer import CUSTOMERS
    from crm_desktop.queries.interaction import INTERACTIONS
    from crm_desktop.queries.invoice import INVOICES
    from crm_desktop.queries.lead import LEADS
    from crm_desktop.queries.opportunity import OPPORTUNITIES
    from crm_desktop.queries.order import ORDERS
    from crm_desktop.queries.product import PRODUCTS
    from crm_desktop.queries.quotation_list import QUOTATIONS
    from crm_desktop.queries.receipt import RECEIPTS
    from crm_desktop.queries.service_case import SERVICE_CASES
    from crm_desktop.queries.task import TASKS

    every = (
        *(CUSTOMERS, CONTACTS, LEADS, OPPORTUNITIES, QUOTATIONS, CONTRACTS, ORDERS, RECEIPTS, INVOICES),
        *(PRODUCTS, TASKS, INTERACTIONS, SERVICE_CASES, ARTICLES, CAMPAIGNS),
    )
    return next(each for each in every if each.kind == kind)


def names_in_formulas(reading: Reading, kind: str) -> list[Any]:
    """The titles that a formula of a kind may ask for, each once."""
    around = surroundings(reading, list_of(kind), tuple(custom_fields(reading, kind)))
    return list(dict.fromkeys(each.title for each in names_of(around).values()))


def check_worked_out(reading: Reading, of: CustomFieldView) -> None:
    """Refuse a field whose formula or roll-up is not possible, or which leads back to itself, with a sentence."""
    if of.rollup:
        checked(of.record_kind, of.rollup)
        return
    others = [each for each in custom_fields(reading, of.record_kind) if each.id != of.id]
    around = surroundings(reading, list_of(of.record_kind), (*others, of))
    refuse_too_much(around)
    as_kept(of, piece_of_formula(of, around), reading.currency)


def preview(reading: Reading, of: CustomFieldView) -> tuple[str, Value] | None:
    """The newest record that the viewer sees and what a field would be on it; None when there is no record."""
    check_worked_out(reading, of)
    others = [each for each in custom_fields(reading, of.record_kind) if each.id != of.id]
    query = list_of(of.record_kind)
    around = surroundings(reading, query, (*others, of))
    entity: Any = query.entity
    name = query.cells.get("name", query.cells.get("subject", query.cells.get("customer_name", entity.id)))
    statement = select(name, cell_of(of, value_of(of, around))).select_from(entity).where(entity.deleted.is_(False))
    statement = statement if query.within is None else statement.where(query.within)
    statement = rights.seen(entity, reading.viewer, statement).order_by(entity.id.desc()).limit(1)
    found = reading.session.execute(statement, dict(reading.moment)).first()
    return None if found is None else (str(found[0]), found[1])


def worked_out(reading: Reading, kind: str, record_id: str, fields: Sequence[CustomFieldView]) -> dict[str, Value]:
    """{field id: value} of those of the fields that are worked out, on one record."""
    wanted = [each for each in fields if each.is_worked_out]
    if not wanted:
        return {}
    around = surroundings(reading, list_of(kind), tuple(fields))
    entity: Any = ENTITY_OF[kind]
    found: dict[str, Value] = {}
    values = [cell_of(each, told(each, around)) for each in wanted]
    statement = select(*values).select_from(entity).where(entity.id == record_id)
    row = reading.session.execute(statement, dict(reading.moment))
    for each, value in zip(wanted, row.first() or (), strict=False):
        found[each.id] = value
    return found
