"""A walk through the whole window: every page, column, search, form, the report, the wizards; for whoever watches it.

The same walk proves that the window never reads the file itself and, on a large company, how long it is busy.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from crm_desktop.core.i18n import CHINESE, ENGLISH
from tests.end_to_end.desk import CONTROL, Driver, Quiet

Key = Qt.Key
Doing = Callable[[str, Callable[[], object]], object]
LISTS = ("customers", "contacts", "leads", "opportunities", "service", "tasks")
TYPED = "shan"
# Where other forms open only for some records, such as leads that nobody develops yet and tasks that are not done.
_FORMS = {"leads": ("new",), "tasks": ("new",)}


class Walk:
    """Does one thing after the other under a name, and goes on when everything it caused has arrived."""

    def __init__(self, driver: Driver, doing: Doing) -> None:
        self.driver = driver
        self._doing = doing
        self._quiet = Quiet(driver)

    def everywhere(self) -> None:
        """The whole walk."""
        for page in LISTS:
            self.step(f"{page}: open the page", lambda page=page: self.driver.go(page))  # type: ignore[misc]  # mypy cannot type a lambda with a default
            self.rows(page)
            self.columns(page)
            self.choosing(page)
            self.searching(page)
            self.forms(page)
        self.step("report: open the page", lambda: self.driver.go("reports"))
        self.driver.wait_for_report()
        self.dialogs()
        self.window()

    # --- the parts

    def rows(self, page: str) -> None:
        """Go down row by row, to the end and back."""
        table = self.driver.page.table
        table.setFocus()
        for _ in range(3):
            self.step(f"{page}: next row", lambda: self.driver.press(Key.Key_Down))
        self.step(f"{page}: last row", lambda: self.driver.press(Key.Key_End, CONTROL))
        self.step(f"{page}: first row", lambda: self.driver.press(Key.Key_Home, CONTROL))

    def columns(self, page: str) -> None:
        """Sort by every column."""
        records = self.driver.page.table.records
        for column in records.columns:
            if column.is_sortable:
                self.step(f"{page}: sort by {column.key}", lambda key=column.key: records.sort_by(key))  # type: ignore[misc]  # mypy cannot type a lambda with a default

    def choosing(self, page: str) -> None:
        """Choose all rows, all but one, none."""
        records = self.driver.page.table.records
        self.step(f"{page}: choose all", lambda: records.select_everything(True))
        self.step(f"{page}: all but one", lambda: records.select(0, 0, False))
        self.step(f"{page}: choose none", lambda: records.select_everything(False))

    def searching(self, page: str) -> None:
        """Type letter by letter, then empty the search; narrow the list by each filter."""
        search = self.driver.page.search
        for letter in TYPED:
            self.step(f"{page}: search", lambda letter=letter: _type(search, letter))  # type: ignore[misc]  # mypy cannot type a lambda with a default
        self.step(f"{page}: empty the search", lambda: _clear(search))
        for view in self.driver.page.views()[1:]:
            self.step(f"{page}: view {view.key}", lambda key=view.key: self.driver.page.show_view(key))  # type: ignore[misc]  # mypy cannot type a lambda with a default
        self.driver.page.show_view(self.driver.page.views()[0].key)
        self.settle()

    def forms(self, page: str) -> None:
        """Open each form of the page, go through its fields, close it."""
        shown = self.driver.page
        for command in _FORMS.get(page, ("new", "edit", "log")):
            shown.table.setFocus()
            self.step(f"{page}: open the form {command}", lambda command=command: _trigger(shown, command))  # type: ignore[misc]  # mypy cannot type a lambda with a default
            assert self.driver.panels, f"{page} {command}"
            for _ in range(8):
                self.step(f"{page}: field by field", lambda: self.driver.press(Key.Key_Tab))
            self.close_panels()

    def dialogs(self) -> None:
        """Open the import wizard, the export, the settings."""
        session = self.driver.desk.session
        assert session is not None
        self.step("import: open the wizard", session.commands.open_import)
        self.close_panels()
        self.step("settings: open", session.commands.open_settings)
        self.close_panels()
        self.step("customers: back to the page", lambda: self.driver.go("customers"))

    def window(self) -> None:
        """Speak the other language, use the other colours, make the window small and large."""
        desk, window = self.driver.desk, self.driver.window
        self.step("window: another language", lambda: desk.choose_language(CHINESE))
        self.step("window: the first language", lambda: desk.choose_language(ENGLISH))
        self.step("window: dark colours", lambda: desk.theme.set_mode("dark"))
        self.step("window: light colours", lambda: desk.theme.set_mode("light"))
        self.step("window: narrow", lambda: window.resize(1100, 700))
        self.step("window: wide", lambda: window.resize(1280, 800))

    # --- walking

    def step(self, name: str, act: Callable[[], object]) -> None:
        """Do it, and wait for what it brings."""
        self._doing(name, act)
        self.settle(name)

    def settle(self, name: str = "") -> None:
        """Wait until nothing is under way any more, twice in a row: an answer may lead to the next question."""
        self._quiet.wait(name)

    def close_panels(self) -> None:
        """Close every dialog without keeping anything."""
        for panel in reversed(self.driver.panels):
            panel.reject()
        self.driver.wait_until_closed()


def _trigger(page: Any, command: str) -> None:
    page.actions_set.trigger(f"{page.kind}.{command}")


def _type(field: QLineEdit, letter: str) -> None:
    field.setFocus()
    QTest.keyClicks(QApplication.focusWidget() or field, letter)


def _clear(field: QWidget) -> None:
    field.setFocus()
    QTest.keyClick(field, Key.Key_Escape)
