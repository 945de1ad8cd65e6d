"""Offers texts that were typed and not saved before the program ended: to go on with them, or to discard them."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.core.ids import is_id
from crm_desktop.core.kept_texts import KeptText, KeptTexts
from crm_desktop.ui.actions import FILE, Action
from crm_desktop.ui.page_context import PageContext


class UnsavedTexts(QObject):
    """The unsaved texts of the acting user in one window."""

    def __init__(self, context: PageContext, texts: KeptTexts) -> None:
        super().__init__()
        self._context, self._texts = context, texts
        self._window: QWidget | None = None
        context.kept_texts = texts

    def attach(self, window: QWidget) -> None:
        """Offer over this window what is left of an earlier run, and of whoever acts from now on."""
        self._window = window
        self._context.viewer_changed.connect(lambda: self._look(self._offer))
        self._look(self._offer)

    def action(self) -> Action:
        """The command that shows them at any time."""
        return Action(
            "file.unsaved",
            N_("Unsaved texts…"),
            lambda: self._look(self._show),
            N_("Go on with what you typed and did not save before the program ended"),
            menu=FILE,
        )

    def _look(self, then: Any) -> None:
        user_id = str(self._context.background.viewer.user_id)
        self._context.background.call(self, lambda: self._texts.left(user_id), then)

    def _offer(self, left: Sequence[KeptText]) -> None:
        if left:
            self._open(left)

    def _show(self, left: Sequence[KeptText]) -> None:
        if left:
            self._open(left)
        else:
            self._context.navigator.say(Message("Nothing unsaved is kept."))

    def _open(self, left: Sequence[KeptText]) -> None:
        from crm_desktop.ui.dialogs.unsaved import UnsavedDialog

        if self._window is None:
            return
        rows = [(each, self._when(each)) for each in left]
        dialog = UnsavedDialog(self._window, self._context.theme, rows)
        dialog.continued.connect(self._continue)
        dialog.discarded.connect(self._texts.forget)
        dialog.open_panel()

    def _when(self, text: KeptText) -> str:
        at = moment_of(text.saved_at, self._context.zone)
        return f"{at:%H:%M}" if at.date() == self._context.today() else formats.moment(at, language())

    def _continue(self, text: KeptText) -> None:
        from crm_desktop.ui.reopening import is_known, reopen

        if self._window is None:
            return
        if is_known(text):
            reopen(self._context, self._window, text, lambda error: self._cannot(text, error))
        else:
            self._cannot(text, None)

    def _cannot(self, text: KeptText, error: Exception | None) -> None:
        """The record is gone: what was written about it is not, and can be used elsewhere."""
        from crm_desktop.ui.dialogs.message import MessageDialog

        assert self._window is not None
        reason = error.message if isinstance(error, Problem) else Message("This program has no such form.")
        words = "\n".join(readable(text))
        dialog = MessageDialog(
            self._window, self._context.theme, reason, [N_("What you wrote is still kept.")], details=words
        )
        dialog.add_other(N_("Copy text"), lambda: QGuiApplication.clipboard().setText(words))
        dialog.add_answer(N_("Discard text"), lambda: self._texts.forget(text.id))
        dialog.add_answer(N_("Keep"), primary=True)
        dialog.open()


def readable(text: KeptText) -> list[str]:
    """What was typed, in lines, longest first: somebody looks for the sentences, and reads no ids."""
    told = [
        text.names.get(value, value)
        for value in (*text.values.values(), *text.typed.values())
        if isinstance(value, str)
    ]
    return sorted((each for each in told if each and not is_id(each)), key=len, reverse=True)
