"""What gives way where large letters leave little room, and what never does."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import N_
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.side_bar import SideBar
from crm_desktop.ui.side_tabs import TabSpec
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.welcome import WelcomeWindow
from crm_desktop.ui.widgets.blocks import Figure, FigureRow
from crm_desktop.ui.widgets.buttons import LinkButton
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable
from tests.ui.cut_texts import cut_texts


def test_the_tabs_of_a_low_side_bar_stand_closer_together(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, "light", 2.0)
    window = QWidget()
    qtbot.addWidget(window)
    bar = SideBar(theme, [TabSpec(f"{number}", N_("Customers"), "users") for number in range(6)])
    bar.setParent(window)
    bar.set_narrow(True)
    bar.setGeometry(0, 0, bar.width(), 590)
    window.resize(300, 590)
    window.show()
    QApplication.processEvents()
    assert bar.tabs.geometry().bottom() < bar.settings.geometry().top()
    assert bar.tabs.tabRect(5).bottom() < bar.tabs.height()


def test_a_figure_is_written_smaller_before_it_is_cut(qtbot: QtBot, theme: Theme) -> None:
    row = FigureRow(theme, [Figure(N_("Amount"), Plain("¥79,999,999.92")), Figure(N_("Weighted"), Plain("¥0"))])
    qtbot.addWidget(row)
    row.resize(240, 64)
    row.show()
    for label in row.findChildren(Label):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()


def test_a_short_figure_gives_its_room_to_long_ones(qtbot: QtBot, theme: Theme) -> None:
    texts = ("¥34,016,949,996.10", "¥22,677,966,664.10", "31 Dec")
    row = FigureRow(theme, [Figure(N_("Amount"), Plain(text)) for text in texts])
    qtbot.addWidget(row)
    row.resize(388, 64)
    row.show()
    labels = row.findChildren(Label)
    qtbot.waitUntil(lambda: all(each.fontMetrics().horizontalAdvance(each.text()) <= each.width() for each in labels))


def test_a_narrow_table_takes_from_the_widest_columns_and_cuts_no_title(qtbot: QtBot, theme: Theme) -> None:
    table = TextTable(theme, (TextColumn("Record", 190), TextColumn("Now", 150), TextColumn("After the undo")))
    qtbot.addWidget(table)
    table.resize(320, 200)
    table.show()
    table.set_rows([["A record with a very long name indeed", "", "was deleted"]])
    widths = [table.columnWidth(column) for column in range(3)]
    assert sum(widths) <= table.viewport().width()
    assert widths[0] > widths[1] >= table.fontMetrics().horizontalAdvance("Now")
    assert widths[2] >= table.fontMetrics().horizontalAdvance("After the undo")


def test_a_narrow_table_shows_numbers_whole_and_leaves_out_what_stands_elsewhere_too(
    qtbot: QtBot, theme: Theme
) -> None:
    columns = (
        TextColumn("Customer"),
        TextColumn("Rule", 120, yields=2),
        TextColumn("Basis", 60, at_right=True, yields=1),
        TextColumn("Amount", 60, at_right=True),
    )
    table = TextTable(theme, columns)
    qtbot.addWidget(table)
    total = ("All together", "", "", "-9,999,999,999.99")
    table.set_rows([("Haverton Medical", "All receipts of the year", "1.00", "1.00"), total], totals=1)
    left_out = []
    for width in (700, 380, 300):
        table.resize(width, 300)
        table.show()
        qtbot.waitExposed(table)
        assert table.horizontalHeader().length() <= table.viewport().width()
        assert table.columnWidth(3) >= theme.width_of(total[3], theme.font(Role.BODY, 600, tabular=True))
        left_out.append([each for each in range(4) if table.isColumnHidden(each)])
    assert left_out == [[], [1], [1, 2]]


def test_a_message_has_room_for_all_its_sentences_and_buttons(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, "light", 2.0)
    said = "What you saved is safe, and what you are typing is kept until you save or discard it."
    box = MessageDialog(None, theme, N_("Something went wrong in the program"), [Plain(said)] * 3, details="Traceback")
    qtbot.addWidget(box)
    for name in ("Copy report", "Save report…", "Show folder"):
        box.add_other(Plain(name), lambda: None)
    box.add_answer(Plain("Close program"))
    box.add_answer(Plain("Continue"), primary=True)
    box.show()
    assert box.width() <= box.screen().availableGeometry().width()
    assert [each.text() for each in box.answers() if each.width() < each.sizeHint().width()] == []
    labels = [each for each in box.findChildren(Label) if each.wordWrap()]
    assert [each.text() for each in labels if each.height() < each.heightForWidth(each.width())] == []


def test_a_file_far_down_does_not_push_the_first_page_aside(qtbot: QtBot, qapp: QApplication) -> None:
    deep = Path("/", *["a folder of a long name"] * 12, "sample.crm")
    window = WelcomeWindow(Theme(qapp, "light", 2.0), [deep])
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    QApplication.processEvents()
    assert cut_texts(window) == []
    (link,) = [each for each in window.findChildren(LinkButton) if each.toolTip()]
    assert str(deep.parent) in link.toolTip()
