"""Every attribute of a draft can be edited in its form; what is deliberately elsewhere is named with its reason."""

from dataclasses import fields

import pytest

from crm_desktop.operations.contact import ContactDraft, PointDraft, RoleDraft
from crm_desktop.operations.customer import CustomerDraft
from crm_desktop.operations.interaction import InteractionDraft
from crm_desktop.operations.opportunity import OpportunityDraft
from crm_desktop.operations.product_lines import LineDraft
from crm_desktop.operations.service_case import ServiceCaseDraft
from crm_desktop.operations.service_steps import assign_case, handle_case
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.ui.activity_form import activity_logger
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.rows_field import RowsField
from tests.builders import a_case, an_opportunity
from tests.ui.pages.office import Key, Office

ELSEWHERE: dict[type, dict[str, str]] = {
    CustomerDraft: {
        "registered_capital_currency": "stands beside its amount",
        "annual_turnover_currency": "stands beside its amount",
        "credit_limit_currency": "stands beside its amount",
    },
    ContactDraft: {},
    RoleDraft: {"id": "tells rows apart"},
    PointDraft: {"id": "tells rows apart"},
    InteractionDraft: {
        "opportunity_id": "given by the deal it is logged from",
        "case_id": "given by the case it is logged from",
        "lead_id": "given by the lead it is logged from",
        "campaign_id": "given by an import",
        "owner_id": "whoever logs it",
        "happened_at": "asked for as a day",
        "contacts": "in one list of who took part",
        "colleagues": "in one list of who took part",
        "cost_currency": "stands beside its amount",
        "external_key": "given by an import",
    },
    OpportunityDraft: {},
    LineDraft: {"id": "tells rows apart", "unit_cost_e6": "comes with the product"},
    ServiceCaseDraft: {
        "number": "given by the program, or by an import",
        "opened_at": "the moment it is written down",
        "created_by_id": "whoever writes it down",
        "status": "changed by the steps of a case",
        "assigned_at": "changed by the steps of a case",
        "handled_by_id": "changed by the steps of a case",
        "handled_at": "changed by the steps of a case",
        "rework_count": "changed by the steps of a case",
        "closed_on": "changed by the steps of a case",
        "result": "asked for with the feedback",
        "satisfaction": "asked for with the feedback",
    },
}


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> dict[str, Field]:
    """The fields of every form opened in a test, by the attribute they edit."""
    found: dict[str, Field] = {}
    bind = Form.bind

    def noting(form: Form, name: str, field: Field, *, required: bool | None = None) -> Field:
        found[name] = field
        return bind(form, name, field, required=required)

    monkeypatch.setattr(Form, "bind", noting)
    return found


def columns_of(field: Field) -> set[str]:
    """What the first row of a list of rows edits."""
    assert isinstance(field, RowsField)
    return set(field.rows()[0])


def missing(draft: type, names: set[str]) -> set[str]:
    """What neither the form edits nor anything explains."""
    return {each.name for each in fields(draft)} - names - ELSEWHERE[draft].keys()


def explained_in_vain(draft: type, names: set[str]) -> set[str]:
    """What is said to be elsewhere although the form edits it, or the draft has no such attribute."""
    return ELSEWHERE[draft].keys() & names | ELSEWHERE[draft].keys() - {each.name for each in fields(draft)}


def assert_whole(draft: type, names: set[str]) -> None:
    assert missing(draft, names) == set()
    assert explained_in_vain(draft, names) == set()


def test_all_of_a_customer_is_in_its_form(office: Office, bound: dict[str, Field]) -> None:
    office.open_page(CustomersPage)
    office.press(Key.Key_N)
    assert_whole(CustomerDraft, set(bound))


def test_all_of_a_contact_its_customers_and_its_numbers_is_in_its_form(office: Office, bound: dict[str, Field]) -> None:
    office.open_page(ContactsPage)
    office.press(Key.Key_N)
    assert_whole(ContactDraft, set(bound))
    assert_whole(RoleDraft, columns_of(bound["customers"]))
    assert_whole(PointDraft, columns_of(bound["points"]))


def test_all_of_an_activity_is_in_its_form(office: Office, bound: dict[str, Field]) -> None:
    office.open_page(CustomersPage)
    activity_logger(office.context, office.window)({})
    assert_whole(InteractionDraft, set(bound))


def test_all_of_a_deal_and_its_lines_is_in_its_form(office: Office, bound: dict[str, Field]) -> None:
    with office.company.write() as work:
        close_won(work, an_opportunity(work))
    page = office.open_page(OpportunitiesPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_E)
    office.click(bound["lines"], "Add a line")
    assert_whole(OpportunityDraft, set(bound))
    assert_whole(LineDraft, columns_of(bound["lines"]))


def test_all_of_a_case_is_in_its_forms(office: Office, bound: dict[str, Field]) -> None:
    with office.company.write() as work:
        case = a_case(work)
        assign_case(work, case, work.viewer.user_id)
        handle_case(work, case, "Changed the lamp", 35)
    page = office.open_page(ServiceCasesPage)
    page.new()
    page.show_record(case)
    page.edit()
    assert_whole(ServiceCaseDraft, set(bound))
