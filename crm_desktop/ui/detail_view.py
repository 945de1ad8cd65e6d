"""The detail side of a record: reads it, has it described, and keeps what is shown through every refresh."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, language
from crm_desktop.queries.timeline import Cursor
from crm_desktop.queries.timeline import Timeline as TimelineAnswer
from crm_desktop.ui.detail_body import TIMELINE, DetailBody
from crm_desktop.ui.detail_content import Chip, DetailAction, DetailContent, Group, Line, Person, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.side_by_side import DetailSide
from crm_desktop.ui.theme import Role
from crm_desktop.ui.timeline_entries import entries_of
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.timeline import Timeline, TimelineEntry

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
    """Reads a record, has it described, and shows it; survives every refresh with its tab and scroll position."""

    shown = Signal(object)

    def __init__(
        self,
        context: PageContext,
        read: Callable[[Any, str], Any],
        describe: Callable[[Any], DetailContent],
        reads: frozenset[str],
        timeline: Callable[[Any, str, Cursor | None], TimelineAnswer],
        actions: Sequence[DetailAction],
    ) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self._read, self._describe, self._timeline, self._own_actions = read, describe, timeline, actions
        self._record_id: str | None = None
        self._details: Any = None
        self._tab = TIMELINE
        self._cursor: Cursor | None = None
        self._looks_like: tuple[Any, ...] = ()
        self._history = Timeline(context.theme)
        self._history.opened.connect(self._on_entry)
        self._history.earlier_wanted.connect(self._read_earlier)
        self._targets: dict[str, tuple[str, str]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._body: QWidget | None = None
        context.feed.subscribe(self, reads, lambda _changes: self._read_again())
        context.choices_changed.connect(self.retranslate)
        context.viewer_changed.connect(self._on_viewer)
        self.show_record(None)

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
        return self._history

    def show_record(self, record_id: str | None) -> None:
        """Show a record, or that none is chosen."""
        if record_id is not None and record_id == self._record_id:
            return
        self._record_id, self._details = record_id, None
        if record_id is None:
            self._show_nothing()
        else:
            if not self._looks_like:
                self._hint.hide()  # it would ask for a row beside one that is current
            self._read_again()

    def show_tab(self, key: str) -> None:
        """Go to a tab, now or as soon as the record is read."""
        self._tab = key
        if isinstance(self._body, DetailBody):
            self._body.show_tab(key)

    def retranslate(self) -> None:
        """Describe the record again, in the current language.

        Later: Qt tells the new language to child after child, and its list of them must not change meanwhile.
        """
        QTimer.singleShot(0, self, self._describe_again)

    def _describe_again(self) -> None:
        if self._details is not None:
            self._show(self._details)
            self._read_timeline()

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
            lambda reading: (record_id, self._read(reading, record_id)),
            self._on_read,
            lambda _error: self._on_gone(record_id),
        )
        self._read_timeline()

    def _on_viewer(self) -> None:
        """Somebody else acts: what only the one before may see goes before it is asked for again."""
        if self._record_id is not None:
            self._details = None
            self._history.forget()
            self._show_nothing()
            self._read_again()

    def _on_read(self, answer: tuple[str, Any]) -> None:
        record_id, details = answer
        if record_id == self._record_id:
            self._details = details
            self._show(details)

    def _on_gone(self, record_id: str) -> None:
        if record_id == self._record_id:
            self._record_id = None
            self._show_nothing()

    def _read_timeline(self) -> None:
        record_id = self._record_id
        if record_id is None:
            return
        self._context.background.read(
            self,
            lambda reading: (record_id, self._timeline(reading, record_id, None)),
            lambda answer: self._on_timeline(answer, first=True),
            lambda _error: None,
        )

    def _read_earlier(self) -> None:
        record_id, cursor = self._record_id, self._cursor
        if record_id is None:
            return
        self._context.background.read(
            self,
            lambda reading: (record_id, self._timeline(reading, record_id, cursor)),
            lambda answer: self._on_timeline(answer, first=False),
        )

    def _on_timeline(self, answer: tuple[str, TimelineAnswer], *, first: bool) -> None:
        record_id, found = answer
        if record_id != self._record_id:
            return
        if first:
            self._targets = {}
        if found.items:
            self._cursor = found.items[-1].cursor
        entries = entries_of(found.items, self._context)
        for entry, item in zip(entries, found.items, strict=True):
            self._targets[entry.key] = (item.record_kind, item.record_id)
        (self._history.set_entries if first else self._history.add_earlier)(entries, found.earlier)

    def _on_entry(self, entry: TimelineEntry) -> None:
        kind, record_id = self._targets.get(entry.key, ("", ""))
        if record_id and record_id != self._record_id:
            self._context.navigator.open(kind, record_id)

    # --- showing

    def _show(self, details: Any) -> None:
        content = self._describe(details)
        offered = [action for action in self._own_actions if action.offered(details)]
        looks_like = (content, [action.text for action in offered], language())
        # A change elsewhere reads the record again; what looks the same keeps its focus and scroll position.
        if looks_like != self._looks_like:
            had_focus = self._has_focus()
            self._history.setParent(None)
            body = DetailBody(self._context, content, offered, self._history, self._tab)
            body.closed.connect(self.closed)
            body.tab_chosen.connect(self._on_tab)
            self._put(body)
            self._looks_like = looks_like
            if had_focus:
                body.setFocus()
        self.shown.emit(details)

    def _show_nothing(self) -> None:
        self._looks_like = ()
        self._history.setParent(None)
        box = QWidget()
        column = QVBoxLayout(box)
        self._hint = Label(self._theme, N_("Choose a row to see everything about it."), Role.BODY, colour="text3")
        column.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignCenter)
        self._put(box)

    def _put(self, body: QWidget) -> None:
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = body
        self.setFocusProxy(body)
        self._column.addWidget(body)

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._body is not None and self._body.isAncestorOf(focus)

    def _on_tab(self, key: str) -> None:
        self._tab = key
