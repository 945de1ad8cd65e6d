"""Every page and dialog of the program in turn, as it looks: for pictures and for whoever measures them."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from crm_desktop.ui.widgets.choices import TabRow
from crm_desktop.ui.widgets.popup import Popup
from tests.end_to_end.desk import Driver, Quiet

COMMANDS = ("file.import", "view.settings", "view.search", "help.keys", "help.about")
POPUPS = ("list.columns", "list.sort", "list.quick_filter", "list.group")
LISTS = ("customers", "contacts", "opportunities", "service")
Station = tuple[str, QWidget]
_ROW = 3
_QUIET_MS = 60


def stations(driver: Driver) -> Iterator[Station]:
    """Each place, when everything it shows has arrived."""
    quiet = Quiet(driver)
    for name, place in _places(driver):
        quiet.wait(name)
        settle()
        # What waited for its pages may have been followed by another dialog.
        yield name, driver.panel if driver.panels else place


def _places(driver: Driver) -> Iterator[Station]:
    """Bring the window to each place; give its name and what is new there, and close that before the next."""
    for page in LISTS:
        driver.window.show_page(page)
        driver.wait_for_list()
        has_records = bool(driver.page.table.records.rowCount())
        if has_records:
            choose_a_row(driver)
        yield page, driver.window
        if page == "opportunities":
            yield from _board(driver)
        if has_records:
            yield from _tabs(driver, page)
            driver.page.table.records.select_everything(True)
            yield f"{page}_chosen", driver.window
            yield from _dialog(driver, f"{page}_many", lambda: _trigger(driver, "bulk"))
            driver.page.table.records.select_everything(False)
        for command in ("new", "edit", "log") if has_records else ("new",):
            yield from _dialog(driver, f"{page}_{command}", lambda command=command: _trigger(driver, command))  # type: ignore[misc]  # mypy cannot type a lambda with a default
    yield from _commands(driver)
    driver.window.show_page("reports")
    driver.wait_for_report()
    yield "reports", driver.window


def choose_a_row(driver: Driver) -> None:
    """Make a row current and wait for everything beside the list."""
    table = driver.page.table
    row = min(_ROW, table.records.rowCount() - 1)
    driver.wait(lambda: table.records.id_at(row) is not None, "the rows")
    wanted = table.records.id_at(row)
    table.set_current(wanted)
    driver.wait_for_detail(wanted)
    table.setFocus()


def settle(milliseconds: int = _QUIET_MS) -> None:
    """Let layouts, posted events and answers arrive."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def _commands(driver: Driver) -> Iterator[Station]:
    driver.window.show_page("customers")
    driver.wait_for_list()
    for name in COMMANDS:
        yield from _dialog(driver, name.replace(".", "_"), lambda name=name: driver.window.actions_set.trigger(name))  # type: ignore[misc]  # mypy cannot type a lambda with a default
    yield from _dialog(driver, "print", lambda: _trigger(driver, "print"))
    for name in POPUPS:
        driver.page.table.setFocus()
        driver.page.actions_set.trigger(name)
        settle()
        for popup in _popups(driver):
            yield name.replace(".", "_"), popup
            if isValid(popup):
                popup.close()


def _popups(driver: Driver) -> list[QWidget]:
    """The menu or the box that is open."""
    menu = QApplication.activePopupWidget()
    return [menu] if menu else [each for each in driver.window.findChildren(Popup) if each.isVisible()]


def _board(driver: Driver) -> Iterator[Station]:
    """The deals on their board."""
    driver.page.show_board(True)
    yield "board", driver.window
    driver.page.show_board(False)


def _tabs(driver: Driver, page: str) -> Iterator[Station]:
    """Each tab of the detail side."""
    row = driver.page.detail.findChild(TabRow)
    for number in range(1, row.count()):
        row.setCurrentIndex(number)
        yield f"{page}_{row.current()}", driver.window
    row.setCurrentIndex(0)


def _dialog(driver: Driver, name: str, command: Callable[[], object]) -> Iterator[Station]:
    command()
    assert driver.panel is not None, name
    yield name, driver.window
    for panel in reversed(driver.panels):
        panel.reject()
    driver.wait_until_closed()


def _trigger(driver: Driver, command: str) -> None:
    driver.page.actions_set.trigger(f"{driver.page.kind}.{command}")
