"""Fields that a company adds while its lists are open: columns, sorts, filters, groups and totals at once."""

import csv
from datetime import date
from pathlib import Path

import pytest

from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter, Grouping, ListSpec, Sort
from crm_desktop.exchange.list_export import ListExport, write_list
from crm_desktop.models.dictionary import OPEN
from crm_desktop.operations.bulk_edit import CUSTOM, change_record
from crm_desktop.operations.custom_field import (
    CustomFieldDraft,
    create_custom_field,
    custom_field_draft,
    delete_custom_fields,
    set_custom_value,
    update_custom_field,
)
from crm_desktop.queries.board import board
from crm_desktop.queries.custom_field import OWN, custom_values
from crm_desktop.reports.list_print import set_list
from crm_desktop.reports.list_request import ListPrint
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.record_page import RecordPage
from tests.builders import a_customer, an_opportunity
from tests.company import Company
from tests.ui.pages.office import Office


def add_field(office: Office, kind: str = "text", name: str = "Grade", **values: object) -> str:
    """A field added in the settings while the page is open."""
    made: list[str] = []
    draft = CustomFieldDraft("customer", name, type=kind, **values)  # type: ignore[arg-type]  # values as given
    office.background.write(_step(), lambda work: made.append(create_custom_field(work, draft)))
    return made[0]


def _step() -> Message:
    return Message("Add own field")


def give(office: Office, field: str, values: dict[str, object]) -> None:
    def write(work: object) -> None:
        for record, value in values.items():
            set_custom_value(work, "customer", record, field, value)  # type: ignore[arg-type]  # as given

    office.background.write(_step(), write)


def headings(page: RecordPage) -> list[str]:
    return [each.heading() for each in page.table.columns.every()]


def test_a_new_field_is_a_column_at_once_hidden_until_it_is_chosen(office: Office, company: Company) -> None:
    with company.write() as work:
        first, second = a_customer(work, "Alpha"), a_customer(work, "Beta")
    page = office.open_page(CustomersPage)
    page.table.set_current(second)
    field = add_field(office)
    give(office, field, {first: "silver", second: "gold"})
    assert "Grade" in headings(page)
    assert OWN + field not in [each.key for each in page.table.columns.chosen()]
    office.show_column(page, OWN + field)
    assert office.cells(page, OWN + field) == ["silver", "gold"]
    assert page.table.current_id == second
    page.table.records.sort_by(OWN + field)
    assert office.cells(page, OWN + field) == ["gold", "silver"]
    page.filter_bar.put(OWN + field, Filter(OWN + field, "in", ("gold",)))
    assert [row.name for row in office.rows(page)] == ["Beta"]

    def rename(work: object) -> None:
        draft = custom_field_draft(work, field)  # type: ignore[arg-type]  # a unit of work
        changed = CustomFieldDraft("customer", "Class", "等级", code=draft.code)
        update_custom_field(work, field, changed, draft)  # type: ignore[arg-type]  # a unit of work

    office.background.write(_step(), rename)
    assert "Class" in headings(page)
    assert [row.name for row in office.rows(page)] == ["Beta"]
    office.background.write(_step(), lambda work: delete_custom_fields(work, [field]))
    assert "Class" not in headings(page)
    assert len(office.rows(page)) == 2


def test_totals_and_subtotals_are_made_of_own_columns_that_are_shown(office: Office, company: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, name) for name in ("Alpha", "Beta", "Gamma")]
    page = office.open_page(CustomersPage)
    fee, grade = add_field(office, "money", "Fee"), add_field(office, "choice", options="gold\nsilver")
    give(office, fee, dict(zip(customers, (100_00, 250_00, 7_00), strict=True)))
    give(office, grade, dict(zip(customers, ("gold", "gold", "silver"), strict=True)))
    assert OWN + fee not in page.table.records.totals
    office.show_column(page, OWN + fee)
    assert page.table.records.totals[OWN + fee] == 357_00
    assert "Fee 357" in page._bottom_bar.sums.text()
    page._group(Grouping(OWN + grade))
    heading = page.table.records.heading(0)
    assert heading is not None
    assert (heading.name, heading.count) == ("gold", 2)
    assert "Fee 350" in heading.totals


def test_a_cell_of_an_own_column_is_changed_where_it_stands(office: Office, company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Alpha")
    page = office.open_page(CustomersPage)
    field = add_field(office, "integer", "Machines")
    assert page.grid.fields[OWN + field].name == CUSTOM + field
    with company.write() as work:
        assert change_record(work, "customer", customer, {CUSTOM + field: 4})
        assert not change_record(work, "customer", customer, {CUSTOM + field: 4})
    with company.read() as reading:
        assert [each.value for each in custom_values(reading, "customer", customer)] == [4]


@pytest.fixture
def graded(company: Company) -> dict[str, str]:
    """Two customers with a value of each of some types."""
    fields = {}
    with company.write() as work:
        first = a_customer(work, "Alpha")
        a_customer(work, "Beta")
        for name, kind, value in (
            ("Grade", "choices", ("gold", "red")),
            ("Share", "percent", 125_000),
            ("Fee", "money", 12_50),
            ("Since", "date", date(2026, 3, 1)),
            ("Vip", "flag", True),
        ):
            options = "gold\nred" if kind == "choices" else None
            fields[name] = create_custom_field(work, CustomFieldDraft("customer", name, type=kind, options=options))
            set_custom_value(work, "customer", first, fields[name], value)
    return {name: OWN + field for name, field in fields.items()}


def test_an_export_holds_own_columns_with_their_values(
    company: Company, graded: dict[str, str], tmp_path: Path
) -> None:
    columns = (("name", "Customer"), *((key, name) for name, key in graded.items()))
    target = tmp_path / "out.csv"
    spec = ListSpec(sorts=(Sort(graded["Fee"]),))
    with company.read() as reading:
        write_list(reading, ListExport("customer", columns, spec, str(target), "en"))
    with target.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    assert head == ["Customer", "Grade", "Share", "Fee", "Since", "Vip"]
    assert rows[0][0:2] == ["Alpha", "gold; red"]
    assert rows[1] == ["Beta", "", "", "", "", ""]


def test_a_printed_list_holds_own_columns_groups_and_totals(company: Company, graded: dict[str, str]) -> None:
    columns = (("name", "Customer"), *((key, name) for name, key in graded.items()))
    spec = ListSpec(grouping=Grouping(graded["Since"], "month"))
    with company.read() as reading:
        printed = set_list(reading, ListPrint("customer", "Customers", columns, spec, "", "en"))
    assert (printed.total, printed.printed) == (2, 2)


def test_a_board_is_narrowed_by_own_fields(company: Company) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("opportunity", "Grade"))
        one = an_opportunity(work, "One")
        an_opportunity(work, "Two")
        set_custom_value(work, "opportunity", one, field, "gold")
    with company.read() as reading:
        found = board(reading, ListSpec((Filter("outcome", "is", OPEN), Filter(OWN + field, "is", "gold"))))
    assert found is not None
    assert found.count == 1
