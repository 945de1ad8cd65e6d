"""Pictures of the real window: `python -m tests.end_to_end.screens [FOLDER]`, or `--all` for every page and dialog.

The light pictures of the pages go into the folder (docs/screens when none is named), all others into build/screens.
`--all` walks through an empty, a usual and an overfull company in both languages, both themes, two text sizes and two
sizes of the window. Further words narrow that: companies, languages (en, zh_CN), themes (light, dark), sizes of text
(100%, 200%) and of the window (1440x900, or any other), and walks (contract, commission: the names of `stations`),
such as `--all overfull en 200% 1024x700 commission target`.
"""

import os
import re
import sys
from collections.abc import Callable, Sequence
from itertools import count, product
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crm_desktop.core import paths
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import LANGUAGES
from crm_desktop.operations.sample import create_sample_file
from tests.company import NOW, found_company
from tests.end_to_end.desk import Driver, at_the_desk
from tests.end_to_end.met_company import let_laptops_meet
from tests.end_to_end.overfull import found_overfull_company
from tests.end_to_end.stations import LISTS, choose_a_row, settle, stations

ROOT = Path(__file__).resolve().parents[2]
SIZE, LARGE, SMALL = (1280, 800), (1440, 900), (1024, 700)
THEMES = ("light", "dark")
_SIZE = re.compile(r"\d+x\d+")
# What Qt calls quality says of a PNG only how hard it is compressed.
_SMALL, _QUICKLY = 0, 80
# What a picture shows is painted some milliseconds after it stands in its place.
_PAINTED_MS = 20
COMPANIES = ("empty", "usual", "overfull")


def main(arguments: list[str]) -> None:
    """Take the pictures asked for."""
    if "--help" in arguments:
        print(__doc__)
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    with TemporaryDirectory() as temporary:
        home = Path(temporary)
        os.environ[paths.HOME_VARIABLE] = str(home)
        if "--all" in arguments:
            _everything(app, home, [each for each in arguments if each != "--all"])
        else:
            _guide(app, home, Path(arguments[0]) if arguments else ROOT / "docs" / "screens")


def _guide(app: QApplication, home: Path, folder: Path) -> None:
    """The pictures the README shows, and the same in the other theme."""
    clock = FixedClock.at(NOW)
    sample = home / "sample.crm"
    create_sample_file(sample, clock=clock)
    for language, theme in product(LANGUAGES, THEMES):
        name = f"{{}}_{theme}_{language}.png"
        with at_the_desk(app, _device(home), clock, language=language, theme=theme) as driver:
            assert driver.desk.welcome is not None
            _save(driver.desk.welcome.grab(), _beside(name.format("welcome")))
        with at_the_desk(app, _device(home), clock, sample, language=language, theme=theme) as driver:
            driver.window.resize(*SIZE)
            _pages(driver, folder if theme == "light" else _beside(""), name)


def _pages(driver: Driver, folder: Path, name: str) -> None:
    for page in (*LISTS, "reports"):
        driver.window.show_page(page)
        if page == "reports":
            driver.wait_for_report()
        else:
            driver.wait_for_list()
            choose_a_row(driver)
            driver.wait(lambda: bool(driver.page.detail.history.entries()), "the timeline")
        # Buttons that gave up their words are placed anew when the loop runs next.
        settle(_PAINTED_MS)
        _save(driver.window.grab(), folder / name.format(page))


def _everything(app: QApplication, home: Path, words: Sequence[str]) -> None:
    """Every page, dialog, menu and window, whatever the company holds."""
    clock, left = FixedClock.at(NOW), list(words)
    sizes = [f"{width}x{height}" for width, height in (LARGE, SMALL)]
    sizes = _named(left, [each for each in words if _SIZE.fullmatch(each)] or sizes)
    scales = _named(left, [each for each in words if each.endswith("%")] or ["100%", "200%"])
    companies, languages, themes = (_named(left, each) for each in (COMPANIES, LANGUAGES, THEMES))
    made = {company: _company(company, home, clock) for company in companies}
    for company, language, theme, scale, size in product(companies, languages, themes, scales, sizes):
        device = _device(home)
        # What one walk imports, the next could not import again.
        file = Path(copy(made[company], device))
        big = int(scale.removesuffix("%")) / 100
        with at_the_desk(app, device, clock, file, language=language, theme=theme, text_scale=big) as driver:
            driver.window.resize(*map(int, size.split("x")))
            folder = "_".join((company, language, theme, scale, size))
            for number, (station, place) in enumerate(stations(driver, left)):
                _save(picture(driver, place), _beside(f"{folder}/{number:02}_{station}.png"), _QUICKLY)


def _named(words: list[str], known: Sequence[str]) -> list[str]:
    """Those of the known that are among the words, which lose them; all where none is."""
    named = [each for each in known if each in words]
    words[:] = [each for each in words if each not in named]
    return named or list(known)


def _company(which: str, home: Path, clock: FixedClock) -> Path:
    file = home / f"{which}.crm"
    if which == "empty":
        found_company(file, clock).close()
    elif which == "overfull":
        found_overfull_company(file, clock)
    else:
        create_sample_file(file, clock=clock)
        let_laptops_meet(file, home)
    return file


def keep_pairs(folder: str) -> Callable[[str, Driver, Driver], None]:
    """What keeps a picture of two windows side by side, numbered, in a folder under build/screens."""
    numbers = count()

    def keep(step: str, *drivers: Driver) -> None:
        settle(_PAINTED_MS)
        shown = [each.desk.shown_window() for each in drivers]
        parts = [each.grab() for each in shown]
        pair = QPixmap(sum(each.width() for each in parts), max(each.height() for each in parts))
        pair.fill(Qt.GlobalColor.gray)
        with QPainter(pair) as painter:
            left = 0
            for each in parts:
                painter.drawPixmap(left, 0, each)
                left += each.width()
        _save(pair, _beside(f"{folder}/{next(numbers):02}_{step}.png"), _QUICKLY)

    return keep


def picture(driver: Driver, place: QWidget) -> QPixmap:
    """The window a place stands in; a menu over the window it belongs to."""
    if not isinstance(place, QMenu):
        return place.window().grab()
    under = driver.window.grab()
    with QPainter(under) as painter:
        painter.drawPixmap(driver.window.mapFromGlobal(place.pos()), place.grab())
    return under


def _device(home: Path) -> Path:
    """A device nobody has used yet."""
    device = home / f"device_{len(list(home.iterdir()))}"
    device.mkdir()
    return device


def _save(shown: QPixmap, path: Path, quality: int = _SMALL) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert shown.save(str(path), "PNG", quality), path
    print(f"{path.stat().st_size / 1000:6.0f} kB  {path.relative_to(path.parents[1])}")


def _beside(name: str) -> Path:
    return ROOT / "build" / "screens" / name


if __name__ == "__main__":
    main(sys.argv[1:])
