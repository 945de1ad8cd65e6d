"""The detail side of a record: reads it, has it described, and keeps what is shown through every refresh."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, language
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
)
from crm_desktop.ui.detail_source import DetailSource
from crm_desktop.ui.detail_timeline import DetailTimeline
from crm_desktop.ui.inline_edits import InlineEdits
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.side_by_side import DetailSide
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.inline_editor import InlineEditor
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.timeline import Timeline

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
        self._tab = TIMELINE
        self._looks_like: tuple[Any, ...] = ()
        self._edits = InlineEdits(context, source.editable, self)
        self._timeline = DetailTimeline(context, source)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._body: DetailBody | None = None
        self._nothing = self._make_nothing()
        self._column.addWidget(self._nothing)
        self._connect()

    def _connect(self) -> None:
        context = self._context
        context.feed.subscribe(self, self.source.reads, lambda _changes: self._read_again())
        context.choices_changed.connect(self.retranslate)
        context.viewer_changed.connect(self._on_viewer)
        self._edits.placed.connect(self._on_editor)
        self._edits.came_back.connect(self._on_refused)
        self._edits.ended.connect(self._on_ended)
        self._edits.moved.connect(self._on_moved)

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
        return self._timeline.history

    @property
    def tab(self) -> str:
        """The key of the tab shown."""
        return self._tab

    def show_record(self, record_id: str | None) -> None:
        """Show a record, or that none is chosen."""
        if record_id is not None and record_id == self._record_id:
            return
        if self._record_id is not None:
            self._edits.leave(self._record_id)
        self._record_id, self._details = record_id, None
        self._timeline.show_record(record_id)
        if record_id is None:
            self._show_nothing()
        else:
            if not self._looks_like:
                self._hint.hide()  # it would ask for a row beside one that is current
            self._read_again()

    def show_tab(self, key: str) -> None:
        """Go to a tab, now or as soon as the record is read."""
        self._tab = key
        if self._body is not None and self._looks_like:
            self._body.show_tab(key)

    def edit_value(self, name: str) -> None:
        """Begin to edit a value in its place."""
        if self._body is not None and (fact := self._body.go_to(name)) is not None:
            self._begin(fact)

    def settle(self) -> bool:
        """Keep what is being typed; False when something must be mended first, which is shown then."""
        waiting = self._edits.settle()
        if waiting is None:
            return self._timeline.settle()
        record_id, name = waiting
        if record_id == self._record_id and self._body is not None:
            self._body.go_to(name)
            self._edits.editors_of(record_id)[name].setFocus()
        else:
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
            self._timeline.read_again()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.content))
        painter.end()

    # --- reading

    def _read_again(self) -> None:
        record_id = self._record_id
        if record_id is None:
            return
        self._context.background.read(
            self,
            lambda reading: (record_id, self.source.read(reading, record_id)),
            self._on_read,
            lambda _error: self._on_gone(record_id),
        )
        self._timeline.read_again()

    def _on_viewer(self) -> None:
        """Somebody else acts: what only the one before may see goes before it is asked for again."""
        if self._record_id is not None:
            self._details = None
            self._timeline.forget()
            self._show_nothing()
            self._read_again()

    def _on_read(self, answer: tuple[str, Any]) -> None:
        record_id, details = answer
        if record_id == self._record_id:
            self._details = details
            if not self._edits.is_editing(record_id):
                self._edits.forget_draft()
            self._show(details)

    def _on_gone(self, record_id: str) -> None:
        if record_id == self._record_id:
            self._record_id = None
            self._timeline.show_record(None)
            self._show_nothing()

    # --- showing

    def _show(self, details: Any) -> None:
        content = self.source.describe(details, self._context)
        offered = [action for action in self._own_actions if action.offered(details)]
        looks_like = (content, [action.text for action in offered], language())
        # A change elsewhere reads the record again; what looks the same keeps its focus and scroll position.
        if looks_like != self._looks_like:
            had_focus = self._has_focus()
            body = self._body or self._make_body()
            body.show_content(content, offered, self._tab, lambda: self._edits.editors_of(self._record_id))
            self._looks_like = looks_like
            self._nothing.hide()
            body.show()
            self.setFocusProxy(body)
            if had_focus and not self._has_focus():
                body.setFocus()
        self.shown.emit(details)

    def _make_body(self) -> DetailBody:
        self._body = body = DetailBody(self._context, self._timeline, {})
        body.closed.connect(self.closed)
        body.menu_wanted.connect(self.menu_wanted)
        body.tab_chosen.connect(self._on_tab)
        body.edit_wanted.connect(self._begin)
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

    def _on_tab(self, key: str) -> None:
        self._tab = key

    # --- editing in place

    def _begin(self, fact: Fact) -> None:
        if self._record_id is not None:
            self._edits.begin(self._record_id, fact)

    def _on_editor(self, record_id: str, name: str, editor: InlineEditor) -> None:
        if self._place(record_id, name, editor):
            editor.begin()
        else:
            self._edits.leave(record_id)

    def _on_refused(self, record_id: str, name: str, editor: InlineEditor) -> None:
        if self._place(record_id, name, editor) and not self._is_typing():
            editor.setFocus()

    def _place(self, record_id: str, name: str, editor: InlineEditor) -> bool:
        if record_id != self._record_id or self._body is None or not self._looks_like:
            return False
        page = self._body.tab_of(name)
        return page is not None and page.place(name, editor)

    def _is_typing(self) -> bool:
        focus = QApplication.focusWidget()
        editors = self._edits.editors_of(self._record_id).values()
        return focus is not None and any(editor.isAncestorOf(focus) for editor in editors)

    def _on_ended(self, record_id: str, name: str, value: str | None) -> None:
        if record_id == self._record_id and self._body is not None and (page := self._body.tab_of(name)) is not None:
            page.end(name, value)

    def _on_moved(self, record_id: str, name: str, step: int) -> None:
        if record_id != self._record_id or self._body is None or (page := self._body.tab_of(name)) is None:
            return
        if (fact := page.neighbour(name, step)) is not None:
            page.reveal(fact.edit.name if fact.edit else "")
            self._begin(fact)
