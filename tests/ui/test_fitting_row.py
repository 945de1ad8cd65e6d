"""Things in a row: as many as fit are shown, the others counted, and the last name is cut where it must be."""

from pytestqt.qtbot import QtBot

from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.chip_row import ChipRow
from crm_desktop.ui.widgets.fitting_row import FittingRow
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.marks import StatusChip

LONG = "Maximiliane Wolkenstein-Automatisierungstechnik von und zu Hohenfels"


def _row(qtbot: QtBot, theme: Theme, tags: list[str]) -> tuple[FittingRow, list[StatusChip], Label]:
    chips = [StatusChip(theme, Plain(tag)) for tag in tags]
    owner = Label(theme, Plain(LONG), Role.SMALL, elide=True)
    row = FittingRow(theme, chips, [owner])
    qtbot.addWidget(row)
    row.resize(360, 24)
    row.show()
    return row, chips, owner


def test_beside_a_long_name_some_of_many_tags_are_shown_and_the_rest_counted(qtbot: QtBot, theme: Theme) -> None:
    row, chips, owner = _row(qtbot, theme, [f"Tag {number}" for number in range(40)])
    shown = [chip for chip in chips if chip.isVisible()]
    assert 2 <= len(shown) < 10
    assert f"+{40 - len(shown)}" in [each.text() for each in row.findChildren(Label) if each.isVisible()]
    assert owner.width() < owner.sizeHint().width()
    assert owner.geometry().right() < 360
    assert owner.toolTip() == LONG


def test_a_single_tag_too_long_is_cut_rather_than_counted(qtbot: QtBot, theme: Theme) -> None:
    row, (chip,), owner = _row(qtbot, theme, [LONG])
    assert chip.isVisible()
    assert chip.geometry().right() < owner.x()
    assert owner.geometry().right() < row.width()


def test_words_move_together_before_they_wrap(qtbot: QtBot, theme: Theme) -> None:
    words = ChipRow(theme, [(word, Plain(word)) for word in ("Activities", "Deal moves", "Money", "Files")])
    qtbot.addWidget(words)
    words.show()
    words.resize(1000, 24)
    wanted, line = words.chip("Files").geometry().right() + 1, words.height()
    words.resize(wanted - 20, line)
    assert words.height() == line
    assert words.chip("Files").geometry().right() < words.width()
    words.resize(wanted - 60, line)
    assert words.height() > line
