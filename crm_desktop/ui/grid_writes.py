"""Values typed into cells on their way into the company file, and those that could not be written.

A row says when its values take long, and that one of them was not saved for as long as one is kept here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.errors import Invalid, Stale, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.record_table_model import RecordTableModel, RowState

if TYPE_CHECKING:
    from crm_desktop.ui.edit_fields import EditField
    from crm_desktop.ui.kept_cells import KeptCells

PENDING_AFTER_MS = 150
_NOT_SAVED = N_("This could not be saved. Enter tries again, Esc leaves what was there before.")


@dataclass(frozen=True)
class Attempt:
    """A value for a cell: what was read, where the journal stood then, what was typed, and how its record is called."""

    record_id: str
    section: int
    field: "EditField"
    loaded: Any
    value: Any
    position: int
    currency: str = ""
    called: str = ""

    @property
    def cell(self) -> tuple[str, str]:
        """Which value of which record it is, wherever its column stands."""
        return self.record_id, self.field.name

    def is_new(self, value: Any) -> bool:
        """Whether a value differs from what was read; empty is empty, however a field says it."""
        nothing = (None, "", ())
        return bool(value != self.loaded) and not (value in nothing and self.loaded in nothing)


@dataclass(frozen=True)
class Refused:
    """A value that was not written; `said` is the reason when mending it helps, None when trying again may.

    It `is_stale` when someone else wrote something there, which should be read before it is overwritten.
    """

    attempt: Attempt
    said: Text | None
    is_stale: bool = False

    @property
    def reason(self) -> Text:
        """Why, as a sentence."""
        return self.said or _NOT_SAVED


class GridWrites(QObject):
    """Writes each value as one step. What is refused goes to `give_back`, and is kept where that asks for it."""

    def __init__(
        self, context: PageContext, kind: str, records: RecordTableModel, give_back: Callable[[Refused], None]
    ) -> None:
        super().__init__(records)
        self._context, self._kind, self._records, self._give_back = context, kind, records, give_back
        self._kept: dict[tuple[str, str], Refused] = {}
        self._device: KeptCells | None = None

    @property
    def device(self) -> "KeptCells":
        """What is kept on this device of values that are not written; made with the first editor."""
        from crm_desktop.ui.kept_cells import KeptCells

        self._device = self._device or KeptCells(self, self._context, self._kind)
        return self._device

    @property
    def kept(self) -> list[Refused]:
        """What was not saved, in the order in which it was refused."""
        return list(self._kept.values())

    def keep(self, refused: Refused) -> None:
        """Keep a value until it is tried again; its row says that it was not saved."""
        self._kept[refused.attempt.cell] = refused
        self._show(refused.attempt.record_id)

    def kept_at(self, cell: tuple[str, str]) -> Refused | None:
        """What is kept for a cell."""
        return self._kept.get(cell)

    def forget(self, cell: tuple[str, str]) -> None:
        """The value of a cell is tried again, mended or given up."""
        if self._kept.pop(cell, None) is not None:
            self._show(cell[0])

    def submit(self, attempt: Attempt, owner: QObject) -> None:
        """Write a value as one step."""
        from crm_desktop.operations.bulk_edit import change_record

        kind, state = self._kind, {"is_done": False}
        self.forget(attempt.cell)

        def pending() -> None:
            if not state["is_done"]:
                self._records.set_row_state([attempt.record_id], RowState.PENDING)

        def done(_changed: bool) -> None:
            state["is_done"] = True
            self.device.end(attempt.cell)
            self._show(attempt.record_id)

        def failed(error: Exception) -> None:
            state["is_done"] = True
            self.device.refused(attempt)
            self._show(attempt.record_id)
            self._give_back(_refused(attempt, error))

        QTimer.singleShot(PENDING_AFTER_MS, self, pending)
        step = Message("Change {field}", field=Plain(shown(attempt.field.title)))
        values = {attempt.field.name: attempt.value}
        self._context.background.write(
            step,
            lambda work: change_record(work, kind, attempt.record_id, values, attempt.position),
            done,
            failed,
            owner=owner,
            written=self.device.begin_writing(attempt),
        )

    def _show(self, record_id: str) -> None:
        is_kept = any(each == record_id for each, _ in self._kept)
        self._records.set_row_state([record_id], RowState.FAILED if is_kept else None)


def _refused(attempt: Attempt, error: Exception) -> Refused:
    if isinstance(error, Invalid):
        return Refused(attempt, error.fields.get(attempt.field.name) or error.message)
    return Refused(attempt, error.message if isinstance(error, UserError) else None, isinstance(error, Stale))
