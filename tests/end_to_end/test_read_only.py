"""A company file on a medium that cannot be written: it is opened to be read, shows so, and says what to do."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from tests.builders import a_customer
from tests.company import found_company
from tests.end_to_end.desk import at_the_desk
from tests.permissions import write_protected


def test_a_file_on_a_read_only_medium_is_shown_and_not_changed(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    folder = tmp_path / "medium"
    folder.mkdir()
    path = folder / "team.crm"
    company = found_company(path, clock)
    with company.write(Message("Found"), SYSTEM) as work:
        acme = a_customer(work, "Acme")
    company.close()
    before = path.read_bytes()
    with write_protected(folder, path), at_the_desk(qapp, tmp_path, clock, path) as driver:
        driver.wait_for_list()
        driver.wait_for_detail(acme)
        assert driver.window.windowTitle().endswith("· Read only")
        assert "Read only" in driver.words(driver.window.side_bar)
        driver.wait_for_toast("Copy it to a folder of your own")
        driver.window.toast.hide()
        driver.press(Qt.Key.Key_N)
        driver.wait_for_toast("This company file can only be read here.")
        assert not driver.panels
    assert path.read_bytes() == before
    assert [each.name for each in folder.iterdir()] == ["team.crm"]
