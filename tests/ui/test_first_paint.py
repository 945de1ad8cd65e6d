"""What a page asks beside its list waits until the list is painted for the first time."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from crm_desktop.core.listing import ListSpec
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import InlineBackground
from crm_desktop.ui.first_paint import FirstPaint
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.record_table import RecordTable
from tests.ui.fake_list import COLUMNS, FakeDatabase, FakeSource, fake_rows


class Diary(QObject):
    """What came after what: each painting of a table that has rows, and what was called."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self.entries: list[str] = []
        self._table = table
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._table.records.line(0) is not None:
            self.entries.append("rows")
        return False

    def write(self) -> None:
        self.entries.append("asked")


def fail(error: Exception) -> None:
    raise error


def a_table(qtbot: QtBot, theme: Theme, tmp_path: Path, count: int) -> RecordTable:
    preferences = Preferences(tmp_path / "preferences.json")
    source = FakeSource(fake_rows(count))
    table = RecordTable(theme, InlineBackground(FakeDatabase(), fail), source, COLUMNS, preferences, "customers")
    qtbot.addWidget(table)
    return table


def test_it_waits_for_rows_on_the_screen_and_is_asked_once(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    table = a_table(qtbot, theme, tmp_path, 30)
    first, diary = FirstPaint(table), Diary(table)
    table.show()
    qtbot.waitExposed(table)
    first.then(diary.write)
    first.then(diary.write)
    table.records.set_spec(ListSpec())
    assert diary.entries == []

    qtbot.waitUntil(lambda: "asked" in diary.entries)

    assert diary.entries[0] == "rows"
    assert diary.entries.count("asked") == 1
    first.then(diary.write)
    assert diary.entries[-1] == "asked"
    assert diary.entries.count("asked") == 2


def test_it_does_not_wait_for_a_table_that_shows_nothing(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    empty, hidden = a_table(qtbot, theme, tmp_path, 0), a_table(qtbot, theme, tmp_path, 3)
    empty.show()
    for table in (empty, hidden):
        first, diary = FirstPaint(table), Diary(table)
        first.then(diary.write)
        table.records.set_spec(ListSpec())
        assert diary.entries == ["asked"]
