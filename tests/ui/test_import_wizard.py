"""The import wizard as a team uses it on its first day: four files in, a correction ticked, a cancel, a bad file."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import Message, set_language, tr_message
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.exchange import jobs
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.ui import opened_files
from crm_desktop.ui.background import Background, InlineBackground
from crm_desktop.ui.dialogs import import_wizard
from crm_desktop.ui.dialogs.import_wizard import ImportWizard, open_import_wizard
from crm_desktop.ui.theme import Theme
from tests.company import Company

WON = ListSpec((Filter("outcome", "is", "won"),))
CUSTOMER_FILE = "Name,City,Notes\nHaverton Medical,Harborough,good\nKinley Precision,Leeds,\n"
WAIT_MS = 60_000


class FakeNavigator:
    """Remembers what the wizard asked for."""

    def __init__(self) -> None:
        self.lists: list[str] = []
        self.said: list[str] = []

    def show_list(self, kind: str, spec: ListSpec) -> None:
        self.lists.append(kind)

    def say(self, text: Message) -> None:
        self.said.append(tr_message(text))

    def refuse(self, text: Message) -> None:
        self.said.append(tr_message(text))

    def did(self, text: Message) -> None:
        """Neither exports nor imports offer to undo anything in the toast."""
        raise AssertionError(text)


class Driver:
    """A wizard in a window, pressed like a user presses it."""

    def __init__(self, qtbot: QtBot, theme: Theme, company: Company, tmp_path: Path, background: Background) -> None:
        self.qtbot, self.theme, self.company, self.background = qtbot, theme, company, background
        self.preferences = Preferences(tmp_path / "preferences.json")
        self.navigator = FakeNavigator()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1440, 900)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.wizard = self.open()

    def open(self, kind: str | None = None, file: Path | None = None) -> ImportWizard:
        path = self.company.database.path
        opened = open_import_wizard(
            self.window,
            self.theme,
            self.background,
            self.preferences,
            path,
            self.navigator,  # type: ignore[arg-type]  # the part of the navigator the wizard uses
            self.company.database.today(),
            kind,
            file,
        )
        assert opened is not None
        self.wizard = opened
        return opened

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def press(self, button: QWidget) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def next(self) -> None:
        self.until(self.wizard.next.isEnabled)
        self.press(self.wizard.next)

    def drop(self, path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        self.wizard.dropEvent(QDropEvent(QPointF(10, 10), action, data, left, none))

    def check(self, path: Path) -> None:
        """Go with a file as far as the result of the check."""
        self.drop(path)
        self.next()
        self.next()
        self.until(lambda: self.wizard.next.isEnabled() or self.wizard.check_step.notice.isVisible())

    def finish(self) -> None:
        """Import what was checked."""
        self.next()
        self.until(self.wizard.run_step.another.isVisible)

    def count(self, query: object = OPPORTUNITIES, spec: ListSpec | None = None) -> int:
        with self.company.read() as reading:
            return query.count(reading, spec or ListSpec())  # type: ignore[attr-defined, no-any-return]  # any list


@pytest.fixture
def driver(qtbot: QtBot, theme: Theme, company: Company, tmp_path: Path) -> Iterator[Driver]:
    """Everything at once, in this thread."""
    errors: list[Exception] = []
    background = InlineBackground(company.database, errors.append, company.viewer)
    yield Driver(qtbot, theme, company, tmp_path, background)
    background.close()
    assert not errors


@pytest.fixture
def real_driver(qtbot: QtBot, theme: Theme, company: Company, tmp_path: Path) -> Iterator[Driver]:
    """With the threads and the worker process of the program."""
    errors: list[Exception] = []
    background = Background(company.database, errors.append, company.viewer)
    yield Driver(qtbot, theme, company, tmp_path, background)
    background.close()
    assert not errors


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(CUSTOMER_FILE, encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_team_imports_its_four_files(real_driver: Driver, test_data: Path) -> None:
    driver, folder = real_driver, test_data / "crm_sales_opportunities"
    for name, kind in (("sales_teams", "users"), ("products", "products"), ("accounts", "customers")):
        driver.check(folder / f"{name}.csv")
        assert driver.wizard.draft.kind == kind
        driver.finish()
        driver.press(driver.wizard.run_step.another)
    driver.check(folder / "sales_pipeline.csv")
    check = driver.wizard.check_step
    box = check.boxes["GTXPro"]
    assert box.text() == "product: GTXPro → GTX Pro (1,480 rows)"
    assert driver.wizard.next.text() == "Import 7,320 rows"
    driver.press(box)
    driver.until(lambda: driver.wizard.next.isEnabled() and driver.wizard.next.text() == "Import 8,800 rows")
    driver.finish()
    assert driver.count() == 8_800
    with driver.company.read() as reading:
        assert OPPORTUNITIES.sums(reading, WON)["amount_minor"] == 10_005_534_00
    driver.next()
    assert driver.navigator.lists == ["opportunity"]


def test_a_cancelled_import_leaves_nothing(
    real_driver: Driver, customers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, reached, go_on = real_driver, threading.Event(), threading.Event()
    rows = "".join(f"Customer {number},Leeds,\n" for number in range(600))
    customers.write_text(CUSTOMER_FILE + rows, encoding="utf-8")
    driver.check(customers)
    share = jobs._share

    def held(report: jobs.Report | None) -> Callable[[int, int], None]:
        inner = share(report)

        def progress(done: int, total: int) -> None:
            assert inner is not None
            inner(done, total)
            reached.set()
            go_on.wait(20)

        return progress

    monkeypatch.setattr(jobs, "_share", held)
    driver.press(driver.wizard.next)
    driver.until(reached.is_set)
    driver.press(driver.wizard.cancel)
    go_on.set()
    driver.until(driver.wizard.run_step.another.isVisible)
    assert driver.wizard.run_step.notice.accessibleName() == "The import was cancelled. Nothing was changed."
    assert driver.count(CUSTOMERS) == 0
    with driver.company.database.read(SYSTEM) as reading:
        assert reading.session.connection().exec_driver_sql("select count(*) from customer").scalar() == 0


def test_a_file_that_is_no_table_says_so_in_the_step(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    driver.drop(path)
    step = driver.wizard.file_step
    assert step.notice.isVisible()
    assert len(step.notice.accessibleName()) > 20
    assert not driver.wizard.next.isEnabled()
    assert driver.wizard.current() == "file"


def test_next_waits_for_what_is_missing_and_says_what(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Wersja,Miasto\nAlpha,Leeds\nBeta,York\n", encoding="utf-8")
    driver.press(driver.wizard.file_step.kinds["customers"])
    assert not driver.wizard.next.isEnabled()
    driver.drop(path)
    driver.next()
    wizard = driver.wizard
    assert not wizard.next.isEnabled()
    assert wizard._summary.text() == "Choose the column that holds “Name”."
    box = wizard.columns_step.rows[0].box
    box.setFocus()
    QTest.keyClicks(box, "Name")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert wizard.next.isEnabled()
    assert wizard.draft.agreed.columns[0].field == "name"


def test_choices_for_the_same_columns_are_remembered(driver: Driver, customers: Path) -> None:
    driver.drop(customers)
    driver.next()
    note = driver.wizard.columns_step.rows[2]
    note.field_chosen.emit("Notes", "")
    driver.next()
    driver.finish()
    again = driver.open(file=customers)
    assert [each.field for each in again.draft.agreed.columns] == ["name", "city", None]


def test_the_preview_walks_the_rows(driver: Driver, customers: Path) -> None:
    driver.drop(customers)
    driver.next()
    side = driver.wizard.columns_step.preview
    assert [value.text() for _, value in side._labels] == ["Haverton Medical", "Harborough", "good"]
    driver.press(side.following)
    assert [value.text() for _, value in side._labels] == ["Kinley Precision", "Leeds", "—"]
    assert not side.following.isEnabled()


def test_dates_that_can_be_read_in_two_ways_are_asked_about(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("Name,City,Created\nHaverton,Leeds,01/02/2026\nKestrel,York,03/04/2026\n", encoding="utf-8")
    driver.drop(path)
    driver.next()
    step = driver.wizard.columns_step
    assert step.preview._doubt.isVisible()
    assert [value.text() for _, value in step.preview._labels] == ["Haverton", "Leeds", "1 Feb 2026"]
    step.preview.date_order.set_value("mdy")
    step.preview.date_order.changed.emit()
    assert [value.text() for _, value in step.preview._labels] == ["Haverton", "Leeds", "2 Jan 2026"]
    assert not step.preview._doubt.isVisible()
    assert "Please check" not in step.rows[2].accessibleName()
    driver.next()
    driver.finish()
    with driver.company.read() as reading:
        created = reading.connection.exec_driver_sql("SELECT min(created_at) FROM customer").scalar_one()
    assert date.fromtimestamp(created / 1000) == date(2026, 1, 2)


def test_an_import_can_be_undone_from_its_last_step(driver: Driver, customers: Path) -> None:
    driver.check(customers)
    driver.finish()
    assert driver.count(CUSTOMERS) == 2
    driver.press(driver.wizard.run_step.undo)
    driver.until(lambda: driver.wizard.run_step.notice.accessibleName() == "The import was undone.")
    assert driver.count(CUSTOMERS) == 0


def test_a_log_of_cases_is_recognised_where_cases_are_imported(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text(
        "incident number,state,updated at,category\nI-1,New,2026-03-02 09:00,Repair\nI-2,New,2026-03-02 09:30,Repair\n"
        "I-1,Resolved,2026-03-02 11:00,Repair\n",
        encoding="utf-8",
    )
    driver.open("cases", path)
    driver.next()
    assert driver.wizard.draft.kind == "case_events"
    driver.next()
    driver.finish()
    assert driver.wizard.run_step.notice.accessibleName() == "Rows imported: 3."
    assert driver.count(SERVICE_CASES) == 2
    assert driver.count(SERVICE_CASES, ListSpec((Filter("is_handled", "is", True),))) == 1


def test_rejected_rows_are_listed_and_saved(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(
        "Deal name,Account,Close date,Close value\nBig,Nobody Ltd,2026-01-05,100\nSmall,,2026-01-06,50\n",
        encoding="utf-8",
    )
    driver.check(path)
    step = driver.wizard.check_step
    model = step.table.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [model.index(0, column).data() for column in range(3)] == ["2", "Account", "Nobody Ltd"]
    target = tmp_path / "rejected.csv"
    driver.wizard.save_rejected(target)
    assert "Nobody Ltd" in target.read_text(encoding="utf-8-sig")


def test_who_may_not_import_is_told(driver: Driver, company: Company) -> None:
    driver.background.viewer = company.viewer.__class__("x", "x", "X", "guest")
    path = company.database.path
    opened = open_import_wizard(
        driver.window,
        driver.theme,
        driver.background,
        driver.preferences,
        path,
        driver.navigator,  # type: ignore[arg-type]  # the part of the navigator the wizard uses
        company.database.today(),
    )
    assert opened is None
    assert driver.navigator.said


def test_it_speaks_chinese(driver: Driver, customers: Path) -> None:
    set_language("zh_CN")
    wizard = driver.open(file=customers)
    assert wizard.next.text() == "选择列"
    assert wizard.file_step.kinds["customers"].text() == "客户"
    QApplication.sendPostedEvents()


def test_pasted_rows_go_with_the_wizard(driver: Driver, tmp_path: Path) -> None:
    pasted, own = opened_files.place_for("Pasted rows.tsv"), tmp_path / "own.csv"
    for file in (pasted, own):
        file.write_text("Customer\nHaverton\n", encoding="utf-8")
        driver.wizard.ask_to_close()
        driver.open("customers", file).ask_to_close()
    assert not pasted.parent.exists()
    assert own.exists()


def test_rejected_pasted_rows_are_not_saved_where_nothing_stays(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[Path] = []
    monkeypatch.setattr(import_wizard, "ask_where", lambda _parent, _title, place, _kinds: proposed.append(place))
    driver.preferences.set("import.folder", str(tmp_path))
    for file in (opened_files.place_for("Pasted rows.tsv"), tmp_path / "sent" / "own.csv"):
        file.parent.mkdir(exist_ok=True)
        file.write_text("Customer\nHaverton\n", encoding="utf-8")
        driver.wizard.ask_to_close()
        driver.open("customers", file).check_step.save_wanted.emit()
    assert [each.parent for each in proposed] == [tmp_path, tmp_path / "sent"]
