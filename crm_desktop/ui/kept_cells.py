"""What is typed into cells, kept on this device until it is written or given up."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.ui.keeping import Held, Keeper, unfinished
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.field import Field

if TYPE_CHECKING:
    from crm_desktop.ui.grid_writes import Attempt


class KeptCells(QObject):
    """A keeper for each cell with a value that is not written; after a kill it goes on in the form of its record."""

    def __init__(self, owner: QObject, context: PageContext, kind: str) -> None:
        super().__init__(owner)
        self._context, self._kind = context, kind
        self._keepers: dict[tuple[str, str], Keeper] = {}

    def watch(self, attempt: "Attempt", editor: Field) -> None:
        """Keep what is typed into the editor of a cell."""

        def gather() -> Held | None:
            if text := unfinished(editor):
                return _held(attempt, typed={attempt.field.name: text})
            value = editor.value()
            return _held(attempt, {attempt.field.name: value}) if attempt.is_new(value) else None

        keeper = self._keepers.get(attempt.cell)
        if keeper is None:
            keep_as, about = KeepAs(self._kind, attempt.record_id), Plain(attempt.called)
            keeper = Keeper(self, self._context, keep_as, attempt.field.title, about, gather)
            self._keepers[attempt.cell] = keeper
        keeper.gather = gather
        editor.changed.connect(keeper.later)

    def keep_now(self, attempt: "Attempt") -> None:
        """The window may go: what is refused after that is offered by the next one."""
        if (keeper := self._keepers.get(attempt.cell)) is not None:
            keeper.keep(at_once=True)

    def begin_writing(self, attempt: "Attempt") -> Callable[[], None] | None:
        """The editor is gone; what is to be called when the value stands in the company file."""
        keeper = self._keepers.get(attempt.cell)
        if keeper is None:
            return None
        keeper.pause()
        return keeper.is_written

    def refused(self, attempt: "Attempt") -> None:
        """Keep a value that could not be written until it can."""
        if (keeper := self._keepers.get(attempt.cell)) is not None:
            held = _held(attempt, {attempt.field.name: attempt.value})
            keeper.gather = lambda: held
            keeper.keep()

    def end(self, cell: tuple[str, str]) -> None:
        """The value was written or given up."""
        if (keeper := self._keepers.pop(cell, None)) is not None:
            keeper.end()

    def let_go(self, cell: tuple[str, str]) -> None:
        """Nobody can mend the value here: it stays among the unsaved texts."""
        if (keeper := self._keepers.pop(cell, None)) is not None:
            keeper.let_go()


def _held(attempt: "Attempt", values: dict[str, object] | None = None, typed: dict[str, str] | None = None) -> Held:
    return Held({attempt.field.name: attempt.loaded}, attempt.position, values or {}, typed or {}, {})
