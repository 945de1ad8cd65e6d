"""What labels say beyond their text."""

from pytestqt.qtbot import QtBot

from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.labels import Label, wrapped_lines


def test_a_reason_stays_however_wide_the_label_gets(qtbot: QtBot, theme: Theme) -> None:
    label = Label(theme, Plain("31.31.2026"), elide=True)
    qtbot.addWidget(label)
    label.set_reason("There is no such day.")
    label.show()
    for width in (20, 400):
        label.resize(width, 20)
        assert label.toolTip() == "There is no such day."
    label.set_reason("")
    assert label.toolTip() == ""


def test_an_address_is_broken_between_its_parts_and_not_within_a_word(theme: Theme) -> None:
    address, font = "office@ashmarch-instruments.example.com", theme.font(Role.BODY)
    lines = wrapped_lines(address, font, round(theme.width_of("office@ashmarch-instruments.exam", font)))
    assert lines == ["office@ashmarch-instruments.", "example.com"]
    assert "".join(wrapped_lines(address, font, 80)) == address
