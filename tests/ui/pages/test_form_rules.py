"""Rules of fields as people meet them: built by choosing in the settings, and at once in forms."""

from crm_desktop.core.listing import Filter
from crm_desktop.operations.field_rules import FieldRuleDraft, create_field_rule
from crm_desktop.queries.choices import choices
from crm_desktop.queries.custom_field import KINDS
from crm_desktop.queries.field_rule import field_rules
from crm_desktop.ui.dialogs.company_settings import open_company_settings
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.settings.field_rules import FieldRulesSection, askable_fields
from crm_desktop.ui.widgets.conditions_field import ConditionsField
from crm_desktop.ui.widgets.form import Form
from tests.company import Company
from tests.ui.pages.office import Office


def form_of(office: Office) -> tuple[Dialog, Form]:
    dialog = office.window.findChildren(Dialog)[-1]
    assert dialog.form is not None
    return dialog, dialog.form


def test_a_form_follows_the_rules_while_somebody_types(office: Office, company: Company) -> None:
    leeds = (Filter("city", "is", "Leeds"),)
    with company.write() as work:
        create_field_rule(work, FieldRuleDraft("customer", ("phone",), "required", leeds))
        create_field_rule(work, FieldRuleDraft("customer", ("website",), "hidden", leeds))
    with company.read() as reading:
        office.context.choices = choices(reading)
    page = office.open_page(CustomersPage)
    page.new()
    dialog, form = form_of(office)
    form.field("name").set_value("Haverton")
    assert not form.field("phone").required
    for city, is_leeds in (("Leeds", True), ("York", False), ("leeds", True)):
        form.field("city").set_value(city)
        form.field("city").changed.emit()
        assert (form.field("phone").required, form.field("website").isHidden()) == (is_leeds, is_leeds)
    dialog.submit()
    assert form.field("phone").error() is not None
    form.field("phone").set_value("0113 496 0000")
    dialog.submit()
    assert [row.name for row in office.rows(page)] == ["Haverton"]


def test_a_rule_is_built_by_choosing(office: Office, company: Company) -> None:
    office.window.show()
    part = open_company_settings(office.context, office.window, "field_rules").part("field_rules")
    assert isinstance(part, FieldRulesSection)
    part.add_new()
    dialog, form = form_of(office)
    form.field("effect").set_value("required")
    form.field("fields").set_value(("phone", "email"))
    condition = form.field("condition")
    assert isinstance(condition, ConditionsField)
    condition.set_value((Filter("satisfaction", "at_least", 4),))
    dialog.submit()
    with company.read() as reading:
        (rule,) = field_rules(reading, "customer")
    assert (set(rule.fields), rule.condition) == ({"phone", "email"}, (Filter("satisfaction", "at_least", 4),))
    item = part.list.item(0)
    assert item is not None
    assert item.text() == "Phone, E-mail: Must be filled · Satisfaction at least 4"
    part.list.setCurrentRow(0)
    part.change_current()
    dialog, form = form_of(office)
    form.field("fields").set_value(("phone",))
    form.field("condition").set_value(())
    dialog.submit()
    with company.read() as reading:
        assert [(each.fields, each.condition) for each in field_rules(reading)] == [(("phone",), ())]
    part.list.setCurrentRow(0)
    part.delete_current()
    with company.read() as reading:
        assert field_rules(reading) == []


def test_a_rule_names_its_field_also_when_no_cell_of_a_list_edits_it(office: Office, company: Company) -> None:
    with company.write() as work:
        create_field_rule(work, FieldRuleDraft("customer", ("tax_number",), "unique"))
    part = FieldRulesSection(office.context)
    office.window.setCentralWidget(part)
    office.window.show()
    assert [part.list.item(row).text() for row in range(part.list.count())] == ["Tax number: Must be unique"]


def test_every_kind_with_own_fields_offers_its_fields_to_rules(office: Office) -> None:
    offered = {kind: {each.key for each in askable_fields(office.context, kind)} for kind in KINDS}
    assert all(offered.values())
    assert {"due_on"} <= offered["sales_order"]
