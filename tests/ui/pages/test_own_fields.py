"""Fields that a company adds: made in the settings, filled in forms without a restart."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_desktop.core.form_layout import FormLayout, Part, Placed
from crm_desktop.core.listing import Filter
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.form_layout import set_form_layout
from crm_desktop.queries.choices import choices
from crm_desktop.queries.custom_field import OWN, custom_fields, custom_values
from crm_desktop.queries.search import search
from crm_desktop.ui.dialogs.company_settings import open_company_settings
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.pages.articles import ArticlesPage
from crm_desktop.ui.pages.campaigns import CampaignsPage
from crm_desktop.ui.pages.contracts import ContractsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.invoices import InvoicesPage
from crm_desktop.ui.pages.orders import OrdersPage
from crm_desktop.ui.pages.products import ProductsPage
from crm_desktop.ui.pages.quotations import QuotationsPage
from crm_desktop.ui.pages.receipts import ReceiptsPage
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.settings.custom_fields import CustomFieldsSection
from crm_desktop.ui.settings.own_field_form import TYPES
from crm_desktop.ui.settings.roll_up_field import RollUpField
from crm_desktop.ui.widgets.form import EXTRA
from tests.builders import (
    a_campaign,
    a_contact,
    a_contract,
    a_customer,
    a_product,
    a_quotation,
    a_receipt,
    an_article,
    an_invoice,
    an_opportunity,
    an_order,
)
from tests.company import Company
from tests.ui.pages.office import Office


def section(office: Office) -> CustomFieldsSection:
    office.window.show()
    part = open_company_settings(office.context, office.window, "custom_fields").part("custom_fields")
    assert isinstance(part, CustomFieldsSection)
    return part


def form_of(office: Office) -> Dialog:
    dialog = office.window.findChildren(Dialog)[-1]
    assert dialog.form is not None
    return dialog


def test_a_field_is_added_ordered_and_deleted_with_the_count_of_its_values(office: Office, company: Company) -> None:
    part = section(office)
    for name, kind in (("Machines", "integer"), ("Rhythm", "choice")):
        part.add_new()
        dialog = form_of(office)
        assert dialog.form is not None
        dialog.form.field("name_en").set_value(name)
        dialog.form.field("type").set_value(kind)
        dialog.form.field("options").set_value("weekly\nmonthly" if kind == "choice" else "")
        dialog.submit()
    with company.read() as reading:
        first, second = (each.id for each in custom_fields(reading, "customer"))
    part._order([second, first])
    part._toggle(second)
    with company.read() as reading:
        assert [(each.name_en, each.is_required) for each in custom_fields(reading, "customer")] == [
            ("Rhythm", True),
            ("Machines", False),
        ]
    with company.write() as work:
        set_custom_value(work, "customer", a_customer(work), first, 4)
    part.list.setCurrentRow(1)
    part.delete_current()
    question = office.window.findChild(ConfirmDialog)
    assert question is not None
    question.action.click()
    with company.read() as reading:
        assert [each.id for each in custom_fields(reading, "customer")] == [second]


def test_values_are_filled_in_the_form_of_a_record_and_saved_with_it(office: Office, company: Company) -> None:
    with company.write() as work:
        fields = {
            kind: create_custom_field(
                work,
                CustomFieldDraft(
                    "customer",
                    kind,
                    type=kind,
                    options="weekly\nmonthly" if kind.startswith("choice") else None,
                    refers_to="contact" if kind == "reference" else None,
                ),
            )
            for kind, _title in TYPES
        }
        customer, contact = a_customer(work, "Haverton"), a_contact(work, "Dana Holt")
        set_custom_value(work, "customer", customer, fields["text"], "blue")
    with company.read() as reading:
        office.context.choices = choices(reading)
    page = office.open_page(CustomersPage)
    page.table.set_current(customer)
    page.edit()
    dialog = form_of(office)
    form = dialog.form
    assert form is not None
    assert form.field(f"custom.{fields['text']}").value() == "blue"
    assert not form.is_dirty()
    values: dict[str, object] = {"moment": 1_767_787_200_000, "choices": ("monthly",), "reference": contact}
    values |= {
        "integer": 4,
        "decimal": 1_500_000,
        "money": 12_50,
        "choice": "weekly",
        "flag": True,
        "long_text": "a\nb",
    }
    for kind, value in values.items():
        form.field(f"custom.{fields[kind]}").set_value(value)
    dialog.submit()
    with company.read() as reading:
        found = {each.field.type: each.value for each in custom_values(reading, "customer", customer)}
    assert {kind: found[kind] for kind in values} == values
    assert found["text"] == "blue"
    details = page.detail._looks_like[0].tabs[-1].sections[-1]
    assert {fact.label: fact.value for fact in details.facts} == {
        "text": "blue",
        "long_text": "a\nb",
        "integer": "4",
        "decimal": "1.5",
        "money": "¥12.50",
        "moment": "7 Jan 2026 20:00",
        "choice": "weekly",
        "choices": "monthly",
        "flag": "Yes",
        "reference": "Dana Holt",
    }


# Kind → its page, and what makes a record of it.
PAGES: dict[str, tuple[type[RecordPage], Callable[[Any], str]]] = {
    "sales_order": (OrdersPage, lambda work: an_order(work, customer_id=a_customer(work))),
    "product": (ProductsPage, a_product),
    "quotation": (QuotationsPage, a_quotation),
    "contract": (ContractsPage, a_contract),
    "receipt": (ReceiptsPage, a_receipt),
    "invoice": (InvoicesPage, an_invoice),
    "campaign": (CampaignsPage, a_campaign),
    "article": (ArticlesPage, an_article),
}


@pytest.mark.parametrize("kind", PAGES)
def test_every_kind_has_own_fields_in_form_list_and_details(office: Office, company: Company, kind: str) -> None:
    of, make = PAGES[kind]
    part = section(office)
    part.show_kind(kind)
    part.add_new()
    added = form_of(office)
    assert added.form is not None
    added.form.field("name_en").set_value("Dock")
    added.submit()
    with company.write() as work:
        record = make(work)
    with company.read() as reading:
        office.context.choices = choices(reading)
        (field,) = custom_fields(reading, kind)
    page = office.open_page(of)
    page.show_view("all")
    page.table.set_current(record)
    page.edit()
    form = form_of(office)
    assert form.form is not None
    form.form.field(f"custom.{field.id}").set_value("North quay")
    form.submit()
    with company.read() as reading:
        assert [each.value for each in custom_values(reading, kind, record)] == ["North quay"]
        assert [each.id for each in search(reading, "quay").hits] == [record]
    office.show_column(page, OWN + field.id)
    assert office.cells(page, OWN + field.id) == ["North quay"]
    page.detail.show_tab("details")
    assert office.value(page, "Dock").value() == "North quay"
    with company.write() as work:
        set_form_layout(work, kind, FormLayout((Part("First", (Placed(EXTRA + field.id),)),), ()))
    office.learn_choices()
    page.edit()
    arranged = form_of(office)
    assert arranged.form is not None
    assert arranged.form.names()[0] == EXTRA + field.id
    arranged.form.field(EXTRA + field.id).set_value("South quay")
    arranged.submit()
    assert office.cells(page, OWN + field.id) == ["South quay"]
    page.detail.retranslate()
    assert office.value(page, "Dock").value() == "South quay"
    for _ in ("South quay", "layout", "North quay"):
        office.undo.undo()
    assert office.cells(page, OWN + field.id) == ["—"]


def test_a_required_field_asks_to_be_filled(office: Office, company: Company) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Machines", is_required=True))
    with company.read() as reading:
        office.context.choices = choices(reading)
    page = office.open_page(CustomersPage)
    page.new()
    dialog = form_of(office)
    assert dialog.form is not None
    dialog.form.field("name").set_value("Haverton")
    dialog.submit()
    assert dialog.form.field(f"custom.{field}").error() is not None
    dialog.form.field(f"custom.{field}").set_value("four")
    dialog.submit()
    with company.read() as reading:
        (customer,) = (row[0] for row in reading.plain("SELECT id FROM customer WHERE name = 'Haverton'"))
        assert [each.value for each in custom_values(reading, "customer", customer)] == ["four"]


def test_a_formula_is_tried_on_a_real_record_while_it_is_typed(office: Office, company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Haverton", city="Leeds")
    part = section(office)
    part.add_new()
    dialog = form_of(office)
    form = dialog.form
    assert form is not None
    form.field("name_en").set_value("Place")
    form.field("source").set_value("computed")
    form.field("formula").set_value("[City] & [Nowhere]")
    dialog.own_field_form._try()  # type: ignore[attr-defined]  # what the timer calls
    error = form.field("formula").error()
    assert error is not None
    assert "Nowhere" in str(error)
    form.field("formula").set_value('[City] & "!"')
    dialog.own_field_form._try()  # type: ignore[attr-defined]  # what the timer calls
    assert form.field("formula").error() is None
    hint = form.field("formula")._hint
    assert hint is not None
    assert hint.text() == "On “Haverton”: Leeds!"
    dialog.submit()
    with company.read() as reading:
        (field,) = custom_fields(reading, "customer")
    assert (field.formula, field.rollup) == ('[City] & "!"', None)


def test_a_roll_up_is_built_by_choosing(office: Office, company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton")
        for _ in range(2):
            an_opportunity(work, customer_id=customer, amount_minor=100_00)
    part = section(office)
    part.add_new()
    dialog = form_of(office)
    form = dialog.form
    assert form is not None
    form.field("name_en").set_value("Open deals")
    form.field("source").set_value("rolled_up")
    rolled = form.field("rollup")
    assert isinstance(rolled, RollUpField)
    rolled.of.set_value("opportunity")
    rolled._on_of()
    rolled.way.set_value("count")
    rolled._on_way()
    rolled.where.set_value((Filter("outcome", "is", "open"),))
    dialog.submit()
    with company.read() as reading:
        (shown,) = custom_values(reading, "customer", customer)
    assert (shown.value, shown.field.type) == (2, "integer")
    part.list.setCurrentRow(0)
    part.change_current()
    again = form_of(office).form
    assert again is not None
    assert again.field("source").value() == "rolled_up"
    assert again.field("rollup").value() == shown.field.rollup
