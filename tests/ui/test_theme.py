"""The theme: contrast, modes, text size, icons, fonts, and Qt's own texts."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.i18n import CHINESE, ENGLISH, Message, set_language
from crm_desktop.ui.texts import Plain, install_qt_translation, shown
from crm_desktop.ui.theme import DARK, LIGHT, Role, Theme, Tokens, Tone
from crm_desktop.ui.widgets.buttons import Button


def _luminance(colour: str) -> float:
    parts = [channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _rgb(colour: str) -> tuple[float, float, float]:
    found = QColor(colour)
    return found.redF(), found.greenF(), found.blueF()


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_colour_reads_on_every_ground(tokens: Tokens) -> None:
    grounds = (tokens.content, tokens.window, tokens.sunken, tokens.hover, tokens.active, tokens.selected)
    for ink in (tokens.text1, tokens.text2, tokens.text3, tokens.accent_text):
        assert min(_contrast(ink, ground) for ground in grounds) >= 4.5
    for tone in Tone:
        assert _contrast(tokens.ink(tone), tokens.tint(tone)) >= 4.5
    assert _contrast(tokens.accent, tokens.on_accent) >= 4.5
    assert _contrast(tokens.badge, tokens.on_badge) >= 4.5
    assert _contrast(tokens.field_edge, tokens.content) >= 3.0


def test_changing_the_mode_restyles_and_announces_once(qtbot: QtBot, theme: Theme) -> None:
    heard: list[bool] = []
    connection = theme.theme_changed.connect(lambda: heard.append(True))
    theme.set_mode("dark")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert theme.tokens is DARK
    assert app.palette().window().color() == QColor(DARK.window)
    assert DARK.content in app.styleSheet()
    theme.set_mode("light")
    theme.set_mode("light")
    assert len(heard) == 2
    theme.theme_changed.disconnect(connection)


class _Restyled(QLabel):
    """Counts how often it is given a style."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() is QEvent.Type.StyleChange
        super().changeEvent(event)


def test_a_widget_deep_in_others_is_restyled_no_more_often_than_they(qtbot: QtBot, theme: Theme) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    within = outer
    for _ in range(12):
        QVBoxLayout(within).addWidget(below := QWidget())
        within = below
    label = _Restyled(within)
    outer.show()
    label.times = 0
    theme.set_mode("dark")
    assert 0 < label.times <= 2
    theme.set_mode("light")


def test_the_text_size_grows_fonts_and_controls_up_to_twice(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "Save")
    qtbot.addWidget(button)
    before = button.sizeHint()
    theme.set_text_scale(5)
    try:
        assert theme.text_scale == 2.0
        assert theme.font(Role.BODY).pixelSize() == 26
        assert button.sizeHint().height() == 2 * before.height()
    finally:
        theme.set_text_scale(1.0)


def test_both_shipped_families_are_asked_for_with_a_weight(theme: Theme) -> None:
    font = theme.font(Role.TITLE)
    assert font.families() == ["Inter", "Noto Sans SC"]
    assert font.weight() == 600
    assert theme.font(Role.BODY, tabular=True).featureTags()


def test_icons_are_tinted_and_sharp_at_the_ratio_of_the_screen(theme: Theme) -> None:
    pixmap = theme.pixmap("plus", "#b3261e", 16, 2.0)
    assert pixmap.width() == 32
    assert pixmap.devicePixelRatio() == 2.0
    assert QColor(pixmap.toImage().pixel(16, 16)).name() == "#b3261e"


def test_an_unknown_icon_is_a_bug_and_says_so(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        theme.pixmap("no-such-icon")


def test_texts_follow_the_language_but_data_does_not(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "Cancel")
    qtbot.addWidget(button)
    set_language(CHINESE)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    try:
        assert install_qt_translation(app, CHINESE)
        assert button.text() == "取消"
        assert button.accessibleName() == "取消"
        assert QCoreApplication.translate("QFileDialog", "Look in:") != "Look in:"
        assert shown(Plain("Cancel")) == "Cancel"
        assert shown(Message("{count} fields need attention", count=3)) == "3 个字段需要处理"
    finally:
        set_language(ENGLISH)
        assert install_qt_translation(app, ENGLISH)
    assert button.text() == "Cancel"
