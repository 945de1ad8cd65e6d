"""The popup of a filter's value: one or two fields for a text, a number, an amount or days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Filter
from crm_desktop.core.money import to_minor
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import DateField, DecimalField, Field, IntegerField, LineField, PercentField
from crm_desktop.ui.widgets.filter_field import FilterField
from crm_desktop.ui.widgets.popup import Popup


class FilterValuePopup(Popup):
    """Emits `taken` with what Enter took: a value, or two for a span; `closed` when it is gone, before that."""

    taken = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, chip: QWidget, field: FilterField, one: Filter, today: Callable[[], date]) -> None:
        super().__init__(theme, chip)
        self._type, self._currency, self._between = field.type, field.currency, one.operator == "between"
        titles = (N_("From"), N_("To")) if self._between else (field.title,)
        self._inputs = [_input(theme, field.type, title, today) for title in titles]
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        column = QVBoxLayout(self)
        for each, value in zip(self._inputs, (*values, None), strict=False):
            if value is not None:
                each.set_value(_shown_value(field, value))
            column.addWidget(each)
        take = Button(theme, N_("Apply"), kind="primary", key="Enter")
        take.clicked.connect(self._take)
        column.addWidget(take, 0, Qt.AlignmentFlag.AlignRight)

    def open(self, across: int = 0) -> None:
        """Show the popup, so far from the left edge of its anchor, and put the keyboard into its first field."""
        hint = self.sizeHint()
        self.open_at(max(self._theme.px(240), hint.width()), self._theme.px(70 + 76 * len(self._inputs)), across)
        self._inputs[0].setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        if any(each.complaint() for each in self._inputs):
            return
        values = tuple(self._meant(each.value()) for each in self._inputs)
        self.close_popup()
        self.taken.emit(values if self._between else values[0])

    def _meant(self, value: Any) -> Any:
        if value is None:
            return None
        if self._type == "date":
            return value.isoformat()
        if self._type == "money":
            return value * to_minor(1, self._currency) // 1_000_000
        return value


def _input(theme: Theme, kind: str, title: str, today: Callable[[], date]) -> Field:
    if kind == "date":
        return DateField(theme, title, today=today)
    if kind == "number":
        return IntegerField(theme, title)
    if kind == "share":
        return PercentField(theme, title)
    return DecimalField(theme, title) if kind in ("money", "decimal") else LineField(theme, title)


def _shown_value(field: FilterField, value: Any) -> Any:
    if field.type == "date":
        return date.fromisoformat(value)
    if field.type == "money":
        return value * 1_000_000 // to_minor(1, field.currency)
    return value
