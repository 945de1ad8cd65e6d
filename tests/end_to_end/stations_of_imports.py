"""The import wizard step by step, and what is asked when a table is pasted."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from crm_desktop.core import paths
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station, dialog, show_list, trigger

# A good row, a city nobody can read, a row without a name, and a column that no field is meant by.
_FILE = """Customer,Level,City,Phone,Annual turnover,Colour of the door
Haverton Medical,A,Harborough,0571 204 6100,1284000,green
Kinley Precision,Z,Leeds,0113 496 0000,about a lot,red
,B,York,12,96000,
"""


def import_stations(driver: Driver) -> Iterator[Station]:
    """A small file with some faults from its choice to the end, then a block of cells pasted into the list."""
    has_records = show_list(driver, "customers")
    yield from _wizard(driver, paths.data_dir() / "Customers 2026 east and south.csv")
    if has_records:
        yield from _paste(driver)


def _wizard(driver: Driver, file: Path) -> Iterator[Station]:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_FILE, encoding="utf-8")
    driver.page.import_file(file)
    wizard = driver.panel
    for step in ("file", "columns", "check", "import"):
        driver.wait(wizard.next.isEnabled, f"the step {step} of the import")
        yield f"import_{step}", driver.window
        if step != "import":
            wizard.next.click()
    wizard.reject()
    driver.wait_until_closed()


def _paste(driver: Driver) -> Iterator[Station]:
    """A block of values over some cells, of which one cannot be read."""
    show_list(driver, "customers")
    grid = driver.page.grid
    grid.begin()
    QGuiApplication.clipboard().setText("New name of a customer\nAnother name")
    yield from dialog(driver, "paste", lambda: trigger(driver, "paste"))
    grid.settle()
    QGuiApplication.clipboard().setText("Customer\tOwner\nHaverton Medical\tGrace Lin")
    yield from dialog(driver, "paste_as_new", lambda: trigger(driver, "paste"))
