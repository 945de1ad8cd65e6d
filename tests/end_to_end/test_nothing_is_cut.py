"""Every page and dialog shows all its words: in both languages, in two sizes, at twice the text size."""

from pathlib import Path
from shutil import copy

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import CHINESE, ENGLISH
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from crm_desktop.ui.first_paint import FirstPaint
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from tests.company import NOW
from tests.end_to_end.desk import Driver, at_the_desk
from tests.end_to_end.met_company import let_laptops_meet
from tests.end_to_end.overfull import found_overfull_company
from tests.end_to_end.stations import DETAIL, settle, stations
from tests.ui.cut_texts import cut_texts

USUAL, SMALL = (1440, 900), (1024, 700)
PAGES = ("pages", "answer", "report", "contract", "order", "product", "quotation", "target")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample company in both languages, made once, with something to review."""
    path = tmp_path_factory.mktemp("sample") / "sample.crm"
    create_sample_file(path, SampleDraft(60), clock=FixedClock.at(NOW))
    let_laptops_meet(path, path.parent)
    return path


@pytest.fixture
def _first_paint_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the first painting of a list does not wait here, where nothing is painted."""
    monkeypatch.setattr(FirstPaint, "then", lambda _self, act: act())


@pytest.mark.usefixtures("_first_paint_is_over")
@pytest.mark.parametrize(
    ("language", "scale", "sizes"),
    [(ENGLISH, 1.0, (USUAL, SMALL)), (ENGLISH, 2.0, (SMALL,)), (CHINESE, 2.0, (USUAL,))],
    ids=["English", "English at twice the size in a small window", "Chinese at twice the size"],
)
def test_nothing_is_cut(
    qapp: QApplication,
    tmp_path: Path,
    clock: FixedClock,
    sample: Path,
    language: str,
    scale: float,
    sizes: tuple[tuple[int, int], ...],
) -> None:
    cut: set[str] = set()
    # What one walk imports, the next could not import again.
    file = Path(copy(sample, tmp_path))
    with at_the_desk(qapp, tmp_path, clock, file, language=language, text_scale=scale) as driver:
        _leave_unpainted(driver)
        for name, place in stations(driver):
            # The window stays as it is for the next station: that is shown in this size first.
            for size in sorted(sizes, key=lambda each: each != _size_of(driver, place)):
                if not _shows(driver, name, place, size):
                    break
                cut.update(f"{name} at {size}: {line}" for line in cut_texts(place))
        driver.desk.theme.set_text_scale(1.0)
    assert sorted(cut) == []


def _leave_unpainted(driver: Driver) -> None:
    """Save the time of painting: what is measured are the places and sizes of a layout."""
    driver.window.setUpdatesEnabled(False)


def _shows(driver: Driver, name: str, place: QWidget, size: tuple[int, int]) -> bool:
    """Give the window of a place a size; whether the place is still there, for a popup closes then."""
    if _size_of(driver, place) != size:
        _window_of(driver, place).resize(*size)
        settle()
    if not (isValid(place) and place.isVisible()):
        return False
    if DETAIL in name and not driver.page.detail.isVisible():
        # In a narrow window it lies over the list, when asked for.
        driver.page.actions_set.trigger("list.open")
        settle()
    return True


def _size_of(driver: Driver, place: QWidget) -> tuple[int, int]:
    size = _window_of(driver, place).size()
    return size.width(), size.height()


def _window_of(driver: Driver, place: QWidget) -> QWidget:
    return driver.window if isinstance(place, QMenu) else place.window()


@pytest.mark.usefixtures("_first_paint_is_over")
def test_records_that_hold_too_much_cut_no_word_of_the_program(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    file = tmp_path / "overfull.crm"
    found_overfull_company(file, clock)
    with at_the_desk(qapp, tmp_path, clock, file) as driver:
        _leave_unpainted(driver)
        driver.window.resize(*USUAL)
        cut = {f"{name}: {line}" for name, place in stations(driver, PAGES) for line in cut_texts(place)}
    assert sorted(cut) == []


def test_what_is_cut_is_found(qtbot: QtBot, theme: Theme) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    label, button = (
        Label(theme, "A sentence of some length", parent=box),
        Button(theme, "Preview and print", parent=box),
    )
    label.setGeometry(0, 0, 60, 20)
    button.setGeometry(40, 0, 60, 30)
    box.resize(80, 40)
    box.show()
    said = " | ".join(cut_texts(box))
    for problem in ("“A sentence of some length” needs", "“Preview and print” needs", "sticks out", "lies over"):
        assert problem in said
