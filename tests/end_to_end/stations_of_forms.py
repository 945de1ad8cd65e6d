"""A form that is arranged: its tiles, one field left out, and how a section is called."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint

from crm_desktop.core import form_layout
from crm_desktop.ui.form_layout.arrange import open_arranging
from crm_desktop.ui.form_layout.field import LayoutField
from tests.end_to_end.desk import Driver
from tests.end_to_end.stations import Station


def form_stations(driver: Driver) -> Iterator[Station]:
    """The form of customers while it is arranged, and the heading of one of its sections."""
    assert driver.desk.session is not None
    open_arranging(driver.desk.session.context, driver.window, "customer")
    driver.wait(lambda: driver.panel is not None, "the form to be arranged")
    yield "arrange_form", driver.window
    field = driver.window.findChildren(LayoutField)[-1]
    field.do(next(each for each in field._commands if each.key == "1"))
    field._change(form_layout.left_out(field.value(), "fax"))
    field._on_drag(field.tiles["phone"], field.tiles["short_name"].mapToGlobal(QPoint(4, 4)))
    yield "arrange_form_dragged", driver.window
    field._on_given_up()
    bar = field._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    yield "arrange_form_end", driver.window
    field.parts[0].buttons["rename"].click()
    yield "arrange_form_section", driver.window
    for panel in reversed(driver.panels):
        panel.reject()
    driver.wait_until_closed()
