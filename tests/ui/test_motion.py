"""Nothing moves on screen for people who asked their system for calm."""

import plistlib
from pathlib import Path

import pytest

from crm_desktop.ui.theme import motion


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
