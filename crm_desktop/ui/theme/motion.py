"""Whether things may move on screen, and for how long: nothing does for people who asked their system for calm."""

import configparser
import os
import plistlib
import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

CARD_MS, POPUP_MS = 160, 120
# For systems that cannot be asked, and for tests.
VARIABLE = "CRM_REDUCED_MOTION"


def is_reduced() -> bool:
    """Whether the user wants no motion: by the variable, else by the system's own setting."""
    if (said := os.environ.get(VARIABLE)) is not None:
        return said not in ("", "0")
    return _system_asks()


def calm(app: QApplication) -> None:
    """Let Qt's own menus, lists and tool tips come at once where no motion is wanted."""
    if is_reduced():
        for effect in Qt.UIEffect:
            app.setEffectEnabled(effect, False)


def duration(milliseconds: int) -> int:
    """How long a motion may take; 0 where none is wanted."""
    return 0 if is_reduced() else milliseconds


@cache
def _system_asks() -> bool:
    """Read once: Qt passes this setting on for no system."""
    if sys.platform == "win32":
        import ctypes

        # SPI_GETCLIENTAREAANIMATION, "Animation effects" in the settings of Windows.
        shown = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(0x1042, 0, ctypes.byref(shown), 0)
        return not shown.value
    if sys.platform == "darwin":
        return _mac_asks(Path.home() / "Library/Preferences/com.apple.universalaccess.plist")
    return _desktop_asks(Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"))


def _mac_asks(file: Path) -> bool:
    try:
        return bool(plistlib.loads(file.read_bytes()).get("reduceMotion"))
    except (OSError, ValueError, plistlib.InvalidFileException):
        return False


def _desktop_asks(folder: Path) -> bool:
    """What GTK's and KDE's files say; a desktop that keeps it elsewhere has the variable."""
    gtk = _setting(folder / "gtk-4.0/settings.ini", "Settings", "gtk-enable-animations")
    return gtk.lower() in ("0", "false") or _setting(folder / "kdeglobals", "KDE", "AnimationDurationFactor") == "0"


def _setting(file: Path, section: str, key: str) -> str:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        parser.read(file, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError, OSError):
        return ""
    return parser.get(section, key, fallback="")
