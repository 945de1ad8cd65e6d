"""A list page as a user meets it: filters, search, views, selection, detail side and what it says when empty."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import MachineError
from crm_desktop.core.i18n import Message, set_language
from crm_desktop.core.listing import Filter, Grouping, ListSpec
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background, InlineBackground
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.list_bars import BottomBar
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.filter_chip import FilterChip
from tests.ui.fake_list import FakeDatabase, FakeSource, fake_rows
from tests.ui.show_shell import TODAY, FakeDetail, declaration

Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Stage:
    """One page in a window, with what stands behind it."""

    def __init__(self, qtbot: QtBot, theme: Theme, preferences: Preferences, rows: int, company: str = "") -> None:
        self.errors: list[Exception] = []
        self.source = FakeSource(fake_rows(rows))
        self.background = InlineBackground(FakeDatabase(), self.errors.append)
        self.detail = FakeDetail(theme)
        self.feed = ChangeFeed(self.background)
        declared = declaration(self.source)
        self.page = ListPage(
            theme, self.background, self.feed, preferences, declared, lambda: TODAY, self.detail, company
        )
        qtbot.addWidget(self.page)
        self.page.resize(1236, 800)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.page.activateWindow()
        self.page.table.setFocus()

    @property
    def records(self) -> list[str]:
        model = self.page.table.records
        return [line.row.name for at in range(model.rowCount()) if (line := model.line(at)) is not None]

    def chips(self) -> list[FilterChip]:
        # A layout shows new widgets only when events are handled.
        QApplication.sendPostedEvents()
        return [each for each in self.page.filter_bar.findChildren(FilterChip) if each.isVisible()]

    def empty_state(self) -> EmptyState | None:
        return next((each for each in self.page.findChildren(EmptyState) if each.isVisible()), None)

    def words_instead_of_rows(self) -> str:
        shown = self.empty_state()
        return " ".join(each.text() for each in shown.findChildren(QLabel)) if shown is not None else ""

    def press_button(self, text: str) -> None:
        button = next(each for each in self.page.findChildren(QPushButton) if each.text() == text and each.isVisible())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.json")


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme, preferences: Preferences) -> Stage:
    return Stage(qtbot, theme, preferences, 60)


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh_CN")
    yield
    set_language("en")


def shown_menu() -> QMenu:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    return popup


def pick(text: str) -> None:
    menu = shown_menu()
    action = next(each for each in menu.actions() if each.text() == text)
    menu.setActiveAction(action)
    QTest.keyClick(menu, Key.Key_Return)


def test_moving_through_the_list_shows_each_record_beside_it(stage: Stage) -> None:
    QTest.keyClick(stage.page.table, Key.Key_Down)
    assert stage.detail.shown[-1] == stage.page.table.records.id_at(1)


def test_f_adds_a_filter_by_keyboard_alone(stage: Stage) -> None:
    QTest.keyClick(stage.page.table, Key.Key_F)
    pick("Level")
    pick("A")
    assert stage.page.spec.filters == (Filter("level", "in", ("A",)),)
    assert [chip.words() for chip in stage.chips()] == [("Level", "in", "A")]
    assert {stage.source.records[stage.page.table.records.id_at(at) or ""].level for at in range(5)} == {"A"}


def test_the_values_of_a_new_filter_open_right_below_its_chip(stage: Stage) -> None:
    QTest.keyClick(stage.page.table, Key.Key_F)
    pick("Level")
    menu, chip = QApplication.activePopupWidget(), stage.page.filter_bar.findChildren(FilterChip)[0]
    assert menu is not None
    assert 0 <= menu.y() - chip.mapToGlobal(QPoint(0, chip.height())).y() < 10


@pytest.mark.parametrize("field", ["Level", "Customer"])
def test_a_new_filter_without_a_value_goes_again(qtbot: QtBot, stage: Stage, field: str) -> None:
    QTest.keyClick(stage.page.table, Key.Key_F)
    pick(field)
    assert len(stage.chips()) == 1
    focus = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_Escape)
    qtbot.waitUntil(lambda: not stage.chips())


def test_a_filter_whose_new_operator_gets_no_value_stays_as_it_was(qtbot: QtBot, stage: Stage) -> None:
    before = Filter("name", "contains", "steel")
    stage.page.filter_bar.set_filters((before,))
    chip = stage.chips()[0]
    QTest.keyClick(chip, Key.Key_Down)
    pick("is empty")
    chip._set_operator("contains")
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_Escape)
    qtbot.waitUntil(lambda: chip.filter.operator == "is_empty")
    assert stage.chips() == [chip]


def test_a_filter_is_removed_with_delete(stage: Stage) -> None:
    stage.page.filter_bar.set_filters((Filter("level", "in", ("A",)),))
    QTest.keyClick(stage.chips()[0], Key.Key_Delete)
    assert stage.page.spec.filters == ()
    assert stage.chips() == []
    assert stage.page.table.records.rowCount() == 60


def test_the_operator_has_a_popup_of_its_own(stage: Stage) -> None:
    stage.page.filter_bar.set_filters((Filter("name", "contains", "steel"),))
    chip = stage.chips()[0]
    operator_cell = QPoint(chip._edges()[1] + 5, 10)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=operator_cell)
    pick("is empty")
    assert stage.page.spec.filters == (Filter("name", "is_empty", None),)


def test_the_field_cell_offers_the_other_fields_in_the_place_of_its_own(stage: Stage) -> None:
    stage.page.filter_bar.set_filters((Filter("name", "contains", "steel"), Filter("owner", "in", ("Ian Zhao",))))
    QTest.mouseClick(stage.chips()[0], Qt.MouseButton.LeftButton, pos=QPoint(5, 10))
    pick("Level")
    pick("A")
    assert stage.page.spec.filters == (Filter("level", "in", ("A",)), Filter("owner", "in", ("Ian Zhao",)))


def test_up_on_a_chip_changes_its_field(stage: Stage) -> None:
    stage.page.filter_bar.set_filters((Filter("name", "contains", "steel"),))
    QTest.keyClick(stage.chips()[0], Key.Key_Up)
    pick("Level")
    pick("B")
    assert stage.page.spec.filters == (Filter("level", "in", ("B",)),)


def test_chips_that_find_no_room_wrap_and_are_all_seen(stage: Stage) -> None:
    bar = stage.page.filter_bar
    bar.set_filters([Filter("level", "in", ("A",))] * 6)
    QTest.qWait(0)
    assert bar.width() < sum(chip.sizeHint().width() for chip in stage.chips())
    assert all(bar.rect().contains(each.geometry()) for each in (*stage.chips(), bar.add_button))


def test_an_amount_is_typed_in_units_and_filtered_in_minor_units(stage: Stage) -> None:
    QTest.keyClick(stage.page.table, Key.Key_F)
    pick("Value / yr ($)")
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "100000")
    QTest.keyClick(focus, Key.Key_Return)
    assert stage.page.spec.filters == (Filter("value", "at_least", 10_000_000),)


def test_each_letter_shows_what_matches_and_all_else_follows_when_typing_rests(qtbot: QtBot, stage: Stage) -> None:
    page, source = stage.page, stage.source
    QTest.keyClick(page.table, Key.Key_F, CONTROL)
    qtbot.waitUntil(page.search.hasFocus)
    shown, widths = list(stage.detail.shown), [page.table.columnWidth(n) for n in range(1, 4)]
    source.asked.clear()
    QTest.keyClicks(page.search, "haverton")
    assert page.table.records.rowCount() == 4
    assert set(source.asked) == {"first"}
    assert stage.detail.shown == shown
    assert [page.table.columnWidth(n) for n in range(1, 4)] == widths
    qtbot.waitUntil(lambda: not page.table.records.is_brief)
    assert page.current_id == stage.detail.shown[-1] != shown[-1]


def test_a_letter_found_in_many_records_brings_all_of_them_when_typing_rests(qtbot: QtBot, stage: Stage) -> None:
    many = fake_rows(90)
    stage.source.records = {row.id: row for row in many}
    stage.page.search.setFocus()
    letter = next(each for each in "aeiou" if sum(each in row.name.casefold() for row in many) > 60)
    QTest.keyClicks(stage.page.search, letter)
    assert stage.page.table.records.rowCount() == 60
    matching = sum(letter in row.name.casefold() for row in many)
    qtbot.waitUntil(lambda: stage.page.table.records.rowCount() == matching)


def test_enter_ends_the_search_and_goes_to_the_list_at_once(qtbot: QtBot, stage: Stage) -> None:
    stage.page.search.setFocus()
    QTest.keyClicks(stage.page.search, "haverton")
    QTest.keyClick(stage.page.search, Key.Key_Return)
    assert stage.page.table.hasFocus()
    assert not stage.page.table.records.is_brief
    assert stage.detail.shown[-1] == stage.page.current_id


def test_escape_right_after_a_letter_shows_the_whole_list(qtbot: QtBot, stage: Stage) -> None:
    stage.page.search.setFocus()
    QTest.keyClicks(stage.page.search, "haverton")
    QTest.keyClick(stage.page.search, Key.Key_Escape)
    assert stage.page.table.records.rowCount() == 60
    assert stage.page.spec.search == ""


def test_a_list_in_groups_is_searched_when_typing_rests(qtbot: QtBot, stage: Stage) -> None:
    stage.page._group(Grouping("level"))
    stage.page.search.setFocus()
    before = stage.page.table.records.rowCount()
    QTest.keyClicks(stage.page.search, "haverton")
    assert stage.page.table.records.rowCount() == before
    qtbot.waitUntil(lambda: stage.page.table.records.record_count == 4)


def test_views_set_filters_and_are_counted(stage: Stage) -> None:
    assert [(view.key, view.count) for view in stage.page.views()] == [("all", 60), ("risk", 20)]
    stage.page.show_view("risk")
    assert stage.page.current_view == "risk"
    assert stage.page.table.records.rowCount() == 20


def test_figures_in_the_bottom_bar_stay_whole_and_commands_give_up_their_words_first(
    qtbot: QtBot, theme: Theme, stage: Stage
) -> None:
    bar = BottomBar(theme, stage.page.declaration, stage.page.actions_set)
    qtbot.addWidget(bar)
    bar.sums.set_text(Plain("Total ¥1,729,151.16 · weighted ¥970,184.34"))
    bar.show_chosen(2089)
    assert bar.chosen.text() == "2,089 selected"
    said = []
    for width in (900, 700, 560, 420):
        bar.setFixedWidth(width)
        bar.show()
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        said.append((bar.sums.fitting_text(), [each.is_compact for each in bar.findChildren(Button)]))
    assert all("…" not in text for text, _compact in said)
    assert said[0] == ("Total ¥1,729,151.16 · weighted ¥970,184.34", [False] * len(said[0][1]))
    # No figure leaves while a command still shows its words.
    assert all(all(compact) for text, compact in said if "weighted" not in text)
    assert any(any(compact) for text, compact in said if "weighted" in text)
    assert said[-1][0] == "Total ¥1,729,151.16"
    assert "weighted ¥970,184.34" in bar.sums.toolTip()


def test_the_bottom_bar_swaps_totals_for_the_selection(stage: Stage) -> None:
    total = stage.page._bottom_bar.sums.text()
    QTest.keyClick(stage.page.table, Key.Key_Space)
    QTest.keyClick(stage.page.table, Key.Key_Down, SHIFT)
    assert stage.page._bottom_bar.chosen.text() == "2 selected"
    assert stage.page._bottom_bar.sums.text() != total
    QTest.keyClick(stage.page.table, Key.Key_Escape)
    assert not stage.page._bottom_bar.chosen.isVisible()
    assert stage.page._bottom_bar.sums.text() == total


def test_a_list_that_filters_empty_offers_to_clear_them(stage: Stage) -> None:
    stage.page.filter_bar.set_filters((Filter("name", "contains", "nobody"),))
    stage.page.filter_bar.changed.emit()
    assert "Customer contains nobody" in stage.words_instead_of_rows()
    assert stage.page.table.columns_header.isVisible()
    stage.press_button("Clear filters")
    assert stage.empty_state() is None
    assert stage.page.table.records.rowCount() == 60


def test_a_search_that_finds_nothing_is_named(stage: Stage) -> None:
    stage.page.search.setText("zzzz")
    QTest.keyClick(stage.page.search, Key.Key_Return)
    assert "Nothing matches search “zzzz”." in stage.words_instead_of_rows()


def test_shift_f10_opens_the_menu_of_the_current_row(stage: Stage) -> None:
    QTest.keyClick(stage.page.table, Key.Key_F10, SHIFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()
    menu.close()


def test_a_list_says_nothing_of_its_number_until_it_is_read(
    qtbot: QtBot, theme: Theme, preferences: Preferences
) -> None:
    background = Background(FakeDatabase(), lambda _error: None)
    declared, feed = declaration(FakeSource(fake_rows(0))), ChangeFeed(background)
    page = ListPage(theme, background, feed, preferences, declared, lambda: TODAY, FakeDetail(theme))
    qtbot.addWidget(page)
    assert (page._title_row.count.text(), page.status_text()) == ("", "")
    qtbot.waitUntil(lambda: page._title_row.count.text() == "0")
    assert page.status_text() == "0 customers"
    background.close()


def test_an_empty_list_says_what_belongs_here(qtbot: QtBot, theme: Theme, preferences: Preferences) -> None:
    stage = Stage(qtbot, theme, preferences, 0)
    assert stage.empty_state() is not None
    texts = {each.text() for each in stage.page.findChildren(QPushButton) if each.isVisible()}
    assert {"New customer", "Import"} <= texts
    assert stage.page.table.columns_header.isVisible()
    assert not stage.page.filter_bar.isVisible()
    assert not stage.detail.isVisible()


def test_a_list_that_cannot_be_read_offers_to_try_again(stage: Stage) -> None:
    stage.source.error = MachineError(Message("The disk does not answer."))
    stage.page.show_view("risk")
    state = stage.empty_state()
    assert state is not None
    # The file may be gone: nothing is promised that is not known.
    said = " ".join(each.text() for each in state.findChildren(QLabel))
    assert "See that the file is where it was" in said
    assert "safe" not in said
    stage.source.error = None
    stage.press_button("Try again")
    assert stage.empty_state() is None
    assert stage.page.table.records.rowCount() == 20


def test_a_change_of_a_record_refreshes_the_list(stage: Stage) -> None:
    record_id = stage.page.table.records.id_at(0) or ""
    stage.source.rename(record_id, "Renamed")
    stage.background.committed.emit(ChangeSet({"customer": frozenset({record_id})}))
    assert stage.page.table.records.row_of(record_id).name == "Renamed"


def test_filters_view_and_order_are_remembered(
    qtbot: QtBot, theme: Theme, preferences: Preferences, stage: Stage
) -> None:
    stage.page.table.records.sort_by("name")
    stage.page.filter_bar.set_filters((Filter("level", "in", ("B",)),))
    stage.page.filter_bar.changed.emit()
    again = Stage(qtbot, theme, preferences, 60)
    assert again.page.spec == stage.page.spec
    assert again.records == stage.records


def test_a_view_left_as_it_is_keeps_its_own_filters_next_time(
    qtbot: QtBot, theme: Theme, preferences: Preferences, stage: Stage
) -> None:
    stage.page.show_view("risk")
    assert preferences.get("list.customers.filters") is None
    again = Stage(qtbot, theme, preferences, 60)
    assert again.page.current_view == "risk"
    assert again.page.spec.filters == stage.page.spec.filters


def test_another_company_does_not_know_the_filters_of_this_one(
    qtbot: QtBot, theme: Theme, preferences: Preferences
) -> None:
    one = Stage(qtbot, theme, preferences, 60, "one.crm")
    one.page.filter_bar.set_filters((Filter("level", "in", ("B",)),))
    one.page.filter_bar.changed.emit()
    assert not Stage(qtbot, theme, preferences, 60, "other.crm").page.spec.filters
    assert Stage(qtbot, theme, preferences, 60, "one.crm").page.spec == one.page.spec


def test_the_sum_of_what_is_chosen_follows_its_changes(stage: Stage) -> None:
    QTest.keyClick(stage.page.table, Key.Key_Space)
    before, chosen = stage.page._bottom_bar.sums.text(), stage.page.table.records.id_at(0) or ""
    stage.source.records[chosen] = replace(stage.source.records[chosen], value=1)
    stage.background.committed.emit(ChangeSet({"customer": frozenset({chosen})}))
    assert before != "Total $1"
    assert stage.page._bottom_bar.sums.text() == "Total $1"


def test_half_a_number_is_no_filter_for_whole_ones(stage: Stage) -> None:
    stage.page.show_view("risk")
    (chip,) = stage.chips()
    chip.edit_value()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_A, CONTROL)
    QTest.keyClicks(focus, "2.5")
    QTest.keyClick(focus, Key.Key_Return)
    assert stage.page.spec.filters[0].value == 70
    QTest.keyClick(focus, Key.Key_A, CONTROL)
    QTest.keyClicks(focus, "2")
    QTest.keyClick(focus, Key.Key_Return)
    assert stage.page.spec.filters[0].value == 2


def test_menus_do_not_pile_up(stage: Stage) -> None:
    def menus() -> int:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return len(stage.page.findChildren(QMenu))

    before = menus()
    for _ in range(3):
        stage.page._open_menu(QPoint(0, 0))
        menu = QApplication.activePopupWidget()
        assert menu is not None
        menu.close()
    assert menus() == before


def test_the_records_behind_a_figure_are_shown(stage: Stage) -> None:
    stage.page.show_spec(ListSpec((Filter("owner", "in", ("Grace Lin",)),), search="haverton"))
    assert {name.split()[0] for name in stage.records} == {"Haverton"}


def test_the_detail_side_closes_and_opens_again(stage: Stage) -> None:
    stage.detail.closed.emit()
    assert not stage.detail.isVisible()
    QTest.keyClick(stage.page.table, Key.Key_Return)
    assert stage.detail.isVisible()


def test_in_a_narrow_window_the_detail_side_lies_over_the_list(stage: Stage) -> None:
    stage.page.resize(820, 600)
    assert not stage.detail.isVisible()
    QTest.keyClick(stage.page.table, Key.Key_Return)
    assert stage.detail.isVisible()
    assert stage.detail.geometry().right() == stage.page.rect().right()
    assert stage.page.table.width() == 820
    QTest.keyClick(stage.page.table, Key.Key_Escape)
    assert not stage.detail.isVisible()
    stage.page.resize(1236, 800)
    assert stage.detail.isVisible()


def test_the_status_says_what_the_view_holds_and_what_of_it_matches(stage: Stage) -> None:
    assert stage.page.status_text().startswith("60 customers · rows 1–")
    stage.page.filter_bar.set_filters((Filter("level", "in", ("B",)),))
    stage.page.filter_bar.changed.emit()
    assert stage.page.status_text().startswith("60 customers · 20 match · rows 1–")


def test_the_page_speaks_chinese(qtbot: QtBot, theme: Theme, preferences: Preferences, chinese: None) -> None:
    stage = Stage(qtbot, theme, preferences, 20)
    QTest.keyClick(stage.page.table, Key.Key_Space)
    assert stage.page._bottom_bar.chosen.text() == "已选 1 个"


def test_keys_have_no_doubles_and_helps_are_there(stage: Stage) -> None:
    from crm_desktop.ui.actions import faults

    assert faults([stage.page.actions_set.actions]) == []


def test_everything_fits_a_narrow_page(stage: Stage) -> None:
    stage.page.resize(800, 600)
    inside = stage.page.rect()
    for each in (stage.page.table, stage.page.search, stage.page.filter_bar):
        assert isinstance(each, QWidget)
        corner = each.mapTo(stage.page, QPoint(each.width(), 0))
        assert corner.x() <= inside.width() + 1
