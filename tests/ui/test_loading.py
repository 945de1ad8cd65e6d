"""What is loaded while the window is idle, and what by a thread when it is asked for."""

import importlib
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from crm_desktop.app.commands import WindowCommands
from crm_desktop.ui.background import Ticket
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


def test_the_import_wizard_is_loaded_once_by_a_thread_and_opened_then(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []

    class Threads:
        def call(self, owner: Any, function: Callable[[], Any], then: Callable[[Any], None]) -> Ticket:
            asked.append((function, then))
            return Ticket(owner)

    device: Any = Threads()
    device.theme = device.preferences = None
    commands = WindowCommands(device, device, device, lambda: date(2026, 11, 23), Path("a.crm"))
    commands.window = device
    opened: list[str] = []

    commands.open_import("customer")
    commands.open_import("customer")

    ((load, then),) = asked
    wizard = load()
    monkeypatch.setattr(wizard, "open_import_wizard", lambda *_, kind, **__: opened.append(kind))
    then(wizard)
    assert opened == ["customer"]
