"""The record table as a user meets it: keys, mouse, selection, refresh and columns."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background, InlineBackground
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.column_chooser import ColumnChooser
from crm_desktop.ui.widgets.record_table import RecordTable
from crm_desktop.ui.widgets.record_table_cells import Column
from crm_desktop.ui.widgets.record_table_model import FIRST_WINDOW, RecordTableModel, RowState, State
from crm_desktop.ui.widgets.record_table_source import IdVector, Selection
from tests.ui.fake_list import COLUMNS, FakeDatabase, FakeSource, fake_rows

Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def fail(error: Exception) -> None:
    raise error


@pytest.fixture
def source() -> FakeSource:
    return FakeSource(fake_rows(1000))


@pytest.fixture
def table(qtbot: QtBot, theme: Theme, source: FakeSource, tmp_path: Path) -> RecordTable:
    preferences = Preferences(tmp_path / "preferences.json")
    table = RecordTable(theme, InlineBackground(FakeDatabase(), fail), source, COLUMNS, preferences, "customers")
    qtbot.addWidget(table)
    table.resize(800, 600)
    table.show()
    table.records.set_spec(ListSpec())
    return table


def press(table: RecordTable, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(table, key, modifier or Qt.KeyboardModifier.NoModifier)


def click(table: RecordTable, row: int, section: int, modifier: Qt.KeyboardModifier | None = None) -> None:
    place = table.visualRect(table.records.index(row, section)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier or Qt.KeyboardModifier.NoModifier, place)


def chosen(table: RecordTable) -> list[int]:
    return [table.records.position_of(each) for each in table.records.selected_ids()]


def test_the_model_keeps_qts_rules(qtbot: QtBot, source: FakeSource) -> None:
    model = RecordTableModel(InlineBackground(FakeDatabase(), fail), source, COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_spec(ListSpec())
    assert model.rowCount() == 1000
    model.sort_by("risk")
    model.select(3, 9, True)
    source.records.pop(model.id_at(5) or "")
    model.refresh()
    model.retranslate()
    assert model.rowCount() == 999
    model.set_spec(ListSpec(search="nobody"))
    assert model.state is State.EMPTY
    del tester


def test_the_first_window_comes_before_the_count(qtbot: QtBot, theme: Theme, source: FakeSource) -> None:
    background = Background(FakeDatabase(), fail)
    model = RecordTableModel(background, source, COLUMNS)
    counts: list[tuple[int, bool]] = []
    model.count_changed.connect(lambda: counts.append((model.rowCount(), model.count_is_final)))
    model.set_spec(ListSpec())
    qtbot.waitUntil(lambda: len(counts) == 2)
    assert counts == [(FIRST_WINDOW, False), (1000, True)]
    background.close()


def test_what_comes_late_is_empty_until_the_first_rows_are_shown(qtbot: QtBot, source: FakeSource) -> None:
    late = [replace(each, reads=(each.key,), comes_late=True) if each.key == "risk" else each for each in COLUMNS]
    place = [each.key for each in late].index("risk")
    background = Background(FakeDatabase(), fail)
    model = RecordTableModel(background, source, late)
    seen: list[tuple[bool, set[str]]] = []

    def look() -> None:
        first = [line for at in range(FIRST_WINDOW) if (line := model.line(at))]
        seen.append((bool(first[0].late), {line.cell(place).text for line in first}))

    model.arrived.connect(look)
    model.set_spec(ListSpec(), briefly=True)
    qtbot.waitUntil(lambda: len(seen) == 1)
    model.retranslate()
    assert seen == [(True, {""})]
    assert source.without == [frozenset({"risk"})]
    model.complete()
    qtbot.waitUntil(lambda: not seen[-1][0])
    assert "" not in seen[-1][1]
    model.refresh()
    qtbot.waitUntil(lambda: model.count_is_final and len(seen) > 3)
    assert not seen[-1][0]
    background.close()


def test_only_the_newest_list_is_shown(qtbot: QtBot, source: FakeSource) -> None:
    background = Background(FakeDatabase(), fail)
    model = RecordTableModel(background, source, COLUMNS)
    for search in ("a", "ab", "Haverton"):
        model.set_spec(ListSpec(search=search))
    qtbot.waitUntil(lambda: model.state is State.READY and bool(model.totals))
    assert {line.row.name.split()[0] for at in range(10) if (line := model.line(at))} == {"Haverton"}
    background.close()


def test_a_change_of_others_between_two_letters_leaves_a_list_that_is_known_whole(
    qtbot: QtBot, source: FakeSource
) -> None:
    background = Background(FakeDatabase(), fail)
    model = RecordTableModel(background, source, COLUMNS)
    with qtbot.waitSignal(model.arrived):
        model.set_spec(ListSpec(search="a"), briefly=True)
    model.set_spec(ListSpec(), briefly=True)
    with qtbot.waitSignal(model.refreshed):
        model.refresh()
    assert model.complete()
    assert (model.rowCount(), model.count_is_final) == (1000, True)
    background.close()


def test_rows_far_away_are_fetched_by_id_and_forgotten_again(table: RecordTable, source: FakeSource) -> None:
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    assert table.records.line(999) is not None
    assert all(int(each.split()[1]) <= 200 for each in source.asked if each.startswith("rows"))
    for value in range(0, table.verticalScrollBar().maximum(), 400):
        table.verticalScrollBar().setValue(value)
    assert len(table.records._lines) < 1000


def test_arrows_and_pages_move_the_current_row(table: RecordTable) -> None:
    seen: list[object] = []
    table.current_changed.connect(seen.append)
    press(table, Key.Key_Down)
    assert table.current_id == table.records.id_at(1)
    press(table, Key.Key_End)
    assert table.current_id == table.records.id_at(999)
    press(table, Key.Key_PageUp)
    assert table.currentIndex().row() < 999
    press(table, Key.Key_Home)
    assert len(seen) == 4
    assert seen[-1] == table.records.id_at(0)
    assert chosen(table) == []


def test_enter_opens_and_letters_are_left_to_the_page(table: RecordTable) -> None:
    opened: list[str] = []
    table.opened.connect(opened.append)
    press(table, Key.Key_Return)
    press(table, Key.Key_M)
    assert opened == [table.records.id_at(0)]
    assert table.currentIndex().row() == 0


def test_space_shift_and_select_all_choose_rows(table: RecordTable) -> None:
    press(table, Key.Key_Space)
    press(table, Key.Key_Down, SHIFT)
    press(table, Key.Key_Down, SHIFT)
    assert chosen(table) == [0, 1, 2]
    press(table, Key.Key_Up, SHIFT)
    assert chosen(table) == [0, 1]
    press(table, Key.Key_A, CONTROL)
    assert table.records.selected_count() == 1000
    press(table, Key.Key_Space)
    assert table.records.selected_count() == 999
    press(table, Key.Key_Escape)
    assert table.records.selected_count() == 0


def test_the_mouse_chooses_with_box_control_and_shift(table: RecordTable) -> None:
    click(table, 2, 0)
    assert (chosen(table), table.currentIndex().row()) == ([2], 0)
    click(table, 4, 2, CONTROL)
    click(table, 6, 2, SHIFT)
    assert chosen(table) == [2, 4, 5, 6]
    click(table, 8, 2)
    assert (table.currentIndex().row(), chosen(table)) == (8, [2, 4, 5, 6])


def test_the_box_in_the_header_chooses_all_and_none(table: RecordTable) -> None:
    port = table.columns_header.viewport()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(18, 16))
    assert table.records.selected_count() == 1000
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(18, 16))
    assert table.records.selected_count() == 0


def test_the_header_sorts_and_shift_adds_a_second_key(table: RecordTable) -> None:
    header = table.columns_header

    def press_header(section: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = QPoint(header.sectionViewportPosition(section) + 20, 16)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    press_header(6)
    press_header(6)
    press_header(7, SHIFT)
    assert table.records.spec.sorts == (Sort("risk", True), Sort("value"))
    first = table.records.line(0)
    assert first is not None
    assert first.row.name == "Tamworth Pharmacies"


def test_a_refresh_keeps_current_row_selection_and_scroll_position(table: RecordTable, source: FakeSource) -> None:
    bar = table.verticalScrollBar()
    bar.setValue(5000)
    table.set_current(table.records.id_at(145))
    table.records.select(143, 144, True)
    current, top = table.current_id, table.rowAt(0)
    top_id, offset = table.records.id_at(top), table.rowViewportPosition(top)
    changes: list[object] = []
    table.current_changed.connect(changes.append)
    for position in (0, 1, 2):
        source.records.pop(f"{position + 1:032x}")
    source.rename(current or "", "Renamed")
    table.records.refresh()
    assert table.current_id == current
    assert changes == []
    assert table.records.row_of(current or "").name == "Renamed"
    assert chosen(table) == [140, 141]
    assert table.records.id_at(table.rowAt(0)) == top_id
    assert table.rowViewportPosition(table.rowAt(0)) == offset


def test_a_deleted_current_row_gives_its_place_to_the_next(table: RecordTable, source: FakeSource) -> None:
    table.set_current(table.records.id_at(3))
    following = table.records.id_at(4)
    source.records.pop(table.current_id or "")
    table.records.refresh()
    assert table.current_id == following


def test_a_failed_row_offers_to_try_again(table: RecordTable) -> None:
    asked: list[str] = []
    table.retry_requested.connect(asked.append)
    record_id = table.records.id_at(1) or ""
    table.records.set_row_state([record_id], RowState.FAILED)
    click(table, 1, 4)
    assert asked == [record_id]
    table.records.set_row_state([record_id], None)
    click(table, 1, 4)
    assert asked == [record_id]


def test_a_tool_tip_only_where_the_text_is_cut(table: RecordTable) -> None:
    def tip(section: int) -> str:
        return table.tip_at(table.visualRect(table.records.index(1, section)).center())

    table.setColumnWidth(4, 60)
    table.setColumnWidth(1, 200)
    table.setColumnWidth(2, 40)
    assert tip(2) == "Grace Lin"
    assert tip(1) == ""


@pytest.mark.parametrize("room", [420, 800, 1400])
def test_amounts_are_never_cut_however_large(qtbot: QtBot, theme: Theme, tmp_path: Path, room: int) -> None:
    rows = fake_rows(300)
    # The largest amount lies far from the first rows.
    rows[200] = replace(rows[200], value=799_999_999_920)
    source, preferences = FakeSource(rows), Preferences(tmp_path / "preferences.json")
    table = RecordTable(theme, InlineBackground(FakeDatabase(), fail), source, COLUMNS, preferences, "customers")
    qtbot.addWidget(table)
    table.resize(room, 600)
    table.show()
    table.records.set_spec(ListSpec())
    amounts = [each.key for each in COLUMNS].index("value") + 1
    before = table.columnWidth(amounts)
    table.set_current(rows[200].id)
    assert not table._rows.text_is_cut(200, amounts, table.columnWidth(amounts))
    assert table.columnWidth(amounts) > before
    table.setColumnWidth(amounts, 60)
    assert not table._rows.text_is_cut(200, amounts, table.columnWidth(amounts))
    assert not table.isColumnHidden(amounts)


def test_amounts_out_of_sight_are_measured_when_there_is_time(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    rows = fake_rows(60)
    rows[50] = replace(rows[50], value=799_999_999_920)
    source, preferences = FakeSource(rows), Preferences(tmp_path / "preferences.json")
    table = RecordTable(theme, InlineBackground(FakeDatabase(), fail), source, COLUMNS, preferences, "customers")
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show()
    table.records.set_spec(ListSpec())
    amounts = [each.key for each in COLUMNS].index("value") + 1
    before = table.columnWidth(amounts)
    qtbot.waitUntil(lambda: table.columnWidth(amounts) > before)
    assert not table.records.has_fresh_lines


def test_a_column_of_short_words_leaves_its_room_to_others(
    qtbot: QtBot, theme: Theme, source: FakeSource, tmp_path: Path
) -> None:
    columns = [replace(each, width=300, min_width=200) if each.key == "owner" else each for each in COLUMNS]
    preferences = Preferences(tmp_path / "preferences.json")
    table = RecordTable(theme, InlineBackground(FakeDatabase(), fail), source, columns, preferences, "customers")
    qtbot.addWidget(table)
    table.resize(900, 600)
    table.show()
    table.records.set_spec(ListSpec())
    assert table.columnWidth(2) < 120
    assert not any(table._rows.text_is_cut(row, 2, table.columnWidth(2)) for row in range(15))


def test_columns_are_remembered(qtbot: QtBot, theme: Theme, table: RecordTable, source: FakeSource) -> None:
    table.setColumnWidth(2, 133)
    table.columns.show("days_ago", False)
    table.columns_header.moveSection(table.columns_header.visualIndex(7), 2)
    table.set_compact(True)
    keys = [column.key for column in table.columns.chosen()]
    assert keys == ["name", "value", "owner", "next_step", "protection", "risk"]
    again = RecordTable(theme, InlineBackground(FakeDatabase(), fail), source, COLUMNS, table._preferences, "customers")
    qtbot.addWidget(again)
    again.resize(1200, 600)
    again.show()
    assert [column.key for column in again.columns.chosen()] == keys
    assert again.columnWidth(2) == 133
    assert again.is_compact
    again.columns.reset()
    assert [column.key for column in again.columns.chosen()] == [column.key for column in COLUMNS]


def test_an_amount_names_its_unit_once_in_the_heading(table: RecordTable) -> None:
    columns = (COLUMNS[0], replace(COLUMNS[-1], title=N_("Amount"), unit="¥"))
    model = RecordTableModel(InlineBackground(FakeDatabase(), fail), FakeSource(fake_rows(3)), columns)
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Amount (¥)"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Customer"


def test_a_column_without_room_is_still_chosen_and_the_chooser_says_why(theme: Theme, table: RecordTable) -> None:
    declared = [replace(each, gives_way=1) if each.key == "owner" else each for each in COLUMNS]
    table.records.columns = tuple(declared)
    table.resize(480, 600)
    assert table.isColumnHidden(2)
    assert "owner" in [each.key for each in table.columns.chosen()]
    chooser = ColumnChooser(theme, table, table.columns)
    rows = [chooser.list.item(number).data(int(Qt.ItemDataRole.UserRole)) for number in range(2)]
    assert [(each.text, each.is_checked, each.trail) for each in rows] == [
        ("Customer", True, "frozen"),
        ("Owner", True, "no room"),
    ]
    table.resize(1000, 600)
    assert not table.isColumnHidden(2)


def test_a_screen_reader_hears_the_row(table: RecordTable) -> None:
    index = table.records.index(1, 0)
    spoken = table.records.data(index, int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("Customer A Haverton Medical, Owner Grace Lin")


def test_skeleton_rows_only_after_waiting(qtbot: QtBot, theme: Theme, source: FakeSource, tmp_path: Path) -> None:
    background = Background(FakeDatabase(), fail)
    table = RecordTable(theme, background, source, COLUMNS, Preferences(tmp_path / "preferences.json"), "customers")
    qtbot.addWidget(table)
    table.records.set_spec(ListSpec())
    assert table._skeleton.isActive()
    qtbot.waitUntil(lambda: table.records.state is State.READY)
    # Rows further down may be waited for meanwhile, as shortly.
    qtbot.waitUntil(lambda: not table._skeleton.isActive())
    assert not table._rows.shows_skeleton
    background.close()


@pytest.fixture
def vector() -> IdVector:
    return IdVector.of([f"{number:032x}" for number in range(5000)])


def test_ids_are_found_only_at_their_place(vector: IdVector) -> None:
    assert [vector.find(vector[at]) for at in (0, 255, 256, 4999)] == [0, 255, 256, 4999]
    assert vector.find("f" * 32) == -1


def test_choosing_everything_but_one_needs_one_exception(vector: IdVector) -> None:
    selection = Selection()
    selection.reset(everything=True)
    selection.put([vector[7]], False)
    assert selection.count(len(vector)) == 4999
    assert selection.exceptions == {vector[7]}
    assert vector[7] not in selection
    assert len(selection.ids(vector)) == 4999


def _with_costly(*, hidden: bool) -> tuple[Column, ...]:
    costly = Column("risk", "Risk", is_hidden=hidden, reads=("risk",))
    return (*(each for each in COLUMNS if each.key != "risk"), costly)


def test_a_column_shown_while_the_first_rows_are_on_their_way_is_read_too(qtbot: QtBot, source: FakeSource) -> None:
    background = Background(FakeDatabase(), fail)
    model = RecordTableModel(background, source, _with_costly(hidden=True))
    model.hide(frozenset({"risk"}))
    model.set_spec(ListSpec())
    model.hide(frozenset())
    qtbot.waitUntil(lambda: model.state is State.READY and bool(model.totals))
    assert source.without[-1] == frozenset()
    background.close()


def test_hiding_a_column_reads_nothing_and_formats_it_no_more(qtbot: QtBot, source: FakeSource) -> None:
    model = RecordTableModel(InlineBackground(FakeDatabase(), fail), source, _with_costly(hidden=False))
    model.set_spec(ListSpec())
    section, asked = len(model.columns), len(source.without)
    assert model.data(model.index(0, section)) == str(model.row_of(model.id_at(0) or "").risk)
    assert model.hide(frozenset({"risk"}))
    assert not model.hide(frozenset({"risk"}))
    assert model.data(model.index(0, section)) == ""
    assert len(source.without) == asked
    model.refresh()
    assert source.without[-1] == {"risk"}
    model.hide(frozenset())
    assert source.without[-1] == frozenset()
    assert model.data(model.index(0, section)) != ""
