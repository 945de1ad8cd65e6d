"""The board of cases: a column for each status; cards go by drag and by keys where a step of one's own leads, alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm_desktop.models import ServiceCase
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_steps import assign_case, handle_case, take_up_case
from crm_desktop.ui.board.view import BoardView
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.theme import motion
from tests.builders import a_case, a_user
from tests.ui.pages.office import Office
from tests.ui.pages.test_opportunity_board import Hand
from tests.ui.pages.test_service_queue import at

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(motion.VARIABLE, "1")


def open_board(office: Office) -> tuple[ServiceCasesPage, BoardView]:
    """The page with its board, by its key."""
    office.window.resize(1800, 820)
    page = office.open_page(ServiceCasesPage)
    if not page.is_board:
        office.press(Key.Key_B)
    assert page.board is not None
    QApplication.sendPostedEvents()
    return page, page.board


def shown(board: BoardView) -> dict[str, list[str]]:
    """The subjects of the cards of every column that has any."""
    found = {}
    for column in board.columns:
        cards = column.list.cards
        names = [card.name for at in range(cards.rowCount()) if (card := cards.card(at))]
        if names and column.column:
            found[column.column.stage.id] = names
    return found


def a_case_of(office: Office, subject: str, owner: str | None) -> str:
    with office.company.write() as work:
        case = a_case(work, subject)
        if owner is not None:
            assign_case(work, case, owner)
    return case


def status(office: Office, case_id: str) -> str:
    with office.company.read() as reading:
        return reading.session.get_one(ServiceCase, case_id).status


def test_cases_stand_in_the_columns_of_their_statuses(office: Office) -> None:
    me = office.company.viewer.user_id
    a_case_of(office, "One", None)
    a_case_of(office, "Two", me)
    page, board = open_board(office)
    assert shown(board) == {"new": ["One"], "assigned": ["Two"]}
    assert [each.column.stage.id for each in board.columns] == ["new", "assigned", "in_progress", "waiting", "handled"]
    assert page.status_text() == "2 cases · 5 statuses"


def test_a_drag_takes_a_step_and_opens_the_form_where_the_step_needs_something(office: Office) -> None:
    case = a_case_of(office, "Screen", office.company.viewer.user_id)
    _page, board = open_board(office)
    hand = Hand(board)
    hand.drag("Screen", hand.over("in_progress"))
    assert status(office, case) == "in_progress"
    hand.drag("Screen", hand.over("waiting"))
    assert office.has_dialog
    assert status(office, case) == "in_progress"
    office.type("reason", "Sends a picture")
    office.save()
    assert status(office, case) == "waiting"
    office.undo.undo()
    assert shown(board) == {"in_progress": ["Screen"]}


def test_an_illegal_move_is_impossible(office: Office) -> None:
    with office.company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
    new, others = a_case_of(office, "New", None), a_case_of(office, "Others", grace)
    _page, board = open_board(office)
    hand = Hand(board)
    for name, places in (("New", ("in_progress", "waiting", "handled")), ("Others", ("in_progress", "handled"))):
        for place in places:
            hand.press(name)
            hand.move(hand.over(place))
            # Nothing says that it could be dropped there, and dropped it goes back.
            assert [each._drop for each in board.columns] == [""] * 5
            hand.let_go(hand.over(place))
            assert not office.has_dialog
    assert (status(office, new), status(office, others)) == ("new", "assigned")


def test_a_handled_case_is_archived_at_the_foot_of_the_board(office: Office) -> None:
    case = a_case_of(office, "Screen", office.company.viewer.user_id)
    with office.company.write() as work:
        handle_case(work, case, "Changed the lamp")
    _page, board = open_board(office)
    hand = Hand(board)
    hand.press("Screen")
    hand.move(hand.over("assigned"))
    hand.let_go(hand.zone("archived"))
    office.field("satisfaction").setFocus()
    office.press(Key.Key_5)
    office.type("result", "Fine")
    office.save()
    assert status(office, case) == "archived"


def test_keys_lead_to_the_next_status_and_back(office: Office) -> None:
    case = a_case_of(office, "Screen", office.company.viewer.user_id)
    open_board(office)
    office.press(Key.Key_Right, CONTROL)
    assert status(office, case) == "in_progress"
    office.press(Key.Key_Left, CONTROL)
    # Back among the assigned ones it is given to somebody: the form asks to whom.
    assert office.has_dialog


def test_several_cases_are_taken_up_together(office: Office) -> None:
    me = office.company.viewer.user_id
    cases = [a_case_of(office, name, me) for name in ("One", "Two")]
    page, board = open_board(office)
    page.table.records.select_everything(True)
    hand = Hand(board)
    hand.drag("One", hand.over("in_progress"))
    assert [status(office, each) for each in cases] == ["in_progress", "in_progress"]
    office.undo.undo()
    assert [status(office, each) for each in cases] == ["assigned", "assigned"]


def test_cards_say_how_much_time_is_left_and_go_on_with_it(office: Office) -> None:
    at(office, 9)
    with office.company.write() as work:
        set_service_limit(work, ServiceLimitDraft(solve_minutes=120))
    case = a_case_of(office, "Screen", office.company.viewer.user_id)
    with office.company.write() as work:
        take_up_case(work, case)
    for name in ("One", "Two"):
        a_case_of(office, name, None)
    page, board = open_board(office)
    card = board.columns[2].list.cards.card(0)
    assert card is not None
    assert card.amount == "2 h"
    at(office, 11, 30)
    page.countdown.tick()
    assert board.columns[0].head.words() == "New · 2 cases"
    page.refresh()
    assert board.columns[0].head.words() == "New · 2 cases · 2 late"
    card = board.columns[2].list.cards.card(0)
    assert card is not None
    assert (card.amount, card.step.text) == ("30 min late", "Solution overdue")
