"""Pictures of the real window on the sample company: `python -m tests.end_to_end.screens [FOLDER]`.

The light pictures of the pages go into the folder (docs/screens when none is named), all others into build/screens.
"""

import os
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core import paths
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import LANGUAGES
from crm_desktop.operations.sample import create_sample_file
from tests.company import NOW
from tests.end_to_end.desk import Driver, at_the_desk

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("customers", "contacts", "opportunities", "service", "reports")
SIZE = (1280, 800)
_ROW = 3


def main(folder: Path) -> None:
    """Take every picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    clock = FixedClock.at(NOW)
    with TemporaryDirectory() as temporary:
        home = Path(temporary)
        os.environ[paths.HOME_VARIABLE] = str(home)
        sample = home / "sample.crm"
        create_sample_file(sample, clock=clock)
        for language, theme in product(LANGUAGES, ("light", "dark")):
            device = home / f"{language}_{theme}"
            device.mkdir()
            name = f"{{}}_{theme}_{language}.png"
            with at_the_desk(app, device, clock, language=language, theme=theme) as driver:
                welcome = driver.desk.welcome
                assert welcome is not None
                _save(welcome, _beside(name.format("welcome")))
            with at_the_desk(app, device, clock, sample, language=language, theme=theme) as driver:
                driver.window.resize(*SIZE)
                _pages(driver, folder if theme == "light" else _beside(""), name)
                _dialogs(driver, name)


def _pages(driver: Driver, folder: Path, name: str) -> None:
    for page in PAGES:
        driver.window.show_page(page)
        if page == "reports":
            driver.wait_for_report()
        else:
            driver.wait_for_list()
            _choose(driver)
        _save(driver.window, folder / name.format(page))


def _choose(driver: Driver) -> None:
    """Make a row current and wait for everything beside the list."""
    table, detail = driver.page.table, driver.page.detail
    driver.wait(lambda: table.records.id_at(_ROW) is not None, "the rows")
    wanted = table.records.id_at(_ROW)
    table.set_current(wanted)
    driver.wait_for_detail(wanted)
    driver.wait(lambda: bool(detail.history.entries()), "the timeline")
    table.setFocus()


def _dialogs(driver: Driver, name: str) -> None:
    driver.window.show_page("customers")
    driver.wait_for_list()
    driver.page.table.setFocus()
    driver.page.new()
    assert driver.panel.form is not None
    _save(driver.window, _beside(name.format("customer_form")))
    driver.press(Qt.Key.Key_Escape)
    driver.wait_until_closed()
    assert driver.desk.session is not None
    driver.desk.session.commands.open_import("customers")
    assert driver.panel is not None
    _save(driver.window, _beside(name.format("import")))
    driver.press(Qt.Key.Key_Escape)
    driver.wait_until_closed()


def _save(widget: QWidget, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    QApplication.sendPostedEvents()
    # Quality 0 is PNG's hardest compression.
    assert widget.grab().save(str(path), "PNG", 0), path
    print(f"{path.stat().st_size / 1000:6.0f} kB  {path.name}")


def _beside(name: str) -> Path:
    return ROOT / "build" / "screens" / name


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screens")
