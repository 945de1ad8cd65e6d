"""Comments in a timeline: written below their entry, kept while one looks elsewhere, taken back."""

from typing import Any

from PySide6.QtCore import QObject, Qt

from crm_desktop.core.errors import Invalid, Problem
from crm_desktop.core.i18n import Message, tr
from crm_desktop.queries import timeline_items as kinds
from crm_desktop.queries.timeline_items import TimelineItem
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.mention_line import MentionLine
from crm_desktop.ui.widgets.pick_box import Option
from crm_desktop.ui.widgets.timeline import Timeline, TimelineEntry

_COMMENTED = (kinds.INTERACTION, kinds.TASK, kinds.TO_DO)


class TimelineComments(QObject):
    """The line to write a comment in, and what is begun of each entry."""

    def __init__(self, context: PageContext, history: Timeline) -> None:
        super().__init__(history)
        self._context, self._history = context, history
        self._begun: dict[tuple[str, str], str] = {}
        self._at: tuple[str, str] | None = None
        self.line = MentionLine(context.theme, self._people)
        self.line.hide()
        self.line.setParent(history.viewport())
        self.line.submitted.connect(self._write)
        self.line.dropped.connect(self.end)
        self.line.textEdited.connect(self._on_typed)

    def begin(self, entry: TimelineEntry, item: TimelineItem) -> None:
        """Take the keyboard to a line below an entry; what was begun there before goes on."""
        if item.kind not in _COMMENTED or self._context.background.against_writing:
            return
        self._at = (item.record_kind, item.record_id)
        self.line.setText(self._begun.get(self._at, ""))
        self.line.setPlaceholderText(tr("Write a comment, @ names a colleague"))
        self.line.setAccessibleName(tr("Comment"))
        self._history.write_under(entry.key, self.line)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Throw away what was begun."""
        if self._at is not None:
            self._begun.pop(self._at, None)
        self.leave()
        self._history.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Take the line away; what was begun is kept."""
        self._at = None
        self.line.clear()
        self._history.write_under("", None)

    def has_begun(self) -> bool:
        """Whether something was typed and not kept yet."""
        return any(text.strip() for text in self._begun.values())

    def delete(self, comment_id: str) -> None:
        """Take a comment back; the toast offers to undo it."""
        from crm_desktop.operations.comment import delete_comment

        self._context.background.write(
            Message("Delete comment"),
            lambda work: delete_comment(work, comment_id),
            lambda _done: self._context.navigator.did(Message("Comment deleted")),
            self._refuse,
            owner=self,
        )

    def _on_typed(self, text: str) -> None:
        if self._at is not None:
            self._begun[self._at] = text

    def _people(self) -> list[Option]:
        me = self._context.background.viewer.user_id
        offered = self._context.choices.offered("users")
        return [Option(each.id, each.name_en, each.code) for each in offered if each.id != me]

    def _write(self, text: str) -> None:
        at = self._at
        if at is None or not text.strip():
            return
        # What writes is loaded when something is written: it is no part of the start.
        from crm_desktop.operations.comment import add_comment

        def kept(_id: Any) -> None:
            self._begun.pop(at, None)
            if self._at == at:
                self.leave()
                self._history.setFocus(Qt.FocusReason.OtherFocusReason)
            self._context.navigator.did(Message("Comment written"))

        self._context.background.write(
            Message("Comment"), lambda work: add_comment(work, *at, text), kept, self._refuse, owner=self
        )

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, Invalid):
            self._context.navigator.refuse(next(iter(error.fields.values())))
        elif isinstance(error, Problem):
            self._context.navigator.refuse(error.message)
