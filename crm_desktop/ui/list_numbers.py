"""The numbers around a list: how many records it holds beside its title, below it the sums of all or of the chosen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from crm_desktop.core.formats import integer
from crm_desktop.ui.list_bars import BottomBar, TitleRow
from crm_desktop.ui.list_views import ListViews
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.record_table import RecordTable


class ListNumbers(QObject):
    """Keeps them right while records are read, chosen and changed; `totals` says sums in words."""

    shown = Signal()

    def __init__(
        self,
        table: RecordTable,
        views: ListViews,
        title_row: TitleRow,
        bottom_bar: BottomBar,
        totals: Callable[[dict[str, int]], str],
    ) -> None:
        super().__init__(table)
        self._records, self._views, self._in_words = table.records, views, totals
        self._title_row, self._bottom_bar = title_row, bottom_bar
        self._records.count_changed.connect(self.show)
        self._records.totals_changed.connect(self._on_totals)

    def total(self) -> int | None:
        """How many records the view holds without further filters; of a view of elsewhere, what was found."""
        count = self._views.count()
        return self._records.record_count if count is None and self._records.count_is_final else count

    def show(self) -> None:
        """Show how many there are, and the sums of the whole list unless records are chosen."""
        records, total = self._records, self.total()
        self._title_row.count.set_text(Plain("" if total is None else integer(total)))
        if not records.selected_count():
            self._bottom_bar.sums.set_text(Plain(self._in_words(records.totals) if records.totals else ""))
        self.shown.emit()

    def show_selection(self) -> None:
        """Show how many records are chosen, and their sums."""
        count = self._records.selected_count()
        self._bottom_bar.show_chosen(count)
        if count:
            self._records.read_selection_totals(self._show_selection_totals)
        else:
            self.show()

    def _on_totals(self) -> None:
        """A refresh summed up the list again: what is chosen may have changed with it."""
        self.show()
        if self._records.selected_count():
            self._records.read_selection_totals(self._show_selection_totals)

    def _show_selection_totals(self, sums: dict[str, int] | None) -> None:
        if self._records.selected_count():
            self._bottom_bar.sums.set_text(Plain(self._in_words(sums or {})))
