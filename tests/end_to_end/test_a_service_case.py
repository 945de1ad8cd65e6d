"""A case from the request to the archive: who takes the call, who assigns it and who handles it, at one file."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.article import ArticleDraft, create_article, publish_article
from crm_desktop.operations.team import TeamDraft, create_team
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.ui.forms.case_answers import AnswersField
from crm_desktop.ui.widgets.fields import ChoiceField
from tests.builders import a_case, a_customer, a_user, entry, role
from tests.company import Company, found_company
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk
from tests.end_to_end.test_days_of_a_team import save, stand_on, wait_for_rows

Key = Qt.Key
SUBJECT = "The screen stays dark"
STEPS = ("assign", "take_up", "wait", "go_on", "handle", "feedback", "reopen", "delete")


@pytest.fixture
def file(company: Company) -> Path:
    """Tom looks after Haverton, Grace handles cases, Mei leads both; an article says what helps."""
    with company.write() as work:
        sales = create_team(work, TeamDraft("Sales"))
        a_user(work, "Mei Chen", login="mei", role_id=role("manager"), team_id=sales)
        tom = a_user(work, "Tom Reyes", login="tom", role_id=role("salesperson"), team_id=sales)
        a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"), team_id=sales)
        a_customer(work, "Haverton Medical", owner_id=tom)
        article = create_article(work, ArticleDraft("Screens that stay dark", body="Hold the power key."))
        work.session.flush()
        publish_article(work, article)
    company.database.close()
    return company.database.path


def test_the_owner_hears_of_a_complaint_that_somebody_else_notes(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "team.crm"
    other = found_company(path, clock)
    with other.read(SYSTEM) as reading:
        ada = viewer_of(reading)
    with other.write(Message("Found"), ada) as work:
        tom = a_user(work, "Tom Reyes", login="tom", role_id=role("salesperson"))
        haverton = a_customer(work, "Haverton Medical", owner_id=tom)
    with at_the_desk(qapp, tmp_path, clock) as driver:
        driver.desk.open(path, "tom")
        driver.wait(lambda: driver.desk.session is not None, "the company")
        session = driver.desk.session
        assert session is not None
        driver.wait_for_list()
        with other.write(Message("New case"), ada) as work:
            a_case(work, "Nobody calls back", customer_id=haverton, kind_id=entry("case_kind", "complaint"))
        session.feed.look_for_foreign_changes()
        driver.wait_for_toast("Churn warning: Haverton Medical, “Nobody calls back”")
    other.close()


def act_as(driver: Driver, name: str, page: str = "service", view: str = "all") -> None:
    """Hand the computer to somebody else, who looks at a page."""
    session = driver.desk.session
    assert session is not None
    driver.window.side_bar.company.setFocus()
    driver.press(Key.Key_Space)
    QTest.keyClicks(QApplication.focusWidget() or driver.window, name)
    driver.press(Key.Key_Return)
    driver.wait(lambda: name in session.background.viewer.name, name)
    driver.go(page)
    driver.wait_for_list()
    wait_for_rows(driver, view, *([SUBJECT] if page == "service" else ["Haverton Medical"]))
    stand_on(driver, SUBJECT if page == "service" else "Haverton Medical")


def see_offered(driver: Driver, *steps: str) -> None:
    """Until exactly these steps are possible with the current case."""

    def offered() -> set[str]:
        return {each for each in STEPS if driver.page.actions_set.record(f"service_case.{each}").enabled()}

    driver.wait(lambda: offered() == set(steps), f"{steps}, not {offered()}")


def step(driver: Driver, key: Qt.Key, said: str, status: str, **typed: str) -> None:
    """Press the key of a step, fill in what it asks, and see the case in its new status."""
    driver.press(key)
    for name, text in typed.items():
        field = driver.type_into(name, text)
        if isinstance(field, ChoiceField):
            driver.press(Key.Key_Return)
    if typed:
        driver.press(Key.Key_S, CONTROL)
        driver.wait_until_closed()
    driver.wait_for_toast(said)

    def arrived() -> bool:
        details = driver.page.detail.details
        return details is not None and details.status == status

    driver.wait(arrived, status)
    driver.page.table.setFocus()


def test_a_case_from_the_call_to_the_archive(qapp: QApplication, tmp_path: Path, clock: FixedClock, file: Path) -> None:
    with at_the_desk(qapp, tmp_path, clock, file, login="tom") as driver:
        driver.turn_to(driver.window)
        session = driver.desk.session
        assert session is not None
        driver.wait(lambda: bool(session.context.choices.lists.get("users")), "the users")

        # Tom takes the call: from the page of the customer it is one key and a sentence.
        driver.wait_for_list()
        stand_on(driver, "Haverton Medical")
        driver.press(Key.Key_S)
        driver.type_into("subject", SUBJECT)
        driver.pick("kind_id", "Complaint")
        save(driver, SUBJECT)
        driver.go("service")
        driver.wait_for_list()
        wait_for_rows(driver, "unassigned", SUBJECT)
        stand_on(driver, SUBJECT)
        see_offered(driver, "assign", "delete")

        # Mei finds it in the queue and gives it to Grace, who alone handles it.
        act_as(driver, "Mei Chen", view="unassigned")
        see_offered(driver, "assign", "delete")
        wait_for_rows(driver, "all", SUBJECT)
        stand_on(driver, SUBJECT)
        step(driver, Key.Key_A, "Assigned", "assigned", owner_id="Grace")
        see_offered(driver, "assign")
        driver.press(Key.Key_U)
        driver.wait_for_toast("who writes down what was done")

        act_as(driver, "Grace Lin", view="mine")
        see_offered(driver, "assign", "take_up", "handle")
        step(driver, Key.Key_U, "Taken up", "in_progress")
        see_offered(driver, "assign", "wait", "handle")
        step(driver, Key.Key_W, "waits now", "waiting", waits_for="Customer", reason="Which screen it is")
        see_offered(driver, "assign", "go_on")
        step(driver, Key.Key_G, "Going on", "in_progress")
        driver.press(Key.Key_T)
        driver.type_into("minutes", "25")
        driver.press(Key.Key_S, CONTROL)
        driver.wait_until_closed()
        driver.page.table.setFocus()

        # The article that helps is found while Grace types, and taken over by a key.
        driver.press(Key.Key_H)
        answers = driver.panel.form.field("articles")
        assert isinstance(answers, AnswersField)
        driver.type_into("handling", "Dark screen. ")
        driver.wait(lambda: len(answers.list.rows()) == 1, "the article")
        driver.press(Key.Key_F7)
        driver.type_into("minutes", "10")
        save(driver, "Waiting for the customer now")
        driver.wait(lambda: driver.page.detail.details.status == "handled", "the case to be handled")
        assert "Hold the power key." in driver.page.detail.details.handling
        assert [each.title for each in driver.page.detail.details.used] == ["Screens that stay dark"]
        driver.page.table.setFocus()
        see_offered(driver, "feedback")

        # Haverton is not satisfied: another round begins, and Tom sees that this customer may leave.
        act_as(driver, "Tom Reyes")
        see_offered(driver, "feedback")
        step(driver, Key.Key_K, "Feedback", "assigned", satisfaction="2", result="Dark again")
        see_offered(driver)
        driver.go("customers")
        wait_for_rows(driver, "at_risk", "Haverton Medical")

        act_as(driver, "Grace Lin", view="mine")
        step(driver, Key.Key_H, "Waiting for the customer now", "handled", handling="Changed the lamp")

        # Now it is archived; nothing can be done with it but to open it again, and then Grace has it.
        act_as(driver, "Tom Reyes")
        step(driver, Key.Key_K, "Feedback", "archived", satisfaction="4", result="Bright")
        assert [each.satisfaction for each in driver.page.detail.details.rounds] == [2, 4]
        see_offered(driver, "reopen")
        step(driver, Key.Key_O, "open again", "assigned", reason="Flickers")
        assert driver.page.detail.details.owner == "Grace Lin"
        assert len(driver.page.detail.details.rounds) == 3
