"""Every list: its cells suit its rows, and whatever it says can be sorted and filtered can be."""

from typing import Any

import pytest

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import OPERATORS, Filter, ListSpec, Sort
from crm_desktop.queries.campaign import CAMPAIGNS
from crm_desktop.queries.campaign_member import MEMBERS
from crm_desktop.queries.cells import attributes
from crm_desktop.queries.channel_list import SUPPLY_LINKS
from crm_desktop.queries.choices import choices
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.document import DOCUMENTS
from crm_desktop.queries.interaction import INTERACTIONS
from crm_desktop.queries.invoice import INVOICES
from crm_desktop.queries.lead import LEADS
from crm_desktop.queries.list_field import THESE
from crm_desktop.queries.list_query import CHOICE, CHOICE_ON, DATE, FLAG, MONEY, NUMBER, PERSON, TEXT, Field, ListQuery
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.order import ORDERS
from crm_desktop.queries.product import PRODUCTS
from crm_desktop.queries.quotation_list import QUOTATIONS
from crm_desktop.queries.receipt import RECEIPTS
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.queries.task import TASKS
from crm_desktop.queries.user import USERS
from tests.company import Company
from tests.entities.samples import a_row

LISTS: tuple[ListQuery[Any], ...] = (
    CUSTOMERS,
    CONTACTS,
    INTERACTIONS,
    USERS,
    OPPORTUNITIES,
    ORDERS,
    SERVICE_CASES,
    LEADS,
    PRODUCTS,
    TASKS,
    CAMPAIGNS,
    MEMBERS,
    DOCUMENTS,
    QUOTATIONS,
    INVOICES,
    SUPPLY_LINKS,
    RECEIPTS,
)
# Records looked up by typing; the other sources of choices are in `Choices`.
LOOKED_UP = {"customers", "contacts", "opportunities", "service_cases", "currencies", "orders", "campaigns"}
SENSIBLE: dict[str, dict[str, Any]] = {
    THESE: {"is": ("Some", "")},
    TEXT: {"is": "a", "is_not": "a", "contains": "a", "is_empty": None, "not_empty": None},
    NUMBER: {"is": 1, "between": (1, 2), "at_least": 1, "at_most": 2},
    MONEY: {"between": (1, None), "at_least": 1, "at_most": 2},
    DATE: {
        "is": "2026-11-01",
        "between": ("2026-11-01", "2026-11-30"),
        "within": 30,
        "at_most": "2026-11-01",
        "during": "past",
    },
    CHOICE: {"is": "a", "is_not": "a", "in": ("a", None), "is_empty": None, "not_empty": None},
    PERSON: {"is": "@me", "is_not": "@me", "in": ("@me",), "is_empty": None},
    FLAG: {"is": True},
    CHOICE_ON: {"is": ("a", "2026-11-01")},
}
every_list = pytest.mark.parametrize("query", LISTS, ids=lambda query: str(query.kind))


@every_list
def test_cells_are_what_a_row_has(query: ListQuery[Any]) -> None:
    assert attributes(query.row) == tuple(query.cells)
    assert next(iter(query.cells)) == "id"
    assert set(query.totals) <= set(query.cells)


@every_list
def test_fields_have_titles_and_known_types_and_keys_of_their_own(query: ListQuery[Any]) -> None:
    keys = [field.key for field in query.fields]
    assert len(keys) == len(set(keys))
    assert all(field.title and field.type in SENSIBLE for field in query.fields)
    assert {sort.field for sort in query.default_sorts} <= {field.key for field in query.fields if field.is_sortable}


@every_list
def test_choices_come_from_somewhere(company: Company, query: ListQuery[Any]) -> None:
    with company.read() as reading:
        known = set(choices(reading).lists) | LOOKED_UP
    assert {field.choices for field in query.fields if field.choices} <= known
    assert all(field.choices for field in query.fields if field.type in (CHOICE, PERSON))


@every_list
def test_every_sort_orders_every_record(company: Company, query: ListQuery[Any]) -> None:
    with company.write() as work:
        made = {a_row(work, query.entity) for _ in range(2)}
    with company.read() as reading:
        for field in query.fields:
            if field.is_sortable:
                down, up = (_order(reading, query, Sort(field.key, descending)) for descending in (True, False))
                assert made <= set(up)
                assert sorted(down) == sorted(up), field.key


@every_list
def test_every_filter_is_understood(company: Company, query: ListQuery[Any]) -> None:
    with company.write() as work:
        a_row(work, query.entity)
    with company.read() as reading:
        for field in query.fields:
            for one in _filters(field):
                spec = ListSpec((one,))
                listed = query.first(reading, spec, 10)
                assert query.count(reading, spec) == len(listed), one
                assert set(query.sums(reading, spec)) == set(query.totals)


@every_list
def test_rows_ids_and_stream_tell_the_same(company: Company, query: ListQuery[Any]) -> None:
    with company.write() as work:
        for _ in range(3):
            a_row(work, query.entity)
    with company.read() as reading:
        first = query.first(reading, ListSpec(), 10)
        assert [row.id for row in first] == _order(reading, query)
        assert list(query.stream(reading, ListSpec())) == first
        assert query.first(reading, ListSpec(search="之一"), 10) or not query.entity.__search__


def test_every_operator_is_tried_somewhere() -> None:
    assert {operator for tried in SENSIBLE.values() for operator in tried} == set(OPERATORS)


def _order(reading: Any, query: ListQuery[Any], *sorts: Sort) -> list[str]:
    return list(unpack(query.ids(reading, ListSpec(sorts=sorts))))


def _filters(field: Field) -> list[Filter]:
    if not field.is_filterable and field.condition is None:
        return []
    tried = list(SENSIBLE[field.type].items())
    if field.condition is not None:
        tried = tried[:1]
    return [Filter(field.key, operator, value) for operator, value in tried]
