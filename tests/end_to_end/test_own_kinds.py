"""A kind of record that a company adds has a page in every window at once, and loses it when the kind is deleted."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind, update_own_kind
from crm_desktop.operations.own_kind import own_kind_draft as draft_of
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from crm_desktop.queries.own_kind import own_kinds
from crm_desktop.storage.database import Database
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from tests.end_to_end.desk import Driver, at_the_desk
from tests.end_to_end.stations import show_list, trigger


def titles(driver: Driver) -> list[str]:
    """What the tabs of the side bar are called that one can see."""
    tabs = driver.window.side_bar.tabs
    return [tabs.accessibleTabName(number) for number in range(tabs.count()) if tabs.isTabVisible(number)]


def test_a_kind_is_added_used_and_taken_away(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> None:
    file = tmp_path / "sample.crm"
    create_sample_file(file, SampleDraft(15), clock=clock)
    with at_the_desk(qapp, tmp_path, clock, file) as driver:
        session = driver.desk.session
        assert session is not None
        show_list(driver, "customers")
        customer = driver.page.current_id
        session.commands.open_company_settings("own_kinds")
        section = driver.panel.part("own_kinds")
        section.add_new()
        form = driver.panel.form
        for name, value in (("name_en", "Machine"), ("name_zh", "设备"), ("plural_en", "Machines")):
            form.field(name).set_value(value)
        form.field("icon").set_value("factory")
        driver.panel.submitted.emit()
        driver.wait(lambda: "Machines" in titles(driver), "the page of the kind")
        assert titles(driver).index("Machines") == titles(driver).index("Reports") - 1
        for panel in reversed(driver.panels):
            panel.reject()
        driver.wait_until_closed()
        kind = next(each.kind for each in session.context.choices.own_kinds if each.code == "machines")
        # The customer gets one by a key; the form opens on the page of the kind.
        QTest.keyClick(driver.page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        QTest.keyClick(menu, Qt.Key.Key_2)
        assert driver.panel is not None
        assert driver.window.current_page == kind
        driver.panel.form.field("name").set_value("Press 7")
        assert driver.panel.form.field("customer_id").value() == customer
        driver.panel.submitted.emit()
        driver.wait_until_closed()
        driver.wait(lambda: driver.page.table.records.rowCount() == 1, "the record")
        driver.wait_for_detail()
        assert "Press 7" in driver.words(driver.page.detail)
        # Its page is made anew while somebody types: what is typed is saved, and nobody follows for the old page.
        trigger(driver, "edit")
        driver.panel.form.field("note").set_value("Oiled")
        _rename_elsewhere(file, kind)
        driver.wait(lambda: "Plant" in titles(driver), "the new name")
        assert driver.window.current_page == kind
        driver.wait_for_list()
        driver.panel.submitted.emit()
        driver.wait_until_closed()
        _add_field_elsewhere(file, kind)
        driver.wait(lambda: "Place" in [each.heading() for each in driver.page.table.records.columns], "the column")
        driver.wait(lambda: "Oiled" in [each.note for each in _rows(driver)], "what was typed")
        section = _settings(driver)
        section.list.setCurrentRow(section.list.count() - 1)
        section.delete_current()
        driver.wait_for(ConfirmDialog).action.click()
        driver.wait(lambda: "Plant" not in titles(driver), "the page to be gone")
        assert driver.window.current_page == "surveys"
        assert f"go.{kind}" not in driver.window.actions_set
        driver.wait(lambda: not any(isinstance(each, ConfirmDialog) for each in driver.panels), "the question")
        for panel in reversed(driver.panels):
            panel.reject()
        driver.wait_until_closed()
        session.undo.undo()
        driver.wait(lambda: "Plant" in titles(driver), "the page again")
        driver.window.show_page(kind)
        driver.wait(lambda: driver.page.table.records.rowCount() == 1, "the record again")
        trigger(driver, "edit")
        assert driver.panel.form.field("name").value() == "Press 7"
        driver.panel.reject()


def test_a_kind_that_arrives_from_another_program_has_its_page(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    file = tmp_path / "sample.crm"
    create_sample_file(file, SampleDraft(3), clock=clock)
    with at_the_desk(qapp, tmp_path, clock, file) as driver:
        other = Database.open(file)
        with other.write(Message("Own kind"), SYSTEM) as work:
            create_own_kind(work, OwnKindDraft("Licence", "许可证", "Licences"))
        other.close()
        driver.wait(lambda: "Licences" in titles(driver), "the page of the kind")


def _settings(driver: Driver) -> Any:
    session = driver.desk.session
    assert session is not None
    session.commands.open_company_settings("own_kinds")
    section = driver.panel.part("own_kinds")
    driver.wait(lambda: section.list.count() == 2, "the kinds")
    return section


def _rows(driver: Driver) -> list[Any]:
    line = driver.page.table.records.line(0)
    return [line.row] if line is not None and line.row is not None else []


def _add_field_elsewhere(file: Path, kind: str) -> None:
    other = Database.open(file)
    with other.write(Message("Own field"), SYSTEM) as work:
        create_custom_field(work, CustomFieldDraft(kind, "Place"))
    other.close()


def _rename_elsewhere(file: Path, kind: str) -> None:
    other = Database.open(file)
    with other.write(Message("Another name"), SYSTEM) as work:
        found = next(each for each in own_kinds(work) if each.kind == kind)
        draft = draft_of(work, found.id)
        update_own_kind(work, found.id, OwnKindDraft(**{**vars(draft), "plural_en": "Plant"}))
    other.close()
