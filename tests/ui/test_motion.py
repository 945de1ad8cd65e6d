"""Nothing moves on screen for people who asked their system for calm."""

import plistlib
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.board.card_painter import CardPainter
from crm_desktop.ui.board.ghost import Ghost
from crm_desktop.ui.theme import Theme, motion


def test_the_variable_decides_whatever_the_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(motion.VARIABLE, "1")
    assert motion.duration(motion.CARD_MS) == 0
    monkeypatch.setenv(motion.VARIABLE, "0")
    assert motion.duration(motion.CARD_MS) == 160


@pytest.mark.parametrize(
    ("file", "text", "is_calm"),
    [
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n", True),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=true\n", False),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", True),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=1\n", False),
        ("kdeglobals", "no settings at all", False),
    ],
)
def test_desktops_on_linux_are_asked(tmp_path: Path, file: str, text: str, is_calm: bool) -> None:
    place = tmp_path / file
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")
    assert motion._desktop_asks(tmp_path) is is_calm


def test_a_mac_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "com.apple.universalaccess.plist"
    assert not motion._mac_asks(file)
    file.write_bytes(plistlib.dumps({"reduceMotion": True}))
    assert motion._mac_asks(file)


@pytest.mark.parametrize("is_calm", [True, False])
def test_a_card_that_is_given_up_flies_back_only_where_motion_is_wanted(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch, is_calm: bool
) -> None:
    monkeypatch.setenv(motion.VARIABLE, "1" if is_calm else "0")
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.show()
    ghost = Ghost(theme, CardPainter(theme), None, QSize(200, 90), 2, ground)
    ghost.follow(QPoint(100, 100), QPoint(0, 0))
    ghost.go(back_to=QPoint(0, 0))
    assert ghost.isVisible() is not is_calm


def test_menus_and_lists_of_qt_come_at_once_too(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    effects = {each: qapp.isEffectEnabled(each) for each in Qt.UIEffect}
    monkeypatch.setenv(motion.VARIABLE, "1")
    try:
        motion.calm(qapp)
        assert not any(qapp.isEffectEnabled(each) for each in Qt.UIEffect)
    finally:
        for effect, is_on in effects.items():
            qapp.setEffectEnabled(effect, is_on)
