"""The report on screen: its figures are pressed by key and mouse, its charts stay whole, and waiting shows."""

from dataclasses import dataclass
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from crm_desktop.core.listing import ListSpec
from crm_desktop.reports import figures as names
from crm_desktop.reports.charts import ChartImage
from crm_desktop.reports.sketch import Region
from crm_desktop.ui.report_board import ReportBoard
from crm_desktop.ui.theme import Theme
from tests.reports import sample

Key = Qt.Key
EDGE = "#b3261e"


@dataclass
class Board:
    """The board with what its user has opened."""

    board: ReportBoard
    opened: list[ListSpec]


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Board:
    """A board in a window wide enough for three charts."""
    board = ReportBoard(theme)
    qtbot.addWidget(board)
    board.resize(1300, 800)
    board.show()
    opened: list[ListSpec] = []
    board.opened.connect(opened.append)
    return Board(board, opened)


def a_chart(title: str, width: int) -> ChartImage:
    """A chart whose right edge can be told from the rest, with one place to press there."""
    image = Image.new("RGB", (width, 264), "white")
    image.paste(EDGE, (width - 20, 0, width, 264))
    png = BytesIO()
    image.save(png, "PNG")
    region = Region(width - 20.0, 0.0, 20.0, 264.0, "the edge", "opportunity", ListSpec())
    return ChartImage(names.BY_MONTH, title, "CNY", png.getvalue(), width, 264, 1.0, (region,))


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_a_key_on_a_figure_opens_its_records(shown: Board, key: Qt.Key) -> None:
    report = sample.typical()
    shown.board.show_report(report, ())
    button = shown.board.figures[names.DEALS_WON]
    button.setFocus()
    QTest.keyClick(button, key)
    figure = report.figure(names.DEALS_WON)
    assert figure is not None
    assert shown.opened == [figure.filter]


def test_the_figures_line_up_with_the_titles_of_the_charts(shown: Board) -> None:
    board = shown.board
    figure, title = board.figures[names.WON_REVENUE], board.charts[names.BY_MONTH].findChildren(QLabel)[0]
    assert figure.mapTo(board, QPoint(8, 0)).x() == title.mapTo(board, QPoint(0, 0)).x()


def test_readers_of_the_screen_are_told_what_scrolls(shown: Board) -> None:
    shown.board.show_report(sample.typical(), ())
    (scroll,) = shown.board.findChildren(QScrollArea)
    assert scroll.accessibleName() == "Charts"


def test_a_long_title_wraps_and_the_pictures_of_a_row_stay_on_one_line(shown: Board, qtbot: QtBot) -> None:
    board = shown.board
    board.show_charts((a_chart("Oct 2026 brought ¥141K; the best month was Nov 2026 with ¥1.54M of it", 360),))
    first, second = board.charts[names.BY_MONTH], board.charts[names.BY_STAGE]
    title = first.findChildren(QLabel)[0]
    short = second.findChildren(QLabel)[0]
    qtbot.waitUntil(lambda: title.height() >= title.heightForWidth(title.width()) > short.height())
    qtbot.waitUntil(lambda: first.picture.y() == second.picture.y())


def test_a_picture_too_wide_shrinks_until_it_is_drawn_anew(shown: Board) -> None:
    view = shown.board.charts[names.BY_MONTH]
    width = view.picture.width()
    view.show_chart("", "", a_chart("", 2 * width).png, 1.0, a_chart("", 2 * width).regions)
    assert view.picture.grab().toImage().pixelColor(width - 4, 60).name() == EDGE
    QTest.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=QPoint(width - 4, 60))
    assert shown.opened == [ListSpec()]


def test_more_or_less_room_is_announced(shown: Board, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.board.room_changed):
        shown.board.resize(1000, 800)


def test_waiting_shows_still_bars_until_there_is_something(shown: Board) -> None:
    board, button = shown.board, shown.board.figures[names.WON_REVENUE]
    blank, no_chart = button.grab().toImage(), board.charts[names.BY_MONTH].grab().toImage()
    board.show_waiting(True)
    assert button.grab().toImage() != blank
    assert board.charts[names.BY_MONTH].grab().toImage() != no_chart
    board.show_report(sample.typical(), (a_chart("Revenue", 360),))
    with_figures = button.grab().toImage()
    board.show_waiting(True)
    assert button.grab().toImage() == with_figures
    board.clear()
    assert button.grab().toImage() == blank


def test_figures_without_room_side_by_side_stand_in_more_rows_and_scroll_with_the_charts(shown: Board) -> None:
    board, figures = shown.board, list(shown.board.figures.values())
    wide = figures[0].width()
    board.resize(420, 500)
    QTest.qWait(1)
    assert min(figure.width() for figure in figures) >= 150
    assert len({figure.y() for figure in figures}) == 4
    assert figures[0].visibleRegion().isEmpty() is False
    board.resize(1300, 800)
    QTest.qWait(1)
    assert figures[0].width() == wide
    assert len({figure.y() for figure in figures}) == 2
