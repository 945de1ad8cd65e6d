"""Cells that cost are read for columns in sight only, and no other column misses them."""

from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.own_lists import OwnSource
from crm_desktop.ui.pages import page_specs
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.widgets.record_table_cells import Column
from tests.builders import a_customer
from tests.company import Company
from tests.ui.pages.office import Office

LISTS = ("customers", "contacts", "opportunities", "campaigns", "surveys")


def _full_row(kind: type[Any]) -> Any:
    """A row that lacks nothing."""
    values: dict[type, object] = {str: "2026-11-22", int: 3, date: date(2026, 11, 22), bool: True}
    hints = get_type_hints(kind)
    return kind(**{name: values.get((get_args(each) or (each,))[0]) for name, each in hints.items()})


@pytest.mark.parametrize("name", LISTS)
def test_no_column_needs_what_only_others_say_they_read(office: Office, name: str) -> None:
    spec = next(each for each in page_specs(office.context) if each.key == name)
    page: Any = spec.make()
    assert isinstance(page, ListPage)
    columns, source = page.declaration.columns, page.declaration.query
    assert isinstance(source, OwnSource)
    row = _full_row(source.query.row)
    costly = {attribute for column in columns for attribute in column.reads}
    assert costly
    assert costly <= set(row._fields)
    for attribute in costly:
        without = row._replace(**{attribute: None})
        others: list[Column] = [each for each in columns if attribute not in each.reads]
        assert [each.cell(without) for each in others] == [each.cell(row) for each in others], attribute
    page.deleteLater()


def test_what_a_hidden_column_would_show_is_read_when_it_is_shown(office: Office, company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Alpha", phone="+86 21 5555 0000")
    page = office.open_page(CustomersPage)
    assert [(row.name, row.tags, row.completeness) for row in office.rows(page)] == [("Alpha", None, None)]
    page.table.columns.show("completeness", True)
    assert [row.completeness for row in office.rows(page)] != [None]
    assert [row.tags for row in office.rows(page)] == [None]
    page.table.columns.show("open_amount", False)
    assert office.rows(page)[0].open_minor is not None, "what was read is kept"
    page.refresh()
    assert office.rows(page)[0].open_minor is None


def test_a_hidden_column_sorts_filters_and_groups_all_the_same(office: Office, company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Known", phone="+86 21 5555 0000", email="a@example.com", address="Here")
        a_customer(work, "Unknown")
    page = office.open_page(CustomersPage)
    page.table.records.sort_by("completeness")
    assert [row.name for row in office.rows(page)] == ["Unknown", "Known"]
    assert {row.completeness for row in office.rows(page)} == {None}
