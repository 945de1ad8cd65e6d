"""The settings of the company: business rules and lists of choices."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from crm_desktop.models import DictionaryEntry
from crm_desktop.operations import parameter
from crm_desktop.operations.parameter import GROUPS, PARAMETERS, group_of
from crm_desktop.queries.money import exchange_rates
from crm_desktop.queries.product import categories
from crm_desktop.ui.dialogs.company_settings import CompanySettings, open_company_settings
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.settings.categories import CategoriesSection
from crm_desktop.ui.settings.dictionaries import LISTS, DictionariesSection
from crm_desktop.ui.settings.exchange_rates import ExchangeRatesSection
from crm_desktop.ui.settings.parameters import ParameterLine, ParametersSection
from crm_desktop.ui.widgets.fields import IntegerField, LineField
from tests.builders import a_customer, entry
from tests.company import Company
from tests.ui.pages.office import Office

Key = Qt.Key


def opened(office: Office, section: str) -> CompanySettings:
    office.window.show()
    office.window.activateWindow()
    return open_company_settings(office.context, office.window, section)


def rules(office: Office) -> ParametersSection:
    part = opened(office, "parameters").part("parameters")
    assert isinstance(part, ParametersSection)
    return part


def edit_of(line: ParameterLine) -> QLineEdit:
    assert isinstance(line.field, LineField | IntegerField)
    return line.field.edit


def lists(office: Office) -> DictionariesSection:
    part = opened(office, "dictionaries").part("dictionaries")
    assert isinstance(part, DictionariesSection)
    return part


def test_every_rule_is_shown_in_a_group_and_found_by_its_words(office: Office) -> None:
    part = rules(office)
    assert set(part.lines) == {each.name for each in PARAMETERS}
    assert {group_of(name) for name in part.lines} <= set(GROUPS)
    part.search.set_value("days pay")
    part.narrow()
    assert [name for name, line in part.lines.items() if line.isVisible()] == [parameter.PAYMENT_DAYS]


def test_a_rule_is_saved_by_enter_as_one_step_and_goes_back_to_its_default(office: Office, company: Company) -> None:
    part = rules(office)
    line = part.lines[parameter.PAYMENT_DAYS]
    edit_of(line).setFocus()
    edit_of(line).selectAll()
    QTest.keyClicks(edit_of(line), "45")
    assert line.save.isVisible()
    QTest.keyClick(edit_of(line), Key.Key_Return)
    with company.read() as reading:
        assert parameter.integer(reading, parameter.PAYMENT_DAYS) == 45
    assert office.notebook.done == ["“Days to pay” is set"]
    assert not line.save.isVisible()
    assert line.reset.isVisible()
    line.reset.click()
    with company.read() as reading:
        assert parameter.integer(reading, parameter.PAYMENT_DAYS) == 30


def test_an_impossible_value_is_refused_with_a_sentence(office: Office, company: Company) -> None:
    part = rules(office)
    line = part.lines["number.customer"]
    edit_of(line).selectAll()
    QTest.keyClicks(edit_of(line), "no digits")
    line.save.click()
    assert "#" in str(getattr(line.field.error(), "text", line.field.error()))
    with company.read() as reading:
        assert parameter.value(reading, "number.customer") == "C-#####"


def test_who_is_affected_is_counted_before_it_is_saved(office: Office, company: Company) -> None:
    with company.write() as work:
        for number in range(3):
            a_customer(work, f"Haverton {number}", owner_id=company.viewer.user_id)
    part = rules(office)
    line = part.lines[parameter.OWNED_MOST]
    line.field.set_value(2)
    line._count()
    assert line.said.text() == "People above this today: 1. They keep what they have."
    line.field.set_value(0)
    line._count()
    assert line.said.text() == "Nobody is limited."


def test_entries_are_counted_taken_out_of_use_and_merged(office: Office, company: Company) -> None:
    east, west = entry("region", "east"), entry("region", "northwest")
    with company.write() as work:
        customer = a_customer(work, "Haverton", region_id=east)
    part = lists(office)
    part.show_list("region")
    row = part.list.shown_keys().index(east)
    assert part.list.item(row).data(Qt.ItemDataRole.UserRole).trail == "1"
    part.list.setCurrentRow(row)
    part.delete_current()
    assert "in use (1 records)" in office.notebook.refused[-1]
    part._toggle(west)
    with company.read() as reading:
        assert not reading.session.get_one(DictionaryEntry, west).is_active
    part.list.setCurrentRow(part.list.shown_keys().index(east))
    part.merge_current()
    form = office.window.findChildren(Dialog)[-1]
    assert form.form is not None
    form.form.field("name_en").set_value(west)
    form.submit()
    with company.read() as reading:
        assert reading.plain("SELECT region_id FROM customer WHERE id = ?", (customer,)) == [(west,)]
        assert reading.session.get_one(DictionaryEntry, east).deleted


def test_what_the_program_relies_on_cannot_be_changed(office: Office) -> None:
    part = lists(office)
    part.show_list("interaction_kind")
    assert not part.add.isEnabled()
    assert not part.rename.isEnabled()
    assert "relies on" in part.note.text()
    part._toggle(part.list.shown_keys()[0])
    assert "cannot be changed" in office.notebook.refused[-1]


def test_every_shipped_list_is_looked_after() -> None:
    from crm_desktop.operations.shipped import DICTIONARY

    assert {key for key, _title in LISTS} == set(DICTIONARY)


def submit(office: Office, **values: object) -> None:
    """Fill in the form over the settings and save it."""
    dialog = office.window.findChildren(Dialog)[-1]
    assert dialog.form is not None
    for name, value in values.items():
        dialog.form.field(name).set_value(value)
    dialog.submit()


def test_rates_of_currencies_are_given_from_a_day_on_corrected_and_deleted(office: Office, company: Company) -> None:
    part = opened(office, "exchange_rates").part("exchange_rates")
    assert isinstance(part, ExchangeRatesSection)

    def rates() -> list[tuple[str, str]]:
        with company.read() as reading:
            return [(each.currency, f"{each.on_date} {each.rate_e6}") for each in exchange_rates(reading)]

    part.add_new()
    submit(office, currency="usd", rate_e6=7_250_000)
    assert rates() == [("USD", "2026-11-21 7250000")]
    part.reload()
    assert [(row.title, row.note) for row in part.list.rows()] == [("USD", "1 USD = 7.25 CNY")]
    part.correct()
    submit(office, rate_e6=7_200_000)
    assert rates() == [("USD", "2026-11-21 7200000")]
    part.reload()
    part.delete_current()
    assert rates() == []


def test_categories_are_added_within_each_other_moved_without_circles_and_deleted(
    office: Office, company: Company
) -> None:
    part = opened(office, "categories").part("categories")
    assert isinstance(part, CategoriesSection)

    def ways() -> list[str]:
        part.reload()
        return [row.title for row in part.list.rows()]

    part.add_new()
    submit(office, name="Screens")
    assert ways() == ["Screens"]
    part.add_new()
    with company.read() as reading:
        (screens,) = categories(reading)
    submit(office, name="Surgical", parent_id=screens.id)
    assert ways() == ["Screens", "Surgical"]
    part.list.setCurrentIndex(part.list.model().index(0, 0))
    part.change_current()
    with company.read() as reading:
        surgical = next(each.id for each in categories(reading) if each.parent_id)
    submit(office, parent_id=surgical)
    with company.read() as reading:
        assert {each.name: each.parent_id for each in categories(reading)} == {"Screens": None, "Surgical": screens.id}
    part.list.setCurrentIndex(part.list.model().index(1, 0))
    part.delete_current()
    assert ways() == ["Screens"]


def test_the_companys_own_currency_has_no_rate(office: Office, company: Company) -> None:
    part = opened(office, "exchange_rates").part("exchange_rates")
    assert isinstance(part, ExchangeRatesSection)
    part.add_new()
    submit(office, currency="CNY", rate_e6=1_000_000)
    with company.read() as reading:
        assert exchange_rates(reading) == []
