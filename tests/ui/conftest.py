"""The theme all widget tests share; applied once, because restyling the application is slow."""

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.theme import Theme


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The light theme, applied."""
    theme = Theme(qapp, "light")
    theme.apply()
    return theme
