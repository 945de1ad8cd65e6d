"""The filters of a list as a row of chips, and the button that adds one.

A page declares its fields as `FilterField` records; the bar knows nothing else of them.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.listing import AnyOf, Condition, Filter
from crm_desktop.ui.texts import Retranslating
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.filter_chip import FilterChip
from crm_desktop.ui.widgets.filter_field import OPERATORS_OF, FilterField
from crm_desktop.ui.widgets.tags_field import FlowLayout


class FilterBar(Retranslating):
    """The chips and the button that adds one; emits `changed` whenever the list should be read again."""

    changed = Signal()
    values_wanted = Signal(str, object)

    def __init__(self, theme: Theme, fields: Sequence[FilterField], today: Callable[[], date]) -> None:
        super().__init__()
        self._theme, self.today = theme, today
        self._fields = {field.key: field for field in fields}
        self._chips: list[FilterChip] = []
        self._row = FlowLayout(self, theme.px(8))
        self._row.setContentsMargins(0, 0, 0, 0)
        self.add_button = Button(theme, N_("Filter"), kind="quiet", icon="plus", key="F", height=Height.FILTER_CHIP)
        self.add_button.clicked.connect(self.choose_field)
        self._row.addWidget(self.add_button)

    def take_fields(self, fields: Sequence[FilterField]) -> None:
        """Offer these fields from now on; filters by one that is gone go with it."""
        filters = self.filters()
        self._fields = {field.key: field for field in fields}
        self.set_filters(filters)

    def filters(self) -> tuple[Condition, ...]:
        """The filters that hold; one whose value is still to be chosen does not."""
        groups = [[chip.filter for chip in group] for group in self._groups()]
        return tuple(AnyOf(tuple(group)) if len(group) > 1 else group[0] for group in groups)

    def set_filters(self, filters: Sequence[Condition]) -> None:
        """Show these filters; ones of unknown fields are left out."""
        for chip in self._chips:
            self._take_away(chip)
        self._chips = []
        for one in filters:
            known = [each for each in _alternatives(one) if each.field in self._fields]
            for number, each in enumerate(known):
                self._append(each, is_alternative=number > 0)
        self.fit()

    def field(self, key: str) -> FilterField | None:
        """The field of a key."""
        return self._fields.get(key)

    def offered(self) -> list[FilterField]:
        """The fields one can filter by."""
        return [each for each in self._fields.values() if each.is_offered]

    def begin(self, key: str) -> None:
        """Add a filter by a field and ask for its value."""
        self._add(self._fields[key])

    def filter_by(self, key: str) -> Filter | None:
        """The filter by a field that narrows the list, if there is one."""
        return next((each for each in self.filters() if isinstance(each, Filter) and each.field == key), None)

    def put(self, key: str, one: Filter | None) -> None:
        """Filter by a field in this way only, or no longer; alternatives stay as they are."""
        old, every = self.filter_by(key), list(self.filters())
        if old is not None:
            at = every.index(old)
            every[at : at + 1] = [] if one is None else [one]
        elif one is not None:
            every.append(one)
        if tuple(every) != self.filters():
            self.set_filters(every)
            self.changed.emit()

    def put_at(self, chip: FilterChip, one: Filter | None) -> None:
        """Let a chip say this, or take it away; all others stay as they are."""
        if one is None:
            self._on_removed(chip)
        elif chip in self._chips and one != chip.filter:
            chip.take(one)

    def clear(self) -> None:
        """Remove every filter."""
        if self._chips:
            self.set_filters(())
            self.changed.emit()

    def choose_field(self) -> None:
        """Offer the fields for a further filter."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in self._fields.values():
            if field.is_offered:
                menu.addAction(tr(field.title), partial(self._add, field, None))
        if self._chips:
            # What narrows the list comes first; what widens it again is one step further.
            menu.addSeparator()
            self._offer_alternatives(menu.addMenu(tr("Or…")), self._chips[-1])
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 2)))

    def choose_alternative(self, chip: FilterChip) -> None:
        """Offer the fields for a condition that may hold instead of a chip's own."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._offer_alternatives(menu, chip)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))

    def _offer_alternatives(self, menu: QMenu, chip: FilterChip) -> None:
        for field in self._fields.values():
            if field.is_offered:
                menu.addAction(tr(field.title), partial(self._add_alternative, chip, field))

    def _add_alternative(self, chip: FilterChip, field: FilterField) -> None:
        at = self._chips.index(chip) + 1
        while at < len(self._chips) and self._chips[at].is_alternative:
            at += 1
        self._add(field, at, is_alternative=True)

    def _groups(self) -> list[list[FilterChip]]:
        """The chips that say something, those joined by “or” together."""
        groups: list[list[FilterChip]] = []
        for chip in self._chips:
            if not chip.is_alternative:
                groups.append([])
            if chip.is_complete:
                groups[-1].append(chip)
        return [group for group in groups if group]

    def _choose_other_field(self, chip: FilterChip) -> None:
        """Offer the fields in the place of a chip's own."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in self._fields.values():
            if field.is_offered:
                action = menu.addAction(tr(field.title), partial(self._replace, chip, field))
                action.setCheckable(True)
                action.setChecked(field.key == chip.filter.field)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))

    def _replace(self, chip: FilterChip, field: FilterField) -> None:
        """Filter by another field; the chip keeps its place."""
        if field.key == chip.filter.field:
            return
        at, was_complete = self._chips.index(chip), chip.is_complete
        self._chips.remove(chip)
        self._take_away(chip)
        self._add(field, at, is_alternative=chip.is_alternative)
        if was_complete:
            self.changed.emit()

    def describe(self) -> str:
        """The filters in words, for the empty list and for print."""
        either = f" {tr('or')} "
        return "; ".join(either.join(" ".join(chip.words()) for chip in group) for group in self._groups())

    def retranslate(self) -> None:
        """Show the chips in the current language."""
        for chip in self._chips:
            chip.refresh()

    def _add(self, field: FilterField, at: int | None = None, *, is_alternative: bool = False) -> None:
        operator = OPERATORS_OF[field.type][0]
        start: Any = {"within": 30, "in": (), "contains": ""}.get(operator)
        if field.type == "flag":
            start = True
        chip = self._append(Filter(field.key, operator, start), at, is_alternative=is_alternative)
        if field.type == "flag":
            self.changed.emit()
        else:
            self._row.activate()  # the popup opens below the chip, which must have its place by then
            chip.edit_value()

    def _append(self, one: Filter, at: int | None = None, *, is_alternative: bool = False) -> FilterChip:
        chip = FilterChip(self._theme, self._fields[one.field], one, self.today, is_alternative=is_alternative)
        chip.resized.connect(self.fit)
        chip.changed.connect(self.changed)
        chip.removed.connect(self._on_removed)
        chip.field_requested.connect(self._choose_other_field)
        chip.alternative_requested.connect(self.choose_alternative)
        chip.values_requested.connect(lambda chip: self.values_wanted.emit(chip.filter.field, chip))
        place = len(self._chips) if at is None else at
        self._chips.insert(place, chip)
        self._row.insert_widget(place, chip)
        chip.show()  # a layout gives no room to what is not yet shown
        self.fit()
        return chip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Be as high as the rows of chips need."""
        for chip in self._chips:
            chip.fit(self.width())
        self._row.invalidate()
        self.setFixedHeight(max(self._theme.px(Height.FILTER_CHIP), self._row.height_for(self.width())))

    def _take_away(self, chip: FilterChip) -> None:
        self._row.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _on_removed(self, chip: FilterChip) -> None:
        if chip not in self._chips:
            return
        at = self._chips.index(chip)
        self._chips.remove(chip)
        if not chip.is_alternative and at < len(self._chips):
            # Its first alternative stands in its place.
            self._chips[at].set_alternative(False)
        self._take_away(chip)
        self.fit()
        self.add_button.setFocus()
        self.changed.emit()


def _alternatives(one: Condition) -> Sequence[Filter]:
    return one.filters if isinstance(one, AnyOf) else (one,)
