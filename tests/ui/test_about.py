"""The page about the program shows its version, and the licences of everything it is made with."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QPlainTextEdit
from pytestqt.qtbot import QtBot

from crm_desktop.core.version import VERSION
from crm_desktop.ui.background import Background, InlineBackground
from crm_desktop.ui.dialogs.about import open_about
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button
from tests.company import Company


@pytest.fixture
def background(company: Company) -> Iterator[Background]:
    background = InlineBackground(company.database, lambda error: pytest.fail(str(error)))
    yield background
    background.close()


def test_the_page_shows_version_and_licences(qtbot: QtBot, theme: Theme, background: Background) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    dialog = open_about(window, theme, background)
    (notices,) = dialog.findChildren(QPlainTextEdit)
    text = notices.toPlainText()
    for part in ("GNU LESSER GENERAL PUBLIC LICENSE", "SQLAlchemy 2", "Noto Sans SC", "Lucide", "ZETETIC"):
        assert part in text
    next(each for each in dialog.findChildren(Button) if each.text() == "Copy").click()
    assert f"CRM Desktop {VERSION}" in QGuiApplication.clipboard().text()
    dialog.submit()
