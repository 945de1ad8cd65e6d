"""The list behind the bell, how reminders are worded, and the icon in the tray."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import instant_of
from crm_desktop.core.i18n import CHINESE, set_language
from crm_desktop.models import Task
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_warning import warn_and_escalate
from crm_desktop.queries.reminders import Overview, Reminder, overview, reminders
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.today import TodayPage
from crm_desktop.ui.reminders.panel import RemindersPanel, open_reminders
from crm_desktop.ui.reminders.words import Notice, notice
from crm_desktop.ui.texts import install_qt_translation
from crm_desktop.ui.today.day_list import Heading
from crm_desktop.ui.today.words import note_of
from crm_desktop.ui.tray import Tray, TrayMenu
from tests.builders import a_case, a_contact, a_customer, a_task
from tests.ui.pages.conftest import office
from tests.ui.pages.office import Key, Office

__all__ = ["office"]
TODAY = date(2026, 11, 21)


@pytest.fixture
def pages(office: Office) -> list[str]:
    """The pages that the panel led to."""
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    return []


def a_reminder(office: Office, subject: str, **values: object) -> str:
    with office.company.write() as work:
        return a_task(work, subject, **{"remind_at": work.now_ms - 60_000, **values})


def opened(office: Office, pages: list[str]) -> RemindersPanel:
    return open_reminders(office.context, office.window, pages.append)


def titles(panel: RemindersPanel) -> list[str]:
    return [each.title for each in panel.list.items()]


def task(office: Office, task_id: str) -> Task:
    with office.company.read() as reading:
        return reading.session.get_one(Task, task_id)


def press(panel: RemindersPanel, key: Key) -> None:
    QTest.keyClick(panel.list, key)


def test_each_reminder_is_answered_by_one_key(office: Office, pages: list[str]) -> None:
    done, later, seen = (a_reminder(office, name) for name in ("Call back", "Write", "Look"))
    panel = opened(office, pages)
    assert sorted(titles(panel)) == ["Call back", "Look", "Write"]

    press(panel, Key.Key_D)
    assert len(titles(panel)) == 2
    panel.list.setCurrentIndex(panel.list.model().index(1, 0))
    press(panel, Key.Key_S)
    panel.list.setCurrentIndex(panel.list.model().index(1, 0))
    press(panel, Key.Key_O)
    menu = next(each for each in panel.findChildren(QMenu) if each.isVisible())
    menu.actions()[1].trigger()
    menu.close()
    assert titles(panel) == []
    assert office.notebook.said == ["Task done", "Reminder seen", "Put reminder off"]
    states = [task(office, each) for each in (done, later, seen)]
    assert sorted((each.status, each.remind_at is None) for each in states) == [
        ("done", False),
        ("open", False),
        ("open", True),
    ]
    assert panel.nothing.isVisible()
    panel.submit()


def test_a_reminder_leads_to_its_task_its_activity_and_the_day(office: Office, pages: list[str]) -> None:
    call = a_reminder(office, "Call back")
    panel = opened(office, pages)
    press(panel, Key.Key_Return)
    assert office.notebook.opened == [("task", call)]
    assert not panel.isVisible()
    opened(office, pages).log()
    assert office.notebook.logged == [{"task_id": call}]
    opened(office, pages).open_day()
    assert pages == ["today"]
    panel = opened(office, pages)
    assert not faults([panel.actions_set.actions])
    assert panel.day.text() == "1 due today"
    panel.reject()


def test_one_reminder_is_told_by_its_name_and_many_together(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
        at = instant_of(TODAY, work.zone, 15)
        for name in ("Call back", "Write", "Look", "Ask", "Think"):
            a_task(work, name, customer_id=customer, due_at=at, minutes=30, remind_at=work.now_ms - 1)
    with office.company.read() as reading:
        found: tuple[Reminder, ...] = reminders(reading).standing
        day = overview(reading)
    assert notice(found[:1], None, office.context) == Notice(
        found[0].item.title, "today 15:00–15:30 · Haverton Medical"
    )
    many = notice(found, day, office.context)
    assert many is not None
    assert many.title == "5 reminders"
    lines = many.body.splitlines()
    assert len(lines) == 5
    assert lines[0].endswith("· today 15:00–15:30 · Haverton Medical")
    assert lines[3:] == ["… and 2 more", "5 due today"]
    assert notice((), Overview({}), office.context) is None
    assert notice((), None, office.context) is None


def test_the_day_names_birthdays_in_both_languages(office: Office) -> None:
    with office.company.write() as work:
        a_contact(work, "王芳", a_customer(work), born_on=date(1980, 11, 22))
    with office.company.read() as reading:
        day = overview(reading)
    said = notice((), day, office.context)
    assert said == Notice("Your day", "1 birthday\nBirthday of 王芳, Sun 22 Nov")
    set_language(CHINESE)
    said = notice((), day, office.context)
    assert said is not None
    assert said.title == "今日概览"


def test_the_icon_has_its_commands_in_the_language_of_the_program(qtbot: QtBot) -> None:
    pressed: list[str] = []
    entries = [("Open CRM Desktop", lambda: pressed.append("open")), None, ("Quit", lambda: pressed.append("quit"))]
    menu = TrayMenu(entries)
    qtbot.addWidget(menu)
    assert [each.text() for each in menu.actions()] == ["Open CRM Desktop", "", "Quit"]
    menu.actions()[2].trigger()
    assert pressed == ["quit"]
    set_language(CHINESE)
    instance = QCoreApplication.instance()
    assert instance is not None
    install_qt_translation(instance, CHINESE)
    assert menu.actions()[2].text() == "退出"
    install_qt_translation(instance, "en")


def test_an_icon_can_be_made_and_taken_away_where_there_is_no_tray(qtbot: QtBot) -> None:
    assert not Tray.is_offered()
    window = QMainWindow()
    qtbot.addWidget(window)
    tray = Tray(QIcon(), [None])
    tray.say("Haverton")
    tray.end()


def test_a_reminder_beyond_its_day_says_how_late_the_task_is(office: Office, pages: list[str]) -> None:
    late = a_reminder(office, "Late")
    with office.company.write() as work:
        work.session.get_one(Task, late).due_on = TODAY - timedelta(days=2)
    panel = opened(office, pages)
    spoken = str(panel.list.model().data(panel.list.model().index(1, 0), 11))
    assert spoken == "Late, 2 d late"
    panel.reject()


def test_a_case_past_its_limit_is_told_led_to_and_written_about(office: Office, pages: list[str]) -> None:
    with office.company.write() as work:
        set_service_limit(work, ServiceLimitDraft(solve_minutes=60))
    saturday, clock = office.company.clock.instant, office.company.clock
    clock.instant = saturday - timedelta(days=1)
    with office.company.write() as work:
        customer = a_customer(work, "Haverton")
        case = a_case(work, "Screen dark", customer_id=customer, owner_id=work.viewer.user_id)
    clock.instant = saturday
    with office.company.write() as work:
        warn_and_escalate(work)
    with office.company.read() as reading:
        found = reminders(reading).standing
    told = notice(found, None, office.context)
    assert told == Notice("Screen dark", "solution overdue · Haverton · 1 d late")
    panel = opened(office, pages)
    assert titles(panel) == ["Screen dark"]
    # It calls until somebody takes care of it: there is nothing to be done with, or put off.
    possible = {each.id for each in panel.actions_set.actions if panel.actions_set.qt(each.id).isEnabled()}
    assert possible == {"reminder.log", "reminder.open"}
    press(panel, Key.Key_E)
    assert office.notebook.opened == [("service_case", case)]
    press(opened(office, pages), Key.Key_L)
    assert office.notebook.logged == [{"case_id": case}]
    page: TodayPage = office.open_page(TodayPage)  # type: ignore[type-var]  # it has a list of its own
    page.read_again()
    assert [page.list.line(0), page.list.current()] == [Heading("cases", 1), page.list.items()[0]]
    assert note_of(page.list.items()[0], office.context) == "solution overdue · Haverton"
