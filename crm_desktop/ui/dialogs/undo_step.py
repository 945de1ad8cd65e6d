"""Undoing any step: what would change, what changed since and stays, and only then the step itself."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, language, listed, tr, tr_message
from crm_desktop.models import ENTITY_OF
from crm_desktop.operations.undo_any import PREVIEW, UndoPreview, preview_undo, undo_any
from crm_desktop.operations.undo_step import REVIEW_STAYS, LeftAlone, Outcome
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.step_words import change_rows
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.labels import Label, section_heading
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_WIDTH, _HEIGHT, _TABLE, _NAMED = 820, 500, 160, 6


class UndoDialog(Dialog):
    """Looks first, then undoes when it is confirmed."""

    def __init__(self, context: PageContext, window: QWidget, transaction: str, done: Callable[[], None]) -> None:
        super().__init__(window, context.theme, N_("Undo this step?"), primary=N_("Undo this step"), width=_WIDTH)
        self._background, self._navigator = context.background, context.navigator
        self._transaction, self._done = transaction, done
        theme = context.theme
        self.says = Label(theme, N_("Looking at what would change…"), Role.BODY, colour="text2", wrap=True)
        columns = (
            TextColumn(N_("Record"), 200),
            TextColumn(N_("Field"), 170, "text2"),
            TextColumn(N_("Now"), 190, "text2"),
            TextColumn(N_("After the undo")),
        )
        self.table = TextTable(theme, columns, compact=True)
        self.table.setMinimumHeight(theme.px(_TABLE))
        self.stays = section_heading(theme, N_("Stays as it is, because it changed since"))
        self.left = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self.decided = Label(theme, REVIEW_STAYS, Role.BODY, colour="text2", wrap=True)
        self.decided.hide()
        for part in (self.says, self.decided, self.table, self.stays, self.left):
            self.body.addWidget(part)
        self.body.setStretchFactor(self.table, 1)
        self.stays.hide()
        self.left.hide()
        self.primary.setEnabled(False)
        self.submitted.connect(self._undo)

    def wanted_size(self) -> QSize:
        size = super().wanted_size()
        return size if self.table.isHidden() else QSize(size.width(), max(size.height(), self.theme.px(_HEIGHT)))

    def begin(self) -> None:
        """Show it and look."""
        self.open_panel()
        spoken, transaction = language(), self._transaction

        def look(work: Any) -> UndoPreview:
            return preview_undo(work, transaction, spoken)

        self._background.write(PREVIEW, look, self._on_seen, self._on_refused, owner=self)

    def _on_seen(self, seen: UndoPreview) -> None:
        self.set_context(seen.label)
        counts = listed(f"{tr(title)} {count:,}" for title, count in seen.changes.kinds)
        self.table.set_rows(change_rows(seen.changes.records))
        if seen.changes.total:
            self.says.set_text(Message("This would change: {counts}.", counts=counts))
        elif seen.was_review and not seen.left:
            self.says.set_text(N_("Nothing would change: it kept what was shown."))
        else:
            self.says.set_text(N_("Nothing would change: all of it changed since."))
        self.decided.setVisible(seen.was_review)
        self.table.setVisible(bool(seen.changes.total))
        self.stays.setVisible(bool(seen.left))
        self.left.setVisible(bool(seen.left))
        self.left.set_text(Plain("\n".join(map(_named, seen.left[:_NAMED])) + _more(len(seen.left) - _NAMED)))
        self.primary.setEnabled(bool(seen.changes.total))
        self.place()

    def _undo(self) -> None:
        transaction = self._transaction
        self.set_busy(N_("Undoing…"))
        self._background.write(
            Message("Undo"),
            lambda work: undo_any(work, transaction),
            self._on_undone,
            self._on_refused,
            owner=self,
        )

    def _on_undone(self, outcome: Outcome) -> None:
        self.accept()
        self._navigator.did(Message("Undone: {step}", step=outcome.label))
        self._done()

    def _on_refused(self, error: Exception) -> None:
        self.set_busy(None)
        self.primary.setEnabled(False)
        self.table.hide()
        self.says.set_text(error.message if isinstance(error, Problem) else N_("This could not be undone."))
        self.place()


def open_undo(context: PageContext, window: QWidget, transaction: str, done: Callable[[], None]) -> UndoDialog:
    """Ask whether to undo a step; `done` is called when it was."""
    dialog = UndoDialog(context, window, transaction, done)
    dialog.begin()
    return dialog


def _named(left: LeftAlone) -> str:
    name = left.title or tr(ENTITY_OF[left.kind].__title__)
    fields = listed(map(tr, left.fields))
    return f"{name}: {fields}" if fields else name


def _more(count: int) -> str:
    return "\n" + tr_message(Message("and {count} more", count=count)) if count > 0 else ""
