"""A company shared by real laptops: a real window, real processes, a real shared file."""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.app.team import Team
from crm_desktop.core.i18n import Message
from crm_desktop.core.sync_state import Phase
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.customer import CustomerDraft, create_customer
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from crm_desktop.sync.exchange import open_team
from crm_desktop.sync.join import join
from crm_desktop.sync.settings import HubSettings, remember
from crm_desktop.sync.share import share
from tests.company import Company
from tests.end_to_end.desk import Driver, at_the_desk
from tests.sync.meeting import add_customer, segments_in


@pytest.fixture
def file(company: Company) -> Path:
    company.database.close()
    return company.database.path


@pytest.fixture
def driver(qapp: QApplication, tmp_path: Path, company: Company, file: Path) -> Iterator[Driver]:
    with at_the_desk(qapp, tmp_path / "desk", company.clock, file) as driver:
        driver.wait_for_list()
        yield driver


def _team(driver: Driver) -> Team:
    assert driver.desk.session is not None
    return driver.desk.session.team


def _share(driver: Driver, folder: Path) -> Path:
    """Share the company by its dialog, and wait until all of it is there."""
    driver.window.actions_set.trigger("team.share")
    driver.panel.folder.set_value(str(folder))
    driver.panel.folder.changed.emit()
    driver.panel.submit()
    driver.wait_until_closed()
    driver.wait(lambda: _team(driver).process.state.phase is Phase.IN_STEP, "all to be in the shared file")
    return folder / "East Sales.crmhub"


def _add(path: Path, name: str) -> None:
    """Somebody on another laptop adds a customer and goes by the shared file."""
    database = Database.open(path)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading)
    with database.write(Message("New customer"), viewer) as work:
        create_customer(work, CustomerDraft(name=name))
    team = open_team(database)
    team.sync()
    team.close()


def _names(path: Path) -> set[str]:
    database = Database.open(path, read_only=True)
    with database.read(SYSTEM) as reading:
        found = {name for (name,) in reading.plain("SELECT name FROM customer WHERE deleted = 0")}
    database.close()
    return found


def test_two_laptops_meet_in_a_shared_file(driver: Driver, tmp_path: Path, file: Path) -> None:
    (tmp_path / "stick").mkdir()
    hub = _share(driver, tmp_path / "stick")
    sign = _team(driver).sign
    assert "All my changes are in the shared file" in sign.text()

    other = join(str(hub), tmp_path / "anna" / "East Sales.crm", None)
    _add(other, "Brought by Anna")
    driver.window.actions_set.trigger("team.sync")
    driver.wait_for_toast("of the others arrived.")
    assert "Brought by Anna" in _names(file)


def test_another_passphrase_is_given_where_it_is_asked_for(driver: Driver, tmp_path: Path) -> None:
    """The shared file was made anew by another laptop, encrypted."""
    (tmp_path / "stick").mkdir()
    hub = _share(driver, tmp_path / "stick")
    other = join(str(hub), tmp_path / "anna.crm", None)
    hub.rename(tmp_path / "before")
    database = Database.open(other)
    share(database, str(hub), "folder", "blue heron 7")
    database.close()
    driver.window.actions_set.trigger("team.sync")
    driver.wait(lambda: _team(driver).process.state.needs_passphrase, "the passphrase to be asked for")
    _team(driver).sign.click()
    asking = driver.panel
    asking.passphrase.set_value("red heron")
    asking._use.click()
    driver.wait(lambda: not asking._use.is_busy(), "it to be refused")
    assert any("does not fit" in each for each in driver.words(asking))
    asking.passphrase.set_value("blue heron 7")
    asking._use.click()
    driver.wait_until_closed()
    driver.wait(lambda: _team(driver).process.state.phase is Phase.IN_STEP, "all to be in the shared file")


def test_who_joins_where_a_part_is_missing_is_told_in_the_window(
    qapp: QApplication, tmp_path: Path, company: Company, file: Path
) -> None:
    """What follows on the part that is missing is there: the sign goes on saying that not everything has arrived."""
    hub = str(tmp_path / "Team.crmhub")
    with closing(Database.open(file, company.clock)) as database:
        share(database, hub, "folder")
        for name in ("Zenith", "Yarrow"):
            add_customer(replace(company, database=database), name)
            open_team(database).sync()
    segments = sorted(segments_in(Path(hub)), key=lambda segment: segment.stat().st_mtime_ns)
    segments[-2].write_bytes(segments[-2].read_bytes()[:-1] + b"?")
    with at_the_desk(qapp, tmp_path / "anna", company.clock) as driver:
        driver.desk.join_team()
        asking = driver.panel
        for place, value in ((asking.address, hub), (asking.copy, tmp_path / "anna.crm")):
            place.set_value(str(value))
            place.changed.emit()
        asking.submit()
        driver.wait(lambda: driver.desk.session is not None, "the copy to be open")
        driver.wait_for_toast("Some of the company is not in the shared file yet.")
        assert driver.window.toast.warns
        driver.wait(lambda: _team(driver).process.state.lacks, "the first exchange")
        assert _team(driver).sign.text() == "Not everything of the others has arrived"


def test_sharing_is_given_up_on_its_way(driver: Driver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        driver.window.actions_set.trigger("team.share")
        asking = driver.panel
        asking._forms.set_value("postgresql")
        asking._on_form_chosen()
        asking.server.set_value(f"postgresql+psycopg://ada@127.0.0.1:{server.getsockname()[1]}/team")
        asking.submit()
        driver.wait(asking.primary.is_busy, "sharing to begin")
        asking.ask_to_close()
        driver.wait_for_toast("The company is not shared.")
    assert not _team(driver).is_shared


def test_a_shared_file_that_hangs_is_never_felt(
    qapp: QApplication, tmp_path: Path, company: Company, file: Path
) -> None:
    """A server that takes the call and never says a word; it is said after a while, and closing does not wait."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        database = Database.open(file)
        address = f"postgresql+psycopg://ada@127.0.0.1:{server.getsockname()[1]}/team"
        remember(database, HubSettings(address=address, form="postgresql", about={"workspace_id": "x", "hub_id": "y"}))
        database.close()
        with at_the_desk(qapp, tmp_path / "desk", company.clock, file) as driver:
            driver.wait_for_list()
            _team(driver).process._silence.setInterval(500)
            # Nothing was done yet that makes the window look again at what is possible.
            driver.wait(driver.window.actions_set.qt("team.sync").isEnabled, "the exchange to be possible by its key")
            driver.wait(lambda: "Offline" in _team(driver).sign.text(), "the silence to be noticed")
            assert "does not answer" in _team(driver).sign.toolTip()
