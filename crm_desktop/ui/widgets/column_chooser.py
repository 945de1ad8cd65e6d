"""Choosing the columns of a list: which, in which order, and how many stand still; each change is seen at once."""

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.check_list import CheckItem
from crm_desktop.ui.widgets.list_popup import ListPopup
from crm_desktop.ui.widgets.record_table_columns import RecordTableColumns


class ColumnChooser(ListPopup):
    """Every column with a box; those frozen, and those a narrow list leaves out, say so."""

    def __init__(self, theme: Theme, anchor: QWidget, columns: RecordTableColumns) -> None:
        note = N_("Space shows or hides, Alt with ↑ ↓ or dragging moves")
        super().__init__(theme, anchor, N_("Columns"), can_move=True, note=note)
        self._columns = columns
        self._freeze = Button(theme, N_("Freeze up to here"), kind="secondary", height=Height.BUTTON_BAR)
        reset = Button(theme, N_("Reset columns"), kind="quiet", height=Height.BUTTON_BAR)
        self.foot.addWidget(self._freeze)
        self.foot.addStretch(1)
        self.foot.addWidget(reset)
        self.list.pressed_key.connect(self._toggle)
        self.list.moved.connect(self._move)
        self.list.currentRowChanged.connect(lambda _row: self._name_freezing())
        self.search.textChanged.connect(lambda _text: self._show())
        self._freeze.clicked.connect(self._freeze_here)
        reset.clicked.connect(self._reset)
        self._show()

    def _show(self) -> None:
        words, chosen = self.search.text().strip().casefold(), [each.key for each in self._columns.chosen()]
        frozen, roomless = chosen[: self._columns.frozen], self._columns.without_room()
        self.list.can_move = not words
        self.list.show_items(
            [
                CheckItem(
                    each.key,
                    each.heading(),
                    each.key in chosen,
                    tr("frozen") if each.key in frozen else tr("no room") if each.key in roomless else "",
                )
                for each in self._columns.every()
                if words in each.heading().casefold()
            ]
        )
        self._name_freezing()

    def _name_freezing(self) -> None:
        is_edge = self._edge() is not None and self._edge() == self.list.current_key
        self._freeze.set_text(N_("Freeze nothing") if is_edge else N_("Freeze up to here"))
        chosen = {each.key for each in self._columns.chosen()}
        self._freeze.setEnabled(self.list.current_key in chosen)

    def _edge(self) -> str | None:
        """The last column that is frozen."""
        frozen = self._columns.chosen()[: self._columns.frozen]
        return frozen[-1].key if frozen else None

    def _toggle(self, key: str) -> None:
        self._columns.show(key, key not in {each.key for each in self._columns.chosen()})
        self._show()

    def _move(self, keys: list[str]) -> None:
        if self.list.can_move:
            self._columns.put_in_order(keys)
        self._show()

    def _freeze_here(self) -> None:
        key = self.list.current_key
        self._columns.freeze_up_to(None if key == self._edge() else key)
        self._show()

    def _reset(self) -> None:
        self._columns.reset()
        self._show()
