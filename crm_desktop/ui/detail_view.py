"""The detail side of a record: reads it, has it described, and keeps what is shown through every refresh."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.models.attachment import KINDS
from crm_desktop.queries.attachment import count_files
from crm_desktop.queries.custom_field import CustomValueView, custom_values
from crm_desktop.queries.review_marks import marks_of
from crm_desktop.queries.rights import may_change
from crm_desktop.queries.star import is_starred
from crm_desktop.ui.background import Latest
from crm_desktop.ui.detail_body import TIMELINE, DetailBody
from crm_desktop.ui.detail_content import (
    Chip,
    DetailAction,
    DetailContent,
    Fact,
    Group,
    Line,
    Person,
    Section,
    TabContent,
    with_marks,
    without_edits,
)
from crm_desktop.ui.detail_later import DetailLater
from crm_desktop.ui.detail_source import DetailSource
from crm_desktop.ui.detail_timeline import DetailTimeline
from crm_desktop.ui.dropped_files import local_files
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import NOT_YOURS, against
from crm_desktop.ui.side_by_side import DetailSide
from crm_desktop.ui.star_actions import with_star
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.drop_hint import DropHint
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.timeline import Timeline

if TYPE_CHECKING:  # they are loaded when a value is first edited and files are first looked at, not at the start
    from crm_desktop.ui.detail_files import DetailFiles
    from crm_desktop.ui.inline_edits import InlineEdits
    from crm_desktop.ui.widgets.inline_editor import InlineEditor

Own = Sequence[CustomValueView]

__all__ = [
    "Chip",
    "DetailAction",
    "DetailContent",
    "DetailView",
    "Group",
    "Line",
    "Person",
    "Section",
    "TabContent",
]
FILES = "files"
# What belongs to records of any kind and shows on their detail side.
_OF_EVERY_KIND = frozenset({"attachment", "star", "review_decision", "custom_value", "custom_field", "task", "comment"})


class DetailView(DetailSide):
    """Reads a record, has it described, and shows it; every refresh leaves its tab, its place and what is typed."""

    shown = Signal(object)
    menu_wanted = Signal(QWidget)

    def __init__(self, context: PageContext, source: DetailSource, actions: Sequence[DetailAction]) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self.source, self._own_actions = source, actions
        self._record_id: str | None = None
        self._details: Any = None
        self._files_count, self._may_change = 0, True
        self._marks: Mapping[str, str] = {}
        self._own: Own = ()
        self._is_starred = False
        self._tab = TIMELINE
        self._looks_like: tuple[Any, ...] = ()
        self._reads = Latest(context.background, self)
        self.later = DetailLater(context.background, self, source.later, self._show_more)
        self._edits: InlineEdits | None = None
        self._files: DetailFiles | None = None
        self.timeline = DetailTimeline(context, source)
        self.timeline.file_wanted.connect(lambda file_id: self.files.open(file_id))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._body: DetailBody | None = None
        self._nothing = self._make_nothing()
        self._column.addWidget(self._nothing)
        self._drop_hint = DropHint(context.theme, self)
        self.setAcceptDrops(True)
        reads = source.reads | _OF_EVERY_KIND
        context.feed.subscribe(self, reads, lambda _changes: self._read_again())
        context.choices_changed.connect(self.retranslate)
        context.viewer_changed.connect(self._on_viewer)

    @property
    def record_id(self) -> str | None:
        """The record shown."""
        return self._record_id

    @property
    def details(self) -> Any:
        """What was read of it."""
        return self._details

    @property
    def history(self) -> Timeline:
        """The timeline."""
        return self.timeline.history

    @property
    def tab(self) -> str:
        """The key of the tab shown."""
        return self._tab

    @property
    def files(self) -> "DetailFiles":
        """The files of the record, and what can be done with them."""
        if self._files is None:
            from crm_desktop.ui.detail_files import DetailFiles

            self._files = DetailFiles(self._context, self.source.table)
            # Its tab may never be looked at; what it asks and says belongs to this window all the same.
            self._files.setParent(self)
            self._files.show_record(self._record_id)
            self._files.read_again()
        return self._files

    def against_editing(self) -> str:
        """Why the record shown cannot be changed, in a marked text; nothing when it can be, or is not read yet."""
        background, needs = self._context.background, self.source.needs
        if needs and (reason := against(background, needs)):
            return reason
        is_known = self._details is not None
        return background.against_writing or (NOT_YOURS if is_known and not self._may_change else "")

    def show_record(self, record_id: str | None) -> None:
        """Show a record, or that none is chosen."""
        if record_id is not None and record_id == self._record_id:
            return
        if self._record_id is not None and self._edits is not None:
            self._edits.leave(self._record_id)
        self._record_id, self._details = record_id, None
        self._reads.cancel()
        self.later.forget()
        self.timeline.show_record(record_id)
        if self._files is not None:
            self._files.show_record(record_id)
        if record_id is None:
            self._show_nothing()
        else:
            if not self._looks_like:
                self._hint.hide()  # it would ask for a row beside one that is current
            self.reads_when(self._read_again)

    def set_nothing(self, text: str) -> None:
        """What stands here when there is no record to show."""
        self._hint.set_text(text)

    def show_tab(self, key: str) -> None:
        """Go to a tab, now or as soon as the record is read."""
        self._tab = key
        if self._body is not None and self._looks_like:
            self._body.show_tab(key)

    def edit_value(self, name: str) -> None:
        """Begin to edit a value in its place."""
        if reason := self.against_editing():
            self._context.navigator.refuse(Message(reason))
        elif self._body is not None and (fact := self._body.go_to(name)) is not None:
            self._begin(fact)

    def open_history(self) -> None:
        """Show who changed what of the record, and how it was before."""
        from crm_desktop.ui.dialogs.record_history import open_record_history

        if self._record_id is not None and self._details is not None:
            name = self.source.describe(self._details, self._context).title
            open_record_history(self._context, self.window(), self.source.kind, self._record_id, name)

    def write_note(self) -> None:
        """Take the keyboard to the line for a note."""
        self.show_tab(TIMELINE)
        self.timeline.begin_note()

    def settle(self) -> bool:
        """Keep what is being typed; False when something must be mended first, which is shown then."""
        if self._edits is not None and (waiting := self._edits.settle()) is not None:
            record_id, name = waiting
            if self._is_at(record_id) and self._body is not None:
                self._body.go_to(name)
                self._edits.editors_of(record_id)[name].setFocus()
            return False
        if self.timeline.comments.has_begun():
            self._context.navigator.refuse(Message("The comment is not saved yet: Enter keeps it, Esc throws it away."))
            return False
        record_id = self.timeline.unsaved() or ""
        if record_id and self._is_at(record_id):
            self.write_note()
        if record_id:
            self._context.navigator.refuse(Message("The note is not saved yet: Enter keeps it, Esc throws it away."))
        return not record_id

    def _is_at(self, record_id: str) -> bool:
        """Whether a record is shown; else go there."""
        if record_id == self._record_id:
            return True
        self._context.navigator.open(self.source.kind, record_id)
        return False

    def retranslate(self) -> None:
        """Describe the record again, in the current language.

        Later: Qt tells the new language to child after child, and its list of them must not change meanwhile.
        """
        QTimer.singleShot(0, self, self._describe_again)

    def _describe_again(self) -> None:
        if self._details is not None:
            self._show(self._details)
            self.timeline.read_again()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()

    # --- reading

    def _read_again(self) -> None:
        record_id, source = self._record_id, self.source
        if record_id is None:
            return
        has_own = source.kind in self._context.choices.custom
        self._reads.read(
            lambda reading: (
                record_id,
                source.read(reading, record_id),
                count_files(reading, source.table, record_id),
                may_change(reading, source.kind, record_id),
                marks_of(reading, source.kind, record_id),
                custom_values(reading, source.kind, record_id) if has_own else (),
                is_starred(reading, record_id),
            ),
            lambda answer: self._on_read(*answer),
            lambda _error: self._on_gone(record_id),
        )
        self.timeline.read_again()
        if self._files is not None:
            self._files.read_again()

    def _on_viewer(self) -> None:
        """Somebody else acts: what only the one before may see goes before it is asked for again."""
        if self._record_id is not None:
            self._details = None
            self.later.forget()
            self.timeline.forget()
            if self._files is not None:
                self._files.show_record(self._record_id)
            self._show_nothing()
            self._read_again()

    def _on_read(
        self,
        record_id: str,
        details: Any,
        files_count: int,
        may_be_changed: bool,
        marks: Mapping[str, str],
        own: Own,
        has_star: bool,
    ) -> None:
        if record_id == self._record_id:
            details = self.later.completed(record_id, details)
            self._details, self._files_count, self._may_change = details, files_count, may_be_changed
            self._marks, self._own, self._is_starred = marks, own, has_star
            if self._edits is not None and not self._edits.is_editing(record_id):
                self._edits.forget_draft()
            self._show(details)
            self.later.ask(record_id)

    def _show_more(self) -> None:
        """Something that takes long is known by now."""
        if self._record_id is not None and self._details is not None:
            self._details = self.later.completed(self._record_id, self._details)
            self._show(self._details)

    def _on_gone(self, record_id: str) -> None:
        if record_id == self._record_id:
            self._record_id = None
            self.timeline.show_record(None)
            self._show_nothing()

    # --- showing

    def _show(self, details: Any) -> None:
        # Like what describes a kind, loaded when the first record is shown.
        from crm_desktop.ui.details.arranged import arranged
        from crm_desktop.ui.details.own import with_own

        content = with_own(self.source.describe(details, self._context), self._own, self._context)
        content = arranged(content, self._context.choices.layouts.get(self.source.kind), self._marks)
        content = with_star(with_marks(self._with_files(content), self._marks), self._is_starred)
        reason = self.against_editing()
        if reason:
            content = without_edits(content)
        offered = [self._as_possible(action, reason) for action in self._own_actions if action.offered(details)]
        looks_like = (content, [(action.text, action.reason) for action in offered], language())
        # A change elsewhere reads the record again; what looks the same keeps its focus and scroll position.
        if looks_like != self._looks_like:
            had_focus = self._has_focus()
            body = self._body or self._make_body()
            body.show_content(content, offered, self._tab, self._editors)
            self._looks_like = looks_like
            self._nothing.hide()
            body.show()
            self.setFocusProxy(body)
            if had_focus and not self._has_focus():
                body.setFocus()
        self.shown.emit(details)

    def _as_possible(self, action: DetailAction, reason: str) -> DetailAction:
        return replace(action, reason=self._context.background.against_writing if action.adds else reason)

    def _with_files(self, content: DetailContent) -> DetailContent:
        """The tab of files stands before the last one, that of details, where such records keep files."""
        if not self.keeps_files:
            return content
        tab = TabContent(FILES, N_("Files"), count=self._files_count)
        return replace(content, tabs=(*content.tabs[:-1], tab, *content.tabs[-1:]))

    @property
    def keeps_files(self) -> bool:
        """Whether records of its kind keep files."""
        return self.source.table in KINDS

    def _make_body(self) -> DetailBody:
        self._body = body = DetailBody(self._context, self.timeline, {FILES: lambda: self.files})
        body.closed.connect(self.closed)
        body.menu_wanted.connect(self.menu_wanted)
        body.tab_chosen.connect(self._on_tab)
        body.edit_wanted.connect(self._begin)
        body.review_wanted.connect(self._review)
        self._column.addWidget(body)
        return body

    def _make_nothing(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        self._hint = Label(self._theme, N_("Choose a row to see everything about it."), Role.BODY, colour="text3")
        column.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignCenter)
        return box

    def _show_nothing(self) -> None:
        self._looks_like = ()
        if self._body is not None:
            self._body.hide()
        self._hint.show()
        self._nothing.show()
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt documents None as "no proxy"

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._body is not None and self._body.isAncestorOf(focus)

    def _review(self, item_id: str) -> None:
        if self._record_id is not None:
            self._context.navigator.review(self.source.table, self._record_id, item_id)

    def _on_tab(self, key: str) -> None:
        self._tab = key

    # --- files from the desktop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Dropped here a file is attached; on the list it would be imported."""
        is_kept = self.keeps_files and self._record_id is not None and not self.against_editing()
        if not is_kept or not local_files(event.mimeData()):
            event.ignore()
            return
        event.acceptProposedAction()
        name = self._looks_like[0].title if self._looks_like else ""
        self._drop_hint.say(Message("Attach to “{name}”", name=name))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_hint.hide()
        event.acceptProposedAction()
        self.attach(local_files(event.mimeData()))

    def attach(self, files: Sequence[Path]) -> None:
        """Keep files with the record shown."""
        self.files.add(files)

    # --- editing in place

    def _editors(self) -> "Mapping[str, InlineEditor]":
        return self._edits.editors_of(self._record_id) if self._edits is not None else {}

    def _begin(self, fact: Fact) -> None:
        if self._edits is None:
            from crm_desktop.ui.inline_edits import InlineEdits

            self._edits = InlineEdits(self._context, self.source, self)
            self._edits.placed.connect(self._on_editor)
            self._edits.came_back.connect(self._on_refused)
            self._edits.ended.connect(self._on_ended)
            self._edits.moved.connect(self._on_moved)
        if self._record_id is not None:
            self._edits.begin(self._record_id, fact)

    def _on_editor(self, record_id: str, name: str, editor: "InlineEditor") -> None:
        if self._place(record_id, name, editor):
            editor.begin()
        elif self._edits is not None:
            self._edits.leave(record_id)

    def _on_refused(self, record_id: str, name: str, editor: "InlineEditor") -> None:
        focus = QApplication.focusWidget()
        is_typing = focus is not None and any(each.isAncestorOf(focus) for each in self._editors().values())
        if self._place(record_id, name, editor) and not is_typing:
            editor.setFocus()

    def _place(self, record_id: str, name: str, editor: "InlineEditor") -> bool:
        if record_id != self._record_id or self._body is None or not self._looks_like:
            return False
        page = self._body.tab_of(name)
        return page is not None and page.place(name, editor)

    def _on_ended(self, record_id: str, name: str, value: str | None) -> None:
        if record_id == self._record_id and self._body is not None and (page := self._body.tab_of(name)) is not None:
            page.end(name, value)

    def _on_moved(self, record_id: str, name: str, step: int) -> None:
        if record_id != self._record_id or self._body is None or (page := self._body.tab_of(name)) is None:
            return
        if (fact := page.neighbour(name, step)) is not None and fact.edit is not None:
            page.reveal(fact.edit.name)
            self._begin(fact)
