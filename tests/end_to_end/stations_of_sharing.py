"""What two laptops left to review, sharing with a team, the signs of the status bar, backups, and histories."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from crm_desktop.core import paths
from crm_desktop.core.sync_state import Phase, SyncState
from crm_desktop.queries.replica import Laptop
from crm_desktop.storage import backup
from crm_desktop.sync.backups import backups_of
from crm_desktop.sync.trouble import Unreachable
from crm_desktop.ui.dialogs.damaged import DamagedDialog
from crm_desktop.ui.dialogs.record_history import THEN
from crm_desktop.ui.dialogs.share import ShareDialog
from crm_desktop.ui.dialogs.team import TeamDialog
from crm_desktop.ui.pages import REVIEW
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog, show_list

_ADDRESS = "/media/East and South Sales/Team drive of all offices/East Sales.crmhub"
_PROBLEM = Unreachable.at("East Sales.crmhub", "[Errno 110] Connection timed out").message


def sharing_stations(driver: Driver) -> Iterator[Station]:
    """Everything that is there because several laptops hold one company, and because nothing may be lost."""
    yield from _review(driver)
    show_list(driver, "customers")
    yield from _signs(driver)
    yield from _share(driver)
    yield from _team(driver)
    yield from dialog(driver, "join", driver.desk.join_team)
    yield from _join_with_problems(driver)
    yield from _backups(driver)
    yield from _histories(driver)


def _review(driver: Driver) -> Iterator[Station]:
    """Each record with something to review, or the page that says there is none."""
    window = driver.window
    window.show_page(REVIEW)
    page = driver.page
    driver.wait(lambda: bool(page.list.records() or page._stack.currentIndex()), "what is to be reviewed")
    for number in range(max(1, len(page.list.records()))):
        if number:
            page.list.step(1)
        yield f"review_{number}", window
    if page.list.records():
        page.view.edit()
        yield "review_own_value", window


def _signs(driver: Driver) -> Iterator[Station]:
    """The words of the sign; with little room it shows its icon alone."""
    assert driver.desk.session is not None
    team = driver.desk.session.team
    for state in _states(driver):
        team._on_state(state)
        yield f"sign_{state.phase.name.lower()}", driver.window
    team._on_state(SyncState(Phase.STARTING))
    team.sign.show_state(None)
    driver.window.status.fit()


def _states(driver: Driver) -> tuple[SyncState, ...]:
    now = driver.desk.clock.now_ms()
    return (
        SyncState(Phase.IN_STEP, at_ms=now - 60_000),
        SyncState(Phase.WORKING, waiting=3, fraction=0.4),
        SyncState(Phase.OFFLINE, waiting=1_204, at_ms=now - 3 * 86_400_000, problem=_PROBLEM),
        SyncState(Phase.STOPPED, waiting=2, at_ms=now - 86_400_000, problem=_PROBLEM),
    )


def _share(driver: Driver) -> Iterator[Station]:
    """The three forms, each with what is missing."""
    assert driver.desk.session is not None
    for form in ("file", "folder", "postgresql"):
        driver.desk.session.team.share()
        asking = driver.panel
        assert isinstance(asking, ShareDialog)
        asking._forms.set_value(form)
        asking._on_form_chosen()
        if form == "folder":
            asking.folder.set_value(str(paths.data_dir()))
            asking.folder.changed.emit()
            yield "share_folder", driver.window
            asking.folder.set_value("")
        asking.passphrase.set_value("river")
        asking.submit()
        yield f"share_{form}_problems", driver.window
        asking.reject()
        driver.wait_until_closed()


def _team(driver: Driver) -> Iterator[Station]:
    """Who holds a copy, while the shared file is out of reach; then the question before one leaves."""
    session = driver.desk.session
    assert session is not None
    context = session.context
    told = TeamDialog(driver.window, context.theme, _ADDRESS, context.zone, context.today())
    told.show_state(_states(driver)[2])
    told.open_panel()
    told.show_laptops(_laptops(driver))
    yield "team", driver.window
    session.team._ask_to_leave(told)
    yield "team_leave", driver.window
    driver.panel.reject()
    driver.wait_until_closed()


def _laptops(driver: Driver) -> tuple[Laptop, ...]:
    now = driver.desk.clock.now_ms()
    return (
        Laptop("a", "Laptop of Ada", "Ada Lin", True, 12_408, now, False),
        Laptop("b", "DESKTOP-7F2K9QX-OFFICE-HARBOROUGH", "Wang Xiaoming-Schmidt", False, 1, now - 86_400_000, False),
        Laptop("c", "笔记本", None, False, 0, None, True),
    )


def _join_with_problems(driver: Driver) -> Iterator[Station]:
    driver.desk.join_team()
    driver.panel.submit()
    yield "join_problems", driver.window
    driver.panel.reject()
    driver.wait_until_closed()


def _backups(driver: Driver) -> Iterator[Station]:
    """No backup, one with what restoring it would change, the last question, and a file that is damaged."""
    assert driver.desk.session is not None
    commands, file = driver.desk.session.commands, driver.desk.session.database.path
    yield from dialog(driver, "backups_none", commands.open_backups)
    backup.make(file, backup.default_place(), driver.desk.clock.now_ms())
    commands.open_backups()
    listed = driver.panel
    driver.wait(lambda: listed._seen is not None, "the comparison with the backup")
    yield "backups", driver.window
    yield from dialog(driver, "backups_restore", listed.undo.click)
    found = backups_of(file, None)
    for name, each in (("damaged", found), ("damaged_no_backup", ())):
        yield from dialog(driver, name, DamagedDialog(driver.window, driver.desk.theme, Path(file), each).open_panel)
    yield from dialog(driver, "check_file", commands.open_check)


def _histories(driver: Driver) -> Iterator[Station]:
    """A record as it was after a step, and what undoing an old step would change."""
    assert driver.desk.session is not None
    if show_list(driver, "customers"):
        driver.page.actions_set.trigger("detail.history")
        history = driver.panel
        driver.wait(lambda: bool(history.steps.rows()), "the history")
        history.tabs.set_value(THEN)
        yield "history_then", driver.window
        history.reject()
        driver.wait_until_closed()
    driver.desk.session.commands.open_log()
    log = driver.panel
    driver.wait(lambda: bool(log.steps.rows()), "the log")
    oldest = log.steps.model().rowCount() - 1
    # The step that began the company stays.
    if oldest > 0:
        log.steps.setCurrentIndex(log.steps.model().index(oldest - 1, 0))
        yield from dialog(driver, "undo_step", partial(log.act))
