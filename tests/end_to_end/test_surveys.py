"""Surveys in the real window: a response is entered by digits, and the figures follow; the sheets are pages."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from crm_desktop.queries.survey import SurveyDetails, survey_details
from crm_desktop.reports.survey import as_json, set_results, set_sheets
from crm_desktop.storage.database import Database
from tests.end_to_end.desk import at_the_desk
from tests.end_to_end.stations import show_list, trigger


def test_a_response_is_entered_by_digits_alone(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> None:
    file = tmp_path / "sample.crm"
    create_sample_file(file, SampleDraft(15), clock=clock)
    with at_the_desk(qapp, tmp_path, clock, file) as driver:
        assert show_list(driver, "surveys")
        session, survey_id = driver.desk.session, driver.page.current_id
        assert session is not None

        def now() -> SurveyDetails:
            with session.database.read(SYSTEM) as reading:
                return survey_details(reading, survey_id)

        before, customer_id = now(), _some_customer(session.database)
        trigger(driver, "respond")
        assert driver.panel is not None
        form = driver.panel.form
        form.field("customer_id").set_value(customer_id)
        form.field("q0").edit.setFocus()
        for _question in (each for each in before.results if each.kind in ("score", "recommend")):
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, Qt.Key.Key_4)
        assert form.field("q0").value() == 4
        assert form.field("q1").value() == 4
        driver.panel.submitted.emit()
        driver.wait(lambda: now().responses == before.responses + 1, "the response")
        assert now().latest[0].customer_id == customer_id


def _some_customer(database: Database) -> str:
    with database.read(SYSTEM) as reading:
        return str(reading.plain("SELECT id FROM customer WHERE deleted = 0 ORDER BY id LIMIT 1")[0][0])


def test_sheets_and_results_are_pages_and_figures(tmp_path: Path, clock: FixedClock) -> None:
    file = tmp_path / "sample.crm"
    create_sample_file(file, SampleDraft(15), clock=clock)
    database = Database.open(file, clock)
    with database.read(SYSTEM) as reading:
        survey_id = reading.plain("SELECT id FROM survey ORDER BY id LIMIT 1")[0][0]
        for language in ("en", "zh_CN"):
            assert set_sheets(reading, survey_id, language).startswith(b"%PDF")
            assert set_results(reading, survey_id, language).startswith(b"%PDF")
        assert set_results(reading, survey_id, "en") == set_results(reading, survey_id, "en")
        assert '"recommend_count"' in as_json(reading, survey_id)
    database.close()
