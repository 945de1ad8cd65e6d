"""What is loaded while the window is idle."""

import importlib
import sys

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from crm_desktop.ui.loading import WANTED_SOON, IdleLoading


@pytest.mark.parametrize("name", WANTED_SOON)
def test_what_is_wanted_soon_exists(name: str) -> None:
    assert importlib.import_module(name).__name__ == name


def test_modules_are_loaded_one_after_the_other_while_the_window_is_idle(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    window = QObject()

    IdleLoading(window, ["wave"], after_ms=0)

    assert "wave" not in sys.modules
    qtbot.waitUntil(lambda: "wave" in sys.modules)
