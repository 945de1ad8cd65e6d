"""A file that turns out to be damaged at the start: its newest backup takes its place, and nothing is lost."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.storage import backup
from crm_desktop.ui.dialogs.damaged import DamagedDialog
from tests.builders import a_customer
from tests.company import Company
from tests.end_to_end.desk import at_the_desk


def test_the_newest_backup_is_offered_and_what_was_done_since_comes_back(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company
) -> None:
    path = company.database.path
    with company.write() as work:
        a_customer(work, "Acme")
    backup.make(path, backup.default_place(), clock.now_ms())
    with company.write() as work:
        a_customer(work, "Beta")
    company.database.close()
    content = bytearray(path.read_bytes())
    content[:4096] = b"\xff" * 4096
    path.write_bytes(content)
    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        dialog = driver.panel
        assert isinstance(dialog, DamagedDialog)
        assert len(dialog.backups.rows()) == 1
        dialog.submit()
        driver.wait(lambda: driver.desk.session is not None, "the restored company")
        driver.wait_for_list()
        records = driver.page.table.records
        names = {records.row_of(records.id_at(row) or "").name for row in range(records.rowCount())}
    assert names == {"Acme", "Beta"}
    (aside,) = path.parent.glob("company before *.crm")
    assert aside.read_bytes() == content
