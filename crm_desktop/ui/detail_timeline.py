"""The timeline of a detail side: read in portions, narrowed by kind, pinned notes above it, and a line to write one."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.queries.timeline_items import Cursor
from crm_desktop.queries.timeline_items import Timeline as Answer
from crm_desktop.ui.detail_source import DetailSource
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.timeline_entries import entries_of
from crm_desktop.ui.widgets.timeline import Timeline, TimelineEntry


class DetailTimeline(QWidget):
    """Everything dated about one record; it survives every refresh with its place."""

    def __init__(self, context: PageContext, source: DetailSource) -> None:
        super().__init__()
        self._context, self._source = context, source
        self._record_id: str | None = None
        self._cursor: Cursor | None = None
        self._only: str | None = None
        self._targets: dict[str, tuple[str, str]] = {}
        self.history = Timeline(context.theme)
        self.history.opened.connect(self._on_entry)
        self.history.earlier_wanted.connect(self._read_earlier)
        px = context.theme.px
        column = QVBoxLayout(self)
        # The scroll bar stands in the gutter.
        column.setContentsMargins(px(Space.XL), px(Space.XS), px(Space.S), 0)
        column.setSpacing(0)
        column.addWidget(self.history, 1)

    def show_record(self, record_id: str | None) -> None:
        """Show the timeline of another record as soon as it is read."""
        self._record_id = record_id

    def forget(self) -> None:
        """Show nothing, because nothing is known yet."""
        self.history.forget()

    def settle(self) -> bool:
        """Whether nothing typed would be lost."""
        return True

    def read_again(self) -> None:
        """Read the newest entries."""
        self._read(None)

    def _read_earlier(self) -> None:
        self._read(self._cursor)

    def _read(self, before: Cursor | None) -> None:
        record_id, only = self._record_id, self._only
        if record_id is None:
            return
        self._context.background.read(
            self,
            lambda reading: (record_id, only, self._source.timeline(reading, record_id, before, only)),
            lambda answer: self._on_read(*answer, first=before is None),
            lambda _error: None,
        )

    def _on_read(self, record_id: str, only: str | None, found: Answer, *, first: bool) -> None:
        if (record_id, only) != (self._record_id, self._only):
            return
        if first:
            self._targets = {}
        if found.items:
            self._cursor = found.items[-1].cursor
        entries = entries_of(found.items, self._context)
        for entry, item in zip(entries, found.items, strict=True):
            self._targets[entry.key] = (item.record_kind, item.record_id)
        (self.history.set_entries if first else self.history.add_earlier)(entries, found.earlier)

    def _on_entry(self, entry: TimelineEntry) -> None:
        kind, record_id = self._targets.get(entry.key, ("", ""))
        if record_id and record_id != self._record_id:
            self._context.navigator.open(kind, record_id)
