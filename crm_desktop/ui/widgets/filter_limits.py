"""Filtering by limits that are typed: from and to, for figures, amounts and days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.core.listing import Filter
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.filter_field import FilterField
from crm_desktop.ui.widgets.filter_value_popup import FilterValuePopup


class FilterLimits(QObject):
    """Asks for both limits of a field; one left empty is none. Emits `taken` with the filter, None for no limit."""

    taken = Signal(object)

    def __init__(
        self, theme: Theme, anchor: QWidget, field: FilterField, one: Filter | None, today: Callable[[], date]
    ) -> None:
        super().__init__(anchor)
        self._key = field.key
        asked = Filter(field.key, "between", _limits_of(one))
        self._popup = FilterValuePopup(theme, anchor, field, asked, today)
        self._popup.taken.connect(self._take)

    def open(self, across: int = 0) -> None:
        """Show the popup so far from the left edge of its anchor."""
        self._popup.open(across)

    def _take(self, values: Any) -> None:
        low, high = values
        if low is not None and high is not None:
            self.taken.emit(Filter(self._key, "between", (low, high)))
        elif low is not None:
            self.taken.emit(Filter(self._key, "at_least", low))
        else:
            self.taken.emit(None if high is None else Filter(self._key, "at_most", high))


def _limits_of(one: Filter | None) -> Any:
    if one is None:
        return (None, None)
    return {"between": one.value, "at_least": (one.value, None), "at_most": (None, one.value)}.get(
        one.operator, (None, None)
    )
