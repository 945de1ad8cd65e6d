"""Backups are made while the program runs, and put back from the window, which opens the restored company again."""

from pathlib import Path
from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.sync_state import Phase, SyncState
from crm_desktop.storage import backup
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.share import share
from crm_desktop.ui.dialogs.backups import BACK, BackupsDialog, RestoreDialog
from tests.builders import a_customer
from tests.company import Company
from tests.end_to_end.desk import Driver, at_the_desk


def names(driver: Driver) -> set[str]:
    """The customers in the list."""
    driver.wait_for_list()
    records = driver.page.table.records
    return {records.row_of(records.id_at(row) or "").name for row in range(records.rowCount())}


def test_a_backup_is_made_by_itself_and_restored_from_the_window(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company
) -> None:
    path = company.database.path
    with company.write() as work:
        a_customer(work, "Acme")
    company.database.close()
    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        assert names(driver) == {"Acme"}
        session = driver.desk.session
        assert session is not None
        session.backups.findChildren(QTimer)[0].timeout.emit()
        driver.wait(lambda: bool(backup.generations_of(path, backup.default_place())), "the backup")
        with session.database.write(work.label, company.viewer) as step:
            a_customer(step, "Beta")
        driver.window.actions_set.trigger("file.backups")
        dialog = driver.panel
        assert isinstance(dialog, BackupsDialog)
        driver.wait(dialog.undo.isEnabled, "the comparison")
        assert "by itself · checked" in dialog.steps.rows()[0].note
        dialog.undo.click()
        asking = driver.panel
        assert isinstance(asking, RestoreDialog)
        assert asking.way.value() == BACK
        # Something is being written at that moment: the restoring waits for it, and is carried out.
        holding = Event()
        session.background.write(Message("Slow"), lambda work: a_customer(work, "Cargo") if holding.wait(30) else None)
        asking.submit()
        assert driver.desk.session is session
        holding.set()
        driver.wait(lambda: driver.desk.session not in (None, session), "the restored company")
        (aside,) = path.parent.glob("company before *.crm")
        assert aside.stat().st_size > 0
        assert names(driver) == {"Acme"}


def test_a_shared_company_is_restored_while_it_is_kept_in_step(
    qapp: QApplication, tmp_path: Path, clock: FixedClock, company: Company
) -> None:
    """What the team has already comes back; the exchange neither holds the file nor stays away afterwards."""
    path = company.database.path
    with company.write() as work:
        a_customer(work, "Acme")
    share(company.database, str(tmp_path / "hub"), "folder")
    before = Replica(company.database).id
    company.database.close()
    backup.make(path, backup.default_place(), clock.now_ms(), is_automatic=False)
    with at_the_desk(qapp, tmp_path, clock, path) as driver:
        assert names(driver) == {"Acme"}
        session = driver.desk.session
        assert session is not None
        driver.wait(lambda: session.team.process.state.phase is Phase.IN_STEP, "both to be in step")
        with session.database.write(work.label, company.viewer) as step:
            a_customer(step, "Beta")
        said = list[SyncState]()
        session.team.process.changed.connect(said.append)
        driver.window.actions_set.trigger("team.sync")
        driver.wait(lambda: bool(said) and said[-1].phase is Phase.IN_STEP, "Beta to be sent")
        driver.window.actions_set.trigger("file.backups")
        dialog = driver.panel
        driver.wait(dialog.undo.isEnabled, "the comparison")
        dialog.undo.click()
        asking = driver.panel
        assert "comes back" in " ".join(driver.words(asking))
        asking.submit()
        driver.wait(lambda: driver.desk.session not in (None, session), "the restored company")
        assert Replica(driver.desk.session.database).id != before  # type: ignore[union-attr]  # it is there
        driver.wait(lambda: names(driver) == {"Acme", "Beta"}, "what the team has to come back")
