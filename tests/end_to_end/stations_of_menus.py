"""Every menu, and every box that opens under a control of a list."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from crm_desktop.ui.widgets.popup import Popup
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import LISTS, Station, settle, show_list, trigger

OF_LISTS = ("list.columns", "list.sort", "list.quick_filter", "list.group", "list.filter", "list.views")
_CORNER = QPoint(300, 200)


def menu_stations(driver: Driver) -> Iterator[Station]:
    """Each menu and box, closed again before the next."""
    has_records = show_list(driver, "customers")
    for name in OF_LISTS:
        yield from _opened(driver, f"menu_{name.replace('.', '_')}", partial(driver.page.actions_set.trigger, name))
    for name, menu in driver.window._menus.items():
        # That of the windows has something in it only while there are some.
        if menu.isEmpty():
            continue
        yield from _opened(driver, f"menu_bar_{name}", partial(menu.popup, driver.window.mapToGlobal(_CORNER)))
    yield from _opened(driver, "menu_act_as", driver.window.side_bar.company.pressed.emit)
    yield from _opened(driver, "menu_view", partial(driver.page.open_view_menu, driver.window.mapToGlobal(_CORNER)))
    if has_records:
        yield from _of_a_record(driver)
    for page in LISTS[1:]:
        if show_list(driver, page):
            yield from _opened(driver, f"menu_{page}", partial(driver.page._open_menu, _below(driver.page.table)))
    driver.window.show_page("customers")


def _of_a_record(driver: Driver) -> Iterator[Station]:
    page = driver.page
    yield from _opened(driver, "menu_customers", partial(page._open_menu, _below(page.table)))
    yield from _opened(driver, "menu_detail", partial(page._open_detail_menu, page.detail))
    for name in ("assign", "tag"):
        yield from _opened(driver, f"menu_{name}", partial(trigger, driver, name))
    arranging = page.arranging
    yield from _opened(driver, "menu_header", partial(arranging._open_header_menu, _below(page.table), 2))
    for key in ("level", "last_contact", "open_amount"):
        if page.filter_bar.field(key) is not None:
            yield from _opened(driver, f"values_{key}", partial(arranging.filter_by_values, key))


def _opened(driver: Driver, name: str, command: Callable[[], object]) -> Iterator[Station]:
    """The menus and boxes a command opens."""
    driver.page.table.setFocus()
    command()
    driver.wait(lambda: bool(open_popups(driver)), name)
    for popup in open_popups(driver):
        yield name, popup
        if isValid(popup):
            popup.close_popup() if isinstance(popup, Popup) else popup.close()
    settle()


def open_popups(driver: Driver) -> list[QWidget]:
    """The menu or the box that is open."""
    menu = QApplication.activePopupWidget()
    return (
        [menu] if isinstance(menu, QMenu) else [each for each in driver.window.findChildren(Popup) if each.isVisible()]
    )


def _below(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(QPoint(80, 80))
