"""What can be undone and redone now, as the Edit menu and the toast show it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message, listed, tr, tr_message
from crm_desktop.models import ENTITY_OF
from crm_desktop.operations.undo_step import REVIEW_STAYS, NextSteps, Outcome, next_steps, redo, undo
from crm_desktop.ui.actions import EDIT, Action
from crm_desktop.ui.background import Background
from crm_desktop.ui.change_feed import ChangeFeed


class UndoState(QWidget):
    """Keeps the next steps at hand and carries them out; never visible itself."""

    changed = Signal()
    said = Signal(object)
    refused = Signal(object)

    def __init__(self, background: Background, feed: ChangeFeed) -> None:
        super().__init__()
        self._background = background
        self._steps = NextSteps(None, None)
        self._is_busy = False
        feed.announced.connect(self._on_announced)
        self.read_again()

    def actions(self) -> list[Action]:  # type: ignore[override]  # the actions of the program, not Qt's list
        """The two commands, worded by what they would do."""
        return [
            Action(
                "edit.undo",
                N_("Undo"),
                self.undo,
                N_("Take the last step back"),
                "Ctrl+Z",
                "undo-2",
                lambda: self._steps.undo is not None,
                EDIT,
                title=self._undo_title,
                writes=True,
            ),
            Action(
                "edit.redo",
                N_("Redo"),
                self.redo,
                N_("Do again what was undone"),
                "Ctrl+Shift+Z",
                "redo-2",
                lambda: self._steps.redo is not None,
                EDIT,
                title=self._redo_title,
                writes=True,
            ),
        ]

    def undo(self) -> None:
        """Take the last step back and say so."""
        if self._steps.undo is not None and not self._is_busy:
            self._is_busy = True
            label = Message("Undo: {step}", step=self._steps.undo)
            self._background.write(label, undo, self._on_undone, self._on_failed)

    def redo(self) -> None:
        """Do again what was undone and say so."""
        if self._steps.redo is not None and not self._is_busy:
            self._is_busy = True
            label = Message("Redo: {step}", step=self._steps.redo)
            self._background.write(label, redo, self._on_redone, self._on_failed)

    def read_again(self) -> None:
        """Ask the file what could be undone now."""
        self._background.read(self, next_steps, self._on_steps)

    def _undo_title(self) -> str:
        return tr("Undo {step}", step=tr_message(self._steps.undo)) if self._steps.undo else tr("Undo")

    def _redo_title(self) -> str:
        return tr("Redo {step}", step=tr_message(self._steps.redo)) if self._steps.redo else tr("Redo")

    def _on_announced(self, _changes: object) -> None:
        self.read_again()

    def _on_steps(self, steps: NextSteps) -> None:
        self._steps = steps
        self.changed.emit()

    def _on_undone(self, outcome: Outcome) -> None:
        self._is_busy = False
        self.said.emit(_worded(Message("Undone: {step}", step=outcome.label), outcome))

    def _on_redone(self, outcome: Outcome) -> None:
        self._is_busy = False
        self.said.emit(_worded(Message("Done again: {step}", step=outcome.label), outcome))

    def _on_failed(self, error: Exception) -> None:
        self._is_busy = False
        self.refused.emit(getattr(error, "message", Message("This could not be undone.")))


def _worded(said: Message, outcome: Outcome) -> Message:
    if outcome.was_review:
        said = Message("{said}. {more}", said=said, more=Message(REVIEW_STAYS))
    if not outcome.left:
        return said
    names = listed(each.title or tr(ENTITY_OF[each.kind].__title__) for each in outcome.left[:3])
    return Message("{said}. Left as it is, because it changed since: {names}", said=said, names=names)
