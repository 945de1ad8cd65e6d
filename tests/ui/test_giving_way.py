"""A part without room is scrolled, not pressed together."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.widgets.giving_way import GivingWay


def test_a_part_keeps_its_height_and_scrolls_where_there_is_no_room(qtbot: QtBot) -> None:
    part, inside, rest, window = QWidget(), QWidget(), QWidget(), QWidget()
    inside.setFixedHeight(300)
    within = QVBoxLayout(part)
    within.setContentsMargins(0, 0, 0, 0)
    within.addWidget(inside)
    rest.setMinimumHeight(100)
    giving = GivingWay(part, 64)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(giving)
    column.addWidget(rest, 1)
    qtbot.addWidget(window)
    window.resize(400, 600)
    window.show()
    assert (giving.height(), rest.height()) == (300, 300)
    window.resize(400, 250)
    assert (giving.height(), rest.height()) == (150, 100)
    assert part.height() == 300
    assert giving.verticalScrollBar().maximum() == 150


def test_what_would_be_cut_in_half_waits_below(qtbot: QtBot) -> None:
    part, window = QWidget(), QWidget()
    lines = QVBoxLayout(part)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    for _ in range(4):
        line = QWidget()
        line.setFixedHeight(40)
        lines.addWidget(line)
    giving = GivingWay(part, 64)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(giving)
    qtbot.addWidget(window)
    window.resize(400, 100)
    window.show()
    assert (giving.height(), giving.viewport().height()) == (100, 80)
    window.resize(400, 160)
    assert giving.viewport().height() == 160


def test_what_a_cut_line_leaves_goes_to_the_others(qtbot: QtBot) -> None:
    part, rest, window = QWidget(), QWidget(), QWidget()
    lines = QVBoxLayout(part)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    for height in (40, 30, 90):
        line = QWidget()
        line.setFixedHeight(height)
        lines.addWidget(line)
    rest.setMinimumHeight(100)
    giving = GivingWay(part, 32)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(giving)
    column.addWidget(rest, 1)
    qtbot.addWidget(window)
    window.resize(400, 250)
    window.show()
    giving.set_room(150)
    qtbot.waitUntil(lambda: (giving.height(), rest.height()) == (70, 180))
    assert giving.viewport().height() == 70
    giving.set_room(160)
    qtbot.waitUntil(lambda: giving.height() == 150)
