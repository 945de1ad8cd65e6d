"""Arranging a list as its user does: columns chosen, moved, sized and frozen, several sorts, quick filters, groups."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.core.listing import AnyOf, Filter, Grouping, ListSpec, Sort
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.viewer import HIDDEN, SYSTEM, Viewer
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.check_list import CheckItem
from crm_desktop.ui.widgets.filter_chip import FilterChip
from crm_desktop.ui.widgets.filter_values_popup import FilterValuesPopup
from crm_desktop.ui.widgets.list_popup import ListPopup
from tests.ui.test_list_page import Stage

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SHIFT, ALT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.json")


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme, preferences: Preferences) -> Stage:
    return Stage(qtbot, theme, preferences, 60)


def popup_of(stage: Stage) -> ListPopup:
    popup = stage.page.arranging._popup
    assert isinstance(popup, ListPopup)
    return popup


def items(popup: ListPopup) -> list[CheckItem]:
    role = int(Qt.ItemDataRole.UserRole)
    return [popup.list.item(number).data(role) for number in range(popup.list.count())]


def press_on(popup: ListPopup, text: str, key: Key = Key.Key_Space, modifier: Any = NONE) -> None:
    popup.list.setCurrentRow([each.text for each in items(popup)].index(text))
    QTest.keyClick(popup.list, key, modifier)


def edge_of(stage: Stage, key: str) -> QPoint:
    """The right edge of a column's heading."""
    table = stage.page.table
    section = [each.key for each in table.records.columns].index(key) + 1
    place = table.columns_header.places.left_of(section) + table.columnWidth(section)
    return QPoint(place - 1, table.columns_header.height() // 2)


def middle_of(stage: Stage, key: str) -> QPoint:
    table = stage.page.table
    section = [each.key for each in table.records.columns].index(key) + 1
    return edge_of(stage, key) - QPoint(table.columnWidth(section) // 2, 0)


def drag(stage: Stage, start: QPoint, end: QPoint) -> None:
    header = stage.page.table.columns_header.viewport()
    QTest.mousePress(header, LEFT, NONE, start)
    for step in range(1, 6):
        QTest.mouseMove(header, start + (end - start) * (step / 5))
    QTest.mouseRelease(header, LEFT, NONE, end)


def shown(stage: Stage) -> list[str]:
    return [each.key for each in stage.page.table.columns.chosen()]


def test_columns_are_found_hidden_moved_and_frozen_by_keyboard(stage: Stage) -> None:
    stage.page.actions_set.trigger("list.columns")
    chooser = popup_of(stage)
    press_on(chooser, "Owner")
    press_on(chooser, "Next step", Key.Key_Up, ALT)
    assert shown(stage) == ["name", "next_step", "days_ago", "protection", "risk", "value"]
    press_on(chooser, "Next step", Key.Key_Down)
    chooser.list.setCurrentRow(2)
    next(each for each in chooser.findChildren(QPushButton) if each.text() == "Freeze up to here").click()
    assert [each.text for each in items(chooser) if each.trail == "frozen"] == ["Customer", "Next step"]
    QTest.keyClicks(chooser.search, "churn")
    assert [each.text for each in items(chooser)] == ["Churn risk"]
    QTest.keyClick(chooser.search, Key.Key_Escape)
    assert chooser.isHidden()
    assert stage.page.table.hasFocus()


def test_a_heading_is_dragged_to_another_place(stage: Stage) -> None:
    drag(stage, middle_of(stage, "value"), middle_of(stage, "owner") - QPoint(20, 0))
    assert shown(stage)[:3] == ["name", "value", "owner"]
    assert stage.page.spec.sorts == (Sort("risk", True),)


def test_drawn_widths_are_kept_and_the_table_scrolls_instead_of_dropping_a_column(qtbot: QtBot, stage: Stage) -> None:
    table = stage.page.table
    before = set(shown(stage))
    drag(stage, edge_of(stage, "owner"), edge_of(stage, "owner") + QPoint(600, 0))
    assert table.columnWidth(2) > 600
    assert (set(shown(stage)), table.columns.without_room()) == (before, set())
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)


def test_frozen_columns_stay_while_the_others_scroll_behind_them(qtbot: QtBot, stage: Stage) -> None:
    drag(stage, edge_of(stage, "owner"), edge_of(stage, "owner") + QPoint(600, 0))
    table = stage.page.table
    bar = table.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    places = table.columns_header.places
    assert places.left_of(1) == table.columnWidth(0)
    assert places.left_of(2) < places.frozen_width()
    at_name = QPoint(places.left_of(1) + 30, 10)
    assert table.indexAt(at_name).column() == 1
    assert places.section_at(places.frozen_width() + 5) > 1
    table.scrollTo(table.records.index(3, 2))
    assert places.left_of(2) >= places.frozen_width()


def test_a_double_click_at_an_edge_fits_the_column_to_its_texts(stage: Stage) -> None:
    table = stage.page.table
    drag(stage, edge_of(stage, "name"), edge_of(stage, "name") + QPoint(-60, 0))
    assert table._rows.text_is_cut(0, 1, table.columnWidth(1))
    QTest.mouseDClick(table.columns_header.viewport(), LEFT, NONE, edge_of(stage, "name"))
    first, last = table.rows_in_sight()
    assert not any(table._rows.text_is_cut(row, 1, table.columnWidth(1)) for row in range(first, last + 1))


def test_shift_and_the_popup_sort_by_several_columns(stage: Stage) -> None:
    header = stage.page.table.columns_header.viewport()
    QTest.mouseClick(header, LEFT, NONE, middle_of(stage, "owner"))
    QTest.mouseClick(header, LEFT, SHIFT, middle_of(stage, "value"))
    assert list(stage.page.spec.sorts) == [Sort("owner"), Sort("value")]
    stage.page.actions_set.trigger("list.sort")
    sorts = popup_of(stage)
    press_on(sorts, "Value / yr ($)")
    press_on(sorts, "Value / yr ($)", Key.Key_Up, ALT)
    assert list(stage.page.spec.sorts) == [Sort("value", True), Sort("owner")]
    assert [each.trail for each in items(sorts)][:3] == ["1 · descending", "2 · ascending", ""]
    press_on(sorts, "Value / yr ($)")
    assert list(stage.page.spec.sorts) == [Sort("owner")]


def test_the_menu_of_a_heading_offers_what_can_be_done_with_its_column(stage: Stage) -> None:
    menu = QMenu()
    stage.page.arranging.fill_header_menu(menu, 2)
    texts = [each.text() for each in menu.actions() if each.text()]
    assert texts == [
        "Sort ascending",
        "Sort descending",
        "Add to the sort",
        "Filter this column…",
        "Group by this column",
        "Freeze up to here",
        "Fit the width",
        "Hide this column",
        "Columns…",
    ]
    next(each for each in menu.actions() if each.text() == "Hide this column").trigger()
    assert "owner" not in shown(stage)


def test_a_column_is_filtered_by_its_values_with_counts(stage: Stage) -> None:
    stage.page.arranging.filter_by_values("level")
    popup = popup_of(stage)
    assert [each.text for each in items(popup)] == ["All values", "A", "B", "C", "D"]
    assert sum(int(each.trail) for each in items(popup)[1:]) == 60
    press_on(popup, "A")
    press_on(popup, "C")
    QTest.keyClick(popup.list, Key.Key_Return)
    assert list(stage.page.spec.filters) == [Filter("level", "in", ("A", "C"))]
    stage.page.arranging.filter_by_values("level")
    again = popup_of(stage)
    assert [each.text for each in items(again) if each.is_checked] == ["A", "C"]
    press_on(again, "All values")
    QTest.keyClick(again.list, Key.Key_Return)
    assert list(stage.page.spec.filters) == []


def test_words_typed_find_values_or_become_a_filter_themselves(qtbot: QtBot, stage: Stage) -> None:
    stage.page.arranging.filter_by_values("name")
    popup = popup_of(stage)
    QTest.keyClicks(popup.search, "moonrise")
    qtbot.waitUntil(lambda: [each.text for each in items(popup)][:1] == ["All found"])
    QTest.keyClick(popup.search, Key.Key_Return)
    assert stage.page.spec.filters == (Filter("name", "contains", "moonrise"),)


def test_days_are_offered_by_name_and_limits_by_typing(stage: Stage) -> None:
    stage.page.arranging.filter_by_values("days_ago")
    popup = popup_of(stage)
    assert "this quarter" in [each.text for each in items(popup)]
    QTest.keyClicks(popup.search, "next 30")
    assert [each.text for each in items(popup)] == ["the next 30 days"]
    QTest.keyClick(popup.search, Key.Key_Escape)
    stage.page.arranging.filter_by_values("value")
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "500")
    QTest.keyClick(focus, Key.Key_Return)
    assert stage.page.spec.filters == (Filter("value", "at_least", 50_000),)


def test_groups_are_folded_by_keyboard_and_chosen_as_a_whole(stage: Stage) -> None:
    stage.page.arranging.grouped.emit(Grouping("level"))
    table = stage.page.table
    heading = table.records.heading(0)
    assert heading is not None
    assert (heading.name, bool(heading.totals), heading.is_folded) == ("A", True, False)
    assert stage.detail.shown[-1] == table.records.id_at(1)
    QTest.keyClick(table, Key.Key_Left)
    assert table.currentIndex().row() == 0
    rows = table.records.rowCount()
    QTest.keyClick(table, Key.Key_Left)
    assert table.records.rowCount() == rows - heading.count
    QTest.keyClick(table, Key.Key_Space)
    assert table.records.selected_count() == heading.count
    QTest.keyClick(table, Key.Key_Down)
    QTest.keyClick(table, Key.Key_Down)
    QTest.keyClick(table, Key.Key_Space)
    told = [table.records.heading(row) for row in (0, 1)]
    assert [each.chosen if each else -1 for each in told] == [heading.count, 1]
    QTest.keyClick(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.records.selected_count() == 60


def test_going_to_a_record_unfolds_its_group_and_a_refresh_keeps_the_folding(stage: Stage) -> None:
    stage.page.arranging.grouped.emit(Grouping("level"))
    table = stage.page.table
    wanted = table.records.id_at(3)
    assert wanted is not None
    table.records.fold_all(True)
    assert table.records.rowCount() == 4
    stage.page.show_record(wanted)
    assert table.current_id == wanted
    stage.page.refresh()
    assert [each.is_folded for row in range(table.records.rowCount()) if (each := table.records.heading(row))] == [
        False,
        True,
        True,
        True,
    ]


def test_a_screen_reader_hears_a_heading(stage: Stage) -> None:
    stage.page.arranging.grouped.emit(Grouping("level"))
    records = stage.page.table.records
    spoken = records.data(records.index(0, 0), int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("A, ")
    assert spoken.endswith("unfolded")


def test_columns_sorts_and_groups_are_remembered(qtbot: QtBot, theme: Theme, preferences: Preferences) -> None:
    stage = Stage(qtbot, theme, preferences, 60, "company")
    stage.page.table.columns.freeze_up_to("owner")
    stage.page.table.records.set_sorts((Sort("owner"), Sort("value", True)))
    stage.page.arranging.grouped.emit(Grouping("level", descending=True))
    again = Stage(qtbot, theme, preferences, 60, "company").page
    assert again.table.columns.frozen == 2
    assert (again.spec.sorts, again.spec.grouping) == (
        (Sort("owner"), Sort("value", True)),
        Grouping("level", descending=True),
    )


def test_folded_groups_stay_folded_in_the_next_start(qtbot: QtBot, theme: Theme, preferences: Preferences) -> None:
    stage = Stage(qtbot, theme, preferences, 60, "company")
    stage.page.arranging.grouped.emit(Grouping("level"))
    table = stage.page.table
    QTest.keyClick(table, Key.Key_Left)
    QTest.keyClick(table, Key.Key_Left)
    stage.page.remember_place()
    again = Stage(qtbot, theme, preferences, 60, "company").page
    assert again.table.records.rowCount() == table.records.rowCount() < 60
    heading = again.table.records.heading(0)
    assert heading is not None
    assert heading.is_folded
    again.arranging.grouped.emit(Grouping("owner"))
    again.arranging.grouped.emit(Grouping("level"))
    assert again.table.records.folded == frozenset()


def acting(user_id: str, *hidden: str) -> Viewer:
    """Somebody who acts, kept from some fields."""
    return replace(SYSTEM, user_id=user_id, limits=frozenset((each, HIDDEN) for each in hidden))


def test_a_field_that_a_role_is_kept_from_leaves_an_open_list_and_comes_back(stage: Stage) -> None:
    page, background, kind = stage.page, stage.background, getattr(stage.page.declaration.query, "kind", "")
    background.viewer = acting("grace")
    page.act_for_viewer()
    assert "next_step" in shown(stage)
    for hidden in ((f"{kind}.next_step", f"{kind}.owner_id"), ()):
        background.viewer = acting("grace", *hidden)
        page.act_for_viewer()
        assert ("next_step" in shown(stage)) is (not hidden)
        assert (page.filter_bar.field("owner") is not None) is (not hidden)


def test_each_user_finds_the_list_as_left(qtbot: QtBot, theme: Theme, preferences: Preferences) -> None:
    stage = Stage(qtbot, theme, preferences, 60, "company")
    page, background = stage.page, stage.background
    for who in ("grace", "maya"):
        background.viewer = acting(who)
        page.act_for_viewer()
        if who == "grace":
            page.table.columns.show("owner", False)
            page.table.set_compact(True)
            page.arranging.grouped.emit(Grouping("level"))
            page.filter_bar.put("owner", Filter("owner", "in", ("Maya Hart",)))
    assert "owner" in shown(stage)
    assert (page.spec.grouping, page.spec.filters, page.table.is_compact) == (None, (), False)
    background.viewer = acting("grace")
    page.act_for_viewer()
    assert "owner" not in shown(stage)
    assert (page.spec.grouping, page.table.is_compact) == (Grouping("level"), True)
    assert list(page.spec.filters) == [Filter("owner", "in", ("Maya Hart",))]


def test_the_values_of_an_alternative_are_changed_where_they_stand(stage: Stage) -> None:
    ticked = Filter("owner", "in", ("Grace Lin",))
    stage.page.show_spec(ListSpec((AnyOf((ticked, Filter("value", "at_least", 200_000))),)))
    chip = next(each for each in stage.page.filter_bar.findChildren(FilterChip) if each.filter == ticked)
    stage.page.arranging.filter_by_values("owner", chip)
    popup = stage.page.arranging._popup
    assert isinstance(popup, FilterValuesPopup)
    popup.list.pressed_key.emit("Owen Chen")
    popup.take()
    (either,) = stage.page.spec.filters
    assert isinstance(either, AnyOf)
    assert set(either.filters[0].value) == {"Grace Lin", "Owen Chen"}
    assert either.filters[1] == Filter("value", "at_least", 200_000)
