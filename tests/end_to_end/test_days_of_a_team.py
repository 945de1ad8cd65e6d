"""A whole day of a salesperson, of the manager and of the administrator, in the real window on the same company."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from crm_desktop.core.clock import FixedClock
from crm_desktop.operations import parameter
from crm_desktop.operations.lead import assign_lead
from crm_desktop.operations.team import TeamDraft, create_team
from crm_desktop.ui.dialogs.company_settings import CompanySettings
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.settings.custom_fields import CustomFieldsSection
from crm_desktop.ui.settings.parameters import ParametersSection
from crm_desktop.ui.widgets.fields import IntegerField, LineField
from tests.builders import a_contact, a_customer, a_lead, a_task, a_user, an_opportunity, role
from tests.company import Company
from tests.end_to_end.desk import CONTROL, SHIFT, Driver, at_the_desk

Key = Qt.Key
_NAMES = ("name", "customer_name", "subject")


@pytest.fixture
def file(company: Company) -> Path:
    """Mei leads Tom, who has one customer and one lead; another is nobody's, and two leads wait for somebody."""
    with company.write() as work:
        sales = create_team(work, TeamDraft("Sales"))
        a_user(work, "Mei Chen", login="mei", role_id=role("manager"), team_id=sales)
        tom = a_user(work, "Tom Reyes", login="tom", role_id=role("salesperson"), team_id=sales)
        haverton = a_customer(work, "Haverton Medical", owner_id=tom, city="York")
        a_customer(work, "Northgate Clinic", pooled=True)
        a_contact(work, "Dana Holt", haverton, owner_id=tom)
        an_opportunity(work, "Screens for the new wing", customer_id=haverton, owner_id=tom, amount_minor=120_000)
        a_task(work, "Call Dana back", customer_id=haverton, owner_id=tom)
        a_lead(work, "Kinley Precision", contact_name="Ben Osei", phone="13800138000")
        a_lead(work, "Yarrow Dental")
        assign_lead(work, a_lead(work, "Milner Optics", contact_name="Eve Ash", phone="13900139000"), tom)
    company.database.close()
    return company.database.path


def wait_for_rows(driver: Driver, view: str, *wanted: str) -> None:
    """Until a view shows exactly the records that are called so."""
    driver.page.show_view(view)
    records = driver.page.table.records

    def shown() -> list[str]:
        rows = [records.row_of(records.id_at(at)) for at in range(records.rowCount())]
        return sorted(next((str(getattr(row, name)) for name in _NAMES if hasattr(row, name)), "") for row in rows)

    driver.wait(lambda: shown() == sorted(wanted), f"{wanted} in {view}")


def stand_on(driver: Driver, name: str) -> None:
    """Make the record of this name the current one."""
    records = driver.page.table.records
    at = next(at for at in range(records.rowCount()) if name in str(records.row_of(records.id_at(at))))
    driver.page.table.set_current(records.id_at(at))
    driver.page.table.setFocus()
    driver.wait_for_detail(records.id_at(at))


def save(driver: Driver, said: str) -> None:
    """Save the open form, and read what the window says."""
    driver.press(Key.Key_S, CONTROL)
    driver.wait_until_closed()
    driver.wait_for_toast(said)


def find(driver: Driver, text: str) -> None:
    """Run the command, or go to the record, that the palette finds first."""
    driver.press(Key.Key_K, CONTROL)
    assert driver.panel is not None
    QTest.keyClicks(QApplication.focusWidget() or driver.window, text)
    driver.press(Key.Key_Return)


def test_a_day_of_a_salesperson(qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path) -> None:
    with at_the_desk(qapp, tmp_path, clock, file, login="tom") as driver:
        driver.turn_to(driver.window)

        # What is due this morning is done by a key, and taken back by another.
        driver.go("today")
        driver.wait(lambda: "Call Dana back" in [each.title for each in driver.page.list.items()], "the task")
        driver.page.list.setFocus()
        driver.press(Key.Key_D)
        driver.wait_for_toast("Task done")
        driver.undo()

        # A customer that is nobody's becomes Tom's, and the first call with it says what comes next.
        driver.go("customers")
        driver.wait_for_list()
        wait_for_rows(driver, "pool", "Northgate Clinic")
        stand_on(driver, "Northgate Clinic")
        driver.page.actions_set.trigger("customer.claim")
        driver.wait_for_toast("Yours now: 1")
        wait_for_rows(driver, "mine", "Haverton Medical", "Northgate Clinic")
        stand_on(driver, "Northgate Clinic")
        driver.press(Key.Key_L)
        driver.type_into("subject", "Introduced us")
        driver.type_into("next_step", "Bring the catalogue")
        driver.type_into("next_step_on", "+2")
        save(driver, "Activity logged")
        driver.go("tasks")
        driver.wait_for_list()
        wait_for_rows(driver, "mine", "Bring the catalogue", "Call Dana back")

        # A lead is developed by a plan and won as a customer; only the manager gives leads to people.
        driver.go("leads")
        driver.wait_for_list()
        wait_for_rows(driver, "mine", "Milner Optics")
        stand_on(driver, "Milner Optics")
        assert not driver.page.actions_set.record("lead.assign").enabled()
        driver.press(Key.Key_S)
        driver.type_into("due_on", "+1")
        driver.type_into("item", "Visit with the probe")
        save(driver, "Step planned")
        driver.press(Key.Key_W)
        assert driver.panel is not None
        save(driver, "Milner Optics")
        wait_for_rows(driver, "won", "Milner Optics")
        driver.go("contacts")
        driver.wait_for_list()
        wait_for_rows(driver, "mine", "Dana Holt", "Eve Ash")

        # The deal moves on.
        driver.go("opportunities")
        driver.wait_for_list()
        stand_on(driver, "Screens for the new wing")
        driver.press(Key.Key_Right, CONTROL)
        driver.wait_for_toast("Moved to ")


def test_a_day_of_the_manager(qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path) -> None:
    with at_the_desk(qapp, tmp_path, clock, file, login="mei") as driver:
        driver.turn_to(driver.window)

        # The waiting lead goes to Tom; the one that is nothing is given up with a reason.
        driver.go("leads")
        driver.wait_for_list()
        wait_for_rows(driver, "unassigned", "Kinley Precision", "Yarrow Dental")
        stand_on(driver, "Kinley Precision")
        driver.press(Key.Key_A)
        driver.pick("owner_id", "Tom")
        save(driver, "Assigned")
        wait_for_rows(driver, "assigned", "Kinley Precision", "Milner Optics")

        # Tom is told what to do by a task.
        driver.go("tasks")
        driver.wait_for_list()
        driver.press(Key.Key_N)
        driver.type_into("subject", "Show Kinley the new probe")
        driver.pick("owner_id", "Tom")
        save(driver, "Show Kinley the new probe")
        wait_for_rows(driver, "given", "Show Kinley the new probe")

        # Haverton stays with Tom whatever the rules say; Mei sees the team's figures.
        driver.go("customers")
        driver.wait_for_list()
        wait_for_rows(driver, "all", "Haverton Medical", "Northgate Clinic")
        stand_on(driver, "Haverton Medical")
        driver.page.actions_set.trigger("customer.protect")
        driver.type_into("until", "+30")
        save(driver, "rotect")
        driver.go("reports")
        driver.wait_for_report()


def test_a_day_of_the_administrator(qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path) -> None:
    with at_the_desk(qapp, tmp_path, clock, file) as driver:
        driver.turn_to(driver.window)
        driver.wait_for_list()

        # A business rule is changed, and a field added that every form shows at once.
        driver.press(Key.Key_Comma, CONTROL | SHIFT)
        settings = driver.wait_for(CompanySettings)
        rules = settings.part("parameters")
        assert isinstance(rules, ParametersSection)
        line = rules.lines[parameter.PAYMENT_DAYS]
        assert isinstance(line.field, LineField | IntegerField)
        line.field.edit.setFocus()
        line.field.edit.selectAll()
        QTest.keyClicks(line.field.edit, "45")
        QTest.keyClick(line.field.edit, Key.Key_Return)
        driver.wait_for_toast("Days to pay")
        fields = settings.part("custom_fields")
        assert isinstance(fields, CustomFieldsSection)
        fields.add_new()
        driver.type_into("name_en", "Machines")
        driver.panel.submit()
        driver.wait(lambda: len(driver.panels) == 1, "the field to be added")
        settings.submit()
        driver.wait_until_closed()
        driver.press(Key.Key_N)
        driver.type_into("name", "Milford Labs")
        driver.wait(lambda: "Machines" in [each.text() for each in driver.panel.findChildren(QLabel)], "the new field")
        save(driver, "Milford Labs")

        # What was deleted by mistake comes back from the bin; what has to go is erased after a question.
        wait_for_rows(driver, "all", "Haverton Medical", "Milford Labs", "Northgate Clinic")
        for name in ("Milford Labs", "Northgate Clinic"):
            stand_on(driver, name)
            driver.press(Key.Key_Delete)
            driver.press(Key.Key_Return)
            driver.wait_until_closed()
            driver.wait_for_toast("eleted")
        find(driver, "Recycle bin")
        driver.wait(lambda: driver.window.current_page == "bin", "the bin")
        driver.wait(lambda: len(driver.page.list.rows()) == 2, "two deleted customers")
        driver.page.list.setFocus()
        assert driver.page.list.rows()[0].title == "Northgate Clinic"
        driver.press(Key.Key_R)
        driver.wait_for_toast("1 record restored")
        driver.wait(lambda: [each.title for each in driver.page.list.rows()] == ["Milford Labs"], "one left")
        driver.page.actions_set.trigger("bin.purge")
        question = driver.wait_for(ConfirmDialog)
        question.action.click()
        driver.wait(lambda: driver.page.list.rows() == [], "an empty bin")
        driver.go("customers")
        wait_for_rows(driver, "all", "Haverton Medical", "Northgate Clinic")
