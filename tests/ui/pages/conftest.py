"""An office for each test of a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.ui.theme import Theme
from tests.company import Company
from tests.ui.pages.office import Office


@pytest.fixture
def office(qtbot: QtBot, theme: Theme, company: Company, tmp_path: Path) -> Iterator[Office]:
    """A page's surroundings over a new company; nothing may go wrong unseen."""
    office = Office(company, theme, tmp_path)
    qtbot.addWidget(office.window)
    qtbot.addWidget(office.undo)
    yield office
    office.background.close()
    assert not office.errors, office.errors
