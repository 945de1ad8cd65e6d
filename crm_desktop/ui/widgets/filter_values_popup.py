"""Filtering a column by what it holds: its values with their counts, or days told from today."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.listing import ME, Filter
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.check_list import CheckItem
from crm_desktop.ui.widgets.filter_field import OPERATORS, SPANS, FilterField
from crm_desktop.ui.widgets.list_popup import ListPopup

MOST = 300
_READ_AFTER_MS = 180
# What stands for "all that are found", at the head of the values.
_ALL = object()

ReadValues = Callable[[str, Callable[[Sequence[Any]], None]], None]


class FilterValuesPopup(ListPopup):
    """Emits `taken` with a filter, or None for none; `range_wanted` when limits are to be typed instead.

    `read` is asked for the values that contain some words, each with `value`, `order` and `count`.
    """

    taken = Signal(object)
    range_wanted = Signal()

    def __init__(
        self, theme: Theme, anchor: QWidget, field: FilterField, one: Filter | None, read: ReadValues | None
    ) -> None:
        super().__init__(theme, anchor, Plain(tr(field.title)), note=" ")
        self._field, self._read = field, read
        self._chosen: list[Any] = _values_of(one)
        self._found: Sequence[Any] = ()
        self._timer = QTimer(self, singleShot=True, interval=_READ_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self.note.hide()
        self.search.textEdited.connect(self._on_typed)
        self.list.pressed_key.connect(self._press)
        self._add_foot(one)
        self._ask()

    def take(self) -> None:
        """Filter by what is ticked, or else by the words typed."""
        words = self.search.text().strip()
        if self._timer.isActive():
            self._timer.stop()
            self._ask()
        self.close_popup()
        if self._chosen:
            self.taken.emit(self._filter())
        elif words and self._field.type == "text":
            self.taken.emit(Filter(self._field.key, "contains", words))
        else:
            self.taken.emit(None)

    def _add_foot(self, one: Filter | None) -> None:
        theme = self._theme
        if self._field.type in ("date", "number"):
            limits = Button(theme, N_("From – to…"), kind="secondary", height=Height.BUTTON_BAR)
            limits.clicked.connect(self._want_range)
            self.foot.addWidget(limits)
        self.foot.addStretch(1)
        if one is not None:
            clear = Button(theme, N_("Clear"), kind="quiet", height=Height.BUTTON_BAR)
            clear.clicked.connect(self._clear)
            self.foot.addWidget(clear)
        if self._is_of_days:
            return
        apply = Button(theme, N_("Apply"), kind="primary", key="Enter", height=Height.BUTTON_BAR)
        apply.clicked.connect(self.take)
        self.foot.addWidget(apply)

    @property
    def _is_of_days(self) -> bool:
        return self._read is None

    # --- what is offered

    def _on_typed(self, _text: str) -> None:
        if self._is_of_days:
            self._show_days()
        else:
            self._timer.start()

    def _ask(self) -> None:
        if self._read is None:
            self._show_days()
        else:
            self._read("" if self._is_named_here else self.search.text().strip(), self._show_values)

    @property
    def _is_named_here(self) -> bool:
        """Whether the names of the values are known here, so that they are searched here."""
        return self._field.choices is not None or self._field.type == "flag"

    def _show_days(self) -> None:
        words = self.search.text().strip().casefold()
        names = {name: self._field.span_title(name) for name in SPANS}
        names |= {key: tr(OPERATORS[key]) for key in ("is_empty", "not_empty")}
        self.list.show_items(
            [CheckItem(key, name, key in self._chosen) for key, name in names.items() if words in name.casefold()]
        )

    def _show_values(self, found: Sequence[Any]) -> None:
        self._found = found
        words = self.search.text().strip().casefold()
        names = self._names()
        named = [(each, names.get(each.value) or _name(each)) for each in found[:MOST]]
        seen = [(each, name) for each, name in named if words in name.casefold() or not self._is_named_here]
        rows = [CheckItem(each.value, name, each.value in self._chosen, integer(each.count)) for each, name in seen]
        if self._field.type == "person" and not words:
            rows.insert(0, CheckItem(ME, tr("me"), ME in self._chosen))
        if len(rows) > 1:
            is_every = all(each.is_checked for each in rows if each.key != ME)
            rows.insert(0, CheckItem(_ALL, tr("All found") if words else tr("All values"), is_every))
        self.list.show_items(rows)
        self.note.setVisible(len(found) > MOST or not rows)
        too_many = Message(N_("The first {number} values. Type to find others."), number=MOST)
        self.note.set_text(too_many if rows else N_("No values"))

    def _names(self) -> dict[Any, str]:
        if self._field.type == "flag":
            return {1: tr("yes"), 0: tr("no"), None: tr("no")}
        return dict(self._field.choices()) if self._field.choices is not None else {}

    # --- what is chosen

    def _press(self, key: Any) -> None:
        if self._is_of_days:
            self.close_popup()
            operator, value = (key, None) if key in OPERATORS else ("during", key)
            self.taken.emit(None if key in self._chosen else Filter(self._field.key, operator, value))
            return
        if key is _ALL:
            keys = [each for each in self.list.shown_keys() if each is not _ALL and each != ME]
            is_every = all(each in self._chosen for each in keys)
            self._chosen = [each for each in self._chosen if each not in keys] + ([] if is_every else keys)
        elif key in self._chosen:
            self._chosen.remove(key)
        else:
            self._chosen.append(key)
        self._show_values(self._found)

    def _filter(self) -> Filter | None:
        every = {each.value for each in self._found}
        if not self.search.text().strip() and len(self._found) <= MOST and every <= set(self._chosen):
            return None
        if self._field.type == "flag":
            return Filter(self._field.key, "is", bool(self._chosen[0])) if len(self._chosen) == 1 else None
        return Filter(self._field.key, "in", tuple(self._chosen))

    def _clear(self) -> None:
        self.close_popup()
        self.taken.emit(None)

    def _want_range(self) -> None:
        self.close_popup()
        self.range_wanted.emit()


def _values_of(one: Filter | None) -> list[Any]:
    if one is None:
        return []
    if one.operator in ("is_empty", "not_empty"):
        return [one.operator]
    if one.operator in ("is", "during"):
        return [one.value]
    return list(one.value) if one.operator == "in" else []


def _name(found: Any) -> str:
    if found.value is None:
        return tr("empty")
    return found.order if isinstance(found.order, str) else str(found.value)
