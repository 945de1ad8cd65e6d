"""The records opened last by each user of a company, remembered on this device for the palette."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.background import Background
from crm_desktop.ui.page_context import PageContext

Key = tuple[str, str]

KEPT = 12
# A record passed on the way through a list was not opened; one that stayed this long was.
_STAYED_MS = 2_500


class RecentRecords(QObject):
    """Notes what is opened; nobody's rights are kept with it, so whoever shows the records asks for them anew."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._background: Background = context.background
        self._preferences: Preferences = context.preferences
        self._path = context.path
        self._watched: set[int] = set()
        self._seen: Key | None = None
        self._staying = QTimer(self, singleShot=True, interval=_STAYED_MS)
        self._staying.timeout.connect(self._on_stayed)

    def keys(self) -> list[Key]:
        """Kind and id of the last records, the newest first."""
        kept = self._preferences.get(self._name, [])
        return [(each[0], each[1]) for each in kept if isinstance(each, list) and len(each) == 2]

    def note(self, kind: str, record_id: str) -> None:
        """A record was opened."""
        keys = [(kind, record_id), *(key for key in self.keys() if key != (kind, record_id))]
        self._preferences.set(self._name, [list(key) for key in keys[:KEPT]])

    def watch(self, page: Any) -> None:
        """Note what is opened on a page with a list, by key or by staying at it."""
        table, kind = getattr(page, "table", None), getattr(page, "kind", "")
        if table is None or not kind or id(page) in self._watched:
            return
        self._watched.add(id(page))
        table.opened.connect(lambda record_id: self.note(kind, record_id))
        table.current_changed.connect(lambda record_id: self._on_current(kind, record_id))

    @property
    def _name(self) -> str:
        return f"recent_records.{self._path}.{self._background.viewer.user_id}"

    def _on_current(self, kind: str, record_id: str | None) -> None:
        self._seen = (kind, record_id) if record_id else None
        self._staying.start()

    def _on_stayed(self) -> None:
        if self._seen is not None:
            self.note(*self._seen)
