"""Every component is painted in both themes and languages without a warning."""

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.i18n import LANGUAGES, set_language
from crm_desktop.ui.theme import Theme
from tests.ui import gallery


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", gallery.PAGES)
def test_the_page_is_painted(qapp: QApplication, theme: Theme, name: str, language: str) -> None:
    set_language(language)
    page = gallery.PAGES[name](theme)
    qapp.processEvents()
    assert not page.grab().isNull()
    page.close()
    page.deleteLater()
