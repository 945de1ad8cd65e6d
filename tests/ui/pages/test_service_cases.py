"""Service cases from the request to the archive, and back when the customer is not satisfied."""

from datetime import timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from crm_desktop.core.i18n import set_language
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case
from crm_desktop.queries.service_case import ServiceCaseDetails, service_case_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.widgets.fields import LookupField, Option
from tests.builders import a_case, a_contract, a_customer, a_user, an_order, entry
from tests.ui.pages.office import Key, Office


def details_of(office: Office, case_id: str) -> ServiceCaseDetails:
    with office.company.read() as reading:
        return service_case_details(reading, case_id)


def an_assigned_case(office: Office, subject: str = "The screen stays dark") -> str:
    with office.company.write() as work:
        case = a_case(work, subject)
        assign_case(work, case, work.viewer.user_id)
    return case


def a_handled_case(office: Office) -> str:
    case = an_assigned_case(office)
    with office.company.write() as work:
        handle_case(work, case, "Changed the lamp", 35)
    return case


def test_a_case_is_written_down_by_keyboard_alone(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "Haverton Medical")
    page = office.open_page(ServiceCasesPage)
    office.press(Key.Key_N)
    office.type("subject", "The screen stays dark")
    office.pick(office.field("kind_id"), "Repair")
    office.pick(office.field("customer_id"), "Haver")
    office.save()
    assert not office.has_dialog
    assert office.notebook.said == ["“The screen stays dark” created"]
    row = office.rows(page)[0]
    assert (row.customer, row.status, row.kind_id) == ("Haverton Medical", "new", entry("case_kind", "repair"))
    office.undo.undo()
    assert office.rows(page) == []


def test_orders_and_contracts_of_the_customer_are_offered_before_anything_is_typed(office: Office) -> None:
    with office.company.write() as work:
        haverton = a_customer(work, "Haverton Medical")
        an_order(work, customer_id=haverton, number="SO-7")
        an_order(work, customer_id=a_customer(work, "Northlight Clinic"), number="SO-8")
        a_contract(work, "Care 2026", customer_id=haverton)
    office.open_page(ServiceCasesPage)
    office.press(Key.Key_N)
    office.pick(office.field("customer_id"), "Haver")
    offered: dict[str, list[str]] = {}
    for name in ("order_id", "contract_id"):
        field, found = office.field(name), list[Option]()
        assert isinstance(field, LookupField)
        field._search("", found.extend)
        offered[name] = [each.text for each in found]
    assert offered == {"order_id": ["SO-7"], "contract_id": ["Care 2026"]}


def test_a_case_needs_a_subject_a_customer_and_a_kind(office: Office) -> None:
    office.open_page(ServiceCasesPage)
    office.press(Key.Key_N)
    office.save()
    assert {name: office.field(name).error() for name in ("subject", "customer_id", "kind_id", "channel_id")} == {
        "subject": "Fill this in.",
        "customer_id": "Fill this in.",
        "kind_id": "Fill this in.",
        "channel_id": None,
    }


def test_the_next_step_of_a_new_case_is_to_assign_it(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work)
    page = office.open_page(ServiceCasesPage)
    assert office.buttons(page.detail)[:2] == ["Assign", "Edit"]
    assert "Nobody takes care of it yet" in office.words(page)
    office.press(Key.Key_S)
    assert office.text_of("owner_id") == "Ada Lin"
    office.type("due_on", "+5")
    office.save()
    details = details_of(office, case)
    assert (details.status, details.owner, details.assigned_by) == ("assigned", "Ada Lin", "Ada Lin")
    assert details.due_on == office.company.database.today() + timedelta(days=5)
    assert office.buttons(page.detail)[:2] == ["Take up", "Edit"]
    office.press(Key.Key_S)
    assert details_of(office, case).status == "in_progress"
    assert office.buttons(page.detail)[:3] == ["Handled", "Wait", "Edit"]


def test_several_cases_are_assigned_at_once(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        for subject in ("One", "Two"):
            a_case(work, subject)
    office.learn_choices()
    page = office.open_page(ServiceCasesPage)
    page.table.records.select(0, 1, True)
    page.table.setFocus()
    office.press(Key.Key_A)
    office.pick(office.field("owner_id"), "Grace")
    office.save()
    assert office.cells(page, "owner") == ["Grace Lin", "Grace Lin"]
    office.undo.undo()
    assert office.cells(page, "owner") == ["—", "—"]


def test_handling_is_written_down(office: Office) -> None:
    case = an_assigned_case(office)
    page = office.open_page(ServiceCasesPage)
    office.press(Key.Key_H)
    office.save()
    assert office.field("handling").error() == "Fill this in."
    office.type_here("Changed the lamp")
    office.type("minutes", "35")
    office.save()
    details = details_of(office, case)
    assert (details.status, details.handling, details.minutes) == ("handled", "Changed the lamp", 35)
    assert "Waiting for feedback" in office.words(page)
    assert office.notebook.said == ["Waiting for the customer now"]


def test_a_satisfied_customer_archives_the_case(office: Office) -> None:
    case = a_handled_case(office)
    page = office.open_page(ServiceCasesPage)
    page.show_view("all")
    page.table.setFocus()
    office.press(Key.Key_S)
    office.field("satisfaction").setFocus()
    office.press(Key.Key_4)
    office.type("result", "Quick and friendly")
    office.save()
    details = details_of(office, case)
    assert (details.status, details.satisfaction, details.closed_on) == (
        "archived",
        4,
        office.company.database.today(),
    )
    assert office.cells(page, "satisfaction") == ["4"]
    assert office.buttons(page.detail) == ["Open again", "Log activity"]


def test_a_dissatisfied_customer_sends_it_back(office: Office) -> None:
    case = a_handled_case(office)
    page = office.open_page(ServiceCasesPage)
    office.press(Key.Key_S)
    office.field("satisfaction").setFocus()
    office.press(Key.Key_2)
    office.type("result", "Dark again after a day")
    office.save()
    assert (details_of(office, case).status, details_of(office, case).rework_count) == ("assigned", 1)
    assert {"Sent back to Ada Lin", "Dark again after a day"} <= set(office.words(page))


def test_stars_are_asked_for(office: Office) -> None:
    a_handled_case(office)
    office.open_page(ServiceCasesPage)
    office.press(Key.Key_K)
    office.type("result", "Fine")
    office.save()
    assert office.field("satisfaction").error() == "Fill this in."


def test_what_was_done_can_be_corrected_until_feedback_comes(office: Office) -> None:
    case = a_handled_case(office)
    office.open_page(ServiceCasesPage)
    office.press(Key.Key_E)
    assert not office.dialog_is_dirty
    office.type("minutes", "50")
    office.save()
    assert (details_of(office, case).minutes, details_of(office, case).handling) == (50, "Changed the lamp")


def test_an_archived_case_can_only_be_looked_at(office: Office) -> None:
    case = a_handled_case(office)
    with office.company.write() as work:
        give_feedback(work, case, "Fine", 5)
    page = office.open_page(ServiceCasesPage)
    page.show_view("archived")
    page.table.setFocus()
    office.press(Key.Key_E)
    assert not office.has_dialog
    assert office.notebook.said == ["An archived case can only be looked at. Open a new one."]


def test_an_archived_case_is_opened_again(office: Office) -> None:
    case = a_handled_case(office)
    with office.company.write() as work:
        give_feedback(work, case, "Fine", 5)
    page = office.open_page(ServiceCasesPage)
    page.show_view("archived")
    page.table.setFocus()
    office.press(Key.Key_S)
    office.type("reason", "Dark again")
    office.save()
    assert (details_of(office, case).status, details_of(office, case).reopen_count) == ("assigned", 1)


def test_a_case_waits_and_goes_on(office: Office) -> None:
    case = an_assigned_case(office)
    page = office.open_page(ServiceCasesPage)
    office.press(Key.Key_U)
    office.press(Key.Key_W)
    office.pick(office.field("waits_for"), "supplier")
    office.type("reason", "A new lamp")
    office.save()
    assert (details_of(office, case).status, details_of(office, case).waits_for) == ("waiting", "supplier")
    assert "Waits for: A supplier" in office.words(page)
    office.press(Key.Key_G)
    assert (details_of(office, case).status, details_of(office, case).waits_for) == ("in_progress", None)


def test_chosen_cases_become_one(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work)
        cases = [a_case(work, subject, customer_id=customer) for subject in ("One", "Two")]
    page = office.open_page(ServiceCasesPage)
    page.table.records.select(0, 1, True)
    page.table.setFocus()
    kept = page.table.current_id
    office.press(Key.Key_M)
    assert {details_of(office, each).status for each in cases if each != kept} == {"archived"}
    assert kept is not None
    assert details_of(office, kept).status == "new"


def test_only_the_steps_that_are_possible_now_can_be_taken(office: Office) -> None:
    with office.company.write() as work:
        a_case(work)
    page = office.open_page(ServiceCasesPage)
    for key in (Key.Key_H, Key.Key_K, Key.Key_U, Key.Key_W, Key.Key_G, Key.Key_O, Key.Key_M):
        office.press(key)
    assert not office.has_dialog
    assert office.notebook.refused == [
        "Only a case that is assigned to someone, and waits for nobody, can be handled.",
        "Only a case that has been handled can get feedback.",
        "Only a case that is assigned and not begun can be taken up.",
        "Only a case that is in progress can wait. Take it up first.",
        "This case does not wait for anybody.",
        "Only an archived case can be opened again.",
        "Choose at least two cases that are about the same.",
    ]
    possible = {each.id for each in page.actions_set.actions if each.id.startswith("service_case") and each.enabled()}
    assert {"service_case.step", "service_case.assign"} <= possible
    assert not possible & {"service_case.handle", "service_case.feedback"}


def test_the_steps_of_someone_elses_case_are_not_offered(office: Office) -> None:
    with office.company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        tom = a_user(work, "Tom Ferris", login="tom", manager_id=grace)
        assign_case(work, a_case(work), tom)
    office.background.viewer = office.company.seen_by("grace").viewer
    page = office.open_page(ServiceCasesPage)
    assert office.cells(page, "owner") == ["Tom Ferris"]
    assert "Take up" not in office.buttons(page.detail)
    for key in (Key.Key_H, Key.Key_U, Key.Key_S):
        office.press(key)
    assert not office.has_dialog
    assert set(office.notebook.refused) == {"This case is assigned to someone else, who writes down what was done."}
    assert office.notebook.done == []


def test_overdue_cases_are_said_in_words(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work, due_on=work.today - timedelta(days=2))
        assign_case(work, case, work.viewer.user_id)
    page = office.open_page(ServiceCasesPage)
    assert office.cells(page, "due_on") == ["2 d late"]
    assert {"Overdue for 2 days", "Ada Lin takes care of it"} <= set(office.words(page))


def test_views_count_what_they_hold(office: Office) -> None:
    an_assigned_case(office)
    a_handled_case(office)
    with office.company.write() as work:
        a_case(work)
    page = office.open_page(ServiceCasesPage)
    counts = {view.key: view.count for view in page.views()}
    assert [counts[key] for key in ("open", "mine", "unassigned", "feedback", "archived", "all")] == [3, 2, 1, 1, 0, 3]


def test_a_case_nobody_works_on_is_deleted_and_comes_back(office: Office) -> None:
    with office.company.write() as work:
        a_case(work)
    page = office.open_page(ServiceCasesPage)
    office.press(Key.Key_Delete)
    assert office.rows(page) == []
    office.undo.undo()
    assert len(office.rows(page)) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_speaks_both_languages(office: Office, language: str) -> None:
    set_language(language)
    with office.company.write() as work:
        a_case(work, "很长的主题" * 20, priority="urgent")
    page = office.open_page(ServiceCasesPage)
    QAbstractItemModelTester(page.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    assert office.cells(page, "priority") == [{"en": "Urgent", "zh_CN": "紧急"}[language]]
    set_language({"en": "zh_CN", "zh_CN": "en"}[language])
    page.retranslate()
    assert office.cells(page, "priority") == [{"en": "紧急", "zh_CN": "Urgent"}[language]]


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    page = office.open_page(ServiceCasesPage)
    assert faults([page.actions_set.actions]) == []
