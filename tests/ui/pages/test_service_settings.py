"""How service is set up in the company settings: time limits, rules and their order, closing days and holidays."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.core.i18n import set_language
from crm_desktop.models import ServiceCase
from crm_desktop.operations.parameter import SERVICE_HOLIDAYS, set_parameter
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_rule import ServiceRuleDraft, create_service_rule
from crm_desktop.ui.dialogs.company_settings import open_company_settings
from crm_desktop.ui.settings.step_section import StepSection
from tests.builders import a_case, a_user, entry
from tests.ui.pages.office import Office, message_under

Key, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier


def shown(office: Office, key: str) -> Any:
    """A section in the dialog of the settings, with the keyboard in its list."""
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    made = open_company_settings(office.context, office.window, key).part(key)
    assert isinstance(made, StepSection)
    made.list.setFocus()
    return made


def told(section: Any) -> list[tuple[str, str]]:
    return [(row.title, row.note) for row in section.list.rows()]


def solve_by(office: Office, case_id: str) -> int | None:
    with office.company.read() as reading:
        case = reading.session.get(ServiceCase, case_id)
        assert case is not None
        return case.solve_by


def test_limits_are_added_changed_and_taken_away_by_keys_and_open_cases_follow(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work, priority="urgent")
    section = shown(office, "service_limits")
    assert section.note.text().startswith("No time limits yet.")
    QTest.keyClick(section.list, Key.Key_N)
    office.pick(office.field("priority"), "Urgent")
    office.type("respond_minutes", "30")
    office.type("solve_minutes", "1500")
    office.save()
    assert told(section) == [("Urgent", "first answer within 30 min · solution within 25 h")]
    first = solve_by(office, case)
    assert first is not None
    section.list.setFocus()
    QTest.keyClick(section.list, Key.Key_F2)
    office.pick(office.field("kind_id"), "Repair")
    office.type("solve_minutes", "60")
    office.save()
    assert told(section) == [("Urgent · Repair", "first answer within 30 min · solution within 1 h")]
    assert (solve_by(office, case) or 0) < first
    section.list.setFocus()
    QTest.keyClick(section.list, Key.Key_Delete)
    assert (told(section), solve_by(office, case)) == ([], None)
    office.undo.undo()
    assert len(told(section)) == 1
    assert solve_by(office, case) is not None


def test_a_limit_without_times_is_refused_beside_its_field(office: Office) -> None:
    section = shown(office, "service_limits")
    section.add.click()
    office.save()
    assert message_under(office.field("solve_minutes")) == "Give at least one of the two times."


def test_rules_are_made_for_people_teams_and_visits_and_put_in_order(office: Office) -> None:
    with office.company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        create_service_rule(work, ServiceRuleDraft(kind_id=entry("case_kind", "complaint"), user_id=grace))
    office.learn_choices()
    section = shown(office, "service_rules")
    QTest.keyClick(section.list, Key.Key_N)
    office.pick(office.field("does"), "Plan a visit")
    assert not office.field("user_id").isVisible()
    office.type("after_days", "7")
    office.save()
    assert told(section) == [("Assign to Grace Lin", "Complaint"), ("Visit 7 days after the case", "All cases")]
    section.list.setFocus()
    assert not section.up.isEnabled()
    QTest.keyClick(section.list, Key.Key_Down, ALT)
    assert [title for title, _note in told(section)] == ["Visit 7 days after the case", "Assign to Grace Lin"]
    # The line that was moved stays the current one.
    assert section.current.user_id == grace
    office.undo.undo()
    assert [title for title, _note in told(section)] == ["Assign to Grace Lin", "Visit 7 days after the case"]


def test_closing_days_stand_among_the_public_holidays_of_the_country(office: Office) -> None:
    set_language("en")
    section = shown(office, "closing_days")
    assert section.note.text().endswith("Public holidays are worked.")
    section.country.click()
    office.pick(office.field("country"), "China")
    office.save()
    assert section.note.text().endswith("Public holidays of China are closed.")
    assert ("New Year's Day", "Public holiday") in told(section)
    section.list.setFocus()
    QTest.keyClick(section.list, Key.Key_N)
    office.type("day", "2026-11-24")
    office.type("title", "Stock-taking")
    office.save()
    assert told(section)[0] == ("Stock-taking", "Closed by the company")
    holiday = next(at for at, row in enumerate(section.records) if row.own_id is None)
    section.list.setCurrentIndex(section.list.model().index(holiday, 0))
    assert not section.remove.isEnabled()
    section.list.setFocus()
    QTest.keyClick(section.list, Key.Key_W)
    assert section.records[holiday].is_worked
    assert told(section)[holiday][1] == "Worked, by the company's own word"


def test_open_cases_follow_the_calendar_that_is_chosen(office: Office) -> None:
    with office.company.write() as work:
        case = a_case(work)
        set_service_limit(work, ServiceLimitDraft(solve_minutes=8 * 60 * 30))
    before = solve_by(office, case)
    with office.company.write() as work:
        set_parameter(work, SERVICE_HOLIDAYS, "CN")
    assert (solve_by(office, case) or 0) > (before or 0)


def test_without_the_right_the_sections_are_read_only(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    office.background.viewer = office.company.seen_by("grace").viewer
    for each in ("service_limits", "service_rules", "closing_days"):
        section = shown(office, each)
        assert not section.add.isEnabled()
