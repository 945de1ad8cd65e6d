"""Every page and dialog of the program in turn, as it looks: for pictures and for whoever measures them."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.end_to_end.desk import Driver

COMMANDS = ("file.import", "view.settings", "view.search", "help.keys")
LISTS = ("customers", "contacts", "opportunities", "service")
Station = tuple[str, QWidget]
_ROW = 3
_QUIET_MS, _TIMELINE_MS = 60, 200


def stations(driver: Driver) -> Iterator[Station]:
    """Bring the window to each place; give its name and what is new there, and close that before the next."""
    for page in LISTS:
        driver.window.show_page(page)
        driver.wait_for_list()
        has_records = bool(driver.page.table.records.rowCount())
        if has_records:
            choose_a_row(driver)
        settle()
        yield page, driver.window
        if has_records:
            driver.page.table.records.select_everything(True)
            settle()
            yield f"{page}_chosen", driver.window
            driver.page.table.records.select_everything(False)
        for command in ("new", "edit", "log") if has_records else ("new",):
            yield from _dialog(driver, f"{page}_{command}", lambda command=command: _trigger(driver, command))  # type: ignore[misc]  # mypy cannot type a lambda with a default
    yield from _commands(driver)
    driver.window.show_page("reports")
    driver.wait_for_report()
    settle()
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
    # The timeline comes by itself, and there may be none.
    settle(_TIMELINE_MS)


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


def _dialog(driver: Driver, name: str, command: Callable[[], object]) -> Iterator[Station]:
    command()
    assert driver.panel is not None, name
    settle()
    yield name, driver.panel
    for panel in reversed(driver.panels):
        panel.reject()
    driver.wait_until_closed()


def _trigger(driver: Driver, command: str) -> None:
    driver.page.actions_set.trigger(f"{driver.page.kind}.{command}")
