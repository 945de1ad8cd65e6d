"""Sorting a list by several columns, by keyboard: which, in which direction, and which counts first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.listing import Sort
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.check_list import CheckItem
from crm_desktop.ui.widgets.list_popup import ListPopup
from crm_desktop.ui.widgets.record_table_cells import Column
from crm_desktop.ui.widgets.record_table_model import RecordTableModel


class SortPopup(ListPopup):
    """The columns sorted by come first, in order of weight, with their direction; the others follow."""

    def __init__(self, theme: Theme, anchor: QWidget, records: RecordTableModel, columns: Sequence[Column]) -> None:
        note = N_("Space: ascending, descending, not at all. Alt with ↑ ↓ or dragging: what counts first")
        super().__init__(theme, anchor, N_("Sort by"), can_move=True, note=note)
        self._records, self._columns = records, [each for each in columns if each.is_sortable]
        clear = Button(theme, N_("Usual order"), kind="quiet", height=Height.BUTTON_BAR)
        self.foot.addStretch(1)
        self.foot.addWidget(clear)
        clear.clicked.connect(lambda: self._sort(()))
        self.list.pressed_key.connect(self._turn)
        self.list.moved.connect(self._move)
        self.search.textChanged.connect(lambda _text: self._show())
        self._show()

    def _show(self) -> None:
        words, sorts = self.search.text().strip().casefold(), self._records.spec.sorts
        by_key = {each.key: each for each in self._columns}
        first = [by_key[sort.field] for sort in sorts if sort.field in by_key]
        self.list.can_move = not words
        self.list.show_items(
            [
                CheckItem(each.key, each.heading(), each in first, self._direction(each.key))
                for each in [*first, *(each for each in self._columns if each not in first)]
                if words in each.heading().casefold()
            ]
        )

    def _direction(self, key: str) -> str:
        sorts = self._records.spec.sorts
        number = next((at for at, sort in enumerate(sorts) if sort.field == key), None)
        if number is None:
            return ""
        direction = tr("descending") if sorts[number].descending else tr("ascending")
        return f"{number + 1} · {direction}" if len(sorts) > 1 else direction

    def _turn(self, key: str) -> None:
        sorts = list(self._records.spec.sorts)
        at = next((number for number, sort in enumerate(sorts) if sort.field == key), None)
        if at is None:
            sorts.append(Sort(key))
        elif sorts[at].descending:
            del sorts[at]
        else:
            sorts[at] = Sort(key, descending=True)
        self._sort(sorts)

    def _move(self, keys: list[str]) -> None:
        by_key = {sort.field: sort for sort in self._records.spec.sorts}
        if self.list.can_move:
            self._sort([by_key[key] for key in keys if key in by_key])
        else:
            self._show()

    def _sort(self, sorts: Sequence[Sort]) -> None:
        self._records.set_sorts(sorts)
        self._show()
