"""Time and cost of a case on its page: noted by keys at any open step, mended where they stand, told in all."""

from datetime import date

from PySide6.QtWidgets import QLabel

from crm_desktop.core.i18n import Message
from crm_desktop.operations.parameter import HOUR_COST, set_parameter
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case
from crm_desktop.operations.service_work import WorkDraft, note_work
from crm_desktop.queries.service_case import service_case_details
from crm_desktop.queries.service_work import Spent, spent
from crm_desktop.ui.forms.service_work import opener
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.widgets.line_button import LineButton
from tests.builders import a_case
from tests.ui.pages.office import Key, Office


def all_of(office: Office, case_id: str) -> Spent:
    with office.company.read() as reading:
        return spent(service_case_details(reading, case_id).work)


def lines(office: Office, page: ServiceCasesPage) -> list[str]:
    page.detail.show_tab("work")
    office.words(page)
    found = [each.accessibleName() for each in page.detail.findChildren(LineButton) if each.isVisible()]
    return [each for each in found if "min" in each]


def test_time_and_cost_are_noted_by_keys_and_told_in_all(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work)
    page = office.open_page(ServiceCasesPage)
    page.detail.show_tab("work")
    assert "No time and no cost yet. Press T to note some." in office.words(page)
    page.table.setFocus()
    office.press(Key.Key_T)
    assert (office.text_of("user_id"), office.field("cost_currency").value()) == ("Ada Lin", "CNY")
    office.save()
    assert "Give minutes, a cost, or both." in str(office.field("minutes").error())
    office.type("minutes", "95")
    office.type("cost_currency", "jpy")
    office.type("cost_minor", "1200")
    office.type("note", "Looked at the lamp")
    office.save()
    assert all_of(office, case) == Spent(95, (("JPY", 1200),))
    assert {"1 h 35 min", "JP¥1,200"} <= set(office.words(page))
    (line,) = lines(office, page)
    assert all(part in line for part in ("Ada Lin", "Looked at the lamp", "1 h 35 min"))
    office.undo.undo()
    assert all_of(office, case) == Spent()


def test_an_entry_is_mended_and_deleted_where_it_stands(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work)
        entry = note_work(work, WorkDraft(case, minutes=20, worked_on=date(2026, 11, 20)))
    page = office.open_page(ServiceCasesPage)
    opener(office.context, office.window)(entry)
    office.type("minutes", "25")
    office.save()
    assert all_of(office, case).minutes == 25
    opener(office.context, office.window)(entry)
    office.click(office.dialog, "Delete")
    assert (lines(office, page), all_of(office, case)) == ([], Spent())


def test_of_an_archived_case_nothing_is_noted_and_what_was_is_still_told(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work)
        assign_case(work, case, work.viewer.user_id)
        note_work(work, WorkDraft(case, minutes=20))
        handle_case(work, case, "Changed the lamp", 35)
    page = office.open_page(ServiceCasesPage)
    assert page.actions_set.qt("service_case.work").isEnabled()
    with office.company.write() as work:
        give_feedback(work, case, "Good", 5)
    page.show_view("all")
    assert not page.actions_set.qt("service_case.work").isEnabled()
    assert (len(lines(office, page)), "55 min" in office.words(page)) == (2, True)
    office.show_column(page, "spent")
    assert office.cells(page, "spent") == ["55 min"]


def test_who_handles_a_case_is_told_what_was_noted_before(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work)
        assign_case(work, case, work.viewer.user_id)
        note_work(work, WorkDraft(case, minutes=95))
    page = office.open_page(ServiceCasesPage)
    page.cases.handle()
    said = [each.text() for each in office.field("minutes").findChildren(QLabel) if each.isVisible()]
    assert "1 h 35 min noted already. Give only what comes on top." in said


def test_time_is_told_with_what_it_costs_as_soon_as_the_settings_say_so(office: Office) -> None:
    with office.company.write() as work:
        note_work(work, WorkDraft(a_case(work), minutes=50))
    page = office.open_page(ServiceCasesPage)
    page.detail.show_tab("work")
    assert "Cost of the time" not in office.words(page)
    office.background.write(Message("Settings"), lambda work: set_parameter(work, HOUR_COST, 187))
    assert "¥155.83, at ¥187 an hour" in office.words(page)
