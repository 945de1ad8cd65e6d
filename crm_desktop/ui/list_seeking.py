"""Going to a record in a list that may still be read: the wish is kept until the list can tell where it stands."""

from collections.abc import Callable

from crm_desktop.ui.widgets.record_table import RecordTable
from crm_desktop.ui.widgets.record_table_model import State


class Seeking:
    """The record a list is asked to go to, or was left at; `missed` is called when the whole list lacks the former."""

    def __init__(self, table: RecordTable, missed: Callable[[str], None]) -> None:
        self._table, self._missed = table, missed
        self._wanted_id: str | None = None
        self._is_reading_again = False
        # Where the window was left, until the list has been read.
        self.place_id: str | None = None
        records = table.records
        records.replaced.connect(self._take)
        records.count_changed.connect(self._take)
        records.refreshed.connect(self._on_refreshed)

    def go_to(self, record_id: str) -> None:
        """Make a record current, now or when the list is there."""
        records = self._table.records
        self._wanted_id = record_id
        if not self._table.set_current(record_id) and records.count_is_final:
            # It may have been made just now: only a list read since then can tell.
            self._is_reading_again = records.state is State.READY
            records.refresh()

    def keep_to(self, record_id: str | None) -> None:
        """Wait for a record in a list about to be shown, or for none any more."""
        self._wanted_id = record_id

    def arrives_at(self, record_id: object) -> bool:
        """Whether the current record is one to show: not while another one is waited for."""
        if self._wanted_id is not None and record_id != self._wanted_id:
            return False
        self._wanted_id = None
        return True

    def _take(self) -> None:
        """Go to the record asked for while the list was read, else to the one where the window was left."""
        wanted = self._wanted_id or self.place_id
        if wanted is None:
            return
        is_there = self._table.set_current(wanted)
        if not is_there and (self._is_reading_again or not self._table.records.count_is_final):
            return
        asked_for, self._wanted_id, self.place_id = self._wanted_id, None, None
        if asked_for is not None and not is_there:
            self._missed(asked_for)

    def _on_refreshed(self) -> None:
        self._is_reading_again = False
        self._take()
