"""The board as a salesperson works with it: cards dragged and moved by keys, closed, filtered, undone, read aloud."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel

from crm_desktop.core.i18n import set_language
from crm_desktop.core.listing import Filter, Grouping, ListSpec
from crm_desktop.models import Opportunity
from crm_desktop.operations.stage_moves import close_won, move_stage
from crm_desktop.queries.board import Board
from crm_desktop.queries.opportunity import opportunity_details
from crm_desktop.ui.actions import faults
from crm_desktop.ui.board.ghost import Ghost
from crm_desktop.ui.board.tools import QuickChip
from crm_desktop.ui.board.view import BoardView
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.theme import motion
from tests.builders import a_user, an_opportunity, role, stage
from tests.company import Company
from tests.ui.pages.office import CONTROL, Key, Office

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(motion.VARIABLE, "1")


def open_board(office: Office) -> tuple[OpportunitiesPage, BoardView]:
    """The page with its board, by its key."""
    page = office.open_page(OpportunitiesPage)
    if not page.is_board:
        office.press(Key.Key_B)
    assert page.board is not None
    QApplication.sendPostedEvents()
    return page, page.board


def shown(board: BoardView) -> dict[str, list[str]]:
    """The names of the cards of every column that has any."""
    found = {}
    for column in board.columns:
        cards = column.list.cards
        names = [card.name for at in range(cards.rowCount()) if (card := cards.card(at))]
        if names and column.column:
            found[column.column.stage.code] = names
    return found


def is_covered(board: BoardView) -> bool:
    """Whether something stands in place of the columns."""
    return board._cover is not None and board._cover.isVisible()


class Hand:
    """A hand on the mouse over a board."""

    def __init__(self, board: BoardView) -> None:
        self._board = board

    def at(self, name: str) -> QPoint:
        """The middle of a card, on screen."""
        for column in self._board.columns:
            for position in range(column.list.cards.rowCount()):
                card = column.list.cards.card(position)
                if card is not None and card.name == name:
                    return column.list.viewport().mapToGlobal(column.list.card_rect(position).center())
        raise AssertionError(f"no card {name}")

    def over(self, code: str) -> QPoint:
        """A place in a column, on screen."""
        column = next(each for each in self._board.columns if each.column and code in _names(each.column.stage))
        return column.mapToGlobal(column.rect().center())

    def zone(self, outcome: str) -> QPoint:
        """The place at the foot where a deal is won, or lost, on screen."""
        zones = self._board._zones
        places = {_names(each.place)[-1]: zones._rect(at).center().toPoint() for at, each in enumerate(zones._zones)}
        return zones.mapToGlobal(places[outcome])

    def press(self, name: str, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a card."""
        place = self.at(name)
        self._target = next(
            each.list.viewport()
            for each in self._board.columns
            if each.list.viewport().rect().contains(each.list.viewport().mapFromGlobal(place))
        )
        self._send(QEvent.Type.MouseButtonPress, place, LEFT, LEFT, modifiers)

    def move(self, place: QPoint) -> None:
        """Move with the button down, in two steps as a hand does."""
        for each in (place - QPoint(3, 3), place):
            self._send(QEvent.Type.MouseMove, each, NO_BUTTON, LEFT)

    def let_go(self, place: QPoint) -> None:
        """Release the button."""
        self._send(QEvent.Type.MouseButtonRelease, place, LEFT, NO_BUTTON)

    def click(self, name: str, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press and release on a card."""
        self.press(name, modifiers)
        self.let_go(self.at(name))

    def drag(self, name: str, place: QPoint) -> None:
        """Take a card somewhere."""
        self.press(name)
        self.move(place)
        self.let_go(place)

    def _send(
        self,
        kind: QEvent.Type,
        place: QPoint,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        modifiers: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        local = QPointF(self._target.mapFromGlobal(place))
        QApplication.sendEvent(self._target, QMouseEvent(kind, local, QPointF(place), button, buttons, modifiers))


def _names(place: Any) -> list[str]:
    """What tells a stage or a status: its code, how it ends."""
    return [getattr(place, each) for each in ("id", "code", "outcome") if hasattr(place, each)]


def ghosts(board: BoardView) -> list[Ghost]:
    """What hangs at the mouse."""
    return [each for each in board.findChildren(Ghost) if each.isVisible()]


# --- the two faces


def test_the_board_parts_the_list_by_stage_and_the_counts_agree(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "One", stage_id=stage("proposal"))
        an_opportunity(work, "Two", stage_id=stage("engaging"))
        close_won(work, an_opportunity(work, "Won"))
    page, board = open_board(office)
    assert shown(board) == {"engaging": ["Two"], "proposal": ["One"]}
    assert page.status_text() == "2 deals · 5 stages"
    assert not page.table.isVisible()
    assert page.table.records.rowCount() == 2
    assert not page.actions_set.record("opportunity.edit_cell").enabled()
    office.press(Key.Key_B)
    QApplication.sendPostedEvents()
    assert page.table.isVisible()
    assert page._bottom_bar.y() >= page.table.geometry().bottom()
    assert not board.isVisible()
    assert page.table.hasFocus()


def test_open_stages_come_first_and_closed_ones_follow_without_losing_the_current_card(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.company.write() as work:
        for number in range(3):
            an_opportunity(work, f"Open {number}", stage_id=stage("proposal"))
        won = an_opportunity(work, "Won")
        close_won(work, won)
    page, board = open_board(office)
    seen: list[tuple[list[str], str | None]] = []
    show = board.show_board

    def watched(found: Board, **how: bool) -> None:
        show(found, **how)
        seen.append((list(shown(board)), board.current_id))

    monkeypatch.setattr(board, "show_board", watched)
    page.show_view("all")
    assert [stages for stages, _ in seen[:2]] == [["proposal"], ["proposal", "won"]]
    page.show_record(won)
    assert board.current_id == won
    seen.clear()
    page.show_spec(ListSpec((Filter("name", "contains", "n"),)))
    page.show_record(won)
    assert [stages for stages, _ in seen[:2]] == [["proposal"], ["proposal", "won"]]
    assert board.current_id == won
    seen.clear()
    with office.company.write() as work:
        an_opportunity(work, "Another", stage_id=stage("proposal"))
    page.refresh()
    assert {tuple(stages) for stages, _ in seen} == {("proposal", "won")}
    assert {current for _, current in seen} == {won}


def test_headings_of_groups_are_no_deals(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "One", stage_id=stage("proposal"))
        an_opportunity(work, "Two", stage_id=stage("engaging"))
    page, _board = open_board(office)
    page.table.records.set_spec(page.spec.grouped_by(Grouping("stage")))
    assert page.table.records.rowCount() == 4
    assert page.status_text() == "2 deals · 5 stages"


def test_the_face_is_remembered_for_the_company_and_user(office: Office) -> None:
    open_board(office)
    again = office.open_page(OpportunitiesPage)
    assert again.is_board
    again.show()
    office.press(Key.Key_B)
    assert not office.open_page(OpportunitiesPage).is_board


def test_view_filters_and_search_narrow_the_board_as_the_list(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Screens small", amount_minor=1_000)
        an_opportunity(work, "Screens large", amount_minor=900_000, stage_id=stage("proposal"))
        close_won(work, an_opportunity(work, "Stands", amount_minor=900_000))
    page, board = open_board(office)
    page.show_spec(ListSpec((Filter("amount", "at_least", 5_000),)))
    assert shown(board) == {"proposal": ["Screens large"], "won": ["Stands"]}
    page.show_view("all")
    page.search.setText("small")
    page.search.returnPressed.emit()
    assert shown(board) == {"prospecting": ["Screens small"]}
    assert page.status_text().startswith("3 deals · 1 match")


def test_nothing_to_show_says_why(office: Office) -> None:
    page, board = open_board(office)
    assert is_covered(board)
    with office.company.write() as work:
        an_opportunity(work, "Screens")
    page.refresh()
    assert not is_covered(board)
    page.show_spec(ListSpec((Filter("name", "contains", "nothing like it"),)))
    assert is_covered(board)
    assert any("nothing like it" in label.text() for label in board.findChildren(QLabel))


def test_the_current_card_is_the_current_record(office: Office) -> None:
    with office.company.write() as work:
        one = an_opportunity(work, "One")
        two = an_opportunity(work, "Two", stage_id=stage("proposal"))
    page, board = open_board(office)
    hand = Hand(board)
    hand.click("One")
    assert (board.current_id, page.table.current_id, page.detail.record_id) == (one, one, one)
    page.show_record(two)
    assert board.current_id == two
    office.press(Key.Key_E)
    assert office.field("name").value() == "Two"


# --- moved by mouse


def test_a_card_is_dragged_to_another_stage_and_taken_back(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, "Screens", stage_id=stage("engaging"))
    page, board = open_board(office)
    hand = Hand(board)
    hand.press("Screens")
    hand.move(hand.over("proposal"))
    assert board.drag.ids == {deal}
    assert len(ghosts(board)) == 1
    proposal = board.columns[3]
    assert proposal._drop == "Move to “Proposal” · 60%"
    assert page.status_text().endswith("Moving “Screens”")
    hand.let_go(hand.over("proposal"))
    assert shown(board) == {"proposal": ["Screens"]}
    assert (proposal._drop, ghosts(board), office.notebook.done) == ("", [], ["Moved to Proposal"])
    assert board.current_id == deal
    office.undo.undo()
    assert shown(board) == {"engaging": ["Screens"]}


def test_a_press_that_hardly_moves_drags_nothing(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Screens")
    _page, board = open_board(office)
    hand = Hand(board)
    hand.press("Screens")
    hand.move(hand.at("Screens") + QPoint(2, 2))
    assert not board.drag.is_on
    hand.let_go(hand.at("Screens"))


def test_escape_gives_a_drag_up(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Screens")
    _page, board = open_board(office)
    hand = Hand(board)
    hand.press("Screens")
    hand.move(hand.over("proposal"))
    office.press(Key.Key_Escape)
    assert not board.drag.is_on
    hand.let_go(hand.over("proposal"))
    assert (shown(board), office.notebook.said) == ({"prospecting": ["Screens"]}, [])


def test_a_card_dropped_where_it_was_or_beside_the_board_stays(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Screens")
    _page, board = open_board(office)
    hand = Hand(board)
    hand.drag("Screens", hand.over("prospecting"))
    hand.drag("Screens", board.mapToGlobal(QPoint(-200, -200)))
    assert (shown(board), office.notebook.said) == ({"prospecting": ["Screens"]}, [])


def test_chosen_cards_go_together_in_one_step(office: Office) -> None:
    with office.company.write() as work:
        for name in ("One", "Two", "Three"):
            an_opportunity(work, name)
    page, board = open_board(office)
    hand = Hand(board)
    hand.click("One", CONTROL)
    hand.click("Two", CONTROL)
    assert page.table.records.selected_count() == 2
    hand.press("Two")
    hand.move(hand.over("negotiation"))
    assert page.status_text().endswith("Moving 2 deals")
    hand.let_go(hand.over("negotiation"))
    assert {code: sorted(names) for code, names in shown(board).items()} == {
        "prospecting": ["Three"],
        "negotiation": ["One", "Two"],
    }
    office.undo.undo()
    assert sorted(shown(board)["prospecting"]) == ["One", "Three", "Two"]


def test_losing_by_drag_asks_why(office: Office) -> None:
    with office.company.write() as work:
        deal = an_opportunity(work, "Screens")
    _page, board = open_board(office)
    hand = Hand(board)
    hand.press("Screens")
    hand.move(hand.over("proposal"))
    hand.move(hand.zone("lost"))
    hand.let_go(hand.zone("lost"))
    office.save()
    assert str(office.field("reason_id").error()) == "Choose why the deal was lost."
    office.pick(office.field("reason_id"), "Price")
    office.save()
    with office.company.read() as reading:
        assert opportunity_details(reading, deal).outcome == "lost"
    assert shown(board) == {}
    assert office.notebook.done == ["“Screens” is closed as lost"]


def test_keys_act_on_the_card_while_the_list_stands_elsewhere(office: Office) -> None:
    """As long as the list does not know all its ids it cannot follow the board."""
    with office.company.write() as work:
        for name in ("First", "Second"):
            an_opportunity(work, name)
    page, board = open_board(office)
    first = page.table.current_id
    cards = board.columns[0].list.cards
    other = next(card for at in range(2) if (card := cards.card(at)) and card.row.id != first)
    board.current_id = other.row.id
    assert page.table.current_id == first
    page.close_as("won")
    assert any(other.name in each.text() for each in office.dialog.findChildren(QLabel))


def test_several_are_won_for_one_reason_in_one_step(office: Office) -> None:
    with office.company.write() as work:
        for name in ("One", "Two"):
            an_opportunity(work, name)
    page, board = open_board(office)
    page.show_view("all")
    page.table.records.select_everything(True)
    hand = Hand(board)
    hand.press("One")
    hand.move(hand.over("proposal"))
    hand.move(hand.zone("won"))
    hand.let_go(hand.zone("won"))
    office.save()
    assert office.notebook.done == ["Won: 2"]
    assert sorted(shown(board)["won"]) == ["One", "Two"]
    office.undo.undo()
    assert sorted(shown(board)["prospecting"]) == ["One", "Two"]


def test_a_won_deal_is_taken_up_again_by_dragging_it_back(office: Office) -> None:
    with office.company.write() as work:
        close_won(work, an_opportunity(work, "Screens"))
        an_opportunity(work, "Another")
    page, board = open_board(office)
    page.show_view("all")
    hand = Hand(board)
    hand.drag("Screens", hand.over("proposal"))
    assert shown(board) == {"prospecting": ["Another"], "proposal": ["Screens"]}
    assert office.notebook.said == ["“Screens” is open again"]


def test_a_drag_at_the_edge_scrolls_the_board(office: Office) -> None:
    with office.company.write() as work:
        for number in range(12):
            an_opportunity(work, f"Deal {number}")
    office.window.resize(900, 500)
    _page, board = open_board(office)
    hand = Hand(board)
    bar = board._scroll.horizontalScrollBar()
    hand.press("Deal 11")
    hand.move(board.mapToGlobal(QPoint(board.width() - 5, 200)))
    board.drag._on_tick()
    assert bar.value() > 0
    office.press(Key.Key_Escape)
    bar.setValue(0)
    hand.press("Deal 11")
    cards = board.columns[0].list
    hand.move(cards.mapToGlobal(QPoint(100, cards.height() - 5)))
    board.drag._on_tick()
    assert cards.verticalScrollBar().value() > 0
    office.press(Key.Key_Escape)


# --- moved by keys


def test_arrows_walk_over_the_cards_and_control_moves_them(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "A", stage_id=stage("engaging"))
        an_opportunity(work, "B", stage_id=stage("engaging"))
        an_opportunity(work, "C", stage_id=stage("negotiation"))
    page, board = open_board(office)
    names: list[str] = []
    for key in (Key.Key_Home, Key.Key_Down, Key.Key_Down, Key.Key_Right, Key.Key_Left, Key.Key_Up):
        office.press(key)
        row = page.row()
        names.append(row.name)
    assert names == ["C", "C", "C", "C", "B", "B"]
    office.press(Key.Key_Right, CONTROL)
    assert shown(board) == {"engaging": ["A"], "proposal": ["B"], "negotiation": ["C"]}
    assert page.row().name == "B"
    assert board.columns[3].list.hasFocus()
    office.press(Key.Key_Left, CONTROL)
    assert shown(board)["engaging"] == ["B", "A"]
    assert office.notebook.done == ["Moved to Proposal", "Moved to Engaging"]


def test_keys_choose_cards_and_move_them_together(office: Office) -> None:
    with office.company.write() as work:
        for name in ("A", "B", "C"):
            an_opportunity(work, name)
    page, board = open_board(office)
    office.press(Key.Key_Home)
    office.press(Key.Key_Down, SHIFT)
    assert page.table.records.selected_count() == 2
    office.press(Key.Key_Right, CONTROL)
    assert shown(board) == {"prospecting": ["A"], "qualification": ["C", "B"]}
    office.press(Key.Key_Escape)
    assert page.table.records.selected_count() == 0
    office.press(Key.Key_Space)
    assert page.table.records.selected_count() == 1
    office.press(Key.Key_A, CONTROL)
    assert page.table.records.selected_count() == 3


def test_enter_opens_the_details_and_letters_are_commands(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Screens")
    page, _board = open_board(office)
    assert page.detail.isHidden()
    office.press(Key.Key_Return)
    assert page.detail.isVisible()
    page.close_detail()
    office.press(Key.Key_M)
    office.choose("Proposal")
    assert office.notebook.done == ["Moved to Proposal"]
    office.press(Key.Key_X)
    assert office.dialog.isVisible()


def test_a_deal_is_added_in_a_stage(office: Office) -> None:
    _page, board = open_board(office)
    board.add_requested.emit(board.columns[2].column.stage)
    office.type("name", "Screens")
    office.save()
    assert shown(board) == {"engaging": ["Screens"]}


# --- what it says


def test_quick_filters_are_the_lists_own(office: Office) -> None:
    with office.company.write() as work:
        move_stage(work, an_opportunity(work, "Stalled", opened_on=work.today.replace(year=2025)), stage("proposal"))
        grace = a_user(work, "Grace Lin", login="grace")
        an_opportunity(work, "Hers", owner_id=grace, next_step="Call", next_step_on=work.today.replace(day=1))
    page, board = open_board(office)
    mine, overdue, *_ = (each for each in page.findChildren(QuickChip))
    mine.click()
    assert shown(board) == {"proposal": ["Stalled"]}
    assert mine.isChecked()
    mine.click()
    overdue.click()
    assert shown(board) == {"prospecting": ["Hers"]}
    assert Filter("is_next_step_overdue", "is", True) in page.spec.filters
    assert not mine.isChecked()


def test_a_card_says_what_matters_in_words(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Late", next_step="Call", next_step_on=work.today.replace(day=20))
        an_opportunity(work, "Stuck", opened_on=work.today.replace(month=1), amount_minor=123_400)
        an_opportunity(work, "Foreign", currency="SEK", amount_minor=70_000)
    _page, board = open_board(office)
    column = board.columns[0]
    spoken = [
        column.list.cards.data(column.list.cards.index(at, 0), Qt.ItemDataRole.AccessibleTextRole) for at in range(3)
    ]
    assert "1 d overdue" in next(each for each in spoken if each.startswith("Late"))
    stuck = next(each for each in spoken if each.startswith("Stuck"))
    assert "Stalled" in stuck
    assert "¥1,234" in stuck
    assert "1 without an exchange rate" in column.head.words()
    assert "Prospecting · 10% · 3 deals" in column.head.words()


def test_a_screen_reader_finds_columns_and_cards(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, "Screens")
    _page, board = open_board(office)
    cards = board.columns[0].list
    interface = QAccessible.queryAccessibleInterface(cards)
    assert interface.text(QAccessible.Text.Name).startswith("Prospecting")
    assert interface.childCount() == 1
    assert interface.child(0).text(QAccessible.Text.Name).startswith("Screens")
    QAbstractItemModelTester(cards.cards, QAbstractItemModelTester.FailureReportingMode.Fatal, board)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_the_board_speaks_both_languages(office: Office, code: str) -> None:
    set_language(code)
    with office.company.write() as work:
        an_opportunity(work, "很长的商机名称" * 12)
    page, board = open_board(office)
    names = {"en": "Prospecting", "zh_CN": "线索确认"}
    assert board.columns[0].head.words().startswith(names[code])
    other = {"en": "zh_CN", "zh_CN": "en"}[code]
    set_language(other)
    page.retranslate()
    assert board.columns[0].head.words().startswith(names[other])
    assert faults([page.actions_set.actions]) == []


def test_who_may_not_change_a_deal_cannot_move_it(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Vera Executive", login="vera", role_id=role("executive"))
        an_opportunity(work, "Screens")
    office.background.viewer = office.company.seen_by("vera").viewer
    _page, board = open_board(office)
    hand = Hand(board)
    hand.drag("Screens", hand.over("proposal"))
    assert shown(board) == {"prospecting": ["Screens"]}
    assert office.notebook.done == []
    assert len(office.notebook.said) == 1


# --- five thousand cards


def _fill(company: Company, count: int) -> None:
    """So many deals of one stage, by the quick way."""
    with company.write() as work:
        deal = work.session.get_one(Opportunity, an_opportunity(work, "Deal 0"))
        alike = {
            name: getattr(deal, name)
            for name in ("pipeline_id", "stage_id", "probability_e6", "outcome", "currency", "created_at")
        }
        work.insert_rows(
            Opportunity,
            [
                {"id": f"{at:032x}", "number": f"O-{at:06}", "name": f"Deal {at}", "amount_minor": 100_000, **alike}
                for at in range(1, count)
            ],
        )


def test_of_five_thousand_cards_only_those_in_sight_are_read_and_painted(office: Office) -> None:
    _fill(office.company, 5_000)
    page, board = open_board(office)
    cards = board.columns[0].list
    assert (cards.cards.rowCount(), page.status_text()) == (5_000, "5,000 deals · 5 stages")
    # What was asked for while the page opened is painted first.
    cards.viewport().repaint()
    board.painter.painted = 0
    cards.viewport().repaint()
    in_sight = cards.viewport().height() // cards.pitch + 2
    assert 0 < board.painter.painted <= in_sight
    assert cards.cards.held <= 32
    bar = cards.verticalScrollBar()
    for value in range(0, bar.maximum(), bar.maximum() // 40):
        board.painter.painted = 0
        bar.setValue(value)
        cards.viewport().repaint()
        assert board.painter.painted <= in_sight
        first, last = cards.in_sight()
        assert all(cards.cards.card(at) is not None for at in range(first, last + 1))
    assert cards.cards.held <= 256 + 64
    office.press(Key.Key_End)
    assert board.current_id == cards.cards.id_at(4_999)
    assert cards.in_sight()[1] == 4_999
    office.press(Key.Key_Right, CONTROL)
    assert [each.list.cards.rowCount() for each in board.columns[:2]] == [4_999, 1]
