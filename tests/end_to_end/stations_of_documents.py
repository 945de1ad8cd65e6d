"""The register of documents: one with versions that is over, one that is so soon, and the forms of a file."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.operations.attachment import FileDraft, add_content, add_version, check_files, stage_files, update_file
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.ui.file_commands import KeptFile
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog, show_list


def document_stations(driver: Driver) -> Iterator[Station]:
    """The register, then what is asked of a file and of its newer version."""
    if not show_list(driver, "customers"):
        driver.window.show_page("documents")
        yield "documents", driver.window
        driver.window.show_page("customers")
        return
    session = driver.desk.session
    assert session is not None
    customer_id = driver.page.current_id
    folder = session.database.path.parent
    session.background.write(Message("Documents"), partial(_keep, customer_id=customer_id, folder=folder))
    driver.window.show_page("documents")
    driver.wait_for_list()
    page = driver.page
    driver.wait(lambda: page.table.records.rowCount() == 2, "the documents")
    page.table.set_current(page.table.records.id_at(0))
    driver.wait(lambda: page.detail.details is not None, "the side of a document")
    yield "documents", driver.window
    yield from dialog(driver, "document_edit", partial(_opened, driver, "edit"))
    row = page.row()
    newer = folder / "Licence 2027.pdf"
    newer.write_bytes(b"2027")
    file = KeptFile(row.id, row.name, row.record_kind, row.record_id)
    page.commands.renew_by(file, newer)
    driver.wait(lambda: driver.panel is not None, "the form of a newer version")
    yield from dialog(driver, "document_renew", lambda: None)
    driver.window.show_page("customers")


def _opened(driver: Driver, command: str) -> None:
    driver.page.actions_set.trigger(f"attachment.{command}")
    driver.wait(lambda: driver.panel is not None, command)


def _keep(work: UnitOfWork, customer_id: str, folder: Path) -> None:
    licence = add_content(work, "customer", customer_id, "Licence.pdf", b"2025")
    newer = folder / "Licence of the year, certified, with all its enclosures and annexes.pdf"
    newer.write_bytes(b"2026")
    place = folder / "staged"
    place.mkdir()
    (staged,), _ = stage_files(check_files(work, "customer", customer_id, [newer]), place)
    work.session.flush()
    add_version(work, licence, staged, work.today - timedelta(days=1))
    price = add_content(work, "customer", customer_id, "价格协议.pdf", b"price")
    work.session.flush()
    update_file(work, price, FileDraft("价格协议.pdf", work.today + timedelta(days=9), "原件在财务"))
