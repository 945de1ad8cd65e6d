"""Finds what is cut in a window: words that do not fit, controls pushed out of their place or over each other."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from crm_desktop.core.i18n import Message
from crm_desktop.ui.side_tabs import SideTabs
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import Button, IconButton, LinkButton
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.record_table_header import RecordTableHeader
from crm_desktop.ui.widgets.rows_field import RowsField
from crm_desktop.ui.widgets.text_table import TextTable

_TOLERANCE = 1
_FIRST_LETTERS = 30


def cut_texts(window: QWidget) -> list[str]:
    """What is wrong on a window or a dialog as it stands, a line each: the widget, what it says, what is missing."""
    shown = [each for each in window.findChildren(QWidget) if _is_in_sight(each, window)]
    return [*_too_narrow(shown), *_out_of_place(shown), *_over_each_other(shown), *_headers(shown), *_tabs(shown)]


def _is_in_sight(widget: QWidget, window: QWidget) -> bool:
    return widget.isVisible() and widget.window() is window.window()


def _too_narrow(shown: list[QWidget]) -> Iterator[str]:
    for each in shown:
        wanted = _wanted(each)
        if wanted > each.width() + _TOLERANCE:
            yield f"{_name(each)} needs {wanted} px and has {each.width()}"


def _wanted(widget: QWidget) -> int:
    """The width a text of the program needs; data may be elided."""
    if isinstance(widget, Label):
        if widget.wordWrap() or not widget.text():
            return 0
        wanted = widget.fontMetrics().horizontalAdvance(widget.text())
        # Of data at least the first letters are seen.
        return min(wanted, _FIRST_LETTERS) if _is_data(widget._text) else wanted
    if isinstance(widget, LinkButton) and widget.minimumSizeHint().width() == 0:
        # It gives way: what is cut of data is said in its tip.
        return min(widget.sizeHint().width(), _FIRST_LETTERS)
    if isinstance(widget, Button | IconButton | LinkButton):
        return widget.sizeHint().width()
    if isinstance(widget, QLineEdit) and not (widget.text() or _is_in_rows(widget)):
        return widget.fontMetrics().horizontalAdvance(widget.placeholderText())
    return 0


def _is_data(text: Text) -> bool:
    return isinstance(text, Plain) or (isinstance(text, Message) and bool(text.values))


def _is_in_rows(widget: QWidget | None) -> bool:
    """Whether a field stands in a row of sub-records: its title says what belongs there, and a hint may be cut."""
    while widget is not None and not isinstance(widget, RowsField):
        widget = widget.parentWidget()
    return widget is not None


def _out_of_place(shown: list[QWidget]) -> Iterator[str]:
    """Words and controls that stick out of what holds them; where it scrolls one can get to them."""
    for each in shown:
        if not isinstance(each, QLabel | QAbstractButton | QLineEdit) or not each.width():
            continue
        parent = each.parentWidget()
        while parent is not None:
            if isinstance(parent, QAbstractScrollArea):
                break
            place = QRect(each.mapTo(parent, QPoint()), each.size())
            area = parent.parentWidget()
            if isinstance(area, QScrollArea):
                if _is_beside(place, area):
                    yield f"{_name(each)} cannot be scrolled to: {place} of {parent.size()}"
                break
            if not parent.rect().adjusted(-_TOLERANCE, -_TOLERANCE, _TOLERANCE, _TOLERANCE).contains(place):
                yield f"{_name(each)} sticks out of {type(parent).__name__}: {place} of {parent.size()}"
                break
            parent = None if parent.isWindow() else parent.parentWidget()


def _is_beside(place: QRect, area: QScrollArea) -> bool:
    """Whether something lies at the left or right of an area that scrolls up and down alone."""
    if area.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return False
    return place.left() < -_TOLERANCE or place.right() > area.viewport().width() + _TOLERANCE


def _over_each_other(shown: list[QWidget]) -> Iterator[str]:
    """Siblings whose words lie over each other."""
    speaking = [each for each in shown if isinstance(each, Label | Button) and each.text() and each.width()]
    for one, other in combinations(speaking, 2):
        if one.parentWidget() is other.parentWidget() and one.geometry().intersects(other.geometry()):
            yield f"{_name(one)} lies over {_name(other)}"


def _headers(shown: list[QWidget]) -> Iterator[str]:
    """Titles that their columns cut."""
    for each in shown:
        if isinstance(each, RecordTableHeader):
            yield from _titles(each, range(1, each.count()), each.fontMetrics(), 0)
        elif isinstance(each, TextTable):
            header, font = each.horizontalHeader(), each._theme.font(Role.SMALL, 500)
            for section in range(header.count()):
                beside = sum(map(each._theme.px, each._lines.pads(section)))
                yield from _titles(header, [section], QFontMetrics(font), beside)


def _titles(header: QHeaderView, sections: Iterable[int], metrics: QFontMetrics, beside: int) -> Iterator[str]:
    for section in sections:
        title = str(header.model().headerData(section, header.orientation()) or "")
        wanted = metrics.horizontalAdvance(title) + beside
        if not header.isSectionHidden(section) and wanted > header.sectionSize(section):
            yield f"the title “{title}” needs {wanted} px and has {header.sectionSize(section)}"


def _tabs(shown: list[QWidget]) -> Iterator[str]:
    for each in shown:
        if isinstance(each, SideTabs) and each.height() < each.sizeHint().height():
            yield f"the tabs need {each.sizeHint().height()} px and have {each.height()}"


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", lambda: "")() or getattr(widget, "placeholderText", lambda: "")()
    return f"{type(widget).__name__} “{text or widget.accessibleName()}”"
